//! What the applicant lives on: source of income, employment, occupation, income.

use super::table;
use crate::amount::round_to;
use crate::latent::Latent;
use crate::stream::Stream;

/// Stands for "not employed" in `DAYS_EMPLOYED`.
const NOT_EMPLOYED: i64 = 365_243;
/// Nobody's employment began before this age, in days.
const WORKING_AGE: i64 = 16 * 365;

/// What the applicant lives on.
#[derive(Clone, Debug)]
pub(crate) struct Work {
    pub(crate) income_type: &'static str,
    pub(crate) occupation: Option<&'static str>,
    pub(crate) organization: &'static str,
    /// Days from the start of employment to the application, negative; 365243 without one.
    pub(crate) days_employed: i64,
    pub(crate) income: f64,
    /// Where the income lies among all, as a standard normal.
    pub(crate) income_z: f64,
}

impl Work {
    pub(super) fn draw(
        stream: &mut Stream,
        latent: &Latent,
        income_type: &'static str,
        gender: &str,
        education: &str,
        days_birth: i64,
    ) -> Self {
        let is_employed = !matches!(income_type, "Pensioner" | "Unemployed");
        let is_highly_educated = matches!(education, "Higher education" | "Academic degree");
        let income_z = draw_income_z(stream, latent, income_type, gender, is_highly_educated);
        Self {
            income_type,
            occupation: draw_occupation(stream, is_employed, gender, is_highly_educated),
            organization: if is_employed {
                stream.pick(table::ORGANIZATION)
            } else {
                "XNA"
            },
            days_employed: draw_days_employed(stream, latent, is_employed, days_birth),
            income: round_income(stream, table::INCOME.at_normal(income_z)),
            income_z,
        }
    }

    pub(crate) fn is_employed(&self) -> bool {
        self.days_employed != NOT_EMPLOYED
    }

    /// In years; none without employment.
    pub(crate) fn years_employed(&self) -> Option<f64> {
        self.is_employed()
            .then(|| -self.days_employed as f64 / 365.25)
    }
}

pub(super) fn draw_income_type(stream: &mut Stream, age: f64) -> &'static str {
    if stream.chance(0.000_06) {
        "Unemployed"
    } else if stream.chance(table::PENSIONERS_BY_AGE.at(age)) {
        "Pensioner"
    } else {
        stream.pick(table::WORKING_INCOME)
    }
}

fn draw_income_z(
    stream: &mut Stream,
    latent: &Latent,
    income_type: &str,
    gender: &str,
    is_highly_educated: bool,
) -> f64 {
    let standing = match income_type {
        "Pensioner" => -0.55,
        "Commercial associate" => 0.38,
        _ => 0.0,
    };
    let schooling = if is_highly_educated { 0.45 } else { -0.15 };
    let pay_gap = if gender == "M" { 0.28 } else { -0.14 };
    0.9 * stream.view(latent.stability, 0.2) + standing + schooling + pay_gap
}

/// Most people tell their income in round numbers.
fn round_income(stream: &mut Stream, income: f64) -> f64 {
    let is_rough = income > 60_000.0 && stream.chance(0.7);
    round_to(income, if is_rough { 22_500.0 } else { 4_500.0 })
}

fn draw_occupation(
    stream: &mut Stream,
    is_employed: bool,
    gender: &str,
    is_highly_educated: bool,
) -> Option<&'static str> {
    if !is_employed || stream.chance(0.159) {
        return None;
    }
    let weights = table::OCCUPATION.iter().map(|&(level, women, men, high)| {
        let weight = if gender == "M" { men } else { women };
        (level, weight * if is_highly_educated { high } else { 1.0 })
    });
    let weights: Vec<_> = weights.collect();
    Some(stream.pick(&weights))
}

/// Steady people stay longer; nobody began to work as a child.
fn draw_days_employed(
    stream: &mut Stream,
    latent: &Latent,
    is_employed: bool,
    days_birth: i64,
) -> i64 {
    if !is_employed {
        return NOT_EMPLOYED;
    }
    let age_z = (-days_birth as f64 / 365.25 - 40.0) / 10.0;
    let steadiness = 0.35 * latent.stability + 0.35 * age_z;
    let z = (steadiness + 0.9 * stream.normal()) / 1.02;
    let days = table::DAYS_EMPLOYED.at_normal(-z) as i64;
    days.max(days_birth + WORKING_AGE)
}
