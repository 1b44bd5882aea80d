//! Where the model comes from: identity, data, recipe.

use std::rc::Rc;

use creditwood_contract::{ModelSummary, Setting};
use yew::prelude::*;

use crate::components::preferences::use_language;

/// How much of a checksum is shown.
const N_DIGITS: usize = 12;

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
                <div class="pair">
                    <dt>{ messages.provenance_data }</dt>
                    <dd title={model.data_digest.clone()}>
                        <code data-testid="data-digest">{ shorten(&model.data_digest) }</code>
                    </dd>
                </div>
            </dl>
            <h3>{ messages.recipe_heading }</h3>
            <dl class="pairs" data-testid="recipe">{ for model.recipe.iter().map(setting) }</dl>
        </section>
    }
}

/// Enough of a checksum to tell data sets apart by eye; the whole one is in the title.
fn shorten(digest: &str) -> &str {
    digest
        .char_indices()
        .nth(N_DIGITS)
        .map_or(digest, |(end, _)| &digest[..end])
}

#[cfg(test)]
mod tests {
    use super::shorten;

    #[test]
    fn a_checksum_is_shown_by_its_first_twelve_digits() {
        assert_eq!(shorten("0123456789abcdef"), "0123456789ab");
        assert_eq!(shorten("abc"), "abc");
    }
}
