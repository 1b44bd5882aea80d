//! One applicant as the application stands, and what of it each lever moves.

use std::collections::BTreeSet;

use super::flow::peer_of;
use crate::features::evaluate::Place;
use crate::features::evaluate::graph::Graph;
use crate::features::{Evaluator, Record, RecordError};
use crate::gbdt::{Cut, Forest};
use crate::model::preparation::Inputs;

/// One applicant's values, unchanged.
#[derive(Clone, Debug)]
pub(super) struct Base<'a> {
    pub(super) evaluator: &'a Evaluator,
    pub(super) inputs: &'a Inputs,
    /// By column of the forest, whether a split asks it.
    pub(super) is_read: &'a [bool],
    /// The application's cells, then the aggregates of all histories.
    pub(super) cells: Vec<f64>,
    /// Every node over the application's row.
    pub(super) nodes: Vec<f64>,
    /// The features, the peers behind them.
    pub(super) given: Vec<f32>,
    /// The row that the forest reads.
    pub(super) row: Vec<f32>,
}

impl<'a> Base<'a> {
    pub(super) fn new(
        evaluator: &'a Evaluator,
        inputs: &'a Inputs,
        is_read: &'a [bool],
        record: &Record,
    ) -> Result<Self, RecordError> {
        let cells = evaluator.application_inputs(record)?;
        let graph = evaluator.application();
        let mut values = Vec::new();
        graph.run(1, |idx| &cells[idx..=idx], &mut values);
        let features = evaluator.evaluate(record)?;
        Ok(Self {
            evaluator,
            inputs,
            is_read,
            nodes: values,
            given: inputs.with_peers(&features),
            row: inputs.row(&features).read,
            cells,
        })
    }
}

/// What each of up to 32 inputs moves, a bit each.
#[derive(Clone, Debug)]
pub(super) struct Reach {
    /// By node over the application's row.
    pub(super) nodes: Vec<u32>,
    /// By column of the forest.
    pub(super) columns: Vec<u32>,
}

impl Reach {
    /// Bit `i` stands for the application's cell at position `cells[i]`.
    pub(super) fn new(evaluator: &Evaluator, inputs: &Inputs, cells: &[usize]) -> Self {
        let nodes = nodes_moved(evaluator.application(), cells);
        let of_feature = |feature: usize| match evaluator.places()[feature] {
            Place::Row(node) => nodes[node],
            Place::Aggregate(_) => 0,
        };
        let of_column = |&given: &usize| match peer_of(inputs, given) {
            None => of_feature(given),
            Some(peer) => {
                let parts = inputs.peer(peer);
                let levels = parts.levels.iter().map(|&level| of_feature(level));
                levels.fold(of_feature(parts.value), |all, level| all | level)
            }
        };
        Self {
            columns: inputs.columns().iter().map(of_column).collect(),
            nodes,
        }
    }
}

fn nodes_moved(graph: &Graph, cells: &[usize]) -> Vec<u32> {
    let mut moved: Vec<u32> = Vec::with_capacity(graph.nodes().len());
    for node in graph.nodes() {
        let own = node
            .input()
            .and_then(|input| cells.iter().position(|&cell| cell == input));
        let own = own.map_or(0, |lever| 1 << lever);
        let operands = node.operands();
        moved.push(
            operands
                .iter()
                .fold(own, |all, &operand| all | moved[operand]),
        );
    }
    moved
}

/// By column, whether a split of the forest asks it.
pub(super) fn columns_read(forest: &Forest<Cut>) -> Vec<bool> {
    let splits = forest.trees.iter().flat_map(|tree| &tree.splits);
    let read: BTreeSet<usize> = splits.map(|split| split.feature_idx as usize).collect();
    (0..forest.n_features)
        .map(|column| read.contains(&column))
        .collect()
}
