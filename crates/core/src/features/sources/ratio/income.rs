//! Income and employment.

use super::{adults, birth, children, employed, entry, family, income, years_since};
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::catalogue::{Feature, Group};
use crate::features::expression::{Expr, col, feature, flag, is, num, when};
use crate::label::Unit;

/// The age at which a working life starts.
const MAJORITY_YEARS: f64 = 18.0;

/// The features of income and employment.
pub(super) fn features() -> Vec<Feature> {
    let row = |name, unit, expr, en, fr| entry(Group::Income, name, unit, expr, en, fr);
    vec![
        row(
            "EMPLOYED_TO_AGE",
            Unit::Share,
            employed() / birth(),
            "Share of life in the present employment",
            "Part de la vie passée dans l’emploi actuel",
        )
        .risk(Falls),
        row(
            "AGE_AT_EMPLOYMENT",
            Unit::Years,
            years_since(birth()) - years_since(employed()),
            "Age at the start of employment",
            "Âge au début de l’emploi",
        ),
        row(
            "INCOME_PER_FAMILY_MEMBER",
            Unit::Amount,
            income() / family(),
            "Income for each family member",
            "Revenu par membre du foyer",
        )
        .risk(Falls),
        row(
            "INCOME_PER_CHILD",
            Unit::Amount,
            income() / (num(1.0) + children()),
            "Income for the applicant and each child",
            "Revenu par enfant, le demandeur compris",
        )
        .risk(Falls),
        row(
            "INCOME_PER_YEAR_OF_AGE",
            Unit::Amount,
            income() / years_since(birth()),
            "Income for each year of age",
            "Revenu par année d’âge",
        ),
        row(
            "INCOME_PER_YEAR_OF_EMPLOYMENT",
            Unit::Amount,
            income() / years_since(employed()),
            "Income for each year of employment",
            "Revenu par année d’emploi",
        ),
        row(
            "INCOME_AFTER_ANNUITY_PER_FAMILY_MEMBER",
            Unit::Amount,
            feature("INCOME_AFTER_ANNUITY") / family(),
            "Income less the annuity, for each family member",
            "Revenu moins l’annuité, par membre du foyer",
        )
        .actionable()
        .risk(Falls),
        row(
            "INCOME_PER_ADULT",
            Unit::Amount,
            income() / adults(),
            "Income for each adult in the family",
            "Revenu par adulte du foyer",
        )
        .risk(Falls),
        row(
            "EMPLOYED_TO_WORKING_LIFE",
            Unit::Share,
            when(
                years_since(birth()).greater(num(MAJORITY_YEARS)),
                years_since(employed()) / (years_since(birth()) - num(MAJORITY_YEARS)),
                Expr::Hole,
            ),
            "Share of the years since 18 in the present employment",
            "Part des années depuis 18 ans passée dans l’emploi actuel",
        )
        .risk(Falls),
        row(
            "EMPLOYED_UNDER_A_YEAR",
            Unit::Flag,
            flag(years_since(employed()).less(num(1.0))),
            "Employed for less than a year",
            "En poste depuis moins d’un an",
        )
        .risk(Rises),
        row(
            "EMPLOYED_OVER_TEN_YEARS",
            Unit::Flag,
            flag(years_since(employed()).greater(num(10.0))),
            "Employed for more than ten years",
            "En poste depuis plus de dix ans",
        )
        .risk(Falls),
        row(
            "PENSIONER_UNDER_55",
            Unit::Flag,
            flag(is("NAME_INCOME_TYPE", "Pensioner").and(years_since(birth()).less(num(55.0)))),
            "Pensioner under 55",
            "Retraité de moins de 55 ans",
        ),
        row(
            "EMPLOYED_WITHOUT_OCCUPATION",
            Unit::Flag,
            flag(
                col("OCCUPATION_TYPE")
                    .is_hole()
                    .and(employed().is_hole().negate()),
            ),
            "Employed without stating an occupation",
            "En poste sans profession déclarée",
        ),
    ]
}
