//! Other mixtures of the same applicants: whatever is chosen, no value is wrong.

use creditwood_core::label::Unit;
use creditwood_core::sentinel::{Profile, Verdict, judge};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::{KINDS, Kind, N_REFERENCE};

#[test]
fn samples_of_the_same_applicants_are_the_same_however_few() {
    for kind in KINDS {
        let reference = kind.reference();
        for n_rows in [1, 20, 50, 100, 500, 2_000] {
            for seed in 0..60 {
                let sample = Profile::new(kind.column(n_rows, 100 + seed));
                let judgement = judge(kind.unit(), &reference, &sample);
                assert_eq!(
                    judgement.verdict,
                    Verdict::Same,
                    "{kind:?}, {n_rows} rows, sample {seed}: {judgement:?}"
                );
            }
        }
    }
}

#[test]
fn large_samples_of_changed_applicants_are_told_from_chance() {
    // A fifth of the standard deviation is twice the threshold.
    let reference = Kind::Change.reference();
    let moved = Kind::Change.column(5_000, 2).into_iter();
    let current = Profile::new(moved.map(|value| value + 0.22));
    let judgement = judge(Unit::Plain, &reference, &current);
    assert_eq!(judgement.verdict, Verdict::ChangedPopulation);
    assert!((0.15..0.27).contains(&judgement.distance), "{judgement:?}");
}

/// Rows of a portfolio, drawn with a weight that depends on where a value stands among the others:
/// a population of the same people in another mixture.
fn selected(kind: Kind, centre: f64, width: f64, seed: u64) -> Vec<f32> {
    let mut values = kind.column(N_REFERENCE, 1);
    values.sort_unstable_by(f32::total_cmp);
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let n_rows = values.len() as f64;
    let is_chosen = |place: usize, rng: &mut ChaCha8Rng| {
        let away = (place as f64 / n_rows - centre) / width;
        rng.random::<f64>() < (-away * away).exp()
    };
    (0..N_REFERENCE)
        .filter(|&place| is_chosen(place, &mut rng))
        .map(|place| values[place])
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn no_mixture_of_training_applicants_is_called_a_defect(
        kind in prop::sample::select(KINDS.to_vec()),
        centre in 0.0..1.0,
        width in 0.15..2.0,
        seed in 0_u64..1_000,
    ) {
        let current = selected(kind, centre, width, seed);
        // Whoever has a value, or whoever has none, is a choice of its own, see `portfolio`.
        prop_assume!(current.iter().any(|value| !value.is_nan()));
        let known = kind.column(N_REFERENCE, 1).iter().filter(|value| !value.is_nan()).count();
        let n_known = current.iter().filter(|value| !value.is_nan()).count();
        let share = n_known as f64 / current.len() as f64;
        prop_assume!(share > 0.6 * known as f64 / N_REFERENCE as f64);
        let judgement = judge(kind.unit(), &kind.reference(), &Profile::new(current));
        prop_assert!(!matches!(judgement.verdict, Verdict::Defect(_)), "{judgement:?}");
    }
}
