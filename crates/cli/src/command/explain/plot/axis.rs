//! From numbers to pixels.

use anyhow::Result;

use super::sheet::{FAINT, RULE, SMALL, Sheet, Side};

/// A straight scale.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    low: f64,
    high: f64,
    from: i32,
    to: i32,
}

impl Axis {
    /// A scale between two pixels that has room for all numbers, with a little to spare; numbers that
    /// are none are passed over.
    pub(super) fn over(numbers: impl Iterator<Item = f64>, (from, to): (i32, i32)) -> Self {
        let finite = numbers.filter(|number| number.is_finite());
        let range = finite.fold(None, |range: Option<(f64, f64)>, number| {
            let (low, high) = range.unwrap_or((number, number));
            Some((low.min(number), high.max(number)))
        });
        let (low, high) = range.unwrap_or((0.0, 1.0));
        // One value alone gets a width to stand in.
        let spare = match 0.05 * (high - low) {
            spare if spare > 0.0 => spare,
            _ => low.abs().max(1.0) / 2.0,
        };
        Self {
            low: low - spare,
            high: high + spare,
            from,
            to,
        }
    }

    /// The pixel of a number.
    pub(super) fn at(&self, number: f64) -> i32 {
        let share = (number - self.low) / (self.high - self.low);
        self.from + (share * f64::from(self.to - self.from)).round() as i32
    }

    /// Some round numbers on it.
    pub(super) fn ticks(&self) -> Vec<f64> {
        let step = round_step((self.high - self.low) / 6.0);
        let first = (self.low / step).ceil() as i64;
        let last = (self.high / step).floor() as i64;
        (first..=last).map(|idx| idx as f64 * step).collect()
    }

    /// Draws the numbers below a picture, and lines up from them.
    pub(super) fn draw_below(&self, sheet: &Sheet<'_>, (top, bottom): (i32, i32)) -> Result<()> {
        for tick in self.ticks() {
            let x = self.at(tick);
            sheet.line((x, top), (x, bottom), RULE)?;
            sheet.text(&told(tick), (x, bottom + 14), Side::Over, SMALL, FAINT)?;
        }
        Ok(())
    }

    /// Draws the numbers left of a picture, and lines to the right from them.
    pub(super) fn draw_beside(&self, sheet: &Sheet<'_>, (left, right): (i32, i32)) -> Result<()> {
        for tick in self.ticks() {
            let y = self.at(tick);
            sheet.line((left, y), (right, y), RULE)?;
            sheet.text(&told(tick), (left - 8, y), Side::LeftOf, SMALL, FAINT)?;
        }
        Ok(())
    }
}

/// 1, 2 or 5 times a power of ten, the first that is at least a number over 0.
fn round_step(least: f64) -> f64 {
    let power = 10_f64.powf(least.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0];
    let step = steps
        .into_iter()
        .find(|step| step * power >= least * (1.0 - 1e-9));
    step.unwrap_or(10.0) * power
}

/// A number as an axis has it.
fn told(number: f64) -> String {
    let number = (number * 1e9).round() / 1e9;
    if number == 0.0 {
        return "0".to_owned();
    }
    let text = number.to_string();
    if text.len() > 9 {
        format!("{number:e}")
    } else {
        text.replace('-', "−")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_within_the_axis() {
        let axis = Axis::over([-0.31, f64::NAN, 1.9].into_iter(), (100, 500));
        assert_eq!(axis.ticks(), [0.0, 0.5, 1.0, 1.5, 2.0]);
        assert!(axis.at(-0.31) > 100 && axis.at(1.9) < 500);
        let alone = Axis::over([7.0].into_iter(), (0, 10));
        assert_eq!(alone.at(7.0), 5);
        assert!(!Axis::over([].into_iter(), (0, 10)).ticks().is_empty());
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!([0.1 + 0.2, -0.5, -0.0].map(told), ["0.3", "−0.5", "0"]);
        assert_eq!(told(12_000_000_000.0), "1.2e10");
    }
}
