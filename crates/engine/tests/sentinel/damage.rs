//! Ways to break a column, what has to be found then, and which columns can be broken so at all.

use creditwood_core::features::Feature;
use creditwood_core::features::catalogue::Definition;
use creditwood_core::label::Unit;
use creditwood_core::sentinel::{Defect, Profile, TypeChange};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Which columns show that they are broken; what mixes columns can only follow from them.
#[derive(Clone, Copy)]
pub(super) enum Shown {
    /// Those that keep the unit of one column.
    Kept,
    /// Of these, those of one unit.
    KeptIn(Unit),
    /// Of all, those of the application and those of all rows of a history: who has no value where
    /// some rows count tells of the rows.
    Unfiltered,
    /// Those of the application: who has no value of a history has no rows in it.
    Plain,
}

impl Shown {
    pub(super) fn holds(self, feature: &Feature) -> bool {
        let is_filtered = match &feature.definition {
            Definition::Aggregate(aggregate) => aggregate.filter.is_some(),
            _ => false,
        };
        match self {
            Self::Kept => feature.kept_column().is_some(),
            Self::KeptIn(unit) => feature.kept_column().is_some() && feature.unit == unit,
            Self::Unfiltered => feature.kept_column().is_some() && !is_filtered,
            Self::Plain => feature.plain_column().is_some(),
        }
    }
}

/// A way to break a column.
pub(super) struct Damage {
    pub(super) name: &'static str,
    /// Where it shows.
    pub(super) shows_in: Shown,
    /// Changes the values of a column.
    pub(super) apply: fn(&mut Vec<f32>),
    /// Whether a column, as it was in training, shows when it is broken so.
    pub(super) suits: fn(&Profile) -> bool,
    /// Whether a defect is the right name for it.
    pub(super) is_named: fn(&Defect) -> bool,
}

/// Fewer values than this other than zero do not show anything.
const FEWEST_SIZED: u32 = 60;

/// Every way, the mildest last.
pub(super) const DAMAGES: [Damage; 20] = [
    Damage {
        name: "sign flipped",
        shows_in: Shown::Kept,
        apply: |values| each(values, |value| -value),
        suits: |profile| is_sized(profile) && rarer_sign(profile) <= 0.1,
        is_named: |defect| matches!(defect, Defect::SignFlipped { .. }),
    },
    Damage {
        name: "sign flipped in 30 %",
        shows_in: Shown::Kept,
        apply: |values| some(values, 0.3, |value| -value),
        suits: |profile| is_sized(profile) && rarer_sign(profile) == 0.0 && has_sizes(profile),
        is_named: |defect| matches!(defect, Defect::SignFlipped { .. }),
    },
    scaled(
        "times 10",
        |values| each(values, |value| 10.0 * value),
        |defect| is_factor(defect, 10.0),
    ),
    scaled(
        "times 100",
        |values| each(values, |value| 100.0 * value),
        |defect| is_factor(defect, 100.0),
    ),
    scaled(
        "times 1000",
        |values| each(values, |value| 1e3 * value),
        |defect| is_factor(defect, 1e3),
    ),
    Damage {
        // Neither money nor anything else is told in a unit of time.
        shows_in: Shown::KeptIn(Unit::Years),
        ..scaled(
            "times 365.25",
            |values| each(values, |value| 365.25 * value),
            |defect| is_factor(defect, 365.25),
        )
    },
    scaled(
        "by 10",
        |values| each(values, |value| value / 10.0),
        |defect| is_factor(defect, 0.1),
    ),
    scaled(
        "by 100",
        |values| each(values, |value| value / 100.0),
        |defect| is_factor(defect, 0.01),
    ),
    scaled(
        "by 1000",
        |values| each(values, |value| value / 1e3),
        |defect| is_factor(defect, 1e-3),
    ),
    Damage {
        // Neither money nor anything else is told in a unit of time.
        shows_in: Shown::KeptIn(Unit::Days),
        ..scaled(
            "by 365.25",
            |values| each(values, |value| value / 365.25),
            |defect| is_factor(defect, 1.0 / 365.25),
        )
    },
    scaled_in_half(
        "half times 100",
        |values| some(values, 0.5, |value| 100.0 * value),
        |defect| is_factor(defect, 100.0),
    ),
    scaled_in_half(
        "half by 1000",
        |values| some(values, 0.5, |value| value / 1e3),
        |defect| is_factor(defect, 1e-3),
    ),
    Damage {
        name: "all lost",
        shows_in: Shown::Unfiltered,
        apply: |values| values.fill(f32::NAN),
        suits: |profile| profile.hole_share() <= 0.9,
        is_named: |defect| matches!(defect, Defect::AllHoles { .. }),
    },
    Damage {
        name: "half lost",
        shows_in: Shown::Unfiltered,
        apply: |values| some(values, 0.5, |_| f32::NAN),
        suits: |profile| profile.hole_share() <= 0.15,
        is_named: |defect| matches!(defect, Defect::HoleRateJumped { .. }),
    },
    Damage {
        name: "one value for all",
        shows_in: Shown::Kept,
        apply: |values| {
            let middle = middle_of(values);
            values.fill(middle);
        },
        suits: |profile| {
            let most_frequent = profile.mode().map_or(0, |mode| mode.n);
            profile.levels().is_none() && 50 * most_frequent <= profile.n_values()
        },
        is_named: |defect| matches!(defect, Defect::Constant { .. }),
    },
    Damage {
        name: "holes filled with 0",
        shows_in: Shown::Plain,
        apply: |values| each(values, |value| if value.is_nan() { 0.0 } else { value }),
        suits: |profile| {
            let n_zeros = profile.n_of(0.0);
            (0.1..0.8).contains(&profile.hole_share()) && 4 * n_zeros <= profile.n_values()
        },
        // A zero that training never had is a code for "unknown", or lies where values are absurd.
        is_named: |defect| {
            matches!(
                defect,
                Defect::HolesFilled { .. } | Defect::SentinelValue { .. }
            )
        },
    },
    Damage {
        name: "365243 in 5 %",
        shows_in: Shown::Kept,
        apply: |values| some(values, 0.05, |_| 365_243.0),
        suits: |profile| {
            let greatest = profile.greatest().map_or(f32::MAX, |level| level.value);
            profile.n_values() >= 1_000 && greatest < 100_000.0
        },
        is_named: |defect| matches!(defect, Defect::SentinelValue { .. }),
    },
    Damage {
        name: "numbers to flags",
        shows_in: Shown::Kept,
        apply: |values| {
            let middle = middle_of(values);
            each(
                values,
                |value| if value > middle { 1.0 } else { value * 0.0 },
            );
        },
        suits: |profile| {
            let n_flags = profile.n_of(0.0) + profile.n_of(1.0);
            profile.levels().is_none() && 40 * n_flags <= profile.n_values()
        },
        // Small numbers and hours of the day shrink like by another unit, and fractions are gone.
        is_named: |defect| matches!(defect, Defect::ScaledBy { .. } | Defect::TypeChanged { .. }),
    },
    Damage {
        name: "rounded",
        shows_in: Shown::Kept,
        apply: |values| each(values, f32::round),
        suits: |profile| {
            profile.n_values() >= 1_000 && profile.whole_share() < 0.2 && profile.deviation > 3.0
        },
        is_named: |defect| is_type_change(defect, TypeChange::FractionsLost),
    },
    Damage {
        name: "blurred",
        shows_in: Shown::Kept,
        apply: |values| some(values, 0.9, |value| value + 0.3),
        suits: |profile| {
            let (least, greatest) = profile.ends().unwrap_or_default();
            let is_exact = least.abs().max(greatest.abs()) < 1e6;
            profile.n_values() >= 1_000 && profile.whole_share() == 1.0 && is_exact
        },
        is_named: |defect| is_type_change(defect, TypeChange::BecameFractions),
    },
];

const fn scaled(
    name: &'static str,
    apply: fn(&mut Vec<f32>),
    is_named: fn(&Defect) -> bool,
) -> Damage {
    Damage {
        name,
        shows_in: Shown::Kept,
        apply,
        suits: is_sized,
        is_named,
    }
}

const fn scaled_in_half(
    name: &'static str,
    apply: fn(&mut Vec<f32>),
    is_named: fn(&Defect) -> bool,
) -> Damage {
    Damage {
        name,
        shows_in: Shown::Kept,
        apply,
        suits: is_narrow,
        is_named,
    }
}

fn each(values: &mut [f32], change: impl Fn(f32) -> f32) {
    values.iter_mut().for_each(|value| *value = change(*value));
}

/// Changes a part of the values, always the same ones.
fn some(values: &mut [f32], part: f64, change: impl Fn(f32) -> f32) {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    for value in values.iter_mut() {
        if rng.random::<f64>() < part {
            *value = change(*value);
        }
    }
}

/// The middle one of the values that are there.
fn middle_of(values: &[f32]) -> f32 {
    let present = values.iter().copied().filter(|value| !value.is_nan());
    let mut present: Vec<f32> = present.collect();
    present.sort_unstable_by(f32::total_cmp);
    present.get(present.len() / 2).copied().unwrap_or(0.0)
}

fn n_sized(profile: &Profile) -> u32 {
    let [n_negative, _, n_positive] = profile.n_by_sign();
    n_negative + n_positive
}

/// Whether enough rows have a value other than zero.
fn is_sized(profile: &Profile) -> bool {
    n_sized(profile) >= FEWEST_SIZED && 50 * n_sized(profile) >= profile.n_rows
}

/// Whether values other than zero lie so near one another that those of another unit lie apart.
fn is_narrow(profile: &Profile) -> bool {
    let (least, greatest) = profile.ends().unwrap_or_default();
    let (least, greatest) = (
        least.abs().min(greatest.abs()),
        least.abs().max(greatest.abs()),
    );
    n_sized(profile) >= 500 && rarer_sign(profile) == 0.0 && least > 0.0 && greatest <= 30.0 * least
}

/// The part of the values other than zero that have the rarer sign.
fn rarer_sign(profile: &Profile) -> f64 {
    let [n_negative, _, n_positive] = profile.n_by_sign();
    f64::from(n_negative.min(n_positive)) / f64::from(n_sized(profile).max(1))
}

/// Whether values differ in size: those that do not are told from codes for "unknown" by nothing.
fn has_sizes(profile: &Profile) -> bool {
    profile.n_distinct > 3
}

fn is_factor(defect: &Defect, expected: f64) -> bool {
    matches!(defect, Defect::ScaledBy { factor, .. } if (factor / expected - 1.0).abs() < 1e-9)
}

fn is_type_change(defect: &Defect, expected: TypeChange) -> bool {
    matches!(defect, Defect::TypeChanged { change, .. } if *change == expected)
}
