//! What decisions cost the lender, and the threshold where they cost least.

use serde::{Deserialize, Serialize};

use super::{Confusion, MetricError, Ranking};

/// What each outcome of a decision costs; a negative cost is a gain.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CostMatrix {
    /// Of accepting one who defaults.
    pub false_negative: f64,
    /// Of accepting one who repays.
    pub true_negative: f64,
    /// Of refusing one who would default.
    pub true_positive: f64,
    /// Of refusing one who would repay.
    pub false_positive: f64,
    /// Of every application, whatever the decision.
    pub per_applicant: f64,
}

impl Default for CostMatrix {
    /// A default costs 100, a repaid loan earns 10, an application costs 1.
    fn default() -> Self {
        Self {
            false_negative: 100.0,
            true_negative: -10.0,
            true_positive: 0.0,
            false_positive: 0.0,
            per_applicant: 1.0,
        }
    }
}

impl CostMatrix {
    /// The greatest size of a cost: far beyond any loan, far from where sums would lose precision.
    pub const LARGEST: f64 = 1e12;

    /// Refuses a matrix with an entry that is not a cost.
    ///
    /// # Errors
    /// Names the first entry that is NaN or greater in size than [`CostMatrix::LARGEST`].
    pub fn check(&self) -> Result<(), MetricError> {
        let entries = [
            ("false_negative", self.false_negative),
            ("true_negative", self.true_negative),
            ("true_positive", self.true_positive),
            ("false_positive", self.false_positive),
            ("per_applicant", self.per_applicant),
        ];
        let allowed = -Self::LARGEST..=Self::LARGEST;
        match entries
            .into_iter()
            .find(|(_, cost)| !allowed.contains(cost))
        {
            Some((name, cost)) => Err(MetricError::CostOutOfRange {
                name,
                cost,
                largest: Self::LARGEST,
            }),
            None => Ok(()),
        }
    }

    /// The cost an applicant of decisions, `(c_FN·FN + c_TN·TN + c_TP·TP + c_FP·FP + c·N) / N`;
    /// 0 if nobody was decided on.
    pub fn cost_of(&self, decisions: &Confusion) -> f64 {
        if decisions.n_rows() == 0 {
            return 0.0;
        }
        let n_rows = decisions.n_rows() as f64;
        let sum = self.false_negative * decisions.false_negative as f64
            + self.true_negative * decisions.true_negative as f64
            + self.true_positive * decisions.true_positive as f64
            + self.false_positive * decisions.false_positive as f64
            + self.per_applicant * n_rows;
        sum / n_rows
    }
}

/// One point of a cost curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CostPoint {
    /// Scores at or over it are refused.
    pub threshold: f64,
    /// Cost an applicant.
    pub cost: f64,
    /// Decisions at this threshold.
    pub confusion: Confusion,
}

/// Cost by threshold, exact: one point for every set of decisions that a threshold can make.
#[derive(Clone, Debug, PartialEq)]
pub struct CostCurve {
    /// Ascending by threshold; never empty.
    points: Vec<CostPoint>,
}

impl CostCurve {
    /// Computes the cost at every distinct score and of accepting everyone, in O(n log n).
    ///
    /// # Errors
    /// What [`Ranking::new`] and [`CostMatrix::check`] refuse. One class alone has a curve.
    pub fn new(
        scores: &[f64],
        defaulted: &[bool],
        costs: &CostMatrix,
    ) -> Result<Self, MetricError> {
        Self::of_ranking(&Ranking::new(scores, defaulted)?, costs)
    }

    /// The same from applicants that are sorted already, in O(distinct scores).
    ///
    /// # Errors
    /// What [`CostMatrix::check`] refuses.
    pub fn of_ranking(ranking: &Ranking, costs: &CostMatrix) -> Result<Self, MetricError> {
        costs.check()?;
        let mut confusion = Confusion {
            true_negative: ranking.n_repaid(),
            false_negative: ranking.n_defaulted(),
            ..Confusion::default()
        };
        let mut points = vec![point_at(threshold_of_acceptance(ranking), confusion, costs)];
        for tie in ranking.ties() {
            confusion.true_positive += tie.n_defaulted;
            confusion.false_negative -= tie.n_defaulted;
            confusion.false_positive += tie.n_repaid;
            confusion.true_negative -= tie.n_repaid;
            points.push(point_at(tie.score, confusion, costs));
        }
        points.reverse();
        Ok(Self { points })
    }

    /// All points, ascending by threshold: the first refuses everyone, the last accepts everyone.
    ///
    /// The threshold that accepts everyone is 1, or the next number after the highest score if
    /// that is 1 or more; it is finite, so that every curve can be stored as JSON.
    pub fn points(&self) -> &[CostPoint] {
        &self.points
    }

    /// The point of least cost. Of equal costs the highest threshold is taken: it refuses fewest.
    pub fn least(&self) -> CostPoint {
        self.points[self.least_idx()]
    }

    /// At most `max_points` points (but no fewer than three) for drawing, spread evenly over the
    /// thresholds; both ends and the least point are always among them.
    pub fn thinned(&self, max_points: usize) -> Vec<CostPoint> {
        let max_points = max_points.max(3);
        if self.points.len() <= max_points {
            return self.points.clone();
        }
        let cells = self.cells(max_points - 2);
        let (last_idx, least_idx) = (self.points.len() - 1, self.least_idx());
        let is_kept = |idx: &usize| {
            let opens_cell = *idx == 0 || cells[*idx] != cells[*idx - 1];
            *idx == last_idx || *idx == least_idx || opens_cell
        };
        (0..last_idx + 1)
            .filter(is_kept)
            .map(|idx| self.points[idx])
            .collect()
    }

    fn least_idx(&self) -> usize {
        let lower = |best: usize, idx: usize| {
            if self.points[idx].cost <= self.points[best].cost {
                idx
            } else {
                best
            }
        };
        (0..self.points.len()).fold(0, lower)
    }

    /// The cell of each point when the range of scores is cut into `n_cells` of equal width.
    ///
    /// The point that accepts everyone may lie far from all scores; it is put into the last cell.
    fn cells(&self, n_cells: usize) -> Vec<usize> {
        let lowest = self.points[0].threshold;
        let highest = self.points[self.points.len() - 2].threshold;
        let cell_of = |point: &CostPoint| {
            let share = (point.threshold - lowest) / (highest - lowest);
            ((share * n_cells as f64) as usize).min(n_cells - 1)
        };
        self.points.iter().map(cell_of).collect()
    }
}

fn point_at(threshold: f64, confusion: Confusion, costs: &CostMatrix) -> CostPoint {
    CostPoint {
        threshold,
        cost: costs.cost_of(&confusion),
        confusion,
    }
}

/// A threshold over every score.
fn threshold_of_acceptance(ranking: &Ranking) -> f64 {
    let highest = ranking.ties().first().map_or(0.0, |tie| tie.score);
    highest.next_up().max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(scores: &[f64], defaulted: &[bool]) -> CostCurve {
        CostCurve::new(scores, defaulted, &CostMatrix::default()).expect("the input is in order")
    }

    /// Scores in ascending order with the public data set's default rate.
    fn portfolio() -> CostCurve {
        let scores: Vec<f64> = (0..10_000).map(|row| f64::from(row) / 10_000.0).collect();
        let defaulted: Vec<bool> = (0..10_000).map(|row| row * 37 % 10_000 < 807).collect();
        curve(&scores, &defaulted)
    }

    #[test]
    fn refusing_everyone_costs_one_and_accepting_everyone_gains_an_eighth() {
        let curve = portfolio();
        let (first, last) = (curve.points()[0], curve.points()[10_000]);
        assert_eq!((first.threshold, first.cost), (0.0, 1.0));
        assert_eq!(first.confusion.approval_rate(), Some(0.0));
        assert_eq!(last.threshold, 1.0);
        assert!((last.cost - -0.123).abs() < 1e-12, "{}", last.cost);
        assert_eq!(last.confusion.approval_rate(), Some(1.0));
    }

    #[test]
    fn accepting_everyone_stays_over_a_score_of_one() {
        let points = curve(&[0.5, 1.0], &[false, true]).points;
        assert_eq!(points[2].confusion.n_refused(), 0);
        assert!(points[2].threshold > 1.0 && points[2].threshold.is_finite());
    }

    #[test]
    fn of_equal_costs_the_one_that_refuses_fewest_is_least() {
        let costs = CostMatrix {
            false_negative: 10.0,
            ..CostMatrix::default()
        };
        let scores = [0.1, 0.2, 0.3, 0.4];
        let defaulted = [false, true, false, true];
        let curve = CostCurve::new(&scores, &defaulted, &costs).expect("the input is in order");
        let costs: Vec<f64> = curve.points().iter().map(|point| point.cost).collect();
        assert_eq!(costs, [1.0, -1.5, 1.0, -1.5, 1.0]);
        assert_eq!(curve.least().threshold, 0.4);
    }

    #[test]
    fn a_thinned_curve_keeps_its_ends_and_its_least_point() {
        let curve = portfolio();
        for max_points in [0, 3, 4, 50, 200, 10_000] {
            let thinned = curve.thinned(max_points);
            assert!(thinned.len() <= max_points.max(3), "{}", thinned.len());
            assert!(thinned.len() * 2 > max_points);
            assert_eq!(thinned.first(), curve.points().first());
            assert_eq!(thinned.last(), curve.points().last());
            assert!(thinned.contains(&curve.least()));
            assert!(thinned.is_sorted_by(|left, right| left.threshold < right.threshold));
        }
        assert_eq!(curve.thinned(10_001), curve.points());
    }

    #[test]
    fn a_cost_that_is_no_number_is_refused_by_name() {
        for (cost, told) in [
            (f64::NAN, "NaN"),
            (f64::INFINITY, "inf"),
            (-2e12, "-2000000000000"),
        ] {
            let costs = CostMatrix {
                true_negative: cost,
                ..CostMatrix::default()
            };
            let error = CostCurve::new(&[0.5], &[true], &costs).unwrap_err();
            let expected = format!(
                "cost `true_negative` is {told}, a number from -1000000000000 to 1000000000000 is needed"
            );
            assert_eq!(error.to_string(), expected);
        }
    }

    #[test]
    fn nobody_costs_nothing() {
        assert_eq!(CostMatrix::default().cost_of(&Confusion::default()), 0.0);
    }
}
