//! The forest as bytes: little-endian columns, tree by tree, as small as exact bits allow.

use thiserror::Error;

use crate::gbdt::{Child, Forest, ForestError, Leaf, Split, Tree};

/// Why bytes are not a forest.
#[derive(Clone, Debug, PartialEq, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub(super) enum ForestBytesError {
    #[error("the bytes end inside of the forest at {at}")]
    TooShort { at: usize },
    #[error("{n} bytes follow the forest")]
    TooLong { n: usize },
    #[error(transparent)]
    NotAForest(#[from] ForestError),
}

/// Bit 31 of a stored child tells a leaf from a split.
const LEAF_BIT: u32 = 1 << 31;

/// The forest's bytes.
pub(super) fn encode(forest: &Forest) -> Vec<u8> {
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

fn encode_tree(bytes: &mut Vec<u8>, tree: &Tree) {
    put_u32(bytes, tree.splits.len());
    for split in &tree.splits {
        bytes.extend(split.feature_idx.to_le_bytes());
        bytes.extend(split.threshold.to_le_bytes());
        bytes.push(u8::from(split.holes_left));
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
pub(super) fn decode(bytes: &[u8]) -> Result<Forest, ForestBytesError> {
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

fn decode_tree(reader: &mut Reader<'_>) -> Result<Tree, ForestBytesError> {
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

fn decode_split(reader: &mut Reader<'_>) -> Result<Split, ForestBytesError> {
    Ok(Split {
        feature_idx: u32::from_le_bytes(reader.take()?),
        threshold: reader.number()?,
        holes_left: reader.take::<1>()? != [0],
        left: reader.child()?,
        right: reader.child()?,
        cover: reader.number()?,
        gain: reader.number()?,
    })
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
