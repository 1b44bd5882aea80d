//! Aggregates: from the rows that an applicant owns in a history table to one number.
//!
//! Every statistic is kept by an [`Accumulator`], and both executors use this one code, so they
//! cannot differ. Sums are kept in fixed point, and whole numbers add up to the same whatever the
//! order: any partition over threads and any order of rows gives the same bits.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::expression::{Cond, Expr};
use super::state::{self, State as _};
use crate::schema::TableName;

/// One number from the rows of an applicant in a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Aggregate {
    /// The history table.
    pub table: TableName,
    /// What is computed of the rows.
    pub statistic: Statistic,
    /// What each row gives; rows where it is a hole are passed over.
    pub value: Expr,
    /// Which rows count; all without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Cond>,
}

/// What is computed of the values of several rows.
///
/// Without any present value it is a hole, but for the counts, which are 0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Statistic {
    /// How many values are present.
    Count,
    /// How many different values are present.
    CountDistinct,
    /// The sum.
    Sum,
    /// The arithmetic mean.
    Mean,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// The population standard deviation.
    StandardDeviation,
    /// The value where this expression is greatest; of equal ones the greatest value.
    Latest(Expr),
    /// The value where this expression is least; of equal ones the greatest value.
    Earliest(Expr),
}

impl fmt::Display for Aggregate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match &self.statistic {
            Statistic::Count => "count",
            Statistic::CountDistinct => "number of different values",
            Statistic::Sum => "sum",
            Statistic::Mean => "mean",
            Statistic::Min => "least",
            Statistic::Max => "greatest",
            Statistic::StandardDeviation => "standard deviation",
            Statistic::Latest(_) => "latest",
            Statistic::Earliest(_) => "earliest",
        };
        write!(
            f,
            "{name} of {} over {}",
            self.value,
            self.table.table().files[0]
        )?;
        if let Statistic::Latest(order) | Statistic::Earliest(order) = &self.statistic {
            write!(f, " by {order}")?;
        }
        match &self.filter {
            Some(filter) => write!(f, " where {filter}"),
            None => Ok(()),
        }
    }
}

/// A sum of `f64` in fixed point with 2⁻³² as its step: exact to half a step a term, and
/// independent of the order of the terms. Terms up to 2⁶² in size (4.6e18), 2³³ of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FixedSum(i128);

impl FixedSum {
    const STEPS_PER_UNIT: f64 = (1_u64 << 32) as f64;

    /// Adds a finite term; one beyond the range counts as the end of the range.
    #[inline]
    pub fn add(&mut self, term: f64) {
        let limit = 2_f64.powi(94);
        // Scaling by a power of two is exact; rounding to whole steps is the one loss.
        let steps = (term * Self::STEPS_PER_UNIT)
            .round_ties_even()
            .clamp(-limit, limit);
        self.0 += steps as i128;
    }

    /// Adds the terms of another sum.
    pub fn merge(&mut self, other: Self) {
        self.0 += other.0;
    }

    /// The sum as the nearest `f64`.
    pub fn value(self) -> f64 {
        self.0 as f64 / Self::STEPS_PER_UNIT
    }

    /// The state as whole steps, for an executor that has to store it.
    pub fn steps(self) -> i128 {
        self.0
    }

    /// The sum from its stored state.
    pub fn from_steps(steps: i128) -> Self {
        Self(steps)
    }
}

/// Count, sum and sum of squares in whole steps of 2⁻²⁰ (about 1e-6): equal values have a
/// deviation of exactly 0, which sums of rounded squares would not give.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FixedMoments {
    /// How many terms.
    pub n: u64,
    /// Their sum in steps.
    pub sum: i128,
    /// The sum of their squares in steps².
    pub squares: i128,
}

impl FixedMoments {
    const STEPS_PER_UNIT: f64 = (1_u64 << 20) as f64;

    /// Adds a finite term; one beyond ±2⁴⁰ (1.1e12) counts as that.
    #[inline]
    pub fn add(&mut self, term: f64) {
        let limit = 2_f64.powi(60);
        let steps = (term * Self::STEPS_PER_UNIT)
            .round_ties_even()
            .clamp(-limit, limit) as i128;
        self.n += 1;
        self.sum += steps;
        self.squares = self.squares.saturating_add(steps * steps);
    }

    /// Adds the terms of another state.
    pub fn merge(&mut self, other: Self) {
        self.n += other.n;
        self.sum += other.sum;
        self.squares = self.squares.saturating_add(other.squares);
    }

    /// The population standard deviation; NaN without terms.
    pub fn standard_deviation(self) -> f64 {
        if self.n == 0 {
            return f64::NAN;
        }
        let n = i128::from(self.n);
        // n·Σq² − (Σq)² is exact in whole steps while it fits; past that the deviation is so
        // large that f64 will do.
        let spread = match (n.checked_mul(self.squares), self.sum.checked_mul(self.sum)) {
            (Some(left), Some(right)) => (left - right) as f64,
            _ => (n as f64 * self.squares as f64 - self.sum as f64 * self.sum as f64).max(0.0),
        };
        spread.sqrt() / n as f64 / Self::STEPS_PER_UNIT
    }
}

/// The running state of one statistic for one applicant, whichever statistic it is.
#[derive(Clone, Debug, PartialEq)]
#[allow(
    missing_docs,
    reason = "each is the state of the statistic of its name"
)]
pub enum Accumulator {
    Count(state::Count),
    CountDistinct(state::CountDistinct),
    Sum(state::Sum),
    Mean(state::Mean),
    Min(state::Min),
    Max(state::Max),
    StandardDeviation(FixedMoments),
    Latest(state::Latest),
    Earliest(state::Earliest),
}

/// Runs an expression on the state inside of an accumulator.
macro_rules! with_state {
    ($accumulator:expr, $state:ident => $run:expr) => {
        match $accumulator {
            Self::Count($state) => $run,
            Self::CountDistinct($state) => $run,
            Self::Sum($state) => $run,
            Self::Mean($state) => $run,
            Self::Min($state) => $run,
            Self::Max($state) => $run,
            Self::StandardDeviation($state) => $run,
            Self::Latest($state) => $run,
            Self::Earliest($state) => $run,
        }
    };
}

impl Accumulator {
    /// The state before the first row.
    pub fn new(statistic: &Statistic) -> Self {
        match statistic {
            Statistic::Count => Self::Count(state::Count::default()),
            Statistic::CountDistinct => Self::CountDistinct(state::CountDistinct::default()),
            Statistic::Sum => Self::Sum(state::Sum::default()),
            Statistic::Mean => Self::Mean(state::Mean::default()),
            Statistic::Min => Self::Min(state::Min::default()),
            Statistic::Max => Self::Max(state::Max::default()),
            Statistic::StandardDeviation => Self::StandardDeviation(FixedMoments::default()),
            Statistic::Latest(_) => Self::Latest(state::Latest::default()),
            Statistic::Earliest(_) => Self::Earliest(state::Earliest::default()),
        }
    }

    /// Takes one row's value; `order` matters to the latest and the earliest alone. A hole in
    /// either that matters passes the row over.
    pub fn add(&mut self, value: f64, order: f64) {
        if !value.is_nan() {
            with_state!(self, state => state::State::add(state, value, order));
        }
    }

    /// Takes in the rows that another accumulator of the same statistic has seen.
    ///
    /// # Panics
    /// When the two keep different statistics, which no executor may do.
    pub fn merge(&mut self, other: &Self) {
        match (self, other) {
            (Self::Count(state), Self::Count(other)) => state.merge(other),
            (Self::CountDistinct(state), Self::CountDistinct(other)) => state.merge(other),
            (Self::Sum(state), Self::Sum(other)) => state.merge(other),
            (Self::Mean(state), Self::Mean(other)) => state.merge(other),
            (Self::Min(state), Self::Min(other)) => state.merge(other),
            (Self::Max(state), Self::Max(other)) => state.merge(other),
            (Self::StandardDeviation(state), Self::StandardDeviation(other)) => {
                state.merge(*other);
            }
            (Self::Latest(state), Self::Latest(other)) => state.merge(other),
            (Self::Earliest(state), Self::Earliest(other)) => state.merge(other),
            _ => unreachable!("accumulators of one aggregate keep one statistic"),
        }
    }

    /// The statistic of the rows seen; NaN is a hole.
    pub fn value(&self) -> f64 {
        with_state!(self, state => state.value())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STATISTICS: [Statistic; 9] = [
        Statistic::Count,
        Statistic::CountDistinct,
        Statistic::Sum,
        Statistic::Mean,
        Statistic::Min,
        Statistic::Max,
        Statistic::StandardDeviation,
        Statistic::Latest(Expr::Hole),
        Statistic::Earliest(Expr::Hole),
    ];

    fn run(statistic: &Statistic, rows: &[(f64, f64)]) -> f64 {
        let mut accumulator = Accumulator::new(statistic);
        rows.iter()
            .for_each(|&(value, order)| accumulator.add(value, order));
        accumulator.value()
    }

    fn any_row() -> impl Strategy<Value = (f64, f64)> {
        let value = prop_oneof![
            Just(f64::NAN),
            Just(0.0),
            Just(-0.0),
            -1e9..1e9_f64,
            (-40_i32..40).prop_map(f64::from)
        ];
        let order = prop_oneof![Just(f64::NAN), (-96_i32..1).prop_map(f64::from)];
        (value, order)
    }

    proptest! {
        #[test]
        fn no_statistic_depends_on_order_or_partition(
            rows in prop::collection::vec(any_row(), 0..40),
            cut in 0_usize..40,
            seed in any::<u64>(),
        ) {
            use rand::{SeedableRng, seq::SliceRandom};
            let mut shuffled = rows.clone();
            shuffled.shuffle(&mut rand_chacha::ChaCha8Rng::seed_from_u64(seed));
            let (first, second) = shuffled.split_at(cut.min(shuffled.len()));
            for statistic in &STATISTICS {
                let mut left = Accumulator::new(statistic);
                let mut right = Accumulator::new(statistic);
                first.iter().for_each(|&(value, order)| left.add(value, order));
                second.iter().for_each(|&(value, order)| right.add(value, order));
                left.merge(&right);
                let whole = run(statistic, &rows);
                prop_assert!(
                    left.value() == whole || (left.value().is_nan() && whole.is_nan()),
                    "{statistic:?}: {} against {whole}", left.value()
                );
            }
        }
    }

    #[test]
    fn statistics_of_known_rows() {
        let rows = [
            (2.0, -3.0),
            (4.0, -1.0),
            (f64::NAN, 0.0),
            (4.0, -2.0),
            (1.0, -1.0),
        ];
        let expected = [
            4.0,
            3.0,
            11.0,
            2.75,
            1.0,
            4.0,
            1.299_038_105_676_658,
            4.0,
            2.0,
        ];
        for (statistic, expected) in STATISTICS.iter().zip(expected) {
            let found = run(statistic, &rows);
            assert!(
                (found - expected).abs() < 1e-12,
                "{statistic:?}: {found} not {expected}"
            );
        }
    }

    #[test]
    fn equal_values_deviate_by_nothing() {
        let rows = [(123_456.789, 0.0); 7];
        assert_eq!(run(&Statistic::StandardDeviation, &rows), 0.0);
    }

    #[test]
    fn without_rows_counts_are_zero_and_the_rest_are_holes() {
        for statistic in &STATISTICS {
            let value = run(statistic, &[(f64::NAN, 1.0)]);
            match statistic {
                Statistic::Count | Statistic::CountDistinct => assert_eq!(value, 0.0),
                _ => assert!(value.is_nan(), "{statistic:?}: {value}"),
            }
        }
    }
}
