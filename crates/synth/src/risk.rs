//! The outcome: how likely a default is, given the traits, the life, the loan and the histories.
//!
//! The log-odds are a sum of terms, each about centred, and [`INTERCEPT`] puts the mean
//! probability at 8 %. `docs/synthetic-portfolio.md` holds the same table in words.

use crate::history::Behaviour;
use crate::latent::Latent;
use crate::loan::Loan;
use crate::person::Person;
use crate::quantile::logistic;

/// Puts the mean probability of default at [`DEFAULT_RATE`]. It is solved for on a large
/// portfolio whenever a term changes; a test holds the mean against the rate.
const INTERCEPT: f64 = -3.025;

/// The share of applicants that default.
#[cfg(test)]
pub(crate) const DEFAULT_RATE: f64 = 0.08;

/// The probability of default.
pub(crate) fn default_probability(
    latent: &Latent,
    person: &Person,
    loan: &Loan,
    behaviour: &Behaviour,
) -> f64 {
    let log_odds = INTERCEPT
        + trait_term(latent)
        + life_term(person)
        + loan_term(person, loan)
        + history_term(person, behaviour);
    logistic(log_odds)
}

fn trait_term(latent: &Latent) -> f64 {
    0.45 * latent.appetite - 0.58 * latent.stability - 0.53 * latent.discipline
}

/// Youth, a short employment, little schooling, commuting and an old car raise the risk.
fn life_term(person: &Person) -> f64 {
    let age_z = (person.age() - 44.0) / 12.0;
    let employment = match person.work.years_employed() {
        Some(years) => 0.16 * (1.0 - (years / 3.0).min(3.0)),
        None => -0.12,
    };
    let schooling = match person.education {
        "Higher education" | "Academic degree" => -0.26,
        "Lower secondary" => 0.22,
        _ => 0.08,
    };
    let sex = if person.gender == "M" { 0.20 } else { -0.10 };
    let region = 0.15 * (person.home.region_rating_with_city - 2) as f64;
    let car = match person.car_age {
        Some(years) => 0.012 * (years.min(25.0) - 10.0) - 0.18,
        None => 0.08,
    };
    let floor = person
        .building
        .highest_floor()
        .map_or(0.05, |floor| 0.4 * (0.22 - floor));
    let rented = match person.home.housing {
        "Rented apartment" => 0.25,
        _ => 0.0,
    };
    -0.17 * age_z
        + employment
        + schooling
        + sex
        + region
        + car
        + floor
        + rented
        + 0.10 * (person.home.city.registered_not_work as f64 - 0.23)
}

/// A heavy annuity, a loan beyond the price of the goods and a dear one raise the risk.
fn loan_term(person: &Person, loan: &Loan) -> f64 {
    let annuity = loan.annuity.unwrap_or(loan.credit * 0.05);
    let burden = libm::log(annuity / person.work.income / 0.16).clamp(-1.5, 1.5);
    let excess = loan
        .goods_price
        .map_or(0.0, |price| loan.credit / price - 1.0);
    let card = if loan.is_card { -0.30 } else { 0.03 };
    0.26 * burden + 1.1 * (excess - 0.12) + 2.2 * (loan.yearly_rate - 0.225) + card
}

/// Late instalments, refusals, open credits, debts and used up cards raise the risk; the shares
/// are drawn to their mean when little was observed.
fn history_term(person: &Person, behaviour: &Behaviour) -> f64 {
    let late_share = (behaviour.n_recent_late as f64 + 0.7) / (behaviour.n_recent_due as f64 + 8.0);
    let refused_share = (behaviour.n_refused as f64 + 0.5) / (behaviour.n_decided as f64 + 2.5);
    let debt = behaviour.open_debt / person.work.income;
    2.6 * (late_share - 0.09).min(0.4)
        + 1.1 * (refused_share - 0.22)
        + 0.07 * (behaviour.n_open_credits.min(6) as f64 - 1.8)
        + 0.14 * (libm::log1p(debt.min(30.0)) - 0.5)
        + 0.7 * (behaviour.card_utilisation.min(1.1) - 0.06)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::applicant::{Portrait, draw_portrait};
    use crate::spec::PortfolioSpec;

    fn portraits(n_applicants: usize, seed: u64) -> Vec<Portrait> {
        let spec = PortfolioSpec {
            seed,
            ..PortfolioSpec::of_size(n_applicants)
        };
        let spec = spec.check().unwrap();
        (0..n_applicants)
            .map(|number| draw_portrait(&spec, number))
            .collect()
    }

    /// Mann and Whitney's statistic: how often a defaulter's probability lies above a payer's.
    fn area_under_curve(portraits: &[Portrait]) -> f64 {
        let mut ranked: Vec<&Portrait> = portraits.iter().collect();
        ranked.sort_by(|a, b| a.default_probability.total_cmp(&b.default_probability));
        let (mut n_payers, mut n_below, mut n_defaulters) = (0.0, 0.0, 0.0);
        for portrait in ranked {
            if portrait.defaults {
                n_defaulters += 1.0;
                n_below += n_payers;
            } else {
                n_payers += 1.0;
            }
        }
        n_below / (n_payers * n_defaulters)
    }

    #[test]
    fn the_mean_probability_is_the_default_rate_for_any_seed() {
        for seed in [1, 2] {
            let portraits = portraits(12_000, seed);
            let sum: f64 = portraits.iter().map(|p| p.default_probability).sum();
            let mean = sum / portraits.len() as f64;
            assert!((mean - DEFAULT_RATE).abs() < 0.003, "seed {seed}: {mean}");
        }
    }

    #[test]
    fn outcomes_follow_their_probability() {
        let portraits = portraits(12_000, 3);
        let n_defaults = portraits.iter().filter(|p| p.defaults).count();
        let rate = n_defaults as f64 / portraits.len() as f64;
        assert!((rate - DEFAULT_RATE).abs() < 0.01, "{rate}");
        let oracle = area_under_curve(&portraits);
        assert!((0.80..0.90).contains(&oracle), "{oracle}");
    }

    #[test]
    fn each_trait_pulls_the_risk_its_way() {
        let mean_of = |portraits: &[Portrait], pick: fn(&Portrait) -> f64| {
            let mean = |defaults: bool| {
                let group = portraits.iter().filter(|p| p.defaults == defaults);
                let values: Vec<f64> = group.map(pick).collect();
                values.iter().sum::<f64>() / values.len() as f64
            };
            mean(true) - mean(false)
        };
        let portraits = portraits(6_000, 4);
        assert!(mean_of(&portraits, |p| p.latent.stability) < -0.3);
        assert!(mean_of(&portraits, |p| p.latent.discipline) < -0.3);
        assert!(mean_of(&portraits, |p| p.latent.appetite) > 0.3);
    }
}
