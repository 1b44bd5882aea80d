//! Parts of a portfolio: ranges of applicants, whose rows are together from here on.

use std::ops::Range;

use super::RunParams;

/// Into how many parts a portfolio is divided at least, if it has the applicants.
const FEWEST_PARTS: usize = 16;

/// The fewest applicants that make a part worth its while.
const FEWEST_APPLICANTS: usize = 256;

/// All applicants, by their position among the applications, in ranges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parts {
    n_applicants: usize,
    /// How many applicants a part has; the last one has the rest.
    n_each: usize,
}

impl Parts {
    /// The parts of so many applicants; how they are divided does not depend on the threads, so
    /// that what was computed on some is there for others.
    pub(super) fn new(n_applicants: usize, params: RunParams) -> Self {
        let n_most = params.part_applicants.get();
        let n_each = (n_applicants / FEWEST_PARTS).max(FEWEST_APPLICANTS);
        Self {
            n_applicants,
            n_each: n_each.min(n_most),
        }
    }

    pub(super) fn len(self) -> usize {
        self.n_applicants.div_ceil(self.n_each)
    }

    /// The part that an applicant is in.
    pub(super) fn of(self, row: u32) -> usize {
        row as usize / self.n_each
    }

    /// The applicants of a part.
    pub(super) fn rows(self, part: usize) -> Range<usize> {
        let first = part * self.n_each;
        first..self.n_applicants.min(first + self.n_each)
    }

    /// How many applicants there are.
    pub(super) fn n_applicants(self) -> usize {
        self.n_applicants
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;

    use super::*;

    fn check(n_applicants: usize, n_most: usize, n_parts: usize) {
        let parts = Parts::new(
            n_applicants,
            RunParams {
                part_applicants: NonZeroUsize::new(n_most).unwrap(),
                ..RunParams::default()
            },
        );
        assert_eq!(parts.len(), n_parts);
        let mut n_seen = 0;
        for part in 0..n_parts {
            let rows = parts.rows(part);
            assert_eq!(rows.start, n_seen);
            assert!(rows.len() <= n_most && !rows.is_empty());
            assert!(rows.clone().all(|row| parts.of(row as u32) == part));
            n_seen = rows.end;
        }
        assert_eq!(n_seen, n_applicants);
    }

    #[test]
    fn every_applicant_is_in_one_part() {
        check(1, 2048, 1);
        check(12, 5, 3);
        check(10_000, 2048, 16);
        check(356_255, 2048, 174);
    }
}
