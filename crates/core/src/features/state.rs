//! The running state of each statistic: what one applicant's rows have come to so far.
//!
//! Each statistic has a type of its own, no larger than it must be, because the batch executor
//! keeps one for every applicant and aggregate. [`super::Accumulator`] is any one of them.
//! A state before its first row knows what its statistic needs to know, so the state of no rows
//! is a value to clone rather than a type's default.

use super::aggregate::Unordered;
use super::fixed::{FixedLine, FixedMoments, FixedSum};

/// What is kept of the rows seen so far.
///
/// Neither the order of the rows nor their partition over several states that are merged changes
/// a bit of [`State::value`], but for the sign of a zero.
pub trait State: Clone {
    /// Takes one row's value, which is not a hole; `order` (NaN is a hole) matters to the states
    /// alone whose statistic has one, and a hole there passes the row over.
    fn add(&mut self, value: f64, order: f64);
    /// Takes in the rows that another state has seen.
    fn merge(&mut self, other: &Self);
    /// The statistic of the rows seen; NaN is a hole.
    fn value(&self) -> f64;
}

/// [`super::Statistic::Count`]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count(pub u64);

/// [`super::Statistic::CountDistinct`]: the bits of the different values seen, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CountDistinct(pub Vec<u64>);

/// [`super::Statistic::Sum`]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// The sum of the values.
    pub sum: FixedSum,
    /// How many they are.
    pub n: u64,
}

/// [`super::Statistic::Mean`]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mean(pub Sum);

/// [`super::Statistic::Min`]; NaN before the first row.
#[derive(Clone, Debug, PartialEq)]
pub struct Min(pub f64);

/// [`super::Statistic::Max`]; NaN before the first row.
#[derive(Clone, Debug, PartialEq)]
pub struct Max(pub f64);

/// [`super::Statistic::Latest`]
#[derive(Clone, Debug, PartialEq)]
pub struct Latest {
    /// The greatest order so far; NaN before the first row.
    pub order: f64,
    /// The value there.
    pub value: f64,
}

/// [`super::Statistic::Earliest`]: the latest with the order's sign turned.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Earliest(pub Latest);

/// [`super::Statistic::OfLatest`]: the latest rows so far, no more than are asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct OfLatest {
    /// How many rows are asked for.
    pub n_rows: usize,
    /// What is computed of their values.
    pub statistic: Unordered,
    /// Order and value of the rows kept, greatest first.
    pub rows: Vec<(f64, f64)>,
}

/// [`super::Statistic::LongestRun`]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LongestRun {
    /// Bit `i` is set when a row of month `−i` counts.
    pub months: u128,
    /// Whether there was a row, counting or not.
    pub has_rows: bool,
}

impl State for Count {
    #[inline]
    fn add(&mut self, _: f64, _: f64) {
        self.0 += 1;
    }

    fn merge(&mut self, other: &Self) {
        self.0 += other.0;
    }

    fn value(&self) -> f64 {
        self.0 as f64
    }
}

impl CountDistinct {
    fn insert(&mut self, bits: u64) {
        if let Err(place) = self.0.binary_search(&bits) {
            self.0.insert(place, bits);
        }
    }
}

impl State for CountDistinct {
    #[inline]
    fn add(&mut self, value: f64, _: f64) {
        // Adding zero makes the two zeros one value.
        self.insert((value + 0.0).to_bits());
    }

    fn merge(&mut self, other: &Self) {
        other.0.iter().for_each(|&bits| self.insert(bits));
    }

    fn value(&self) -> f64 {
        self.0.len() as f64
    }
}

impl State for Sum {
    #[inline]
    fn add(&mut self, value: f64, _: f64) {
        self.sum.add(value);
        self.n += 1;
    }

    fn merge(&mut self, other: &Self) {
        self.sum.merge(other.sum);
        self.n += other.n;
    }

    fn value(&self) -> f64 {
        if self.n == 0 {
            f64::NAN
        } else {
            self.sum.value()
        }
    }
}

impl State for Mean {
    #[inline]
    fn add(&mut self, value: f64, order: f64) {
        self.0.add(value, order);
    }

    fn merge(&mut self, other: &Self) {
        self.0.merge(&other.0);
    }

    fn value(&self) -> f64 {
        self.0.value() / self.0.n as f64
    }
}

impl Default for Min {
    fn default() -> Self {
        Self(f64::NAN)
    }
}

impl State for Min {
    #[inline]
    fn add(&mut self, value: f64, _: f64) {
        self.0 = self.0.min(value);
    }

    fn merge(&mut self, other: &Self) {
        self.0 = self.0.min(other.0);
    }

    fn value(&self) -> f64 {
        self.0
    }
}

impl Default for Max {
    fn default() -> Self {
        Self(f64::NAN)
    }
}

impl State for Max {
    #[inline]
    fn add(&mut self, value: f64, _: f64) {
        self.0 = self.0.max(value);
    }

    fn merge(&mut self, other: &Self) {
        self.0 = self.0.max(other.0);
    }

    fn value(&self) -> f64 {
        self.0
    }
}

impl State for FixedMoments {
    #[inline]
    fn add(&mut self, value: f64, _: f64) {
        FixedMoments::add(self, value);
    }

    fn merge(&mut self, other: &Self) {
        FixedMoments::merge(self, *other);
    }

    fn value(&self) -> f64 {
        self.standard_deviation()
    }
}

impl Default for Latest {
    fn default() -> Self {
        Self {
            order: f64::NAN,
            value: f64::NAN,
        }
    }
}

impl State for Latest {
    #[inline]
    fn add(&mut self, value: f64, order: f64) {
        if order > self.order || (self.order.is_nan() && !order.is_nan()) {
            *self = Self { order, value };
        } else if order == self.order {
            self.value = self.value.max(value);
        }
    }

    fn merge(&mut self, other: &Self) {
        self.add(other.value, other.order);
    }

    fn value(&self) -> f64 {
        self.value
    }
}

impl State for Earliest {
    #[inline]
    fn add(&mut self, value: f64, order: f64) {
        self.0.add(value, -order);
    }

    fn merge(&mut self, other: &Self) {
        self.0.merge(&other.0);
    }

    fn value(&self) -> f64 {
        self.0.value
    }
}

impl State for FixedLine {
    #[inline]
    fn add(&mut self, value: f64, order: f64) {
        if !order.is_nan() {
            FixedLine::add(self, order, value);
        }
    }

    fn merge(&mut self, other: &Self) {
        FixedLine::merge(self, *other);
    }

    fn value(&self) -> f64 {
        self.slope()
    }
}

impl OfLatest {
    /// The state before the first row.
    pub fn new(n_rows: usize, statistic: Unordered) -> Self {
        Self {
            n_rows,
            statistic,
            rows: Vec::new(),
        }
    }
}

impl State for OfLatest {
    #[inline]
    fn add(&mut self, value: f64, order: f64) {
        let row = (order, value);
        let place = self.rows.partition_point(|kept| *kept > row);
        if place < self.n_rows && !order.is_nan() {
            self.rows.truncate(self.n_rows - 1);
            self.rows.insert(place, row);
        }
    }

    fn merge(&mut self, other: &Self) {
        other.rows.iter().for_each(|row| self.add(row.1, row.0));
    }

    fn value(&self) -> f64 {
        self.statistic.of(self.rows.iter().map(|row| row.1))
    }
}

impl LongestRun {
    /// The bit of a month from −127 to 0, of any other nothing.
    fn bit_of(month: f64) -> Option<u128> {
        let is_kept = month.fract() == 0.0 && (-127.0..=0.0).contains(&month);
        is_kept.then(|| 1 << (-month) as u32)
    }
}

impl State for LongestRun {
    #[inline]
    fn add(&mut self, value: f64, order: f64) {
        if let Some(bit) = Self::bit_of(order) {
            self.has_rows = true;
            if value != 0.0 {
                self.months |= bit;
            }
        }
    }

    fn merge(&mut self, other: &Self) {
        self.has_rows |= other.has_rows;
        self.months |= other.months;
    }

    fn value(&self) -> f64 {
        if !self.has_rows {
            return f64::NAN;
        }
        // Each step takes the last month off every run, so the longest lasts the longest.
        let mut length = 0;
        let mut runs = self.months;
        while runs != 0 {
            runs &= runs << 1;
            length += 1;
        }
        f64::from(length)
    }
}

impl Unordered {
    /// The statistic of some values, none of them a hole.
    pub fn of(self, values: impl Iterator<Item = f64>) -> f64 {
        match self {
            Self::Count => value_of(Count::default(), values),
            Self::Sum => value_of(Sum::default(), values),
            Self::Mean => value_of(Mean::default(), values),
            Self::Min => value_of(Min::default(), values),
            Self::Max => value_of(Max::default(), values),
            Self::StandardDeviation => value_of(FixedMoments::default(), values),
        }
    }
}

fn value_of(mut state: impl State, values: impl Iterator<Item = f64>) -> f64 {
    values.for_each(|value| state.add(value, f64::NAN));
    state.value()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn longest_run(rows: &[(f64, f64)]) -> f64 {
        let mut state = LongestRun::default();
        rows.iter()
            .for_each(|&(month, value)| state.add(value, month));
        state.value()
    }

    #[test]
    fn a_run_is_broken_by_a_month_without_any_row_that_counts() {
        let months = [-7.0, -6.0, -4.0, -3.0, -3.0, -2.0, -1.0];
        let rows = months.map(|month| (month, f64::from(u8::from(month != -1.0))));
        assert_eq!(longest_run(&rows), 3.0);
    }

    #[test]
    fn one_row_that_counts_makes_its_month_count() {
        assert_eq!(longest_run(&[(-1.0, 0.0), (-1.0, 2.0), (0.0, -1.0)]), 2.0);
    }

    #[test]
    fn rows_of_which_none_counts_have_a_run_of_nothing() {
        assert_eq!(longest_run(&[(-1.0, 0.0), (-2.0, -0.0)]), 0.0);
    }

    #[test]
    fn months_out_of_reach_and_halves_of_months_are_no_rows() {
        let rows = [-128.0, 1.0, -0.5, f64::NAN, f64::NEG_INFINITY];
        assert!(longest_run(&rows.map(|month| (month, 1.0))).is_nan());
        assert_eq!(longest_run(&[(-127.0, 1.0), (-0.0, 1.0)]), 1.0);
        let all: Vec<_> = (-127..=0).map(|month| (f64::from(month), 1.0)).collect();
        assert_eq!(longest_run(&all), 128.0);
    }

    #[test]
    fn of_rows_equally_late_the_greatest_values_are_kept() {
        let mut state = OfLatest::new(2, Unordered::Sum);
        for (value, order) in [(1.0, -1.0), (3.0, -1.0), (9.0, -2.0), (2.0, -1.0)] {
            state.add(value, order);
        }
        assert_eq!(state.rows, [(-1.0, 3.0), (-1.0, 2.0)]);
        assert_eq!(state.value(), 5.0);
    }
}
