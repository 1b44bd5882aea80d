//! The terms of the loan: to each other, to the income and to the years left to repay.

use super::{
    RETIREMENT_YEARS, adults, annuity, birth, credit, employed, entry, family, goods, income,
    years_since,
};
use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::catalogue::{Feature, Group};
use crate::features::expression::{Expr, feature, flag, num, when};
use crate::label::Unit;

/// The features that compare the terms of the loan; all change with them.
pub(super) fn features() -> Vec<Feature> {
    let row = |name, unit, expr, en, fr| entry(Group::Loan, name, unit, expr, en, fr).actionable();
    vec![
        row(
            "CREDIT_DURATION",
            Unit::Ratio,
            credit() / annuity(),
            "Duration: credit in annuities",
            "Durée\u{a0}: crédit en nombre d’annuités",
        ),
        row(
            "PAYMENT_RATE",
            Unit::Share,
            annuity() / credit(),
            "Annuity as a share of the credit",
            "Part du crédit payée par annuité",
        ),
        row(
            "CREDIT_TO_INCOME",
            Unit::Ratio,
            credit() / income(),
            "Credit to income",
            "Crédit rapporté au revenu",
        ),
        row(
            "ANNUITY_TO_INCOME",
            Unit::Ratio,
            annuity() / income(),
            "Annuity to income",
            "Annuité rapportée au revenu",
        )
        .risk(Rises),
        row(
            "GOODS_TO_INCOME",
            Unit::Ratio,
            goods() / income(),
            "Price of the goods to income",
            "Prix du bien rapporté au revenu",
        ),
        row(
            "CREDIT_TO_GOODS",
            Unit::Ratio,
            credit() / goods(),
            "Credit to price of the goods",
            "Crédit rapporté au prix du bien",
        )
        .risk(Rises),
        row(
            "CREDIT_BEYOND_GOODS",
            Unit::Amount,
            credit() - goods(),
            "Credit beyond the price of the goods",
            "Crédit au-delà du prix du bien",
        )
        .risk(Rises),
        row(
            "GOODS_TO_ANNUITY",
            Unit::Ratio,
            goods() / annuity(),
            "Price of the goods in annuities",
            "Prix du bien en nombre d’annuités",
        )
        .risk(Falls),
        row(
            "INCOME_AFTER_ANNUITY",
            Unit::Amount,
            income() - annuity(),
            "Income less the annuity",
            "Revenu moins l’annuité",
        )
        .risk(Falls),
        row(
            "CREDIT_PER_FAMILY_MEMBER",
            Unit::Amount,
            credit() / family(),
            "Credit for each family member",
            "Crédit par membre du foyer",
        ),
        row(
            "ANNUITY_PER_FAMILY_MEMBER",
            Unit::Amount,
            annuity() / family(),
            "Annuity for each family member",
            "Annuité par membre du foyer",
        ),
        row(
            "CREDIT_PER_YEAR_OF_AGE",
            Unit::Amount,
            credit() / years_since(birth()),
            "Credit for each year of age",
            "Crédit par année d’âge",
        ),
        row(
            "ANNUITY_PER_YEAR_OF_EMPLOYMENT",
            Unit::Amount,
            annuity() / years_since(employed()),
            "Annuity for each year of employment",
            "Annuité par année d’emploi",
        )
        .risk(Rises),
        row(
            "AGE_AT_END_OF_LOAN",
            Unit::Years,
            years_since(birth()) + credit() / annuity() / num(12.0),
            "Age when the loan ends, without interest and with monthly annuities",
            "Âge à la fin du prêt, hors intérêts et à annuités mensuelles",
        ),
        row(
            "CREDIT_PER_ADULT",
            Unit::Amount,
            credit() / adults(),
            "Credit for each adult in the family",
            "Crédit par adulte du foyer",
        ),
        row(
            "ANNUITY_PER_ADULT",
            Unit::Amount,
            annuity() / adults(),
            "Annuity for each adult in the family",
            "Annuité par adulte du foyer",
        ),
        row(
            "CREDIT_TO_INCOME_PER_FAMILY_MEMBER",
            Unit::Ratio,
            credit() / (income() / family()),
            "Credit to the income for each family member",
            "Crédit rapporté au revenu par membre du foyer",
        ),
        row(
            "ANNUITY_TO_INCOME_PER_FAMILY_MEMBER",
            Unit::Ratio,
            annuity() / (income() / family()),
            "Annuity to the income for each family member",
            "Annuité rapportée au revenu par membre du foyer",
        )
        .risk(Rises),
        row(
            "CREDIT_PER_YEAR_OF_EMPLOYMENT",
            Unit::Amount,
            credit() / years_since(employed()),
            "Credit for each year of employment",
            "Crédit par année d’emploi",
        )
        .risk(Rises),
        row(
            "ANNUITY_PER_YEAR_OF_AGE",
            Unit::Amount,
            annuity() / years_since(birth()),
            "Annuity for each year of age",
            "Annuité par année d’âge",
        ),
        row(
            "CREDIT_EQUALS_GOODS",
            Unit::Flag,
            flag(credit().equal(goods())),
            "Credit equals the price of the goods",
            "Crédit égal au prix du bien",
        )
        .risk(Falls),
        row(
            "CREDIT_BEYOND_GOODS_TO_INCOME",
            Unit::Ratio,
            feature("CREDIT_BEYOND_GOODS") / income(),
            "Credit beyond the price of the goods, to income",
            "Crédit au-delà du prix du bien, rapporté au revenu",
        )
        .risk(Rises),
        row(
            "CREDIT_BEYOND_GOODS_TO_ANNUITY",
            Unit::Ratio,
            feature("CREDIT_BEYOND_GOODS") / annuity(),
            "Credit beyond the price of the goods, in annuities",
            "Crédit au-delà du prix du bien, en nombre d’annuités",
        )
        .risk(Rises),
        row(
            "CREDIT_BEYOND_GOODS_PER_YEAR_OF_EMPLOYMENT",
            Unit::Amount,
            feature("CREDIT_BEYOND_GOODS") / years_since(employed()),
            "Credit beyond the price of the goods, for each year of employment",
            "Crédit au-delà du prix du bien, par année d’emploi",
        )
        .risk(Rises),
        row(
            "DURATION_TO_EMPLOYMENT",
            Unit::Ratio,
            feature("CREDIT_DURATION") / num(12.0) / years_since(employed()),
            "Duration of the loan to years of employment, with monthly annuities",
            "Durée du prêt rapportée à l’ancienneté, à annuités mensuelles",
        )
        .risk(Rises),
        row(
            "DURATION_TO_YEARS_UNTIL_65",
            Unit::Ratio,
            when(
                years_since(birth()).less(num(RETIREMENT_YEARS)),
                feature("CREDIT_DURATION")
                    / num(12.0)
                    / (num(RETIREMENT_YEARS) - years_since(birth())),
                Expr::Hole,
            ),
            "Duration of the loan to the years left until 65, with monthly annuities",
            "Durée du prêt rapportée aux années restantes avant 65 ans, à annuités mensuelles",
        ),
        row(
            "LOAN_ENDS_AFTER_65",
            Unit::Flag,
            flag(feature("AGE_AT_END_OF_LOAN").greater(num(RETIREMENT_YEARS))),
            "Loan ends after the age of 65",
            "Prêt se terminant après 65 ans",
        ),
    ]
}
