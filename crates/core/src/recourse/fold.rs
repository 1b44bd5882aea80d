//! Statistics of several spans of which some may be holes.

use super::span::Span;
use crate::features::expression::{BinaryOp, Fold, UnaryOp};

/// So many operands may or may not be there, and every choice of them is looked at; beyond,
/// nothing is known.
const MOST_UNSURE: usize = 4;

/// The statistic over the operands that are present.
pub(super) fn fold(fold: Fold, operands: &[Span]) -> Span {
    let possible = || operands.iter().copied().filter(|span| !span.is_empty());
    let sure = || possible().filter(|span| !span.hole);
    match fold {
        Fold::Present => Span::between(sure().count() as f64, possible().count() as f64),
        Fold::Min => least(possible(), sure()),
        // The greatest is the least of what is turned about zero, and back.
        Fold::Max => turned(least(possible().map(turned), sure().map(turned))),
        Fold::Sum | Fold::Mean | Fold::Product | Fold::StandardDeviation => {
            of_every_choice(fold, operands)
        }
    }
}

fn turned(span: Span) -> Span {
    Span::unary(UnaryOp::Negate, span)
}

/// The least: its lower end is the lowest of all, its upper end the lowest of those that are sure to
/// be there; where none is, the highest of all.
fn least(possible: impl Iterator<Item = Span>, sure: impl Iterator<Item = Span>) -> Span {
    let all = possible.fold(Span::NONE, Span::or);
    match sure.map(|span| span.hi).reduce(f64::min) {
        Some(hi) => Span::between(all.lo, hi),
        None => all.or_hole(true),
    }
}

/// The statistic over those that are sure to be there, with every choice of the others.
fn of_every_choice(fold: Fold, operands: &[Span]) -> Span {
    let is_unsure = |span: &&Span| !span.is_empty() && span.hole;
    let n_unsure = operands.iter().filter(is_unsure).count();
    if n_unsure > MOST_UNSURE {
        return Span::ANYTHING;
    }
    let choices = (0..1_u32 << n_unsure).map(|choice| {
        let mut unsure = 0;
        let chosen = operands.iter().filter(|span| {
            if is_unsure(span) {
                unsure += 1;
                return choice >> (unsure - 1) & 1 == 1;
            }
            !span.is_empty()
        });
        let present: Vec<Span> = chosen
            .map(|span| Span {
                hole: false,
                ..*span
            })
            .collect();
        of_present(fold, &present)
    });
    choices.fold(Span::NONE, Span::or)
}

/// The statistic over operands that are all there, in the steps in which [`Fold::apply`] takes it.
fn of_present(fold: Fold, present: &[Span]) -> Span {
    if present.is_empty() {
        return Span::HOLE;
    }
    if present.iter().all(|span| span.is_point()) {
        return Span::of(fold.apply(present.iter().map(|span| span.lo)));
    }
    if !present.iter().all(|span| span.is_finite()) {
        return Span::ANYTHING;
    }
    let n_present = Span::of(present.len() as f64);
    let mean = || Span::binary(BinaryOp::Divide, sum(present), n_present);
    match fold {
        Fold::Sum => sum(present),
        Fold::Mean => mean(),
        Fold::Product => {
            let times = |product, &operand| Span::binary(BinaryOp::Multiply, product, operand);
            present.iter().fold(Span::of(1.0), times)
        }
        _ => {
            let mean = mean();
            let squares: Vec<Span> = present.iter().map(|&span| square(span, mean)).collect();
            let variance = Span::binary(BinaryOp::Divide, sum(&squares), n_present);
            Span::unary(UnaryOp::SquareRoot, variance)
        }
    }
}

fn sum(spans: &[Span]) -> Span {
    let lo = spans.iter().map(|span| span.lo).sum();
    let hi = spans.iter().map(|span| span.hi).sum();
    match spans.iter().all(|span| span.is_finite()) {
        true => Span::between(lo, hi),
        false => Span::ANYTHING,
    }
}

fn square(span: Span, mean: Span) -> Span {
    let off = Span::binary(BinaryOp::Subtract, span, mean);
    let size = Span::unary(UnaryOp::Absolute, off);
    Span::binary(BinaryOp::Multiply, size, size)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FOLDS: [Fold; 7] = [
        Fold::Sum,
        Fold::Mean,
        Fold::Min,
        Fold::Max,
        Fold::StandardDeviation,
        Fold::Product,
        Fold::Present,
    ];

    fn value() -> impl Strategy<Value = f64> {
        prop_oneof![6 => -100.0..100.0, 2 => Just(0.1), 2 => Just(f64::NAN), 1 => Just(1e300)]
    }

    fn inside() -> impl Strategy<Value = (f64, Span)> {
        (value(), value(), any::<bool>()).prop_map(|(value, other, is_wide)| match is_wide {
            true => (value, Span::of(value).or(Span::of(other))),
            false => (value, Span::of(value)),
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn no_statistic_lies_outside_of_its_span(operands in prop::collection::vec(inside(), 0..7)) {
            let (values, spans): (Vec<f64>, Vec<Span>) = operands.iter().copied().unzip();
            for of in FOLDS {
                let (value, span) = (of.apply(values.iter().copied()), fold(of, &spans));
                let is_inside = match value.is_nan() {
                    true => span.hole,
                    false => span.lo <= value && value <= span.hi,
                };
                prop_assert!(is_inside, "{of:?} {operands:?}: {value} in {span:?}");
            }
        }

        #[test]
        fn the_statistic_of_known_values_is_known(values in prop::collection::vec(value(), 0..7)) {
            let spans: Vec<Span> = values.iter().map(|&value| Span::of(value)).collect();
            for of in FOLDS {
                let expected = Span::of(of.apply(values.iter().copied()));
                prop_assert_eq!(fold(of, &spans), expected, "{:?} of {:?}", of, values);
            }
        }
    }
}
