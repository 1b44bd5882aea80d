//! Credits with other lenders, as the bureau reports them.

use super::rows::{Measure, Rows, measure};
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::catalogue::{Feature, Group};
use crate::features::expression::{Expr, col, is, num, when};
use crate::label::Unit;
use crate::schema::TableName;

/// Dates further off than this (110 years) are errors of the source.
const FURTHEST_DAYS: f64 = 40_000.0;

/// The features of `bureau`.
pub(super) fn features() -> Vec<Feature> {
    let all = rows();
    [
        of_all(&all),
        of_active(&all),
        of_closed(&all),
        of_recent(&all),
        of_types(&all),
    ]
    .concat()
}

fn rows() -> Rows {
    Rows::all(
        TableName::Bureau,
        Group::Bureau,
        "BUREAU",
        col("DAYS_CREDIT"),
        "credits elsewhere",
        "crédits chez d’autres prêteurs",
    )
}

fn active(all: &Rows) -> Rows {
    all.only(
        "BUREAU_ACTIVE",
        is("CREDIT_ACTIVE", "Active"),
        "active credits elsewhere",
        "crédits en cours chez d’autres prêteurs",
    )
}

fn of_all(all: &Rows) -> Vec<Feature> {
    let types = measure(
        "TYPE",
        Unit::Plain,
        col("CREDIT_TYPE"),
        "types of credit",
        "de types de crédit",
    );
    let prolongations = measure(
        "PROLONGED",
        Unit::Count,
        col("CNT_CREDIT_PROLONG"),
        "number of prolongations",
        "du nombre de prolongations",
    );
    let report = measure(
        "REPORTED",
        Unit::Days,
        col("DAYS_CREDIT_UPDATE"),
        "last report",
        "de mise à jour",
    );
    vec![
        all.count(),
        all.count_distinct(&types),
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
        all.mean(&opened()).risk(Rises),
        all.min(&opened()).risk(Rises),
        all.max(&opened()).risk(Rises),
        all.deviation(&opened()),
        all.mean(&agreed_end()).risk(Rises),
        all.max(&agreed_end()),
        all.mean(&actual_end()).risk(Rises),
        all.max(&actual_end()),
        all.mean(&report).risk(Rises),
        all.max(&report),
        all.max(&days_past_due()).risk(Rises),
        all.mean(&days_past_due()).risk(Rises),
        all.sum(&prolongations).risk(Rises),
        all.max(&prolongations).risk(Rises),
        all.mean(&debt_to_credit()).risk(Rises),
        all.max(&debt_to_credit()).risk(Rises),
        all.mean(&term()),
        all.mean(&delay_of_end()),
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
    ]
}

fn of_active(all: &Rows) -> Vec<Feature> {
    let active = active(all);
    vec![
        active.count().risk(Rises),
        active.sum(&credit()),
        active.mean(&credit()),
        active.max(&credit()),
        active.sum(&debt()).risk(Rises),
        active.mean(&debt()),
        active.max(&debt()),
        active.sum(&arrears()).risk(Rises),
        active.sum(&limit()),
        active.sum(&annuity()),
        active.max(&annuity()),
        active.mean(&opened()).risk(Rises),
        active.min(&opened()).risk(Rises),
        active.max(&opened()).risk(Rises),
        active.mean(&agreed_end()),
        active.min(&agreed_end()),
        active.max(&agreed_end()),
        active.mean(&debt_to_credit()).risk(Rises),
        active.max(&debt_to_credit()).risk(Rises),
        active.max(&days_past_due()).risk(Rises),
        active.latest(&credit()),
    ]
}

fn of_closed(all: &Rows) -> Vec<Feature> {
    let closed = all.only(
        "BUREAU_CLOSED",
        is("CREDIT_ACTIVE", "Closed"),
        "closed credits elsewhere",
        "crédits clos chez d’autres prêteurs",
    );
    vec![
        closed.count().risk(Falls),
        closed.sum(&credit()),
        closed.mean(&credit()),
        closed.max(&credit()),
        closed.mean(&opened()).risk(Rises),
        closed.max(&opened()),
        closed.max(&actual_end()),
        closed.max(&peak_arrears()).risk(Rises),
        closed.mean(&delay_of_end()),
        closed.mean(&term()),
    ]
}

fn of_recent(all: &Rows) -> Vec<Feature> {
    let last_year = all.only(
        "BUREAU_LAST_YEAR",
        col("DAYS_CREDIT").at_least(num(-365.0)),
        "credits opened elsewhere in the last year",
        "crédits ouverts ailleurs depuis un an",
    );
    let last_two_years = all.only(
        "BUREAU_LAST_2_YEARS",
        col("DAYS_CREDIT").at_least(num(-730.0)),
        "credits opened elsewhere in the last two years",
        "crédits ouverts ailleurs depuis deux ans",
    );
    vec![
        last_year.count().risk(Rises),
        last_year.sum(&credit()),
        last_year.mean(&credit()),
        last_year.sum(&debt()).risk(Rises),
        last_year.mean(&debt_to_credit()).risk(Rises),
        last_two_years.count().risk(Rises),
        last_two_years.sum(&credit()),
        last_two_years.sum(&debt()).risk(Rises),
        last_two_years.mean(&debt_to_credit()).risk(Rises),
        last_two_years.max(&peak_arrears()).risk(Rises),
    ]
}

fn of_types(all: &Rows) -> Vec<Feature> {
    let of_type = |prefix, level, en, fr| all.only(prefix, is("CREDIT_TYPE", level), en, fr);
    let consumer = of_type(
        "BUREAU_CONSUMER",
        "Consumer credit",
        "consumer credits elsewhere",
        "crédits à la consommation chez d’autres prêteurs",
    );
    let card = of_type(
        "BUREAU_CARD",
        "Credit card",
        "credit cards elsewhere",
        "cartes de crédit chez d’autres prêteurs",
    );
    let active_card = card.only(
        "BUREAU_ACTIVE_CARD",
        is("CREDIT_ACTIVE", "Active"),
        "active credit cards elsewhere",
        "cartes de crédit actives chez d’autres prêteurs",
    );
    let car = of_type(
        "BUREAU_CAR",
        "Car loan",
        "car loans elsewhere",
        "crédits automobiles chez d’autres prêteurs",
    );
    let mortgage = of_type(
        "BUREAU_MORTGAGE",
        "Mortgage",
        "mortgages elsewhere",
        "prêts hypothécaires chez d’autres prêteurs",
    );
    let microloan = of_type(
        "BUREAU_MICROLOAN",
        "Microloan",
        "microloans elsewhere",
        "microcrédits chez d’autres prêteurs",
    );
    vec![
        consumer.count(),
        consumer.sum(&debt()).risk(Rises),
        consumer.max(&opened()).risk(Rises),
        card.count(),
        card.max(&opened()).risk(Rises),
        active_card.count().risk(Rises),
        active_card.sum(&debt()).risk(Rises),
        active_card.sum(&limit()),
        active_card.mean(&debt_to_credit()).risk(Rises),
        car.count().risk(Falls),
        mortgage.count().risk(Falls),
        mortgage.sum(&debt()),
        microloan.count().risk(Rises),
    ]
}

fn credit() -> Measure {
    measure(
        "CREDIT",
        Unit::Amount,
        col("AMT_CREDIT_SUM"),
        "credit amount",
        "du montant",
    )
}

fn debt() -> Measure {
    measure(
        "DEBT",
        Unit::Amount,
        col("AMT_CREDIT_SUM_DEBT"),
        "outstanding debt",
        "de l’encours",
    )
}

fn arrears() -> Measure {
    let value = col("AMT_CREDIT_SUM_OVERDUE");
    measure(
        "ARREARS",
        Unit::Amount,
        value,
        "amount overdue now",
        "de l’impayé actuel",
    )
}

fn peak_arrears() -> Measure {
    let value = col("AMT_CREDIT_MAX_OVERDUE");
    measure(
        "PEAK_ARREARS",
        Unit::Amount,
        value,
        "peak arrears",
        "du pic d’impayé",
    )
}

fn limit() -> Measure {
    measure(
        "LIMIT",
        Unit::Amount,
        col("AMT_CREDIT_SUM_LIMIT"),
        "card limit",
        "du plafond",
    )
}

fn annuity() -> Measure {
    measure(
        "ANNUITY",
        Unit::Amount,
        col("AMT_ANNUITY"),
        "annuity",
        "de l’annuité",
    )
}

fn opened() -> Measure {
    measure(
        "OPENED",
        Unit::Days,
        col("DAYS_CREDIT"),
        "opening",
        "d’ouverture",
    )
}

fn agreed_end() -> Measure {
    measure(
        "AGREED_END",
        Unit::Days,
        plausible("DAYS_CREDIT_ENDDATE"),
        "agreed end",
        "de fin prévue",
    )
}

fn actual_end() -> Measure {
    measure(
        "ACTUAL_END",
        Unit::Days,
        plausible("DAYS_ENDDATE_FACT"),
        "actual end",
        "de fin effective",
    )
}

fn days_past_due() -> Measure {
    measure(
        "DAYS_PAST_DUE",
        Unit::Count,
        col("CREDIT_DAY_OVERDUE"),
        "number of days past due",
        "du nombre de jours de retard",
    )
}

fn debt_to_credit() -> Measure {
    let value = col("AMT_CREDIT_SUM_DEBT") / col("AMT_CREDIT_SUM");
    measure(
        "DEBT_TO_CREDIT",
        Unit::Ratio,
        value,
        "ratio of debt to credit amount",
        "de l’encours rapporté au montant",
    )
}

fn term() -> Measure {
    let value = plausible("DAYS_CREDIT_ENDDATE") - col("DAYS_CREDIT");
    measure(
        "TERM_DAYS",
        Unit::Count,
        value,
        "agreed term in days",
        "de la durée prévue en jours",
    )
}

fn delay_of_end() -> Measure {
    let value = plausible("DAYS_ENDDATE_FACT") - plausible("DAYS_CREDIT_ENDDATE");
    measure(
        "END_DELAY_DAYS",
        Unit::Count,
        value,
        "number of days from agreed to actual end",
        "de l’écart en jours entre fin prévue et fin effective",
    )
}

/// A date, or a hole where it lies so far off that it must be an error.
fn plausible(column: &str) -> Expr {
    when(
        col(column).abs().at_most(num(FURTHEST_DAYS)),
        col(column),
        Expr::Hole,
    )
}
