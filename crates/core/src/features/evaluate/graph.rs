//! Expressions over many rows at once: each distinct one is a column, computed once.
//!
//! A condition is a column too, 1 where it holds and 0 where it does not, so the number of a
//! condition is the condition itself.

use std::collections::HashMap;

use crate::features::expression::{BinaryOp, Comparison, Cond, Expr, Fold, UnaryOp};
use crate::schema::Table;

/// The position of an expression in its graph.
pub(crate) type NodeIdx = usize;

/// The bits of a number, by which nodes are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Bits(u64);

impl From<f64> for Bits {
    fn from(number: f64) -> Self {
        Self(number.to_bits())
    }
}

impl Bits {
    pub(crate) fn number(self) -> f64 {
        f64::from_bits(self.0)
    }
}

/// An expression over nodes before it, or over a column of the input.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Node {
    Input(usize),
    /// The input, a hole where it is this.
    Without(usize, Bits),
    Number(Bits),
    Binary(BinaryOp, NodeIdx, NodeIdx),
    Unary(UnaryOp, NodeIdx),
    Fold(Fold, Vec<NodeIdx>),
    /// The second where the first holds, else the third.
    When(NodeIdx, NodeIdx, NodeIdx),
    Compare(Comparison, NodeIdx, NodeIdx),
    /// Whether the input is one of these.
    IsAny(usize, Vec<Bits>),
    IsHole(NodeIdx),
    All(Vec<NodeIdx>),
    Any(Vec<NodeIdx>),
    Not(NodeIdx),
}

/// What is read by the name of a feature, or of a statistic of groups.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Named {
    Node(NodeIdx),
    Input(usize),
}

/// Where names are looked up. The table's columns are the first inputs.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(super) table: &'static Table,
    pub(super) named: &'a dyn Fn(&str) -> Named,
}

/// Distinct expressions, each behind those that it reads.
#[derive(Clone, Debug, Default)]
pub(crate) struct Graph {
    nodes: Vec<Node>,
    idx_of: HashMap<Node, NodeIdx>,
}

impl Graph {
    /// All nodes; each reads only those before it.
    pub(crate) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    fn add(&mut self, node: Node) -> NodeIdx {
        *self.idx_of.entry(node).or_insert_with_key(|node| {
            self.nodes.push(node.clone());
            self.nodes.len() - 1
        })
    }

    /// The node of an expression, whose names a checked catalogue has.
    pub(super) fn add_expr(&mut self, expr: &Expr, scope: Scope<'_>) -> NodeIdx {
        let node = match expr {
            Expr::Column(name) => {
                let idx = scope.column_idx(name);
                match scope.table.columns[idx].sentinel {
                    Some(sentinel) => Node::Without(idx, sentinel.into()),
                    None => Node::Input(idx),
                }
            }
            Expr::Feature(name) => match (scope.named)(name) {
                Named::Node(idx) => return idx,
                Named::Input(idx) => Node::Input(idx),
            },
            Expr::Number(value) => Node::Number((*value).into()),
            Expr::Hole => Node::Number(f64::NAN.into()),
            Expr::Binary(op, left, right) => {
                let left = self.add_expr(left, scope);
                Node::Binary(*op, left, self.add_expr(right, scope))
            }
            Expr::Unary(op, operand) => Node::Unary(*op, self.add_expr(operand, scope)),
            Expr::Fold(fold, operands) => {
                let operands = operands.iter().map(|operand| self.add_expr(operand, scope));
                Node::Fold(*fold, operands.collect())
            }
            Expr::Flag(cond) => return self.add_cond(cond, scope),
            Expr::When(cond, then, otherwise) => {
                let cond = self.add_cond(cond, scope);
                let then = self.add_expr(then, scope);
                Node::When(cond, then, self.add_expr(otherwise, scope))
            }
        };
        self.add(node)
    }

    /// The node of a condition.
    pub(super) fn add_cond(&mut self, cond: &Cond, scope: Scope<'_>) -> NodeIdx {
        let node = match cond {
            Cond::Compare(comparison, left, right) => {
                let left = self.add_expr(left, scope);
                Node::Compare(*comparison, left, self.add_expr(right, scope))
            }
            Cond::IsLevel(name, levels) => {
                let idx = scope.column_idx(name);
                let kind = &scope.table.columns[idx].kind;
                let cells = levels.iter().map(|level| kind.level_cell(level).into());
                Node::IsAny(idx, cells.collect())
            }
            Cond::IsOther(name) => {
                let idx = scope.column_idx(name);
                let other = scope.table.columns[idx].kind.levels().len() as f64;
                Node::IsAny(idx, vec![other.into()])
            }
            Cond::IsSentinel(name) => {
                let idx = scope.column_idx(name);
                let sentinel = scope.table.columns[idx].sentinel.map(Bits::from);
                Node::IsAny(idx, sentinel.into_iter().collect())
            }
            Cond::IsHole(operand) => Node::IsHole(self.add_expr(operand, scope)),
            Cond::All(conds) => Node::All(self.add_conds(conds, scope)),
            Cond::Any(conds) => Node::Any(self.add_conds(conds, scope)),
            Cond::Not(cond) => Node::Not(self.add_cond(cond, scope)),
        };
        self.add(node)
    }

    fn add_conds(&mut self, conds: &[Cond], scope: Scope<'_>) -> Vec<NodeIdx> {
        conds
            .iter()
            .map(|cond| self.add_cond(cond, scope))
            .collect()
    }

    /// Computes every node over rows whose columns `input` gives, into `cells`.
    pub(crate) fn run<'c, 'i>(
        &self,
        n_rows: usize,
        input: impl Fn(usize) -> &'i [f64],
        cells: &'c mut Vec<f64>,
    ) -> Columns<'c> {
        cells.clear();
        cells.resize(self.nodes.len() * n_rows, 0.0);
        for (idx, node) in self.nodes.iter().enumerate() {
            let (done, open) = cells.split_at_mut(idx * n_rows);
            let done = Columns {
                cells: done,
                n_rows,
            };
            node.run(&input, done, &mut open[..n_rows]);
        }
        Columns { cells, n_rows }
    }
}

impl Scope<'_> {
    fn column_idx(&self, name: &str) -> usize {
        let idx = self.table.column_idx(name);
        idx.expect("a checked catalogue reads columns that exist")
    }
}

/// The nodes computed so far.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Columns<'c> {
    cells: &'c [f64],
    n_rows: usize,
}

impl<'c> Columns<'c> {
    /// The values of a node, one a row.
    pub(crate) fn of(self, node: NodeIdx) -> &'c [f64] {
        &self.cells[node * self.n_rows..][..self.n_rows]
    }
}

/// Whether the number of a condition says that it holds.
pub(crate) fn holds(number: f64) -> bool {
    number != 0.0
}

impl Node {
    /// The input that it reads itself, if it reads one.
    pub(crate) fn input(&self) -> Option<usize> {
        match self {
            Self::Input(idx) | Self::Without(idx, _) | Self::IsAny(idx, _) => Some(*idx),
            _ => None,
        }
    }

    /// The nodes that it reads.
    pub(crate) fn operands(&self) -> Vec<NodeIdx> {
        match self {
            Self::Input(_) | Self::Without(..) | Self::IsAny(..) | Self::Number(_) => Vec::new(),
            Self::Binary(_, left, right) | Self::Compare(_, left, right) => vec![*left, *right],
            Self::Unary(_, operand) | Self::IsHole(operand) | Self::Not(operand) => vec![*operand],
            Self::When(cond, then, otherwise) => vec![*cond, *then, *otherwise],
            Self::Fold(_, operands) | Self::All(operands) | Self::Any(operands) => operands.clone(),
        }
    }

    /// The same over other places of the nodes and the input that it reads.
    pub(crate) fn moved(
        &self,
        place_of: impl Fn(NodeIdx) -> usize,
        place_of_input: impl Fn(usize) -> usize,
    ) -> Self {
        let at = |idx: &NodeIdx| place_of(*idx);
        let all = |idxs: &[NodeIdx]| idxs.iter().map(at).collect();
        match self {
            Self::Input(idx) => Self::Input(place_of_input(*idx)),
            Self::Without(idx, sentinel) => Self::Without(place_of_input(*idx), *sentinel),
            Self::IsAny(idx, cells) => Self::IsAny(place_of_input(*idx), cells.clone()),
            Self::Number(number) => Self::Number(*number),
            Self::Binary(op, left, right) => Self::Binary(*op, at(left), at(right)),
            Self::Compare(comparison, left, right) => {
                Self::Compare(*comparison, at(left), at(right))
            }
            Self::Unary(op, operand) => Self::Unary(*op, at(operand)),
            Self::IsHole(operand) => Self::IsHole(at(operand)),
            Self::Not(operand) => Self::Not(at(operand)),
            Self::When(cond, then, otherwise) => Self::When(at(cond), at(then), at(otherwise)),
            Self::Fold(fold, operands) => Self::Fold(*fold, all(operands)),
            Self::All(conds) => Self::All(all(conds)),
            Self::Any(conds) => Self::Any(all(conds)),
        }
    }

    fn run<'i>(&self, input: impl Fn(usize) -> &'i [f64], done: Columns<'_>, out: &mut [f64]) {
        match self {
            Self::Input(idx) => out.copy_from_slice(input(*idx)),
            Self::Without(idx, sentinel) => {
                let sentinel = sentinel.number();
                let present = |cell| if cell == sentinel { f64::NAN } else { cell };
                map(out, input(*idx), present);
            }
            Self::Number(number) => out.fill(number.number()),
            Self::Binary(op, left, right) => run_binary(*op, out, done.of(*left), done.of(*right)),
            Self::Unary(op, operand) => map(out, done.of(*operand), |cell| op.apply(cell)),
            Self::Fold(fold, operands) => {
                for (row, out) in out.iter_mut().enumerate() {
                    *out = fold.apply(operands.iter().map(|operand| done.of(*operand)[row]));
                }
            }
            Self::When(cond, then, otherwise) => {
                let branches = done.of(*then).iter().zip(done.of(*otherwise));
                for ((out, &cond), (then, otherwise)) in
                    out.iter_mut().zip(done.of(*cond)).zip(branches)
                {
                    *out = if holds(cond) { *then } else { *otherwise };
                }
            }
            Self::Compare(comparison, left, right) => {
                run_comparison(*comparison, out, done.of(*left), done.of(*right));
            }
            Self::IsAny(idx, cells) => {
                let is_any = |cell| cells.iter().any(|known| known.number() == cell);
                map(out, input(*idx), |cell| number_of(is_any(cell)));
            }
            Self::IsHole(operand) => map(out, done.of(*operand), |cell| number_of(cell.is_nan())),
            Self::All(conds) => {
                out.fill(1.0);
                for cond in conds {
                    update(
                        out,
                        done.of(*cond),
                        |all, cond| if holds(cond) { all } else { 0.0 },
                    );
                }
            }
            Self::Any(conds) => {
                out.fill(0.0);
                for cond in conds {
                    update(
                        out,
                        done.of(*cond),
                        |any, cond| if holds(cond) { 1.0 } else { any },
                    );
                }
            }
            Self::Not(cond) => map(out, done.of(*cond), |cond| number_of(!holds(cond))),
        }
    }
}

fn number_of(truth: bool) -> f64 {
    f64::from(u8::from(truth))
}

fn map(out: &mut [f64], cells: &[f64], of: impl Fn(f64) -> f64) {
    for (out, &cell) in out.iter_mut().zip(cells) {
        *out = of(cell);
    }
}

fn update(out: &mut [f64], cells: &[f64], of: impl Fn(f64, f64) -> f64) {
    for (out, &cell) in out.iter_mut().zip(cells) {
        *out = of(*out, cell);
    }
}

fn map_two(out: &mut [f64], left: &[f64], right: &[f64], of: impl Fn(f64, f64) -> f64) {
    for (out, (&left, &right)) in out.iter_mut().zip(left.iter().zip(right)) {
        *out = of(left, right);
    }
}

/// Runs a loop for each variant, in which the operation is a constant.
macro_rules! constant {
    ($op:expr, $type:ident: $($variant:ident)*, $op_name:ident => $run:expr) => {
        match $op {
            $($type::$variant => {
                let $op_name = $type::$variant;
                $run
            })*
        }
    };
}

fn run_binary(op: BinaryOp, out: &mut [f64], left: &[f64], right: &[f64]) {
    constant!(op, BinaryOp: Add Subtract Multiply Divide, op => {
        map_two(out, left, right, |left, right| op.apply(left, right));
    });
}

fn run_comparison(comparison: Comparison, out: &mut [f64], left: &[f64], right: &[f64]) {
    constant!(comparison, Comparison: Less AtMost Equal AtLeast Greater, comparison => {
        map_two(out, left, right, |left, right| number_of(comparison.holds(left, right)));
    });
}
