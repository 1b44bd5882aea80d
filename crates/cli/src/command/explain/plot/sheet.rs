//! What pictures are drawn on.

use anyhow::Result;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::command::explain::language::Language;

pub(super) const INK: RGBColor = RGBColor(24, 32, 38);
pub(super) const FAINT: RGBColor = RGBColor(96, 108, 118);
pub(super) const RULE: RGBColor = RGBColor(214, 220, 224);
pub(super) const RISKIER: RGBColor = RGBColor(213, 94, 0);
pub(super) const SAFER: RGBColor = RGBColor(0, 114, 178);
/// Of what is not known.
pub(super) const UNKNOWN: RGBColor = RGBColor(160, 168, 174);

/// Sizes of text, in pixels.
pub(super) const TITLE: i32 = 17;
pub(super) const BODY: i32 = 13;
pub(super) const SMALL: i32 = 11;

/// Where a text stands to its place.
#[derive(Clone, Copy)]
pub(super) enum Side {
    RightOf,
    LeftOf,
    Over,
}

/// A white sheet.
pub(super) struct Sheet<'a>(DrawingArea<SVGBackend<'a>, Shift>);

/// Draws on a sheet of a size, in pixels, and gives the SVG.
pub(super) fn draw_on(
    (width, height): (i32, i32),
    draw: impl FnOnce(&Sheet<'_>) -> Result<()>,
) -> Result<String> {
    let mut svg = String::new();
    {
        let size = (width.unsigned_abs(), height.unsigned_abs());
        let sheet = Sheet(SVGBackend::with_string(&mut svg, size).into_drawing_area());
        sheet.0.fill(&WHITE)?;
        draw(&sheet)?;
        sheet.0.present()?;
    }
    Ok(svg)
}

impl Sheet<'_> {
    pub(super) fn text(
        &self,
        text: &str,
        place: (i32, i32),
        side: Side,
        size: i32,
        color: RGBColor,
    ) -> Result<()> {
        let (horizontal, vertical) = match side {
            Side::RightOf => (HPos::Left, VPos::Center),
            Side::LeftOf => (HPos::Right, VPos::Center),
            Side::Over => (HPos::Center, VPos::Center),
        };
        let style = ("sans-serif", size).into_font().color(&color);
        let style = style.pos(Pos::new(horizontal, vertical));
        Ok(self.0.draw(&Text::new(text.to_owned(), place, style))?)
    }

    pub(super) fn line(&self, from: (i32, i32), to: (i32, i32), color: RGBColor) -> Result<()> {
        let line = PathElement::new(vec![from, to], color.stroke_width(1));
        Ok(self.0.draw(&line)?)
    }

    pub(super) fn bar(&self, corners: [(i32, i32); 2], color: RGBColor) -> Result<()> {
        Ok(self.0.draw(&Rectangle::new(corners, color.filled()))?)
    }

    pub(super) fn dot(&self, place: (i32, i32), radius: i32, color: RGBColor) -> Result<()> {
        let style = color.mix(0.8).filled();
        Ok(self.0.draw(&Circle::new(place, radius, style))?)
    }

    /// What colours mean, from a place on to the right: the values of what is told.
    pub(super) fn legend(
        &self,
        (x, y): (i32, i32),
        of_what: &str,
        language: Language,
    ) -> Result<()> {
        const LENGTH: i32 = 120;
        let [low, high] = [
            language.pick("low", "faible"),
            language.pick("high", "élevée"),
        ];
        self.text(low, (x, y), Side::RightOf, SMALL, FAINT)?;
        let x = x + 36;
        for step in 0..LENGTH {
            let color = shade(f64::from(step) / f64::from(LENGTH - 1));
            self.bar([(x + step, y - 5), (x + step + 1, y + 5)], color)?;
        }
        self.text(high, (x + LENGTH + 6, y), Side::RightOf, SMALL, FAINT)?;
        self.dot((x + LENGTH + 56, y), 4, UNKNOWN)?;
        self.text(
            language.not_known(),
            (x + LENGTH + 66, y),
            Side::RightOf,
            SMALL,
            FAINT,
        )?;
        self.text(of_what, (x + LENGTH + 136, y), Side::RightOf, SMALL, INK)
    }
}

/// The colour of a value by its rank, 0 for the lowest and 1 for the highest.
pub(super) fn shade(rank: f64) -> RGBColor {
    let mix = |low: u8, high: u8| {
        let mixed = f64::from(low) + rank.clamp(0.0, 1.0) * (f64::from(high) - f64::from(low));
        mixed.round() as u8
    };
    RGBColor(
        mix(SAFER.0, RISKIER.0),
        mix(SAFER.1, RISKIER.1),
        mix(SAFER.2, RISKIER.2),
    )
}

/// The colours of values, by the share of the known ones that are lower.
pub(super) fn shades_of(values: impl Iterator<Item = f32> + Clone) -> Vec<RGBColor> {
    let mut known: Vec<f32> = values.clone().filter(|value| !value.is_nan()).collect();
    known.sort_unstable_by(f32::total_cmp);
    let most = known.len().saturating_sub(1).max(1) as f64;
    let color_of = |value: f32| {
        if value.is_nan() {
            return UNKNOWN;
        }
        // Equal values have the colour of their middle.
        let below = known.partition_point(|it| *it < value);
        let up_to = known.partition_point(|it| *it <= value);
        shade((below + up_to).saturating_sub(1) as f64 / 2.0 / most)
    };
    values.map(color_of).collect()
}

/// A signed number of three digits.
pub(super) fn signed(number: f64) -> String {
    format!("{number:+.3}").replace('-', "−")
}

/// A text of at most so many characters.
pub(super) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most - 1).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_value_is_blue_the_highest_vermilion_and_a_hole_grey() {
        let values = [3.0, f32::NAN, 1.0, 2.0];
        let shades = shades_of(values.into_iter());
        assert_eq!(shades, [RISKIER, UNKNOWN, SAFER, shade(0.5)]);
        assert_eq!(shades_of([7.0, 7.0, 7.0].into_iter()), [shade(0.5); 3]);
    }

    #[test]
    fn long_texts_are_cut_at_a_character() {
        assert_eq!(shortened("déjà vu", 7), "déjà vu");
        assert_eq!(shortened("déjà vu", 6), "déjà…");
    }
}
