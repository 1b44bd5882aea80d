//! How alike two columns order the rows: Spearman's rank correlation.
//!
//! Ranks, since a forest reads nothing but order: a column and its logarithm are one to it, and one
//! extreme value does not make two columns alike. Ranks are taken among a column's own values and
//! correlated over the rows where both columns have one. Twice the mean rank, less what makes the
//! mean of all of them 0, is a whole number, and so are the sums of its products: added up in any
//! order they are the same bits.

use super::columns::cell_bits;

/// A column by the order of its values.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RankedColumn {
    /// Twice the mean rank of each row's value, less `n_present + 1`: these add up to 0. A hole's
    /// is 0.
    pub(super) ranks: Vec<i32>,
    /// How many rows have a value.
    pub(super) n_present: usize,
    /// How far the column alone tells the two classes apart: the size of its Gini coefficient over
    /// the rows with a value, 0 to 1.
    pub(super) discrimination: f64,
    /// A bit a row: whether it has a value.
    present: Vec<u64>,
    sum_of_squares: i128,
}

impl RankedColumn {
    /// Ranks a column of rows with known classes, of which there are fewer than 2³⁰.
    pub(super) fn new(values: &[f32], targets: &[bool]) -> Self {
        let order = order_of(values);
        let mut ranks = vec![0; values.len()];
        let mut n_before = 0;
        for tied in order.chunk_by(|left, right| left.0 == right.0) {
            let n_up_to = n_before + tied.len();
            let rank = (n_before + n_up_to) as i32 - order.len() as i32;
            tied.iter().for_each(|&(_, row)| ranks[row as usize] = rank);
            n_before = n_up_to;
        }
        let present = bits_of(values.iter().map(|value| !value.is_nan()));
        let squares = ranks.iter().map(|&rank| i128::from(i64::from(rank).pow(2)));
        Self {
            n_present: order.len(),
            discrimination: discrimination(&ranks, values, targets),
            sum_of_squares: squares.sum(),
            ranks,
            present,
        }
    }

    /// The rank correlation with another column of the same rows, −1 to 1. `product` is the sum of
    /// the products of their ranks. There is none where less than `least_common` of the rows with
    /// either column have both, or where the order of the rest tells nothing.
    pub(super) fn correlation(
        &self,
        other: &Self,
        product: i128,
        least_common: f64,
    ) -> Option<f64> {
        let (fewer, more) = (
            self.n_present.min(other.n_present),
            self.n_present.max(other.n_present),
        );
        // No more rows can have both than the rarer column has, and no fewer either than the other.
        if (fewer as f64) < least_common * more as f64 {
            return None;
        }
        let n_common = self.n_common(other);
        let n_either = self.n_present + other.n_present - n_common;
        if (n_common as f64) < least_common * n_either as f64 {
            return None;
        }
        let (sum, squares) = self.sums_within(other);
        let (other_sum, other_squares) = other.sums_within(self);
        let n_common = n_common as i128;
        let covariance = n_common * product - sum * other_sum;
        let variance = n_common * squares - sum * sum;
        let other_variance = n_common * other_squares - other_sum * other_sum;
        if variance == 0 || other_variance == 0 {
            return None;
        }
        Some(covariance as f64 / (variance as f64 * other_variance as f64).sqrt())
    }

    fn n_common(&self, other: &Self) -> usize {
        let words = self.present.iter().zip(&other.present);
        words
            .map(|(left, right)| (left & right).count_ones() as usize)
            .sum()
    }

    /// Sum and sum of squares of the ranks where the other column has a value, too: those of all
    /// ranks less those of the few rows where it has none.
    fn sums_within(&self, other: &Self) -> (i128, i128) {
        let (mut sum, mut squares) = (0, self.sum_of_squares);
        for (place, (own, others)) in self.present.iter().zip(&other.present).enumerate() {
            let mut alone = own & !others;
            while alone != 0 {
                let row = 64 * place + alone.trailing_zeros() as usize;
                let rank = i128::from(self.ranks[row]);
                sum -= rank;
                squares -= rank * rank;
                alone &= alone - 1;
            }
        }
        (sum, squares)
    }
}

/// `(key, row)` of the values that are there, ascending; equal values have equal keys.
fn order_of(values: &[f32]) -> Vec<(u32, u32)> {
    let rows = values.iter().enumerate();
    let mut order: Vec<(u32, u32)> = rows
        .filter(|(_, value)| !value.is_nan())
        .map(|(row, &value)| (ascending_key(value), row as u32))
        .collect();
    order.sort_unstable();
    order
}

/// A number that ascends with the value.
fn ascending_key(value: f32) -> u32 {
    const SIGN: u32 = 1 << 31;
    let bits = cell_bits(value);
    if bits & SIGN == 0 { bits | SIGN } else { !bits }
}

fn bits_of(flags: impl Iterator<Item = bool>) -> Vec<u64> {
    let mut words = Vec::new();
    for (row, flag) in flags.enumerate() {
        if row % 64 == 0 {
            words.push(0);
        }
        words[row / 64] |= u64::from(flag) << (row % 64);
    }
    words
}

/// `|2 AUC − 1|`. The Mann-Whitney statistic is the sum of one class's ranks less its least, and
/// with ranks about 0 what is left of it is `sum / (n₀ n₁)`.
fn discrimination(ranks: &[i32], values: &[f32], targets: &[bool]) -> f64 {
    let (mut n_by_class, mut sum) = ([0_usize; 2], 0_i64);
    for ((&rank, value), &target) in ranks.iter().zip(values).zip(targets) {
        if !value.is_nan() {
            n_by_class[usize::from(target)] += 1;
            sum += i64::from(rank) * i64::from(target);
        }
    }
    let n_pairs = n_by_class[0] as f64 * n_by_class[1] as f64;
    if n_pairs == 0.0 {
        return 0.0;
    }
    sum.unsigned_abs() as f64 / n_pairs
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::metrics::Ranking;

    const HOLE: f32 = f32::NAN;

    fn ranked(values: &[f32]) -> RankedColumn {
        RankedColumn::new(values, &vec![false; values.len()])
    }

    /// The mean rank of each value among those that are there, by counting.
    fn naive_ranks(values: &[f32]) -> Vec<Option<f64>> {
        let rank = |&value: &f32| {
            let n_less = values.iter().filter(|&&other| other < value).count();
            let n_equal = values.iter().filter(|&&other| other == value).count();
            (!value.is_nan()).then(|| n_less as f64 + (n_equal as f64 + 1.0) / 2.0)
        };
        values.iter().map(rank).collect()
    }

    /// The correlation from its definition, over the rows where both have a value.
    pub(in crate::selection) fn naive_correlation(
        left: &[f32],
        right: &[f32],
        least_common: f64,
    ) -> Option<f64> {
        let pairs = naive_ranks(left).into_iter().zip(naive_ranks(right));
        let n_either = pairs.clone().filter(|(l, r)| l.is_some() || r.is_some());
        let n_either = n_either.count() as f64;
        let common: Vec<(f64, f64)> = pairs.filter_map(|(l, r)| Some((l?, r?))).collect();
        let n = common.len() as f64;
        if n < least_common * n_either {
            return None;
        }
        let mean = |of: fn(&(f64, f64)) -> f64| common.iter().map(of).sum::<f64>() / n;
        let (mean_left, mean_right) = (mean(|pair| pair.0), mean(|pair| pair.1));
        let (mut covariance, mut variances) = (0.0, [0.0, 0.0]);
        for (left, right) in common {
            let (left, right) = (left - mean_left, right - mean_right);
            covariance += left * right;
            variances[0] += left * left;
            variances[1] += right * right;
        }
        let is_level = variances.iter().any(|&variance| variance < 1e-9);
        (!is_level).then(|| covariance / (variances[0] * variances[1]).sqrt())
    }

    fn correlation(left: &[f32], right: &[f32], least_common: f64) -> Option<f64> {
        let (left, right) = (ranked(left), ranked(right));
        let pairs = left.ranks.iter().zip(&right.ranks);
        let product = pairs.map(|(&left, &right)| i128::from(left) * i128::from(right));
        left.correlation(&right, product.sum(), least_common)
    }

    #[test]
    fn a_monotone_function_of_a_column_correlates_exactly() {
        let values: Vec<f32> = (0..200).map(|row| (row * 37 % 90) as f32 - 20.0).collect();
        let rising: Vec<f32> = values.iter().map(|value| value.exp()).collect();
        let falling: Vec<f32> = values.iter().map(|value| -value.powi(3)).collect();
        assert_eq!(correlation(&values, &rising, 1.0), Some(1.0));
        assert_eq!(correlation(&values, &falling, 1.0), Some(-1.0));
    }

    #[test]
    fn an_example_agrees_with_numbers_worked_out_by_hand() {
        // Ranks 1, 2.5, 2.5, 4 and 2, 1, 3, 4: covariance 3, variances 4.5 and 5.
        let found = correlation(&[1.0, 2.0, 2.0, 9.0], &[5.0, 4.0, 6.0, 7.0], 1.0);
        assert!((found.unwrap() - 3.0 / 22.5_f64.sqrt()).abs() < 1e-15);
    }

    #[test]
    fn one_value_beside_holes_orders_nothing() {
        assert_eq!(correlation(&[1.0, 1.0, HOLE], &[1.0, 2.0, HOLE], 0.5), None);
    }

    fn cell() -> impl Strategy<Value = f32> {
        prop_oneof![1 => Just(HOLE), 1 => Just(-0.0_f32), 4 => (-4_i8..4).prop_map(f32::from)]
    }

    proptest! {
        #[test]
        fn correlation_is_what_its_definition_gives(
            cells in prop::collection::vec((cell(), cell()), 1..150),
            least_common in 0.3..1.0,
        ) {
            let (left, right): (Vec<f32>, Vec<f32>) = cells.into_iter().unzip();
            let naive = naive_correlation(&left, &right, least_common);
            let found = correlation(&left, &right, least_common);
            prop_assert_eq!(found.is_some(), naive.is_some());
            prop_assert!((found.unwrap_or(0.0) - naive.unwrap_or(0.0)).abs() < 1e-9);
            prop_assert_eq!(found, correlation(&right, &left, least_common));
        }

        #[test]
        fn discrimination_is_the_gini_coefficient_of_the_column_taken_as_a_score(
            rows in prop::collection::vec((cell(), any::<bool>()), 1..80),
        ) {
            let (values, targets): (Vec<f32>, Vec<bool>) = rows.iter().copied().unzip();
            let found = RankedColumn::new(&values, &targets).discrimination;
            let there = rows.iter().filter(|(value, _)| !value.is_nan());
            let (scores, defaulted): (Vec<f64>, Vec<bool>) =
                there.map(|&(value, target)| (f64::from(value), target)).unzip();
            let gini = Ranking::new(&scores, &defaulted).and_then(|ranking| ranking.gini());
            prop_assert!((found - gini.unwrap_or(0.0).abs()).abs() < 1e-12);
        }
    }
}
