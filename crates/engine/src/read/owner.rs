//! Which applicant owns a history row, by the key that the row carries.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use creditwood_core::schema::{Owner, TableName};

use super::pieces::ByPiece;
use super::warning::Counted;
use super::{ReadError, Reading, Rows, Source, TableFile, Wanted, Warning};

/// The applicant that a key leads to, as a position among the applications.
#[derive(Debug)]
pub(crate) enum Owners {
    /// Keys that lie close together, as numbers that were given one after the other do.
    Dense {
        /// The least key.
        first: i64,
        /// By key, beginning with the least; [`NOBODY`] where there is no such key.
        row_of: Vec<u32>,
    },
    /// Any keys.
    Sparse(HashMap<i64, u32>),
}

/// No applicant.
const NOBODY: u32 = u32::MAX;

/// Up to so many places a key are taken to find keys without a search.
const MOST_PLACES_A_KEY: usize = 8;

impl Owners {
    /// Each applicant's own key.
    pub(crate) fn of_applicants(applicant_ids: &[i64]) -> Self {
        let rows: Vec<(i64, u32)> = applicant_ids.iter().copied().zip(0..).collect();
        Self::new(&rows)
    }

    /// Keys with their applicants; of a key that stands twice the first counts.
    fn new(keys: &[(i64, u32)]) -> Self {
        let all = || keys.iter().map(|(key, _)| *key);
        let (Some(first), Some(last)) = (all().min(), all().max()) else {
            return Self::Sparse(HashMap::new());
        };
        let n_places = usize::try_from(last.abs_diff(first)).map_or(usize::MAX, |span| span);
        if n_places / MOST_PLACES_A_KEY >= keys.len() {
            return Self::Sparse(keys.iter().rev().copied().collect());
        }
        let mut row_of = vec![NOBODY; n_places + 1];
        for (key, row) in keys.iter().rev() {
            row_of[key.abs_diff(first) as usize] = *row;
        }
        Self::Dense { first, row_of }
    }

    pub(crate) fn row_of(&self, key: i64) -> Option<u32> {
        match self {
            Self::Dense { first, row_of } => {
                let place = key.checked_sub(*first)?;
                let row = row_of.get(usize::try_from(place).ok()?)?;
                Some(*row).filter(|row| *row != NOBODY)
            }
            Self::Sparse(row_of) => row_of.get(&key).copied(),
        }
    }
}

/// Rows whose keys lead to nobody.
pub(crate) type Orphans = ByPiece<Counted>;

impl Owners {
    /// The owner of each row of a piece; rows that have none are counted.
    pub(crate) fn rows_of(
        &self,
        idx: usize,
        rows: &Rows,
        file: &TableFile,
        orphans: &Orphans,
    ) -> Vec<Option<u32>> {
        let mut counted = Counted::default();
        let mut found = Vec::with_capacity(rows.len());
        for (&key, &number) in rows.owner_keys.iter().zip(&rows.numbers) {
            let row = self.row_of(key);
            if row.is_none() {
                counted.add(file.position(number), || key.to_string());
            }
            found.push(row);
        }
        if counted.n > 0 {
            orphans.add(idx, counted);
        }
        found
    }
}

/// The warning of rows without an owner, if there are any.
pub(crate) fn orphans_warning(file: &TableFile, orphans: Orphans) -> Option<Warning> {
    let mut all = Counted::default();
    orphans
        .into_ordered()
        .for_each(|further| all.append(further));
    (all.n > 0).then(|| Warning::Orphans {
        file: file.located.name.clone(),
        key: file.located.table.owner_key().to_owned(),
        rows: all,
    })
}

/// The own keys of a table's rows, by which the rows of another find theirs.
#[derive(Debug, Default)]
pub(crate) struct OwnKeys(ByPiece<Vec<(i64, u32)>>);

impl OwnKeys {
    /// Adds the keys of a piece, whose rows have these owners.
    pub(crate) fn add(&self, idx: usize, rows: &Rows, owners: &[Option<u32>]) {
        let keys = rows.own_keys.iter().zip(owners);
        let keys = keys.filter_map(|(key, owner)| Some((*key, (*owner)?)));
        self.0.add(idx, keys.collect());
    }

    /// Which applicant each key leads to.
    pub(crate) fn into_owners(self) -> Owners {
        let keys: Vec<_> = self.0.into_ordered().flatten().collect();
        Owners::new(&keys)
    }
}

/// Which applicant a row of a table belongs to: for a table without `SK_ID_CURR` found by reading
/// the keys of the table that owns it.
pub(crate) fn read_owners(
    source: &Source,
    table: TableName,
    applicants: &Arc<Owners>,
    reading: Reading<'_>,
) -> Result<Arc<Owners>, ReadError> {
    let Owner::Through { table: owner, .. } = table.table().owner else {
        return Ok(Arc::clone(applicants));
    };
    let above = read_owners(source, owner, applicants, reading)?;
    let wanted = Wanted::new(owner.table(), |_| false);
    let keys = OwnKeys::default();
    for file in source.files_of(owner) {
        // What was passed over is told when the table itself is read.
        file.read(reading, &wanted, &mut Vec::new(), &|idx, rows| {
            let owners = above.rows_of(idx, &rows, file, &Orphans::default());
            keys.add(idx, &rows, &owners);
            ControlFlow::Continue(())
        })?;
    }
    Ok(Arc::new(keys.into_owners()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(keys: &[(i64, u32)], is_dense: bool) {
        let owners = Owners::new(keys);
        assert_eq!(matches!(owners, Owners::Dense { .. }), is_dense);
        for (key, row) in keys {
            let first = keys.iter().find(|(other, _)| other == key);
            assert_eq!(owners.row_of(*key), first.map(|(_, row)| *row), "{row}");
        }
        for key in [i64::MIN, -7, 1_234_567, i64::MAX] {
            assert_eq!(owners.row_of(key), None);
        }
    }

    #[test]
    fn a_key_leads_to_its_first_owner_however_far_apart_keys_are() {
        check(&[(100_002, 0), (100_001, 1), (100_002, 2)], true);
        check(
            &[(i64::MIN + 1, 3), (0, 4), (i64::MAX - 1, 5), (0, 6)],
            false,
        );
        check(&[], false);
    }
}
