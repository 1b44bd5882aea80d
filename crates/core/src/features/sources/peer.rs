//! An applicant beside the median of the peers: others of the same occupation, employer's trade,
//! education, source of income, housing or family status.
//!
//! Regions have no peers: their rating is a number, and no feature tells its levels apart.

use crate::features::catalogue::RiskTrend::{Falls, Rises};
use crate::features::catalogue::{Feature, Group, RiskTrend};
use crate::features::peer::{Deviation, Peer};
use crate::label::{Label, Unit};

/// Applicants who have something in common; the texts follow "the median of" and "la médiane".
struct Kind {
    column: &'static str,
    name: &'static str,
    en: &'static str,
    fr: &'static str,
}

const fn kind(
    column: &'static str,
    name: &'static str,
    en: &'static str,
    fr: &'static str,
) -> Kind {
    Kind {
        column,
        name,
        en,
        fr,
    }
}

const OCCUPATION: Kind = kind(
    "OCCUPATION_TYPE",
    "OCCUPATION",
    "the same occupation",
    "de la même profession",
);
const EMPLOYER: Kind = kind(
    "ORGANIZATION_TYPE",
    "EMPLOYER",
    "the same employer’s trade",
    "du même secteur d’employeur",
);
const EDUCATION: Kind = kind(
    "NAME_EDUCATION_TYPE",
    "EDUCATION",
    "the same education",
    "du même niveau d’études",
);
const INCOME_SOURCE: Kind = kind(
    "NAME_INCOME_TYPE",
    "INCOME_SOURCE",
    "the same source of income",
    "de la même source de revenu",
);
const HOUSING: Kind = kind(
    "NAME_HOUSING_TYPE",
    "HOUSING",
    "the same housing",
    "du même type d’habitation",
);
const FAMILY_STATUS: Kind = kind(
    "NAME_FAMILY_STATUS",
    "FAMILY_STATUS",
    "the same family status",
    "de la même situation familiale",
);

/// A value and the peers that it is compared with. `en` and `fr` begin the label, in French with
/// the participle that has to agree.
struct Compared {
    name: &'static str,
    value: &'static str,
    group: Group,
    en: &'static str,
    fr: &'static str,
    risk: Option<RiskTrend>,
    among: &'static [Kind],
}

/// What is earned: the more, the lower the risk.
const EARNINGS: [Compared; 2] = [
    Compared {
        name: "INCOME",
        value: "AMT_INCOME_TOTAL",
        group: Group::Income,
        en: "Income",
        fr: "Revenu comparé",
        risk: Some(Falls),
        among: &[
            OCCUPATION,
            EMPLOYER,
            EDUCATION,
            INCOME_SOURCE,
            HOUSING,
            FAMILY_STATUS,
        ],
    },
    // Two dates that count backwards make the plain quotient of two spans of time.
    Compared {
        name: "EMPLOYMENT",
        value: "DAYS_EMPLOYED",
        group: Group::Income,
        en: "Time in employment",
        fr: "Ancienneté dans l’emploi comparée",
        risk: Some(Falls),
        among: &[OCCUPATION, EMPLOYER, EDUCATION],
    },
];

/// What is asked for, and what follows from it.
const TERMS: [Compared; 7] = [
    Compared {
        name: "CREDIT",
        value: "AMT_CREDIT",
        group: Group::Loan,
        en: "Credit",
        fr: "Crédit comparé",
        risk: None,
        among: &[OCCUPATION, EMPLOYER, EDUCATION, INCOME_SOURCE, HOUSING],
    },
    Compared {
        name: "ANNUITY",
        value: "AMT_ANNUITY",
        group: Group::Loan,
        en: "Annuity",
        fr: "Annuité comparée",
        risk: None,
        among: &[OCCUPATION, EMPLOYER, EDUCATION],
    },
    Compared {
        name: "GOODS",
        value: "AMT_GOODS_PRICE",
        group: Group::Loan,
        en: "Price of the goods",
        fr: "Prix du bien comparé",
        risk: Some(Falls),
        among: &[OCCUPATION, EDUCATION],
    },
    Compared {
        name: "ANNUITY_TO_INCOME",
        value: "ANNUITY_TO_INCOME",
        group: Group::Loan,
        en: "Annuity to income",
        fr: "Annuité rapportée au revenu, comparée",
        risk: Some(Rises),
        among: &[OCCUPATION, EMPLOYER, EDUCATION, INCOME_SOURCE],
    },
    Compared {
        name: "CREDIT_TO_INCOME",
        value: "CREDIT_TO_INCOME",
        group: Group::Loan,
        en: "Credit to income",
        fr: "Crédit rapporté au revenu, comparé",
        risk: None,
        among: &[OCCUPATION, INCOME_SOURCE],
    },
    Compared {
        name: "PAYMENT_RATE",
        value: "PAYMENT_RATE",
        group: Group::Loan,
        en: "Annuity as a share of the credit",
        fr: "Part du crédit payée par annuité, comparée",
        risk: None,
        among: &[OCCUPATION, INCOME_SOURCE],
    },
    Compared {
        name: "ALL_DEBT_TO_INCOME",
        value: "ALL_DEBT_TO_INCOME",
        group: Group::Bureau,
        en: "All debt, with the credit asked for, to income",
        fr: "Toutes les dettes, dont le crédit demandé, rapportées au revenu, comparées",
        risk: None,
        among: &[OCCUPATION],
    },
];

/// The scores lie between 0 and 1, so their distance says more than their quotient.
const EXTERNAL_SCORES: Compared = Compared {
    name: "EXT_SOURCES_MEAN",
    value: "EXT_SOURCES_MEAN",
    group: Group::ExternalScore,
    en: "Mean of the external scores",
    fr: "Moyenne des scores externes",
    risk: Some(Falls),
    among: &[OCCUPATION, EMPLOYER, EDUCATION, INCOME_SOURCE, HOUSING],
};

/// The features that compare an applicant with peers; they stand behind all that they compare.
pub(super) fn features() -> Vec<Feature> {
    let earnings = EARNINGS.iter().flat_map(ratios);
    let terms = TERMS.iter().flat_map(ratios).map(Feature::actionable);
    let scores = differences(&EXTERNAL_SCORES);
    earnings.chain(terms).chain(scores).collect()
}

fn ratios(compared: &Compared) -> impl Iterator<Item = Feature> {
    compared.among.iter().map(|kind| {
        let label = Label::owned(
            format!("{} against the median of {}", compared.en, kind.en),
            format!("{} à la médiane {}", compared.fr, kind.fr),
        );
        let name = format!("{}_TO_{}_PEERS", compared.name, kind.name);
        compared.feature(name, Unit::Ratio, label, Deviation::Ratio, kind)
    })
}

fn differences(compared: &Compared) -> impl Iterator<Item = Feature> {
    compared.among.iter().map(|kind| {
        let label = Label::owned(
            format!("{} less the median of {}", compared.en, kind.en),
            format!("{} moins la médiane {}", compared.fr, kind.fr),
        );
        let name = format!("{}_LESS_{}_PEERS", compared.name, kind.name);
        compared.feature(name, Unit::Score, label, Deviation::Difference, kind)
    })
}

impl Compared {
    fn feature(
        &self,
        name: String,
        unit: Unit,
        label: Label,
        deviation: Deviation,
        kind: &Kind,
    ) -> Feature {
        let peer = Peer {
            value: self.value.to_owned(),
            among: kind.column.to_owned(),
            deviation,
        };
        let feature = Feature::peer(name, self.group, unit, label, peer);
        match self.risk {
            Some(trend) => feature.risk(trend),
            None => feature,
        }
    }
}
