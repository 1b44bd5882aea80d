//! One rate of exchange for several amounts.
//!
//! What converts the amounts of a table converts them alike, while each is measured by itself and the
//! applicants, too, may have changed a little. So one factor is told of all that lie near one another.

use std::collections::BTreeMap;

use super::super::defect::Defect;
use super::super::judge::Verdict;
use super::super::unit::is_power;
use super::{Item, What};
use crate::label::Unit;
use crate::schema::TableName;

/// How far factors may be from their median, as logarithms: a third more or a quarter less.
const MOST_APART: f64 = 0.3;

/// Tells one factor of all the amounts of a table that were multiplied by nearly the same: the power
/// of ten that it is for one of them, or else their median.
pub(in crate::sentinel) fn pool_factors(items: &mut [Item<'_>]) {
    let mut by_table: BTreeMap<(TableName, bool), Vec<(usize, f64)>> = BTreeMap::new();
    for (idx, item) in items.iter().enumerate() {
        if let Some((table, factor)) = item.amounts_factor() {
            let pool = by_table.entry((table, factor < 0.0)).or_default();
            pool.push((idx, factor));
        }
    }
    for pool in by_table.values_mut() {
        pool.sort_unstable_by(|one, other| one.1.abs().total_cmp(&other.1.abs()));
        let median = pool[pool.len() / 2].1;
        let is_near = |factor: f64| libm::log(factor / median).abs() <= MOST_APART;
        pool.retain(|(_, factor)| is_near(*factor));
        let power = pool.iter().find(|(_, factor)| is_power(*factor));
        let factor = power.map_or(median, |(_, factor)| *factor);
        for &(idx, _) in pool.iter() {
            let share = 1.0;
            items[idx].judgement.verdict = Verdict::Defect(Defect::ScaledBy { factor, share });
        }
    }
}

impl Item<'_> {
    /// The factor of an amount that was multiplied in all rows, and the table that it comes from.
    fn amounts_factor(&self) -> Option<(TableName, f64)> {
        match (&self.what, &self.judgement.verdict) {
            (
                What::Feature { feature, .. },
                Verdict::Defect(Defect::ScaledBy { factor, share: 1.0 }),
            ) if feature.unit == Unit::Amount => Some((feature.table(), *factor)),
            _ => None,
        }
    }
}
