//! Which registers loops are run with: the widest that the processor has, asked when the program
//! runs. All give the same bits, so which they are decides how fast training is and nothing else.

/// The processor's widest registers.
#[inline]
pub(crate) fn widest() -> pulp::Arch {
    #[cfg(test)]
    if let Some(arch) = tests::forced() {
        return arch;
    }
    pulp::Arch::new()
}

#[cfg(all(test, not(feature = "train")))]
mod tests {
    pub(super) fn forced() -> Option<pulp::Arch> {
        None
    }
}

#[cfg(all(test, feature = "train"))]
pub(crate) mod tests {
    use std::ops::ControlFlow;
    use std::sync::{Mutex, PoisonError};

    use linfa::ParamGuard;
    use ndarray::Array2;
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::super::rows::LabelledRows;
    use super::super::{Growth, Monotone, OneSide, TrainParams, Trained, Trainer};

    /// What all threads are to use while a test says so. Other tests that run meanwhile use it as
    /// well, which must not change what they find.
    static FORCED: Mutex<Option<pulp::Arch>> = Mutex::new(None);

    pub(super) fn forced() -> Option<pulp::Arch> {
        *FORCED.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<R>(arch: pulp::Arch, act: impl FnOnce() -> R) -> R {
        *FORCED.lock().unwrap_or_else(PoisonError::into_inner) = Some(arch);
        let found = act();
        *FORCED.lock().unwrap_or_else(PoisonError::into_inner) = None;
        found
    }

    /// Those that this processor has, by name, the narrowest, which all have, first.
    pub(crate) fn all() -> Vec<(&'static str, pulp::Arch)> {
        let mut all = vec![("portable", pulp::Arch::Scalar)];
        #[cfg(target_arch = "x86_64")]
        {
            let avx2 = pulp::x86::V3::try_new().map(|it| ("AVX2", pulp::Arch::V3(it)));
            let avx512 = pulp::x86::V4::try_new().map(|it| ("AVX-512", pulp::Arch::V4(it)));
            all.extend([avx2, avx512].into_iter().flatten());
        }
        all
    }

    /// A forest, and the scores that it gives to the rows it was trained on.
    fn train(features: &Array2<f32>, targets: &[bool], params: TrainParams) -> (Trained, Vec<u64>) {
        let params = params.check().expect("the recipe is valid");
        let rows = LabelledRows::new(features.view(), targets);
        let on_round = &mut |_: &_| ControlFlow::Continue(());
        let trained = Trainer::new(&params).train(&rows, None, on_round);
        let trained = trained.expect("the rows are valid");
        let scores = trained.forest.raw_scores(features.view());
        let scores = scores.expect("the columns are those of training");
        (
            trained,
            scores.iter().map(|score| score.to_bits()).collect(),
        )
    }

    #[test]
    fn every_width_of_registers_trains_the_same_forest_and_scores_the_same() {
        let mut rng = ChaCha8Rng::seed_from_u64(8);
        let features = Array2::from_shape_fn((2_000, 9), |(row, column)| match column % 3 {
            0 if row % 4 == 0 => f32::NAN,
            1 => rng.random_range(0..5) as f32,
            _ => rng.random_range(-2.0..2.0),
        });
        let risk = |row: usize| features[[row, 2]] - features[[row, 1]] * 0.4;
        let targets: Vec<bool> = (0..2_000)
            .map(|row| risk(row) > rng.random_range(-2.0..1.0))
            .collect();
        let plain = TrainParams::default().n_trees(15).max_bin(1_500);
        let bound = [Monotone::Decreasing, Monotone::Free, Monotone::Increasing].repeat(3);
        let one_side = OneSide {
            top: 0.3,
            others: 0.2,
        };
        let elaborate = plain
            .clone()
            .learning_rate(0.3)
            .growth(Growth::DepthWise)
            .l1(0.1)
            .path_smoothing(2.0)
            .monotone(bound)
            .one_side(Some(one_side));
        for params in [plain, elaborate] {
            let portable = with(pulp::Arch::Scalar, || {
                train(&features, &targets, params.clone())
            });
            assert!(
                portable
                    .0
                    .forest
                    .trees
                    .iter()
                    .all(|tree| tree.splits.len() > 4)
            );
            for (name, arch) in all() {
                let found = with(arch, || train(&features, &targets, params.clone()));
                assert!(found == portable, "{name}");
            }
            let chosen = train(&features, &targets, params);
            assert!(chosen == portable, "{:?}", pulp::Arch::new());
        }
    }
}
