//! Columns broken on purpose, one way at a time.

use creditwood_core::label::Unit;
use creditwood_core::sentinel::{Defect, Measure, Profile, TypeChange, Verdict, judge};
use ndarray::Array2;

use crate::{KINDS, Kind, N_REFERENCE, defect_in, verdict_on};

const ONE_SIGNED: [Kind; 6] = [
    Kind::Days,
    Kind::Amount,
    Kind::Score,
    Kind::Count,
    Kind::Flag,
    Kind::Debt,
];

#[test]
fn a_flipped_sign_is_named_in_large_portfolios_and_small_ones() {
    for kind in ONE_SIGNED {
        for n_rows in [300, 5_000] {
            let defect = defect_in(kind, n_rows, |value| -value);
            let Defect::SignFlipped { share, .. } = defect else {
                panic!("{kind:?}: {defect:?}");
            };
            assert_eq!(share, 1.0, "{kind:?}");
        }
    }
}

#[test]
fn a_sign_flipped_in_a_part_of_the_rows_is_named_with_that_part() {
    for kind in [Kind::Days, Kind::Amount, Kind::Score, Kind::Debt] {
        let mut row = 0;
        let defect = defect_in(kind, 5_000, |value| {
            row += 1;
            if row % 4 == 0 { -value } else { value }
        });
        let Defect::SignFlipped { share, .. } = defect else {
            panic!("{kind:?}: {defect:?}");
        };
        assert!((share - 0.25).abs() < 0.05, "{kind:?}: {share}");
    }
}

#[test]
fn every_factor_and_its_inverse_is_named() {
    let factors = [10.0, 100.0, 1_000.0];
    for factor in factors
        .into_iter()
        .chain(factors.map(|factor| 1.0 / factor))
    {
        for kind in KINDS {
            // Of debts, which spread wide, one in ten is not 0.
            let fewest = if matches!(kind, Kind::Debt) {
                10_000
            } else {
                500
            };
            for n_rows in [fewest, 15_000] {
                let defect = defect_in(kind, n_rows, |value| (f64::from(value) * factor) as f32);
                assert_eq!(
                    defect,
                    Defect::ScaledBy { factor, share: 1.0 },
                    "{kind:?} by {factor}"
                );
            }
        }
    }
}

#[test]
fn years_where_days_belong_are_named_with_the_sign_that_they_have() {
    let years = |days: f32| (-days / 365.25).floor();
    let factor = -1.0 / 365.25;
    assert_eq!(
        defect_in(Kind::Days, 2_000, years),
        Defect::ScaledBy { factor, share: 1.0 }
    );
}

#[test]
fn another_unit_in_a_part_of_the_rows_is_named_with_that_part() {
    let years = (-1.0 / 365.25, Kind::Days);
    let others = [Kind::Days, Kind::Amount, Kind::Score]
        .into_iter()
        .flat_map(|kind| [100.0, 1_000.0, 0.01, 0.001].map(|factor| (factor, kind)));
    for (factor, kind) in others.chain([years]) {
        for one_in in [2, 5] {
            let mut row = 0;
            let defect = defect_in(kind, 2_000, |value| {
                row += 1;
                let wrong = (f64::from(value) * factor) as f32;
                if row % one_in == 0 { wrong } else { value }
            });
            let Defect::ScaledBy {
                factor: named,
                share,
            } = defect
            else {
                panic!("{kind:?} times {factor}, one in {one_in}: {defect:?}");
            };
            assert_eq!(named, factor, "{kind:?}, one in {one_in}");
            assert!((share - 1.0 / f64::from(one_in)).abs() < 0.05, "{share}");
        }
    }
}

#[test]
fn a_unit_is_seen_through_a_population_that_has_changed_as_well() {
    let younger_in_years = |days: f32| (-0.7 * days / 365.25).floor();
    let factor = -1.0 / 365.25;
    assert_eq!(
        defect_in(Kind::Days, 2_000, younger_in_years),
        Defect::ScaledBy { factor, share: 1.0 }
    );
}

#[test]
fn a_factor_that_is_no_units_is_told_as_it_is_measured() {
    // Richer in cents, in rubles, in pence: 100 is named where it is near, and nothing else.
    for (times, named) in [(105.0, 100.0), (120.0, 120.0), (83.0, 83.0), (7.0, 7.0)] {
        let defect = defect_in(Kind::Amount, 2_000, |amount| times * amount);
        let Defect::ScaledBy { factor, share: 1.0 } = defect else {
            panic!("times {times}: {defect:?}");
        };
        assert!((factor / named - 1.0).abs() < 0.06, "{times}: {factor}");
        assert_eq!(factor == 100.0, times == 105.0);
    }
}

#[test]
fn months_where_days_or_years_belong_are_named() {
    let months = defect_in(Kind::Days, 2_000, |days| (days / 30.4375).ceil());
    let factor = 1.0 / 30.4375;
    assert_eq!(months, Defect::ScaledBy { factor, share: 1.0 });
    let ages = Kind::Days.column(N_REFERENCE, 1).into_iter();
    let ages: Vec<f32> = ages.map(|days| (-days / 365.25).floor()).collect();
    for factor in [12.0, 365.25] {
        let told = ages.iter().map(|years| factor * f64::from(*years));
        let told = Profile::new(told.map(|value| value as f32));
        let judgement = judge(Unit::Years, &Profile::new(ages.iter().copied()), &told);
        let expected = Verdict::Defect(Defect::ScaledBy { factor, share: 1.0 });
        assert_eq!(judgement.verdict, expected);
    }
}

#[test]
fn holes_that_no_training_row_had_are_named_however_few() {
    let mut row = 0;
    let few = defect_in(Kind::Amount, 4_000, |value| {
        row += 1;
        if row % 25 == 0 { f32::NAN } else { value }
    });
    let Defect::HoleRateJumped { reference, current } = few else {
        panic!("{few:?}");
    };
    assert_eq!((reference, current), (0.0, 0.04));
}

#[test]
fn zeros_where_training_had_none_and_none_near_stand_for_unknown() {
    let mut row = 0;
    let mut zeros = |kind| {
        verdict_on(kind, 4_000, |value| {
            row += 1;
            if row % 10 == 0 { 0.0 } else { value }
        })
    };
    let named = zeros(Kind::Days);
    assert!(
        matches!(
            named,
            Verdict::Defect(Defect::SentinelValue { value: 0.0, .. })
        ),
        "{named:?}"
    );
    // Debts are 0 for most.
    let debts = zeros(Kind::Debt);
    assert!(!matches!(debts, Verdict::Defect(_)), "{debts:?}");
}

#[test]
fn a_moderate_change_of_size_is_a_changed_population() {
    for times in [0.5, 0.7, 1.5, 2.0, 3.0] {
        let verdict = verdict_on(Kind::Amount, 5_000, |amount| (amount * times).round());
        assert_eq!(verdict, Verdict::ChangedPopulation, "times {times}");
    }
    for kind in [Kind::Days, Kind::Score] {
        let shrunk = |value: f32| {
            let changed = 0.7 * value;
            if value.fract() == 0.0 {
                changed.round()
            } else {
                changed
            }
        };
        let verdict = verdict_on(kind, 5_000, shrunk);
        let is_within = matches!(kind, Kind::Score);
        assert_eq!(verdict == Verdict::ChangedPopulation, is_within, "{kind:?}");
        // Nobody was so young, nor that old, and no score so high.
        for times in [0.5, 2.0, 3.0] {
            let verdict = verdict_on(kind, 5_000, |value| value * times);
            let is_outside = !(is_within && times < 1.0);
            assert_eq!(
                matches!(verdict, Verdict::Defect(_)),
                is_outside,
                "{kind:?} times {times}: {verdict:?}"
            );
        }
    }
}

#[test]
fn lost_values_are_named_by_how_many_are_lost() {
    for kind in KINDS {
        let lost = defect_in(kind, 1_000, |_| f32::NAN);
        assert!(
            matches!(lost, Defect::AllHoles { .. }),
            "{kind:?}: {lost:?}"
        );
        let mut row = 0;
        let fewer = defect_in(kind, 1_000, |value| {
            row += 1;
            if row % 5 == 0 { value } else { f32::NAN }
        });
        let Defect::HoleRateJumped { current, .. } = fewer else {
            panic!("{kind:?}: {fewer:?}");
        };
        assert!((0.75..0.9).contains(&current), "{kind:?}: {current}");
    }
}

#[test]
fn a_moderate_change_of_the_rate_of_holes_is_a_changed_population() {
    let mut row = 0;
    let verdict = verdict_on(Kind::Score, 5_000, |value| {
        row += 1;
        if row % 3 == 0 { f32::NAN } else { value }
    });
    assert_eq!(verdict, Verdict::ChangedPopulation);
}

#[test]
fn holes_filled_with_a_number_are_named_with_the_number() {
    for fill in [0.0, 0.5, -1.0] {
        let filled = |value: f32| if value.is_nan() { fill } else { value };
        let defect = defect_in(Kind::Score, 3_000, filled);
        match defect {
            Defect::HolesFilled { value, current, .. } => {
                assert_eq!((value, current), (f64::from(fill), 0.0));
            }
            // A number that training never had is named as what it is.
            Defect::SentinelValue { value, share } => {
                assert_eq!((value, fill), (-1.0, -1.0));
                assert!((share - 0.33).abs() < 0.03, "{share}");
            }
            other => panic!("{fill}: {other:?}"),
        }
    }
}

#[test]
fn one_value_for_all_is_named() {
    for kind in [Kind::Days, Kind::Amount, Kind::Score, Kind::Change] {
        let mode = kind.reference().mode().unwrap().value;
        for n_rows in [100, 500] {
            let defect = defect_in(kind, n_rows, |_| mode);
            let Defect::Constant { value, .. } = defect else {
                panic!("{kind:?}: {defect:?}");
            };
            assert_eq!(value, f64::from(mode));
        }
    }
}

#[test]
fn one_frequent_value_for_all_of_many_rows_is_named() {
    // Three in ten amounts are 450,000.
    let mut row = 0;
    let amounts = Kind::Amount.column(N_REFERENCE, 1).into_iter();
    let reference = Profile::new(amounts.map(|amount| {
        row += 1;
        if row % 10 < 3 { 450_000.0 } else { amount }
    }));
    let verdict = |n_rows| {
        let current = Profile::new(vec![450_000.0; n_rows]);
        judge(Unit::Amount, &reference, &current).verdict
    };
    assert!(
        matches!(
            verdict(500),
            Verdict::Defect(Defect::Constant {
                value: 450_000.0,
                ..
            })
        ),
        "{:?}",
        verdict(500)
    );
    assert_eq!(
        verdict(100),
        Verdict::ChangedPopulation,
        "one batch may be so"
    );
}

#[test]
fn a_greatest_month_whose_sign_was_lost_is_told_by_the_sign() {
    // Most are −1; with the other sign the greatest of as many months is the least of before.
    let greatest = |row: usize| -(1.0 + (row % 20) as f32 / 19.0).floor();
    let reference = Profile::new((0..2_000).map(greatest));
    let current = Profile::new((0..2_000).map(|row| 15.0 + (row % 11) as f32));
    let verdict = judge(Unit::Months, &reference, &current).verdict;
    let expected = Defect::SignFlipped {
        share: 1.0,
        ought_negative: true,
    };
    assert_eq!(verdict, Verdict::Defect(expected));
}

#[test]
fn applicants_chosen_by_a_flag_are_a_changed_population() {
    for value in [0.0, 1.0] {
        assert_eq!(
            verdict_on(Kind::Flag, 2_000, |_| value),
            Verdict::ChangedPopulation
        );
    }
}

#[test]
fn a_code_for_unknown_is_named_with_the_part_of_the_values_that_it_is() {
    for (kind, code) in [
        (Kind::Days, 365_243.0),
        (Kind::Amount, -1.0),
        (Kind::Count, 99.0),
    ] {
        let mut row = 0;
        let defect = defect_in(kind, 4_000, |value| {
            row += 1;
            if row % 20 == 0 { code } else { value }
        });
        let Defect::SentinelValue { value, share } = defect else {
            panic!("{kind:?}: {defect:?}");
        };
        assert_eq!((value, share), (f64::from(code), 0.05));
    }
}

#[test]
fn changed_types_are_named() {
    let changed = |defect| match defect {
        Defect::TypeChanged { change, .. } => change,
        other => panic!("{other:?}"),
    };
    let flag = defect_in(Kind::Score, 1_000, f32::round);
    assert_eq!(changed(flag), TypeChange::BecameFlag);
    let whole = defect_in(Kind::Change, 5_000, f32::round);
    assert_eq!(changed(whole), TypeChange::FractionsLost);
    let mut row = 0;
    let averaged = defect_in(Kind::Count, 1_000, |value| {
        row += 1;
        value + (row % 3) as f32 / 3.0
    });
    assert_eq!(changed(averaged), TypeChange::BecameFractions);
}

#[test]
fn a_column_that_was_constant_in_training_and_is_no_more_has_changed() {
    let reference = Profile::new([5.0; 1_000]);
    let current = Profile::new((0..1_000).map(|row| (row % 100) as f32));
    let judgement = judge(Unit::Plain, &reference, &current);
    assert_eq!(judgement.verdict, Verdict::ChangedPopulation);
    assert_eq!(judgement.measure, Measure::JensenShannon);
    assert!(judgement.distance.is_finite());
}

#[test]
fn columns_without_rows_or_values_are_judged_without_a_fault() {
    let profiles = [
        Profile::new([]),
        Profile::new([f32::NAN; 50]),
        Profile::new([0.0]),
        Kind::Amount.reference(),
    ];
    for reference in &profiles {
        for current in &profiles {
            let judgement = judge(Unit::Amount, reference, current);
            assert!(judgement.distance.is_finite(), "{judgement:?}");
        }
    }
    let judgement = judge(Unit::Amount, &profiles[3], &profiles[0]);
    assert_eq!(judgement.verdict, Verdict::Same);
}

#[test]
fn columns_gone_over_together_have_the_profiles_that_they_have_alone() {
    let n_rows = 200;
    let columns: Vec<Vec<f32>> = (0..40)
        .map(|idx| KINDS[idx % KINDS.len()].column(n_rows, idx as u64))
        .collect();
    let values = Array2::from_shape_fn((n_rows, columns.len()), |(row, idx)| columns[idx][row]);
    let rows: Vec<usize> = (0..n_rows).step_by(3).collect();
    let together = Profile::of_columns(values.view(), &rows);
    for (column, profile) in columns.iter().zip(together) {
        let mut alone: Vec<f32> = rows.iter().map(|&row| column[row]).collect();
        assert_eq!(profile, Profile::new(alone.iter().copied()));
        alone.reverse();
        assert_eq!(profile, Profile::new(alone), "rows have no order");
    }
}

#[test]
fn a_profile_counts_signs_holes_and_whole_numbers_and_survives_json() {
    let values = [f32::NAN, -2.0, -0.0, 0.0, 0.5, 3.0, f32::INFINITY];
    let profile = Profile::new(values);
    assert_eq!((profile.n_rows, profile.n_holes), (7, 2));
    assert_eq!(profile.n_by_sign(), [1, 2, 2]);
    assert_eq!((profile.n_distinct, profile.n_whole), (4, 4));
    assert_eq!(profile.ends(), Some((-2.0, 3.0)));
    assert_eq!(profile.n_of(0.0), 2);
    for kind in KINDS {
        let profile = kind.reference();
        let json = serde_json::to_string(&profile).unwrap();
        assert_eq!(serde_json::from_str::<Profile>(&json).unwrap(), profile);
        assert!(json.len() < 3_000, "{kind:?} takes {} bytes", json.len());
    }
}
