//! Which applicants train, which choose, which judge.
//!
//! An applicant's place in the order depends on the seed and the applicant's number alone, so the
//! same portfolio in another order of rows is split the same way.

use thiserror::Error;

/// The rows of a portfolio in three parts that share no applicant; each in ascending order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// What the forest, and everything else that is fitted, sees.
    pub training: Vec<usize>,
    /// What chooses the number of trees and the threshold.
    pub validation: Vec<usize>,
    /// What chooses nothing.
    pub test: Vec<usize>,
}

/// Why rows cannot be split.
#[derive(Clone, Debug, PartialEq, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum SplitError {
    #[error("the {part} share is {share}, expected a share over 0 and under 1")]
    ShareOutOfRange { part: &'static str, share: f64 },
    #[error("validation and test share are {sum} together, expected under 1")]
    NothingLeft { sum: f64 },
    #[error("{n_folds} folds, expected 2 to {n_most} (the smaller class has {n_most} applicants)")]
    FoldsOutOfRange { n_folds: usize, n_most: usize },
    #[error("no applicant has an outcome (`TARGET`)")]
    NoOutcomes,
    #[error("{n} applicants {outcome}, expected at least {least}")]
    TooFew {
        outcome: &'static str,
        n: usize,
        least: usize,
    },
}

/// Checks the shares of a split: each over 0 and under 1, and something left to train on.
///
/// # Errors
/// Names the share that is out of range.
pub fn check_shares(validation_share: f64, test_share: f64) -> Result<(), SplitError> {
    for (part, share) in [("validation", validation_share), ("test", test_share)] {
        if !(share > 0.0 && share < 1.0) {
            return Err(SplitError::ShareOutOfRange { part, share });
        }
    }
    let sum = validation_share + test_share;
    if sum >= 1.0 {
        return Err(SplitError::NothingLeft { sum });
    }
    Ok(())
}

/// Splits labelled rows by outcome into training, validation and test parts, so that each has
/// the portfolio's default rate.
///
/// `rows` are `(row, applicant_id, defaulted)`.
///
/// # Errors
/// When a share is out of range or an outcome has fewer than three applicants.
pub fn stratified_split(
    rows: &[(usize, i64, bool)],
    validation_share: f64,
    test_share: f64,
    seed: u64,
) -> Result<Split, SplitError> {
    check_shares(validation_share, test_share)?;
    let mut split = Split {
        training: Vec::new(),
        validation: Vec::new(),
        test: Vec::new(),
    };
    for ordered in strata(rows, seed, 3)? {
        let n_part = |share: f64| {
            let n = (ordered.len() as f64 * share).round() as usize;
            n.clamp(1, ordered.len() - 2)
        };
        let n_test = n_part(test_share);
        let n_validation = n_part(validation_share).min(ordered.len() - n_test - 1);
        split.test.extend(&ordered[..n_test]);
        split
            .validation
            .extend(&ordered[n_test..n_test + n_validation]);
        split.training.extend(&ordered[n_test + n_validation..]);
    }
    for part in [&mut split.training, &mut split.validation, &mut split.test] {
        part.sort_unstable();
    }
    Ok(split)
}

/// Assigns labelled rows to folds by outcome; the result holds each fold's rows, ascending.
///
/// # Errors
/// When there are fewer than two folds or more than applicants of an outcome.
pub fn stratified_folds(
    rows: &[(usize, i64, bool)],
    n_folds: usize,
    seed: u64,
) -> Result<Vec<Vec<usize>>, SplitError> {
    let strata = strata(rows, seed, 2)?;
    let n_most = strata.iter().map(Vec::len).min().unwrap_or(0);
    if n_folds < 2 || n_folds > n_most {
        return Err(SplitError::FoldsOutOfRange { n_folds, n_most });
    }
    let mut folds = vec![Vec::new(); n_folds];
    for ordered in strata {
        for (place, row) in ordered.into_iter().enumerate() {
            folds[place % n_folds].push(row);
        }
    }
    folds.iter_mut().for_each(|fold| fold.sort_unstable());
    Ok(folds)
}

/// The rows of each outcome in the order that seed and applicant give.
fn strata(
    rows: &[(usize, i64, bool)],
    seed: u64,
    least: usize,
) -> Result<[Vec<usize>; 2], SplitError> {
    if rows.is_empty() {
        return Err(SplitError::NoOutcomes);
    }
    let stratum = |outcome: bool, name: &'static str| {
        let mut keyed: Vec<(u64, i64, usize)> = rows
            .iter()
            .filter(|(_, _, defaulted)| *defaulted == outcome)
            .map(|&(row, id, _)| (place_of(seed, id), id, row))
            .collect();
        if keyed.len() < least {
            return Err(SplitError::TooFew {
                outcome: name,
                n: keyed.len(),
                least,
            });
        }
        keyed.sort_unstable();
        Ok(keyed.into_iter().map(|(_, _, row)| row).collect())
    };
    Ok([stratum(false, "repaid")?, stratum(true, "defaulted")?])
}

/// A well-mixed number from seed and applicant: the finaliser of SplitMix64 (Steele, Lea and
/// Flood 2014), twice.
fn place_of(seed: u64, applicant_id: i64) -> u64 {
    mix(mix(seed.wrapping_add(0x9e37_79b9_7f4a_7c15)) ^ applicant_id.cast_unsigned())
}

fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn portfolio(n_rows: usize) -> Vec<(usize, i64, bool)> {
        (0..n_rows)
            .map(|row| (row, 100_001 + row as i64, row % 12 == 0))
            .collect()
    }

    fn rate(rows: &[(usize, i64, bool)], part: &[usize]) -> f64 {
        part.iter().filter(|&&row| rows[row].2).count() as f64 / part.len() as f64
    }

    proptest! {
        #[test]
        fn every_row_is_in_exactly_one_part(n_rows in 40_usize..400, seed in any::<u64>()) {
            let rows = portfolio(n_rows);
            let split = stratified_split(&rows, 0.2, 0.2, seed).unwrap();
            let mut all = [split.training.clone(), split.validation.clone(), split.test.clone()].concat();
            all.sort_unstable();
            prop_assert_eq!(all, (0..n_rows).collect::<Vec<_>>());
            for part in [split.training, split.validation, split.test] {
                prop_assert!((rate(&rows, &part) - 1.0 / 12.0).abs() < 0.08);
            }
        }

        #[test]
        fn folds_are_even_and_complete(n_rows in 60_usize..400, n_folds in 2_usize..6, seed in any::<u64>()) {
            let folds = stratified_folds(&portfolio(n_rows), n_folds, seed).unwrap();
            let mut all = folds.concat();
            all.sort_unstable();
            prop_assert_eq!(all, (0..n_rows).collect::<Vec<_>>());
            let sizes: Vec<usize> = folds.iter().map(Vec::len).collect();
            prop_assert!(sizes.iter().max().unwrap() - sizes.iter().min().unwrap() <= 2);
        }
    }

    #[test]
    fn the_order_of_rows_does_not_matter() {
        let rows = portfolio(300);
        let reversed: Vec<_> = rows.iter().rev().copied().collect();
        assert_eq!(
            stratified_split(&rows, 0.2, 0.2, 7),
            stratified_split(&reversed, 0.2, 0.2, 7)
        );
        assert_ne!(
            stratified_split(&rows, 0.2, 0.2, 7),
            stratified_split(&rows, 0.2, 0.2, 8)
        );
    }

    #[test]
    fn errors_name_the_value_and_what_was_expected() {
        let rows = portfolio(40);
        let message = |result: Result<Split, SplitError>| result.unwrap_err().to_string();
        assert!(message(stratified_split(&rows, 0.0, 0.2, 1)).contains("validation share is 0"));
        assert!(message(stratified_split(&rows, 0.6, 0.5, 1)).contains("1.1 together"));
        assert!(message(stratified_split(&rows[..2], 0.2, 0.2, 1)).contains("applicants"));
        assert!(
            stratified_folds(&rows, 5, 1)
                .unwrap_err()
                .to_string()
                .contains("2 to 4")
        );
    }
}
