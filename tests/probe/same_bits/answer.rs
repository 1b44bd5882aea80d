//! What is known of one applicant, wherever it was computed.

use anyhow::Result;
use creditwood_core::model::Model;
use creditwood_probe::Probe;
use serde::Deserialize;

/// All numbers that must be the same everywhere.
#[derive(Debug, Deserialize)]
#[serde(from = "Words")]
pub(crate) struct Answer {
    pub(crate) features: Vec<f32>,
    pub(crate) raw_score: f64,
    pub(crate) score: f64,
    pub(crate) base_value: f64,
    pub(crate) contributions: Vec<f64>,
}

/// An answer as the page hands it over: words of 32 bits, the low one of each pair first.
#[derive(Deserialize)]
struct Words {
    features: Vec<u32>,
    scores: [[u32; 2]; 3],
    contributions: Vec<[u32; 2]>,
}

impl From<Words> for Answer {
    fn from(words: Words) -> Self {
        let [raw_score, score, base_value] = words.scores.map(number_of);
        Self {
            features: words.features.into_iter().map(f32::from_bits).collect(),
            raw_score,
            score,
            base_value,
            contributions: words.contributions.into_iter().map(number_of).collect(),
        }
    }
}

fn number_of([low, high]: [u32; 2]) -> f64 {
    f64::from_bits(u64::from(high) << 32 | u64::from(low))
}

impl Answer {
    /// What this machine's own code says.
    pub(crate) fn of(probe: &Probe, applicant_json: &str) -> Result<Self> {
        let features = probe.features(applicant_json)?;
        let raw_score = probe.raw_score(&features)?;
        Ok(Self {
            raw_score,
            score: probe.score(raw_score),
            base_value: probe.base_value(),
            contributions: probe.contributions(&features)?,
            features,
        })
    }

    /// Each number with its name. Every `f32` is a different `f64`, so no bit is lost.
    fn numbers<'a>(&'a self, model: &'a Model) -> impl Iterator<Item = (String, f64)> + 'a {
        let scores = [
            ("raw score", self.raw_score),
            ("score", self.score),
            ("base value", self.base_value),
        ];
        let scores = scores.map(|(name, value)| (name.to_owned(), value));
        let catalogue = model.catalogue.computed().iter();
        let features = catalogue
            .zip(&self.features)
            .map(|(feature, &value)| (feature.name.clone(), f64::from(value)));
        let names = model.feature_names.iter();
        let contributions = names
            .zip(&self.contributions)
            .map(|(name, &value)| (format!("contribution of {name}"), value));
        scores.into_iter().chain(features).chain(contributions)
    }
}

/// Whether two numbers are the same bits, or both holes.
pub(crate) fn is_same(one: f64, other: f64) -> bool {
    one.to_bits() == other.to_bits() || (one.is_nan() && other.is_nan())
}

/// The first number in which two answers differ, with both values.
pub(crate) fn first_difference(one: &Answer, other: &Answer, model: &Model) -> Option<String> {
    let lengths = |answer: &Answer| (answer.features.len(), answer.contributions.len());
    if lengths(one) != lengths(other) {
        return Some(format!(
            "{:?} and {:?} numbers",
            lengths(one),
            lengths(other)
        ));
    }
    let mut pairs = one.numbers(model).zip(other.numbers(model));
    let ((name, left), (_, right)) =
        pairs.find(|((_, left), (_, right))| !is_same(*left, *right))?;
    Some(format!("{name}: {left:?} and {right:?}"))
}

#[test]
fn the_sign_of_zero_makes_a_difference_and_the_bits_of_a_hole_do_not() {
    assert!(!is_same(0.0, -0.0));
    assert!(!is_same(1.0, 1.0_f64.next_up()));
    assert!(!is_same(f64::NAN, 0.0));
    assert!(is_same(f64::NAN, -f64::NAN));
}
