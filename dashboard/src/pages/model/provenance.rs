//! Where the model comes from: identity, data, recipe.

use std::rc::Rc;

use creditwood_contract::{ModelSummary, Setting};
use yew::prelude::*;

use crate::components::preferences::use_language;

/// What a [`Provenance`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct ProvenanceProps {
    pub(super) model: Rc<ModelSummary>,
}

/// Identity and recipe.
#[component]
pub(super) fn Provenance(props: &ProvenanceProps) -> Html {
    let language = use_language();
    let messages = language.messages();
    let model = &props.model;
    let row = |term: &str, value: &str| {
        html! { <div class="pair"><dt>{ term }</dt><dd>{ value }</dd></div> }
    };
    let setting = |setting: &Setting| row(&setting.name, &setting.value);
    html! {
        <section class="card" aria-labelledby="provenance" data-testid="provenance">
            <h2 id="provenance">{ messages.provenance_heading }</h2>
            <dl class="pairs">
                { row(messages.provenance_id, &model.model_id) }
                { row(messages.provenance_trained, &language.moment(&model.trained_at)) }
                { row(messages.provenance_version, &model.creditwood_version) }
                { row(messages.provenance_catalogue, &model.catalogue_version) }
                { row(messages.provenance_data, &model.data_digest) }
            </dl>
            <h3>{ messages.recipe_heading }</h3>
            <dl class="pairs" data-testid="recipe">{ for model.recipe.iter().map(setting) }</dl>
        </section>
    }
}
