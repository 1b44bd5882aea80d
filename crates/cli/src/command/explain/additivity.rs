//! Whether base value and contributions add up to the raw score, or to the score.

use anyhow::{Result, bail};

use super::Scale;

/// Exact contributions add up to the raw score within this, relative to its size.
const TOLERANCE: f64 = 1e-9;

/// The greatest difference of the rows that were checked.
pub(super) struct Additivity {
    /// For a raw score of size 1 at most.
    tolerance: f64,
    scale: Scale,
    greatest: f64,
    n_rows: usize,
}

impl Additivity {
    /// Of contributions in `f64`.
    pub(super) fn exact() -> Self {
        Self::within(TOLERANCE)
    }

    /// Of contributions that add up within a tolerance.
    pub(super) fn within(tolerance: f64) -> Self {
        Self {
            tolerance,
            scale: Scale::LogOdds,
            greatest: 0.0,
            n_rows: 0,
        }
    }

    /// The same where they are to add up to something else.
    pub(super) fn to(self, scale: Scale) -> Self {
        Self { scale, ..self }
    }

    /// Checks a row: its raw score, or score, and the sum of base value and contributions.
    pub(super) fn check(&mut self, whole: f64, sum: f64) -> Result<()> {
        let difference = (sum - whole).abs();
        if difference.is_nan() || difference > self.tolerance * whole.abs().max(1.0) {
            let what = self.what();
            bail!("base and contributions add up to {sum}, the {what} is {whole}");
        }
        self.greatest = self.greatest.max(difference);
        self.n_rows += 1;
        Ok(())
    }

    /// Tells on stderr what was checked.
    pub(super) fn tell(&self) {
        let Self {
            greatest, n_rows, ..
        } = self;
        let rows = if *n_rows == 1 {
            ""
        } else {
            &format!(" of {n_rows} applicants")
        };
        let what = self.what();
        eprintln!("base and contributions add up to the {what}{rows} within {greatest:.1e}");
    }

    fn what(&self) -> &'static str {
        match self.scale {
            Scale::LogOdds => "raw score",
            Scale::Score => "score",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_add_up_is_told_with_both_numbers() {
        let mut additivity = Additivity::exact();
        additivity.check(2.0, 2.0 + 1e-10).unwrap();
        let told = additivity.check(2.0, 2.1).unwrap_err().to_string();
        assert_eq!(
            told,
            "base and contributions add up to 2.1, the raw score is 2"
        );
        assert!(additivity.check(2.0, f64::NAN).is_err());
        assert_eq!(additivity.n_rows, 1);
    }
}
