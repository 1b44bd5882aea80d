//! Operations on rows as DataFusion functions that call core's own code.
//!
//! In a plan a hole is NaN in a column without nulls, as in core, so that what a hole does to
//! arithmetic is the same by construction, infinities included. Arrow's comparisons will not do
//! for that: they order NaN above all numbers and −0 below 0.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, BooleanArray, Float32Array, Float64Array};
use arrow::buffer::{BooleanBuffer, NullBuffer, ScalarBuffer};
use arrow::datatypes::{DataType, Field, FieldRef, Float64Type};
use creditwood_core::features::evaluate::exit_value;
use creditwood_core::features::expression::{BinaryOp, Comparison, Fold, UnaryOp};
use datafusion::common::{Result, ScalarValue, internal_err};
use datafusion::logical_expr::{
    ColumnarValue, Expr, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature,
    Volatility,
};

/// Runs a loop over the rows of an operand, which is a column or a constant: a loop for either.
macro_rules! with_cells {
    ($operand:expr, $n_rows:expr, $cell:ident => $run:expr) => {
        match $operand {
            Operand::Cells(cells) => {
                let cells = &cells[..$n_rows];
                let $cell = |row: usize| cells[row];
                $run
            }
            constant => {
                let number = constant.number(0);
                let $cell = |_: usize| number;
                $run
            }
        }
    };
}

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
    /// Whether all of the conditions hold.
    All,
    /// Whether at least one of the conditions holds.
    Any,
    /// 1 where the condition holds, else 0.
    Flag,
    /// The second where the condition, which is the first, holds, else the third.
    When,
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
            n => Signature::exact(self.operand_types(n), Volatility::Immutable),
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
            other => format!("{other:?}"),
        }
    }

    fn operand_types(&self, n_operands: usize) -> Vec<DataType> {
        let mut types = vec![DataType::Float64; n_operands];
        match self {
            Self::All | Self::Any | Self::Flag => types.fill(DataType::Boolean),
            Self::When => types[0] = DataType::Boolean,
            _ => {}
        }
        types
    }

    fn data_type(&self) -> DataType {
        match self {
            Self::Binary(_) | Self::Unary(_) | Self::Fold(_) | Self::Without(_) => {
                DataType::Float64
            }
            Self::Flag | Self::When => DataType::Float64,
            Self::Compare(_) | Self::IsAny(_) | Self::IsHole | Self::All | Self::Any => {
                DataType::Boolean
            }
            Self::Exit => DataType::Float32,
        }
    }

    fn run(&self, operands: &[Operand], n_rows: usize) -> ArrayRef {
        match (self, operands) {
            (Self::Binary(op), [left, right]) => run_binary(*op, left, right, n_rows),
            (Self::Compare(comparison), [left, right]) => {
                run_comparison(*comparison, left, right, n_rows)
            }
            (Self::Unary(op), [operand]) => with_cells!(operand, n_rows, cell => {
                numbers(n_rows, |row| op.apply(cell(row)))
            }),
            (Self::Without(sentinel), [operand]) => with_cells!(operand, n_rows, cell => {
                let present = |cell| if cell == *sentinel { f64::NAN } else { cell };
                numbers(n_rows, |row| present(cell(row)))
            }),
            (Self::Fold(fold), operands) => numbers(n_rows, |row| {
                fold.apply(operands.iter().map(|operand| operand.number(row)))
            }),
            (Self::IsAny(cells), [operand]) => with_cells!(operand, n_rows, cell => {
                truths(n_rows, |row| cells.contains(&cell(row)))
            }),
            (Self::IsHole, [operand]) => with_cells!(operand, n_rows, cell => {
                truths(n_rows, |row| cell(row).is_nan())
            }),
            (Self::All, conds) => joined(conds, true, n_rows, |all, cond| all & cond),
            (Self::Any, conds) => joined(conds, false, n_rows, |any, cond| any | cond),
            (Self::Flag, [cond]) => {
                let holds = cond.truths(n_rows);
                numbers(n_rows, |row| f64::from(u8::from(holds.value(row))))
            }
            (Self::When, [cond, then, otherwise]) => {
                let holds = cond.truths(n_rows);
                with_cells!(then, n_rows, then => with_cells!(otherwise, n_rows, otherwise => {
                    let chosen = |row| if holds.value(row) { then(row) } else { otherwise(row) };
                    numbers(n_rows, chosen)
                }))
            }
            (Self::Exit, [operand]) => with_cells!(operand, n_rows, cell => {
                exits((0..n_rows).map(|row| exit_value(cell(row))).collect())
            }),
            _ => unreachable!("the signature says how many operands there are"),
        }
    }
}

/// What an operation is on.
enum Operand {
    Cells(ScalarBuffer<f64>),
    Number(f64),
    Truths(BooleanBuffer),
    Truth(bool),
}

impl Operand {
    fn of(value: &ColumnarValue) -> Result<Self> {
        match value {
            ColumnarValue::Array(array) => match array.as_boolean_opt() {
                Some(truths) => Ok(Self::Truths(truths.values().clone())),
                None => Ok(Self::Cells(
                    array.as_primitive::<Float64Type>().values().clone(),
                )),
            },
            ColumnarValue::Scalar(ScalarValue::Float64(Some(number))) => Ok(Self::Number(*number)),
            ColumnarValue::Scalar(ScalarValue::Boolean(Some(truth))) => Ok(Self::Truth(*truth)),
            other => internal_err!("an operation is on numbers and truths, found {other:?}"),
        }
    }

    /// The number of a row; of a constant the same for all.
    fn number(&self, row: usize) -> f64 {
        match self {
            Self::Cells(cells) => cells[row],
            Self::Number(number) => *number,
            Self::Truths(_) | Self::Truth(_) => {
                unreachable!("the signature says which operands are numbers")
            }
        }
    }

    /// The truth of each row.
    fn truths(&self, n_rows: usize) -> BooleanBuffer {
        match self {
            Self::Truths(truths) => truths.clone(),
            Self::Truth(true) => BooleanBuffer::new_set(n_rows),
            Self::Truth(false) => BooleanBuffer::new_unset(n_rows),
            Self::Cells(_) | Self::Number(_) => {
                unreachable!("the signature says which operands are truths")
            }
        }
    }
}

/// Runs a loop in which the operation is a constant.
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

fn run_binary(op: BinaryOp, left: &Operand, right: &Operand, n_rows: usize) -> ArrayRef {
    constant!(op, BinaryOp: Add Subtract Multiply Divide, op => {
        with_cells!(left, n_rows, left => with_cells!(right, n_rows, right => {
            numbers(n_rows, |row| op.apply(left(row), right(row)))
        }))
    })
}

fn run_comparison(
    comparison: Comparison,
    left: &Operand,
    right: &Operand,
    n_rows: usize,
) -> ArrayRef {
    constant!(comparison, Comparison: Less AtMost Equal AtLeast Greater, comparison => {
        with_cells!(left, n_rows, left => with_cells!(right, n_rows, right => {
            truths(n_rows, |row| comparison.holds(left(row), right(row)))
        }))
    })
}

/// Conditions joined; `of_none` when there are none.
fn joined(
    conds: &[Operand],
    of_none: bool,
    n_rows: usize,
    two: impl Fn(&BooleanBuffer, &BooleanBuffer) -> BooleanBuffer,
) -> ArrayRef {
    let conds = conds.iter().map(|cond| cond.truths(n_rows));
    let all = conds.reduce(|all, cond| two(&all, &cond));
    let all = all.unwrap_or_else(|| Operand::Truth(of_none).truths(n_rows));
    Arc::new(BooleanArray::from(all))
}

/// Values as they leave: NaN is null.
fn exits(values: Vec<f32>) -> ArrayRef {
    let present = BooleanBuffer::collect_bool(values.len(), |row| !values[row].is_nan());
    let nulls = Some(NullBuffer::new(present)).filter(|nulls| nulls.null_count() > 0);
    Arc::new(Float32Array::new(values.into(), nulls))
}

fn numbers(n_rows: usize, number: impl Fn(usize) -> f64) -> ArrayRef {
    let numbers: Vec<f64> = (0..n_rows).map(number).collect();
    Arc::new(Float64Array::from(numbers))
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
        let operands = args.args.iter().map(Operand::of);
        let operands = operands.collect::<Result<Vec<_>>>()?;
        Ok(ColumnarValue::Array(
            self.operation.run(&operands, args.number_rows),
        ))
    }
}
