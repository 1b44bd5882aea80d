//! A decision as a word with its sign and colour.

use creditwood_contract::Decision;
use yew::prelude::*;

use super::icon::{Glyph, Icon};
use super::preferences::use_language;

/// What a [`DecisionBadge`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct DecisionBadgeProps {
    /// The decision.
    pub(crate) decision: Decision,
}

/// A decision in a word.
#[component]
pub(crate) fn DecisionBadge(props: &DecisionBadgeProps) -> Html {
    let (class, glyph) = match props.decision {
        Decision::Approve => ("low", Glyph::Approve),
        Decision::Refuse => ("high", Glyph::Refuse),
    };
    let word = use_language().decision(props.decision);
    html! {
        <span class={classes!("badge", class)} data-testid="decision">
            <Icon {glyph} />{ word }
        </span>
    }
}
