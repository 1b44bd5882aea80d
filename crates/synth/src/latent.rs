//! The hidden traits of an applicant, which no file tells.

use crate::stream::Stream;

/// How much of their discipline applicants share with their stability.
const SHARED_CHARACTER: f64 = 0.25;

/// The hidden traits of an applicant: standard normal each.
///
/// With independent standard normal `e`: `stability = e₁`,
/// `discipline = 0.25 · e₁ + √(1 − 0.25²) · e₂`, `appetite = e₃`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Latent {
    /// How steady life and income are: high is good. Shows in education, income, employment,
    /// region, building and the second external score.
    pub stability: f64,
    /// How reliably instalments are paid: high is good. Shows in days late, overdue credits and
    /// the third external score.
    pub discipline: f64,
    /// How much credit is sought: high is risky. Shows in many, recent and open credits, used up
    /// cards, enquiries and refusals.
    pub appetite: f64,
}

impl Latent {
    pub(crate) fn draw(stream: &mut Stream) -> Self {
        let stability = stream.normal();
        Self {
            stability,
            discipline: stream.view(stability, SHARED_CHARACTER),
            appetite: stream.normal(),
        }
    }
}
