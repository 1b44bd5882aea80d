//! What decisions cost, who chooses the threshold and who judges: flags that `train` and `import` share.
//!
//! Hyphens pass as values of decimal numbers: clap takes -1 for a number, but not -1e-3 or -inf, and
//! its answer would be about a flag that nobody meant.

use creditwood_core::metrics::CostMatrix;
use creditwood_core::split::{SplitError, check_shares};

use super::UsageError;
use crate::number::{cost, real};

#[derive(clap::Args)]
pub(crate) struct CostArgs {
    /// Accepted and defaults
    #[arg(
        long,
        value_name = "X",
        default_value_t = 100.0,
        allow_hyphen_values = true,
        value_parser = cost
    )]
    cost_false_negative: f64,
    /// Accepted and repays
    #[arg(
        long,
        value_name = "X",
        default_value_t = -10.0,
        allow_hyphen_values = true,
        value_parser = cost
    )]
    cost_true_negative: f64,
    /// Refused and would have defaulted
    #[arg(
        long,
        value_name = "X",
        default_value_t = 0.0,
        allow_hyphen_values = true,
        value_parser = cost
    )]
    cost_true_positive: f64,
    /// Refused and would have repaid
    #[arg(
        long,
        value_name = "X",
        default_value_t = 0.0,
        allow_hyphen_values = true,
        value_parser = cost
    )]
    cost_false_positive: f64,
    /// Every application
    #[arg(
        long,
        value_name = "X",
        default_value_t = 1.0,
        allow_hyphen_values = true,
        value_parser = cost
    )]
    cost_per_applicant: f64,
}

impl CostArgs {
    /// The costs that the flags tell.
    pub(crate) fn matrix(&self) -> CostMatrix {
        CostMatrix {
            false_negative: self.cost_false_negative,
            true_negative: self.cost_true_negative,
            true_positive: self.cost_true_positive,
            false_positive: self.cost_false_positive,
            per_applicant: self.cost_per_applicant,
        }
    }
}

/// Which of the labelled applicants choose and which judge.
#[derive(clap::Args)]
pub(crate) struct ShareArgs {
    /// Part of the labelled applicants that chooses
    #[arg(
        long,
        value_name = "X",
        default_value_t = 0.2,
        allow_hyphen_values = true,
        value_parser = real
    )]
    pub(crate) validation_share: f64,
    /// Part of the labelled applicants that judges
    #[arg(
        long,
        value_name = "X",
        default_value_t = 0.2,
        allow_hyphen_values = true,
        value_parser = real
    )]
    pub(crate) test_share: f64,
}

impl ShareArgs {
    /// Checks that the shares leave something to train on.
    ///
    /// # Errors
    /// Wrong usage, in the flags' names, when they do not.
    pub(crate) fn check(&self) -> Result<(), UsageError> {
        check_shares(self.validation_share, self.test_share).map_err(usage_of)
    }
}

/// What the shares' flags have to be, in the flags' names.
fn usage_of(error: SplitError) -> UsageError {
    UsageError(match error {
        SplitError::ShareOutOfRange { part, share } => {
            format!("--{part}-share is {share}, expected over 0 and under 1")
        }
        SplitError::NothingLeft { sum } => format!(
            "--validation-share and --test-share are {sum} together, expected under 1, so that something is left to train on"
        ),
        other => other.to_string(),
    })
}
