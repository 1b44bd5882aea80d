//! Orders of the applicants' list, prepared once, and what its query lets through.

use std::ops::RangeInclusive;

use creditwood_contract::{ApplicantFilter, ApplicantSort, Decision, SortOrder};

/// Rows in ascending order of a key; those without one stand last whichever way the list goes.
#[derive(Clone, Debug)]
pub(super) struct Order {
    rows: Vec<u32>,
    n_present: usize,
}

impl Order {
    /// Orders `n_rows` rows by a key that may be a hole (NaN); equal ones keep their own order.
    pub(super) fn new(n_rows: usize, key_of: impl Fn(usize) -> f64) -> Self {
        let all = 0..u32::try_from(n_rows).unwrap_or(u32::MAX);
        let (mut rows, holes): (Vec<u32>, Vec<u32>) =
            all.partition(|&row| !key_of(row as usize).is_nan());
        rows.sort_by(|&left, &right| key_of(left as usize).total_cmp(&key_of(right as usize)));
        let n_present = rows.len();
        rows.extend(holes);
        Self { rows, n_present }
    }

    /// The rows one way or the other.
    pub(super) fn rows(&self, order: SortOrder) -> Box<dyn Iterator<Item = usize> + '_> {
        let (present, holes) = self.rows.split_at(self.n_present);
        let idx = |&row: &u32| row as usize;
        match order {
            SortOrder::Ascending => Box::new(self.rows.iter().map(idx)),
            SortOrder::Descending => Box::new(present.iter().rev().chain(holes).map(idx)),
        }
    }
}

/// An order for each way to sort.
#[derive(Clone, Debug)]
pub(super) struct Orders {
    pub(super) by_id: Order,
    pub(super) by_score: Order,
    pub(super) by_credit: Order,
    pub(super) by_income: Order,
    pub(super) by_age: Order,
}

impl Orders {
    /// The order by one key.
    pub(super) fn by(&self, sort: ApplicantSort) -> &Order {
        match sort {
            ApplicantSort::ApplicantId => &self.by_id,
            ApplicantSort::Score => &self.by_score,
            ApplicantSort::AmountCredit => &self.by_credit,
            ApplicantSort::AmountIncome => &self.by_income,
            ApplicantSort::AgeYears => &self.by_age,
        }
    }
}

/// What the list lets through.
#[derive(Clone, Debug)]
pub(super) struct Sieve {
    pub(super) ids: Option<Vec<RangeInclusive<i64>>>,
    pub(super) filter: ApplicantFilter,
    pub(super) decision: Option<Decision>,
}

impl Sieve {
    /// Whether an applicant passes.
    pub(super) fn passes(
        &self,
        applicant_id: i64,
        defaulted: Option<bool>,
        decision: impl Fn() -> Decision,
    ) -> bool {
        let is_asked_for = match self.filter {
            ApplicantFilter::All => true,
            ApplicantFilter::Queue => defaulted.is_none(),
            ApplicantFilter::Labelled => defaulted.is_some(),
        };
        let ids = self.ids.as_ref();
        is_asked_for
            && ids.is_none_or(|ids| ids.iter().any(|range| range.contains(&applicant_id)))
            && self.decision.is_none_or(|asked| asked == decision())
    }
}

/// The numbers that begin with these digits: one range for each number of digits that may follow.
/// Ranges compare faster than hundreds of thousands of numbers written out.
pub(super) fn ids_beginning_with(digits: &str) -> Vec<RangeInclusive<i64>> {
    let Ok(prefix) = digits.parse::<i64>() else {
        return Vec::new();
    };
    if digits.starts_with('0') {
        return if digits == "0" {
            vec![0..=0]
        } else {
            Vec::new()
        };
    }
    let range_at = |power: u32| {
        let width = 10_i64.checked_pow(power)?;
        let first = prefix.checked_mul(width)?;
        Some(first..=first.saturating_add(width - 1))
    };
    (0..19).map_while(range_at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_without_a_key_stand_last_both_ways() {
        let keys = [2.0, f64::NAN, 1.0, 2.0];
        let order = Order::new(keys.len(), |row| keys[row]);
        let rows = |way| order.rows(way).collect::<Vec<_>>();
        assert_eq!(rows(SortOrder::Ascending), [2, 0, 3, 1]);
        assert_eq!(rows(SortOrder::Descending), [3, 0, 2, 1]);
    }

    #[test]
    fn ranges_hold_the_numbers_that_begin_so_and_no_others() {
        let ids = [
            0,
            1,
            9,
            10,
            19,
            100,
            109,
            1_000,
            100_001,
            110_000,
            i64::MAX,
            92,
        ];
        for digits in [
            "0",
            "00",
            "1",
            "10",
            "100001",
            "9",
            "92233720368547758",
            "9999999999999999999",
        ] {
            let ranges = ids_beginning_with(digits);
            for id in ids {
                let found = ranges.iter().any(|range| range.contains(&id));
                assert_eq!(
                    found,
                    id.to_string().starts_with(digits),
                    "{id} by {digits}"
                );
            }
        }
    }
}
