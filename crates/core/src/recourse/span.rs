//! What a number may be while inputs move: an interval, and whether it may be a hole.
//!
//! A span is never too narrow. Each operation of the catalogue rounds to the nearest number, which
//! keeps order: with one operand held, `a + b`, `a - b`, `a · b`, `a ÷ b` and `√a` as computed never
//! fall where their exact values rise. So the same operation on the ends of intervals gives ends
//! that no result lies beyond, and nothing has to be widened. Where that does not hold (infinite
//! ends, a denominator on both sides of zero) a span gives way to [`Span::ANYTHING`].
//!
//! A span of one number stays one: what is computed of it is what the executor computes.

use crate::features::expression::{BinaryOp, Comparison, UnaryOp};
use crate::features::peer::Deviation;

/// The numbers that a value may be, and whether it may be a hole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Span {
    /// The least number; above `hi` where there is none.
    pub(super) lo: f64,
    /// The greatest number.
    pub(super) hi: f64,
    /// Whether it may be a hole.
    pub(super) hole: bool,
}

impl Span {
    /// Surely a hole.
    pub(super) const HOLE: Self = Self {
        lo: f64::INFINITY,
        hi: f64::NEG_INFINITY,
        hole: true,
    };

    /// Nothing is known.
    pub(super) const ANYTHING: Self = Self {
        lo: f64::NEG_INFINITY,
        hi: f64::INFINITY,
        hole: true,
    };

    /// Nothing at all, to add to.
    pub(super) const NONE: Self = Self {
        hole: false,
        ..Self::HOLE
    };

    /// One value; NaN is a hole.
    pub(super) fn of(value: f64) -> Self {
        if value.is_nan() {
            Self::HOLE
        } else {
            Self::between(value, value)
        }
    }

    /// All numbers from one to another.
    pub(super) fn between(lo: f64, hi: f64) -> Self {
        let hole = false;
        Self { lo, hi, hole }
    }

    /// The number of a condition that may hold, and may not hold.
    pub(super) fn truth(may_hold: bool, may_fail: bool) -> Self {
        Self::between(
            f64::from(u8::from(!may_fail)),
            f64::from(u8::from(may_hold)),
        )
    }

    /// Whether it is no number, whatever happens.
    pub(super) fn is_empty(self) -> bool {
        self.lo > self.hi
    }

    /// Whether it is one number, whatever happens.
    pub(super) fn is_point(self) -> bool {
        self.lo == self.hi && !self.hole
    }

    pub(super) fn is_finite(self) -> bool {
        self.lo.is_finite() && self.hi.is_finite()
    }

    /// Whether a condition may hold.
    pub(super) fn may_hold(self) -> bool {
        self.hi != 0.0
    }

    /// Whether a condition may fail to hold.
    pub(super) fn may_fail(self) -> bool {
        self.lo == 0.0
    }

    /// What is in one or the other.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            lo: self.lo.min(other.lo),
            hi: self.hi.max(other.hi),
            hole: self.hole || other.hole,
        }
    }

    /// The same, perhaps a hole.
    pub(super) fn or_hole(self, hole: bool) -> Self {
        Self {
            hole: self.hole || hole,
            ..self
        }
    }

    /// Both ends by a function that never falls (or never rises, with `swapped`).
    fn map(self, of: impl Fn(f64) -> f64, swapped: bool) -> Self {
        if self.is_empty() {
            return self;
        }
        let (lo, hi) = (of(self.lo), of(self.hi));
        let (lo, hi) = if swapped { (hi, lo) } else { (lo, hi) };
        Self { lo, hi, ..self }
    }

    /// The smallest span of some numbers; anything where one of them is undefined.
    fn around(corners: [f64; 4]) -> Self {
        if corners.iter().any(|corner| corner.is_nan()) {
            return Self::ANYTHING;
        }
        let lo = corners.iter().copied().fold(f64::INFINITY, f64::min);
        let hi = corners.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Self::between(lo, hi)
    }

    /// An operation on two numbers.
    pub(super) fn binary(op: BinaryOp, left: Self, right: Self) -> Self {
        if left.is_empty() || right.is_empty() {
            return Self::HOLE;
        }
        let hole = left.hole || right.hole;
        if left.lo == left.hi && right.lo == right.hi {
            return Self::of(op.apply(left.lo, right.lo)).or_hole(hole);
        }
        if !left.is_finite() || !right.is_finite() {
            return Self::ANYTHING;
        }
        let result = match op {
            BinaryOp::Divide if right.lo <= 0.0 && right.hi >= 0.0 => {
                quotient_near_zero(left, right)
            }
            BinaryOp::Add => Self::between(left.lo + right.lo, left.hi + right.hi),
            BinaryOp::Subtract => Self::between(left.lo - right.hi, left.hi - right.lo),
            BinaryOp::Multiply | BinaryOp::Divide => Self::around([
                op.apply(left.lo, right.lo),
                op.apply(left.lo, right.hi),
                op.apply(left.hi, right.lo),
                op.apply(left.hi, right.hi),
            ]),
        };
        result.or_hole(hole)
    }

    /// An operation on one number.
    pub(super) fn unary(op: UnaryOp, operand: Self) -> Self {
        match op {
            UnaryOp::Negate => operand.map(|value| -value, true),
            UnaryOp::Absolute if operand.is_empty() || operand.lo >= 0.0 => {
                operand.map(f64::abs, false)
            }
            UnaryOp::Absolute if operand.hi <= 0.0 => operand.map(f64::abs, true),
            UnaryOp::Absolute => Self {
                lo: 0.0,
                hi: operand.hi.max(-operand.lo),
                ..operand
            },
            UnaryOp::SquareRoot if operand.is_empty() || operand.hi < 0.0 => Self::HOLE,
            UnaryOp::SquareRoot => {
                let root = |value: f64| value.max(0.0).sqrt();
                operand.map(root, false).or_hole(operand.lo < 0.0)
            }
        }
    }

    /// Whether two numbers compare so, as the number of a condition.
    pub(super) fn compare(comparison: Comparison, left: Self, right: Self) -> Self {
        if left.is_empty() || right.is_empty() {
            return Self::truth(false, true);
        }
        let hole = left.hole || right.hole;
        let always = |one: f64, other: f64| comparison.holds(one, other);
        let (may_hold, may_fail) = match comparison {
            Comparison::Less | Comparison::AtMost => {
                (always(left.lo, right.hi), !always(left.hi, right.lo))
            }
            Comparison::Greater | Comparison::AtLeast => {
                (always(left.hi, right.lo), !always(left.lo, right.hi))
            }
            Comparison::Equal => (
                left.lo <= right.hi && right.lo <= left.hi,
                !(left.lo == right.hi && left.hi == right.lo),
            ),
        };
        Self::truth(may_hold, may_fail || hole)
    }

    /// Whether an input is one of some cells, as the number of a condition.
    pub(super) fn is_any(self, mut cells: impl Iterator<Item = f64>) -> Self {
        let inside = |cell: &f64| self.lo <= *cell && *cell <= self.hi;
        let may_hold = cells.any(|cell| inside(&cell));
        Self::truth(may_hold, !(may_hold && self.is_point()))
    }

    /// A hole where it is this number.
    pub(super) fn without(self, sentinel: f64) -> Self {
        if self.lo == sentinel && self.hi == sentinel {
            return Self::HOLE;
        }
        self.or_hole(self.lo <= sentinel && sentinel <= self.hi)
    }

    /// As the value of a feature leaves an executor.
    pub(super) fn exit(self) -> Self {
        if self.is_empty() {
            return self;
        }
        let (lo, hi) = (self.lo as f32, self.hi as f32);
        if lo == f32::INFINITY || hi == f32::NEG_INFINITY {
            return Self::HOLE;
        }
        Self {
            lo: lo.max(f32::MIN).into(),
            hi: hi.min(f32::MAX).into(),
            hole: self.hole || lo == f32::NEG_INFINITY || hi == f32::INFINITY,
        }
    }

    /// The deviation of a feature's value from a median.
    pub(super) fn deviation(self, deviation: Deviation, median: f64) -> Self {
        if median.is_nan() {
            return Self::HOLE;
        }
        let op = match deviation {
            Deviation::Ratio => BinaryOp::Divide,
            Deviation::Difference => BinaryOp::Subtract,
        };
        Self::binary(op, self, Self::of(median)).exit()
    }

    /// Within a fence, as an extreme is capped.
    pub(super) fn capped(self, lower: f32, upper: f32) -> Self {
        let (lower, upper) = (f64::from(lower), f64::from(upper));
        let cap = |value: f64| match value {
            value if value < lower => lower,
            value if value > upper => upper,
            value => value,
        };
        self.map(cap, false)
    }

    /// With a number in the place of a hole.
    pub(super) fn filled(self, fill: f32) -> Self {
        match self.hole {
            true => Self {
                hole: false,
                ..self
            }
            .or(Self::of(fill.into())),
            false => self,
        }
    }
}

/// A quotient whose denominator may be zero, which makes it a hole, or next to it.
fn quotient_near_zero(left: Span, right: Span) -> Span {
    let divide = |one, other| BinaryOp::Divide.apply(one, other);
    let from = |lo| Span::between(lo, f64::INFINITY);
    let up_to = |hi| Span::between(f64::NEG_INFINITY, hi);
    let quotients = match (left.lo >= 0.0, left.hi <= 0.0) {
        _ if right.lo == 0.0 && right.hi == 0.0 => return Span::HOLE,
        (true, _) if right.lo == 0.0 => from(divide(left.lo, right.hi)),
        (_, true) if right.lo == 0.0 => up_to(divide(left.hi, right.hi)),
        (true, _) if right.hi == 0.0 => up_to(divide(left.lo, right.lo)),
        (_, true) if right.hi == 0.0 => from(divide(left.hi, right.lo)),
        _ => Span::ANYTHING,
    };
    quotients.or_hole(true)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Numbers of every size, among them such as cause trouble, and holes.
    fn value() -> impl Strategy<Value = f64> {
        prop_oneof![
            4 => -4_i8..=4,
            1 => Just(0),
        ]
        .prop_map(f64::from)
        .prop_flat_map(|small| {
            prop_oneof![
                4 => Just(small),
                1 => Just(-0.0),
                1 => Just(f64::NAN),
                1 => Just(small * 1e300),
                1 => Just(small * 1e-300),
                1 => Just(small * f64::INFINITY),
                2 => -1e6..1e6,
            ]
        })
    }

    /// A value, and a span that it lies in.
    fn inside() -> impl Strategy<Value = (f64, Span)> {
        (value(), value(), value(), any::<bool>()).prop_map(|(value, one, other, hole)| {
            let around = Span::of(one).or(Span::of(other)).or(Span::of(value));
            let hole = value.is_nan() || hole && around.hole;
            (value, Span { hole, ..around })
        })
    }

    fn holds(span: Span, value: f64) -> bool {
        match value.is_nan() {
            true => span.hole,
            false => span.lo <= value && value <= span.hi,
        }
    }

    const BINARY: [BinaryOp; 4] = [
        BinaryOp::Add,
        BinaryOp::Subtract,
        BinaryOp::Multiply,
        BinaryOp::Divide,
    ];
    const COMPARISONS: [Comparison; 5] = [
        Comparison::Less,
        Comparison::AtMost,
        Comparison::Equal,
        Comparison::AtLeast,
        Comparison::Greater,
    ];
    const UNARY: [UnaryOp; 3] = [UnaryOp::Negate, UnaryOp::Absolute, UnaryOp::SquareRoot];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn no_result_lies_outside_of_the_span(left in inside(), right in inside()) {
            for op in BINARY {
                let (value, span) = (op.apply(left.0, right.0), Span::binary(op, left.1, right.1));
                prop_assert!(holds(span, value), "{op:?} {left:?} {right:?}: {value} in {span:?}");
            }
            for op in UNARY {
                let (value, span) = (op.apply(left.0), Span::unary(op, left.1));
                prop_assert!(holds(span, value), "{op:?} {left:?}: {value} in {span:?}");
            }
            for comparison in COMPARISONS {
                let value = f64::from(u8::from(comparison.holds(left.0, right.0)));
                let span = Span::compare(comparison, left.1, right.1);
                prop_assert!(holds(span, value), "{comparison:?} {left:?} {right:?}: {span:?}");
            }
            let exit = f64::from(crate::features::evaluate::exit_value(left.0));
            prop_assert!(holds(left.1.exit(), exit), "{left:?}: {exit} in {:?}", left.1.exit());
        }

        #[test]
        fn one_value_stays_one(left in value(), right in value()) {
            let (one, other) = (Span::of(left), Span::of(right));
            for op in BINARY {
                let span = Span::binary(op, one, other);
                prop_assert_eq!(span, Span::of(op.apply(left, right)));
            }
            for op in UNARY {
                prop_assert_eq!(Span::unary(op, one), Span::of(op.apply(left)));
            }
            for comparison in COMPARISONS {
                let holds = comparison.holds(left, right);
                prop_assert_eq!(Span::compare(comparison, one, other), Span::truth(holds, !holds));
            }
        }

        #[test]
        fn deviations_are_those_of_the_executor(
            value in inside(), median in value(), is_ratio in any::<bool>(),
        ) {
            let deviation = if is_ratio { Deviation::Ratio } else { Deviation::Difference };
            let exit = crate::features::evaluate::exit_value(value.0);
            let (found, span) = (deviation.of(exit, median), value.1.exit().deviation(deviation, median));
            prop_assert!(holds(span, found.into()), "{value:?} {median}: {found} in {span:?}");
        }
    }

    #[test]
    fn a_denominator_that_reaches_zero_leaves_the_side_of_the_quotient() {
        let divide = |left, right| Span::binary(BinaryOp::Divide, left, right);
        let (positive, zero_on) = (Span::between(2.0, 4.0), Span::between(0.0, 8.0));
        let quotient = divide(positive, zero_on);
        assert_eq!(
            (quotient.lo, quotient.hi, quotient.hole),
            (0.25, f64::INFINITY, true)
        );
        assert_eq!(divide(positive, Span::of(0.0)), Span::HOLE);
        assert_eq!(divide(positive, Span::between(-1.0, 1.0)), Span::ANYTHING);
    }
}
