//! The model made ready: rows to scores and explanations, raw tables to rows. The command line
//! answers by it as well, so that both say the same of the same applicant.

use std::collections::HashSet;

use creditwood_contract::{Contribution, Decision, Explanation, Importance, Score, ValueWarning};
use creditwood_core::features::{Catalogue, Evaluator, Feature, Record, RecordError};
use creditwood_core::gbdt::{Cut, RowScorer};
use creditwood_core::model::{InputRow, Inputs, MissingFeatures, Model, ScoreBand};
use creditwood_core::sentinel::judge_row;
use creditwood_core::shap::Explainer;

use super::StateError;
use super::category::level_held;
use crate::quality::{warning_of, warning_of_text};
use crate::view::{heading_of, text_of, unit_of, value_of};

/// Scores and explains by one model.
#[derive(Debug)]
pub struct Scorer {
    model: Model,
    model_id: String,
    row_scorer: RowScorer<Cut>,
    explainer: Explainer,
    /// What is computed of one applicant: what the forest reads, and columns as they stand.
    evaluated: Catalogue,
    evaluator: Evaluator,
    /// The way from the evaluator's features to what the forest reads.
    inputs: Inputs,
    /// Where each of the forest's columns stands in the catalogue.
    catalogue_columns: Vec<usize>,
    read_names: HashSet<String>,
}

impl Scorer {
    /// Checks that the model's parts belong together and prepares them.
    ///
    /// # Errors
    /// When the parts do not belong together.
    pub fn new(model: Model) -> Result<Self, StateError> {
        check_counts(&model)?;
        if model
            .reference
            .score_bands
            .iter()
            .all(|band| band.n_rows == 0)
        {
            return Err(StateError::NoScoreBands);
        }
        let names = || model.feature_names.iter().map(String::as_str);
        let catalogue_columns = names().map(|name| column_of(name, &model));
        let catalogue_columns = catalogue_columns.collect::<Result<_, _>>()?;
        let watched = model.catalogue.computed().iter();
        let watched = watched.filter(|feature| feature.plain_column().is_some());
        let watched = watched.map(|feature| feature.name.as_str());
        let evaluated = model.catalogue.with_sources_of(names().chain(watched));
        let known = evaluated.computed().iter().map(|feature| &*feature.name);
        let inputs = model
            .inputs_among(known)
            .map_err(|MissingFeatures { mut names }| StateError::NotInCatalogue {
                name: names.swap_remove(0),
            })?;
        Ok(Self {
            model_id: model.id(),
            row_scorer: RowScorer::new(&model.forest),
            explainer: Explainer::new(&model.forest)?,
            evaluator: Evaluator::new(&evaluated),
            evaluated,
            inputs,
            catalogue_columns,
            read_names: model.feature_names.iter().cloned().collect(),
            model,
        })
    }

    /// The model.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The model's identity.
    pub fn model_id(&self) -> &str {
        &self.model_id
    }

    /// Whether the forest reads a feature.
    pub fn reads(&self, feature_name: &str) -> bool {
        self.read_names.contains(feature_name)
    }

    /// The features of one applicant's tables: those that the forest reads, what they are computed
    /// from, and the application's columns as they stand.
    ///
    /// # Errors
    /// When a row lacks the key by which a feature groups it.
    pub fn evaluate(&self, record: &Record) -> Result<Vec<f32>, RecordError> {
        self.evaluator.evaluate(record)
    }

    /// Evaluated features as the forest takes them in.
    pub fn row_of(&self, features: &[f32]) -> InputRow {
        self.inputs.row(features)
    }

    /// What is odd about a record and the features evaluated of it, against the applicants that the
    /// model was trained on.
    pub fn warnings_on(&self, record: &Record, features: &[f32]) -> Vec<ValueWarning> {
        let features = self.evaluated.computed().iter().zip(features);
        let values = features.map(|(feature, &value)| (feature.name.as_str(), value));
        let odd = judge_row(&self.model.reference.profiles, &self.evaluated, values);
        let odd = odd.iter().map(|odd| warning_of(odd, &self.evaluated));
        odd.chain(record.unknown_texts().map(warning_of_text))
            .collect()
    }

    /// The score of one applicant's row.
    pub fn score_row(&self, row: &InputRow) -> Score {
        self.score(None, self.row_scorer.raw_score(&row.read))
    }

    /// The score that a raw score stands for.
    pub fn score(&self, applicant_id: Option<i64>, raw_score: f64) -> Score {
        let score = self.model.score_of(raw_score);
        let reference = &self.model.reference;
        let band = reference.band_of(score);
        Score {
            applicant_id,
            score,
            raw_score,
            threshold: self.model.rule.threshold,
            decision: self.decision_of(score),
            percentile: reference.percentile_of(score),
            observed_default_rate: band.map_or(0.0, default_rate_of),
            n_observed: band.map_or(0, |band| band.n_rows as usize),
            model_id: self.model_id.clone(),
        }
    }

    /// What a score leads to.
    pub fn decision_of(&self, score: f64) -> Decision {
        if self.model.refuses(score) {
            Decision::Refuse
        } else {
            Decision::Approve
        }
    }

    /// The raw score from which contributions count: that of the average training applicant.
    pub fn base_value(&self) -> f64 {
        self.explainer.base_value()
    }

    /// The contribution of each of the forest's columns to a row's raw score.
    pub fn contributions(&self, row: &InputRow) -> Vec<f64> {
        self.explainer.explain(&row.read)
    }

    /// The score of a row taken apart, with the `limit` largest contributions.
    pub fn explain(&self, score: Score, row: &InputRow, limit: usize) -> Explanation {
        let contributions = self.explainer.explain(&row.read);
        let ranking = ranked_by(contributions.len(), |column| contributions[column].abs());
        let (listed, others) = ranking.split_at(limit.min(ranking.len()));
        let contribution =
            |&column: &usize| self.contribution(column, row.shown[column], contributions[column]);
        Explanation {
            score,
            base: self.explainer.base_value(),
            contributions: listed.iter().map(contribution).collect(),
            other: others.iter().map(|&column| contributions[column]).sum(),
            n_other: others.len(),
        }
    }

    fn contribution(&self, column: usize, value: f32, contribution: f64) -> Contribution {
        let feature = self.feature(column);
        Contribution {
            name: feature.name.clone(),
            label: text_of(&feature.label),
            group: heading_of(feature.group),
            unit: unit_of(feature.unit),
            value: value_of(value),
            level: level_held(feature, value),
            contribution,
            actionable: feature.actionable,
        }
    }

    /// The `limit` features that the model looks at most.
    pub fn importance(&self, limit: usize) -> Vec<Importance> {
        let importance = &self.model.assessment.importance;
        let ranking = ranked_by(importance.len(), |column| {
            importance[column].mean_abs_contribution
        });
        let listed = ranking.into_iter().take(limit);
        let entry = |column| self.importance_of(column, importance[column].mean_abs_contribution);
        listed.map(entry).collect()
    }

    /// How much the model looks at a column of its forest, with the mean size of its contributions as
    /// told.
    pub fn importance_of(&self, column: usize, mean_abs_contribution: f64) -> Importance {
        let feature = self.feature(column);
        Importance {
            name: feature.name.clone(),
            label: text_of(&feature.label),
            group: heading_of(feature.group),
            unit: unit_of(feature.unit),
            mean_abs_contribution,
            gain_share: self.model.assessment.importance[column].gain_share,
        }
    }

    /// The feature of a forest's column.
    fn feature(&self, column: usize) -> &Feature {
        &self.model.catalogue.features()[self.catalogue_columns[column]]
    }
}

fn check_counts(model: &Model) -> Result<(), StateError> {
    let n_features = model.forest.n_features;
    let n_names = model.feature_names.len();
    let n_importances = model.assessment.importance.len();
    if n_names == n_features && n_importances == n_features {
        Ok(())
    } else {
        Err(StateError::FeatureCount {
            n_features,
            n_names,
            n_importances,
        })
    }
}

/// Where a feature stands in the model's catalogue.
fn column_of(name: &str, model: &Model) -> Result<usize, StateError> {
    let column = model.catalogue.idx_of(name);
    column.ok_or_else(|| StateError::NotInCatalogue {
        name: name.to_owned(),
    })
}

/// Columns by descending size; equal ones in their own order.
fn ranked_by(n_columns: usize, size_of: impl Fn(usize) -> f64) -> Vec<usize> {
    let mut ranking: Vec<usize> = (0..n_columns).collect();
    ranking.sort_by(|&left, &right| size_of(right).total_cmp(&size_of(left)));
    ranking
}

/// The defaulted share of a band of validation applicants.
fn default_rate_of(band: &ScoreBand) -> f64 {
    f64::from(band.n_defaulted) / f64::from(band.n_rows.max(1))
}
