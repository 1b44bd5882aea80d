//! The nearest rows of a stream.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

use ndarray::ArrayView2;

use super::space::{Space, check_columns};
use super::{Neighbour, NeighbourError, Neighbours};

/// So many columns are added up before a row is compared with those that are kept.
const AT_ONCE: usize = 16;

/// Reference applicants, one a row.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a, V> {
    /// `n_rows × n_columns`.
    pub values: ArrayView2<'a, V>,
    /// The applicant of each row; no two rows of all pieces have the same.
    pub applicant_ids: &'a [i64],
    /// The outcome of each row; a row without is passed over.
    pub defaulted: &'a [Option<bool>],
}

/// Keeps the nearest of the rows that it is fed, so many of each outcome.
#[derive(Clone, Debug)]
pub struct Nearest<S> {
    space: S,
    without: Option<i64>,
    repaid: Kept,
    defaulted: Kept,
}

/// The nearest so far, the furthest of them on top.
#[derive(Clone, Debug)]
struct Kept {
    most: usize,
    heap: BinaryHeap<Candidate>,
}

/// By distance, then by applicant: no two are the same, so that the order of rows does not count.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    squared_distance: f64,
    applicant_id: i64,
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Candidate {}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        let order = self.squared_distance.total_cmp(&other.squared_distance);
        order.then(self.applicant_id.cmp(&other.applicant_id))
    }
}

impl<S: Space> Nearest<S> {
    /// Keeps up to `most` applicants of each outcome, nearest to the one that the space is around.
    pub fn new(space: S, most: usize) -> Self {
        let kept = Kept {
            most,
            heap: BinaryHeap::new(),
        };
        Self {
            space,
            without: None,
            repaid: kept.clone(),
            defaulted: kept,
        }
    }

    /// Passes an applicant over: who is looked for is nobody's neighbour.
    pub fn without(mut self, applicant_id: i64) -> Self {
        self.without = Some(applicant_id);
        self
    }

    /// Looks at more rows. Pieces of any size in any order give the same in the end.
    ///
    /// # Errors
    /// When there are other columns than the applicant's, not one applicant and outcome a row, or a
    /// value that the space does not have; the rows before it are kept.
    pub fn feed(&mut self, rows: Rows<'_, S::Value>) -> Result<(), NeighbourError> {
        check_columns(rows.values.ncols(), self.space.n_columns())?;
        check_rows("applicants", rows.applicant_ids.len(), rows.values.nrows())?;
        check_rows("outcomes", rows.defaulted.len(), rows.values.nrows())?;
        let outcomes = rows.applicant_ids.iter().zip(rows.defaulted);
        for (row, (&applicant_id, &defaulted)) in rows.values.outer_iter().zip(outcomes) {
            let kept = match defaulted {
                Some(_) if self.without == Some(applicant_id) => continue,
                Some(true) => &mut self.defaulted,
                Some(false) => &mut self.repaid,
                None => continue,
            };
            let row = match row.as_slice() {
                Some(row) => Cow::Borrowed(row),
                None => Cow::Owned(row.to_vec()),
            };
            match squared_distance(&self.space, &row, kept.limit()) {
                Ok(None) => {}
                Ok(Some(squared_distance)) => kept.offer(Candidate {
                    squared_distance,
                    applicant_id,
                }),
                Err((column, value)) => {
                    return Err(NeighbourError::NotFinite {
                        whose: format!("applicant {applicant_id}"),
                        column,
                        value: S::number(value),
                    });
                }
            }
        }
        Ok(())
    }

    /// The nearest of all rows that were fed.
    pub fn finish(self) -> Neighbours {
        Neighbours {
            repaid: self.repaid.into_sorted(),
            defaulted: self.defaulted.into_sorted(),
        }
    }
}

fn check_rows(what: &'static str, found: usize, expected: usize) -> Result<(), NeighbourError> {
    match found == expected {
        true => Ok(()),
        false => Err(NeighbourError::RowCount {
            what,
            found,
            expected,
        }),
    }
}

/// The squared distance of a row, its columns added up in their order; none once it is over the
/// limit, since it only grows. Fails with a column whose value the space does not have, if one was
/// looked at.
fn squared_distance<S: Space>(
    space: &S,
    row: &[S::Value],
    limit: f64,
) -> Result<Option<f64>, (usize, S::Value)> {
    let mut sum = 0.0;
    for (place, values) in row.chunks(AT_ONCE).enumerate() {
        for (column, &value) in (place * AT_ONCE..).zip(values) {
            sum += space.squared_part(column, value);
        }
        if sum > limit {
            break;
        }
    }
    if sum.is_finite() {
        return Ok((sum <= limit).then_some(sum));
    }
    let mut columns = row.iter().copied().enumerate();
    let is_bad =
        |&(column, value): &(usize, S::Value)| !space.squared_part(column, value).is_finite();
    match columns.find(is_bad) {
        Some(bad) => Err(bad),
        // Finite parts whose sum is not are further than anything.
        None => Ok(None),
    }
}

impl Kept {
    /// Nothing further away is kept. Of the same distance something may be.
    fn limit(&self) -> f64 {
        match self.heap.peek() {
            Some(furthest) if self.heap.len() == self.most => furthest.squared_distance,
            _ => f64::INFINITY,
        }
    }

    fn offer(&mut self, candidate: Candidate) {
        self.heap.push(candidate);
        if self.heap.len() > self.most {
            self.heap.pop();
        }
    }

    fn into_sorted(self) -> Vec<Neighbour> {
        let sorted = self.heap.into_sorted_vec().into_iter();
        sorted
            .map(|candidate| Neighbour {
                applicant_id: candidate.applicant_id,
                distance: candidate.squared_distance.sqrt(),
            })
            .collect()
    }
}
