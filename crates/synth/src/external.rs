//! What others know: the three external scores, the bureau's enquiries, the social circle.

use crate::history::Histories;
use crate::latent::Latent;
use crate::person::Person;
use crate::quantile::Quantiles;
use crate::row::row;
use crate::stream::{Stream, Weights};

const SCORE_1: Quantiles = Quantiles(&[
    (0.0, 0.0146),
    (0.01, 0.0817),
    (0.05, 0.1596),
    (0.10, 0.2139),
    (0.25, 0.3347),
    (0.50, 0.5064),
    (0.75, 0.6771),
    (0.90, 0.7850),
    (0.95, 0.8308),
    (0.99, 0.8900),
    (1.0, 0.9625),
]);
const SCORE_2: Quantiles = Quantiles(&[
    (0.0, 0.000_001),
    (0.01, 0.0319),
    (0.05, 0.1348),
    (0.10, 0.2163),
    (0.25, 0.3922),
    (0.50, 0.5652),
    (0.75, 0.6628),
    (0.90, 0.7212),
    (0.95, 0.7465),
    (0.99, 0.7812),
    (1.0, 0.8550),
]);
const SCORE_3: Quantiles = Quantiles(&[
    (0.0, 0.000_5),
    (0.01, 0.0656),
    (0.05, 0.1576),
    (0.10, 0.2314),
    (0.25, 0.3757),
    (0.50, 0.5371),
    (0.75, 0.6691),
    (0.90, 0.7517),
    (0.95, 0.7899),
    (0.99, 0.8328),
    (1.0, 0.8960),
]);

const OBSERVED: &Weights<i64> = &[
    (0, 0.534),
    (1, 0.156),
    (2, 0.096),
    (3, 0.068),
    (4, 0.047),
    (5, 0.032),
    (6, 0.021),
    (7, 0.015),
    (8, 0.009),
    (9, 0.006),
    (10, 0.005),
    (11, 0.003),
    (12, 0.002),
    (14, 0.002),
    (17, 0.001),
    (21, 0.000_3),
    (28, 0.000_1),
];

/// The three external scores, high is good; missing where the source does not know the person.
#[derive(Clone, Debug)]
pub(crate) struct Scores {
    pub(crate) first: Option<f64>,
    pub(crate) second: Option<f64>,
    pub(crate) third: Option<f64>,
}

impl Scores {
    /// Noisy views of the traits: the first of age, stability and discipline, the second of
    /// stability, the third of discipline and appetite.
    pub(crate) fn draw(stream: &mut Stream, latent: &Latent, person: &Person) -> Self {
        let age_z = (person.age() - 44.0) / 12.0;
        let first = 0.58 * age_z + 0.36 * latent.stability + 0.24 * latent.discipline
            - 0.12 * latent.appetite
            + 0.62 * stream.normal();
        let second = 0.08 * age_z
            + 0.66 * latent.stability
            + 0.10 * latent.discipline
            + 0.71 * stream.normal();
        let third = 0.18 * age_z + 0.38 * latent.discipline - 0.52 * latent.appetite
            + 0.73 * stream.normal();
        Self {
            first: (!stream.chance(0.564)).then(|| SCORE_1.at_normal(first / 1.01)),
            second: (!stream.chance(0.002)).then(|| SCORE_2.at_normal(second / 1.01)),
            third: (!stream.chance(0.198)).then(|| SCORE_3.at_normal(third / 1.01)),
        }
    }
}

row! {
    /// People around the applicant whose loans could be seen, and who defaulted.
    Circle {
        observed_30: Option<f64> = "OBS_30_CNT_SOCIAL_CIRCLE",
        defaulted_30: Option<f64> = "DEF_30_CNT_SOCIAL_CIRCLE",
        observed_60: Option<f64> = "OBS_60_CNT_SOCIAL_CIRCLE",
        defaulted_60: Option<f64> = "DEF_60_CNT_SOCIAL_CIRCLE",
    }
}

impl Circle {
    pub(crate) fn draw(stream: &mut Stream, latent: &Latent) -> Self {
        let is_known = !stream.chance(0.0034);
        let n_observed = stream.pick(OBSERVED);
        let share = 0.10 * libm::exp(-0.22 * latent.stability - 0.03);
        let n_defaulted = (0..n_observed).filter(|_| stream.chance(share)).count();
        let n_long = (0..n_defaulted).filter(|_| stream.chance(0.7)).count();
        let n_left = n_observed - i64::from(n_observed > 0 && stream.chance(0.01));
        let tell = |count: i64| is_known.then_some(count as f64);
        Self {
            observed_30: tell(n_observed),
            defaulted_30: tell(n_defaulted as i64),
            observed_60: tell(n_left),
            defaulted_60: tell((n_long as i64).min(n_left)),
        }
    }
}

row! {
    /// Enquiries at the bureau before the application, each span without the shorter ones.
    Enquiries {
        hour: Option<f64> = "AMT_REQ_CREDIT_BUREAU_HOUR",
        day: Option<f64> = "AMT_REQ_CREDIT_BUREAU_DAY",
        week: Option<f64> = "AMT_REQ_CREDIT_BUREAU_WEEK",
        month: Option<f64> = "AMT_REQ_CREDIT_BUREAU_MON",
        quarter: Option<f64> = "AMT_REQ_CREDIT_BUREAU_QRT",
        year: Option<f64> = "AMT_REQ_CREDIT_BUREAU_YEAR",
    }
}

impl Enquiries {
    /// The hungry ask more; of those without a credit in the bureau nothing is known.
    pub(crate) fn draw(stream: &mut Stream, latent: &Latent, histories: &Histories) -> Self {
        let is_known = !histories.bureau.is_empty();
        let hunger = libm::exp(0.25 * latent.appetite - 0.03);
        let mut count = |mean: f64, shape: f64| {
            let count = stream.dispersed_count(mean * hunger, shape);
            is_known.then_some(count as f64)
        };
        Self {
            hour: count(0.0064, 5.0),
            day: count(0.0070, 0.5),
            week: count(0.034, 2.0),
            month: count(0.25, 0.45),
            quarter: count(0.28, 0.8),
            year: count(1.9, 2.2),
        }
    }
}
