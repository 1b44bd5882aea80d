//! The same forest however its rows are laid out: a matrix, columns where they lie, sparse ones,
//! columns with a bitmap of holes, and columns that are made one by one.

use creditwood_core::gbdt::{
    Column, CrossValidated, LabelledColumns, PredictError, Round, Table, Trainer,
};
use proptest::prelude::*;

use super::*;

/// Values of a column in buffers of their own, as something else might hold them.
#[derive(Debug)]
enum Held {
    Narrow(Vec<f32>),
    Wide(Vec<f64>),
    /// Holes are what a bitmap says, from some bit on; the values there mean nothing.
    Mapped {
        values: Vec<f32>,
        bits: Vec<u8>,
        first_bit: usize,
    },
    Sparse {
        n_rows: usize,
        rows: Vec<u32>,
        values: Vec<f64>,
        elsewhere: f64,
    },
}

const N_LAYOUTS: u8 = 5;

impl Held {
    /// A column's values in a layout.
    fn new(values: &[f32], layout: u8) -> Self {
        let wide = |values: &[f32]| values.iter().copied().map(f64::from).collect();
        match layout {
            0 => Self::Narrow(values.to_vec()),
            1 => Self::Wide(wide(values)),
            2 => Self::map(values, 3),
            layout => {
                let elsewhere = if layout == 3 { f32::NAN } else { 0.0 };
                let is_elsewhere =
                    |value: f32| value == elsewhere || (value.is_nan() && elsewhere.is_nan());
                let rows = 0..values.len() as u32;
                let rows: Vec<u32> = rows
                    .filter(|&row| !is_elsewhere(values[row as usize]))
                    .collect();
                let told = rows.iter().map(|&row| values[row as usize].into());
                Self::Sparse {
                    n_rows: values.len(),
                    values: told.collect(),
                    rows,
                    elsewhere: elsewhere.into(),
                }
            }
        }
    }

    fn map(values: &[f32], first_bit: usize) -> Self {
        let mut bits = vec![0b101; (first_bit + values.len()).div_ceil(8)];
        for (row, value) in values.iter().enumerate() {
            let bit = first_bit + row;
            bits[bit / 8] &= !(1 << (bit % 8));
            bits[bit / 8] |= u8::from(!value.is_nan()) << (bit % 8);
        }
        let meaningless = |&value: &f32| if value.is_nan() { 77.5 } else { value };
        Self::Mapped {
            values: values.iter().map(meaningless).collect(),
            bits,
            first_bit,
        }
    }

    fn column(&self) -> Column<'_> {
        match self {
            Self::Narrow(values) => Column::dense(values.as_slice()),
            Self::Wide(values) => Column::dense(values.as_slice()),
            Self::Mapped {
                values,
                bits,
                first_bit,
            } => Column::dense(values.as_slice())
                .with_validity(bits, *first_bit)
                .expect("there is a bit for every value"),
            Self::Sparse {
                n_rows,
                rows,
                values,
                elsewhere,
            } => Column::sparse(*n_rows, rows, values.as_slice(), *elsewhere)
                .expect("rows ascend and have a value each"),
        }
    }
}

/// A matrix' columns, each in the layout that is told for it.
fn hold(features: &Array2<f32>, layout_of: impl Fn(usize) -> u8) -> Vec<Held> {
    let columns = features.columns().into_iter().enumerate();
    columns
        .map(|(idx, column)| Held::new(&column.to_vec(), layout_of(idx)))
        .collect()
}

fn columns_of(held: &[Held]) -> Vec<Column<'_>> {
    held.iter().map(Held::column).collect()
}

/// A matrix that gives each column in the moment it is asked for.
struct MadeInTime<'a>(&'a Array2<f32>);

impl Table for MadeInTime<'_> {
    fn n_rows(&self) -> usize {
        self.0.nrows()
    }

    fn n_columns(&self) -> usize {
        self.0.ncols()
    }

    fn with_column<R>(&self, idx: usize, take: impl FnOnce(Column<'_>) -> R) -> R {
        take(Held::new(&self.0.column(idx).to_vec(), idx as u8 % N_LAYOUTS).column())
    }
}

/// Rows with zeros, so that a column may be sparse by them, and more of them than bins are found in.
fn sparse_portfolio(n_rows: usize, n_features: usize, seed: u64) -> Portfolio {
    let mut portfolio = portfolio(n_rows, n_features, seed);
    for ((row, column), value) in portfolio.features.indexed_iter_mut() {
        if column > 0 && (row * 31 + column * 7) % 5 < 3 {
            *value = 0.0;
        }
    }
    portfolio
}

fn labelled<'a, D: Table + ?Sized>(
    table: &'a D,
    portfolio: &'a Portfolio,
) -> LabelledColumns<'a, D> {
    LabelledColumns::new(table, &portfolio.targets).with_weights(&portfolio.weights)
}

fn go_on(_: &Round) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn columns_of_any_layout_train_the_forest_of_the_matrix(
        (seed, n_rows) in (0_u64..1 << 32, 20_usize..400),
        layouts in prop::collection::vec(0..N_LAYOUTS, 6),
        max_bin in prop::sample::select(vec![8_usize, 255, 400]),
    ) {
        let mut portfolio = sparse_portfolio(n_rows, 6, seed);
        (portfolio.targets[0], portfolio.targets[1]) = (true, false);
        portfolio.features.column_mut(4).fill(if seed % 2 == 0 { f32::NAN } else { 0.0 });
        let params = elaborate_params().n_trees(6).max_bin(max_bin).min_rows_per_leaf(3);
        let expected = portfolio.train_with(params.clone(), None);
        let held = hold(&portfolio.features, |idx| layouts[idx]);
        let (columns, params) = (columns_of(&held), checked(params));
        let trainer = Trainer::new(&params);
        let rows = labelled(&columns, &portfolio);
        prop_assert_eq!(trainer.train_columns(&rows, None, &mut go_on).unwrap(), expected);
    }
}

#[test]
fn a_table_that_is_made_in_time_trains_the_forest_of_the_matrix() {
    // More rows than bins are found in.
    let portfolio = sparse_portfolio(70_000, 7, 31);
    let params = TrainParams::default().n_trees(3);
    let expected = portfolio.train_with(params.clone(), None);
    let (table, params) = (MadeInTime(&portfolio.features), checked(params));
    let rows = labelled(&table, &portfolio);
    let found = Trainer::new(&params).train_columns(&rows, None, &mut go_on);
    assert_eq!(found.unwrap(), expected);
}

#[test]
fn validation_columns_stop_training_where_validation_rows_do() {
    let (training, validation) = (sparse_portfolio(900, 6, 32), sparse_portfolio(500, 6, 33));
    let stopping = EarlyStopping {
        metric: Metric::LogLoss,
        patience: 6,
    };
    let params = elaborate_params()
        .n_trees(300)
        .early_stopping(Some(stopping));
    let expected = training.train_with(params.clone(), Some(&validation));
    assert_eq!(expected.stop_reason, StopReason::EarlyStopping);
    let held = [&training, &validation].map(|it| hold(&it.features, |idx| idx as u8 % N_LAYOUTS));
    let columns = [columns_of(&held[0]), columns_of(&held[1])];
    let rows = labelled(&columns[0], &training);
    let judging = labelled(&columns[1], &validation);
    let params = checked(params);
    let found = Trainer::new(&params).train_columns(&rows, Some(&judging), &mut go_on);
    assert_eq!(found.unwrap(), expected);
}

#[test]
fn what_rounds_tell_of_validation_rows_is_what_the_forest_gives_them() {
    let (training, validation) = (sparse_portfolio(600, 5, 34), sparse_portfolio(300, 5, 35));
    let params = elaborate_params().n_trees(7);
    let trained = training.train_with(params, Some(&validation));
    let scores = trained
        .forest
        .raw_scores(validation.features.view())
        .unwrap();
    let (mut loss, mut total) = (0.0, 0.0);
    for (row, &score) in scores.iter().enumerate() {
        let target = validation.targets[row];
        let weight = validation.weights[row] * if target { 0.85 } else { 0.15 };
        let share = sigmoid(score);
        loss -= weight
            * if target {
                share.ln()
            } else {
                (1.0 - share).ln()
            };
        total += weight;
    }
    let last = trained.history.last().unwrap().log_loss;
    assert!((last - loss / total).abs() < 1e-12);
}

#[test]
fn columns_go_on_from_a_forest_and_are_cross_validated_as_rows_are() {
    let portfolio = sparse_portfolio(500, 5, 36);
    let start = portfolio
        .train_with(TrainParams::default().n_trees(9), None)
        .forest;
    let held = hold(&portfolio.features, |idx| (idx as u8 + 2) % N_LAYOUTS);
    let columns = columns_of(&held);
    let params = checked(TrainParams::default().n_trees(5));
    let trainer = Trainer::new(&params).going_on_from(&start);
    let (rows, by_column) = (portfolio.rows(), labelled(&columns, &portfolio));
    let expected = trainer.train(&rows, None, &mut go_on).unwrap();
    assert_eq!(expected.forest.trees.len(), 14);
    let found = trainer.train_columns(&by_column, None, &mut go_on).unwrap();
    assert_eq!(found, expected);

    let folds: Vec<Vec<usize>> = (0..3)
        .map(|fold| (fold..400).step_by(3).collect())
        .collect();
    let on_round = &mut |_: usize, _: &Round| ControlFlow::Continue(());
    let expected = trainer.cross_validate(&rows, &folds, on_round).unwrap();
    let found = trainer
        .cross_validate_columns(&by_column, &folds, on_round)
        .unwrap();
    assert_same(&found, &expected);
    assert!(
        expected.raw_scores[400..]
            .iter()
            .all(|score| score.is_nan())
    );
}

/// Equal, scores to the bit; rows in no fold have none.
fn assert_same(found: &CrossValidated, expected: &CrossValidated) {
    let bits = |it: &CrossValidated| -> Vec<u64> {
        it.raw_scores.iter().map(|score| score.to_bits()).collect()
    };
    assert_eq!(bits(found), bits(expected));
    assert_eq!(found.trained, expected.trained);
}

#[test]
fn a_table_gets_the_scores_of_its_matrix() {
    let portfolio = sparse_portfolio(3_000, 6, 37);
    let forest = portfolio.train_with(elaborate_params(), None).forest;
    let expected = forest.raw_scores(portfolio.features.view()).unwrap();
    let held = hold(&portfolio.features, |idx| (idx as u8 + 1) % N_LAYOUTS);
    let columns = columns_of(&held);
    assert_eq!(forest.raw_scores_of_table(&columns).unwrap(), expected);
    let error = forest.raw_scores_of_table(&columns[..4]).unwrap_err();
    let (expected, actual) = (6, 4);
    assert_eq!(error, PredictError::ColumnMismatch { expected, actual });
}

#[test]
fn columns_that_do_not_belong_together_are_named() {
    let values = [1.0_f32, 2.0, f32::NAN, 4.0];
    let targets = [true, false, true, false];
    let params = checked(TrainParams::default());
    let error = |columns: &[Column<'_>], judging: Option<&[Column<'_>]>| {
        let rows = LabelledColumns::new(columns, &targets);
        let judging = judging.map(|columns| LabelledColumns::new(columns, &targets));
        let trained = Trainer::new(&params).train_columns(&rows, judging.as_ref(), &mut go_on);
        trained.unwrap_err().to_string()
    };
    let whole = Column::dense(&values);
    let short = Column::dense(&values[..3]);
    assert_eq!(
        error(&[whole, short], None),
        "column 1 of the training table has 3 rows, but the table 4"
    );
    assert_eq!(
        error(&[whole, whole], Some(&[whole, short])),
        "column 1 of the validation table has 3 rows, but the table 4"
    );
    let infinite = [0.0, 1.0, f64::INFINITY, f64::NEG_INFINITY];
    let infinite = Column::dense(&infinite);
    assert_eq!(
        error(&[whole, infinite, infinite], None),
        "training row 2, column 1 is inf, but must be finite or a hole (not a number)"
    );
    assert_eq!(
        error(&[whole, whole], Some(&[whole, infinite])),
        "validation row 2, column 1 is inf, but must be finite or a hole (not a number)"
    );
    assert_eq!(
        error(&[], None),
        "the training matrix is 0 × 0, but must have rows and columns"
    );
    assert_eq!(
        error(&[whole], Some(&[whole, whole])),
        "the validation matrix has 2 columns, the training matrix 1"
    );
}
