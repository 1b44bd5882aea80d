//! How a feature's contributions depend on its values, coloured by the feature that it interacts with
//! most.

use anyhow::Result;
use creditwood_core::shap::{Dependence, DependencePoint};

use super::axis::Axis;
use super::sheet::{FAINT, INK, RULE, SMALL, Sheet, Side, TITLE, draw_on, shades_of, shortened};
use crate::command::explain::language::Language;

const SIZE: (i32, i32) = (960, 600);
/// Where dots of known values may be.
const ACROSS: (i32, i32) = (150, 930);
const DOWN: (i32, i32) = (70, 490);
/// Where those of values that are not known are.
const UNKNOWN_AT: i32 = 110;

/// Draws a dependence as SVG.
pub(in super::super) fn dependence(
    dependence: &Dependence,
    label: &str,
    partner: Option<&str>,
    language: Language,
) -> Result<String> {
    let points = &dependence.points;
    let across = Axis::over(points.iter().map(|it| f64::from(it.value)), ACROSS);
    let contributions = points.iter().map(|it| it.contribution).chain([0.0]);
    let down = Axis::over(contributions, (DOWN.1, DOWN.0));
    draw_on(SIZE, |sheet| {
        let title = shortened(label, 80);
        let title = match language {
            Language::En => format!("{title}, by {} applicants", points.len()),
            Language::Fr => format!("{title}, sur {} demandeurs", points.len()),
        };
        sheet.text(&title, (24, 30), Side::RightOf, TITLE, INK)?;
        draw_axes(sheet, &across, &down, language)?;
        draw_points(sheet, &across, &down, points)?;
        let partner = shortened(partner.unwrap_or(label), 90);
        sheet.legend((ACROSS.0, DOWN.1 + 70), &partner, language)
    })
}

fn draw_axes(sheet: &Sheet<'_>, across: &Axis, down: &Axis, language: Language) -> Result<()> {
    let (left, zero) = (UNKNOWN_AT - 30, down.at(0.0));
    across.draw_below(sheet, DOWN)?;
    down.draw_beside(sheet, (left, ACROSS.1))?;
    sheet.line((left, zero), (ACROSS.1, zero), INK)?;
    sheet.line((ACROSS.0 - 10, DOWN.0), (ACROSS.0 - 10, DOWN.1), RULE)?;
    let above = language.pick(
        "contribution to the raw score, in log-odds; above 0 riskier",
        "contribution au score brut, en log-cotes\u{a0}; au-dessus de 0, plus risqué",
    );
    sheet.text(above, (left, DOWN.0 - 14), Side::RightOf, SMALL, FAINT)?;
    let place = (UNKNOWN_AT, DOWN.1 + 14);
    sheet.text(language.not_known(), place, Side::Over, SMALL, FAINT)?;
    let place = (i32::midpoint(ACROSS.0, ACROSS.1), DOWN.1 + 36);
    let below = language.pick("value", "valeur");
    sheet.text(below, place, Side::Over, SMALL, FAINT)
}

fn draw_points(
    sheet: &Sheet<'_>,
    across: &Axis,
    down: &Axis,
    points: &[DependencePoint],
) -> Result<()> {
    let shades = shades_of(points.iter().map(|it| it.partner_value));
    for (idx, (point, shade)) in points.iter().zip(shades).enumerate() {
        let y = down.at(point.contribution);
        // Those without a place across stand side by side.
        let beside = idx as i32 % 31 - 15;
        let x = if point.value.is_nan() {
            UNKNOWN_AT + beside
        } else {
            across.at(f64::from(point.value))
        };
        sheet.dot((x, y), 3, shade)?;
    }
    Ok(())
}
