//! What a forest looks at, as its splits tell.

use serde::{Deserialize, Serialize};

use super::cut::Question;
use super::tree::Forest;

/// How much a forest looks at a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Importance {
    /// Sum of the gains of all splits by the column.
    pub gain: f64,
    /// How many splits there are by the column.
    pub n_splits: usize,
    /// Sum of the training rows that came by the splits by the column, unweighted.
    pub cover: f64,
}

impl<Q: Question> Forest<Q> {
    /// The importance of each of the [`Forest::n_features`] columns, in their order.
    pub fn importances(&self) -> Vec<Importance> {
        let mut importances = vec![Importance::default(); self.n_features];
        for split in self.trees.iter().flat_map(|tree| &tree.splits) {
            let importance = &mut importances[split.feature_idx as usize];
            importance.gain += split.gain;
            importance.n_splits += 1;
            importance.cover += split.cover;
        }
        importances
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::{Child, Leaf, Split, Tree};
    use super::*;

    #[test]
    fn importances_add_up_the_gains_splits_and_covers_of_every_tree() {
        let stump = |feature_idx, gain| Tree {
            splits: vec![Split {
                feature_idx,
                threshold: 0.0,
                holes_left: false,
                left: Child::Leaf(0),
                right: Child::Leaf(1),
                cover: 2.0,
                gain,
            }],
            leaves: vec![
                Leaf {
                    value: 0.0,
                    cover: 1.0
                };
                2
            ],
        };
        let trees = vec![stump(2, 1.5), stump(0, 4.0), stump(2, 0.25)];
        let forest = Forest {
            trees,
            base_score: 0.0,
            n_features: 3,
        };
        let expected = [(4.0, 1, 2.0), (0.0, 0, 0.0), (1.75, 2, 4.0)];
        let expected = expected.map(|(gain, n_splits, cover)| Importance {
            gain,
            n_splits,
            cover,
        });
        assert_eq!(forest.importances(), expected);
    }
}
