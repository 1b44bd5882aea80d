//! From a forest to a model: the threshold is set, the model assessed and described.

use super::part::rows_of;
use super::prepared::Prepared;
use super::{FitError, Origin, Part};
use crate::features::Catalogue;
use crate::gbdt::{Cut, Forest, Question};
use crate::matrix::FeatureMatrix;
use crate::metrics::{CostCurve, CostMatrix, CostPoint, Evaluation};
use crate::model::{
    Assessment, DecisionRule, FeatureImportance, Model, Provenance, Reference, SplitSpec,
};
use crate::reasons::ReasonBook;
use crate::shap::Explainer;
use crate::split::Split;

/// A drawn cost curve has at most so many points.
const MOST_CURVE_POINTS: usize = 400;

/// What a model is made of beside its forest and what the forest reads.
pub(super) struct Composition<'a> {
    pub(super) matrix: &'a FeatureMatrix,
    pub(super) catalogue: &'a Catalogue,
    pub(super) split: &'a Split,
    pub(super) spec: SplitSpec,
    pub(super) costs: CostMatrix,
    /// The rows that choose the threshold, as the forest reads them.
    pub(super) validation: &'a Part,
    /// How many rows the forest was trained on.
    pub(super) n_training_rows: usize,
    /// What is told applicants of the forest's features.
    pub(super) reasons: ReasonBook,
    /// How the forest was made, to be read.
    pub(super) settings: Vec<(String, String)>,
}

impl Composition<'_> {
    /// The model of a forest.
    pub(super) fn compose<Q: Question>(
        self,
        prepared: Prepared,
        forest: Forest<Q>,
        origin: Origin,
    ) -> Result<Model, FitError>
    where
        Forest<Cut>: From<Forest<Q>>,
    {
        let Self {
            matrix,
            split,
            costs,
            validation,
            ..
        } = self;
        let inputs = &prepared.inputs;
        let test = Part::new(matrix, &split.test, inputs);
        let validation_scores = validation.scores(&forest);
        let curve = CostCurve::new(&validation_scores, &validation.defaulted, &costs)?;
        let threshold = curve.least().threshold;
        let test_scores = test.scores(&forest);
        let test_curve = CostCurve::new(&test_scores, &test.defaulted, &costs)?;
        let evaluate = |scores: &[f64], part: &Part| {
            Evaluation::new(scores, &part.defaulted, threshold, &costs)
        };
        let on_validation = evaluate(&validation_scores, validation)?;
        let on_test = evaluate(&test_scores, &test)?;
        let (validation_at_threshold, test_at_threshold) =
            (point_of(&on_validation), point_of(&on_test));
        let mut reference = Reference::new(
            matrix,
            &split.training,
            &validation_scores,
            &validation.defaulted,
        );
        let has_defaulted = |&row: &usize| matrix.defaulted[row] == Some(true);
        let outcomes: Vec<bool> = split.training.iter().map(has_defaulted).collect();
        let peers = inputs.peers(rows_of(matrix, &split.training));
        reference.add(inputs.peer_names(), peers.view(), &outcomes);
        let median_of = |name: &str| reference.features.get(name)?.by_outcome[0].median;
        let names = &prepared.feature_names;
        let reasons = self.reasons.with_usual(self.catalogue, names, median_of);
        Ok(Model {
            provenance: Provenance {
                creditwood_version: origin.creditwood_version,
                trained_at: origin.trained_at,
                data_digest: origin.data_digest,
                n_training_rows: self.n_training_rows,
                split: self.spec,
                recipe: self.settings,
            },
            catalogue: self.catalogue.clone(),
            feature_names: prepared.feature_names,
            preparation: prepared.preparation,
            selection: prepared.selection,
            assessment: Assessment {
                validation: on_validation,
                test: on_test,
                validation_curve: drawn(&curve, validation_at_threshold),
                test_curve: drawn(&test_curve, test_at_threshold),
                importance: importance(&forest, validation)?,
            },
            reference,
            baseline: None,
            reasons: Some(reasons),
            rule: DecisionRule { costs, threshold },
            forest: forest.into(),
        })
    }
}

/// Mean size of Shapley values over the validation part, and shares of all gain.
fn importance<Q: Question>(
    forest: &Forest<Q>,
    validation: &Part,
) -> Result<Vec<FeatureImportance>, FitError> {
    let mean_abs = Explainer::new(forest)?
        .summarize(validation.features.view())
        .mean_abs();
    let gains = forest.importances();
    let total: f64 = gains.iter().map(|importance| importance.gain).sum();
    let share = |gain: f64| if total > 0.0 { gain / total } else { 0.0 };
    let pairs = mean_abs.into_iter().zip(gains);
    Ok(pairs
        .map(|(mean_abs_contribution, importance)| FeatureImportance {
            mean_abs_contribution,
            gain_share: share(importance.gain),
        })
        .collect())
}

/// The decisions that were measured, as a point of a cost curve.
fn point_of(evaluation: &Evaluation) -> CostPoint {
    let Evaluation {
        threshold,
        cost,
        confusion,
        ..
    } = *evaluation;
    CostPoint {
        threshold,
        cost,
        confusion,
    }
}

/// A curve thinned for drawing, with a point exactly at the threshold in force: what is read off
/// there is what the evaluation says.
fn drawn(curve: &CostCurve, in_force: CostPoint) -> Vec<CostPoint> {
    let mut points = curve.thinned(MOST_CURVE_POINTS - 1);
    let place = points.partition_point(|point| point.threshold < in_force.threshold);
    if points
        .get(place)
        .is_none_or(|point| point.threshold != in_force.threshold)
    {
        points.insert(place, in_force);
    }
    points
}
