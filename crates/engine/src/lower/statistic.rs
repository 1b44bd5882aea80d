//! The statistics as DataFusion aggregate functions that keep core's own states.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::datatypes::{DataType, Field, FieldRef};
use creditwood_core::features::aggregate::{FixedMoments, Statistic};
use creditwood_core::features::state;
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::AggregateOrderSensitivity;
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, AggregateUDFImpl, EmitTo, GroupsAccumulator, Signature, Volatility,
};

use super::groups::{Groups, StoredState};

/// The aggregate function of a statistic; the latest and the earliest take the order as their
/// second argument.
pub(super) fn function_of(statistic: &Statistic) -> AggregateUDF {
    match statistic {
        Statistic::Count => function::<state::Count>("CountPresent", 1),
        Statistic::CountDistinct => function::<state::CountDistinct>("CountDifferent", 1),
        Statistic::Sum => function::<state::Sum>("FixedSum", 1),
        Statistic::Mean => function::<state::Mean>("FixedMean", 1),
        Statistic::Min => function::<state::Min>("Least", 1),
        Statistic::Max => function::<state::Max>("Greatest", 1),
        Statistic::StandardDeviation => function::<FixedMoments>("FixedDeviation", 1),
        Statistic::Latest(_) => function::<state::Latest>("Latest", 2),
        Statistic::Earliest(_) => function::<state::Earliest>("Earliest", 2),
    }
}

fn function<S: StoredState>(name: &'static str, n_arguments: usize) -> AggregateUDF {
    AggregateUDF::new_from_impl(StatisticFunction::<S> {
        name,
        signature: Signature::exact(vec![DataType::Float64; n_arguments], Volatility::Immutable),
        state: PhantomData,
    })
}

/// A statistic with the state `S` as DataFusion knows it.
struct StatisticFunction<S> {
    name: &'static str,
    signature: Signature,
    state: PhantomData<fn() -> S>,
}

impl<S> fmt::Debug for StatisticFunction<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl<S> PartialEq for StatisticFunction<S> {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl<S> Eq for StatisticFunction<S> {}

impl<S> Hash for StatisticFunction<S> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl<S: StoredState> AggregateUDFImpl for StatisticFunction<S> {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn is_nullable(&self) -> bool {
        false
    }

    fn default_value(&self, _: &DataType) -> Result<ScalarValue> {
        Ok(ScalarValue::Float64(Some(S::default().value())))
    }

    fn order_sensitivity(&self) -> AggregateOrderSensitivity {
        AggregateOrderSensitivity::Insensitive
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let name = format!("{}[state]", args.name);
        Ok(vec![Arc::new(Field::new(name, DataType::Binary, false))])
    }

    fn accumulator(&self, _: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(OneGroup(Groups::<S>::default())))
    }

    fn groups_accumulator_supported(&self, _: AccumulatorArgs<'_>) -> bool {
        true
    }

    fn create_groups_accumulator(
        &self,
        _: AccumulatorArgs<'_>,
    ) -> Result<Box<dyn GroupsAccumulator>> {
        Ok(Box::new(Groups::<S>::default()))
    }
}

/// The statistic of all rows as one group.
#[derive(Debug)]
struct OneGroup<S>(Groups<S>);

impl<S: StoredState> Accumulator for OneGroup<S> {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let group_idxs = vec![0; values[0].len()];
        self.0.update_batch(values, &group_idxs, None, 1)
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let group_idxs = vec![0; states[0].len()];
        self.0.merge_batch(states, &group_idxs, 1)
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        self.0.reserve(1);
        ScalarValue::try_from_array(&self.0.evaluate(EmitTo::All)?, 0)
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        self.0.reserve(1);
        let states = self.0.state(EmitTo::All)?;
        states
            .iter()
            .map(|state| ScalarValue::try_from_array(state, 0))
            .collect()
    }

    fn size(&self) -> usize {
        self.0.size()
    }
}
