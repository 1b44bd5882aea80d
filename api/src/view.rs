//! From the terms of the science to what travels: the contract's types know nothing of ours.

use std::borrow::Cow;

use creditwood_contract as contract;
use creditwood_core::features::{Feature, Group};
use creditwood_core::label::{Label, Unit};
use creditwood_core::metrics;
use creditwood_core::model::{DecisionRule, FeatureReference, Model};

/// A label as it travels.
pub(crate) fn text_of(label: &Label) -> contract::Text {
    contract::Text {
        en: label.en.clone().into_owned(),
        fr: label.fr.clone().into_owned(),
    }
}

/// A text that is the same in both languages.
pub(crate) fn same_text(text: &str) -> contract::Text {
    text_of(&Label {
        en: Cow::Owned(text.to_owned()),
        fr: Cow::Owned(text.to_owned()),
    })
}

/// A value as it travels: a hole is none.
pub(crate) fn value_of(value: f32) -> Option<f64> {
    (!value.is_nan()).then(|| f64::from(value))
}

/// A unit as it travels.
pub(crate) fn unit_of(unit: Unit) -> contract::Unit {
    match unit {
        Unit::Amount => contract::Unit::Amount,
        Unit::Days => contract::Unit::Days,
        Unit::Months => contract::Unit::Months,
        Unit::Years => contract::Unit::Years,
        Unit::Count => contract::Unit::Count,
        Unit::Ratio => contract::Unit::Ratio,
        Unit::Share => contract::Unit::Share,
        Unit::Score => contract::Unit::Score,
        Unit::Flag => contract::Unit::Flag,
        Unit::Plain => contract::Unit::Plain,
    }
}

/// The heading of a group.
pub fn heading_of(group: Group) -> contract::Text {
    let (en, fr) = match group {
        Group::Loan => ("Loan", "Prêt"),
        Group::Income => ("Income and employment", "Revenus et emploi"),
        Group::Person => ("Person and household", "Personne et foyer"),
        Group::ExternalScore => ("External scores", "Scores externes"),
        Group::Building => ("Building", "Logement"),
        Group::Region => ("Region and addresses", "Région et adresses"),
        Group::Application => ("Application", "Dossier"),
        Group::Bureau => ("Credits elsewhere", "Crédits ailleurs"),
        Group::PreviousApplication => ("Earlier applications", "Demandes antérieures"),
        Group::PosCash => (
            "Point-of-sale and cash loans",
            "Crédits en magasin et de trésorerie",
        ),
        Group::Instalments => ("Instalments", "Échéances"),
        Group::CreditCard => ("Credit cards", "Cartes de crédit"),
    };
    text_of(&Label::new(en, fr))
}

/// A catalogue entry.
pub(crate) fn entry_of(feature: &Feature, in_model: bool) -> contract::FeatureEntry {
    contract::FeatureEntry {
        name: feature.name.clone(),
        label: text_of(&feature.label),
        group: heading_of(feature.group),
        unit: unit_of(feature.unit),
        formula: feature.formula(),
        in_model,
        protected: feature.protected,
        actionable: feature.actionable,
    }
}

/// A feature's distribution: counts become shares of those with a value.
pub(crate) fn distribution_of(
    feature: &Feature,
    reference: &FeatureReference,
) -> contract::Distribution {
    let [repaid, defaulted] = &reference.by_outcome;
    let total = |counts: &[u32]| counts.iter().map(|&n| n as usize).sum::<usize>();
    let shares = |counts: &[u32]| {
        let n = total(counts);
        counts
            .iter()
            .map(|&count| share(count as usize, n))
            .collect()
    };
    let (n_repaid, n_defaulted) = (total(&repaid.counts), total(&defaulted.counts));
    let holes = |n_holes: u32, n: usize| share(n_holes as usize, n_holes as usize + n);
    contract::Distribution {
        name: feature.name.clone(),
        label: text_of(&feature.label),
        formula: feature.formula(),
        unit: unit_of(feature.unit),
        bin_edges: reference.bin_edges.clone(),
        repaid: shares(&repaid.counts),
        defaulted: shares(&defaulted.counts),
        median_repaid: repaid.median,
        median_defaulted: defaulted.median,
        n_repaid,
        n_defaulted,
        holes_repaid: holes(repaid.n_holes, n_repaid),
        holes_defaulted: holes(defaulted.n_holes, n_defaulted),
    }
}

/// A part of a whole; 0 of nothing.
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// The model in short.
pub(crate) fn summary_of(model: &Model, model_id: &str) -> contract::ModelSummary {
    let provenance = &model.provenance;
    let setting = |(name, value): &(String, String)| contract::Setting {
        name: name.clone(),
        value: value.clone(),
    };
    contract::ModelSummary {
        model_id: model_id.to_owned(),
        trained_at: provenance.trained_at.clone(),
        creditwood_version: provenance.creditwood_version.clone(),
        catalogue_version: model.catalogue.version().to_owned(),
        data_digest: provenance.data_digest.clone(),
        n_features: model.feature_names.len(),
        n_trees: model.forest.trees.len(),
        n_training_rows: provenance.n_training_rows,
        threshold: model.rule.threshold,
        validation: evaluation_of(&model.assessment.validation),
        test: evaluation_of(&model.assessment.test),
        recipe: provenance.recipe.iter().map(setting).collect(),
    }
}

fn evaluation_of(evaluation: &metrics::Evaluation) -> contract::Evaluation {
    contract::Evaluation {
        n_rows: evaluation.n_rows,
        default_rate: evaluation.default_rate,
        auc: evaluation.auc,
        gini: evaluation.gini,
        ks: evaluation.ks,
        pr_auc: evaluation.pr_auc,
        log_loss: evaluation.log_loss,
        brier: evaluation.brier,
        cost: evaluation.cost,
        confusion: confusion_of(evaluation.confusion),
    }
}

fn confusion_of(confusion: metrics::Confusion) -> contract::Confusion {
    contract::Confusion {
        true_positive: confusion.true_positive,
        false_positive: confusion.false_positive,
        true_negative: confusion.true_negative,
        false_negative: confusion.false_negative,
    }
}

/// The cost curves with the costs and the threshold behind them.
pub(crate) fn cost_curve_of(model: &Model) -> contract::CostCurve {
    let DecisionRule { costs, threshold } = &model.rule;
    let points = |curve: &[metrics::CostPoint]| curve.iter().map(cost_point_of).collect();
    contract::CostCurve {
        costs: contract::CostMatrix {
            false_negative: costs.false_negative,
            true_negative: costs.true_negative,
            true_positive: costs.true_positive,
            false_positive: costs.false_positive,
            per_applicant: costs.per_applicant,
        },
        threshold: *threshold,
        validation: points(&model.assessment.validation_curve),
        test: points(&model.assessment.test_curve),
    }
}

fn cost_point_of(point: &metrics::CostPoint) -> contract::CostPoint {
    let decisions = point.confusion;
    let n_accepted = decisions.true_negative + decisions.false_negative;
    let n_refused = decisions.true_positive + decisions.false_positive;
    contract::CostPoint {
        threshold: point.threshold,
        cost: point.cost,
        approval_rate: share(n_accepted, n_accepted + n_refused),
    }
}
