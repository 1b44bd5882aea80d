//! One split of one node: all cuts that there are, and whether the one made is the best.

use creditwood_core::gbdt::{Child, Monotone, Split};

use super::Retrace;
use super::rules::{Bounds, Sums, Worth};

/// A leaf that may be split yet.
pub(super) struct Node {
    /// Where the finished tree has it.
    pub(super) place: Child,
    pub(super) leaf_idx: usize,
    pub(super) depth: usize,
    pub(super) rows: Vec<usize>,
    pub(super) bounds: Bounds,
    /// What it and all below may be split by.
    pub(super) columns: Vec<bool>,
    /// The groups that all splits above have in common; all if there is none.
    pub(super) groups: Option<Vec<usize>>,
    /// What tells it from the other nodes of the tree when columns are drawn.
    pub(super) number: usize,
    /// All that it may be split by, the best first, of equals in the order of ties.
    pub(super) cuts: Vec<Cut>,
}

/// A cut with what it is worth.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cut {
    column: usize,
    threshold: f64,
    holes_left: bool,
    pub(super) gain: f64,
    /// How far off the trainer may see the gain.
    pub(super) off: f64,
    /// Whether it keeps all rules by more than rounding could hide.
    is_sure: bool,
}

/// The cut that was made.
#[derive(Debug)]
pub(super) struct Step {
    cut: Cut,
    pub(super) gain: f64,
    pub(super) off: f64,
    /// Whether the twin would have made the very same.
    pub(super) is_first: bool,
}

impl Node {
    /// The cut that no rounding keeps from being made, of the most gain that is certain.
    pub(super) fn best_sure(&self) -> Option<&Cut> {
        let sure = self.cuts.iter().filter(|cut| cut.is_sure);
        sure.max_by(|a, b| (a.gain - a.off).total_cmp(&(b.gain - b.off)))
    }
}

impl Retrace<'_> {
    pub(super) fn sums(&self, rows: &[usize]) -> Sums {
        let mut sums = Sums::default();
        for &row in rows {
            sums.gradient += self.gradients[row].gradient;
            sums.hessian += self.gradients[row].hessian;
        }
        let n_rows = rows.len();
        Sums { n_rows, ..sums }
    }

    /// Finds a node's cuts.
    pub(super) fn open(&self, mut node: Node) -> Node {
        let (recipe, n_rows) = (self.recipe, node.rows.len());
        let is_deep = recipe.max_depth.is_some_and(|most| node.depth >= most);
        if is_deep || n_rows < 2 * recipe.min_rows_per_leaf {
            return node;
        }
        let drawn = self
            .draws
            .columns_of_node(self.tree_idx, node.number, &node.columns);
        let is_searched = |column: &usize| match recipe.column_fraction_per_node {
            1.0 => node.columns[*column],
            _ => drawn[*column],
        };
        let columns = (0..self.features.ncols()).filter(is_searched);
        let mut cuts: Vec<Cut> = columns
            .flat_map(|column| self.cuts_of(&node, column))
            .collect();
        // Stable, so that of equals the first stays first.
        cuts.sort_by(|a, b| b.gain.total_cmp(&a.gain));
        node.cuts = cuts;
        node
    }

    /// Between all values of the whole column, as bins are cut, and after the last.
    fn cuts_of(&self, node: &Node, column: usize) -> Vec<Cut> {
        let values = self.features.column(column);
        let mut values: Vec<f64> = values.iter().copied().map(f64::from).collect();
        values.retain(|value| !value.is_nan());
        values.sort_by(f64::total_cmp);
        values.dedup();
        let middles = values.windows(2).map(|pair| (pair[0] + pair[1]) / 2.0);
        let thresholds = middles.chain([f64::MAX]);
        let cuts = thresholds.flat_map(|threshold| [false, true].map(|it| (threshold, it)));
        cuts.filter_map(|(threshold, holes_left)| {
            let cut = Cut {
                column,
                threshold,
                holes_left,
                gain: 0.0,
                off: 0.0,
                is_sure: false,
            };
            self.worth_of(node, cut)
        })
        .collect()
    }

    /// A cut with its worth, unless it breaks a rule by more than rounding.
    fn worth_of(&self, node: &Node, cut: Cut) -> Option<Cut> {
        let recipe = self.recipe;
        let has_value = |&row: &usize| f64::from(self.features[[row, cut.column]]) <= cut.threshold;
        let is_hole = |&row: &usize| self.features[[row, cut.column]].is_nan();
        if !node.rows.iter().any(has_value) || (cut.holes_left && !node.rows.iter().any(is_hole)) {
            return None;
        }
        let sides = self.sides_of(node, &cut).map(|rows| self.sums(&rows));
        let least_rows = recipe.min_rows_per_leaf.max(1);
        if sides.iter().any(|side| side.n_rows < least_rows) {
            return None;
        }
        let spare_hessian = |side: &Sums| {
            let off = self.rules.hessian_off(side.n_rows);
            [-off, off].map(|off| side.hessian + off - recipe.min_hessian_per_leaf)
        };
        let (unsplit, worths) = self.worths(node, sides);
        let gain = worths[0].score + worths[1].score - unsplit.score;
        let off = worths[0].score_off + worths[1].score_off + unsplit.score_off;
        let hessian = self.sums(&node.rows).hessian;
        let step = self.rules.mean_step;
        let least = recipe.min_gain + 2.5e-11 * (unsplit.score.abs() + hessian * step * step);
        let rise = self.rise(cut.column, worths);
        let value_off = worths[0].off + worths[1].off;
        let spares = sides.map(|side| spare_hessian(&side));
        let can_be = gain + off > least
            && rise.is_none_or(|rise| rise + value_off >= 0.0)
            && spares.iter().all(|spare| spare[1] >= 0.0);
        let is_sure = gain - off > least
            && rise.is_none_or(|rise| rise > value_off)
            && spares.iter().all(|spare| spare[0] >= 0.0);
        can_be.then_some(Cut {
            gain,
            off,
            is_sure,
            ..cut
        })
    }

    /// What a node is worth unsplit, and what its sides are.
    fn worths(&self, node: &Node, sides: [Sums; 2]) -> (Worth, [Worth; 2]) {
        let unsplit = self.rules.value_in(node.bounds, self.sums(&node.rows));
        let bounds = node.bounds.below(unsplit);
        (unsplit, sides.map(|side| self.rules.value_in(bounds, side)))
    }

    /// By how much a monotone column's sides go its way.
    fn rise(&self, column: usize, sides: [Worth; 2]) -> Option<f64> {
        match self.direction_of(column) {
            Monotone::Free => None,
            Monotone::Increasing => Some(sides[1].value - sides[0].value),
            Monotone::Decreasing => Some(sides[0].value - sides[1].value),
        }
    }

    fn direction_of(&self, column: usize) -> Monotone {
        let monotone = &self.recipe.monotone;
        monotone.get(column).copied().unwrap_or_default()
    }

    fn sides_of(&self, node: &Node, cut: &Cut) -> [Vec<usize>; 2] {
        let goes_left = |&row: &usize| {
            let value = self.features[[row, cut.column]];
            if value.is_nan() {
                cut.holes_left
            } else {
                f64::from(value) <= cut.threshold
            }
        };
        let (left, right) = node.rows.iter().copied().partition(goes_left);
        [left, right]
    }

    /// The cut that a split is, which must be one of the best, and of those that part the rows in the
    /// same way the first.
    pub(super) fn step_of(&self, node: &Node, split: &Split) -> Step {
        let is_it = |cut: &&Cut| {
            let of_split = (
                split.feature_idx as usize,
                split.threshold,
                split.holes_left,
            );
            (cut.column, cut.threshold, cut.holes_left) == of_split
        };
        let cut = node.cuts.iter().find(is_it);
        assert!(cut.is_some(), "{split:?} must not be made: {:?}", node.cuts);
        let cut = *cut.expect("it was just found");
        if let Some(best) = node.best_sure() {
            let is_best = best.gain - best.off <= cut.gain + cut.off;
            assert!(is_best, "{best:?} is better than {cut:?}");
        }
        let parts = self.sides_of(node, &cut);
        let mut is_first = true;
        for rival in &node.cuts {
            if !is_before(rival, &cut) {
                continue;
            }
            is_first = is_first && rival.gain < cut.gain * (1.0 - 1e-12);
            let [left, right] = self.sides_of(node, rival);
            let is_same = (&left, &right) == (&parts[0], &parts[1])
                || (&right, &left) == (&parts[0], &parts[1]);
            assert!(!(is_same && rival.is_sure), "{rival:?} parts as {cut:?}");
        }
        let (gain, off) = (cut.gain, cut.off);
        let is_first = is_first && node.cuts[0].gain <= gain * (1.0 + 1e-12);
        Step {
            cut,
            gain,
            off,
            is_first,
        }
    }

    /// Both sides of a split, the next ones to be split themselves.
    pub(super) fn part(
        &self,
        node: &Node,
        step: &Step,
        n_leaves: usize,
        (split_idx, split): (usize, &Split),
    ) -> [Node; 2] {
        let rows = self.sides_of(node, &step.cut);
        let (unsplit, worths) = self.worths(node, [&rows[0], &rows[1]].map(|it| self.sums(it)));
        let direction = self.direction_of(step.cut.column);
        let bounds = node.bounds.split(direction, unsplit, worths);
        let (columns, groups) = self.columns_below(node, step.cut.column);
        let places = [split.left, split.right];
        let mut idx = 0;
        rows.map(|rows| {
            let child = Node {
                place: places[idx],
                leaf_idx: [node.leaf_idx, n_leaves][idx],
                depth: node.depth + 1,
                rows,
                bounds: bounds[idx],
                columns: columns.clone(),
                groups: groups.clone(),
                number: 2 * split_idx + [2, 1][idx],
                cuts: Vec::new(),
            };
            idx += 1;
            self.open(child)
        })
    }

    /// The columns that may follow one, and the groups that are left.
    fn columns_below(&self, node: &Node, column: usize) -> (Vec<bool>, Option<Vec<usize>>) {
        let groups = &self.recipe.interactions;
        if groups.is_empty() {
            return (node.columns.clone(), None);
        }
        let before = node.groups.clone().unwrap_or((0..groups.len()).collect());
        let has = |&group: &usize| groups[group].contains(&(column as u32));
        let left: Vec<usize> = before.into_iter().filter(has).collect();
        let may_follow = |other: usize| {
            let mut groups = left.iter().map(|&group| &groups[group]);
            other == column || groups.any(|group| group.contains(&(other as u32)))
        };
        let columns = (0..self.columns.len()).map(|other| self.columns[other] && may_follow(other));
        (columns.collect(), Some(left))
    }
}

/// Whether a cut is tried before another.
fn is_before(one: &Cut, other: &Cut) -> bool {
    (one.column, one.threshold, one.holes_left)
        .partial_cmp(&(other.column, other.threshold, other.holes_left))
        .is_some_and(std::cmp::Ordering::is_lt)
}
