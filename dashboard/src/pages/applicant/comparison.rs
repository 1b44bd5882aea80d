//! One feature of the applicant against those who repaid and those who defaulted.

use creditwood_contract::{Contribution, Distribution, FeatureValue, Text, Unit};
use yew::prelude::*;

use crate::charts::distribution::DistributionChart;
use crate::client::{path, use_fetch};
use crate::components::preferences::use_language;
use crate::components::remote_view::{Skeleton, view_remote};
use crate::i18n::fill;
use crate::state::remote::Remote;

/// The feature that is compared, with the applicant's value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Chosen {
    pub(super) name: AttrValue,
    label: Text,
    group: Text,
    unit: Unit,
    value: Option<f64>,
    /// A category has a level instead of a value.
    level: Option<Text>,
}

impl From<&Contribution> for Chosen {
    fn from(contribution: &Contribution) -> Self {
        Self {
            name: contribution.name.clone().into(),
            label: contribution.label.clone(),
            group: contribution.group.clone(),
            unit: contribution.unit,
            value: contribution.value,
            level: None,
        }
    }
}

impl From<&FeatureValue> for Chosen {
    fn from(feature: &FeatureValue) -> Self {
        Self {
            name: feature.name.clone().into(),
            label: feature.label.clone(),
            group: feature.group.clone(),
            unit: feature.unit,
            value: feature.value,
            level: feature.level.clone(),
        }
    }
}

/// What a [`Comparison`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct ComparisonProps {
    pub(super) chosen: Chosen,
}

/// The chosen feature: its value, both distributions, its definition.
#[component]
pub(super) fn Comparison(props: &ComparisonProps) -> Html {
    let language = use_language();
    let messages = language.messages();
    let chosen = &props.chosen;
    let distribution = use_fetch::<Distribution>(Some(path::distribution(&chosen.name)));
    let value = match &chosen.level {
        Some(level) => language.pick(level).to_owned(),
        None => language.value(chosen.unit, chosen.value),
    };
    let placeholder = html! { <Skeleton n_lines={8} /> };
    let is_missing = matches!(&distribution.state, Remote::Failed(error) if error.is_not_found());
    let chart = if is_missing {
        html! { <p class="note" data-testid="comparison-none">{ messages.comparison_none }</p> }
    } else {
        view_remote(&distribution, placeholder.clone(), |distribution| {
            // While another feature is on its way, the last one's curves would lie about this value.
            if distribution.name != *chosen.name {
                return placeholder;
            }
            html! {
                <>
                    <DistributionChart key={chosen.name.to_string()}
                        distribution={distribution.clone()} value={chosen.value} />
                    <div class="formula">
                        <span>{ messages.comparison_formula }</span>
                        <code data-testid="formula">{ &distribution.formula }</code>
                    </div>
                </>
            }
        })
    };
    html! {
        <section class="card comparison" aria-labelledby="comparison" data-testid="comparison"
            data-feature={chosen.name.clone()}>
            <h2 id="comparison">{ messages.comparison_heading }</h2>
            <p class="comparison-feature" aria-live="polite">
                <span class="comparison-label" data-testid="comparison-label">
                    { language.pick(&chosen.label) }
                </span>
                <span class="note">{ language.pick(&chosen.group) }</span>
                <span class="comparison-value">
                    <span class="visually-hidden">{ messages.comparison_value }{ " " }</span>
                    <span data-testid="comparison-value">{ value }</span>
                </span>
            </p>
            { chart }
        </section>
    }
}

/// What an [`UnknownFeature`] names.
#[derive(Properties, PartialEq)]
pub(super) struct UnknownFeatureProps {
    pub(super) name: AttrValue,
}

/// In place of the comparison, where the address names a feature that there is not.
#[component]
pub(super) fn UnknownFeature(props: &UnknownFeatureProps) -> Html {
    let messages = use_language().messages();
    html! {
        <section class="card comparison" aria-labelledby="comparison" data-testid="comparison-unknown">
            <h2 id="comparison">{ messages.comparison_heading }</h2>
            <p class="note">{ fill(messages.comparison_unknown, &[("name", &props.name)]) }</p>
        </section>
    }
}
