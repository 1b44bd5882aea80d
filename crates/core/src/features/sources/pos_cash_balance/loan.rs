//! Monthly states loan by loan: the worst loan, the latest one, those still running.

use super::{is_late, paid_so_far};
use crate::features::aggregate::{Inner, Statistic};
use crate::features::catalogue::Feature;
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::expression::{col, feature, flag, is, num};
use crate::features::sources::rows::{Rows, measure};
use crate::label::Unit;

/// A loan last reported as active this many months ago, or less, is still running.
const OPEN_WITHIN_MONTHS: f64 = 2.0;

/// The features of the loans that monthly states belong to.
pub(super) fn features(all: &Rows) -> Vec<Feature> {
    let loans = all.per(
        "SK_ID_PREV",
        "POS_LOANS",
        "earlier loans with monthly states",
        "prêts antérieurs à relevés mensuels",
        lateness().into_iter().chain(progress()),
    );
    [
        of_lateness(&loans),
        of_late_loans(&loans),
        of_completed_loans(&loans),
        of_open_loans(&loans),
    ]
    .concat()
}

fn lateness() -> Vec<Inner> {
    let first = paid_so_far().at_most(num(3.0));
    vec![
        Inner::new("LATE_SHARE", Statistic::Mean, flag(is_late())),
        Inner::new("FIRST_LATE", Statistic::Max, flag(is_late())).only(first),
    ]
}

fn progress() -> Vec<Inner> {
    let latest = || Statistic::Latest(col("MONTHS_BALANCE"));
    let in_state = |level| flag(is("NAME_CONTRACT_STATUS", level));
    vec![
        Inner::new("MONTHS", Statistic::Count, num(1.0)),
        Inner::new("LAST_MONTH", Statistic::Max, col("MONTHS_BALANCE")),
        Inner::new("ACTIVE", latest(), in_state("Active")),
        Inner::new("COMPLETED", Statistic::Max, in_state("Completed")),
        Inner::new("AGREED_TERM", Statistic::Max, col("CNT_INSTALMENT")),
        Inner::new("TERM", latest(), col("CNT_INSTALMENT")),
        Inner::new("LEFT", latest(), col("CNT_INSTALMENT_FUTURE")),
    ]
}

fn of_lateness(loans: &Rows) -> Vec<Feature> {
    let share = measure(
        "LATE_SHARE",
        Unit::Share,
        feature("LATE_SHARE"),
        "share of months past due",
        "de la part de mois en retard",
    );
    let months = measure(
        "MONTHS",
        Unit::Count,
        feature("MONTHS"),
        "number of months reported",
        "du nombre de mois relevés",
    );
    vec![
        loans.count().risk(Falls),
        loans.max(&share).risk(Rises),
        loans.latest(&share).risk(Rises),
        loans.of_latest(3).mean(&share).risk(Rises),
        loans.mean(&months),
    ]
}

fn of_late_loans(loans: &Rows) -> Vec<Feature> {
    let is = |name| feature(name).greater(num(0.0));
    let with = |prefix, name, en, fr| loans.only(prefix, is(name), en, fr).count().risk(Rises);
    vec![
        with(
            "POS_LATE_LOANS",
            "LATE_SHARE",
            "earlier loans ever past due in a month",
            "prêts antérieurs en retard au moins un mois",
        ),
        with(
            "POS_LOANS_FIRST_LATE",
            "FIRST_LATE",
            "earlier loans past due by their third instalment",
            "prêts antérieurs en retard avant leur quatrième échéance",
        ),
        loans
            .share("EVER_LATE", is("LATE_SHARE"), "ever late", "déjà en retard")
            .risk(Rises),
    ]
}

fn of_completed_loans(loans: &Rows) -> Vec<Feature> {
    let completed = loans.only(
        "POS_COMPLETED_LOANS",
        feature("COMPLETED").greater(num(0.0)),
        "earlier loans paid off",
        "prêts antérieurs soldés",
    );
    let ended_early = || feature("TERM").less(feature("AGREED_TERM"));
    let early = completed.only(
        "POS_COMPLETED_EARLY_LOANS",
        ended_early(),
        "earlier loans paid off before their agreed term",
        "prêts antérieurs soldés avant le terme prévu",
    );
    let saved = measure(
        "TERM_CUT",
        Unit::Count,
        feature("AGREED_TERM") - feature("TERM"),
        "number of instalments by which the term was cut",
        "du nombre d’échéances retranchées de la durée",
    );
    vec![
        early.count(),
        completed.share(
            "EARLY",
            ended_early(),
            "before the agreed term",
            "avant le terme prévu",
        ),
        completed.mean(&saved),
        loans
            .share(
                "COMPLETED",
                feature("COMPLETED").greater(num(0.0)),
                "paid off",
                "soldée",
            )
            .risk(Falls),
    ]
}

fn of_open_loans(loans: &Rows) -> Vec<Feature> {
    let is_recent = feature("LAST_MONTH").at_least(num(-OPEN_WITHIN_MONTHS));
    let open = loans.only(
        "POS_OPEN_LOANS",
        feature("ACTIVE").greater(num(0.0)).and(is_recent),
        "earlier loans still active in the last two months",
        "prêts antérieurs encore en cours ces deux derniers mois",
    );
    let left = measure(
        "LEFT",
        Unit::Count,
        feature("LEFT"),
        "number of instalments left",
        "du nombre d’échéances restantes",
    );
    let left_share = measure(
        "LEFT_SHARE",
        Unit::Share,
        feature("LEFT") / feature("TERM"),
        "share of instalments left",
        "de la part d’échéances restantes",
    );
    let late_share = measure(
        "LATE_SHARE",
        Unit::Share,
        feature("LATE_SHARE"),
        "share of months past due",
        "de la part de mois en retard",
    );
    vec![
        open.count().risk(Rises),
        open.sum(&left).risk(Rises),
        open.mean(&left_share).risk(Rises),
        open.max(&late_share).risk(Rises),
    ]
}
