//! The states of one statistic for every group, side by side.

use std::fmt::Debug;
use std::mem::size_of;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BinaryArray, BooleanArray, Float64Array};
use arrow::datatypes::Float64Type;
use creditwood_core::features::fixed::{FixedLine, FixedMoments, FixedSum};
use creditwood_core::features::state::{
    Count, CountDistinct, Earliest, Latest, LongestRun, Max, Mean, Min, OfLatest, State, Sum,
};
use datafusion::common::{DataFusionError, Result};
use datafusion::logical_expr::{EmitTo, GroupsAccumulator};

/// A state that can be stored as bytes: to spill it, or to merge it elsewhere.
pub(super) trait StoredState: State + Debug + Send + Sync + 'static {
    /// Appends the state's bytes.
    fn write(&self, bytes: &mut Vec<u8>);
    /// The state of bytes that [`StoredState::write`] wrote for the same statistic as this state's,
    /// of others nothing.
    fn read(&self, bytes: &[u8]) -> Option<Self>;
    /// What the state keeps outside of itself, in bytes.
    fn n_heap_bytes(&self) -> usize {
        0
    }
}

/// The states of one statistic, one a group.
#[derive(Debug)]
pub(super) struct Groups<S> {
    /// The state of no rows.
    empty: S,
    states: Vec<S>,
    n_heap_bytes: usize,
}

impl<S: StoredState> Groups<S> {
    /// No groups yet; each begins with this state of no rows.
    pub(super) fn new(empty: S) -> Self {
        Self {
            empty,
            states: Vec::new(),
            n_heap_bytes: 0,
        }
    }

    /// Makes sure that there are so many groups.
    pub(super) fn reserve(&mut self, n_groups: usize) {
        if self.states.len() < n_groups {
            self.states.resize(n_groups, self.empty.clone());
        }
    }

    fn change(&mut self, group: usize, change: impl FnOnce(&mut S)) {
        let state = &mut self.states[group];
        let n_before = state.n_heap_bytes();
        change(state);
        self.n_heap_bytes = self.n_heap_bytes + state.n_heap_bytes() - n_before;
    }

    fn take(&mut self, emit_to: EmitTo) -> Vec<S> {
        let taken = emit_to.take_needed(&mut self.states);
        let n_heap_bytes: usize = taken.iter().map(S::n_heap_bytes).sum();
        self.n_heap_bytes -= n_heap_bytes;
        taken
    }
}

/// Calls `add` with row, value and order of the values that count in a batch: those that are
/// present and pass the filter.
#[inline]
fn for_each_present(
    values: &[ArrayRef],
    filter: Option<&BooleanArray>,
    mut add: impl FnMut(usize, f64, f64),
) {
    let cells = |array: &'_ ArrayRef| array.as_primitive::<Float64Type>().values().clone();
    let (orders, values) = (values.get(1).map(cells), cells(&values[0]));
    let mut add_present = |row: usize| {
        let value = values[row];
        if !value.is_nan() {
            let order = orders.as_ref().map_or(f64::NAN, |orders| orders[row]);
            add(row, value, order);
        }
    };
    match filter {
        None => (0..values.len()).for_each(add_present),
        Some(filter) => {
            let passes = match filter.nulls() {
                None => filter.values().clone(),
                Some(nulls) => filter.values() & nulls.inner(),
            };
            passes.set_indices().for_each(&mut add_present);
        }
    }
}

fn stored<S: StoredState>(states: impl Iterator<Item = S>) -> ArrayRef {
    let mut bytes = Vec::new();
    Arc::new(BinaryArray::from_iter_values(states.map(|state| {
        bytes.clear();
        state.write(&mut bytes);
        bytes.clone()
    })))
}

impl<S: StoredState> GroupsAccumulator for Groups<S> {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        opt_filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.reserve(total_num_groups);
        for_each_present(values, opt_filter, |row, value, order| {
            self.change(group_indices[row], |state| state.add(value, order));
        });
        Ok(())
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let states = self.take(emit_to);
        Ok(Arc::new(Float64Array::from_iter_values(
            states.iter().map(S::value),
        )))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        Ok(vec![stored(self.take(emit_to).into_iter())])
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.reserve(total_num_groups);
        let stored = values[0].as_binary::<i32>();
        for (&group, bytes) in group_indices.iter().zip(stored.iter().flatten()) {
            let other = self.empty.read(bytes).ok_or_else(|| {
                DataFusionError::Internal("a stored state has the wrong length".to_owned())
            })?;
            self.change(group, |state| state.merge(&other));
        }
        Ok(())
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        opt_filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let mut states = vec![self.empty.clone(); values[0].len()];
        for_each_present(values, opt_filter, |row, value, order| {
            states[row].add(value, order);
        });
        Ok(vec![stored(states.into_iter())])
    }

    fn size(&self) -> usize {
        self.states.capacity() * size_of::<S>() + self.n_heap_bytes
    }
}

/// Splits a number of `N` bytes off the front.
fn split<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (head, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*head)
}

impl StoredState for Count {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend(self.0.to_le_bytes());
    }

    fn read(&self, mut bytes: &[u8]) -> Option<Self> {
        split(&mut bytes).map(u64::from_le_bytes).map(Self)
    }
}

impl StoredState for CountDistinct {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend(self.0.iter().flat_map(|value| value.to_le_bytes()));
    }

    fn read(&self, bytes: &[u8]) -> Option<Self> {
        let (chunks, rest) = bytes.as_chunks();
        let values = chunks.iter().copied().map(u64::from_le_bytes);
        rest.is_empty().then(|| Self(values.collect()))
    }

    fn n_heap_bytes(&self) -> usize {
        self.0.capacity() * size_of::<u64>()
    }
}

impl StoredState for Sum {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend(self.sum.steps().to_le_bytes());
        bytes.extend(self.n.to_le_bytes());
    }

    fn read(&self, mut bytes: &[u8]) -> Option<Self> {
        let sum = FixedSum::from_steps(i128::from_le_bytes(split(&mut bytes)?));
        let n = u64::from_le_bytes(split(&mut bytes)?);
        Some(Self { sum, n })
    }
}

impl StoredState for Mean {
    fn write(&self, bytes: &mut Vec<u8>) {
        self.0.write(bytes);
    }

    fn read(&self, bytes: &[u8]) -> Option<Self> {
        self.0.read(bytes).map(Self)
    }
}

impl StoredState for Min {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend(self.0.to_le_bytes());
    }

    fn read(&self, mut bytes: &[u8]) -> Option<Self> {
        split(&mut bytes).map(f64::from_le_bytes).map(Self)
    }
}

impl StoredState for Max {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend(self.0.to_le_bytes());
    }

    fn read(&self, mut bytes: &[u8]) -> Option<Self> {
        split(&mut bytes).map(f64::from_le_bytes).map(Self)
    }
}

impl StoredState for FixedMoments {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend(self.n.to_le_bytes());
        bytes.extend(self.sum.to_le_bytes());
        bytes.extend(self.squares.to_le_bytes());
    }

    fn read(&self, mut bytes: &[u8]) -> Option<Self> {
        Some(Self {
            n: u64::from_le_bytes(split(&mut bytes)?),
            sum: i128::from_le_bytes(split(&mut bytes)?),
            squares: i128::from_le_bytes(split(&mut bytes)?),
        })
    }
}

impl StoredState for Latest {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend(self.order.to_le_bytes());
        bytes.extend(self.value.to_le_bytes());
    }

    fn read(&self, mut bytes: &[u8]) -> Option<Self> {
        Some(Self {
            order: f64::from_le_bytes(split(&mut bytes)?),
            value: f64::from_le_bytes(split(&mut bytes)?),
        })
    }
}

impl StoredState for Earliest {
    fn write(&self, bytes: &mut Vec<u8>) {
        self.0.write(bytes);
    }

    fn read(&self, bytes: &[u8]) -> Option<Self> {
        self.0.read(bytes).map(Self)
    }
}

impl StoredState for FixedLine {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend(self.n.to_le_bytes());
        bytes.extend(self.x.to_le_bytes());
        for sum in [self.y, self.xx, self.xy] {
            bytes.extend(sum.to_le_bytes());
        }
    }

    fn read(&self, mut bytes: &[u8]) -> Option<Self> {
        Some(Self {
            n: u64::from_le_bytes(split(&mut bytes)?),
            x: i64::from_le_bytes(split(&mut bytes)?),
            y: i128::from_le_bytes(split(&mut bytes)?),
            xx: i128::from_le_bytes(split(&mut bytes)?),
            xy: i128::from_le_bytes(split(&mut bytes)?),
        })
    }
}

impl StoredState for OfLatest {
    fn write(&self, bytes: &mut Vec<u8>) {
        for (order, value) in &self.rows {
            bytes.extend(order.to_le_bytes());
            bytes.extend(value.to_le_bytes());
        }
    }

    fn read(&self, mut bytes: &[u8]) -> Option<Self> {
        let mut read = Self::new(self.n_rows, self.statistic);
        while !bytes.is_empty() {
            let order = f64::from_le_bytes(split(&mut bytes)?);
            let value = f64::from_le_bytes(split(&mut bytes)?);
            read.rows.push((order, value));
        }
        Some(read)
    }

    fn n_heap_bytes(&self) -> usize {
        self.rows.capacity() * size_of::<(f64, f64)>()
    }
}

impl StoredState for LongestRun {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend(self.months.to_le_bytes());
        bytes.push(u8::from(self.has_rows));
    }

    fn read(&self, mut bytes: &[u8]) -> Option<Self> {
        Some(Self {
            months: u128::from_le_bytes(split(&mut bytes)?),
            has_rows: split::<1>(&mut bytes)? != [0],
        })
    }
}

#[cfg(test)]
mod tests {
    use creditwood_core::features::aggregate::Unordered;
    use proptest::prelude::*;

    use super::*;

    fn numbers(values: impl Iterator<Item = f64>) -> ArrayRef {
        Arc::new(Float64Array::from_iter_values(values))
    }

    /// Whether states that were stored and merged give what one state of all rows gives.
    fn survives_storing<S: StoredState>(empty: S, rows: &[(f64, f64, usize)], cut: usize) -> bool {
        let run = |rows: &[(f64, f64, usize)]| {
            let mut groups = Groups::new(empty.clone());
            let columns = [
                numbers(rows.iter().map(|row| row.0)),
                numbers(rows.iter().map(|row| row.1)),
            ];
            let group_idxs: Vec<usize> = rows.iter().map(|row| row.2).collect();
            groups.update_batch(&columns, &group_idxs, None, 3).unwrap();
            groups
        };
        let (first, second) = rows.split_at(cut.min(rows.len()));
        let mut merged = run(first);
        let states = run(second).state(EmitTo::All).unwrap();
        merged.merge_batch(&states, &[0, 1, 2], 3).unwrap();
        let bits = |mut groups: Groups<S>| -> Vec<u64> {
            let values = groups.evaluate(EmitTo::All).unwrap();
            let values = values.as_primitive::<Float64Type>().values().iter();
            values.map(|value| (value + 0.0).to_bits()).collect()
        };
        bits(merged) == bits(run(rows))
    }

    proptest! {
        #[test]
        fn states_survive_storing_and_merging(
            rows in prop::collection::vec(
                (
                    prop_oneof![Just(f64::NAN), -1e9..1e9_f64, (-3..3_i32).prop_map(f64::from)],
                    prop_oneof![Just(f64::NAN), (-3..3_i32).prop_map(f64::from)],
                    0..3_usize,
                ),
                0..30,
            ),
            cut in 0..30_usize,
        ) {
            prop_assert!(survives_storing(Count::default(), &rows, cut));
            prop_assert!(survives_storing(CountDistinct::default(), &rows, cut));
            prop_assert!(survives_storing(Sum::default(), &rows, cut));
            prop_assert!(survives_storing(Mean::default(), &rows, cut));
            prop_assert!(survives_storing(Min::default(), &rows, cut));
            prop_assert!(survives_storing(Max::default(), &rows, cut));
            prop_assert!(survives_storing(FixedMoments::default(), &rows, cut));
            prop_assert!(survives_storing(Latest::default(), &rows, cut));
            prop_assert!(survives_storing(Earliest::default(), &rows, cut));
            prop_assert!(survives_storing(FixedLine::default(), &rows, cut));
            prop_assert!(survives_storing(LongestRun::default(), &rows, cut));
            for statistic in [Unordered::Count, Unordered::Sum, Unordered::Max] {
                prop_assert!(survives_storing(OfLatest::new(3, statistic), &rows, cut));
            }
        }
    }

    #[test]
    fn the_memory_of_different_values_is_counted() {
        let mut groups = Groups::new(CountDistinct::default());
        let values = [numbers((0..100).map(f64::from))];
        groups.update_batch(&values, &[0; 100], None, 1).unwrap();
        assert!(groups.size() >= 100 * size_of::<u64>());
        groups.evaluate(EmitTo::All).unwrap();
        assert_eq!(groups.n_heap_bytes, 0);
    }
}
