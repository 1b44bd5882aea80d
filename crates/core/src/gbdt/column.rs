//! Columns as their holder keeps them, read in place: dense or sparse, of either width, holes as NaN
//! or in a bitmap.
//!
//! That is how Arrow and Parquet readers hold numbers in memory: a buffer of values and, where there
//! are nulls, a bitmap beside it. Both are borrowed, and nothing is copied before a column becomes
//! bins. A sparse column is one of a matrix in compressed columns (CSC): its rows, their values, and
//! one value for all other rows.

use thiserror::Error;

/// So many values are read at once.
#[cfg(feature = "train")]
const VALUES_AT_ONCE: usize = 128;

/// Numbers one after the other, of either width; NaN is a hole.
#[derive(Clone, Copy, Debug)]
pub enum Numbers<'a> {
    /// Of 32 bits.
    F32(&'a [f32]),
    /// Of 64 bits.
    F64(&'a [f64]),
}

/// One column of a table.
///
/// An Arrow array of floats is `Column::dense(&array.values()[..])`, and with nulls
/// `.with_validity(nulls.validity(), nulls.offset())` behind it.
///
/// ```
/// use creditwood_core::gbdt::Column;
///
/// // As an Arrow array has it: the second value is null. Bits begin at the lowest.
/// let amounts = Column::dense(&[2.5_f32, 0.0, 4.0]).with_validity(&[0b101], 0)?;
/// // As a sparse matrix has it: row 1 is 7, all others are 0.
/// let counts = Column::sparse(3, &[1], &[7.0_f64], 0.0)?;
/// assert_eq!((amounts.n_rows(), counts.n_rows()), (3, 3));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Column<'a> {
    values: Numbers<'a>,
    validity: Option<Validity<'a>>,
    places: Option<Places<'a>>,
}

/// A bit for every value, 0 for a hole.
#[derive(Clone, Copy, Debug)]
struct Validity<'a> {
    bits: &'a [u8],
    first_bit: usize,
}

/// Which rows the values of a sparse column are of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Places<'a> {
    n_rows: usize,
    /// Ascending.
    pub(super) rows: &'a [u32],
    /// What all other rows have.
    pub(super) elsewhere: f64,
}

/// Why buffers are no column.
#[derive(Clone, Debug, PartialEq, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum ColumnError {
    #[error("{n_values} values for {n_rows} rows of a sparse column, but there must be one each")]
    ValueCount { n_rows: usize, n_values: usize },
    #[error("row {row} comes after row {before}, but rows of a sparse column must ascend")]
    NotAscending { before: u32, row: u32 },
    #[error("a sparse column of {n_rows} rows has row {row}")]
    RowOutOfRange { row: u32, n_rows: usize },
    #[error("the other rows of a sparse column are {value}, but must be finite or a hole")]
    Elsewhere { value: f64 },
    #[error("a bitmap of {n_bits} bits from bit {first_bit} on for {n_values} values")]
    Bitmap {
        n_bits: usize,
        first_bit: usize,
        n_values: usize,
    },
}

/// Columns of the same rows, of which one at a time is looked at. What holds them may make them for
/// the moment, so that a table need not fit into memory: training reads every column once.
pub trait Table: Sync {
    /// How many rows every column has.
    fn n_rows(&self) -> usize;

    /// How many columns there are.
    fn n_columns(&self) -> usize;

    /// Hands a column over, counted from 0: the same one whenever it is asked for. Several threads
    /// may ask at once.
    fn with_column<R>(&self, idx: usize, take: impl FnOnce(Column<'_>) -> R) -> R;
}

impl Table for [Column<'_>] {
    /// Of the first column; that all have as many is looked at when they are read.
    fn n_rows(&self) -> usize {
        self.first().map_or(0, Column::n_rows)
    }

    fn n_columns(&self) -> usize {
        self.len()
    }

    fn with_column<R>(&self, idx: usize, take: impl FnOnce(Column<'_>) -> R) -> R {
        take(self[idx])
    }
}

impl Table for Vec<Column<'_>> {
    fn n_rows(&self) -> usize {
        self.as_slice().n_rows()
    }

    fn n_columns(&self) -> usize {
        self.len()
    }

    fn with_column<R>(&self, idx: usize, take: impl FnOnce(Column<'_>) -> R) -> R {
        take(self[idx])
    }
}

impl<'a, const N: usize> From<&'a [f32; N]> for Numbers<'a> {
    fn from(values: &'a [f32; N]) -> Self {
        Self::F32(values)
    }
}

impl<'a, const N: usize> From<&'a [f64; N]> for Numbers<'a> {
    fn from(values: &'a [f64; N]) -> Self {
        Self::F64(values)
    }
}

impl<'a> From<&'a [f32]> for Numbers<'a> {
    fn from(values: &'a [f32]) -> Self {
        Self::F32(values)
    }
}

impl<'a> From<&'a [f64]> for Numbers<'a> {
    fn from(values: &'a [f64]) -> Self {
        Self::F64(values)
    }
}

impl Numbers<'_> {
    fn len(&self) -> usize {
        match self {
            Self::F32(values) => values.len(),
            Self::F64(values) => values.len(),
        }
    }

    #[inline]
    fn value(&self, idx: usize) -> f64 {
        match self {
            Self::F32(values) => values[idx].into(),
            Self::F64(values) => values[idx],
        }
    }

    /// Writes some values, the first of which is told.
    #[cfg(feature = "train")]
    fn read(&self, start: usize, out: &mut [f64]) {
        match self {
            Self::F32(values) => {
                for (out, &value) in out.iter_mut().zip(&values[start..]) {
                    *out = value.into();
                }
            }
            Self::F64(values) => out.copy_from_slice(&values[start..start + out.len()]),
        }
    }
}

impl Validity<'_> {
    #[inline]
    fn has(&self, idx: usize) -> bool {
        let bit = self.first_bit + idx;
        self.bits[bit / 8] >> (bit % 8) & 1 == 1
    }
}

impl<'a> Column<'a> {
    /// A value for every row.
    pub fn dense(values: impl Into<Numbers<'a>>) -> Self {
        Self {
            values: values.into(),
            validity: None,
            places: None,
        }
    }

    /// The values of some rows, ascending, out of `n_rows`; all others have the value `elsewhere`, NaN
    /// if they are holes.
    ///
    /// # Errors
    /// When there is not a value for every row told, rows do not ascend or are not there, or the other
    /// rows' value is infinite.
    pub fn sparse(
        n_rows: usize,
        rows: &'a [u32],
        values: impl Into<Numbers<'a>>,
        elsewhere: f64,
    ) -> Result<Self, ColumnError> {
        let values = values.into();
        if values.len() != rows.len() {
            let (n_rows, n_values) = (rows.len(), values.len());
            return Err(ColumnError::ValueCount { n_rows, n_values });
        }
        if let Some(pair) = rows.windows(2).find(|pair| pair[0] >= pair[1]) {
            let [before, row] = [pair[0], pair[1]];
            return Err(ColumnError::NotAscending { before, row });
        }
        if let Some(&row) = rows.last().filter(|&&row| row as usize >= n_rows) {
            return Err(ColumnError::RowOutOfRange { row, n_rows });
        }
        if elsewhere.is_infinite() {
            return Err(ColumnError::Elsewhere { value: elsewhere });
        }
        Ok(Self {
            values,
            validity: None,
            places: Some(Places {
                n_rows,
                rows,
                elsewhere,
            }),
        })
    }

    /// The same with holes where a bitmap has a 0, as Arrow keeps it: value 0 at bit `first_bit`, the
    /// lowest bit of a byte first. In a sparse column it is about the values that are told.
    ///
    /// # Errors
    /// When the bitmap ends before the values do.
    pub fn with_validity(self, bits: &'a [u8], first_bit: usize) -> Result<Self, ColumnError> {
        let (n_bits, n_values) = (8 * bits.len(), self.values.len());
        if first_bit > n_bits || n_bits - first_bit < n_values {
            return Err(ColumnError::Bitmap {
                n_bits,
                first_bit,
                n_values,
            });
        }
        let validity = Some(Validity { bits, first_bit });
        Ok(Self { validity, ..self })
    }

    /// How many rows it has.
    pub fn n_rows(&self) -> usize {
        self.places.map_or(self.values.len(), |it| it.n_rows)
    }

    /// Where its values stand, if it is sparse.
    #[cfg(feature = "train")]
    pub(super) fn places(&self) -> Option<Places<'a>> {
        self.places
    }

    /// Tells all values that it holds in their order, in stretches, each with the place of its first.
    #[cfg(feature = "train")]
    pub(super) fn for_each_stretch(&self, mut tell: impl FnMut(usize, &[f64])) {
        let mut stretch = [0.0; VALUES_AT_ONCE];
        let n_values = self.values.len();
        for start in (0..n_values).step_by(VALUES_AT_ONCE) {
            let stretch = &mut stretch[..VALUES_AT_ONCE.min(n_values - start)];
            self.values.read(start, stretch);
            if let Some(validity) = self.validity {
                for (idx, value) in stretch.iter_mut().enumerate() {
                    if !validity.has(start + idx) {
                        *value = f64::NAN;
                    }
                }
            }
            tell(start, stretch);
        }
    }

    /// The values of some rows, which ascend.
    pub(super) fn pick(&self, rows: impl Iterator<Item = usize>) -> impl Iterator<Item = f64> {
        let mut next = 0;
        rows.map(move |row| match self.places {
            None => self.value(row),
            Some(Places {
                rows, elsewhere, ..
            }) => {
                next += rows[next..].partition_point(|&of_value| (of_value as usize) < row);
                let is_told = rows.get(next).is_some_and(|&it| it as usize == row);
                if is_told { self.value(next) } else { elsewhere }
            }
        })
    }

    /// The value at a place, a hole where the bitmap says so.
    #[inline]
    fn value(&self, idx: usize) -> f64 {
        match self.validity {
            Some(validity) if !validity.has(idx) => f64::NAN,
            _ => self.values.value(idx),
        }
    }

    /// The first of the values told that is bad, with its row.
    #[cfg(feature = "train")]
    pub(super) fn find_bad(&self, is_bad: impl Fn(f64) -> bool) -> Option<(usize, f64)> {
        let mut found = None;
        self.for_each_stretch(|start, values| {
            // Most have none; a sum over all tells so without a branch.
            let any_bad = values.iter().fold(false, |any, &it| any | is_bad(it));
            if any_bad && found.is_none() {
                let idx = values.iter().position(|&value| is_bad(value));
                found = idx.map(|idx| (start + idx, values[idx]));
            }
        });
        let row_of = |idx| self.places.map_or(idx, |it| it.rows[idx] as usize);
        found.map(|(idx, value)| (row_of(idx), value))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn buffers_that_are_no_column_are_refused_by_what_is_wrong() {
        let values = [1.0_f32, 2.0];
        let error = |rows: &[u32], elsewhere| {
            let error = Column::sparse(5, rows, &values, elsewhere).unwrap_err();
            error.to_string()
        };
        assert_eq!(
            error(&[3], 0.0),
            "2 values for 1 rows of a sparse column, but there must be one each"
        );
        assert_eq!(
            error(&[3, 3], 0.0),
            "row 3 comes after row 3, but rows of a sparse column must ascend"
        );
        assert_eq!(error(&[3, 5], 0.0), "a sparse column of 5 rows has row 5");
        assert_eq!(
            error(&[3, 4], f64::INFINITY),
            "the other rows of a sparse column are inf, but must be finite or a hole"
        );
        let long = [1.0; 9];
        let error = |bits: &[u8], first_bit| {
            let error = Column::dense(&long).with_validity(bits, first_bit);
            error.unwrap_err().to_string()
        };
        assert_eq!(
            error(&[255], 0),
            "a bitmap of 8 bits from bit 0 on for 9 values"
        );
        assert_eq!(
            error(&[255; 2], 8),
            "a bitmap of 16 bits from bit 8 on for 9 values"
        );
        assert!(Column::dense(&long).with_validity(&[255; 2], 7).is_ok());
    }

    #[cfg(feature = "train")]
    #[test]
    fn the_first_infinite_value_is_found_wherever_it_is() {
        let mut values = [0.5_f64; 400];
        (values[301], values[399]) = (f64::NEG_INFINITY, f64::INFINITY);
        let dense = Column::dense(&values);
        assert_eq!(
            dense.find_bad(f64::is_infinite),
            Some((301, f64::NEG_INFINITY))
        );
        let rows: Vec<u32> = (0..400).map(|row| 3 * row).collect();
        let sparse = Column::sparse(1200, &rows, &values, 0.0).unwrap();
        assert_eq!(
            sparse.find_bad(f64::is_infinite),
            Some((903, f64::NEG_INFINITY))
        );
        // A hole is whatever its buffer holds.
        let mut bits = [255; 50];
        bits[301 / 8] ^= 1 << (301 % 8);
        let holed = sparse.with_validity(&bits, 0).unwrap();
        assert_eq!(
            holed.find_bad(f64::is_infinite),
            Some((1197, f64::INFINITY))
        );
    }

    proptest! {
        #[test]
        fn values_are_those_of_a_column_written_out(
            cells in prop::collection::vec((0_u8..4, -9.0_f64..9.0, any::<bool>()), 1..300),
            (first_bit, picked) in (0_usize..20, prop::collection::vec(any::<bool>(), 300)),
        ) {
            let told: Vec<usize> = (0..cells.len()).filter(|&row| cells[row].0 > 0).collect();
            let rows: Vec<u32> = told.iter().map(|&row| row as u32).collect();
            let values: Vec<f64> = told.iter().map(|&row| cells[row].1).collect();
            let mut bits = vec![0; (first_bit + told.len()).div_ceil(8)];
            for (idx, &row) in told.iter().enumerate() {
                let bit = first_bit + idx;
                bits[bit / 8] |= u8::from(cells[row].2) << (bit % 8);
            }
            let column = Column::sparse(cells.len(), &rows, values.as_slice(), -1.0).unwrap();
            let column = column.with_validity(&bits, first_bit).unwrap();
            let expected = |row: usize| match cells[row] {
                (0, ..) => -1.0,
                (_, value, true) => value,
                (_, _, false) => f64::NAN,
            };
            let rows: Vec<usize> = (0..cells.len()).filter(|&row| picked[row]).collect();
            let found: Vec<u64> = column.pick(rows.iter().copied()).map(f64::to_bits).collect();
            let expected: Vec<u64> = rows.iter().map(|&row| expected(row).to_bits()).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
