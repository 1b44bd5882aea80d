//! Whether what is read and what is looked at stands out from what it lies on, in light and in
//! dark: the Web Content Accessibility Guidelines 2.2 want 4.5 to 1 for text (criterion 1.4.3) and
//! 3 to 1 for marks that carry meaning (1.4.11). Grid lines, tracks and connectors carry none.

use std::collections::BTreeMap;

use crate::charts::scene::Tone;

const TOKENS: &str = include_str!("../styles/tokens.css");
const TEXT: f64 = 4.5;
const GRAPHICS: f64 = 3.0;
/// Grounds that anything may lie on.
const GROUNDS: [&str; 3] = ["ground", "surface", "raised"];

/// Red, green and blue, 0 to 1, as sRGB has them.
type Color = [f64; 3];

/// The style sheet's colours by name, of one theme.
struct Theme {
    name: &'static str,
    colors: BTreeMap<&'static str, Color>,
}

impl Theme {
    fn both() -> [Self; 2] {
        [("light", 0), ("dark", 1)].map(|(name, place)| Self {
            name,
            colors: TOKENS
                .lines()
                .filter_map(|line| color_of(line, place))
                .collect(),
        })
    }

    fn color(&self, token: &str) -> Color {
        *self.colors.get(token).expect(token)
    }

    fn check(&self, mark: &str, ground: &str, least: f64) {
        let on = self.color(ground);
        self.check_on(mark, on, ground, least);
    }

    fn check_on(&self, mark: &str, ground: Color, ground_name: &str, least: f64) {
        let ratio = contrast(self.color(mark), ground);
        let name = self.name;
        assert!(
            ratio >= least,
            "{name}: --{mark} on {ground_name} has {ratio:.2}, wanted is {least}"
        );
    }

    /// A colour with a see-through one over it, as `color-mix` and the canvas mix them.
    fn mix(&self, token: &str, opacity: f64, ground: Color) -> Color {
        let over = self.color(token);
        [0, 1, 2].map(|part| over[part] * opacity + ground[part] * (1.0 - opacity))
    }
}

/// The name and colour of a line such as `--ink: light-dark(#14191d, #e9edf0);`.
fn color_of(line: &'static str, place: usize) -> Option<(&'static str, Color)> {
    let (name, value) = line
        .trim()
        .strip_prefix("--")?
        .split_once(": light-dark(")?;
    let hex = value.strip_suffix(");")?.split(", ").nth(place)?;
    let hex = hex.strip_prefix('#').expect("a colour is written #rrggbb");
    let part = |at: usize| {
        let digits = u8::from_str_radix(&hex[at..at + 2], 16);
        f64::from(digits.expect("two hexadecimal digits")) / 255.0
    };
    Some((name, [part(0), part(2), part(4)]))
}

/// The contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio").
fn contrast(one: Color, other: Color) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// WCAG 2.2, "relative luminance".
fn luminance(color: Color) -> f64 {
    let [red, green, blue] = color.map(|part| {
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[test]
fn the_ratio_is_the_guidelines() {
    let gray = |level: f64| [level / 255.0; 3];
    assert!((contrast(gray(0.0), gray(255.0)) - 21.0).abs() < 1e-9);
    // The darkest grey that passes on white and the lightest that does not, as commonly published.
    assert!(contrast(gray(118.0), gray(255.0)) >= TEXT);
    assert!(contrast(gray(119.0), gray(255.0)) < TEXT);
}

#[test]
fn every_token_of_the_charts_is_in_the_style_sheet() {
    for theme in Theme::both() {
        for tone in Tone::ALL {
            theme.color(tone.property().trim_start_matches('-'));
        }
    }
}

#[test]
fn text_can_be_read_wherever_it_stands() {
    for theme in Theme::both() {
        for text in ["ink", "muted", "accent", "risk-low-text", "risk-high-text"] {
            for ground in GROUNDS {
                theme.check(text, ground, TEXT);
            }
        }
        theme.check("on-accent", "accent", TEXT);
        theme.check("accent", "accent-soft", TEXT);
        theme.check("risk-low-text", "risk-low-soft", TEXT);
        theme.check("risk-high-text", "risk-high-soft", TEXT);
    }
}

#[test]
fn the_words_of_a_row_that_is_pressed_can_be_read() {
    for theme in Theme::both() {
        // As styles/charts.css mixes the ground of a pressed row.
        let pressed = theme.mix("accent", 0.11, theme.color("surface"));
        for text in ["ink", "muted", "risk-low-text", "risk-high-text"] {
            theme.check_on(text, pressed, "a pressed row", TEXT);
        }
        for mark in ["risk-low", "risk-high"] {
            theme.check_on(mark, pressed, "a pressed row", GRAPHICS);
        }
    }
}

#[test]
fn the_marks_of_charts_stand_out_from_what_they_lie_on() {
    for theme in Theme::both() {
        let surface = theme.color("surface");
        for tone in [Tone::Ink, Tone::Muted, Tone::Low, Tone::High, Tone::Accent] {
            let mark = tone.property().trim_start_matches('-');
            theme.check_on(mark, surface, "surface", GRAPHICS);
        }
        for mark in ["risk-low", "risk-high"] {
            // A score's bar on its track, and the gauge's on its own.
            theme.check(mark, "line", GRAPHICS);
            let track = theme.mix(mark, 0.22, surface);
            theme.check_on(mark, track, "the gauge's track", GRAPHICS);
        }
        // Both curves of a distribution where their areas lie over each other.
        let both = theme.mix("risk-high", 0.14, theme.mix("risk-low", 0.14, surface));
        for mark in ["risk-low", "risk-high", "ink"] {
            theme.check_on(mark, both, "both areas", GRAPHICS);
        }
    }
}

#[test]
fn the_edges_of_what_can_be_typed_into_stand_out() {
    for theme in Theme::both() {
        for ground in GROUNDS {
            theme.check("edge", ground, GRAPHICS);
        }
    }
}
