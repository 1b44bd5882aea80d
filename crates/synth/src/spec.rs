//! What portfolio to write: size, seed, format, checked once at the door.

use thiserror::Error;

/// The most applicants a portfolio may have: keys of all their credits stay below 10⁹.
pub const GREATEST_N_APPLICANTS: usize = 10_000_000;

/// How the tables are stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated text as the public data set spells it.
    #[default]
    Csv,
    /// Apache Parquet, with the same values.
    Parquet,
}

impl Format {
    /// The extension of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }
}

/// The portfolio to write, unchecked. The default is the product's: 20,000 applicants, of which
/// 4,000 without an outcome are the day's queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortfolioSpec {
    /// All applicants, 1 to 10,000,000.
    pub n_applicants: usize,
    /// How many of them have no outcome and go to `application_test`; at most all.
    pub n_unlabelled: usize,
    /// The same seed, size and share of unlabelled make the same bytes.
    pub seed: u64,
    /// How the tables are stored.
    pub format: Format,
}

impl Default for PortfolioSpec {
    fn default() -> Self {
        Self::of_size(20_000)
    }
}

impl PortfolioSpec {
    /// A portfolio of a size, of which a fifth is unlabelled, as in the default.
    pub fn of_size(n_applicants: usize) -> Self {
        Self {
            n_applicants,
            n_unlabelled: n_applicants / 5,
            seed: 1,
            format: Format::Csv,
        }
    }

    /// Checks the sizes.
    ///
    /// # Errors
    /// [`SpecError`] names the size that is out of bounds.
    pub fn check(self) -> Result<ValidPortfolioSpec, SpecError> {
        if !(1..=GREATEST_N_APPLICANTS).contains(&self.n_applicants) {
            return Err(SpecError::NApplicants(self.n_applicants));
        }
        if self.n_unlabelled > self.n_applicants {
            return Err(SpecError::NUnlabelled {
                n_unlabelled: self.n_unlabelled,
                n_applicants: self.n_applicants,
            });
        }
        Ok(ValidPortfolioSpec(self))
    }
}

/// A [`PortfolioSpec`] whose sizes are in bounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidPortfolioSpec(PortfolioSpec);

impl ValidPortfolioSpec {
    /// The checked values.
    pub fn get(&self) -> &PortfolioSpec {
        &self.0
    }

    /// Whether the applicant of this number, from 0, has no outcome. The unlabelled ones are
    /// spread evenly, so that any slice of the portfolio has its share of them.
    pub fn is_unlabelled(&self, number: usize) -> bool {
        let before = |count: usize| count * self.0.n_unlabelled / self.0.n_applicants;
        before(number + 1) > before(number)
    }
}

/// Why a [`PortfolioSpec`] cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum SpecError {
    #[error("n_applicants is {0}, allowed are 1 to {GREATEST_N_APPLICANTS}")]
    NApplicants(usize),
    #[error("n_unlabelled is {n_unlabelled}, allowed are 0 to n_applicants, {n_applicants}")]
    NUnlabelled {
        n_unlabelled: usize,
        n_applicants: usize,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(n_applicants: usize, n_unlabelled: usize) -> PortfolioSpec {
        PortfolioSpec {
            n_applicants,
            n_unlabelled,
            ..PortfolioSpec::default()
        }
    }

    #[test]
    fn sizes_out_of_bounds_are_refused_by_name() {
        let message = |spec: PortfolioSpec| spec.check().unwrap_err().to_string();
        assert_eq!(
            message(spec(0, 0)),
            "n_applicants is 0, allowed are 1 to 10000000"
        );
        assert_eq!(
            message(spec(3, 4)),
            "n_unlabelled is 4, allowed are 0 to n_applicants, 3"
        );
    }

    #[test]
    fn exactly_the_wanted_number_is_unlabelled_and_spread_out() {
        let spec = spec(1_000, 200).check().unwrap();
        let unlabelled: Vec<usize> = (0..1_000).filter(|&i| spec.is_unlabelled(i)).collect();
        assert_eq!(unlabelled.len(), 200);
        assert!(unlabelled.windows(2).all(|pair| pair[1] - pair[0] == 5));
    }
}
