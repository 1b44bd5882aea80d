//! The principal reasons of a decision, as an applicant is told them.

use anyhow::Result;
use creditwood_contract::{Decision, Explanation};
use creditwood_core::reasons::{Basis, Direction, ReasonSpec, Reasons};
use serde::Serialize;

use super::language::Language;
use crate::command::score::Sheet;
use crate::output;

/// An applicant's explanation with the reasons for the decision.
#[derive(Serialize)]
pub(super) struct WithReasons<'a> {
    pub(super) explanation: &'a Explanation,
    pub(super) reasons: &'a Reasons,
}

/// The reasons for the decision on a row: what spoke against who is refused, and for who is not.
pub(super) fn reasons_of(sheet: &Sheet<'_>, row: usize, decision: Decision) -> Result<Reasons> {
    let model = sheet.scorer().model();
    let book = model.reason_book()?;
    let inputs = sheet.row(row);
    let contributions = sheet.scorer().contributions(&inputs);
    let direction = Direction::of_decision(decision == Decision::Refuse);
    Ok(book.reasons(
        &contributions,
        &inputs.shown,
        direction,
        &ReasonSpec::default(),
    )?)
}

/// Prints reasons as a table.
pub(super) fn print(reasons: &Reasons, language: Language) -> Result<()> {
    let header = match language {
        Language::En => ["code", "reason", "share", "by the applicant"],
        Language::Fr => ["code", "raison", "part", "par le demandeur"],
    };
    let mut table = output::table(&header, &[2]);
    for reason in &reasons.reasons {
        let text = language.pick(&reason.text.en, &reason.text.fr);
        let open = match (reason.actionable, reason.basis) {
            (true, _) => language.pick("can be changed", "peut être changé"),
            (false, Basis::Unknown) => language.not_known(),
            (false, _) => "",
        };
        table.add_row([
            reason.code.as_str(),
            text,
            &format!("{:.0} %", 100.0 * reason.share),
            open,
        ]);
    }
    output::print(&table)?;
    let words = language.pick(
        "of what points that way is told by no reason",
        "de ce qui va dans ce sens n’est dit par aucune raison",
    );
    output::print(&format!(" {:.0} % {words}", 100.0 * reasons.unworded_share))
}
