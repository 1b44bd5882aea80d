//! A forest of which only the splits are left that decide something within some spans of its columns.
//!
//! Most splits ask columns that stand still, or thresholds that a column does not come to: they go
//! one way, and the tree is cut down to what hangs there. What is left of a tree of 31 leaves is a
//! handful of splits, or one leaf. The narrower the spans become, the less is left.
//!
//! Bounds are sums of bounds, tree by tree in the forest's order and from its base score, as
//! [`Forest::raw_score`] adds: a sum as computed never falls when a summand rises, so no raw score
//! within the spans lies beyond them by a single bit.

use super::span::Span;
use crate::gbdt::cut::MOST_ZERO;
use crate::gbdt::{Child, Cut, Forest, Tree};

/// What is left of a forest.
#[derive(Clone, Debug)]
pub(super) struct Pruned {
    base_score: f64,
    /// Of every tree, in the forest's order.
    roots: Vec<Branch>,
    /// Of all trees; children stand before their parents.
    splits: Vec<PrunedSplit>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Branch {
    Leaf(f64),
    Split(u32),
}

#[derive(Clone, Debug)]
struct PrunedSplit {
    column: u32,
    cut: Cut,
    holes_left: bool,
    left: Branch,
    right: Branch,
}

/// The least and the greatest that a raw score may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bounds {
    pub(super) lo: f64,
    pub(super) hi: f64,
}

impl Pruned {
    /// All of a forest.
    pub(super) fn all_of(forest: &Forest<Cut>) -> Self {
        let mut all = Self {
            base_score: forest.base_score,
            roots: Vec::with_capacity(forest.trees.len()),
            splits: Vec::new(),
        };
        for tree in &forest.trees {
            let root = all.add_tree(tree);
            all.roots.push(root);
        }
        all
    }

    /// A tree's splits stand behind their parents, here before them: its first one comes last.
    fn add_tree(&mut self, tree: &Tree<Cut>) -> Branch {
        let last = self.splits.len() + tree.splits.len();
        let branch = |child| match child {
            Child::Leaf(leaf) => Branch::Leaf(tree.leaves[leaf as usize].value),
            Child::Split(split) => Branch::Split((last - 1 - split as usize) as u32),
        };
        let splits = tree.splits.iter().rev().map(|split| PrunedSplit {
            column: split.feature_idx,
            cut: split.threshold.clone(),
            holes_left: split.holes_left,
            left: branch(split.left),
            right: branch(split.right),
        });
        self.splits.extend(splits);
        branch(tree.root())
    }

    /// What of it is left within narrower spans of the columns.
    pub(super) fn within(&self, columns: &[Span]) -> Self {
        let sides = self.reached_sides(columns);
        let mut left_over = Self {
            base_score: self.base_score,
            roots: Vec::new(),
            splits: Vec::new(),
        };
        // By split, what became of it; of those that are not reached nobody asks.
        let mut became: Vec<Branch> = Vec::with_capacity(self.splits.len());
        for (split, &(goes_left, goes_right)) in self.splits.iter().zip(&sides) {
            let branch = |branch| match branch {
                Branch::Leaf(_) => branch,
                Branch::Split(split) => became[split as usize],
            };
            let (left, right) = (branch(split.left), branch(split.right));
            became.push(match (goes_left, goes_right) {
                (true, true) if left != right => left_over.push(split, left, right),
                (true, _) => left,
                _ => right,
            });
        }
        let roots = self.roots.iter().map(|&root| match root {
            Branch::Leaf(_) => root,
            Branch::Split(split) => became[split as usize],
        });
        left_over.roots = roots.collect();
        left_over
    }

    fn push(&mut self, split: &PrunedSplit, left: Branch, right: Branch) -> Branch {
        self.splits.push(PrunedSplit {
            left,
            right,
            ..split.clone()
        });
        Branch::Split(self.splits.len() as u32 - 1)
    }

    /// Of each split that a row within the spans may come to, whether it may go left and right; of
    /// others neither.
    fn reached_sides(&self, columns: &[Span]) -> Vec<(bool, bool)> {
        let mut is_reached = vec![false; self.splits.len()];
        for root in &self.roots {
            if let Branch::Split(root) = root {
                is_reached[*root as usize] = true;
            }
        }
        let mut reached = vec![(false, false); self.splits.len()];
        for (idx, split) in self.splits.iter().enumerate().rev() {
            if !is_reached[idx] {
                continue;
            }
            reached[idx] = split.sides(columns);
            let (goes_left, goes_right) = reached[idx];
            for (goes, branch) in [(goes_left, split.left), (goes_right, split.right)] {
                if let (true, Branch::Split(child)) = (goes, branch) {
                    is_reached[child as usize] = true;
                }
            }
        }
        reached
    }

    /// The bounds of the raw score within spans of the columns.
    pub(super) fn bounds(&self, columns: &[Span]) -> Bounds {
        let mut open = Vec::new();
        let (mut lo, mut hi) = (self.base_score, self.base_score);
        for &root in &self.roots {
            let of_tree = match root {
                Branch::Leaf(value) => Bounds {
                    lo: value,
                    hi: value,
                },
                Branch::Split(_) => self.bounds_of_tree(root, columns, &mut open),
            };
            lo += of_tree.lo;
            hi += of_tree.hi;
        }
        Bounds { lo, hi }
    }

    fn bounds_of_tree(&self, root: Branch, columns: &[Span], open: &mut Vec<Branch>) -> Bounds {
        let (mut lo, mut hi) = (f64::INFINITY, f64::NEG_INFINITY);
        open.push(root);
        while let Some(branch) = open.pop() {
            match branch {
                Branch::Leaf(value) => {
                    lo = lo.min(value);
                    hi = hi.max(value);
                }
                Branch::Split(split) => {
                    let split = &self.splits[split as usize];
                    match split.sides(columns) {
                        (true, true) => open.extend([split.left, split.right]),
                        (true, false) => open.push(split.left),
                        _ => open.push(split.right),
                    }
                }
            }
        }
        Bounds { lo, hi }
    }
}

impl PrunedSplit {
    fn sides(&self, columns: &[Span]) -> (bool, bool) {
        sides_of(&self.cut, self.holes_left, columns[self.column as usize])
    }
}

/// Whether a value of a span may go left, and whether it may go right.
fn sides_of(cut: &Cut, holes_left: bool, span: Span) -> (bool, bool) {
    let by_threshold = |threshold: f64, span: Span| {
        let (hole_left, hole_right) = (span.hole && holes_left, span.hole && !holes_left);
        (
            span.lo <= threshold || hole_left,
            span.hi > threshold || hole_right,
        )
    };
    match cut {
        Cut::AtMost(threshold) => by_threshold(*threshold, span),
        Cut::AtMostZeroIsHole {
            at_most_zero_is_hole,
        } => by_threshold(*at_most_zero_is_hole, with_zero_as_hole(span)),
        Cut::AnyOf { any_of } => {
            let (first, last) = (span.lo.trunc(), span.hi.trunc());
            match span.is_empty() {
                true => (false, span.hole),
                // What is behind the point is forgotten, so these are one category, or none.
                false if first == last => {
                    let is_inside = any_of.contains(span.lo);
                    (is_inside, !is_inside || span.hole)
                }
                false => (true, true),
            }
        }
    }
}

fn with_zero_as_hole(span: Span) -> Span {
    match span.lo <= MOST_ZERO && span.hi >= -MOST_ZERO {
        true if span.lo >= -MOST_ZERO && span.hi <= MOST_ZERO => Span::HOLE,
        meets => span.or_hole(meets),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::gbdt::Question;

    fn cut() -> impl Strategy<Value = Cut> {
        let threshold = || (-3_i8..=3).prop_map(f64::from);
        let set = prop::collection::vec(0_u32..4, 0..4);
        prop_oneof![
            threshold().prop_map(Cut::AtMost),
            threshold().prop_map(|at_most_zero_is_hole| Cut::AtMostZeroIsHole {
                at_most_zero_is_hole
            }),
            set.prop_map(|set| Cut::AnyOf {
                any_of: Box::new(set.into_iter().collect())
            }),
        ]
    }

    fn value() -> impl Strategy<Value = f64> {
        prop_oneof![
            4 => (-4_i8..=4).prop_map(f64::from),
            2 => -4.0..4.0,
            1 => Just(f64::NAN),
            1 => Just(MOST_ZERO),
            1 => Just(-0.5),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn a_value_goes_where_its_span_may_go(
            cut in cut(), holes_left in any::<bool>(), value in value(), one in value(),
            other in value(),
        ) {
            let goes_left = cut.goes_left(value, holes_left);
            prop_assert_eq!(sides_of(&cut, holes_left, Span::of(value)), (goes_left, !goes_left));
            let wide = Span::of(value).or(Span::of(one)).or(Span::of(other));
            let (may_left, may_right) = sides_of(&cut, holes_left, wide);
            let may_go = if goes_left { may_left } else { may_right };
            prop_assert!(may_go);
        }
    }
}
