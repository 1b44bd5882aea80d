//! Statistics of the applicants that a model was trained and validated on: what a new applicant
//! is compared with.

use std::collections::BTreeMap;

use ndarray::{ArrayView1, ArrayView2, Axis};
use serde::{Deserialize, Serialize};

use crate::math::median;
use crate::matrix::FeatureMatrix;
use crate::sentinel::{Profile, Profiles};

/// Up to so many different values, each has a bin of its own.
const MOST_LEVELS: usize = 12;
/// How many bins of equal width there are otherwise.
const N_BINS: usize = 32;
/// How many bands of equal size the validation scores are cut into.
const N_SCORE_BANDS: usize = 20;

/// What a new applicant is compared with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reference {
    /// Every feature's distribution among the training applicants, by name.
    pub features: BTreeMap<String, FeatureReference>,
    /// What every column of the matrix held among the training applicants, by name: what the
    /// sentinel compares with.
    pub profiles: Profiles,
    /// The validation applicants' scores in bands, ascending.
    pub score_bands: Vec<ScoreBand>,
}

/// How a feature is distributed by outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FeatureReference {
    /// Edges of the bins, ascending, one more than bins; the outer bins hold what lies beyond.
    /// Empty when no applicant has a value.
    pub bin_edges: Vec<f64>,
    /// By outcome: `[repaid, defaulted]`.
    pub by_outcome: [OutcomeReference; 2],
}

/// A feature among the applicants of one outcome.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OutcomeReference {
    /// How many lie in each bin.
    pub counts: Vec<u32>,
    /// How many have no value.
    pub n_holes: u32,
    /// The median of those with a value.
    pub median: Option<f64>,
}

/// Validation applicants with about the same score.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScoreBand {
    /// The least score in the band.
    pub lower: f64,
    /// The greatest score in the band.
    pub upper: f64,
    /// How many applicants.
    pub n_rows: u32,
    /// How many of them defaulted.
    pub n_defaulted: u32,
}

impl Reference {
    /// The statistics of the matrix' `training_rows` (features by outcome) and of validation
    /// scores with their outcomes.
    pub fn new(
        matrix: &FeatureMatrix,
        training_rows: &[usize],
        scores: &[f64],
        defaulted: &[bool],
    ) -> Self {
        let outcomes: Vec<bool> = training_rows
            .iter()
            .map(|&row| matrix.defaulted[row] == Some(true))
            .collect();
        let feature = |(idx, name): (usize, &String)| {
            let column = matrix.values.column(idx);
            (
                name.clone(),
                FeatureReference::new(column, training_rows, &outcomes),
            )
        };
        Self {
            features: matrix
                .feature_names
                .iter()
                .enumerate()
                .map(feature)
                .collect(),
            profiles: Profile::of_matrix(matrix, training_rows),
            score_bands: score_bands(scores, defaulted),
        }
    }

    /// Adds features of which the matrix has no columns: `columns` has one for each name and a row
    /// for each training applicant, with the outcomes beside it.
    pub fn add<'a>(
        &mut self,
        names: impl IntoIterator<Item = &'a str>,
        columns: ArrayView2<'_, f32>,
        outcomes: &[bool],
    ) {
        let rows: Vec<usize> = (0..outcomes.len()).collect();
        let pairs = names.into_iter().zip(columns.axis_iter(Axis(1)));
        self.features.extend(pairs.map(|(name, column)| {
            let reference = FeatureReference::new(column, &rows, outcomes);
            (name.to_owned(), reference)
        }));
    }

    /// The share of validation applicants with a lower score, 0 to 1; inside of a band by its
    /// place between the band's ends.
    pub fn percentile_of(&self, score: f64) -> f64 {
        let n_total: u32 = self.score_bands.iter().map(|band| band.n_rows).sum();
        let below = |band: &ScoreBand| f64::from(band.n_rows) * band.share_below(score);
        self.score_bands.iter().map(below).sum::<f64>() / f64::from(n_total.max(1))
    }

    /// The band of validation applicants that a score belongs to; scores beyond belong to the last.
    pub fn band_of(&self, score: f64) -> Option<&ScoreBand> {
        self.score_bands
            .iter()
            .find(|band| score <= band.upper)
            .or(self.score_bands.last())
    }
}

impl ScoreBand {
    /// The part of the band that lies below a score, as if it were spread evenly.
    fn share_below(&self, score: f64) -> f64 {
        let width = self.upper - self.lower;
        if width > 0.0 {
            ((score - self.lower) / width).clamp(0.0, 1.0)
        } else {
            f64::from(u8::from(score > self.upper))
        }
    }
}

impl FeatureReference {
    fn new(column: ArrayView1<'_, f32>, rows: &[usize], outcomes: &[bool]) -> Self {
        let mut by_outcome = [Vec::new(), Vec::new()];
        let mut n_holes = [0_u32; 2];
        for (&row, &outcome) in rows.iter().zip(outcomes) {
            let value = f64::from(column[row]);
            if value.is_nan() {
                n_holes[usize::from(outcome)] += 1;
            } else {
                by_outcome[usize::from(outcome)].push(value);
            }
        }
        let mut present = by_outcome.concat();
        present.sort_unstable_by(f64::total_cmp);
        let bin_edges = bin_edges(&present);
        let summary = |outcome: usize| OutcomeReference {
            counts: count_bins(&bin_edges, &by_outcome[outcome]),
            n_holes: n_holes[outcome],
            median: median(&by_outcome[outcome]),
        };
        Self {
            by_outcome: [summary(0), summary(1)],
            bin_edges,
        }
    }
}

/// Edges for sorted values: around each of few values, else of equal width between the first and
/// the 99th percentile, so that a few extremes do not flatten the picture.
fn bin_edges(sorted: &[f64]) -> Vec<f64> {
    let mut levels = sorted.to_vec();
    levels.dedup();
    match levels.len() {
        0 => Vec::new(),
        1 => vec![levels[0] - 0.5, levels[0] + 0.5],
        n if n <= MOST_LEVELS => {
            let mut edges: Vec<f64> = levels
                .windows(2)
                .map(|pair| (pair[0] + pair[1]) / 2.0)
                .collect();
            let (first, last) = (edges[0], edges[n - 2]);
            edges.insert(0, 2.0 * levels[0] - first);
            edges.push(2.0 * levels[n - 1] - last);
            edges
        }
        _ => {
            let at = |share: f64| sorted[((sorted.len() - 1) as f64 * share).round() as usize];
            let (mut low, mut high) = (at(0.01), at(0.99));
            if low == high {
                (low, high) = (sorted[0], sorted[sorted.len() - 1]);
            }
            if sorted.iter().all(|value| value.fract() == 0.0) {
                whole_edges(low, high)
            } else {
                even_edges(low, high)
            }
        }
    }
}

/// Bins of equal width between two values.
fn even_edges(low: f64, high: f64) -> Vec<f64> {
    let edge = |edge: usize| low + (high - low) * edge as f64 / N_BINS as f64;
    (0..=N_BINS).map(edge).collect()
}

/// Bins that hold equally many whole numbers each, with their edges half-way between: otherwise
/// some would hold one more than others, which looks like a pattern and is none.
fn whole_edges(low: f64, high: f64) -> Vec<f64> {
    let n_numbers = high - low + 1.0;
    let width = (n_numbers / N_BINS as f64).ceil();
    let n_bins = (n_numbers / width).ceil() as usize;
    (0..=n_bins)
        .map(|edge| low - 0.5 + width * edge as f64)
        .collect()
}

/// How many values lie in each bin; the outer bins take what lies beyond.
fn count_bins(edges: &[f64], values: &[f64]) -> Vec<u32> {
    let n_bins = edges.len().saturating_sub(1);
    let mut counts = vec![0; n_bins];
    for &value in values {
        let bin = edges.partition_point(|&edge| edge <= value);
        counts[bin.clamp(1, n_bins) - 1] += 1;
    }
    counts
}

/// Bands of about equal size; equal scores always share a band.
fn score_bands(scores: &[f64], defaulted: &[bool]) -> Vec<ScoreBand> {
    let mut ranked: Vec<(f64, bool)> = scores
        .iter()
        .copied()
        .zip(defaulted.iter().copied())
        .collect();
    ranked.sort_unstable_by(|left, right| left.0.total_cmp(&right.0));
    let n_per_band = ranked.len().div_ceil(N_SCORE_BANDS).max(1);
    let mut bands: Vec<ScoreBand> = Vec::new();
    for (score, defaulted) in ranked {
        match bands.last_mut() {
            Some(band) if band.n_rows < n_per_band as u32 || band.upper == score => {
                band.upper = score;
                band.n_rows += 1;
                band.n_defaulted += u32::from(defaulted);
            }
            _ => bands.push(ScoreBand {
                lower: score,
                upper: score,
                n_rows: 1,
                n_defaulted: u32::from(defaulted),
            }),
        }
    }
    bands
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_values_have_a_bin_each_and_many_share_bins_of_equal_width() {
        assert_eq!(bin_edges(&[0.0, 0.0, 1.0]), [-0.5, 0.5, 1.5]);
        let many: Vec<f64> = (0..=1000).map(|idx| f64::from(idx) / 4.0).collect();
        let edges = bin_edges(&many);
        assert_eq!(
            (edges.len(), edges[0], edges[N_BINS]),
            (N_BINS + 1, 2.5, 247.5)
        );
        assert_eq!(count_bins(&edges, &many).iter().sum::<u32>(), 1001);
        assert!(bin_edges(&[]).is_empty());
    }

    #[test]
    fn bins_of_whole_numbers_hold_equally_many_of_them() {
        let counts: Vec<f64> = (0..=40).map(f64::from).collect();
        let edges = bin_edges(&counts);
        assert_eq!(&edges[..3], [-0.5, 1.5, 3.5]);
        assert!(edges.windows(2).all(|pair| pair[1] - pair[0] == 2.0));
    }

    #[test]
    fn percentiles_rise_with_the_score_and_bands_tell_the_default_rate() {
        let scores: Vec<f64> = (0..100).map(|idx| f64::from(idx) / 100.0).collect();
        let defaulted: Vec<bool> = (0..100).map(|idx| idx >= 90).collect();
        let reference = Reference {
            features: BTreeMap::new(),
            profiles: Profiles::new(),
            score_bands: score_bands(&scores, &defaulted),
        };
        assert_eq!(reference.score_bands.len(), N_SCORE_BANDS);
        assert_eq!(reference.percentile_of(0.0), 0.0);
        assert!((reference.percentile_of(0.5) - 0.5).abs() < 0.02);
        assert_eq!(reference.percentile_of(1.0), 1.0);
        assert_eq!(reference.percentile_of(-0.1), 0.0);
        let band = reference.band_of(0.97).unwrap();
        assert_eq!(band.n_defaulted, band.n_rows);
        assert_eq!(reference.band_of(0.1).unwrap().n_defaulted, 0);
    }
}
