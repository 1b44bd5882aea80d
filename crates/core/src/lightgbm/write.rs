//! From a forest to LightGBM's text.

use std::collections::BTreeSet;
use std::fmt::Display;

use super::block::{CATEGORICAL, DEFAULT_LEFT, MISSING_NAN, MISSING_SHIFT, MISSING_ZERO};
use super::error::WriteError;
use crate::gbdt::{Child, Cut, Forest, Leaf, Split, Tree};

/// What LightGBM allows in no feature's name.
const NOT_IN_NAMES: &[char] = &['"', ',', ':', '[', ']', '{', '}'];

/// Writes a forest as a model that LightGBM loads, and that predicts there what it predicts here.
///
/// The base score goes into the leaves of the first tree. What a forest does not know is left out:
/// sums of hessians (`leaf_weight`, `internal_weight`) and the parameters of training. The ranges in
/// `feature_infos` are those of thresholds.
///
/// # Errors
/// When there is not a name for each column that LightGBM allows, or the forest is none.
pub fn write(forest: &Forest<Cut>, feature_names: &[String]) -> Result<String, WriteError> {
    forest.check()?;
    check_names(forest, feature_names)?;
    let blocks: Vec<String> = trees_with_base(forest)
        .iter()
        .enumerate()
        .map(|(idx, tree)| block_of(idx, tree))
        .collect();
    let mut text = String::from("tree\n");
    line(&mut text, "version", ["v4"]);
    line(&mut text, "num_class", [1]);
    line(&mut text, "num_tree_per_iteration", [1]);
    line(&mut text, "label_index", [0]);
    line(
        &mut text,
        "max_feature_idx",
        [forest.n_features.saturating_sub(1)],
    );
    line(&mut text, "objective", ["binary sigmoid:1"]);
    line(&mut text, "feature_names", feature_names);
    line(&mut text, "feature_infos", feature_infos(forest));
    line(&mut text, "tree_sizes", blocks.iter().map(String::len));
    text.push('\n');
    blocks.iter().for_each(|block| text.push_str(block));
    text.push_str("end of trees\n\nfeature_importances:\n\nparameters:\nend of parameters\n\npandas_categorical:null\n");
    Ok(text)
}

fn check_names(forest: &Forest<Cut>, names: &[String]) -> Result<(), WriteError> {
    let (n_names, n_features) = (names.len(), forest.n_features);
    if n_names != n_features {
        return Err(WriteError::NameCount {
            n_names,
            n_features,
        });
    }
    let mut before = BTreeSet::new();
    for (place, name) in names.iter().enumerate() {
        let is_bad = name.is_empty()
            || name.contains(char::is_whitespace)
            || name.contains(NOT_IN_NAMES)
            || !before.insert(name);
        if is_bad {
            let name = name.clone();
            return Err(WriteError::Name { place, name });
        }
    }
    Ok(())
}

/// The trees with the base score in the first one's leaves, so that sums have the same bits.
fn trees_with_base(forest: &Forest<Cut>) -> Vec<Tree<Cut>> {
    let mut trees = forest.trees.clone();
    if forest.base_score == 0.0 {
        return trees;
    }
    match trees.first_mut() {
        Some(tree) => tree
            .leaves
            .iter_mut()
            .for_each(|leaf| leaf.value += forest.base_score),
        None => trees.push(Tree {
            splits: Vec::new(),
            leaves: vec![Leaf {
                value: forest.base_score,
                cover: 0.0,
            }],
        }),
    }
    trees
}

fn block_of(idx: usize, tree: &Tree<Cut>) -> String {
    let sets = tree
        .splits
        .iter()
        .filter_map(|split| words_of(&split.threshold));
    let sets: Vec<&[u32]> = sets.collect();
    let splits = || tree.splits.iter();
    let leaves = || tree.leaves.iter();
    let mut text = String::new();
    line(&mut text, "Tree", [idx]);
    line(&mut text, "num_leaves", [tree.leaves.len()]);
    line(&mut text, "num_cat", [sets.len()]);
    line(
        &mut text,
        "split_feature",
        splits().map(|split| split.feature_idx),
    );
    line(
        &mut text,
        "split_gain",
        splits().map(|split| number(split.gain)),
    );
    line(
        &mut text,
        "threshold",
        thresholds(tree).into_iter().map(number),
    );
    line(&mut text, "decision_type", splits().map(decision_type));
    line(
        &mut text,
        "left_child",
        splits().map(|split| child(split.left)),
    );
    line(
        &mut text,
        "right_child",
        splits().map(|split| child(split.right)),
    );
    line(
        &mut text,
        "leaf_value",
        leaves().map(|leaf| number(leaf.value)),
    );
    line(
        &mut text,
        "leaf_count",
        leaves().map(|leaf| count(leaf.cover)),
    );
    line(
        &mut text,
        "internal_value",
        means(tree).into_iter().map(number),
    );
    line(
        &mut text,
        "internal_count",
        splits().map(|split| count(split.cover)),
    );
    if !sets.is_empty() {
        let ends = sets.iter().scan(0, |end, words| {
            *end += words.len();
            Some(*end)
        });
        line(&mut text, "cat_boundaries", [0].into_iter().chain(ends));
        line(&mut text, "cat_threshold", sets.concat());
    }
    line(&mut text, "is_linear", [0]);
    line(&mut text, "shrinkage", [1]);
    text.push_str("\n\n");
    text
}

/// The words of a set, at least one.
fn words_of(cut: &Cut) -> Option<&[u32]> {
    match cut {
        Cut::AnyOf { any_of } if any_of.words().is_empty() => Some(&[0]),
        Cut::AnyOf { any_of } => Some(any_of.words()),
        _ => None,
    }
}

/// A set's threshold is its place among the sets.
fn thresholds(tree: &Tree<Cut>) -> Vec<f64> {
    let mut n_sets = 0;
    let threshold = |split: &Split<Cut>| match split.threshold {
        Cut::AtMost(threshold)
        | Cut::AtMostZeroIsHole {
            at_most_zero_is_hole: threshold,
        } => threshold,
        Cut::AnyOf { .. } => {
            n_sets += 1;
            f64::from(n_sets - 1)
        }
    };
    tree.splits.iter().map(threshold).collect()
}

fn decision_type(split: &Split<Cut>) -> u8 {
    let default = if split.holes_left { DEFAULT_LEFT } else { 0 };
    match split.threshold {
        Cut::AtMost(_) => MISSING_NAN << MISSING_SHIFT | default,
        Cut::AtMostZeroIsHole { .. } => MISSING_ZERO << MISSING_SHIFT | default,
        Cut::AnyOf { .. } => CATEGORICAL | MISSING_NAN << MISSING_SHIFT,
    }
}

fn child(child: Child) -> i64 {
    match child {
        Child::Split(idx) => i64::from(idx),
        Child::Leaf(idx) => !i64::from(idx),
    }
}

/// The mean of the leaf values below each split, by their covers.
fn means(tree: &Tree<Cut>) -> Vec<f64> {
    let mut sums = vec![(0.0, 0.0); tree.splits.len()];
    for (idx, split) in tree.splits.iter().enumerate().rev() {
        for child in [split.left, split.right] {
            let (sum, cover) = match child {
                Child::Split(child) => sums[child as usize],
                Child::Leaf(leaf) => {
                    let Leaf { value, cover } = tree.leaves[leaf as usize];
                    (value * cover, cover)
                }
            };
            sums[idx].0 += sum;
            sums[idx].1 += cover;
        }
    }
    let mean = |(sum, cover)| if cover > 0.0 { sum / cover } else { 0.0 };
    sums.into_iter().map(mean).collect()
}

/// Of each column the range of its thresholds, or the categories of its sets.
fn feature_infos(forest: &Forest<Cut>) -> Vec<String> {
    let mut ranges = vec![(f64::INFINITY, f64::NEG_INFINITY); forest.n_features];
    let mut sets = vec![BTreeSet::new(); forest.n_features];
    for split in forest.trees.iter().flat_map(|tree| &tree.splits) {
        let column = split.feature_idx as usize;
        match &split.threshold {
            Cut::AtMost(threshold)
            | Cut::AtMostZeroIsHole {
                at_most_zero_is_hole: threshold,
            } => {
                let (low, high) = ranges[column];
                ranges[column] = (low.min(*threshold), high.max(*threshold));
            }
            Cut::AnyOf { any_of } => sets[column].extend(any_of.iter()),
        }
    }
    let info = |((low, high), set): (_, BTreeSet<u32>)| {
        if !set.is_empty() {
            let categories: Vec<String> = set.iter().map(u32::to_string).collect();
            categories.join(":")
        } else if low <= high {
            format!("[{}:{}]", number(low), number(high))
        } else {
            "none".to_owned()
        }
    };
    ranges.into_iter().zip(sets).map(info).collect()
}

/// Writes `key=value value …`. A `String` takes everything.
fn line<T: Display>(text: &mut String, key: &str, values: impl IntoIterator<Item = T>) {
    let values: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
    text.extend([key, "=", &values.join(" "), "\n"]);
}

/// A number as short as its bits allow, with an exponent where it is long.
fn number(value: f64) -> String {
    format!("{value:?}")
}

/// A cover; LightGBM counts in 31 bits.
fn count(cover: f64) -> i32 {
    cover.round() as i32
}
