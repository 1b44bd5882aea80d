//! The statistics as DataFusion aggregate functions that keep core's own states.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::datatypes::{DataType, Field, FieldRef};
use creditwood_core::features::aggregate::{Statistic, Unordered};
use creditwood_core::features::fixed::{FixedLine, FixedMoments};
use creditwood_core::features::state;
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::AggregateOrderSensitivity;
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, AggregateUDFImpl, EmitTo, GroupsAccumulator, Signature, Volatility,
};

use super::groups::{Groups, StoredState};

/// The aggregate function of a statistic; one that has an order takes it as its second argument.
pub(super) fn function_of(statistic: &Statistic) -> AggregateUDF {
    let n_arguments = 1 + usize::from(statistic.order().is_some());
    let function = Function { n_arguments };
    match statistic {
        Statistic::Count => function.with("CountPresent", state::Count::default()),
        Statistic::CountDistinct => {
            function.with("CountDifferent", state::CountDistinct::default())
        }
        Statistic::Sum => function.with("FixedSum", state::Sum::default()),
        Statistic::Mean => function.with("FixedMean", state::Mean::default()),
        Statistic::Min => function.with("Least", state::Min::default()),
        Statistic::Max => function.with("Greatest", state::Max::default()),
        Statistic::StandardDeviation => function.with("FixedDeviation", FixedMoments::default()),
        Statistic::Latest(_) => function.with("Latest", state::Latest::default()),
        Statistic::Earliest(_) => function.with("Earliest", state::Earliest::default()),
        Statistic::Slope(_) => function.with("Slope", FixedLine::default()),
        Statistic::LongestRun(_) => function.with("LongestRun", state::LongestRun::default()),
        Statistic::OfLatest {
            n_rows, statistic, ..
        } => {
            let statistic = Unordered::checked(statistic);
            let name = format!("Latest{n_rows}{statistic:?}");
            function.with(name, state::OfLatest::new(*n_rows, statistic))
        }
    }
}

struct Function {
    n_arguments: usize,
}

impl Function {
    /// The function that begins with the state of no rows.
    fn with(self, name: impl Into<String>, empty: impl StoredState) -> AggregateUDF {
        let arguments = vec![DataType::Float64; self.n_arguments];
        AggregateUDF::new_from_impl(StatisticFunction {
            name: name.into(),
            signature: Signature::exact(arguments, Volatility::Immutable),
            empty,
        })
    }
}

/// A statistic with the state `S` as DataFusion knows it.
struct StatisticFunction<S> {
    /// Tells apart any two that differ.
    name: String,
    signature: Signature,
    /// The state of no rows.
    empty: S,
}

impl<S> fmt::Debug for StatisticFunction<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
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
        &self.name
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
        Ok(ScalarValue::Float64(Some(self.empty.value())))
    }

    fn order_sensitivity(&self) -> AggregateOrderSensitivity {
        AggregateOrderSensitivity::Insensitive
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let name = format!("{}[state]", args.name);
        Ok(vec![Arc::new(Field::new(name, DataType::Binary, false))])
    }

    fn accumulator(&self, _: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(OneGroup(Groups::new(self.empty.clone()))))
    }

    fn groups_accumulator_supported(&self, _: AccumulatorArgs<'_>) -> bool {
        true
    }

    fn create_groups_accumulator(
        &self,
        _: AccumulatorArgs<'_>,
    ) -> Result<Box<dyn GroupsAccumulator>> {
        Ok(Box::new(Groups::new(self.empty.clone())))
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
