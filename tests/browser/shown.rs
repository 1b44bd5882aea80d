//! Numbers as a page shows them: rounded, with a point or a comma, sometimes in percent.

/// A number read off the page, and how far rounding may have moved it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Shown {
    value: f64,
    tolerance: f64,
}

impl Shown {
    /// The first number in a text; none where there is no digit. It must not be grouped.
    pub(crate) fn first_in(text: &str) -> Option<Self> {
        let start = text.find(|c: char| c.is_ascii_digit())?;
        let rest = &text[start..];
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',');
        let (number, unit) = rest.split_at(end.unwrap_or(rest.len()));
        let number = number.trim_end_matches(['.', ',']).replace(',', ".");
        let decimals = number
            .split_once('.')
            .map_or(0, |(_, decimals)| decimals.len());
        let scale = if unit.trim_start().starts_with('%') {
            0.01
        } else {
            1.0
        };
        Some(Self {
            value: number.parse::<f64>().ok()? * scale,
            tolerance: 0.5 * 0.1_f64.powi(i32::try_from(decimals).ok()?) * scale,
        })
    }

    /// Whether this is what rounding makes of `exact`, which is not below 0.
    pub(crate) fn agrees_with(self, exact: f64) -> bool {
        (self.value - exact).abs() <= self.tolerance + 1e-12
    }
}

#[test]
fn a_number_agrees_with_what_it_was_rounded_from_and_with_nothing_else() {
    let check = |text: &str, exact: f64, agrees: bool| {
        let shown = Shown::first_in(text).expect("there is a number");
        assert_eq!(shown.agrees_with(exact), agrees, "{text} and {exact}");
    };
    check("0.482", 0.4824, true);
    check("0.482", 0.4826, false);
    check("Score 48.2 % of 100", 0.4824, true);
    check("48,2\u{a0}%", 0.4824, true);
    check("48.2", 0.4824, false);
    check("AUC: 0.75.", 0.749, true);
    check("0.75", 0.7, false);
    assert_eq!(Shown::first_in("no number"), None);
}
