//! The applicants: search, filter, sort, page. The address carries the question.

pub(super) mod last_listing;
mod pagination;
mod table;
mod toolbar;

use creditwood_contract::{ApplicantQuery, ApplicantSummary, ModelSummary, Page};
use yew::prelude::*;
use yew_router::prelude::*;

use self::pagination::Pagination;
use self::table::ApplicantTable;
use self::toolbar::Toolbar;
use crate::client::{Fetch, path, use_fetch};
use crate::components::preferences::use_language;
use crate::components::remote_view::{Skeleton, view_remote};
use crate::components::title::use_title;
use crate::route::Route;
use crate::state::listing;

/// The list.
#[component]
pub(crate) fn ApplicantsPage() -> Html {
    let language = use_language();
    let messages = language.messages();
    use_title(messages.applicants);
    let query = use_query();
    use_remembered_listing(&query);
    let can_match = listing::can_match(&query);
    let asked = can_match.then(|| path::applicants(&query));
    let page = use_fetch::<Page<ApplicantSummary>>(asked);
    let model =
        use_context::<Fetch<ModelSummary>>().and_then(|fetch| fetch.state.latest().cloned());
    let on_query = use_query_setter();
    let n_total = if can_match {
        page.state.latest().map(|page| page.n_total)
    } else {
        Some(0)
    };
    let is_loading = page.state.is_loading();
    let view = |page: &std::rc::Rc<Page<ApplicantSummary>>| {
        if page.items.is_empty() {
            return html! { <EmptyList on_query={on_query.clone()} /> };
        }
        html! {
            <div class={classes!("list", is_loading.then_some("is-stale"))}
                aria-busy={is_loading.to_string()}>
                <ApplicantTable page={page.clone()} query={query.clone()}
                    threshold={model.as_ref().map(|model| model.threshold)}
                    on_query={on_query.clone()} />
                <Pagination n_total={page.n_total} page={page.page} per_page={page.per_page}
                    query={query.clone()} on_query={on_query.clone()} />
            </div>
        }
    };
    let list = if can_match {
        view_remote(&page, html! { <Skeleton n_lines={12} /> }, view)
    } else {
        html! { <EmptyList on_query={on_query.clone()} /> }
    };
    html! {
        <section class="page page-applicants">
            <div class="page-head">
                <h1>{ messages.applicants }</h1>
                <p class="page-count" role="status" data-testid="applicant-count">
                    if let Some(n_total) = n_total {
                        { language.plural(n_total, messages.count_one, messages.count_many) }
                    }
                </p>
            </div>
            <Toolbar query={query.clone()} on_query={on_query.clone()} />
            { list }
        </section>
    }
}

/// A new question, and whether the address before it is worth coming back to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct QueryChange {
    pub(crate) query: ApplicantQuery,
    /// A search grows letter by letter: its beginnings are no places to return to.
    pub(crate) replaces: bool,
}

#[hook]
fn use_query() -> ApplicantQuery {
    let location = use_location();
    location
        .map(|location| listing::parse_query(location.query_str()))
        .unwrap_or_default()
}

/// The way back from an applicant leads to the list as it was left.
#[hook]
fn use_remembered_listing(query: &ApplicantQuery) {
    use_effect_with(query.clone(), last_listing::remember);
}

#[hook]
fn use_query_setter() -> Callback<QueryChange> {
    let navigator = use_navigator();
    Callback::from(move |change: QueryChange| {
        let Some(navigator) = &navigator else { return };
        // An `ApplicantQuery` is flat, and what is flat can always be written as a query.
        let _ = if change.replaces {
            navigator.replace_with_query(&Route::Applicants, &change.query)
        } else {
            navigator.push_with_query(&Route::Applicants, &change.query)
        };
    })
}

#[derive(Properties, PartialEq)]
struct EmptyListProps {
    on_query: Callback<QueryChange>,
}

#[component]
fn EmptyList(props: &EmptyListProps) -> Html {
    let messages = use_language().messages();
    let onclick = props.on_query.reform(|_: MouseEvent| QueryChange {
        query: ApplicantQuery::default(),
        replaces: false,
    });
    html! {
        <div class="notice" data-testid="empty">
            <p class="notice-heading">{ messages.empty_heading }</p>
            <p>{ messages.empty_text }</p>
            <button type="button" class="button" {onclick}>{ messages.empty_clear }</button>
        </div>
    }
}
