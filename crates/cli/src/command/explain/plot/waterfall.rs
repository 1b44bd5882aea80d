//! One applicant's score: from the average applicant, feature by feature, to this one.

use anyhow::Result;
use creditwood_contract::Explanation;
use creditwood_core::math::logit;

use super::axis::Axis;
use super::sheet::{
    BODY, FAINT, INK, RISKIER, SAFER, SMALL, Sheet, Side, TITLE, draw_on, shortened, signed,
};
use crate::command::explain::language::Language;

const WIDTH: i32 = 960;
/// Where bars may be.
const BARS: (i32, i32) = (400, 890);
const ROW: i32 = 34;
const TOP: i32 = 76;

/// A bar, and what stands beside it.
struct Step {
    label: String,
    detail: String,
    from: f64,
    to: f64,
}

/// Draws an explanation as SVG.
pub(in super::super) fn waterfall(explanation: &Explanation, language: Language) -> Result<String> {
    let steps = steps_of(explanation, language);
    let score = &explanation.score;
    let threshold = logit(score.threshold);
    let bottom = TOP + ROW * (steps.len() as i32 + 2);
    let ends = steps.iter().flat_map(|step| [step.from, step.to]);
    let axis = Axis::over(ends.chain([explanation.base, threshold]), BARS);
    draw_on((WIDTH, bottom + 60), |sheet| {
        let applicant = score.applicant_id.map(|id| language.applicant(id));
        let who = applicant.unwrap_or_default();
        let decision = language.decision(score.decision);
        let title = format!("{who}score {:.3}, {decision}", score.score);
        sheet.text(&title, (24, 30), Side::RightOf, TITLE, INK)?;
        axis.draw_below(sheet, (TOP - 16, bottom))?;
        let place = (i32::midpoint(BARS.0, BARS.1), bottom + 36);
        sheet.text(language.raw_score(), place, Side::Over, SMALL, FAINT)?;
        if threshold.is_finite() {
            let x = axis.at(threshold);
            sheet.line((x, TOP - 16), (x, bottom), INK)?;
            let word = language.pick("threshold", "seuil");
            let words = format!("{word} {:.3}", score.threshold);
            sheet.text(&words, (x, TOP - 26), Side::Over, SMALL, INK)?;
        }
        draw_end(
            sheet,
            &axis,
            0,
            language.average_applicant(),
            explanation.base,
        )?;
        for (idx, step) in steps.iter().enumerate() {
            draw_step(sheet, &axis, idx as i32 + 1, step)?;
        }
        let last = steps.len() as i32 + 1;
        let this = language.pick("This applicant", "Ce demandeur");
        draw_end(sheet, &axis, last, this, score.raw_score)
    })
}

fn steps_of(explanation: &Explanation, language: Language) -> Vec<Step> {
    let mut from = explanation.base;
    let mut steps = Vec::new();
    let mut step = |label: String, detail: String, size: f64| {
        let to = from + size;
        steps.push(Step {
            label,
            detail,
            from,
            to,
        });
        from = to;
    };
    for it in &explanation.contributions {
        let detail = format!("{}, {}", it.name, language.value(it.value));
        step(language.of(&it.label).to_owned(), detail, it.contribution);
    }
    if explanation.n_other > 0 {
        let label = language.other_features(explanation.n_other);
        step(label, String::new(), explanation.other);
    }
    steps
}

fn draw_end(sheet: &Sheet<'_>, axis: &Axis, row: i32, label: &str, at: f64) -> Result<()> {
    let (x, y) = (axis.at(at), TOP + ROW * row + ROW / 2);
    sheet.text(label, (24, y), Side::RightOf, BODY, INK)?;
    sheet.dot((x, y), 5, INK)?;
    sheet.text(&signed(at), (x + 12, y), Side::RightOf, BODY, INK)
}

fn draw_step(sheet: &Sheet<'_>, axis: &Axis, row: i32, step: &Step) -> Result<()> {
    let (top, middle) = (TOP + ROW * row + 7, TOP + ROW * row + ROW / 2);
    let lower = if step.detail.is_empty() {
        middle
    } else {
        middle - 6
    };
    sheet.text(
        &shortened(&step.label, 72),
        (24, lower),
        Side::RightOf,
        BODY,
        INK,
    )?;
    let detail = shortened(&step.detail, 78);
    sheet.text(&detail, (24, middle + 8), Side::RightOf, SMALL, FAINT)?;
    let (from, to) = (axis.at(step.from), axis.at(step.to));
    let size = step.to - step.from;
    let color = if size > 0.0 { RISKIER } else { SAFER };
    // So that even the least one is seen.
    let (left, right) = (from.min(to), from.max(to).max(from.min(to) + 1));
    sheet.bar([(left, top), (right, top + ROW - 14)], color)?;
    let words = signed(size);
    if size > 0.0 {
        sheet.text(&words, (right + 6, middle), Side::RightOf, SMALL, color)?;
    } else {
        sheet.text(&words, (left - 6, middle), Side::LeftOf, SMALL, color)?;
    }
    sheet.line((to, top + ROW - 14), (to, top + ROW), FAINT)
}
