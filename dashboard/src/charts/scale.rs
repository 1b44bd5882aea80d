//! From values to places on the screen and back, and where an axis has its ticks.

/// A straight scale from values to pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct LinearScale {
    domain: (f64, f64),
    range: (f64, f64),
}

impl LinearScale {
    /// A scale; a domain without extent is widened so that its value lies in the middle.
    pub(crate) fn new(domain: (f64, f64), range: (f64, f64)) -> Self {
        let (low, high) = domain;
        let domain = if high > low {
            domain
        } else {
            (low - 0.5, low + 0.5)
        };
        Self { domain, range }
    }

    /// Where a value lies, in pixels; outside of the domain it lies outside of the range.
    pub(crate) fn place(&self, value: f64) -> f64 {
        let (low, high) = self.domain;
        let (from, to) = self.range;
        from + (value - low) / (high - low) * (to - from)
    }

    /// Where a value lies, or the end it lies beyond.
    pub(crate) fn place_clamped(&self, value: f64) -> f64 {
        self.place(value.clamp(self.domain.0, self.domain.1))
    }

    /// Round values inside the domain, about `n_wanted` of them, and the step between them.
    pub(crate) fn ticks(&self, n_wanted: usize) -> Ticks {
        Ticks::inside(self.domain, n_wanted)
    }
}

/// Round values, evenly spaced.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ticks {
    /// The values, ascending.
    pub(crate) values: Vec<f64>,
    /// How many decimals tell neighbours apart.
    pub(crate) n_decimals: usize,
}

impl Ticks {
    fn inside((low, high): (f64, f64), n_wanted: usize) -> Self {
        let step = round_step((high - low) / n_wanted.max(1) as f64);
        let first = (low / step).ceil() as i64;
        let last = (high / step).floor() as i64;
        let values = (first..=last).map(|idx| idx as f64 * step).collect();
        Self {
            values,
            n_decimals: decimals_of(step),
        }
    }
}

/// The least of 1, 2, 5 times a power of ten that is at least `at_least`.
fn round_step(at_least: f64) -> f64 {
    let power = 10_f64.powf(at_least.log10().floor());
    let candidates = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * power);
    // 1e-9: a step that is round already must not be rounded up by its last bit.
    let fitting = candidates
        .into_iter()
        .find(|step| *step >= at_least * (1.0 - 1e-9));
    fitting.unwrap_or(10.0 * power)
}

fn decimals_of(step: f64) -> usize {
    let magnitude = (step.log10() + 1e-9).floor();
    if magnitude < 0.0 {
        (-magnitude).min(12.0) as usize
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_lies_where_its_share_of_the_domain_says() {
        let scale = LinearScale::new((0.0, 2.0), (100.0, 300.0));
        assert_eq!(scale.place(0.5), 150.0);
        assert_eq!(scale.place_clamped(9.0), 300.0);
        assert_eq!(scale.place(9.0), 1000.0);
    }

    #[test]
    fn a_domain_without_extent_puts_its_value_in_the_middle() {
        assert_eq!(LinearScale::new((3.0, 3.0), (0.0, 10.0)).place(3.0), 5.0);
    }

    #[test]
    fn ticks_are_round_and_lie_inside() {
        let ticks = LinearScale::new((-0.12, 1.03), (0.0, 1.0)).ticks(5);
        assert_eq!(ticks.n_decimals, 1);
        let shown: Vec<_> = ticks
            .values
            .iter()
            .map(|value| format!("{value:.1}"))
            .collect();
        assert_eq!(shown, ["0.0", "0.5", "1.0"]);
    }

    #[test]
    fn a_step_that_is_round_stays() {
        assert_eq!(round_step(0.2), 0.2);
        assert_eq!(round_step(2100.0), 5000.0);
        assert_eq!(
            (decimals_of(0.05), decimals_of(100.0), decimals_of(1.0)),
            (2, 0, 0)
        );
    }
}
