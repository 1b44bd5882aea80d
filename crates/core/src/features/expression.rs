//! Expressions over one row: the arithmetic and the conditions that features are made of.
//!
//! An expression is data, so that one definition serves the batch executor (which lowers it to a
//! query plan), the one-applicant executor ([`super::evaluate`]), the artifact (which stores it)
//! and the reader (it prints as a formula).
//!
//! The rules, the same in every executor:
//! - a value is a finite `f64` or a hole; any arithmetic on a hole is a hole
//! - a division by zero is a hole
//! - a comparison with a hole is false, and conditions are either true or false, never unknown
//! - a fold works on the present values alone and is a hole when there is none

use std::ops;

use serde::{Deserialize, Serialize};

/// A number computed from one row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expr {
    /// A column of the row's table; its sentinel (such as 365243 days) is a hole.
    Column(String),
    /// Another feature of the same applicant.
    Feature(String),
    /// A constant.
    Number(f64),
    /// Two operands.
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// One operand.
    Unary(UnaryOp, Box<Expr>),
    /// A statistic over several operands of the same row.
    Fold(Fold, Vec<Expr>),
    /// 1 where the condition holds, else 0.
    Flag(Box<Cond>),
    /// The second where the condition holds, else the third.
    When(Box<Cond>, Box<Expr>, Box<Expr>),
    /// Nothing: always a hole.
    Hole,
}

/// An operation on two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BinaryOp {
    /// `a + b`
    Add,
    /// `a - b`
    Subtract,
    /// `a * b`
    Multiply,
    /// `a / b`, a hole where `b` is 0
    Divide,
}

/// An operation on one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnaryOp {
    /// `-a`
    Negate,
    /// `|a|`
    Absolute,
    /// `√a`, a hole where `a < 0`
    SquareRoot,
}

/// A statistic over the operands that are present.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fold {
    /// The sum.
    Sum,
    /// The arithmetic mean.
    Mean,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// The population standard deviation.
    StandardDeviation,
    /// The product.
    Product,
    /// How many are present; 0, not a hole, when none is.
    Present,
}

/// True or false of one row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cond {
    /// Both sides are present and compare so.
    Compare(Comparison, Expr, Expr),
    /// The category column holds one of these levels.
    IsLevel(String, Vec<String>),
    /// The category column holds a text that the schema does not know.
    IsOther(String),
    /// The value is a hole.
    IsHole(Expr),
    /// The column holds its sentinel, the number that stands for "unknown".
    IsSentinel(String),
    /// All hold.
    All(Vec<Cond>),
    /// At least one holds.
    Any(Vec<Cond>),
    /// It does not hold.
    Not(Box<Cond>),
}

/// How two present numbers compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// `a < b`
    Less,
    /// `a ≤ b`
    AtMost,
    /// `a = b`
    Equal,
    /// `a ≥ b`
    AtLeast,
    /// `a > b`
    Greater,
}

/// A column of the row's table.
pub fn col(name: &str) -> Expr {
    Expr::Column(name.to_owned())
}

/// Another feature of the same applicant.
pub fn feature(name: &str) -> Expr {
    Expr::Feature(name.to_owned())
}

/// A constant.
pub fn num(value: f64) -> Expr {
    Expr::Number(value)
}

/// A statistic over several expressions.
pub fn fold(fold: Fold, operands: impl IntoIterator<Item = Expr>) -> Expr {
    Expr::Fold(fold, operands.into_iter().collect())
}

/// 1 where the condition holds, else 0.
pub fn flag(cond: Cond) -> Expr {
    Expr::Flag(Box::new(cond))
}

/// `then` where the condition holds, else `otherwise`.
pub fn when(cond: Cond, then: Expr, otherwise: Expr) -> Expr {
    Expr::When(Box::new(cond), Box::new(then), Box::new(otherwise))
}

/// The category column holds this level.
pub fn is(column: &str, level: &str) -> Cond {
    Cond::IsLevel(column.to_owned(), vec![level.to_owned()])
}

/// The category column holds one of these levels.
pub fn is_any(column: &str, levels: &[&str]) -> Cond {
    Cond::IsLevel(
        column.to_owned(),
        levels.iter().map(|&level| level.to_owned()).collect(),
    )
}

impl Expr {
    /// `self < other`, both present.
    pub fn less(self, other: Expr) -> Cond {
        Cond::Compare(Comparison::Less, self, other)
    }
    /// `self ≤ other`, both present.
    pub fn at_most(self, other: Expr) -> Cond {
        Cond::Compare(Comparison::AtMost, self, other)
    }
    /// `self = other`, both present.
    pub fn equal(self, other: Expr) -> Cond {
        Cond::Compare(Comparison::Equal, self, other)
    }
    /// `self ≥ other`, both present.
    pub fn at_least(self, other: Expr) -> Cond {
        Cond::Compare(Comparison::AtLeast, self, other)
    }
    /// `self > other`, both present.
    pub fn greater(self, other: Expr) -> Cond {
        Cond::Compare(Comparison::Greater, self, other)
    }
    /// The value is a hole.
    pub fn is_hole(self) -> Cond {
        Cond::IsHole(self)
    }
    /// Without its sign.
    pub fn abs(self) -> Expr {
        Expr::Unary(UnaryOp::Absolute, Box::new(self))
    }
    /// The square root.
    pub fn sqrt(self) -> Expr {
        Expr::Unary(UnaryOp::SquareRoot, Box::new(self))
    }

    /// Calls `visit` on every column and every feature that the expression reads.
    pub fn for_each_source<'a>(&'a self, visit: &mut impl FnMut(Source<'a>)) {
        match self {
            Self::Column(name) => visit(Source::Column(name)),
            Self::Feature(name) => visit(Source::Feature(name)),
            Self::Number(_) | Self::Hole => {}
            Self::Binary(_, left, right) => {
                left.for_each_source(visit);
                right.for_each_source(visit);
            }
            Self::Unary(_, operand) => operand.for_each_source(visit),
            Self::Fold(_, operands) => operands
                .iter()
                .for_each(|operand| operand.for_each_source(visit)),
            Self::Flag(cond) => cond.for_each_source(visit),
            Self::When(cond, then, otherwise) => {
                cond.for_each_source(visit);
                then.for_each_source(visit);
                otherwise.for_each_source(visit);
            }
        }
    }
}

impl Expr {
    /// Calls `visit` on every condition inside, outer ones first.
    pub fn for_each_cond<'a>(&'a self, visit: &mut impl FnMut(&'a Cond)) {
        match self {
            Self::Column(_) | Self::Feature(_) | Self::Number(_) | Self::Hole => {}
            Self::Binary(_, left, right) => {
                left.for_each_cond(visit);
                right.for_each_cond(visit);
            }
            Self::Unary(_, operand) => operand.for_each_cond(visit),
            Self::Fold(_, operands) => operands
                .iter()
                .for_each(|operand| operand.for_each_cond(visit)),
            Self::Flag(cond) => cond.for_each_cond(visit),
            Self::When(cond, then, otherwise) => {
                cond.for_each_cond(visit);
                then.for_each_cond(visit);
                otherwise.for_each_cond(visit);
            }
        }
    }
}

/// What an expression or another definition reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source<'a> {
    /// A column of the row's table.
    Column(&'a str),
    /// Another feature.
    Feature(&'a str),
    /// Every feature that stands for a level of this category column of the application. No
    /// expression reads them, [peers](super::peer) do.
    LevelsOf(&'a str),
}

impl Cond {
    /// Both hold.
    pub fn and(self, other: Cond) -> Cond {
        Cond::All(vec![self, other])
    }
    /// At least one holds.
    pub fn or(self, other: Cond) -> Cond {
        Cond::Any(vec![self, other])
    }
    /// It does not hold.
    pub fn negate(self) -> Cond {
        Cond::Not(Box::new(self))
    }

    /// Calls `visit` on every column and every feature that the condition reads.
    pub fn for_each_source<'a>(&'a self, visit: &mut impl FnMut(Source<'a>)) {
        match self {
            Self::Compare(_, left, right) => {
                left.for_each_source(visit);
                right.for_each_source(visit);
            }
            Self::IsLevel(column, _) | Self::IsOther(column) | Self::IsSentinel(column) => {
                visit(Source::Column(column));
            }
            Self::IsHole(operand) => operand.for_each_source(visit),
            Self::All(conds) | Self::Any(conds) => {
                conds.iter().for_each(|cond| cond.for_each_source(visit))
            }
            Self::Not(cond) => cond.for_each_source(visit),
        }
    }
}

impl Cond {
    /// Calls `visit` on this condition and every one inside, outer ones first.
    pub fn for_each_cond<'a>(&'a self, visit: &mut impl FnMut(&'a Cond)) {
        visit(self);
        match self {
            Self::Compare(_, left, right) => {
                left.for_each_cond(visit);
                right.for_each_cond(visit);
            }
            Self::IsHole(operand) => operand.for_each_cond(visit),
            Self::All(conds) | Self::Any(conds) => {
                conds.iter().for_each(|cond| cond.for_each_cond(visit))
            }
            Self::Not(cond) => cond.for_each_cond(visit),
            Self::IsLevel(..) | Self::IsOther(_) | Self::IsSentinel(_) => {}
        }
    }
}

impl BinaryOp {
    /// The result on two values of which either may be a hole (NaN).
    #[inline]
    pub fn apply(self, left: f64, right: f64) -> f64 {
        match self {
            Self::Add => left + right,
            Self::Subtract => left - right,
            Self::Multiply => left * right,
            Self::Divide if right == 0.0 => f64::NAN,
            Self::Divide => left / right,
        }
    }
}

impl UnaryOp {
    /// The result on a value that may be a hole (NaN).
    #[inline]
    pub fn apply(self, operand: f64) -> f64 {
        match self {
            Self::Negate => -operand,
            Self::Absolute => operand.abs(),
            Self::SquareRoot => operand.sqrt(),
        }
    }
}

impl Fold {
    /// The statistic over the values that are not holes (NaN), in the order given.
    pub fn apply(self, values: impl Iterator<Item = f64> + Clone) -> f64 {
        let present = values.filter(|value| !value.is_nan());
        let n_present = present.clone().count();
        if n_present == 0 {
            return if self == Self::Present { 0.0 } else { f64::NAN };
        }
        let mean = || present.clone().sum::<f64>() / n_present as f64;
        match self {
            Self::Present => n_present as f64,
            Self::Sum => present.sum(),
            Self::Mean => mean(),
            Self::Min => present.fold(f64::INFINITY, f64::min),
            Self::Max => present.fold(f64::NEG_INFINITY, f64::max),
            Self::Product => present.product(),
            Self::StandardDeviation => {
                let mean = mean();
                let squares: f64 = present.map(|value| (value - mean) * (value - mean)).sum();
                (squares / n_present as f64).sqrt()
            }
        }
    }
}

impl Comparison {
    /// Whether two values compare so; false when either is a hole (NaN).
    #[inline]
    pub fn holds(self, left: f64, right: f64) -> bool {
        match self {
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::Equal => left == right,
            Self::AtLeast => left >= right,
            Self::Greater => left > right,
        }
    }
}

macro_rules! binary_operator {
    ($trait:ident, $method:ident, $op:ident) => {
        impl ops::$trait for Expr {
            type Output = Expr;
            fn $method(self, other: Expr) -> Expr {
                Expr::Binary(BinaryOp::$op, Box::new(self), Box::new(other))
            }
        }
    };
}
binary_operator!(Add, add, Add);
binary_operator!(Sub, sub, Subtract);
binary_operator!(Mul, mul, Multiply);
binary_operator!(Div, div, Divide);

impl ops::Neg for Expr {
    type Output = Expr;
    fn neg(self) -> Expr {
        Expr::Unary(UnaryOp::Negate, Box::new(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_pass_over_holes_and_are_holes_when_nothing_is_present() {
        let values = [2.0, f64::NAN, 4.0];
        assert_eq!(Fold::Mean.apply(values.into_iter()), 3.0);
        assert_eq!(Fold::Product.apply(values.into_iter()), 8.0);
        assert_eq!(Fold::StandardDeviation.apply(values.into_iter()), 1.0);
        assert_eq!(Fold::Present.apply(values.into_iter()), 2.0);
        assert!(Fold::Max.apply([f64::NAN].into_iter()).is_nan());
        assert_eq!(Fold::Present.apply([f64::NAN].into_iter()), 0.0);
    }

    #[test]
    fn a_division_by_zero_is_a_hole() {
        assert!(BinaryOp::Divide.apply(1.0, 0.0).is_nan());
        assert!(BinaryOp::Divide.apply(0.0, -0.0).is_nan());
    }
}
