//! Earlier applications to this lender: what was asked for, what was decided.

mod money;
mod product;
mod recency;
mod status;
mod trend;

use super::rows::Rows;
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::catalogue::{Feature, Group};
use crate::features::expression::{Cond, col, is, num};
use crate::label::{Label, Unit};
use crate::schema::TableName;
use money::{
    annuity, asked, decided, down_payment, down_payment_rate, granted, granted_to_asked, term,
};

use super::rows::measure;

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
        status::features(&all),
        product::features(&all),
        recency::features(&all),
        trend::features(&all),
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
    let channels = measure(
        "CHANNEL",
        Unit::Plain,
        col("CHANNEL_TYPE"),
        "channels",
        "de canaux",
    );
    let superseded = all.only(
        "PREVIOUS_SUPERSEDED",
        col("NFLAG_LAST_APPL_IN_DAY").equal(num(0.0)),
        "earlier applications followed by another on the same day",
        "demandes antérieures suivies d’une autre le même jour",
    );
    vec![
        all.count(),
        all.mean(&asked()).risk(Falls),
        all.max(&asked()),
        all.latest(&asked()),
        all.deviation(&asked()),
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
        all.latest(&down_payment_rate()).risk(Falls),
        all.mean(&granted_to_asked()).risk(Rises),
        all.max(&granted_to_asked()).risk(Rises),
        all.min(&granted_to_asked()),
        all.latest(&granted_to_asked()),
        all.deviation(&granted_to_asked()),
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
        all.count_distinct(&channels),
        superseded.count(),
    ]
}

fn shares(all: &Rows) -> Vec<Feature> {
    let status = |level: &str| is("NAME_CONTRACT_STATUS", level);
    vec![
        all.share("APPROVED", approved(), "approved", "acceptée")
            .risk(Falls),
        all.share("REFUSED", refused(), "refused", "refusée")
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
            "RETURNING_CLIENT",
            is("NAME_CLIENT_TYPE", "Refreshed"),
            "made on returning after a break",
            "faite au retour après une interruption",
        ),
        all.share(
            "UNACCOMPANIED",
            is("NAME_TYPE_SUITE", "Unaccompanied"),
            "made alone",
            "faite sans accompagnement",
        ),
        all.latest_is(
            "REFUSED",
            refused(),
            Label::new(
                "Latest earlier application was refused",
                "Dernière demande antérieure refusée",
            ),
        )
        .risk(Rises),
        all.latest_is(
            "APPROVED",
            approved(),
            Label::new(
                "Latest earlier application was approved",
                "Dernière demande antérieure acceptée",
            ),
        )
        .risk(Falls),
        all.latest_is(
            "CANCELED",
            status("Canceled"),
            Label::new(
                "Latest earlier application was cancelled",
                "Dernière demande antérieure annulée",
            ),
        ),
    ]
}

fn approved() -> Cond {
    is("NAME_CONTRACT_STATUS", "Approved")
}

fn refused() -> Cond {
    is("NAME_CONTRACT_STATUS", "Refused")
}

fn refused_share(rows: &Rows) -> Feature {
    rows.share("REFUSED", refused(), "refused", "refusée")
        .risk(Rises)
}

fn approved_share(rows: &Rows) -> Feature {
    rows.share("APPROVED", approved(), "approved", "acceptée")
        .risk(Falls)
}

fn high_rate_share(rows: &Rows) -> Feature {
    let high = is("NAME_YIELD_GROUP", "high");
    rows.share("HIGH_RATE", high, "at a high rate", "à taux élevé")
        .risk(Rises)
}
