//! Features that tell how something changed: a slope, or what a statistic has more than another of the
//! same theme.
//!
//! Statements are about levels. Whose payments come later and later may still pay earlier than most, so
//! a change bears out no statement, and its factor is named alone.

use super::Theme;
use crate::features::aggregate::{Aggregate, Statistic};
use crate::features::catalogue::{Catalogue, Definition, Feature};
use crate::features::expression::{BinaryOp, Expr, Source};

/// Whether a feature tells a change and not a level.
pub(super) fn is_told_by(feature: &Feature, catalogue: &Catalogue) -> bool {
    match &feature.definition {
        Definition::Aggregate(aggregate) => is_slope(aggregate),
        Definition::Row(Expr::Binary(BinaryOp::Subtract, later, all)) => {
            let theme = |operand: &Expr| match operand {
                Expr::Feature(name) => Theme::of(catalogue.get(name)?, catalogue),
                _ => None,
            };
            theme(later).is_some_and(|found| theme(all) == Some(found))
        }
        Definition::Row(_) => false,
        Definition::Peer(peer) => catalogue
            .get(&peer.value)
            .is_some_and(|value| is_told_by(value, catalogue)),
    }
}

/// Whether a slope, or a statistic of the groups' slopes.
fn is_slope(aggregate: &Aggregate) -> bool {
    let mut is_slope = matches!(aggregate.statistic, Statistic::Slope(_));
    let groups = aggregate.per.iter().flat_map(|per| &per.inner);
    let slopes = groups.filter(|inner| matches!(inner.statistic, Statistic::Slope(_)));
    let slopes: Vec<&str> = slopes.map(|inner| inner.name.as_str()).collect();
    aggregate.value.for_each_source(&mut |source| {
        is_slope |= matches!(source, Source::Feature(name) if slopes.contains(&name));
    });
    is_slope
}
