//! The trainer and the forest in linfa's terms: `Fit` on a `Dataset`, `Predict` on records.

use std::ops::ControlFlow;

use linfa::dataset::AsSingleTargets;
use linfa::traits::{Fit, PredictInplace};
use linfa::{DatasetBase, Float};
use ndarray::{Array1, ArrayBase, Data, Ix2};

use super::error::TrainError;
use super::params::ValidTrainParams;
use super::predict::Value;
use super::rows::LabelledRows;
use super::trainer::train;
use super::tree::Forest;

impl<F, D, T> Fit<ArrayBase<D, Ix2>, T, TrainError> for ValidTrainParams
where
    F: Float + Value,
    D: Data<Elem = F>,
    T: AsSingleTargets<Elem = bool>,
{
    type Object = Forest;

    /// Trains on all rows, with the data set's weights if it has any. It has no validation rows, so
    /// a recipe with early stopping is refused; [`train`] takes both.
    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<Forest, TrainError> {
        let targets = dataset.targets.as_single_targets().to_vec();
        let weights: Option<Vec<f64>> = dataset
            .weights()
            .map(|weights| weights.iter().copied().map(f64::from).collect());
        let mut rows = LabelledRows::new(dataset.records.view(), &targets);
        rows.weights = weights.as_deref();
        Ok(train(self, &rows, None, &mut |_| ControlFlow::Continue(()))?.forest)
    }
}

impl<F, D> PredictInplace<ArrayBase<D, Ix2>, Array1<f64>> for Forest
where
    F: Float + Value,
    D: Data<Elem = F>,
{
    /// Writes the score of each row, between 0 and 1.
    ///
    /// # Panics
    /// As linfa demands, when the records have other columns than the forest, or the targets other
    /// rows than the records. [`Forest::scores`] returns an error instead.
    fn predict_inplace(&self, records: &ArrayBase<D, Ix2>, targets: &mut Array1<f64>) {
        assert_eq!(
            records.ncols(),
            self.n_features,
            "records have other columns than the forest"
        );
        let scores = self
            .scores(records.view())
            .expect("the columns were just counted");
        targets.assign(&scores);
    }

    fn default_target(&self, records: &ArrayBase<D, Ix2>) -> Array1<f64> {
        Array1::zeros(records.nrows())
    }
}
