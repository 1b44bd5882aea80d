//! One tree's lines.

use super::error::{Problem, ReadError};
use super::fields::{Field, Fields};
use crate::gbdt::{Categories, Child, Cut, Leaf, Split, Tree};

/// Of a `decision_type`: the split asks for a set of categories.
pub(super) const CATEGORICAL: u8 = 1;
/// Of a `decision_type`: holes go left.
pub(super) const DEFAULT_LEFT: u8 = 2;
/// Of a `decision_type`, the bits above: what a hole is.
pub(super) const MISSING_NONE: u8 = 0;
pub(super) const MISSING_ZERO: u8 = 1;
pub(super) const MISSING_NAN: u8 = 2;
/// Where these bits begin.
pub(super) const MISSING_SHIFT: u32 = 2;

/// The tree that lines say, with leaf values times `factor`; `idx` is for the error.
pub(super) fn tree_of(
    fields: &Fields<'_>,
    idx: usize,
    factor: f64,
) -> Result<Tree<Cut>, ReadError> {
    refuse_linear(fields, idx)?;
    let n_leaves = fields.required("num_leaves")?;
    let n_leaves = match n_leaves.value("a whole number")? {
        0 => return Err(n_leaves.bad("0", "at least 1")),
        n_leaves => n_leaves,
    };
    let n_splits = n_leaves - 1;
    let splits = if n_splits == 0 {
        Vec::new()
    } else {
        splits_of(fields, n_splits)?
    };
    Ok(Tree {
        splits,
        leaves: leaves_of(fields, n_leaves, factor)?,
    })
}

fn refuse_linear(fields: &Fields<'_>, tree: usize) -> Result<(), ReadError> {
    match fields.optional("is_linear") {
        Some(field) if field.text != "0" => Err(Problem::LinearTree { tree }.at(field.line)),
        _ => Ok(()),
    }
}

/// Leaves; where the only one has no count, no row is known to have come by.
fn leaves_of(fields: &Fields<'_>, n: usize, factor: f64) -> Result<Vec<Leaf>, ReadError> {
    let values = fields.required("leaf_value")?.numbers(n)?;
    let counts = match fields.optional("leaf_count") {
        None if n == 1 => vec![0.0],
        Some(field) if n == 1 && field.text.is_empty() => vec![0.0],
        _ => fields.required("leaf_count")?.counts(n)?,
    };
    let leaves = values.into_iter().zip(counts);
    let leaf = |(value, cover)| Leaf {
        value: value * factor,
        cover,
    };
    Ok(leaves.map(leaf).collect())
}

fn splits_of(fields: &Fields<'_>, n: usize) -> Result<Vec<Split<Cut>>, ReadError> {
    let field = |key| fields.required(key);
    let feature_idx: Vec<u32> = field("split_feature")?.list(n, "columns, from 0")?;
    let gain = field("split_gain")?.numbers(n)?;
    let cover = field("internal_count")?.counts(n)?;
    let left = children(field("left_child")?, n)?;
    let right = children(field("right_child")?, n)?;
    let cuts = Cuts::new(fields, n)?;
    (0..n)
        .map(|idx| {
            let (threshold, holes_left) = cuts.of_split(idx)?;
            Ok(Split {
                feature_idx: feature_idx[idx],
                threshold,
                holes_left,
                left: left[idx],
                right: right[idx],
                cover: cover[idx],
                gain: gain[idx],
            })
        })
        .collect()
}

/// A child from 0 on is a split, a negative one is a leaf: its index with all bits turned.
fn children(field: Field<'_>, n: usize) -> Result<Vec<Child>, ReadError> {
    let child = |idx: i32| match u32::try_from(idx) {
        Ok(idx) => Child::Split(idx),
        Err(_) => Child::Leaf(!idx as u32),
    };
    let children: Vec<i32> = field.list(n, "whole numbers")?;
    Ok(children.into_iter().map(child).collect())
}

/// What a tree's splits ask.
struct Cuts<'a> {
    thresholds: Vec<f64>,
    threshold_field: Field<'a>,
    kinds: Vec<u8>,
    kind_field: Field<'a>,
    sets: Vec<Categories>,
}

impl<'a> Cuts<'a> {
    fn new(fields: &Fields<'a>, n: usize) -> Result<Self, ReadError> {
        let (threshold_field, kind_field) = (
            fields.required("threshold")?,
            fields.required("decision_type")?,
        );
        let kinds: Vec<u8> = kind_field.list(n, "whole numbers from 0 to 11")?;
        let asks_for_sets = kinds.iter().any(|kind| kind & CATEGORICAL != 0);
        Ok(Self {
            thresholds: thresholds_of(&threshold_field, n)?,
            threshold_field,
            kinds,
            kind_field,
            sets: if asks_for_sets {
                sets_of(fields)?
            } else {
                Vec::new()
            },
        })
    }

    /// The question and whether holes go left.
    fn of_split(&self, idx: usize) -> Result<(Cut, bool), ReadError> {
        let (kind, threshold) = (self.kinds[idx], self.thresholds[idx]);
        if kind & CATEGORICAL != 0 {
            // The threshold is the place of the set.
            let is_place = threshold >= 0.0 && threshold.fract() == 0.0;
            let set = self.sets.get(threshold as usize).filter(|_| is_place);
            let Some(set) = set else {
                let expected = "the place of a set of `cat_threshold` where a split is categorical";
                return Err(self.threshold_field.bad(threshold.to_string(), expected));
            };
            let any_of = Box::new(set.clone());
            return Ok((Cut::AnyOf { any_of }, false));
        }
        let default_left = kind & DEFAULT_LEFT != 0;
        match kind >> MISSING_SHIFT {
            MISSING_NONE => Ok((Cut::AtMost(threshold), 0.0 <= threshold)),
            MISSING_ZERO => {
                let cut = Cut::AtMostZeroIsHole {
                    at_most_zero_is_hole: threshold,
                };
                Ok((cut, default_left))
            }
            MISSING_NAN => Ok((Cut::AtMost(threshold), default_left)),
            _ => Err(self
                .kind_field
                .bad(kind.to_string(), "whole numbers from 0 to 11")),
        }
    }
}

/// Thresholds. An infinite one asks whether the value is a hole, by leaving all numbers on the left;
/// the greatest number says the same, of all but infinity, which then goes right.
fn thresholds_of(field: &Field<'_>, n: usize) -> Result<Vec<f64>, ReadError> {
    const EXPECTED: &str = "finite numbers, or `inf`";
    let thresholds = field.list::<f64>(n, EXPECTED)?.into_iter();
    let finite = thresholds.map(|threshold| match threshold {
        f64::INFINITY => Ok(f64::MAX),
        finite if finite.is_finite() => Ok(finite),
        other => Err(field.bad(other.to_string(), EXPECTED)),
    });
    finite.collect()
}

/// The sets of categories; set `i` has the words from boundary `i` up to the next.
fn sets_of(fields: &Fields<'_>) -> Result<Vec<Categories>, ReadError> {
    const EXPECTED: &str = "ascending boundaries that begin with 0";
    let bounds = fields.required("cat_boundaries")?;
    let ends: Vec<usize> = bounds.list(bounds.words().count(), EXPECTED)?;
    let (Some(&0), Some(&n_words)) = (ends.first(), ends.last()) else {
        return Err(bounds.bad(bounds.text, EXPECTED));
    };
    if !ends.is_sorted() {
        return Err(bounds.bad(bounds.text, EXPECTED));
    }
    let words = fields.required("cat_threshold")?;
    let words: Vec<u32> = words.list(n_words, "words of 32 bits")?;
    let sets = ends.windows(2).map(|ends| words[ends[0]..ends[1]].to_vec());
    Ok(sets.map(Categories::from_words).collect())
}
