//! The sentinel against columns of known making: what is broken on purpose is named, what is only
//! another mixture of the same applicants is not.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod column;
mod constant;
mod golden;
mod outside;
mod portfolio;
mod row;
mod same;
mod selection;
mod table;
mod text;

use creditwood_core::label::Unit;
use creditwood_core::sentinel::{Defect, Profile, Verdict, judge};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// How many rows the reference has.
const N_REFERENCE: usize = 6_000;

/// A kind of column as portfolios have them.
#[derive(Clone, Copy, Debug)]
enum Kind {
    /// Ages in days before the application: negative, whole, without holes.
    Days,
    /// Amounts: half of them whole multiples of 4500, with a long tail.
    Amount,
    /// Scores between 0 and 1, a third of them missing.
    Score,
    /// Small counts, most of them 0.
    Count,
    /// 0 or 1.
    Flag,
    /// Sums of debts: nine in ten are 0, the rest over four orders of magnitude.
    Debt,
    /// Changes: both signs.
    Change,
}

const KINDS: [Kind; 7] = [
    Kind::Days,
    Kind::Amount,
    Kind::Score,
    Kind::Count,
    Kind::Flag,
    Kind::Debt,
    Kind::Change,
];

impl Kind {
    fn draw(self, rng: &mut ChaCha8Rng) -> f32 {
        let mut normal = || {
            let sum: f64 = (0..12).map(|_| rng.random::<f64>()).sum();
            sum - 6.0
        };
        let (one, two) = (normal(), normal());
        let share: f64 = rng.random();
        let value = match self {
            Self::Days => (-7_500.0 - 17_500.0 * share).round(),
            Self::Amount => ((513_000.0 * (0.65 * one).exp()) / 4_500.0).round() * 4_500.0,
            Self::Score if share < 0.33 => f64::NAN,
            Self::Score => (0.5 + 0.17 * one).clamp(0.001, 0.95),
            Self::Count => (0.9 * one - 0.2).exp().floor().min(14.0),
            Self::Flag => f64::from(u8::from(share < 0.3)),
            Self::Debt if share < 0.9 => 0.0,
            Self::Debt => 100.0 * (2.0 * one).exp(),
            Self::Change => 0.2 + one + 0.3 * two,
        };
        value as f32
    }

    fn unit(self) -> Unit {
        match self {
            Self::Days => Unit::Days,
            Self::Amount | Self::Debt => Unit::Amount,
            Self::Score => Unit::Score,
            Self::Count => Unit::Count,
            Self::Flag => Unit::Flag,
            Self::Change => Unit::Plain,
        }
    }

    fn column(self, n_rows: usize, seed: u64) -> Vec<f32> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        (0..n_rows).map(|_| self.draw(&mut rng)).collect()
    }

    fn reference(self) -> Profile {
        Profile::new(self.column(N_REFERENCE, 1))
    }
}

/// What comes of a column whose values were changed on the way.
fn verdict_on(kind: Kind, n_rows: usize, change: impl FnMut(f32) -> f32) -> Verdict {
    let current = Profile::new(kind.column(n_rows, 2).into_iter().map(change));
    judge(kind.unit(), &kind.reference(), &current).verdict
}

/// The defect that is found.
fn defect_in(kind: Kind, n_rows: usize, change: impl FnMut(f32) -> f32) -> Defect {
    match verdict_on(kind, n_rows, change) {
        Verdict::Defect(defect) => defect,
        other => panic!("{kind:?} is {other:?}"),
    }
}
