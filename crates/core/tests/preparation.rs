//! Preparation: peers by their level's median, extremes capped and holes filled by what training
//! rows tell, and the same bits whichever way a row comes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use creditwood_core::features::expression::{col, flag, is};
use creditwood_core::features::{Catalogue, Deviation, Feature, Group, Peer};
use creditwood_core::label::{Label, Unit};
use creditwood_core::matrix::FeatureMatrix;
use creditwood_core::model::preparation::peers::LEAST_PEERS;
use creditwood_core::model::preparation::{CleaningSpec, Imputation, Inputs, Preparation};
use ndarray::Array2;
use proptest::prelude::*;

const HOLE: f32 = f32::NAN;
const GIVEN: [&str; 4] = ["INCOME", "PHONE", "DRIVERS", "MANAGERS"];
const READ: [&str; 4] = ["TO_PEERS", "PHONE", "INCOME", "LESS_PEERS"];

fn label() -> Label {
    Label::new("A", "B")
}

fn level(name: &str, level: &'static str) -> Feature {
    let expr = flag(is("OCCUPATION_TYPE", level));
    Feature::row(name, Group::Income, Unit::Flag, label(), expr).level("OCCUPATION_TYPE", level)
}

fn peer(name: &str, deviation: Deviation) -> Feature {
    let peer = Peer {
        value: "INCOME".to_owned(),
        among: "OCCUPATION_TYPE".to_owned(),
        deviation,
    };
    Feature::peer(name, Group::Income, Unit::Ratio, label(), peer)
}

fn catalogue() -> Catalogue {
    let row =
        |name: &str, unit, column| Feature::row(name, Group::Income, unit, label(), col(column));
    let features = vec![
        row("INCOME", Unit::Amount, "AMT_INCOME_TOTAL"),
        row("PHONE", Unit::Flag, "FLAG_PHONE"),
        level("DRIVERS", "Drivers"),
        level("MANAGERS", "Managers"),
        peer("TO_PEERS", Deviation::Ratio),
        peer("LESS_PEERS", Deviation::Difference),
    ];
    Catalogue::new("1".to_owned(), features).unwrap()
}

fn strings(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

/// Of rows of income, phone, driver and manager.
fn matrix(rows: &[[f32; 4]]) -> FeatureMatrix {
    FeatureMatrix {
        applicant_ids: (0..rows.len() as i64).collect(),
        defaulted: vec![None; rows.len()],
        feature_names: strings(&GIVEN),
        values: Array2::from(rows.to_vec()),
        catalogue_version: "1".to_owned(),
    }
}

/// Fitted to all rows.
fn fit(rows: &[[f32; 4]], spec: &CleaningSpec) -> Preparation {
    let training: Vec<usize> = (0..rows.len()).collect();
    Preparation::fit(
        &matrix(rows),
        &training,
        &catalogue(),
        &strings(&READ),
        spec,
    )
    .unwrap()
}

fn inputs(preparation: &Preparation) -> Inputs {
    Inputs::new(preparation, &catalogue(), &strings(&READ), GIVEN).unwrap()
}

fn driver(income: f32) -> [f32; 4] {
    [income, 1.0, 1.0, 0.0]
}

fn manager(income: f32) -> [f32; 4] {
    [income, 1.0, 0.0, 1.0]
}

fn other(income: f32) -> [f32; 4] {
    [income, 1.0, 0.0, 0.0]
}

/// As many drivers as make a median of their own with incomes around 100, one manager less with
/// incomes around 500, and some of neither around 20.
fn portfolio() -> Vec<[f32; 4]> {
    let around =
        |middle: f32, n: usize| (0..n).map(move |idx| middle - (n as f32 - 1.0) / 2.0 + idx as f32);
    let drivers = around(100.0, LEAST_PEERS).map(driver);
    let managers = around(500.0, LEAST_PEERS - 1).map(manager);
    let others = around(20.0, LEAST_PEERS - 10).map(other);
    drivers.chain(managers).chain(others).collect()
}

#[test]
fn an_applicant_is_compared_with_the_median_of_the_level_where_enough_have_it() {
    let preparation = fit(&portfolio(), &CleaningSpec::default());
    let medians = preparation.peers.get("TO_PEERS").unwrap();
    let overall = medians.overall.unwrap();
    assert_eq!(
        medians.by_level.iter().collect::<Vec<_>>(),
        [(&"Drivers".to_owned(), &100.0)]
    );
    let inputs = inputs(&preparation);
    let peers = |row: [f32; 4]| {
        let shown = inputs.row(&row).shown;
        [shown[0], shown[3]]
    };
    assert_eq!(peers(driver(150.0)), [1.5, 50.0]);
    for row in [manager(150.0), other(150.0)] {
        let expected = [(150.0 / overall) as f32, (150.0 - overall) as f32];
        assert_eq!(peers(row), expected, "{row:?}");
    }
    assert!(peers(driver(HOLE)).iter().all(|value| value.is_nan()));
}

#[test]
fn a_level_counts_those_with_a_value() {
    let mut rows = portfolio();
    rows[0][0] = HOLE;
    let medians = fit(&rows, &CleaningSpec::default()).peers;
    assert!(medians.get("TO_PEERS").unwrap().by_level.is_empty());
}

#[test]
fn a_median_of_zero_gives_a_difference_and_no_quotient_and_nobody_gives_neither() {
    let zeros = vec![other(0.0); 3];
    let nobody = vec![other(HOLE); 3];
    let peers = |rows: &[[f32; 4]]| {
        let row = inputs(&fit(rows, &CleaningSpec::default())).row(&driver(7.0));
        [row.shown[0], row.shown[3]]
    };
    let [ratio, difference] = peers(&zeros);
    assert!(ratio.is_nan() && difference == 7.0, "{ratio} {difference}");
    assert!(peers(&nobody).iter().all(|value| value.is_nan()));
}

#[test]
fn only_training_rows_are_seen() {
    let rows = portfolio();
    let spec = CleaningSpec {
        cap_outliers: Some(1.5),
        imputation: Imputation::Median,
    };
    let training: Vec<usize> = (0..rows.len()).filter(|row| row % 3 > 0).collect();
    let fit = |rows: &[[f32; 4]]| {
        let names = strings(&READ);
        Preparation::fit(&matrix(rows), &training, &catalogue(), &names, &spec).unwrap()
    };
    let mut altered = rows.clone();
    altered.iter_mut().step_by(3).for_each(|row| row.fill(1e6));
    assert_eq!(fit(&rows), fit(&altered));
    altered[1][0] = 1e6;
    assert_ne!(fit(&rows), fit(&altered));
}

#[test]
fn numbers_beyond_the_fences_are_capped_counted_and_shown_as_they_are() {
    // Quartiles 2 and 4, so that the fences stand at −1 and 7.
    let incomes = [1.0, 2.0, 3.0, 4.0, 90.0, HOLE];
    let rows = incomes.map(|income| [income, 0.0, 0.0, 0.0]);
    let spec = CleaningSpec {
        cap_outliers: Some(1.5),
        ..CleaningSpec::default()
    };
    let preparation = fit(&rows, &spec);
    let capping = preparation.cleaning.capping.clone().unwrap();
    let fence = capping.fences[2].unwrap();
    assert_eq!((fence.lower, fence.upper), (-1.0, 7.0));
    assert_eq!((fence.n_below, fence.n_above), (0, 1));
    assert!(capping.fences[1].is_none(), "a flag has no fences");
    // Income, quotient and difference of the same row.
    assert_eq!(capping.n_capped(), 3);
    let inputs = inputs(&preparation);
    for (income, read) in [(90.0, 7.0), (-5.0, -1.0), (7.0, 7.0), (3.5, 3.5)] {
        let row = inputs.row(&[income, 9.0, 0.0, 0.0]);
        assert_eq!((row.shown[2], row.read[2]), (income, read));
        assert_eq!(row.read[1], 9.0);
    }
    assert!(inputs.row(&other(HOLE)).read[2].is_nan());
}

#[test]
fn a_column_whose_quartiles_are_the_same_keeps_its_extremes() {
    let rows = [1.0, 1.0, 1.0, 1.0, 90.0].map(other);
    let spec = CleaningSpec {
        cap_outliers: Some(3.0),
        ..CleaningSpec::default()
    };
    let capping = fit(&rows, &spec).cleaning.capping.unwrap();
    assert_eq!(capping.fences, [None; 4]);
}

#[test]
fn fences_beyond_the_largest_number_cap_nothing_and_can_be_stored() {
    let rows = [f32::MIN, -1.0, 1.0, f32::MAX].map(other);
    let spec = CleaningSpec {
        cap_outliers: Some(1e300),
        ..CleaningSpec::default()
    };
    let preparation = fit(&rows, &spec);
    assert_eq!(preparation.cleaning.capping.as_ref().unwrap().n_capped(), 0);
    let stored = serde_json::to_string(&preparation).unwrap();
    assert_eq!(
        serde_json::from_str::<Preparation>(&stored).unwrap(),
        preparation
    );
}

#[test]
fn holes_are_left_or_filled_as_the_recipe_says() {
    let rows = [
        [1.0, 1.0, 0.0, 0.0],
        [1.0, 0.0, 0.0, 0.0],
        [3.0, 0.0, 0.0, 0.0],
        [5.0, HOLE, 0.0, 0.0],
        [9.0, HOLE, 0.0, 0.0],
    ];
    let read = |imputation| {
        let spec = CleaningSpec {
            imputation,
            ..CleaningSpec::default()
        };
        let row = inputs(&fit(&rows, &spec)).row(&[HOLE; 4]);
        assert!(row.shown.iter().all(|value| value.is_nan()));
        [row.read[2], row.read[1]]
    };
    assert!(read(Imputation::Leave).iter().all(|value| value.is_nan()));
    assert_eq!(read(Imputation::Median), [3.0, 0.0]);
    assert_eq!(read(Imputation::Mode), [1.0, 0.0]);
    assert_eq!(read(Imputation::Constant(-9.5)), [-9.5, -9.5]);
}

#[test]
fn what_is_not_there_is_named_through_the_peers() {
    let preparation = fit(&portfolio(), &CleaningSpec::default());
    let missing = |names: &[&str]| {
        let given = names.iter().copied();
        let inputs = Inputs::new(&preparation, &catalogue(), &strings(&READ), given);
        inputs.err().unwrap().names
    };
    assert_eq!(missing(&["INCOME", "PHONE", "DRIVERS"]), ["MANAGERS"]);
    assert_eq!(missing(&["DRIVERS", "MANAGERS"]), ["INCOME", "PHONE"]);
    let unfitted = Inputs::new(
        &Preparation::default(),
        &catalogue(),
        &strings(&READ),
        GIVEN,
    );
    assert_eq!(unfitted.err().unwrap().names, ["TO_PEERS", "LESS_PEERS"]);
}

#[test]
fn peers_that_no_one_reads_are_shown_and_need_not_be_there() {
    let preparation = fit(&portfolio(), &CleaningSpec::default());
    let of_income = |names: &[&'static str]| {
        let read = strings(&["INCOME"]);
        Inputs::new(&preparation, &catalogue(), &read, names.iter().copied()).unwrap()
    };
    let inputs = of_income(&GIVEN);
    assert_eq!(
        inputs.peer_names().collect::<Vec<_>>(),
        ["TO_PEERS", "LESS_PEERS"]
    );
    let row = driver(150.0);
    assert_eq!(inputs.with_peers(&row)[4..], [1.5, 50.0]);
    assert_eq!(inputs.row(&row).read, [150.0]);
    let inputs = of_income(&["INCOME", "PHONE"]);
    assert_eq!(inputs.peer_names().count(), 0);
    assert_eq!(inputs.with_peers(&row[..2]), row[..2]);
}

fn any_row() -> impl Strategy<Value = [f32; 4]> {
    let income = prop_oneof![
        6 => -1e3_f32..1e3,
        1 => Just(HOLE),
        1 => Just(0.0),
        1 => f32::MIN..f32::MAX,
    ];
    let flag = prop_oneof![Just(0.0), Just(1.0), Just(HOLE)];
    (income, flag, 0..3_usize).prop_map(|(income, phone, level)| {
        let has = |idx| f32::from(u8::from(level == idx));
        [income, phone, has(0), has(1)]
    })
}

fn any_spec() -> impl Strategy<Value = CleaningSpec> {
    let imputation = prop_oneof![
        Just(Imputation::Leave),
        Just(Imputation::Median),
        Just(Imputation::Mode),
        (-1e3_f32..1e3).prop_map(Imputation::Constant),
    ];
    let spec = (prop::option::of(0.1..5.0_f64), imputation);
    spec.prop_map(|(cap_outliers, imputation)| CleaningSpec {
        cap_outliers,
        imputation,
    })
}

fn bits(values: impl IntoIterator<Item = f32>) -> Vec<u32> {
    values.into_iter().map(f32::to_bits).collect()
}

proptest! {
    #[test]
    fn a_row_is_the_same_bits_alone_among_others_in_another_order_and_from_storage(
        rows in prop::collection::vec(any_row(), 1..300),
        spec in any_spec(),
    ) {
        let preparation = fit(&rows, &spec);
        let stored = serde_json::to_string(&preparation).unwrap();
        let preparation_read: Preparation = serde_json::from_str(&stored).unwrap();
        prop_assert_eq!(&preparation_read, &preparation);
        let batch = inputs(&preparation).rows(matrix(&rows).values.outer_iter());
        let reversed = GIVEN.iter().rev().copied();
        let alone = Inputs::new(&preparation_read, &catalogue(), &strings(&READ), reversed);
        let alone = alone.unwrap();
        for (row, among) in rows.iter().zip(batch.outer_iter()) {
            let reversed: Vec<f32> = row.iter().rev().copied().collect();
            let read = alone.row(&reversed).read;
            prop_assert_eq!(bits(read.clone()), bits(among.iter().copied()));
            if spec.imputation != Imputation::Leave {
                prop_assert!(read.iter().all(|value| value.is_finite()));
            }
        }
    }
}
