//! Columns beside themselves, or beside most of themselves: nothing is wrong with them, however few
//! values they have and however far apart those lie.

use creditwood_core::label::Unit;
use creditwood_core::sentinel::{Profile, Verdict, judge};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::{KINDS, Kind};

/// How a column's values lie.
#[derive(Clone, Copy, Debug)]
enum Shape {
    /// As a kind of column has them.
    Of(Kind),
    /// One row in ten has a value, over eight orders of magnitude.
    Sparse,
    /// Nineteen in twenty are 0, the rest over eight orders of magnitude.
    MostlyZero,
    /// Over eight orders of magnitude, none of them 0.
    Wide,
    /// Both signs, without a variance: a quotient of two numbers that are even about 0.
    HeavyTailed,
    /// So many levels, the first ones the most frequent.
    Levels(u8),
}

impl Shape {
    fn draw(self, rng: &mut ChaCha8Rng) -> f32 {
        if let Self::Of(kind) = self {
            return kind.draw(rng);
        }
        let (one, two, part): (f64, f64, f64) = (rng.random(), rng.random(), rng.random());
        let wide = 10_f64.powf(8.0 * one - 2.0);
        let value = match self {
            Self::Sparse if part >= 0.1 => f64::NAN,
            Self::MostlyZero if part >= 0.05 => 0.0,
            Self::HeavyTailed => (one - 0.5) / (two - 0.5),
            Self::Levels(n) => (f64::from(n) * one * two).floor(),
            _ => wide,
        };
        value as f32
    }
}

fn shapes() -> impl Strategy<Value = Shape> {
    prop_oneof![
        prop::sample::select(KINDS.to_vec()).prop_map(Shape::Of),
        Just(Shape::Sparse),
        Just(Shape::MostlyZero),
        Just(Shape::Wide),
        Just(Shape::HeavyTailed),
        (1..40_u8).prop_map(Shape::Levels),
    ]
}

fn units() -> impl Strategy<Value = Unit> {
    let units = [
        Unit::Amount,
        Unit::Days,
        Unit::Months,
        Unit::Years,
        Unit::Count,
        Unit::Plain,
    ];
    prop::sample::select(units.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_column_beside_itself_or_most_of_itself_is_the_same(
        shape in shapes(),
        unit in units(),
        n_rows in prop_oneof![5..100_usize, 5..2_000_usize],
        seed in any::<u64>(),
    ) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let rows: Vec<f32> = (0..n_rows).map(|_| shape.draw(&mut rng)).collect();
        let whole = Profile::new(rows.iter().copied());
        let judgement = judge(unit, &whole, &whole);
        prop_assert_eq!(&judgement.verdict, &Verdict::Same);
        prop_assert_eq!(judgement.distance, 0.0);
        // Last night's applicants and tonight's: one in twenty has gone, and as many have come.
        let n_new = n_rows.div_ceil(20);
        let most = |rows: &[f32]| Profile::new(rows.iter().copied());
        let (earlier, later) = (most(&rows[..n_rows - n_new]), most(&rows[n_new..]));
        for (reference, current) in [(&whole, &earlier), (&later, &whole), (&earlier, &later)] {
            let judgement = judge(unit, reference, current);
            prop_assert_eq!(judgement.verdict, Verdict::Same);
        }
    }
}
