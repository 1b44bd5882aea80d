//! How a feature's contributions depend on its values, coloured by the feature that it interacts with
//! most.

use anyhow::Result;
use creditwood_core::shap::Dependence;

use super::axis::Axis;
use super::sheet::{FAINT, INK, RULE, SMALL, Side, TITLE, draw_on, shades_of, shortened};

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
) -> Result<String> {
    let points = &dependence.points;
    let across = Axis::over(points.iter().map(|it| f64::from(it.value)), ACROSS);
    let contributions = points.iter().map(|it| it.contribution).chain([0.0]);
    let down = Axis::over(contributions, (DOWN.1, DOWN.0));
    let shades = shades_of(points.iter().map(|it| it.partner_value));
    draw_on(SIZE, |sheet| {
        let title = format!("{}, by {} applicants", shortened(label, 80), points.len());
        sheet.text(&title, (24, 30), Side::RightOf, TITLE, INK)?;
        across.draw_below(sheet, DOWN)?;
        down.draw_beside(sheet, (UNKNOWN_AT - 30, ACROSS.1))?;
        sheet.line(
            (UNKNOWN_AT - 30, down.at(0.0)),
            (ACROSS.1, down.at(0.0)),
            INK,
        )?;
        sheet.line((ACROSS.0 - 10, DOWN.0), (ACROSS.0 - 10, DOWN.1), RULE)?;
        let words = "contribution to the raw score, in log-odds; above 0 riskier";
        sheet.text(
            words,
            (UNKNOWN_AT - 30, DOWN.0 - 14),
            Side::RightOf,
            SMALL,
            FAINT,
        )?;
        sheet.text(
            "not known",
            (UNKNOWN_AT, DOWN.1 + 14),
            Side::Over,
            SMALL,
            FAINT,
        )?;
        let place = (i32::midpoint(ACROSS.0, ACROSS.1), DOWN.1 + 36);
        sheet.text("value", place, Side::Over, SMALL, FAINT)?;
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
        let partner = partner.unwrap_or(label);
        sheet.legend((ACROSS.0, DOWN.1 + 70), &shortened(partner, 90))
    })
}
