//! Values that training never held, and times that are told in another unit where training held such
//! values, too.

use creditwood_core::label::Unit;
use creditwood_core::sentinel::{Defect, Profile, Verdict, judge};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::{Kind, N_REFERENCE, verdict_on};

/// Days since something that is mostly recent, such as a change of the telephone: one in eight today, the
/// others fewer the longer ago.
fn recent(n_rows: usize, seed: u64) -> Vec<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut draw = || {
        let (one, two): (f64, f64) = (rng.random(), rng.random());
        let days = -4_000.0 * one.min(two);
        if rng.random::<f64>() < 0.125 {
            0.0
        } else {
            days.round() as f32
        }
    };
    (0..n_rows).map(|_| draw()).collect()
}

fn verdict_on_recent(change: impl Fn(f32) -> f32) -> Verdict {
    let reference = Profile::new(recent(N_REFERENCE, 1));
    let current = recent(3_000, 2).into_iter().map(change);
    judge(Unit::Days, &reference, &Profile::new(current)).verdict
}

#[test]
fn a_longer_unit_of_time_is_seen_among_values_that_training_held_however_it_was_cut() {
    for (days, cut) in [
        (7.0, f32::trunc as fn(f32) -> f32),
        (7.0, f32::floor),
        (7.0, f32::round),
        (30.4375, f32::trunc),
        (30.4375, f32::ceil),
        (365.25, f32::floor),
    ] {
        let verdict = verdict_on_recent(|value| cut(value / days as f32));
        let factor = 1.0 / days;
        let expected = Verdict::Defect(Defect::ScaledBy { factor, share: 1.0 });
        assert_eq!(verdict, expected, "{days}");
    }
}

#[test]
fn those_with_recent_days_alone_are_no_weeks() {
    let reference = Profile::new(recent(N_REFERENCE, 1));
    for most in [200.0, 350.0, 571.0, 800.0, 1_200.0] {
        let mut chosen = recent(20_000, 2);
        chosen.retain(|days| *days >= -most);
        let verdict = judge(Unit::Days, &reference, &Profile::new(chosen)).verdict;
        assert_eq!(verdict, Verdict::ChangedPopulation, "{most}");
    }
}

#[test]
fn calendar_years_where_days_or_years_belong_are_told_as_that() {
    let born = verdict_on(Kind::Days, 2_000, |days| (2_018.0 + days / 365.25).floor());
    let Verdict::Defect(Defect::Outside {
        share: 1.0,
        least,
        greatest,
        are_years: true,
    }) = born
    else {
        panic!("{born:?}");
    };
    assert!(least >= 1_949.0 && greatest <= 1_998.0);
    let ages = Profile::new((0..N_REFERENCE).map(|row| (row % 40) as f32));
    let built = Profile::new((0..1_000).map(|row| 2_018.0 - (row % 40) as f32));
    let verdict = judge(Unit::Years, &ages, &built).verdict;
    let is_told = matches!(
        verdict,
        Verdict::Defect(Defect::Outside {
            are_years: true,
            ..
        })
    );
    assert!(is_told, "{verdict:?}");
    let counts = judge(Unit::Count, &ages, &built).verdict;
    let is_told = matches!(
        counts,
        Verdict::Defect(Defect::Outside {
            are_years: true,
            ..
        })
    );
    assert!(!is_told, "{counts:?}");
}

#[test]
fn the_number_for_no_day_tells_by_what_it_was_divided() {
    let mut row = 0;
    let months = |days: f32| (days / 30.4375).trunc();
    let verdict = verdict_on_recent_with(|days| {
        row += 1;
        months(if row % 6 == 0 { 365_243.0 } else { days })
    });
    let factor = 1.0 / 30.4375;
    let expected = Verdict::Defect(Defect::ScaledBy { factor, share: 1.0 });
    assert_eq!(verdict, expected);
}

fn verdict_on_recent_with(change: impl FnMut(f32) -> f32) -> Verdict {
    let reference = Profile::new(recent(N_REFERENCE, 1));
    let current = recent(3_000, 2).into_iter().map(change);
    judge(Unit::Days, &reference, &Profile::new(current)).verdict
}

#[test]
fn one_value_or_many_that_no_training_row_had_are_told_with_their_part() {
    let mut row = 0;
    let filled = verdict_on(Kind::Score, 4_000, |value| {
        row += 1;
        if row % 3 == 0 && !value.is_nan() {
            0.0
        } else {
            value
        }
    });
    let Verdict::Defect(Defect::Outside {
        share,
        least: 0.0,
        greatest: 0.0,
        ..
    }) = filled
    else {
        panic!("{filled:?}");
    };
    assert!((share - 1.0 / 3.0).abs() < 0.03, "{share}");

    let mut row = 0;
    let moved = verdict_on(Kind::Score, 4_000, |value| {
        row += 1;
        if row % 2 == 0 { value + 0.8 } else { value }
    });
    let Verdict::Defect(Defect::Outside { share, least, .. }) = moved else {
        panic!("{moved:?}");
    };
    assert!(share > 0.4 && least > 0.95, "{share} from {least}");
}

#[test]
fn a_small_reference_does_not_tell_what_cannot_be() {
    let few = Profile::new(Kind::Score.column(150, 1));
    let (_, greatest) = few.ends().unwrap();
    let above = Kind::Score.column(200_000, 2).into_iter();
    let above = Profile::new(above.filter(|value| f64::from(*value) > greatest - 0.02));
    let verdict = judge(Unit::Score, &few, &above).verdict;
    assert_eq!(verdict, Verdict::ChangedPopulation);
}

#[test]
fn money_is_never_told_in_a_unit_of_time_nor_days_in_a_currency() {
    for factor in [365.25, 30.4375, 12.0, 7.0, 24.0] {
        let Verdict::Defect(Defect::ScaledBy { factor: told, .. }) =
            verdict_on(Kind::Amount, 4_000, |amount| amount * factor)
        else {
            panic!("times {factor} is not told");
        };
        let told_as = Profile::new(Kind::Amount.column(4_000, 2));
        let right = told_as.mean / Kind::Amount.reference().mean;
        assert!(
            (told / (f64::from(factor) * right) - 1.0).abs() < 0.1,
            "{told}"
        );
    }
    let hours = verdict_on(Kind::Days, 4_000, |days| 24.0 * days);
    let expected = Defect::ScaledBy {
        factor: 24.0,
        share: 1.0,
    };
    assert_eq!(hours, Verdict::Defect(expected));
}
