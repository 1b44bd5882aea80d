//! From one page of the list to the next.

use creditwood_contract::ApplicantQuery;
use web_sys::window;
use yew::prelude::*;

use super::QueryChange;
use crate::components::icon::{Glyph, Icon};
use crate::components::preferences::use_language;
use crate::i18n::fill;
use crate::state::listing;

/// What a [`Pagination`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct PaginationProps {
    pub(super) n_total: usize,
    pub(super) page: usize,
    pub(super) per_page: usize,
    pub(super) query: ApplicantQuery,
    pub(super) on_query: Callback<QueryChange>,
}

/// Where in the list this page lies, and the way to its neighbours.
#[component]
pub(super) fn Pagination(props: &PaginationProps) -> Html {
    let language = use_language();
    let messages = language.messages();
    let (first, last) = listing::places_on_page(props.page, props.per_page, props.n_total);
    let places = fill(
        messages.page_places,
        &[
            ("first", &language.count(first)),
            ("last", &language.count(last)),
            ("total", &language.count(props.n_total)),
        ],
    );
    let n_pages = listing::count_pages(props.n_total, props.per_page);
    let step = |to: usize, is_possible: bool, label: &'static str, glyph, test_id: &'static str| {
        let query = props.query.clone();
        let onclick = props.on_query.reform(move |_: MouseEvent| {
            scroll_to_top();
            QueryChange {
                query: listing::at_page(&query, to),
                replaces: false,
            }
        });
        html! {
            <button type="button" class="icon-button" {onclick} disabled={!is_possible}
                aria-label={label} title={label} data-testid={test_id}><Icon {glyph} /></button>
        }
    };
    html! {
        <nav class="pagination" aria-label={messages.pages}>
            <span data-testid="page-places">{ places }</span>
            { step(props.page.saturating_sub(1), props.page > 1, messages.page_previous,
                Glyph::Left, "page-previous") }
            { step(props.page + 1, props.page < n_pages, messages.page_next,
                Glyph::Right, "page-next") }
        </nav>
    }
}

/// The buttons stand below the list, and the next page is read from its beginning.
fn scroll_to_top() {
    if let Some(window) = window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}
