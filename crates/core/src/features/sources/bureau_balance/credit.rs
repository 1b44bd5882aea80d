//! Credits with other lenders by what their months tell: two levels, months to credits to the
//! applicant.

use super::{PAST_DUE, severity_value};
use crate::features::aggregate::{Inner, Statistic};
use crate::features::catalogue::Feature;
use crate::features::catalogue::RiskTrend::Rises;
use crate::features::expression::{Cond, col, feature, flag, is, is_any, num};
use crate::features::sources::rows::{Measure, Rows, measure};
use crate::label::Unit;

/// The features over credits.
pub(super) fn features(all: &Rows) -> Vec<Feature> {
    let credits = credits(all);
    [
        of_credits(&credits),
        of_lateness(&credits),
        of_open(&credits),
        of_start(&credits),
    ]
    .concat()
}

fn credits(all: &Rows) -> Rows {
    let month = || col("MONTHS_BALANCE");
    let share = |level| flag(is("STATUS", level));
    let late = || is_any("STATUS", &PAST_DUE);
    let mean = |name, value| Inner::new(name, Statistic::Mean, value);
    all.per(
        "SK_ID_BUREAU",
        "BUREAU_MONTHLY",
        "credits elsewhere with monthly states",
        "crédits suivis au mois chez d’autres prêteurs",
        [
            Inner::new("MONTHS", Statistic::Count, num(1.0)),
            Inner::new("FIRST", Statistic::Min, month()),
            Inner::new("LAST", Statistic::Max, month()),
            mean("LATE_SHARE", flag(late())),
            mean("CLOSED_SHARE", share("C")),
            mean("UNKNOWN_SHARE", share("X")),
            mean("SEVERITY", severity_value()),
            Inner::new("WORST", Statistic::Max, severity_value()),
            Inner::new("STATE", Statistic::Latest(month()), severity_value()),
            Inner::new("LATE_MONTHS", Statistic::Sum, flag(late())),
            Inner::new("LAST_LATE", Statistic::Max, month()).only(late()),
            Inner::new("LATE_RUN", Statistic::LongestRun(month()), flag(late())),
        ],
    )
}

fn of_credits(credits: &Rows) -> Vec<Feature> {
    let still_reported = feature("LAST").at_least(num(-1.0));
    vec![
        credits.count(),
        credits.mean(&months()),
        credits.max(&months()),
        credits.min(&months()),
        credits.mean(&closed_share()),
        credits.mean(&unknown_share()),
        credits.max(&unknown_share()),
        credits.share(
            "STILL_REPORTED",
            still_reported,
            "reported in the last month",
            "déclarée depuis un mois",
        ),
    ]
}

fn of_lateness(credits: &Rows) -> Vec<Feature> {
    let late_since = |n_months: f64| feature("LAST_LATE").at_least(num(-n_months));
    vec![
        credits.max(&late_share()).risk(Rises),
        credits.mean(&late_share()).risk(Rises),
        credits.deviation(&late_share()).risk(Rises),
        credits.max(&late_months()).risk(Rises),
        credits.mean(&late_months()).risk(Rises),
        credits.max(&mean_severity()).risk(Rises),
        credits.mean(&worst()).risk(Rises),
        credits.max(&late_run()).risk(Rises),
        credits.mean(&late_run()).risk(Rises),
        credits.mean(&last_late()).risk(Rises),
        credits
            .share(
                "EVER_LATE",
                worse_than(0.0),
                "ever past due",
                "déjà en retard",
            )
            .risk(Rises),
        credits
            .share(
                "EVER_SERIOUSLY_LATE",
                worse_than(1.0),
                "ever over 30 days past due",
                "déjà en retard de plus de 30 jours",
            )
            .risk(Rises),
        credits
            .share(
                "LATE_AT_LAST",
                feature("STATE").greater(num(0.0)),
                "past due at the last report",
                "en retard à la dernière déclaration",
            )
            .risk(Rises),
        credits
            .only(
                "BUREAU_MONTHLY_LATE_LAST_YEAR",
                late_since(12.0),
                "credits elsewhere past due in the last year",
                "crédits en retard depuis un an chez d’autres prêteurs",
            )
            .count()
            .risk(Rises),
        credits
            .only(
                "BUREAU_MONTHLY_LATE_LAST_2_YEARS",
                late_since(24.0),
                "credits elsewhere past due in the last two years",
                "crédits en retard depuis deux ans chez d’autres prêteurs",
            )
            .count()
            .risk(Rises),
    ]
}

/// Credits of which no month says that they are closed.
fn of_open(credits: &Rows) -> Vec<Feature> {
    let open = credits.only(
        "BUREAU_MONTHLY_OPEN",
        feature("CLOSED_SHARE").equal(num(0.0)),
        "credits elsewhere whose months never say closed",
        "crédits dont aucun mois n’est clos chez d’autres prêteurs",
    );
    vec![
        open.count().risk(Rises),
        open.mean(&months()),
        open.max(&late_share()).risk(Rises),
        open.mean(&late_share()).risk(Rises),
        open.max(&worst()).risk(Rises),
        open.max(&late_run()).risk(Rises),
        open.max(&last_state()).risk(Rises),
    ]
}

/// By the month in which credits start: whether newer ones are paid better.
fn of_start(credits: &Rows) -> Vec<Feature> {
    let mut by_start = credits.clone();
    by_start.prefix = "BUREAU_MONTHLY_BY_START";
    by_start.en = "credits elsewhere by their first month";
    by_start.fr = "crédits selon leur premier mois chez d’autres prêteurs";
    by_start.recency = feature("FIRST");
    vec![
        by_start.slope(&late_share()).risk(Rises),
        by_start.slope(&worst()).risk(Rises),
        by_start.latest(&late_share()).risk(Rises),
        by_start.latest(&worst()).risk(Rises),
        by_start.mean(&first()).risk(Rises),
        by_start.deviation(&first()),
    ]
}

/// The worst month of a credit was worse than this degree.
fn worse_than(degree: f64) -> Cond {
    feature("WORST").greater(num(degree))
}

fn of_credit(
    name: &'static str,
    unit: Unit,
    inner: &str,
    en: &'static str,
    fr: &'static str,
) -> Measure {
    measure(name, unit, feature(inner), en, fr)
}

fn months() -> Measure {
    of_credit(
        "MONTHS",
        Unit::Count,
        "MONTHS",
        "number of months told",
        "du nombre de mois déclarés",
    )
}

fn closed_share() -> Measure {
    of_credit(
        "CLOSED",
        Unit::Share,
        "CLOSED_SHARE",
        "share of months closed",
        "de la part de mois clos",
    )
}

fn unknown_share() -> Measure {
    of_credit(
        "UNKNOWN",
        Unit::Share,
        "UNKNOWN_SHARE",
        "share of months in an unknown state",
        "de la part de mois d’état inconnu",
    )
}

fn late_share() -> Measure {
    of_credit(
        "LATE",
        Unit::Share,
        "LATE_SHARE",
        "share of months past due",
        "de la part de mois en retard",
    )
}

fn late_months() -> Measure {
    of_credit(
        "LATE_MONTHS",
        Unit::Count,
        "LATE_MONTHS",
        "number of months past due",
        "du nombre de mois en retard",
    )
}

fn mean_severity() -> Measure {
    of_credit(
        "SEVERITY",
        Unit::Plain,
        "SEVERITY",
        "mean degree of arrears, 0 to 5",
        "du degré moyen de retard, de 0 à 5",
    )
}

fn worst() -> Measure {
    of_credit(
        "WORST",
        Unit::Plain,
        "WORST",
        "worst degree of arrears, 0 to 5",
        "du pire degré de retard, de 0 à 5",
    )
}

fn last_state() -> Measure {
    of_credit(
        "STATE",
        Unit::Plain,
        "STATE",
        "degree of arrears at the last report, 0 to 5",
        "du degré de retard à la dernière déclaration, de 0 à 5",
    )
}

fn late_run() -> Measure {
    of_credit(
        "LATE_RUN",
        Unit::Count,
        "LATE_RUN",
        "longest run of months past due",
        "de la plus longue suite de mois en retard",
    )
}

fn last_late() -> Measure {
    of_credit(
        "LAST_LATE",
        Unit::Months,
        "LAST_LATE",
        "last month past due",
        "du dernier mois en retard",
    )
}

fn first() -> Measure {
    of_credit(
        "FIRST",
        Unit::Months,
        "FIRST",
        "first month",
        "du premier mois",
    )
}
