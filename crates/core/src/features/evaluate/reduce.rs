//! Statistics of the rows of a table, all together or group by group.

use std::mem::take;

use super::graph::{Columns, Graph, NodeIdx, Scope, holds};
use crate::features::aggregate::{Reduction, Statistic, Unordered};
use crate::features::fixed::{FixedLine, FixedMoments};
use crate::features::state::{self, CountDistinct, OfLatest, State};

/// Rows by group: those of the first group, then those of the second, and so on.
#[derive(Clone, Debug, Default)]
pub(super) struct Groups {
    rows: Vec<u32>,
    /// Where each group's rows end.
    ends: Vec<usize>,
}

impl Groups {
    /// All rows as one group, which may be empty.
    pub(super) fn set_one(&mut self, n_rows: usize) {
        self.rows.clear();
        self.rows.extend(0..n_rows as u32);
        self.ends.clear();
        self.ends.push(n_rows);
    }

    /// A group for each different key.
    pub(super) fn set_by_key(&mut self, keys: &[Option<i64>]) {
        self.rows.clear();
        self.rows.extend(0..keys.len() as u32);
        self.rows.sort_by_key(|&row| keys[row as usize]);
        self.ends.clear();
        let runs = self
            .rows
            .chunk_by(|&left, &right| keys[left as usize] == keys[right as usize]);
        self.ends.extend(runs.scan(0, |end, run| {
            *end += run.len();
            Some(*end)
        }));
    }

    /// The rows of `all` that fulfil a condition, in the same groups.
    fn set_where(&mut self, all: &Self, cond: &[f64]) {
        self.rows.clear();
        self.ends.clear();
        let mut start = 0;
        for &end in &all.ends {
            let rows = all.rows[start..end].iter();
            self.rows
                .extend(rows.filter(|&&row| holds(cond[row as usize])));
            self.ends.push(self.rows.len());
            start = end;
        }
    }

    /// How many groups there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }
}

/// Distinct statistics over the same rows, by filter.
#[derive(Clone, Debug, Default)]
pub(super) struct Reductions {
    filters: Vec<(Option<NodeIdx>, Vec<Reduce>)>,
    n_reductions: usize,
}

/// One statistic, with nodes in place of expressions.
#[derive(Clone, Debug)]
struct Reduce {
    /// Its position among all.
    idx: usize,
    statistic: Statistic,
    value: NodeIdx,
    order: Option<NodeIdx>,
}

impl Reductions {
    /// The position of a statistic, whose expressions become nodes of the graph.
    pub(super) fn add(
        &mut self,
        reduction: Reduction<'_>,
        graph: &mut Graph,
        scope: Scope<'_>,
    ) -> usize {
        let value = graph.add_expr(reduction.value, scope);
        let order = reduction.statistic.order();
        let order = order.map(|order| graph.add_expr(order, scope));
        let filter = reduction.filter.map(|cond| graph.add_cond(cond, scope));
        let place = self.filters.iter().position(|(known, _)| *known == filter);
        let place = place.unwrap_or_else(|| {
            self.filters.push((filter, Vec::new()));
            self.filters.len() - 1
        });
        let reductions = &mut self.filters[place].1;
        let is_same = |known: &&Reduce| {
            (known.value, known.order) == (value, order) && known.statistic == *reduction.statistic
        };
        if let Some(known) = reductions.iter().find(is_same) {
            return known.idx;
        }
        let idx = self.n_reductions;
        reductions.push(Reduce {
            idx,
            statistic: reduction.statistic.clone(),
            value,
            order,
        });
        self.n_reductions += 1;
        idx
    }

    /// How many statistics there are.
    pub(super) fn len(&self) -> usize {
        self.n_reductions
    }

    /// Appends to `out` the statistics of all groups: first those of the first statistic.
    pub(super) fn run(
        &self,
        columns: Columns<'_>,
        groups: &Groups,
        scratch: &mut Scratch,
        out: &mut Vec<f64>,
    ) {
        let first = out.len();
        let n_groups = groups.len();
        out.resize(first + self.n_reductions * n_groups, f64::NAN);
        let out = &mut out[first..];
        let mut chosen = take(&mut scratch.chosen);
        for (filter, reductions) in &self.filters {
            let groups = match filter {
                None => groups,
                Some(cond) => {
                    chosen.set_where(groups, columns.of(*cond));
                    &chosen
                }
            };
            for reduce in reductions {
                let out = &mut out[reduce.idx * n_groups..][..n_groups];
                reduce.run(columns, groups, scratch, out);
            }
        }
        scratch.chosen = chosen;
    }
}

/// Memory that is used again and again.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    chosen: Groups,
    different: Vec<u64>,
    latest: Vec<(f64, f64)>,
}

impl Reduce {
    fn run(&self, columns: Columns<'_>, groups: &Groups, scratch: &mut Scratch, out: &mut [f64]) {
        let mut each = Each {
            values: columns.of(self.value),
            orders: self.order.map(|order| columns.of(order)),
            groups,
            out,
        };
        match &self.statistic {
            Statistic::Count => each.run(state::Count::default()),
            Statistic::Sum => each.run(state::Sum::default()),
            Statistic::Mean => each.run(state::Mean::default()),
            Statistic::Min => each.run(state::Min::default()),
            Statistic::Max => each.run(state::Max::default()),
            Statistic::StandardDeviation => each.run(FixedMoments::default()),
            Statistic::Latest(_) => each.run(state::Latest::default()),
            Statistic::Earliest(_) => each.run(state::Earliest::default()),
            Statistic::Slope(_) => each.run(FixedLine::default()),
            Statistic::LongestRun(_) => each.run(state::LongestRun::default()),
            Statistic::CountDistinct => {
                let mut state = CountDistinct(take(&mut scratch.different));
                each.run_with(&mut state, |state| state.0.clear());
                scratch.different = state.0;
            }
            Statistic::OfLatest {
                n_rows, statistic, ..
            } => {
                let mut state = OfLatest::new(*n_rows, Unordered::checked(statistic));
                state.rows = take(&mut scratch.latest);
                each.run_with(&mut state, |state| state.rows.clear());
                scratch.latest = state.rows;
            }
        }
    }
}

/// One statistic of each group.
struct Each<'a> {
    values: &'a [f64],
    orders: Option<&'a [f64]>,
    groups: &'a Groups,
    out: &'a mut [f64],
}

impl Each<'_> {
    fn run<S: State>(&mut self, empty: S) {
        let mut state = empty.clone();
        self.run_with(&mut state, |state| state.clone_from(&empty));
    }

    /// Keeps each group's rows in the same state, which `clear` makes one of no rows.
    fn run_with<S: State>(&mut self, state: &mut S, clear: impl Fn(&mut S)) {
        let mut start = 0;
        for (out, &end) in self.out.iter_mut().zip(&self.groups.ends) {
            clear(state);
            let rows = self.groups.rows[start..end].iter().map(|&row| row as usize);
            let rows = rows.filter(|&row| !self.values[row].is_nan());
            match self.orders {
                None => rows.for_each(|row| state.add(self.values[row], f64::NAN)),
                Some(orders) => rows.for_each(|row| state.add(self.values[row], orders[row])),
            }
            *out = state.value();
            start = end;
        }
    }
}
