//! Earlier applications by what became of them: granted, running, repaid, refused, given up.

use super::money::{
    agreed_end, annuity, asked, beyond_asked, days_to_first_due, decided, down_payment,
    down_payment_rate, granted, granted_to_asked, outstanding, payment_rate, term, total_interest,
    yearly_rate,
};
use super::{approved, high_rate_share, refused};
use crate::features::catalogue::Feature;
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::expression::{Cond, col, is, num};
use crate::features::sources::rows::{Rows, measure};
use crate::label::Unit;

/// The features by status.
pub(super) fn features(all: &Rows) -> Vec<Feature> {
    [
        amounts_of_approved(all),
        terms_of_approved(all),
        dates_of_approved(all),
        of_running(all),
        of_repaid(all),
        of_refused(all),
        of_refusal_reasons(all),
        of_given_up(all),
    ]
    .concat()
}

pub(super) fn approved_rows(all: &Rows) -> Rows {
    all.only(
        "PREVIOUS_APPROVED",
        approved(),
        "approved earlier applications",
        "demandes antérieures acceptées",
    )
}

pub(super) fn refused_rows(all: &Rows) -> Rows {
    all.only(
        "PREVIOUS_REFUSED",
        refused(),
        "refused earlier applications",
        "demandes antérieures refusées",
    )
}

fn amounts_of_approved(all: &Rows) -> Vec<Feature> {
    let approved = approved_rows(all);
    let more = col("AMT_CREDIT").greater(col("AMT_APPLICATION"));
    let with_down_payment = col("AMT_DOWN_PAYMENT").greater(num(0.0));
    vec![
        approved.count(),
        approved.mean(&annuity()).risk(Falls),
        approved.max(&annuity()),
        approved.latest(&annuity()),
        approved.mean(&granted()),
        approved.max(&granted()),
        approved.sum(&granted()),
        approved.latest(&granted()),
        approved.mean(&asked()),
        approved.mean(&beyond_asked()).risk(Rises),
        approved.mean(&granted_to_asked()).risk(Rises),
        approved.latest(&granted_to_asked()).risk(Rises),
        approved.mean(&down_payment_rate()).risk(Falls),
        approved.max(&down_payment_rate()).risk(Falls),
        approved.sum(&down_payment()).risk(Falls),
        approved
            .share(
                "GRANTED_MORE",
                more,
                "granted more than asked for",
                "accordée pour plus que demandé",
            )
            .risk(Rises),
        approved
            .share(
                "DOWN_PAYMENT",
                with_down_payment,
                "with a down payment",
                "avec apport",
            )
            .risk(Falls),
    ]
}

fn terms_of_approved(all: &Rows) -> Vec<Feature> {
    let approved = approved_rows(all);
    let insured = col("NFLAG_INSURED_ON_APPROVAL").greater(num(0.0));
    vec![
        approved.mean(&term()).risk(Rises),
        approved.max(&term()),
        approved.latest(&term()).risk(Rises),
        approved.mean(&payment_rate()),
        approved.latest(&payment_rate()),
        approved.mean(&total_interest()).risk(Rises),
        approved.max(&total_interest()).risk(Rises),
        approved.latest(&total_interest()).risk(Rises),
        approved.mean(&yearly_rate()).risk(Rises),
        approved.min(&yearly_rate()).risk(Rises),
        approved.max(&yearly_rate()).risk(Rises),
        approved.latest(&yearly_rate()).risk(Rises),
        high_rate_share(&approved),
        approved.share("INSURED", insured, "insured", "assurée"),
    ]
}

fn dates_of_approved(all: &Rows) -> Vec<Feature> {
    let approved = approved_rows(all);
    let date = |name, column, en, fr| measure(name, Unit::Days, col(column), en, fr);
    let first_due = date(
        "FIRST_DUE",
        "DAYS_FIRST_DUE",
        "first instalment",
        "de première échéance",
    );
    let last_due = date(
        "LAST_DUE",
        "DAYS_LAST_DUE",
        "last instalment",
        "de dernière échéance",
    );
    let ended = date(
        "ENDED",
        "DAYS_TERMINATION",
        "expected end",
        "de fin attendue",
    );
    let first_drawing = date(
        "FIRST_DRAWING",
        "DAYS_FIRST_DRAWING",
        "first drawing on a card",
        "de première utilisation d’une carte",
    );
    let shift = measure(
        "LAST_DUE_SHIFT_DAYS",
        Unit::Count,
        col("DAYS_LAST_DUE") - col("DAYS_LAST_DUE_1ST_VERSION"),
        "number of days by which the last due date moved",
        "du décalage en jours de la dernière échéance",
    );
    vec![
        approved.mean(&decided()).risk(Rises),
        approved.min(&decided()).risk(Rises),
        approved.max(&decided()).risk(Rises),
        approved.min(&first_due).risk(Rises),
        approved.max(&first_due).risk(Rises),
        approved.mean(&days_to_first_due()),
        approved.max(&last_due),
        approved.max(&agreed_end()),
        approved.mean(&ended),
        approved.max(&ended),
        approved.mean(&shift).risk(Rises),
        approved.min(&shift),
        approved.max(&shift).risk(Rises),
        approved.min(&first_drawing).risk(Rises),
    ]
}

/// Approved loans without an end yet, which the table tells by the code for "unknown".
fn of_running(all: &Rows) -> Vec<Feature> {
    let running = all.only(
        "PREVIOUS_RUNNING",
        approved().and(Cond::IsSentinel("DAYS_TERMINATION".to_owned())),
        "loans from here still running",
        "prêts de la maison encore en cours",
    );
    let of_type = |prefix, level, en, fr| {
        let rows = running.only(prefix, is("NAME_CONTRACT_TYPE", level), en, fr);
        rows.count().risk(Rises)
    };
    vec![
        running.count().risk(Rises),
        running.sum(&granted()),
        running.sum(&annuity()),
        running.min(&decided()),
        running.max(&decided()).risk(Rises),
        running.mean(&yearly_rate()).risk(Rises),
        running.max(&agreed_end()),
        running.sum(&outstanding()).risk(Rises),
        of_type(
            "PREVIOUS_RUNNING_CONSUMER",
            "Consumer loans",
            "consumer loans from here still running",
            "crédits à la consommation de la maison encore en cours",
        ),
        of_type(
            "PREVIOUS_RUNNING_CASH",
            "Cash loans",
            "cash loans from here still running",
            "prêts personnels de la maison encore en cours",
        ),
        of_type(
            "PREVIOUS_RUNNING_REVOLVING",
            "Revolving loans",
            "revolving loans from here still running",
            "crédits renouvelables de la maison encore en cours",
        ),
    ]
}

fn of_repaid(all: &Rows) -> Vec<Feature> {
    let repaid = all.only(
        "PREVIOUS_REPAID",
        approved().and(col("DAYS_TERMINATION").is_hole().negate()),
        "loans from here already ended",
        "prêts de la maison déjà terminés",
    );
    let ended_last_year = repaid.only(
        "PREVIOUS_REPAID_LAST_YEAR",
        col("DAYS_TERMINATION").at_least(num(-365.0)),
        "loans from here ended in the last year",
        "prêts de la maison terminés depuis un an",
    );
    let duration = measure(
        "DURATION_DAYS",
        Unit::Count,
        col("DAYS_TERMINATION") - col("DAYS_DECISION"),
        "number of days from the decision to the end",
        "du nombre de jours entre la décision et la fin",
    );
    let closing = measure(
        "CLOSING_DAYS",
        Unit::Count,
        col("DAYS_TERMINATION") - col("DAYS_LAST_DUE"),
        "number of days from the last instalment to the end",
        "du nombre de jours entre la dernière échéance et la fin",
    );
    let early = col("DAYS_LAST_DUE").less(col("DAYS_LAST_DUE_1ST_VERSION"));
    let extended = col("DAYS_LAST_DUE").greater(col("DAYS_LAST_DUE_1ST_VERSION"));
    vec![
        repaid.count().risk(Falls),
        repaid.max(&granted()).risk(Falls),
        repaid.max(&annuity()).risk(Falls),
        repaid.mean(&duration),
        repaid.max(&closing).risk(Rises),
        repaid.share(
            "EARLY",
            early,
            "ended before the agreed date",
            "finie avant la date prévue",
        ),
        repaid
            .share(
                "EXTENDED",
                extended,
                "ended after the agreed date",
                "finie après la date prévue",
            )
            .risk(Rises),
        ended_last_year.count(),
    ]
}

fn of_refused(all: &Rows) -> Vec<Feature> {
    let refused = refused_rows(all);
    vec![
        refused.count().risk(Rises),
        refused.mean(&asked()),
        refused.max(&asked()),
        refused.latest(&asked()),
        refused.mean(&granted_to_asked()),
        refused.mean(&decided()),
        refused.max(&decided()).risk(Rises),
        refused.max(&term()),
        high_rate_share(&refused),
    ]
}

fn of_refusal_reasons(all: &Rows) -> Vec<Feature> {
    let refused = refused_rows(all);
    let because =
        |prefix, reason, en, fr| refused.only(prefix, is("CODE_REJECT_REASON", reason), en, fr);
    let share = |name, reason, en, fr| {
        let cond = is("CODE_REJECT_REASON", reason);
        refused.share(name, cond, en, fr)
    };
    let policy = because(
        "PREVIOUS_REFUSED_POLICY",
        "HC",
        "earlier applications refused by policy",
        "demandes antérieures refusées par la politique du prêteur",
    );
    let limit = because(
        "PREVIOUS_REFUSED_LIMIT",
        "LIMIT",
        "earlier applications refused at the limit",
        "demandes antérieures refusées pour plafond atteint",
    );
    let score = because(
        "PREVIOUS_REFUSED_SCORE",
        "SCO",
        "earlier applications refused for their score",
        "demandes antérieures refusées pour leur score",
    );
    let fraud_score = because(
        "PREVIOUS_REFUSED_FRAUD_SCORE",
        "SCOFR",
        "earlier applications refused on suspicion of fraud",
        "demandes antérieures refusées pour suspicion de fraude",
    );
    let verification = because(
        "PREVIOUS_REFUSED_VERIFICATION",
        "VERIF",
        "earlier applications refused as they could not be verified",
        "demandes antérieures refusées faute de vérification",
    );
    vec![
        policy.count().risk(Rises),
        policy.max(&decided()).risk(Rises),
        limit.count().risk(Rises),
        limit.max(&decided()).risk(Rises),
        score.count().risk(Rises),
        score.max(&decided()).risk(Rises),
        fraud_score.count().risk(Rises),
        fraud_score.max(&decided()).risk(Rises),
        verification.count().risk(Rises),
        share("POLICY", "HC", "by policy", "due à la politique du prêteur"),
        share("LIMIT", "LIMIT", "at the limit", "due au plafond atteint"),
        share("SCORE", "SCO", "for the score", "due au score").risk(Rises),
    ]
}

/// What the client gave up: before the decision, or after it.
fn of_given_up(all: &Rows) -> Vec<Feature> {
    let canceled = all.only(
        "PREVIOUS_CANCELED",
        is("NAME_CONTRACT_STATUS", "Canceled"),
        "cancelled earlier applications",
        "demandes antérieures annulées",
    );
    let unused = all.only(
        "PREVIOUS_UNUSED",
        is("NAME_CONTRACT_STATUS", "Unused offer"),
        "unused offers",
        "offres non utilisées",
    );
    vec![
        canceled.count(),
        canceled.max(&asked()),
        canceled.max(&decided()),
        unused.max(&decided()),
    ]
}
