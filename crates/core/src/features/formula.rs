//! Expressions and conditions as the formulas that people read.
//!
//! Products and quotients bind closer than sums and differences, both from left to right. What has
//! an "if" and no "else" is a hole where the condition does not hold.

use std::fmt::{self, Display, Formatter};

use super::expression::{BinaryOp, Comparison, Cond, Expr, Fold, UnaryOp};

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Column(name) | Self::Feature(name) => f.write_str(name),
            Self::Number(value) => write!(f, "{value}"),
            Self::Hole => f.write_str("hole"),
            Self::Binary(op, left, right) => write_binary(f, *op, left, right),
            Self::Unary(UnaryOp::Negate, operand) => {
                f.write_str("−")?;
                write_bracketed(f, operand, precedence(operand) < Precedence::Alone)
            }
            Self::Unary(UnaryOp::Absolute, operand) => write!(f, "|{operand}|"),
            Self::Unary(UnaryOp::SquareRoot, operand) => write!(f, "√({operand})"),
            Self::Fold(fold, operands) => write_fold(f, *fold, operands),
            Self::Flag(cond) => write!(f, "[{cond}]"),
            Self::When(cond, then, otherwise) => write_when(f, cond, then, otherwise),
        }
    }
}

impl Display for Cond {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compare(comparison, left, right) => {
                write_bracketed(f, left, is_when(left))?;
                write!(f, " {} ", sign_of_comparison(*comparison))?;
                write_bracketed(f, right, is_when(right))
            }
            Self::IsLevel(column, levels) => match levels.as_slice() {
                [level] => write!(f, "{column} is {level}"),
                _ => write!(f, "{column} is any of {{{}}}", levels.join(", ")),
            },
            Self::IsOther(column) => write!(f, "{column} is another level"),
            Self::IsHole(operand) => write_presence(f, operand, "is missing"),
            Self::IsSentinel(column) => write!(f, "{column} is its code for unknown"),
            Self::All(conds) => write_conds(f, conds, " and "),
            Self::Any(conds) => write_conds(f, conds, " or "),
            Self::Not(cond) => write_not(f, cond),
        }
    }
}

/// What binds closer stands later.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Precedence {
    When,
    Sum,
    Product,
    Alone,
}

fn precedence(expr: &Expr) -> Precedence {
    match expr {
        Expr::When(..) => Precedence::When,
        Expr::Binary(op, ..) => precedence_of_op(*op),
        _ => Precedence::Alone,
    }
}

fn precedence_of_op(op: BinaryOp) -> Precedence {
    match op {
        BinaryOp::Add | BinaryOp::Subtract => Precedence::Sum,
        BinaryOp::Multiply | BinaryOp::Divide => Precedence::Product,
    }
}

fn is_when(expr: &Expr) -> bool {
    precedence(expr) == Precedence::When
}

/// Writes an expression beside words that it must not run into.
pub(super) fn write_bracketed(f: &mut Formatter<'_>, expr: &Expr, bracketed: bool) -> fmt::Result {
    if bracketed {
        write!(f, "({expr})")
    } else {
        write!(f, "{expr}")
    }
}

/// Writes an expression as one thing beside words.
pub(super) fn write_value(f: &mut Formatter<'_>, expr: &Expr) -> fmt::Result {
    write_bracketed(f, expr, is_when(expr))
}

fn write_binary(f: &mut Formatter<'_>, op: BinaryOp, left: &Expr, right: &Expr) -> fmt::Result {
    let sign = match op {
        BinaryOp::Add => "+",
        BinaryOp::Subtract => "−",
        BinaryOp::Multiply => "×",
        BinaryOp::Divide => "÷",
    };
    let own = precedence_of_op(op);
    write_bracketed(f, left, precedence(left) < own)?;
    write!(f, " {sign} ")?;
    write_bracketed(f, right, precedence(right) <= own)
}

fn write_fold(f: &mut Formatter<'_>, fold: Fold, operands: &[Expr]) -> fmt::Result {
    if let (Fold::Sum, Some(holes)) = (fold, holes_of(operands)) {
        f.write_str("number missing(")?;
        write_list(f, &holes, ", ")?;
        return f.write_str(")");
    }
    let name = match fold {
        Fold::Sum => "sum",
        Fold::Mean => "mean",
        Fold::Min => "least",
        Fold::Max => "greatest",
        Fold::StandardDeviation => "standard deviation",
        Fold::Product => "product",
        Fold::Present => "number present",
    };
    write!(f, "{name}(")?;
    write_list(f, operands, ", ")?;
    f.write_str(")")
}

/// What is asked to be missing, when nothing else is asked.
fn holes_of(operands: &[Expr]) -> Option<Vec<&Expr>> {
    operands.iter().map(hole_of).collect()
}

fn hole_of(operand: &Expr) -> Option<&Expr> {
    match operand {
        Expr::Flag(cond) => match cond.as_ref() {
            Cond::IsHole(asked) => Some(asked),
            _ => None,
        },
        _ => None,
    }
}

/// One case after the other; a last "else hole" goes without saying.
fn write_when(f: &mut Formatter<'_>, cond: &Cond, then: &Expr, otherwise: &Expr) -> fmt::Result {
    write_value(f, then)?;
    write!(f, " if {cond}")?;
    match otherwise {
        Expr::Hole => Ok(()),
        Expr::When(..) => write!(f, ", {otherwise}"),
        _ => write!(f, ", else {otherwise}"),
    }
}

fn write_presence(f: &mut Formatter<'_>, operand: &Expr, is: &str) -> fmt::Result {
    write_bracketed(f, operand, precedence(operand) < Precedence::Alone)?;
    write!(f, " {is}")
}

fn write_not(f: &mut Formatter<'_>, cond: &Cond) -> fmt::Result {
    match cond {
        Cond::IsHole(operand) => write_presence(f, operand, "is present"),
        Cond::IsLevel(column, levels) => match levels.as_slice() {
            [level] => write!(f, "{column} is not {level}"),
            _ => write!(f, "{column} is none of {{{}}}", levels.join(", ")),
        },
        _ => write!(f, "not ({cond})"),
    }
}

/// Writes conditions that all hold, or of which one does; a list inside of a list of the other
/// kind stands in brackets.
fn write_conds(f: &mut Formatter<'_>, conds: &[Cond], separator: &str) -> fmt::Result {
    for (idx, cond) in conds.iter().enumerate() {
        if idx > 0 {
            f.write_str(separator)?;
        }
        match cond {
            Cond::All(_) if separator != " and " => write!(f, "({cond})")?,
            Cond::Any(_) if separator != " or " => write!(f, "({cond})")?,
            _ => write!(f, "{cond}")?,
        }
    }
    Ok(())
}

fn write_list(f: &mut Formatter<'_>, items: &[impl Display], separator: &str) -> fmt::Result {
    for (idx, item) in items.iter().enumerate() {
        if idx > 0 {
            f.write_str(separator)?;
        }
        write!(f, "{item}")?;
    }
    Ok(())
}

fn sign_of_comparison(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Less => "<",
        Comparison::AtMost => "≤",
        Comparison::Equal => "=",
        Comparison::AtLeast => "≥",
        Comparison::Greater => ">",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::expression::{col, flag, fold, is, is_any, num, when};

    fn check(expr: Expr, expected: &str) {
        assert_eq!(expr.to_string(), expected);
    }

    #[test]
    fn brackets_stand_where_the_order_would_else_be_another() {
        let (a, b, c) = (|| col("A"), || col("B"), || col("C"));
        check(a() / (b() + num(1.0)), "A ÷ (B + 1)");
        check(a() / b() + c() / num(12.0), "A ÷ B + C ÷ 12");
        check(a() - b() - c(), "A − B − C");
        check(a() - (b() - c()), "A − (B − C)");
        check(a() / (b() * c()), "A ÷ (B × C)");
        check(-(a() - b()) / c(), "−(A − B) ÷ C");
    }

    #[test]
    fn a_hole_in_the_else_goes_without_saying() {
        let plausible = || when(col("D").abs().at_most(num(9.0)), col("D"), Expr::Hole);
        check(plausible() - col("E"), "(D if |D| ≤ 9) − E");
        check(flag(plausible().less(num(0.0))), "[(D if |D| ≤ 9) < 0]");
        let cases = when(
            is("S", "C"),
            num(0.0),
            when(is("S", "1"), num(1.0), Expr::Hole),
        );
        check(cases, "0 if S is C, 1 if S is 1");
        check(
            when(is("S", "C"), num(0.0), col("A")),
            "0 if S is C, else A",
        );
    }

    #[test]
    fn conditions_of_both_kinds_are_told_apart() {
        let recent = || col("M").at_least(num(-12.0));
        let late = is_any("S", &["1", "2"]);
        check(flag(late.and(recent())), "[S is any of {1, 2} and M ≥ -12]");
        let either = is("S", "C").or(is("T", "D"));
        check(
            flag(either.and(recent())),
            "[(S is C or T is D) and M ≥ -12]",
        );
        check(flag(is("S", "C").negate()), "[S is not C]");
        check(flag(col("M").is_hole().negate()), "[M is present]");
        check(flag(recent().negate()), "[not (M ≥ -12)]");
    }

    #[test]
    fn holes_that_are_counted_are_listed_by_name() {
        let missing = |name| flag(col(name).is_hole());
        check(
            fold(Fold::Sum, ["A", "B"].map(missing)),
            "number missing(A, B)",
        );
        check(fold(Fold::Sum, ["A", "B"].map(col)), "sum(A, B)");
    }
}
