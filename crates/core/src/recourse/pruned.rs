//! A forest of which only the splits are left that some columns decide, within some spans.
//!
//! Most splits ask columns that stand still, or thresholds that a column does not come to: they go
//! one way, and the tree is cut down to what hangs there. What is left of a tree of 31 leaves is a
//! handful of splits, or one leaf.
//!
//! Bounds are sums of bounds, tree by tree in the forest's order and from its base score, as
//! [`Forest::raw_score`] adds: a sum as computed never falls when a summand rises, so no raw score
//! within the spans lies beyond them by a single bit.

use super::flow::Flow;
use super::span::Span;
use crate::gbdt::cut::MOST_ZERO;
use crate::gbdt::{Child, Cut, Forest, Tree};

/// What is left of a forest.
#[derive(Clone, Debug)]
pub(super) struct Pruned {
    base_score: f64,
    /// Of every tree, in the forest's order.
    roots: Vec<Branch>,
    splits: Vec<PrunedSplit>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Branch {
    Leaf(f64),
    Split(u32),
}

#[derive(Clone, Debug)]
struct PrunedSplit {
    /// The slot of its column.
    slot: usize,
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
    /// What is left of `forest` where the columns that move are within the flow's spans, and the
    /// others have the values of `row`.
    pub(super) fn new(forest: &Forest<Cut>, row: &[f32], flow: &Flow) -> Self {
        let mut pruned = Self {
            base_score: forest.base_score,
            roots: Vec::with_capacity(forest.trees.len()),
            splits: Vec::new(),
        };
        for tree in &forest.trees {
            let root = pruned.add_tree(tree, row, flow);
            pruned.roots.push(root);
        }
        pruned
    }

    fn add_tree(&mut self, tree: &Tree<Cut>, row: &[f32], flow: &Flow) -> Branch {
        let reached = reached_children(tree, row, flow);
        // Children stand behind their parents, so from the end on they are there before them.
        let mut branches: Vec<Option<Branch>> = vec![None; tree.splits.len()];
        for (idx, split) in tree.splits.iter().enumerate().rev() {
            let branch = |child| match child {
                Child::Leaf(leaf) => Some(Branch::Leaf(tree.leaves[leaf as usize].value)),
                Child::Split(split) => branches[split as usize],
            };
            let (goes_left, goes_right) = reached[idx];
            let left = branch(split.left).filter(|_| goes_left);
            let right = branch(split.right).filter(|_| goes_right);
            branches[idx] = match (left, right) {
                (Some(left), Some(right)) if left != right => {
                    let slot = flow.slot_of(split.feature_idx as usize);
                    let (cut, holes_left) = (split.threshold.clone(), split.holes_left);
                    // A column without a slot has one value, which goes one way.
                    slot.map(|slot| {
                        self.splits.push(PrunedSplit {
                            slot,
                            cut,
                            holes_left,
                            left,
                            right,
                        });
                        Branch::Split(self.splits.len() as u32 - 1)
                    })
                }
                (left, right) => left.or(right),
            };
        }
        let root = branches.first().copied().flatten();
        root.unwrap_or_else(|| Branch::Leaf(tree.leaves[0].value))
    }

    /// The bounds of the raw score where columns are within these spans, which lie within those
    /// that the forest was pruned by.
    pub(super) fn bounds(&self, slots: &[Span]) -> Bounds {
        let mut open = Vec::new();
        let (mut lo, mut hi) = (self.base_score, self.base_score);
        for &root in &self.roots {
            let of_tree = match root {
                Branch::Leaf(value) => Bounds {
                    lo: value,
                    hi: value,
                },
                Branch::Split(_) => self.bounds_of_tree(root, slots, &mut open),
            };
            lo += of_tree.lo;
            hi += of_tree.hi;
        }
        Bounds { lo, hi }
    }

    fn bounds_of_tree(&self, root: Branch, slots: &[Span], open: &mut Vec<Branch>) -> Bounds {
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
                    let span = slots[split.slot];
                    let (goes_left, goes_right) = sides_of(&split.cut, split.holes_left, span);
                    open.extend(goes_left.then_some(split.left));
                    open.extend(goes_right.then_some(split.right));
                }
            }
        }
        Bounds { lo, hi }
    }
}

/// Of each split, which of its children may be reached from the root; none of a split that is not.
fn reached_children(tree: &Tree<Cut>, row: &[f32], flow: &Flow) -> Vec<(bool, bool)> {
    let mut is_reached = vec![false; tree.splits.len()];
    is_reached.iter_mut().take(1).for_each(|root| *root = true);
    let mut reached = Vec::with_capacity(tree.splits.len());
    for (idx, split) in tree.splits.iter().enumerate() {
        if !is_reached[idx] {
            reached.push((false, false));
            continue;
        }
        let column = split.feature_idx as usize;
        let span = match flow.slot_of(column) {
            Some(slot) => flow.slots()[slot],
            None => Span::of(row[column].into()),
        };
        let sides = sides_of(&split.threshold, split.holes_left, span);
        for (goes, child) in [(sides.0, split.left), (sides.1, split.right)] {
            if let (true, Child::Split(child)) = (goes, child) {
                is_reached[child as usize] = true;
            }
        }
        reached.push(sides);
    }
    reached
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
            prop_assert!(if goes_left { may_left } else { may_right });
        }
    }
}
