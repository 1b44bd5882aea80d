//! Which columns are worth training on: every column's fate, on columns whose fate is known.

use std::ops::ControlFlow;

use creditwood_core::gbdt::{LabelledRows, TrainParams};
use creditwood_core::selection::{
    Keep, RankBy, SelectionError, SelectionReport, SelectionSpec, Step, Verdict, rank, screen,
};
use ndarray::{Array2, Axis, s};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const N_ROWS: usize = 1500;
const HOLE: f32 = f32::NAN;

/// Rows of one part, with a name for each column.
struct Rows {
    names: Vec<String>,
    features: Array2<f32>,
    targets: Vec<bool>,
}

impl Rows {
    fn labelled(&self) -> LabelledRows<'_, f32> {
        LabelledRows::new(self.features.view(), &self.targets)
    }

    fn narrowed(&self, columns: &[usize]) -> Self {
        Self {
            names: columns.iter().map(|&idx| self.names[idx].clone()).collect(),
            features: self.features.select(Axis(1), columns),
            targets: self.targets.clone(),
        }
    }
}

/// `decides` and `hints` tell the class, `n_noise` columns do not; before them stand columns that
/// are to be dropped.
fn rows(seed: u64, n_rows: usize, n_noise: usize) -> Rows {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let names = ["one value", "rare", "decides", "same", "logarithm", "hints"].map(str::to_owned);
    let noise = (0..n_noise).map(|idx| format!("noise {idx}"));
    let names: Vec<String> = names.into_iter().chain(noise).collect();
    let mut features = Array2::from_shape_simple_fn((n_rows, names.len()), || rng.random::<f32>());
    let chance = |row: usize| 0.1 + 0.5 * features[[row, 2]] + 0.2 * features[[row, 5]];
    let targets = (0..n_rows).map(|row| rng.random::<f32>() < chance(row));
    let targets = targets.collect();
    features.column_mut(0).fill(4.5);
    features.slice_mut(s![5.., 1]).fill(HOLE);
    features.slice_mut(s![..10, 2]).fill(HOLE);
    let decides = features.column(2).to_owned();
    features.column_mut(3).assign(&decides);
    features.column_mut(4).assign(&decides.mapv(f32::ln));
    // It has one hole more, so that of the two the other is kept.
    features[[20, 4]] = HOLE;
    Rows {
        names,
        features,
        targets,
    }
}

fn spec() -> SelectionSpec {
    SelectionSpec {
        keep: Keep::Most(2),
        ..SelectionSpec::default()
    }
}

fn params() -> TrainParams {
    TrainParams::default().n_trees(20).max_leaves(6)
}

fn select(spec: &SelectionSpec, n_noise: usize) -> Result<SelectionReport, SelectionError> {
    select_with(spec, n_noise, &mut go_on)
}

fn go_on(_: &Step<'_>) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn select_with(
    spec: &SelectionSpec,
    n_noise: usize,
    on_step: &mut dyn FnMut(&Step<'_>) -> ControlFlow<()>,
) -> Result<SelectionReport, SelectionError> {
    let (training, validation) = (rows(1, N_ROWS, n_noise), rows(2, N_ROWS / 2, n_noise));
    let screened = screen(spec, &training.names, &training.labelled(), on_step)?;
    let left = screened.left();
    let (training, validation) = (training.narrowed(&left), validation.narrowed(&left));
    let (training, validation) = (training.labelled(), validation.labelled());
    rank(screened, spec, &params(), &training, &validation, on_step)
}

fn verdict<'a>(report: &'a SelectionReport, name: &str) -> &'a Verdict {
    let mut columns = report.columns.iter();
    &columns
        .find(|column| column.name == name)
        .expect("it is in the report")
        .verdict
}

#[test]
fn every_column_meets_its_fate_and_the_report_says_why() {
    let report = select(&spec(), 4).unwrap();
    assert_eq!(report.columns.len(), 10);
    assert_eq!(
        *verdict(&report, "one value"),
        Verdict::Constant { value: 4.5 }
    );
    let near_empty = Verdict::NearEmpty {
        share_present: 5.0 / N_ROWS as f64,
        least: 0.01,
    };
    assert_eq!(*verdict(&report, "rare"), near_empty);
    let duplicate = Verdict::DuplicateOf {
        name: "decides".to_owned(),
    };
    assert_eq!(*verdict(&report, "same"), duplicate);
    let Verdict::NearDuplicateOf { name, correlation } = verdict(&report, "logarithm") else {
        panic!("{:?}", verdict(&report, "logarithm"));
    };
    assert_eq!(name, "decides");
    assert!(*correlation > 0.9999, "{correlation}");
    let kept: Vec<&str> = report
        .kept()
        .into_iter()
        .map(|idx| report.columns[idx].name.as_str())
        .collect();
    assert_eq!(kept, ["decides", "hints"]);
    assert_eq!(report.ladder, []);
}

#[test]
fn both_rankings_put_what_decides_first_and_have_a_place_for_every_column_left() {
    for rank_by in [RankBy::Gain, RankBy::Permutation] {
        let report = select(&SelectionSpec { rank_by, ..spec() }, 6).unwrap();
        let mut ranked: Vec<(usize, f64, &str)> = report
            .columns
            .iter()
            .filter_map(|column| match column.verdict {
                Verdict::Ranked {
                    place, importance, ..
                } => Some((place, importance, column.name.as_str())),
                _ => None,
            })
            .collect();
        ranked.sort_by_key(|(place, ..)| *place);
        let places: Vec<usize> = ranked.iter().map(|(place, ..)| *place).collect();
        assert_eq!(places, (1..=8).collect::<Vec<_>>());
        assert!(
            ranked.is_sorted_by(|left, right| left.1 >= right.1),
            "{ranked:?}"
        );
        assert_eq!(
            [ranked[0].2, ranked[1].2],
            ["decides", "hints"],
            "{rank_by:?}"
        );
    }
}

#[test]
fn gains_are_shares_of_the_whole() {
    let report = select(&spec(), 6).unwrap();
    let importance = |verdict: &Verdict| match verdict {
        Verdict::Ranked { importance, .. } => *importance,
        _ => 0.0,
    };
    let sum: f64 = report
        .columns
        .iter()
        .map(|column| importance(&column.verdict))
        .sum();
    assert!((sum - 1.0).abs() < 1e-12, "{sum}");
}

#[test]
fn more_columns_than_are_left_keep_them_all() {
    let keep = Keep::Most(1000);
    let counts = select(&SelectionSpec { keep, ..spec() }, 3)
        .unwrap()
        .counts();
    assert_eq!((counts.kept, counts.low_rank), (5, 0));
}

#[test]
fn the_ladder_keeps_few_where_few_tell_and_says_what_it_measured() {
    let spec = SelectionSpec {
        keep: Keep::Auto,
        ..spec()
    };
    let report = select(&spec, 110).unwrap();
    let numbers: Vec<usize> = report.ladder.iter().map(|rung| rung.n_columns).collect();
    assert_eq!(numbers, [50, 100, 112]);
    let best = report
        .ladder
        .iter()
        .map(|rung| rung.auc)
        .fold(0.0, f64::max);
    let enough = report.ladder.iter().find(|rung| rung.auc >= best - 0.001);
    assert_eq!(report.counts().kept, enough.unwrap().n_columns);
    assert!(
        report
            .ladder
            .iter()
            .all(|rung| rung.auc > 0.6 && rung.n_trees == 20)
    );
}

#[test]
fn the_report_is_the_same_for_any_number_of_threads() {
    for rank_by in [RankBy::Gain, RankBy::Permutation] {
        let spec = SelectionSpec { rank_by, ..spec() };
        let on_threads = |n_threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads);
            pool.build().unwrap().install(|| select(&spec, 40).unwrap())
        };
        assert_eq!(on_threads(1), on_threads(3));
    }
}

#[test]
fn twins_are_found_among_more_rows_than_are_correlated() {
    let rows = rows(3, 25_000, 2);
    let spec = SelectionSpec {
        min_present: 0.0,
        ..spec()
    };
    let screened = screen(&spec, &rows.names, &rows.labelled(), &mut go_on).unwrap();
    assert_eq!(screened.left(), [1, 2, 5, 6, 7]);
    let other_seed = SelectionSpec { seed: 2, ..spec };
    let again = screen(&other_seed, &rows.names, &rows.labelled(), &mut go_on).unwrap();
    assert_eq!(again.left(), screened.left());
}

#[test]
fn whoever_breaks_off_gets_no_report_whatever_step_it_is() {
    let spec = SelectionSpec {
        keep: Keep::Auto,
        rank_by: RankBy::Permutation,
        ..spec()
    };
    let word = |step: &Step<'_>| match step {
        Step::Screening { .. } => "screening",
        Step::Ranking { .. } => "ranking",
        Step::Shuffling { .. } => "shuffling",
        Step::Measuring { .. } => "measuring",
    };
    for last in ["screening", "ranking", "shuffling", "measuring"] {
        let mut steps = Vec::new();
        let result = select_with(&spec, 4, &mut |step| {
            steps.push(word(step));
            match word(step) == last {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        });
        assert!(matches!(result, Err(SelectionError::Interrupted)), "{last}");
        assert_eq!(
            steps.iter().position(|step| *step == last),
            Some(steps.len() - 1)
        );
    }
}

#[test]
fn columns_that_all_tell_nothing_are_an_error_that_says_so() {
    let features = Array2::from_elem((4, 2), 1.0);
    let rows = LabelledRows::new(features.view(), &[true, false, true, false]);
    let names = ["A", "B"].map(str::to_owned);
    let error = screen(&spec(), &names, &rows, &mut go_on);
    let error = error.unwrap_err().to_string();
    assert!(error.starts_with("all 2 columns are constant"), "{error}");
}

#[test]
fn what_is_out_of_range_is_refused_with_its_name_and_value() {
    let out_of_range = [
        (
            SelectionSpec {
                keep: Keep::Most(0),
                ..spec()
            },
            "keep is 0, but must be at least 1",
        ),
        (
            SelectionSpec {
                min_present: 1.5,
                ..spec()
            },
            "min_present is 1.5, but must be from 0 to 1",
        ),
        (
            SelectionSpec {
                min_present: HOLE.into(),
                ..spec()
            },
            "min_present is NaN, but must be from 0 to 1",
        ),
        (
            SelectionSpec {
                max_correlation: 0.0,
                ..spec()
            },
            "max_correlation is 0, but must be over 0 and at most 1",
        ),
    ];
    for (spec, expected) in out_of_range {
        assert_eq!(select(&spec, 2).unwrap_err().to_string(), expected);
    }
}
