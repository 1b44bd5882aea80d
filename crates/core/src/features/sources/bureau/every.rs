//! All credits with other lenders, whatever their state.

use super::measure::{
    actual_end, agreed_end, annuity, annuity_to_credit, arrears, credit, days_past_due, debt,
    debt_to_credit, delay_of_end, kind, limit, opened, peak_arrears, peak_arrears_to_credit,
    prolongations, report, running, term,
};
use super::{ended_early, ended_late};
use crate::features::catalogue::Feature;
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::expression::{Cond, col, is, num};
use crate::features::sources::rows::Rows;
use crate::label::Label;

/// The features over every credit.
pub(super) fn features(all: &Rows) -> Vec<Feature> {
    [amounts(all), dates(all), shares(all)].concat()
}

fn amounts(all: &Rows) -> Vec<Feature> {
    vec![
        all.count(),
        all.count_distinct(&kind()),
        all.sum(&credit()),
        all.mean(&credit()),
        all.max(&credit()),
        all.sum(&debt()).risk(Rises),
        all.mean(&debt()).risk(Rises),
        all.max(&debt()).risk(Rises),
        all.sum(&arrears()).risk(Rises),
        all.max(&arrears()).risk(Rises),
        all.mean(&peak_arrears()).risk(Rises),
        all.max(&peak_arrears()).risk(Rises),
        all.sum(&limit()),
        all.mean(&limit()),
        all.sum(&annuity()),
        all.mean(&annuity()),
        all.max(&annuity()),
        all.mean(&debt_to_credit()).risk(Rises),
        all.max(&debt_to_credit()).risk(Rises),
        all.deviation(&credit()),
        all.latest(&credit()),
        all.sum(&peak_arrears()).risk(Rises),
        all.latest(&debt_to_credit()).risk(Rises),
        all.max(&limit()),
        all.max(&peak_arrears_to_credit()).risk(Rises),
        all.mean(&annuity_to_credit()),
    ]
}

fn dates(all: &Rows) -> Vec<Feature> {
    vec![
        all.mean(&opened()).risk(Rises),
        all.min(&opened()).risk(Rises),
        all.max(&opened()).risk(Rises),
        all.deviation(&opened()),
        all.mean(&agreed_end()).risk(Rises),
        all.max(&agreed_end()),
        all.mean(&actual_end()).risk(Rises),
        all.max(&actual_end()),
        all.mean(&report()).risk(Rises),
        all.max(&report()),
        all.max(&days_past_due()).risk(Rises),
        all.mean(&days_past_due()).risk(Rises),
        all.sum(&prolongations()).risk(Rises),
        all.max(&prolongations()).risk(Rises),
        all.mean(&term()),
        all.mean(&delay_of_end()),
        all.max(&term()),
        all.deviation(&term()),
        all.latest(&term()),
        all.max(&delay_of_end()),
        all.min(&delay_of_end()),
        all.sum(&running()).risk(Falls),
    ]
}

fn shares(all: &Rows) -> Vec<Feature> {
    vec![
        all.share(
            "ACTIVE",
            is("CREDIT_ACTIVE", "Active"),
            "still active",
            "encore en cours",
        )
        .risk(Rises),
        all.share("CLOSED", is("CREDIT_ACTIVE", "Closed"), "closed", "close")
            .risk(Falls),
        all.share("SOLD", is("CREDIT_ACTIVE", "Sold"), "sold", "cédée"),
        all.share(
            "PAST_DUE",
            col("CREDIT_DAY_OVERDUE").greater(num(0.0)),
            "past due now",
            "en retard actuellement",
        )
        .risk(Rises),
        all.share(
            "EVER_IN_ARREARS",
            col("AMT_CREDIT_MAX_OVERDUE").greater(num(0.0)),
            "ever in arrears",
            "ayant connu un impayé",
        )
        .risk(Rises),
        all.share(
            "ENDED_EARLY",
            ended_early(),
            "ended over 30 days early",
            "close plus de 30 jours avant terme",
        )
        .risk(Falls),
        all.share(
            "ENDED_LATE",
            ended_late(),
            "ended over 30 days late",
            "close plus de 30 jours après terme",
        )
        .risk(Rises),
        all.share(
            "PROLONGED",
            col("CNT_CREDIT_PROLONG").greater(num(0.0)),
            "prolonged",
            "prolongée",
        )
        .risk(Rises),
        all.share(
            "DEBT_UNKNOWN",
            col("AMT_CREDIT_SUM_DEBT").is_hole(),
            "of unknown debt",
            "d’encours inconnu",
        ),
        all.share(
            "ANNUITY_UNKNOWN",
            col("AMT_ANNUITY").is_hole(),
            "of unknown annuity",
            "d’annuité inconnue",
        ),
        all.share(
            "CONSUMER",
            is("CREDIT_TYPE", "Consumer credit"),
            "of consumer credits",
            "de crédits à la consommation",
        ),
        all.share(
            "CARD",
            is("CREDIT_TYPE", "Credit card"),
            "of credit cards",
            "de cartes de crédit",
        ),
        all.share(
            "CAR",
            is("CREDIT_TYPE", "Car loan"),
            "of car loans",
            "de crédits automobiles",
        )
        .risk(Falls),
        all.share(
            "MORTGAGE",
            is("CREDIT_TYPE", "Mortgage"),
            "of mortgages",
            "de prêts hypothécaires",
        )
        .risk(Falls),
        all.share(
            "MICROLOAN",
            is("CREDIT_TYPE", "Microloan"),
            "of microloans",
            "de microcrédits",
        )
        .risk(Rises),
        latest_is(
            all,
            "ACTIVE",
            is("CREDIT_ACTIVE", "Active"),
            "active",
            "en cours",
        )
        .risk(Rises),
        latest_is(
            all,
            "CARD",
            is("CREDIT_TYPE", "Credit card"),
            "a credit card",
            "une carte de crédit",
        ),
        latest_is(
            all,
            "MICROLOAN",
            is("CREDIT_TYPE", "Microloan"),
            "a microloan",
            "un microcrédit",
        )
        .risk(Rises),
    ]
}

/// Whether a condition holds on the credit opened last. `en` and `fr` tell it after "is".
fn latest_is(all: &Rows, name: &str, cond: Cond, en: &str, fr: &str) -> Feature {
    let label = Label::owned(
        format!("The credit opened last elsewhere is {en}"),
        format!("Le dernier crédit ouvert ailleurs est {fr}"),
    );
    all.latest_is(name, cond, label)
}
