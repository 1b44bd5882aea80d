//! The matrix that `scripts/bench-train` and `scripts/bench-predict` write: little-endian, the numbers
//! of training rows, of test rows and of columns as u32, then a byte of target for each row, then
//! the cells as f32, row-major, NaN for a hole.

use std::fs::File;
use std::io::{BufReader, Read};

use ndarray::{Array2, ArrayView2, s};

pub(crate) type Error = Box<dyn std::error::Error>;

pub(crate) struct Matrix {
    features: Array2<f32>,
    targets: Vec<bool>,
    n_train: usize,
}

impl Matrix {
    pub(crate) fn training(&self) -> (ArrayView2<'_, f32>, &[bool]) {
        let features = self.features.slice(s![..self.n_train, ..]);
        (features, &self.targets[..self.n_train])
    }

    pub(crate) fn test(&self) -> (ArrayView2<'_, f32>, &[bool]) {
        let features = self.features.slice(s![self.n_train.., ..]);
        (features, &self.targets[self.n_train..])
    }
}

pub(crate) fn read(path: &str) -> Result<Matrix, Error> {
    let mut file = BufReader::new(File::open(path)?);
    let mut sizes = [0; 3];
    for size in &mut sizes {
        *size = read_u32(&mut file)? as usize;
    }
    let [n_train, n_test, n_columns] = sizes;
    let mut targets = vec![0; n_train + n_test];
    file.read_exact(&mut targets)?;
    let mut cells = Vec::with_capacity(targets.len() * n_columns);
    let mut row = vec![0; 4 * n_columns];
    for _ in 0..targets.len() {
        file.read_exact(&mut row)?;
        let (values, _) = row.as_chunks();
        cells.extend(values.iter().map(|&bytes| f32::from_le_bytes(bytes)));
    }
    Ok(Matrix {
        features: Array2::from_shape_vec((targets.len(), n_columns), cells)?,
        targets: targets.into_iter().map(|target| target != 0).collect(),
        n_train,
    })
}

fn read_u32(file: &mut impl Read) -> Result<u32, Error> {
    let mut bytes = [0; 4];
    file.read_exact(&mut bytes)?;
    Ok(u32::from_le_bytes(bytes))
}
