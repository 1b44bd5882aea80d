//! A word about what stands in the address and means nothing to the page.

use yew::prelude::*;
use yew_router::prelude::*;

use super::preferences::use_language;
use crate::i18n::fill;
use crate::state::address;

/// What an [`UnknownParameters`] looks for.
#[derive(Properties, PartialEq)]
pub(crate) struct UnknownParametersProps {
    /// The parameters that the page knows.
    #[prop_or_default]
    pub(crate) known: Vec<&'static str>,
}

/// Says which parameters of the address the page passes over; nothing where there is none.
#[component]
pub(crate) fn UnknownParameters(props: &UnknownParametersProps) -> Html {
    let messages = use_language().messages();
    let location = use_location();
    let query = location
        .as_ref()
        .map_or("", |location| location.query_str());
    let unknown = address::unknown_names(query, &props.known);
    if unknown.is_empty() {
        return Html::default();
    }
    html! {
        <p class="note" data-testid="unknown-parameters">
            { fill(messages.address_unknown, &[("names", &unknown.join(", "))]) }
        </p>
    }
}
