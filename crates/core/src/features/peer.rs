//! Peers: an applicant's value beside what is usual among applicants of the same kind, such as the
//! income beside the median income in the same occupation.
//!
//! What is usual has to be learnt, and is learnt from training rows alone: the medians are fitted
//! with a model and kept in it ([`crate::model::preparation`]). So a peer feature is no fact of an
//! applicant alone: neither executor computes it and no features file has a column of it. A model
//! computes it from the other features of the row; the applicant's level is told by the one-hot
//! features of the category.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::evaluate::exit_value;

/// A feature's value against its median among the applicants with the same level of a category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peer {
    /// The feature that is compared.
    pub value: String,
    /// The category column of the application whose level makes applicants peers.
    pub among: String,
    /// How value and median are compared.
    pub deviation: Deviation,
}

/// How a value is compared with the median of the peers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deviation {
    /// `value ÷ median`, a hole where the median is 0.
    Ratio,
    /// `value − median`
    Difference,
}

impl Deviation {
    /// The deviation of a value from the median of its peers, as a feature leaves an executor:
    /// rounded once, a hole (NaN) where either is one.
    pub fn of(self, value: f32, median: f64) -> f32 {
        let value = f64::from(value);
        exit_value(match self {
            Self::Ratio if median == 0.0 => f64::NAN,
            Self::Ratio => value / median,
            Self::Difference => value - median,
        })
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { value, among, .. } = self;
        let sign = match self.deviation {
            Deviation::Ratio => "÷",
            Deviation::Difference => "−",
        };
        write!(
            f,
            "{value} {sign} median of {value} among training applicants with the same {among}"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deviation_from_a_hole_or_by_a_median_of_zero_is_a_hole() {
        assert_eq!(Deviation::Ratio.of(3.0, 2.0), 1.5);
        assert_eq!(Deviation::Difference.of(3.0, 4.5), -1.5);
        assert_eq!(Deviation::Difference.of(3.0, 0.0), 3.0);
        assert!(Deviation::Ratio.of(3.0, 0.0).is_nan());
        for deviation in [Deviation::Ratio, Deviation::Difference] {
            assert!(deviation.of(f32::NAN, 2.0).is_nan());
            assert!(deviation.of(3.0, f64::NAN).is_nan());
        }
    }

    #[test]
    fn a_deviation_is_never_infinite_and_knows_one_zero() {
        assert!(Deviation::Ratio.of(f32::MAX, 1e-9).is_nan());
        assert_eq!(Deviation::Ratio.of(0.0, -2.0).to_bits(), 0);
    }

    #[test]
    fn a_peer_prints_as_a_sentence() {
        let peer = |deviation| Peer {
            value: "A".to_owned(),
            among: "B".to_owned(),
            deviation,
        };
        let median = "median of A among training applicants with the same B";
        assert_eq!(peer(Deviation::Ratio).to_string(), format!("A ÷ {median}"));
        assert_eq!(
            peer(Deviation::Difference).to_string(),
            format!("A − {median}")
        );
    }
}
