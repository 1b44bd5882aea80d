//! Trains on more columns than fit into memory as numbers: they are made one by one, as a reader of
//! files would, and only their bins stay.
//!
//! `train_wide ROWS COLUMNS TREES`: of ten columns, three are sparse counts, two are 0 or 1, and five
//! are amounts of 64 bits, two of these with a bitmap of holes. On stdout, as JSON: the seconds until
//! the first tree and in all, and the greatest resident memory in MiB.

use std::ops::ControlFlow;
use std::time::Instant;

use creditwood_core::gbdt::{Column, LabelledColumns, Table, TrainParams, Trainer};
use linfa::ParamGuard;

mod usage;

use usage::Error;

/// Columns that a few whole numbers tell.
struct MadeUp {
    n_rows: usize,
    n_columns: usize,
}

/// Numbers from 0 to 1 without rhyme or reason, the same for the same row and column.
fn chance(row: usize, column: usize) -> f64 {
    let mut bits = (row as u64) << 32 | column as u64;
    for factor in [0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb] {
        bits = (bits ^ (bits >> 30)).wrapping_mul(factor);
        bits ^= bits >> 27;
    }
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}

impl Table for MadeUp {
    fn n_rows(&self) -> usize {
        self.n_rows
    }

    fn n_columns(&self) -> usize {
        self.n_columns
    }

    fn with_column<R>(&self, idx: usize, take: impl FnOnce(Column<'_>) -> R) -> R {
        let rows = 0..self.n_rows;
        let column = match idx % 10 {
            kind @ 0..5 => {
                let share = if kind < 3 { 0.2 } else { 0.05 };
                let rows: Vec<u32> = rows
                    .filter(|&row| chance(row, idx) < share)
                    .map(|row| row as u32)
                    .collect();
                let count = |&row: &u32| match kind {
                    0..3 => (100.0 * chance(row as usize, idx)).floor() as f32 + 1.0,
                    _ => 1.0,
                };
                let counts: Vec<f32> = rows.iter().map(count).collect();
                let sparse = Column::sparse(self.n_rows, &rows, counts.as_slice(), 0.0);
                return take(sparse.expect("rows ascend and are all there"));
            }
            _ => rows
                .map(|row| 1e6 * chance(row, idx).powi(3))
                .collect::<Vec<f64>>(),
        };
        if idx % 10 < 8 {
            return take(Column::dense(column.as_slice()));
        }
        let byte = |first: usize| {
            let bits = (0..8).map(|bit| u8::from(chance(first + bit, idx + 1) < 0.6) << bit);
            bits.sum::<u8>()
        };
        let bits: Vec<u8> = (0..self.n_rows).step_by(8).map(byte).collect();
        let holed = Column::dense(column.as_slice()).with_validity(&bits, 0);
        take(holed.expect("there is a bit for every row"))
    }
}

fn main() -> Result<(), Error> {
    let args: Vec<usize> = std::env::args()
        .skip(1)
        .map(|arg| arg.parse())
        .collect::<Result<_, _>>()?;
    let &[n_rows, n_columns, n_trees] = args.as_slice() else {
        return Err("usage: train_wide ROWS COLUMNS TREES".into());
    };
    let table = MadeUp { n_rows, n_columns };
    let risk = |row| 2.0 * chance(row, 5) * chance(row, 6) + chance(row, 7);
    let targets: Vec<bool> = (0..n_rows)
        .map(|row| risk(row) > 1.6 * chance(row, usize::MAX) + 0.6)
        .collect();
    let params = TrainParams::default().n_trees(n_trees).check()?;
    let rows = LabelledColumns::new(&table, &targets);
    let start = Instant::now();
    let mut until_first_tree = None;
    let mut on_round = |_: &_| {
        until_first_tree.get_or_insert_with(|| start.elapsed().as_secs_f64());
        ControlFlow::Continue(())
    };
    let trained = Trainer::new(&params).train_columns(&rows, None, &mut on_round)?;
    let report = serde_json::json!({
        "seconds_until_first_tree": until_first_tree,
        "seconds": start.elapsed().as_secs_f64(),
        "peak_mib": usage::peak_mib()?,
        "trees": trained.forest.trees.len(),
        "splits": trained.forest.trees.iter().map(|tree| tree.splits.len()).sum::<usize>(),
    });
    println!("{report}");
    Ok(())
}
