//! Neighbours against their naive twin, and what distance means.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use creditwood_core::label::Unit;
use creditwood_core::neighbour::{
    Explanations, Nearest, Neighbour, Neighbours, Rows, ScaledFeatures, Scaling, Space,
};
use ndarray::{Array2, ArrayView2, array, s};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

struct Reference<V> {
    values: Array2<V>,
    applicant_ids: Vec<i64>,
    defaulted: Vec<Option<bool>>,
}

impl<V: Copy> Reference<V> {
    /// Rows in a random order, with few different values, so that many are equally far.
    fn random(
        n_rows: usize,
        n_columns: usize,
        value: impl Fn(&mut ChaCha8Rng) -> V,
        rng: &mut ChaCha8Rng,
    ) -> Self {
        let cells = (0..n_rows * n_columns).map(|_| value(rng)).collect();
        let values = Array2::from_shape_vec((n_rows, n_columns), cells).unwrap();
        let mut applicant_ids: Vec<i64> = (100..).take(n_rows).collect();
        for place in 1..n_rows {
            applicant_ids.swap(place, rng.random_range(0..=place));
        }
        let outcomes = [None, Some(false), Some(false), Some(true)];
        let defaulted = (0..n_rows).map(|_| outcomes[rng.random_range(0..4)]);
        Self {
            defaulted: defaulted.collect(),
            values,
            applicant_ids,
        }
    }

    fn pieces(&self, of: usize) -> impl Iterator<Item = Rows<'_, V>> {
        let n_rows = self.values.nrows();
        (0..n_rows).step_by(of).map(move |first| {
            let last = n_rows.min(first + of);
            Rows {
                values: self.values.slice(s![first..last, ..]),
                applicant_ids: &self.applicant_ids[first..last],
                defaulted: &self.defaulted[first..last],
            }
        })
    }
}

/// All distances, sorted.
fn naive<S: Space>(space: &S, all: &Reference<S::Value>, most: usize, without: i64) -> Neighbours {
    let of = |outcome| {
        let rows = (0..all.values.nrows()).filter(|&row| {
            all.defaulted[row] == Some(outcome) && all.applicant_ids[row] != without
        });
        let mut sorted: Vec<(f64, i64)> = rows
            .map(|row| {
                let squared = squared_distance(space, all.values.row(row).to_vec());
                (squared, all.applicant_ids[row])
            })
            .collect();
        sorted.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        let nearest = sorted.into_iter().take(most);
        let nearest = nearest.map(|(squared, applicant_id)| Neighbour {
            applicant_id,
            distance: squared.sqrt(),
        });
        nearest.collect()
    };
    Neighbours {
        repaid: of(false),
        defaulted: of(true),
    }
}

fn squared_distance<S: Space>(space: &S, row: Vec<S::Value>) -> f64 {
    let parts = row.into_iter().enumerate();
    let parts = parts.map(|(column, value)| space.squared_part(column, value));
    parts.fold(0.0, |sum, part| sum + part)
}

fn nearest<S: Space>(space: S, all: &Reference<S::Value>, most: usize, piece: usize) -> Neighbours {
    let mut nearest = Nearest::new(space, most).without(103);
    for rows in all.pieces(piece) {
        nearest.feed(rows).unwrap();
    }
    nearest.finish()
}

fn contribution(rng: &mut ChaCha8Rng) -> f64 {
    f64::from(rng.random_range(-1..=1))
}

fn feature(rng: &mut ChaCha8Rng) -> f32 {
    match rng.random_range(0..6) {
        0 => f32::NAN,
        1 => 1e9,
        _ => rng.random_range(-2_i8..=2).into(),
    }
}

fn units(n_columns: usize) -> Vec<Unit> {
    let units = [Unit::Amount, Unit::Flag, Unit::Plain];
    units.into_iter().cycle().take(n_columns).collect()
}

proptest! {
    #[test]
    fn the_nearest_are_those_that_sorting_all_finds(
        seed in any::<u64>(), n_rows in 0_usize..80, n_columns in 0_usize..40, most in 0_usize..9,
        piece in 1_usize..90,
    ) {
        let rng = &mut ChaCha8Rng::seed_from_u64(seed);
        let all = Reference::random(n_rows, n_columns, contribution, rng);
        let own = (0..n_columns).map(|_| contribution(rng)).collect();
        let space = Explanations::around(own).unwrap();
        let found = nearest(space.clone(), &all, most, piece);
        prop_assert_eq!(found, naive(&space, &all, most, 103));

        let all = Reference::random(n_rows, n_columns, feature, rng);
        let scaling = Scaling::fit(all.values.view(), &units(n_columns)).unwrap();
        let own = (0..n_columns).map(|_| feature(rng)).collect();
        let space = ScaledFeatures::around(own, &scaling).unwrap();
        let found = nearest(space.clone(), &all, most, piece);
        prop_assert_eq!(found, naive(&space, &all, most, 103));
    }

    #[test]
    fn a_way_round_is_never_shorter(seed in any::<u64>()) {
        let rng = &mut ChaCha8Rng::seed_from_u64(seed);
        let all = Reference::random(30, 5, feature, rng);
        let scaling = Scaling::fit(all.values.view(), &units(5)).unwrap();
        let row = |idx: usize| all.values.row(idx).to_vec();
        let between = |one: usize, other: usize| {
            let space = ScaledFeatures::around(row(one), &scaling).unwrap();
            squared_distance(&space, row(other)).sqrt()
        };
        prop_assert_eq!(between(0, 0), 0.0);
        prop_assert_eq!(between(0, 1), between(1, 0));
        prop_assert!(between(0, 2) <= between(0, 1) + between(1, 2) + 1e-12);
    }
}

fn rows<V>(values: ArrayView2<'_, V>) -> Rows<'_, V> {
    Rows {
        values,
        applicant_ids: &[7, 5, 6],
        defaulted: &[Some(true), Some(true), Some(false)],
    }
}

#[test]
fn of_the_same_distance_the_lower_number_comes_first() {
    let mut nearest = Nearest::new(Explanations::around(vec![0.0, 0.0]).unwrap(), 1);
    let values = array![[3.0, 4.0], [4.0, 3.0], [0.0, 1.0]];
    nearest.feed(rows(values.view())).unwrap();
    let neighbour = |applicant_id, distance| Neighbour {
        applicant_id,
        distance,
    };
    let found = nearest.finish();
    let expected = Neighbours {
        repaid: vec![neighbour(6, 1.0)],
        defaulted: vec![neighbour(5, 5.0)],
    };
    assert_eq!(found, expected);
    let json = serde_json::to_string(&found).unwrap();
    assert_eq!(serde_json::from_str::<Neighbours>(&json).unwrap(), expected);
}

#[test]
fn rows_of_any_layout_are_read() {
    let values = array![[3.0, 0.0, 0.0], [4.0, 3.0, 1.0]];
    let mut nearest = Nearest::new(Explanations::around(vec![0.0, 0.0]).unwrap(), 1);
    nearest.feed(rows(values.t())).unwrap();
    assert_eq!(nearest.finish().defaulted[0].distance, 3.0);
}

#[test]
fn what_does_not_fit_is_an_error_that_names_it() {
    let new = || Nearest::new(Explanations::around(vec![0.0, 0.0]).unwrap(), 1);
    let error = |values: Array2<f64>| new().feed(rows(values.view())).unwrap_err().to_string();
    let narrow = error(array![[0.0], [0.0], [0.0]]);
    assert_eq!(narrow, "1 columns, expected 2 as the applicant has");
    assert_eq!(
        error(array![[0.0, 0.0]]),
        "applicants for 3 rows, expected 1"
    );
    for value in [f64::NAN, f64::INFINITY] {
        let found = error(array![[0.0, 0.0], [0.0, value], [0.0, 0.0]]);
        let expected = format!("applicant 5, column 1 is {value}, expected a finite number");
        assert_eq!(found, expected);
    }
    let own = Explanations::around(vec![0.0, f64::NAN]).unwrap_err();
    let expected = "the applicant, column 1 is NaN, expected a finite number";
    assert_eq!(own.to_string(), expected);
}
