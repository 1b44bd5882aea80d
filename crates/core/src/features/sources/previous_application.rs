//! Earlier applications to this lender: what was asked for, what was decided.

use super::rows::{Measure, Rows, measure};
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::catalogue::{Feature, Group};
use crate::features::expression::{Cond, col, is, is_any, num};
use crate::label::{Label, Unit};
use crate::schema::TableName;

/// The features of `previous_application`.
pub(super) fn features() -> Vec<Feature> {
    let all = Rows::all(
        TableName::PreviousApplication,
        Group::PreviousApplication,
        "PREVIOUS",
        col("DAYS_DECISION"),
        "earlier applications",
        "demandes antérieures",
    );
    [
        of_all(&all),
        shares(&all),
        of_approved(&all),
        of_running(&all),
        of_refused(&all),
        of_recent(&all),
        of_contracts(&all),
    ]
    .concat()
}

fn of_all(all: &Rows) -> Vec<Feature> {
    let hour = measure(
        "HOUR",
        Unit::Plain,
        col("HOUR_APPR_PROCESS_START"),
        "hour of application",
        "de l’heure de la demande",
    );
    let area = measure(
        "SELLER_AREA",
        Unit::Plain,
        col("SELLERPLACE_AREA"),
        "area of the point of sale",
        "de la surface du point de vente",
    );
    vec![
        all.count(),
        all.mean(&asked()).risk(Falls),
        all.max(&asked()),
        all.latest(&asked()),
        all.mean(&granted()),
        all.max(&granted()),
        all.sum(&granted()),
        all.mean(&annuity()).risk(Falls),
        all.max(&annuity()).risk(Falls),
        all.latest(&annuity()),
        all.mean(&down_payment()).risk(Falls),
        all.max(&down_payment()).risk(Falls),
        all.mean(&down_payment_rate()).risk(Falls),
        all.max(&down_payment_rate()).risk(Falls),
        all.mean(&granted_to_asked()).risk(Rises),
        all.max(&granted_to_asked()).risk(Rises),
        all.min(&granted_to_asked()),
        all.latest(&granted_to_asked()),
        all.mean(&credit_to_goods()).risk(Rises),
        all.mean(&decided()).risk(Rises),
        all.min(&decided()).risk(Rises),
        all.max(&decided()).risk(Rises),
        all.deviation(&decided()),
        all.mean(&term()).risk(Rises),
        all.max(&term()).risk(Rises),
        all.latest(&term()).risk(Rises),
        all.sum(&term()),
        all.mean(&hour).risk(Falls),
        all.mean(&area),
    ]
}

fn shares(all: &Rows) -> Vec<Feature> {
    let status = |level: &str| is("NAME_CONTRACT_STATUS", level);
    vec![
        all.share("APPROVED", status("Approved"), "approved", "acceptée")
            .risk(Falls),
        all.share("REFUSED", status("Refused"), "refused", "refusée")
            .risk(Rises),
        all.share("CANCELED", status("Canceled"), "cancelled", "annulée"),
        all.share(
            "UNUSED",
            status("Unused offer"),
            "left unused",
            "non utilisée",
        ),
        all.share(
            "NEW_CLIENT",
            is("NAME_CLIENT_TYPE", "New"),
            "made as a new client",
            "faite en tant que nouveau client",
        )
        .risk(Rises),
        all.share(
            "HIGH_RATE",
            is("NAME_YIELD_GROUP", "high"),
            "at a high rate",
            "à taux élevé",
        )
        .risk(Rises),
        all.share(
            "LOW_RATE",
            is_any("NAME_YIELD_GROUP", &["low_action", "low_normal"]),
            "at a low rate",
            "à taux bas",
        )
        .risk(Falls),
        all.share(
            "WALK_IN",
            is("NAME_PRODUCT_TYPE", "walk-in"),
            "as a walk-in",
            "par venue spontanée",
        )
        .risk(Rises),
        all.share(
            "PURPOSE_UNSTATED",
            is("NAME_CASH_LOAN_PURPOSE", "XNA"),
            "without a stated purpose",
            "sans objet indiqué",
        ),
        all.share(
            "UNACCOMPANIED",
            is("NAME_TYPE_SUITE", "Unaccompanied"),
            "made alone",
            "faite sans accompagnement",
        ),
        all.share(
            "CREDIT_OFFICE",
            is("CHANNEL_TYPE", "Credit and cash offices"),
            "made in credit offices",
            "faite en agence de crédit",
        ),
        all.share(
            "LOAN_AGENT",
            is("CHANNEL_TYPE", "AP+ (Cash loan)"),
            "made through loan agents",
            "faite par un agent de prêt",
        )
        .risk(Rises),
        all.latest_is(
            "REFUSED",
            status("Refused"),
            Label::new(
                "Latest earlier application was refused",
                "Dernière demande antérieure refusée",
            ),
        )
        .risk(Rises),
        all.latest_is(
            "APPROVED",
            status("Approved"),
            Label::new(
                "Latest earlier application was approved",
                "Dernière demande antérieure acceptée",
            ),
        )
        .risk(Falls),
    ]
}

fn of_approved(all: &Rows) -> Vec<Feature> {
    let approved = all.only(
        "PREVIOUS_APPROVED",
        approved(),
        "approved earlier applications",
        "demandes antérieures acceptées",
    );
    let first_due = measure(
        "FIRST_DUE",
        Unit::Days,
        col("DAYS_FIRST_DUE"),
        "first instalment",
        "de première échéance",
    );
    let last_due = measure(
        "LAST_DUE",
        Unit::Days,
        col("DAYS_LAST_DUE"),
        "last instalment",
        "de dernière échéance",
    );
    let ended = measure(
        "ENDED",
        Unit::Days,
        col("DAYS_TERMINATION"),
        "expected end",
        "de fin attendue",
    );
    let shift = measure(
        "LAST_DUE_SHIFT_DAYS",
        Unit::Count,
        col("DAYS_LAST_DUE") - col("DAYS_LAST_DUE_1ST_VERSION"),
        "number of days by which the last due date moved",
        "du décalage en jours de la dernière échéance",
    );
    let insured = col("NFLAG_INSURED_ON_APPROVAL").greater(num(0.0));
    vec![
        approved.count(),
        approved.mean(&annuity()).risk(Falls),
        approved.max(&annuity()),
        approved.mean(&granted()),
        approved.max(&granted()),
        approved.mean(&asked()),
        approved.mean(&down_payment_rate()).risk(Falls),
        approved.mean(&decided()).risk(Rises),
        approved.min(&decided()).risk(Rises),
        approved.max(&decided()).risk(Rises),
        approved.mean(&term()).risk(Rises),
        approved.max(&term()),
        approved.mean(&payment_rate()),
        approved.mean(&total_interest()).risk(Rises),
        approved.max(&total_interest()).risk(Rises),
        approved.latest(&total_interest()).risk(Rises),
        approved.min(&first_due).risk(Rises),
        approved.max(&first_due).risk(Rises),
        approved.max(&last_due),
        approved.mean(&ended),
        approved.max(&ended),
        approved.mean(&shift).risk(Rises),
        approved.min(&shift),
        approved.share("INSURED", insured, "insured", "assurée"),
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
    vec![
        running.count().risk(Rises),
        running.sum(&granted()),
        running.sum(&annuity()),
        running.max(&decided()).risk(Rises),
    ]
}

fn of_refused(all: &Rows) -> Vec<Feature> {
    let refused = all.only(
        "PREVIOUS_REFUSED",
        is("NAME_CONTRACT_STATUS", "Refused"),
        "refused earlier applications",
        "demandes antérieures refusées",
    );
    let because = |prefix, reason, en, fr| {
        refused
            .only(prefix, is("CODE_REJECT_REASON", reason), en, fr)
            .count()
            .risk(Rises)
    };
    vec![
        refused.count().risk(Rises),
        refused.mean(&asked()),
        refused.max(&asked()),
        refused.mean(&granted_to_asked()),
        refused.mean(&decided()),
        refused.max(&decided()).risk(Rises),
        refused.max(&term()),
        because(
            "PREVIOUS_REFUSED_POLICY",
            "HC",
            "earlier applications refused by policy",
            "demandes antérieures refusées par la politique du prêteur",
        ),
        because(
            "PREVIOUS_REFUSED_LIMIT",
            "LIMIT",
            "earlier applications refused at the limit",
            "demandes antérieures refusées pour plafond atteint",
        ),
        because(
            "PREVIOUS_REFUSED_SCORE",
            "SCO",
            "earlier applications refused for their score",
            "demandes antérieures refusées pour leur score",
        ),
        because(
            "PREVIOUS_REFUSED_FRAUD_SCORE",
            "SCOFR",
            "earlier applications refused on suspicion of fraud",
            "demandes antérieures refusées pour suspicion de fraude",
        ),
    ]
}

fn of_recent(all: &Rows) -> Vec<Feature> {
    let refused = || is("NAME_CONTRACT_STATUS", "Refused");
    let last_year = all.only(
        "PREVIOUS_LAST_YEAR",
        col("DAYS_DECISION").at_least(num(-365.0)),
        "earlier applications of the last year",
        "demandes antérieures depuis un an",
    );
    let last_two_years = all.only(
        "PREVIOUS_LAST_2_YEARS",
        col("DAYS_DECISION").at_least(num(-730.0)),
        "earlier applications of the last two years",
        "demandes antérieures depuis deux ans",
    );
    vec![
        last_year.count().risk(Rises),
        last_year
            .share("REFUSED", refused(), "refused", "refusée")
            .risk(Rises),
        last_year.sum(&granted()),
        last_year.mean(&granted_to_asked()),
        last_two_years.count().risk(Rises),
        last_two_years
            .share("REFUSED", refused(), "refused", "refusée")
            .risk(Rises),
        last_two_years.mean(&annuity()),
    ]
}

fn of_contracts(all: &Rows) -> Vec<Feature> {
    let of_type = |prefix, level, en, fr| all.only(prefix, is("NAME_CONTRACT_TYPE", level), en, fr);
    let consumer = of_type(
        "PREVIOUS_CONSUMER",
        "Consumer loans",
        "earlier applications for consumer loans",
        "demandes antérieures de crédit à la consommation",
    );
    let cash = of_type(
        "PREVIOUS_CASH",
        "Cash loans",
        "earlier applications for cash loans",
        "demandes antérieures de prêt personnel",
    );
    let revolving = of_type(
        "PREVIOUS_REVOLVING",
        "Revolving loans",
        "earlier applications for revolving loans",
        "demandes antérieures de crédit renouvelable",
    );
    let refused = |rows: &Rows| {
        let cond = is("NAME_CONTRACT_STATUS", "Refused");
        rows.share("REFUSED", cond, "refused", "refusée")
            .risk(Rises)
    };
    vec![
        consumer.count().risk(Falls),
        consumer.mean(&down_payment_rate()).risk(Falls),
        refused(&consumer),
        cash.count(),
        cash.mean(&asked()),
        cash.max(&decided()).risk(Rises),
        refused(&cash),
        revolving.count().risk(Rises),
        refused(&revolving),
    ]
}

fn approved() -> Cond {
    is("NAME_CONTRACT_STATUS", "Approved")
}

fn asked() -> Measure {
    measure(
        "ASKED",
        Unit::Amount,
        col("AMT_APPLICATION"),
        "amount asked for",
        "du montant demandé",
    )
}

fn granted() -> Measure {
    measure(
        "GRANTED",
        Unit::Amount,
        col("AMT_CREDIT"),
        "amount granted",
        "du montant accordé",
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

fn down_payment() -> Measure {
    measure(
        "DOWN_PAYMENT",
        Unit::Amount,
        col("AMT_DOWN_PAYMENT"),
        "down payment",
        "de l’apport",
    )
}

fn down_payment_rate() -> Measure {
    let value = col("RATE_DOWN_PAYMENT");
    measure(
        "DOWN_PAYMENT_RATE",
        Unit::Share,
        value,
        "down payment rate",
        "du taux d’apport",
    )
}

fn granted_to_asked() -> Measure {
    let value = col("AMT_CREDIT") / col("AMT_APPLICATION");
    measure(
        "GRANTED_TO_ASKED",
        Unit::Ratio,
        value,
        "ratio of amount granted to amount asked for",
        "du montant accordé rapporté au montant demandé",
    )
}

fn credit_to_goods() -> Measure {
    let value = col("AMT_CREDIT") / col("AMT_GOODS_PRICE");
    measure(
        "CREDIT_TO_GOODS",
        Unit::Ratio,
        value,
        "ratio of credit to price of the goods",
        "du crédit rapporté au prix du bien",
    )
}

fn decided() -> Measure {
    measure(
        "DECIDED",
        Unit::Days,
        col("DAYS_DECISION"),
        "decision",
        "de décision",
    )
}

fn term() -> Measure {
    measure(
        "TERM",
        Unit::Count,
        col("CNT_PAYMENT"),
        "term in instalments",
        "de la durée en échéances",
    )
}

fn payment_rate() -> Measure {
    let value = col("AMT_ANNUITY") / col("AMT_CREDIT");
    measure(
        "PAYMENT_RATE",
        Unit::Share,
        value,
        "annuity as a share of the credit",
        "de la part du crédit payée par annuité",
    )
}

/// All interest over the term as a part of the credit, taken from annuity and term.
fn total_interest() -> Measure {
    let value = col("AMT_ANNUITY") * col("CNT_PAYMENT") / col("AMT_CREDIT") - num(1.0);
    measure(
        "TOTAL_INTEREST",
        Unit::Ratio,
        value,
        "ratio of all interest to the credit",
        "des intérêts totaux rapportés au crédit",
    )
}
