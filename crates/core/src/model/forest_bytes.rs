//! The forest as bytes: little-endian columns, tree by tree, as small as exact bits allow.
//!
//! A split's byte of flags says what it asks. With a threshold alone it is 0 or 1, and the bytes are
//! those of artifacts of [`PLAIN_VERSION`](super::artifact::PLAIN_VERSION), which know no other.

use thiserror::Error;

use crate::gbdt::{Categories, Child, Cut, Forest, ForestError, Leaf, Question, Split, Tree};

/// Why bytes are not a forest.
#[derive(Clone, Debug, PartialEq, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub(super) enum ForestBytesError {
    #[error("the bytes end inside of the forest at {at}")]
    TooShort { at: usize },
    #[error("{n} bytes follow the forest")]
    TooLong { n: usize },
    #[error("the flags of a split before byte {at} are {flags}, expected at most {MOST_FLAGS}")]
    BadFlags { flags: u8, at: usize },
    #[error(transparent)]
    NotAForest(#[from] ForestError),
}

/// Bit 31 of a stored child tells a leaf from a split.
const LEAF_BIT: u32 = 1 << 31;

/// Of a split's flags: holes go left.
const HOLES_LEFT: u8 = 1;
/// Of a split's flags: a zero is a hole.
const ZERO_IS_HOLE: u8 = 2;
/// Of a split's flags: a set of categories, as a count and words, stands in the threshold's place.
const ANY_OF: u8 = 4;
/// No split has greater flags: a set minds no zeros.
const MOST_FLAGS: u8 = ANY_OF | HOLES_LEFT;

/// Whether all that a forest asks for is thresholds.
pub(super) fn is_plain(forest: &Forest<Cut>) -> bool {
    let mut splits = forest.trees.iter().flat_map(|tree| &tree.splits);
    splits.all(|split| split.threshold.plain_threshold().is_some())
}

/// The forest's bytes.
pub(super) fn encode(forest: &Forest<Cut>) -> Vec<u8> {
    let mut bytes = Vec::new();
    put_u32(&mut bytes, forest.n_features);
    put_u32(&mut bytes, forest.trees.len());
    bytes.extend(forest.base_score.to_le_bytes());
    forest
        .trees
        .iter()
        .for_each(|tree| encode_tree(&mut bytes, tree));
    bytes
}

fn encode_tree(bytes: &mut Vec<u8>, tree: &Tree<Cut>) {
    put_u32(bytes, tree.splits.len());
    for split in &tree.splits {
        bytes.extend(split.feature_idx.to_le_bytes());
        encode_cut(bytes, split);
        bytes.extend(child_bits(split.left).to_le_bytes());
        bytes.extend(child_bits(split.right).to_le_bytes());
        bytes.extend(split.cover.to_le_bytes());
        bytes.extend(split.gain.to_le_bytes());
    }
    for leaf in &tree.leaves {
        bytes.extend(leaf.value.to_le_bytes());
        bytes.extend(leaf.cover.to_le_bytes());
    }
}

fn encode_cut(bytes: &mut Vec<u8>, split: &Split<Cut>) {
    let (threshold, flags) = match &split.threshold {
        Cut::AtMost(threshold) => (*threshold, 0),
        Cut::AtMostZeroIsHole {
            at_most_zero_is_hole: threshold,
        } => (*threshold, ZERO_IS_HOLE),
        // The place of a threshold has room for the number of words.
        Cut::AnyOf { any_of } => (any_of.words().len() as f64, ANY_OF),
    };
    bytes.extend(threshold.to_le_bytes());
    bytes.push(flags | u8::from(split.holes_left));
    if let Cut::AnyOf { any_of } = &split.threshold {
        bytes.extend(any_of.words().iter().flat_map(|word| word.to_le_bytes()));
    }
}

fn put_u32(bytes: &mut Vec<u8>, count: usize) {
    let count = u32::try_from(count).expect("a forest has fewer than 2^32 nodes and columns");
    bytes.extend(count.to_le_bytes());
}

fn child_bits(child: Child) -> u32 {
    match child {
        Child::Split(idx) => idx,
        Child::Leaf(idx) => idx | LEAF_BIT,
    }
}

/// The forest that the bytes hold, checked.
///
/// # Errors
/// When the bytes end early, go on behind, or do not make a forest.
pub(super) fn decode(bytes: &[u8]) -> Result<Forest<Cut>, ForestBytesError> {
    let mut reader = Reader { bytes, at: 0 };
    let n_features = reader.count()?;
    let n_trees = reader.count()?;
    let base_score = reader.number()?;
    let trees = (0..n_trees)
        .map(|_| decode_tree(&mut reader))
        .collect::<Result<_, _>>()?;
    match bytes.len() - reader.at {
        0 => {}
        n => return Err(ForestBytesError::TooLong { n }),
    }
    let forest = Forest {
        trees,
        base_score,
        n_features,
    };
    forest.check()?;
    Ok(forest)
}

fn decode_tree(reader: &mut Reader<'_>) -> Result<Tree<Cut>, ForestBytesError> {
    let n_splits = reader.count()?;
    let splits = (0..n_splits)
        .map(|_| decode_split(reader))
        .collect::<Result<_, _>>()?;
    let leaf = |_| {
        Ok(Leaf {
            value: reader.number()?,
            cover: reader.number()?,
        })
    };
    let leaves = (0..=n_splits)
        .map(leaf)
        .collect::<Result<_, ForestBytesError>>()?;
    Ok(Tree { splits, leaves })
}

fn decode_split(reader: &mut Reader<'_>) -> Result<Split<Cut>, ForestBytesError> {
    let feature_idx = u32::from_le_bytes(reader.take()?);
    let (threshold, holes_left) = decode_cut(reader)?;
    Ok(Split {
        feature_idx,
        threshold,
        holes_left,
        left: reader.child()?,
        right: reader.child()?,
        cover: reader.number()?,
        gain: reader.number()?,
    })
}

fn decode_cut(reader: &mut Reader<'_>) -> Result<(Cut, bool), ForestBytesError> {
    let threshold = reader.number()?;
    let [flags] = reader.take()?;
    let cut = match flags & !HOLES_LEFT {
        0 => Cut::AtMost(threshold),
        ZERO_IS_HOLE => Cut::AtMostZeroIsHole {
            at_most_zero_is_hole: threshold,
        },
        ANY_OF => {
            let words = (0..threshold as u32).map(|_| reader.take().map(u32::from_le_bytes));
            let words = words.collect::<Result<_, _>>()?;
            let any_of = Box::new(Categories::from_words(words));
            Cut::AnyOf { any_of }
        }
        _ => {
            let at = reader.at;
            return Err(ForestBytesError::BadFlags { flags, at });
        }
    };
    Ok((cut, flags & HOLES_LEFT != 0))
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], ForestBytesError> {
        let taken = self.bytes[self.at..].first_chunk::<N>();
        let taken = *taken.ok_or(ForestBytesError::TooShort { at: self.at })?;
        self.at += N;
        Ok(taken)
    }

    fn count(&mut self) -> Result<usize, ForestBytesError> {
        Ok(u32::from_le_bytes(self.take()?) as usize)
    }

    fn number(&mut self) -> Result<f64, ForestBytesError> {
        Ok(f64::from_le_bytes(self.take()?))
    }

    fn child(&mut self) -> Result<Child, ForestBytesError> {
        let bits = u32::from_le_bytes(self.take()?);
        let idx = bits & !LEAF_BIT;
        Ok(if bits & LEAF_BIT == 0 {
            Child::Split(idx)
        } else {
            Child::Leaf(idx)
        })
    }
}
