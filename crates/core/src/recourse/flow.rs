//! What follows from some inputs: the way from the application's cells to the forest's columns, of
//! which only what these inputs move is computed again.

use std::collections::{BTreeMap, BTreeSet};

use super::base::{Base, Reach};
use super::fold::fold;
use super::span::Span;
use crate::features::Deviation;
use crate::features::evaluate::Place;
use crate::features::evaluate::graph::{Bits, Node, NodeIdx};
use crate::model::preparation::{Fence, Inputs};

/// Spans of everything between some inputs and the columns that they move. Each has a slot, and
/// reads slots before its own; what does not move is there from the start.
#[derive(Clone, Debug, Default)]
pub(super) struct Flow {
    slots: Vec<Span>,
    /// Of the inputs, in the order in which they were asked for.
    inputs: Vec<usize>,
    steps: Vec<(usize, Node)>,
    exits: Vec<Exit>,
    peers: Vec<PeerStep>,
    steps_to_columns: Vec<ColumnStep>,
    /// All columns of the forest; those that do not move keep the applicant's values.
    columns: Vec<Span>,
}

/// A feature leaves the executor.
#[derive(Clone, Copy, Debug)]
struct Exit {
    from: usize,
    to: usize,
}

/// A feature is compared with its peers.
#[derive(Clone, Debug)]
struct PeerStep {
    value: usize,
    levels: Vec<usize>,
    deviation: Deviation,
    medians: Vec<f64>,
    to: usize,
}

/// A feature becomes a column of the forest.
#[derive(Clone, Copy, Debug)]
struct ColumnStep {
    from: usize,
    fence: Option<Fence>,
    fill: Option<f32>,
    column: usize,
}

impl Flow {
    /// What follows from the application's cells at the positions `cells`, of which `reach` tells by
    /// the bits of `set` what they move.
    pub(super) fn new(base: &Base<'_>, reach: &Reach, set: u32, cells: &[usize]) -> Self {
        let is_moved = |mask: u32| mask & set != 0;
        let columns: Vec<usize> = (0..reach.columns.len())
            .filter(|&column| is_moved(reach.columns[column]) && base.is_read[column])
            .collect();
        let mut flow = Self {
            columns: base
                .row
                .iter()
                .map(|&value| Span::of(value.into()))
                .collect(),
            ..Self::default()
        };
        let inputs = cells.iter().map(|&cell| (cell, flow.add(Span::NONE)));
        let slot_by_cell: BTreeMap<usize, usize> = inputs.collect();
        flow.inputs = cells.iter().map(|cell| slot_by_cell[cell]).collect();
        let features = features_behind(base.inputs, &columns);
        let nodes = flow.add_nodes(base, reach, set, &slot_by_cell, &features);
        let mut slot_by_given = flow.add_exits(base, reach, set, &nodes, &features);
        flow.add_peers(base.inputs, &columns, &mut slot_by_given);
        flow.add_columns(base.inputs, &columns, &slot_by_given);
        flow
    }

    fn add(&mut self, span: Span) -> usize {
        self.slots.push(span);
        self.slots.len() - 1
    }

    /// Adds the nodes that the features are computed of; their slots.
    fn add_nodes(
        &mut self,
        base: &Base<'_>,
        reach: &Reach,
        set: u32,
        slot_by_cell: &BTreeMap<usize, usize>,
        features: &BTreeSet<usize>,
    ) -> BTreeMap<NodeIdx, usize> {
        let graph = base.evaluator.application().nodes();
        let is_moved = |node: NodeIdx| reach.nodes[node] & set != 0;
        let places = features
            .iter()
            .map(|&feature| base.evaluator.places()[feature]);
        let mut needed: BTreeSet<NodeIdx> = places.filter_map(node_of).collect();
        let mut open: Vec<NodeIdx> = needed.iter().copied().collect();
        while let Some(node) = open.pop() {
            let operands = graph[node].operands().into_iter();
            let new = operands.filter(|&operand| is_moved(node) && needed.insert(operand));
            open.extend(new.collect::<Vec<_>>());
        }
        let mut slots = BTreeMap::new();
        for node in needed {
            let slot = match &graph[node] {
                _ if !is_moved(node) => self.add(Span::of(base.nodes[node])),
                Node::Input(cell) => slot_by_cell[cell],
                moved => {
                    let step = moved.moved(|operand| slots[&operand], |cell| slot_by_cell[&cell]);
                    let slot = self.add(Span::NONE);
                    self.steps.push((slot, step));
                    slot
                }
            };
            slots.insert(node, slot);
        }
        slots
    }

    /// Adds the values with which features leave; their slots by the features' positions.
    fn add_exits(
        &mut self,
        base: &Base<'_>,
        reach: &Reach,
        set: u32,
        nodes: &BTreeMap<NodeIdx, usize>,
        features: &BTreeSet<usize>,
    ) -> BTreeMap<usize, usize> {
        let mut slots = BTreeMap::new();
        for &feature in features {
            let node = node_of(base.evaluator.places()[feature]);
            let slot = match node {
                Some(node) if reach.nodes[node] & set != 0 => {
                    let to = self.add(Span::NONE);
                    let from = nodes[&node];
                    self.exits.push(Exit { from, to });
                    to
                }
                _ => self.add(Span::of(base.given[feature].into())),
            };
            slots.insert(feature, slot);
        }
        slots
    }

    fn add_peers(
        &mut self,
        inputs: &Inputs,
        columns: &[usize],
        slot_by_given: &mut BTreeMap<usize, usize>,
    ) {
        for &column in columns {
            let given = inputs.columns()[column];
            let Some(peer) = peer_of(inputs, given) else {
                continue;
            };
            let parts = inputs.peer(peer);
            let to = self.add(Span::NONE);
            self.peers.push(PeerStep {
                value: slot_by_given[&parts.value],
                levels: parts
                    .levels
                    .iter()
                    .map(|level| slot_by_given[level])
                    .collect(),
                deviation: parts.deviation,
                medians: parts.medians.to_vec(),
                to,
            });
            slot_by_given.insert(given, to);
        }
    }

    fn add_columns(
        &mut self,
        inputs: &Inputs,
        columns: &[usize],
        slot_by_given: &BTreeMap<usize, usize>,
    ) {
        let cleaning = inputs.cleaning();
        let (capping, imputer) = (cleaning.capping.as_ref(), cleaning.imputer.as_ref());
        let steps = columns.iter().map(|&column| ColumnStep {
            from: slot_by_given[&inputs.columns()[column]],
            fence: capping.and_then(|capping| capping.fences[column]),
            fill: imputer.map(|imputer| imputer.fills()[column]),
            column,
        });
        self.steps_to_columns = steps.collect();
    }

    /// What all columns of the forest may be where the inputs are within these spans.
    pub(super) fn run(&mut self, spans: impl Iterator<Item = Span>) -> &[Span] {
        for (&slot, span) in self.inputs.iter().zip(spans) {
            self.slots[slot] = span;
        }
        for (slot, node) in &self.steps {
            self.slots[*slot] = span_of(node, &self.slots);
        }
        for exit in &self.exits {
            self.slots[exit.to] = self.slots[exit.from].exit();
        }
        for peer in &self.peers {
            self.slots[peer.to] = peer.span(&self.slots);
        }
        for step in &self.steps_to_columns {
            self.columns[step.column] = step.span(self.slots[step.from]);
        }
        &self.columns
    }
}

/// The features of which columns are computed, those of their peers included.
fn features_behind(inputs: &Inputs, columns: &[usize]) -> BTreeSet<usize> {
    let mut features = BTreeSet::new();
    for &column in columns {
        let given = inputs.columns()[column];
        match peer_of(inputs, given) {
            Some(peer) => {
                let parts = inputs.peer(peer);
                features.extend(parts.levels.iter().copied().chain([parts.value]));
            }
            None => {
                features.insert(given);
            }
        }
    }
    features
}

/// The place among the peers of what stands behind the features given.
pub(super) fn peer_of(inputs: &Inputs, given: usize) -> Option<usize> {
    given.checked_sub(inputs.n_given())
}

fn node_of(place: Place) -> Option<NodeIdx> {
    match place {
        Place::Row(node) => Some(node),
        Place::Aggregate(_) => None,
    }
}

/// What a node may be, of slots that stand before its own.
fn span_of(node: &Node, slots: &[Span]) -> Span {
    let cells = |bits: &Bits| bits.number();
    match node {
        Node::Input(cell) => slots[*cell],
        Node::Without(cell, sentinel) => slots[*cell].without(sentinel.number()),
        Node::IsAny(cell, known) => slots[*cell].is_any(known.iter().map(cells)),
        Node::Number(number) => Span::of(number.number()),
        Node::Binary(op, left, right) => Span::binary(*op, slots[*left], slots[*right]),
        Node::Unary(op, operand) => Span::unary(*op, slots[*operand]),
        Node::Fold(of, operands) => {
            let operands: Vec<Span> = operands.iter().map(|&operand| slots[operand]).collect();
            fold(*of, &operands)
        }
        Node::When(cond, then, otherwise) => {
            let cond = slots[*cond];
            match (cond.may_hold(), cond.may_fail()) {
                (true, true) => slots[*then].or(slots[*otherwise]),
                (true, false) => slots[*then],
                _ => slots[*otherwise],
            }
        }
        Node::Compare(comparison, left, right) => {
            Span::compare(*comparison, slots[*left], slots[*right])
        }
        Node::IsHole(operand) => {
            let operand = slots[*operand];
            Span::truth(operand.hole, !operand.is_empty())
        }
        Node::All(conds) => {
            let mut conds = conds.iter().map(|&cond| slots[cond]);
            let may_hold = conds.clone().all(Span::may_hold);
            Span::truth(may_hold, conds.any(Span::may_fail))
        }
        Node::Any(conds) => {
            let mut conds = conds.iter().map(|&cond| slots[cond]);
            let may_fail = conds.clone().all(Span::may_fail);
            Span::truth(conds.any(Span::may_hold), may_fail)
        }
        Node::Not(cond) => Span::truth(slots[*cond].may_fail(), slots[*cond].may_hold()),
    }
}

impl PeerStep {
    /// The deviation from the median of every level that may be the applicant's: the first whose
    /// feature is 1, or none.
    fn span(&self, slots: &[Span]) -> Span {
        let value = slots[self.value];
        let mut deviations = Span::NONE;
        for (&level, &median) in self.levels.iter().zip(&self.medians) {
            let told = slots[level];
            if told.lo <= 1.0 && told.hi >= 1.0 {
                deviations = deviations.or(value.deviation(self.deviation, median));
            }
            if told == Span::of(1.0) {
                return deviations;
            }
        }
        let untold = self.medians[self.levels.len()];
        deviations.or(value.deviation(self.deviation, untold))
    }
}

impl ColumnStep {
    fn span(&self, shown: Span) -> Span {
        let capped = match self.fence {
            Some(fence) => shown.capped(fence.lower, fence.upper),
            None => shown,
        };
        match self.fill {
            Some(fill) => capped.filled(fill),
            None => capped,
        }
    }
}
