//! Operations on rows as DataFusion functions that call core's own code.
//!
//! In a plan a hole is NaN in a column without nulls, as in core, so that what a hole does to
//! arithmetic is the same by construction, infinities included. Arrow's comparisons will not do
//! for that: they order NaN above all numbers and −0 below 0.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, BooleanArray, Float32Array, Float64Array};
use arrow::buffer::BooleanBuffer;
use arrow::datatypes::{DataType, Field, FieldRef, Float64Type};
use creditwood_core::features::evaluate::exit_value;
use creditwood_core::features::expression::{BinaryOp, Comparison, Fold, UnaryOp};
use datafusion::common::Result;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature,
    Volatility,
};

/// An operation on the cells of one row.
#[derive(Clone, Debug)]
pub(super) enum Operation {
    Binary(BinaryOp),
    Unary(UnaryOp),
    Fold(Fold),
    Compare(Comparison),
    /// Whether the cell is one of these.
    IsAny(Vec<f64>),
    IsHole,
    /// The cell, a hole where it is this.
    Without(f64),
    /// The value as it leaves the executor; a hole is null from here on.
    Exit,
}

impl Operation {
    /// The operation on these operands.
    pub(super) fn on(self, operands: Vec<Expr>) -> Expr {
        let signature = match operands.len() {
            0 => Signature::nullary(Volatility::Immutable),
            n => Signature::exact(vec![DataType::Float64; n], Volatility::Immutable),
        };
        let function = OperationFunction {
            name: self.name(),
            operation: self,
            signature,
        };
        ScalarUDF::new_from_impl(function).call(operands)
    }

    /// A name that tells apart any two that differ.
    fn name(&self) -> String {
        match self {
            Self::Binary(op) => format!("{op:?}"),
            Self::Unary(op) => format!("{op:?}"),
            Self::Fold(fold) => format!("Fold{fold:?}"),
            Self::Compare(comparison) => format!("{comparison:?}"),
            Self::IsAny(cells) => format!("IsAny{cells:?}"),
            Self::IsHole => "IsHole".to_owned(),
            Self::Without(sentinel) => format!("Without{sentinel:?}"),
            Self::Exit => "Exit".to_owned(),
        }
    }

    fn data_type(&self) -> DataType {
        match self {
            Self::Binary(_) | Self::Unary(_) | Self::Fold(_) | Self::Without(_) => {
                DataType::Float64
            }
            Self::Compare(_) | Self::IsAny(_) | Self::IsHole => DataType::Boolean,
            Self::Exit => DataType::Float32,
        }
    }

    fn run(&self, operands: &[&[f64]], n_rows: usize) -> ArrayRef {
        match self {
            Self::Binary(op) => numbers(n_rows, |row| op.apply(operands[0][row], operands[1][row])),
            Self::Unary(op) => numbers(n_rows, |row| op.apply(operands[0][row])),
            Self::Fold(fold) => numbers(n_rows, |row| {
                fold.apply(operands.iter().map(|operand| operand[row]))
            }),
            Self::Without(sentinel) => numbers(n_rows, |row| {
                let cell = operands[0][row];
                if cell == *sentinel { f64::NAN } else { cell }
            }),
            Self::Compare(comparison) => truths(n_rows, |row| {
                comparison.holds(operands[0][row], operands[1][row])
            }),
            Self::IsAny(cells) => truths(n_rows, |row| cells.contains(&operands[0][row])),
            Self::IsHole => truths(n_rows, |row| operands[0][row].is_nan()),
            Self::Exit => Arc::new(
                operands[0]
                    .iter()
                    .map(|&value| Some(exit_value(value)).filter(|value| !value.is_nan()))
                    .collect::<Float32Array>(),
            ),
        }
    }
}

fn numbers(n_rows: usize, number: impl Fn(usize) -> f64) -> ArrayRef {
    Arc::new(Float64Array::from_iter_values((0..n_rows).map(number)))
}

fn truths(n_rows: usize, truth: impl Fn(usize) -> bool) -> ArrayRef {
    Arc::new(BooleanArray::from(BooleanBuffer::collect_bool(
        n_rows, truth,
    )))
}

/// An [`Operation`] as DataFusion knows it.
#[derive(Clone, Debug)]
struct OperationFunction {
    name: String,
    operation: Operation,
    signature: Signature,
}

impl PartialEq for OperationFunction {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.signature == other.signature
    }
}

impl Eq for OperationFunction {}

impl Hash for OperationFunction {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl ScalarUDFImpl for OperationFunction {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(self.operation.data_type())
    }

    fn return_field_from_args(&self, _: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        let is_nullable = matches!(self.operation, Operation::Exit);
        let data_type = self.operation.data_type();
        Ok(Arc::new(Field::new(&self.name, data_type, is_nullable)))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let operands: Vec<&[f64]> = arrays
            .iter()
            .map(|array| array.as_primitive::<Float64Type>().values().as_ref())
            .collect();
        // Constant operands are one row long, and so is what comes of them.
        let n_rows = operands
            .first()
            .map_or(args.number_rows, |first| first.len());
        Ok(ColumnarValue::Array(self.operation.run(&operands, n_rows)))
    }
}
