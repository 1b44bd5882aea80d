//! Which features of one applicant are worth a warning when they lie far out.

use creditwood_core::features::Feature;
use creditwood_core::features::aggregate::Statistic;
use creditwood_core::features::catalogue::Definition;
use creditwood_core::features::expression::Expr;

/// Whether a feature is a column of the application as it stands.
pub(super) fn is_column_of_application(feature: &Feature) -> bool {
    matches!(feature.definition, Definition::Row(Expr::Column(_)))
}

/// Whether a feature has the sign and the unit of one column, of the application or of a history.
/// What is computed of several may lie far out without a mistake, as a ratio does whose denominator
/// is small, and where one of them is wrong, that one is told.
pub(super) fn tells_of_one_column(feature: &Feature) -> bool {
    let Definition::Aggregate(aggregate) = &feature.definition else {
        return is_column_of_application(feature);
    };
    let keeps_unit = matches!(
        aggregate.statistic,
        Statistic::Min | Statistic::Max | Statistic::Mean | Statistic::Sum
    );
    keeps_unit && aggregate.per.is_none() && matches!(aggregate.value, Expr::Column(_))
}

#[cfg(test)]
mod tests {
    use creditwood_core::features::sources::catalogue;

    use super::*;

    #[test]
    fn columns_and_their_simple_statistics_are_told_and_what_mixes_columns_is_not() {
        let catalogue = catalogue();
        let tells = |name: &str| tells_of_one_column(catalogue.get(name).unwrap());
        for name in ["DAYS_BIRTH", "AMT_CREDIT", "CARD_OWED_MEAN"] {
            assert!(tells(name), "{name}");
        }
        for name in [
            "PAYMENT_RATE",
            "POS_DAYS_LATE_SLOPE",
            "BUREAU_COUNT",
            "INSTALMENTS_LOANS_LATE_SHARE_MAX",
        ] {
            assert!(!tells(name), "{name}");
        }
    }
}
