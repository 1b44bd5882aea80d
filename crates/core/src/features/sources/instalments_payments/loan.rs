//! Instalments loan by loan: the worst loan, the latest one, those still being paid.

use super::{delay_days, late};
use crate::features::aggregate::{Inner, Statistic};
use crate::features::catalogue::Feature;
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::expression::{col, feature, flag, num};
use crate::features::sources::rows::{Rows, measure, positive};
use crate::label::Unit;

/// A loan with an instalment due this many days ago, or less, is still being paid: instalments
/// come monthly, and the latest may be reported late.
const OPEN_WITHIN_DAYS: f64 = 45.0;

/// The features of the loans that instalments belong to.
pub(super) fn features(all: &Rows) -> Vec<Feature> {
    let loans = all.per(
        "SK_ID_PREV",
        "INSTALMENTS_LOANS",
        "earlier loans with instalments",
        "prêts antérieurs à échéances",
        lateness().into_iter().chain(amounts()).chain(schedule()),
    );
    [
        of_lateness(&loans),
        of_late_loans(&loans),
        of_amounts(&loans),
        of_schedules(&loans),
        of_open_loans(&loans),
    ]
    .concat()
}

fn lateness() -> Vec<Inner> {
    let days = || positive(delay_days());
    let first = col("NUM_INSTALMENT_NUMBER").at_most(num(3.0));
    vec![
        Inner::new("LATE_SHARE", Statistic::Mean, flag(late())),
        Inner::new("FIRST_LATE", Statistic::Max, flag(late())).only(first),
        Inner::new("DAYS_LATE", Statistic::Mean, days()),
        Inner::new(
            "DAYS_LATE_SLOPE",
            Statistic::Slope(col("DAYS_INSTALMENT")),
            days(),
        ),
    ]
}

fn amounts() -> Vec<Inner> {
    let latest = Statistic::Latest(col("DAYS_INSTALMENT"));
    vec![
        Inner::new("DUE", Statistic::Sum, col("AMT_INSTALMENT")),
        Inner::new("HIGHEST_DUE", Statistic::Max, col("AMT_INSTALMENT")),
        Inner::new("MEAN_DUE", Statistic::Mean, col("AMT_INSTALMENT")),
        Inner::new("LATEST_DUE", latest, col("AMT_INSTALMENT")),
        Inner::new("PAID", Statistic::Sum, col("AMT_PAYMENT")),
    ]
}

fn schedule() -> Vec<Inner> {
    let version = || col("NUM_INSTALMENT_VERSION");
    vec![
        Inner::new("VERSIONS", Statistic::CountDistinct, version()),
        Inner::new("FIRST_DUE_ON", Statistic::Min, col("DAYS_INSTALMENT")),
        Inner::new("LAST_DUE_ON", Statistic::Max, col("DAYS_INSTALMENT")),
    ]
}

fn of_lateness(loans: &Rows) -> Vec<Feature> {
    let share = measure(
        "LATE_SHARE",
        Unit::Share,
        feature("LATE_SHARE"),
        "share of late instalments",
        "de la part d’échéances en retard",
    );
    let days = measure(
        "DAYS_LATE",
        Unit::Count,
        feature("DAYS_LATE"),
        "mean number of days late",
        "du nombre moyen de jours de retard",
    );
    let worsening = measure(
        "WORSENING",
        Unit::Count,
        feature("DAYS_LATE_SLOPE"),
        "daily change in the days late within the loan",
        "de l’évolution quotidienne des jours de retard au fil du prêt",
    );
    vec![
        loans.count().risk(Falls),
        loans.max(&share).risk(Rises),
        loans.mean(&share).risk(Rises),
        loans.latest(&share).risk(Rises),
        loans.deviation(&share),
        loans.of_latest(3).mean(&share).risk(Rises),
        loans.max(&days).risk(Rises),
        loans.latest(&days).risk(Rises),
        loans.max(&worsening).risk(Rises),
        loans.mean(&worsening).risk(Rises),
        loans.slope(&share).risk(Rises),
    ]
}

fn of_late_loans(loans: &Rows) -> Vec<Feature> {
    let late = || feature("LATE_SHARE").greater(num(0.0));
    let is = |name| feature(name).greater(num(0.0));
    let with = |prefix, cond, en, fr| loans.only(prefix, cond, en, fr).count().risk(Rises);
    vec![
        with(
            "INSTALMENTS_LATE_LOANS",
            late(),
            "earlier loans with a late instalment",
            "prêts antérieurs avec une échéance en retard",
        ),
        with(
            "INSTALMENTS_LOANS_FIRST_LATE",
            is("FIRST_LATE"),
            "earlier loans late within their first three instalments",
            "prêts antérieurs en retard dès les trois premières échéances",
        ),
        loans
            .share("EVER_LATE", late(), "ever late", "déjà en retard")
            .risk(Rises),
    ]
}

fn of_amounts(loans: &Rows) -> Vec<Feature> {
    let paid_to_due = measure(
        "PAID_TO_DUE",
        Unit::Ratio,
        feature("PAID") / feature("DUE"),
        "ratio of all paid to all due",
        "du total payé rapporté au total dû",
    );
    let lump = measure(
        "LUMP",
        Unit::Ratio,
        feature("HIGHEST_DUE") / feature("MEAN_DUE"),
        "ratio of the highest instalment to the mean one",
        "de l’échéance la plus élevée rapportée à l’échéance moyenne",
    );
    vec![loans.min(&paid_to_due).risk(Falls), loans.max(&lump)]
}

fn of_schedules(loans: &Rows) -> Vec<Feature> {
    let versions = measure(
        "VERSIONS",
        Unit::Count,
        feature("VERSIONS"),
        "number of versions of the schedule",
        "du nombre de versions de l’échéancier",
    );
    let duration = measure(
        "DURATION_DAYS",
        Unit::Count,
        feature("LAST_DUE_ON") - feature("FIRST_DUE_ON"),
        "number of days from the first to the last instalment",
        "du nombre de jours de la première à la dernière échéance",
    );
    vec![
        loans.max(&versions),
        loans.share(
            "RESCHEDULED",
            feature("VERSIONS").greater(num(1.0)),
            "whose schedule changed",
            "avec changement d’échéancier",
        ),
        loans.mean(&duration),
    ]
}

fn of_open_loans(loans: &Rows) -> Vec<Feature> {
    let due_within = |days: f64| feature("LAST_DUE_ON").at_least(num(-days));
    let open = loans.only(
        "INSTALMENTS_OPEN_LOANS",
        due_within(OPEN_WITHIN_DAYS),
        "earlier loans with an instalment in the last 45 days",
        "prêts antérieurs avec une échéance depuis 45 jours",
    );
    let recent = loans.only(
        "INSTALMENTS_LOANS_LAST_YEAR",
        due_within(365.0),
        "earlier loans with an instalment in the last year",
        "prêts antérieurs avec une échéance depuis un an",
    );
    let latest_due = measure(
        "LATEST_DUE",
        Unit::Amount,
        feature("LATEST_DUE"),
        "latest instalment",
        "de la dernière échéance",
    );
    let late_share = measure(
        "LATE_SHARE",
        Unit::Share,
        feature("LATE_SHARE"),
        "share of late instalments",
        "de la part d’échéances en retard",
    );
    vec![
        open.count().risk(Rises),
        open.sum(&latest_due),
        open.max(&late_share).risk(Rises),
        recent.count(),
    ]
}
