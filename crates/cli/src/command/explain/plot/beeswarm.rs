//! How contributions are distributed: a row of dots for each feature, a dot for each applicant.

use std::collections::HashMap;

use anyhow::Result;

use super::axis::Axis;
use super::sheet::{BODY, FAINT, INK, SMALL, Sheet, Side, TITLE, draw_on, shades_of, shortened};
use crate::command::explain::language::Language;

const WIDTH: i32 = 960;
/// Where dots may be.
const DOTS: (i32, i32) = (380, 930);
const ROW: i32 = 40;
const TOP: i32 = 60;
const RADIUS: i32 = 2;

/// A feature.
pub(in super::super) struct Row {
    pub(in super::super) label: String,
    /// Of each applicant: the value, NaN if it is not known, and what it contributes.
    pub(in super::super) points: Vec<(f32, f64)>,
}

/// Draws features as SVG, the first one above.
pub(in super::super) fn beeswarm(rows: &[Row], language: Language) -> Result<String> {
    let contributions = rows.iter().flat_map(|row| &row.points).map(|point| point.1);
    let axis = Axis::over(contributions.chain([0.0]), DOTS);
    let bottom = TOP + ROW * rows.len() as i32;
    let n_points = rows.first().map_or(0, |row| row.points.len());
    draw_on((WIDTH, bottom + 90), |sheet| {
        let title = match language {
            Language::En => format!("What moves the scores, by {n_points} applicants"),
            Language::Fr => format!("Ce qui fait varier les scores, sur {n_points} demandeurs"),
        };
        sheet.text(&title, (24, 30), Side::RightOf, TITLE, INK)?;
        axis.draw_below(sheet, (TOP, bottom))?;
        sheet.line((axis.at(0.0), TOP), (axis.at(0.0), bottom), INK)?;
        let place = (i32::midpoint(DOTS.0, DOTS.1), bottom + 36);
        let words = language.pick(
            "contribution to the raw score, in log-odds; to the right riskier",
            "contribution au score brut, en log-cotes\u{a0}; à droite, plus risqué",
        );
        sheet.text(words, place, Side::Over, SMALL, FAINT)?;
        for (idx, row) in rows.iter().enumerate() {
            let middle = TOP + ROW * idx as i32 + ROW / 2;
            sheet.text(
                &shortened(&row.label, 68),
                (24, middle),
                Side::RightOf,
                BODY,
                INK,
            )?;
            draw_row(sheet, &axis, middle, row)?;
        }
        let words = language.pick(
            "value of the row's feature",
            "valeur de la variable de la ligne",
        );
        sheet.legend((DOTS.0, bottom + 66), words, language)
    })
}

/// Dots that would cover each other are moved apart, up and down in turn.
fn draw_row(sheet: &Sheet<'_>, axis: &Axis, middle: i32, row: &Row) -> Result<()> {
    let shades = shades_of(row.points.iter().map(|point| point.0));
    let mut n_at: HashMap<i32, i32> = HashMap::new();
    let places = row.points.iter().map(|point| {
        let x = axis.at(point.1);
        let before = n_at.entry(x / (RADIUS + 1)).or_default();
        *before += 1;
        (x, offset_of(*before - 1))
    });
    let places: Vec<(i32, i32)> = places.collect();
    let most = places.iter().map(|place| place.1.abs()).max();
    let room = f64::from(ROW / 2 - RADIUS - 2);
    let scale = (room / f64::from(most.unwrap_or(0).max(1))).min(f64::from(RADIUS));
    for ((x, offset), shade) in places.into_iter().zip(shades) {
        let y = middle + (f64::from(offset) * scale).round() as i32;
        sheet.dot((x, y), RADIUS, shade)?;
    }
    Ok(())
}

/// 0, 1, −1, 2, −2 and so on.
fn offset_of(idx: i32) -> i32 {
    let size = (idx + 1) / 2;
    if idx % 2 == 1 { size } else { -size }
}
