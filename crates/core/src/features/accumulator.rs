//! The running state of a statistic that is known at run time alone.

use super::aggregate::{Statistic, Unordered};
use super::fixed::{FixedLine, FixedMoments};
use super::state::{self, State as _};

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
    Slope(FixedLine),
    OfLatest(state::OfLatest),
    LongestRun(state::LongestRun),
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
            Self::Slope($state) => $run,
            Self::OfLatest($state) => $run,
            Self::LongestRun($state) => $run,
        }
    };
}

impl Accumulator {
    /// The state before the first row.
    ///
    /// # Panics
    /// When the latest rows are to have a statistic that no catalogue lets through.
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
            Statistic::Slope(_) => Self::Slope(FixedLine::default()),
            Statistic::OfLatest {
                n_rows, statistic, ..
            } => Self::OfLatest(state::OfLatest::new(*n_rows, Unordered::checked(statistic))),
            Statistic::LongestRun(_) => Self::LongestRun(state::LongestRun::default()),
        }
    }

    /// Takes one row's value; `order` matters to those statistics alone that have one. A hole in
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
            (Self::Slope(state), Self::Slope(other)) => state.merge(*other),
            (Self::OfLatest(state), Self::OfLatest(other)) => state.merge(other),
            (Self::LongestRun(state), Self::LongestRun(other)) => state.merge(other),
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

    use crate::features::expression::Expr;

    /// Every statistic, and each that the latest two rows may have.
    fn statistics() -> Vec<Statistic> {
        let unordered = [
            Statistic::Count,
            Statistic::Sum,
            Statistic::Mean,
            Statistic::Min,
            Statistic::Max,
            Statistic::StandardDeviation,
        ];
        let others = [
            Statistic::CountDistinct,
            Statistic::Latest(Expr::Hole),
            Statistic::Earliest(Expr::Hole),
            Statistic::Slope(Expr::Hole),
            Statistic::LongestRun(Expr::Hole),
        ];
        let of_latest = unordered.iter().map(|statistic| Statistic::OfLatest {
            order: Expr::Hole,
            n_rows: 2,
            statistic: Box::new(statistic.clone()),
        });
        let of_latest: Vec<_> = of_latest.collect();
        [unordered.to_vec(), others.to_vec(), of_latest].concat()
    }

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
            Just(1e300),
            Just(f64::NEG_INFINITY),
            (-40_i32..40).prop_map(f64::from)
        ];
        let order = prop_oneof![
            Just(f64::NAN),
            Just(-0.0),
            -130.0..2.0_f64,
            Just(f64::INFINITY),
            (-130_i32..2).prop_map(f64::from),
            (-4_i32..1).prop_map(f64::from)
        ];
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
            for statistic in &statistics() {
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
        // The two latest values are 4 and 1, of month −1 both.
        let expected = [
            4.0,
            11.0,
            2.75,
            1.0,
            4.0,
            1.299_038_105_676_658,
            3.0,
            4.0,
            2.0,
            1.0 / 11.0,
            3.0,
            2.0,
            5.0,
            2.5,
            1.0,
            4.0,
            1.5,
        ];
        assert_eq!(statistics().len(), expected.len());
        for (statistic, expected) in statistics().iter().zip(expected) {
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
        for statistic in &statistics() {
            let value = run(statistic, &[(f64::NAN, 1.0)]);
            let inner = match statistic {
                Statistic::OfLatest { statistic, .. } => statistic,
                statistic => statistic,
            };
            match inner {
                Statistic::Count | Statistic::CountDistinct => assert_eq!(value, 0.0),
                _ => assert!(value.is_nan(), "{statistic:?}: {value}"),
            }
        }
    }
}
