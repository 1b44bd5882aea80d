//! The applicants: search, filter, sort, page. The address carries the question.

pub(super) mod last_listing;
mod pagination;
mod table;
mod toolbar;

use std::rc::Rc;

use creditwood_contract::{ApplicantQuery, ApplicantSummary, ModelSummary, Page};
use yew::prelude::*;
use yew_router::prelude::*;

use self::pagination::Pagination;
use self::table::ApplicantTable;
use self::toolbar::Toolbar;
use crate::client::{Fetch, path, use_fetch};
use crate::components::preferences::use_language;
use crate::components::remote_view::{ErrorState, Skeleton};
use crate::components::title::use_title;
use crate::i18n::fill;
use crate::route::Route;
use crate::state::listing;
use crate::state::remote::Remote;

type ListPage = Page<ApplicantSummary>;

/// The list.
#[component]
pub(crate) fn ApplicantsPage() -> Html {
    let language = use_language();
    let messages = language.messages();
    use_title(messages.applicants);
    let (question, query) = use_question();
    use_remembered_listing(&query);
    let can_match = listing::can_match(&query);
    let page = use_fetch::<ListPage>(can_match.then(|| path::applicants(&question)));
    let on_query = use_query_setter();
    let n_total = if can_match {
        page.state.latest().map(|page| page.n_total)
    } else {
        Some(0)
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
            if can_match {
                <List {page} {query} {on_query} />
            } else {
                <EmptyList {on_query} />
            }
        </section>
    }
}

#[derive(Clone, Properties, PartialEq)]
struct ListProps {
    page: Fetch<ListPage>,
    query: ApplicantQuery,
    on_query: Callback<QueryChange>,
}

/// What the server says to the question: applicants, none, a page that is not there, a refusal.
#[component]
fn List(props: &ListProps) -> Html {
    let ListProps {
        page,
        query,
        on_query,
    } = props.clone();
    if let Remote::Failed(error) = page.state {
        let way_out = html! { <ShowAll {on_query} /> };
        return html! { <ErrorState {error} on_retry={page.retry} {way_out} /> };
    }
    let Some(list) = page.state.latest().cloned() else {
        return html! { <Skeleton n_lines={12} /> };
    };
    if !list.items.is_empty() {
        let is_loading = page.state.is_loading();
        html! { <FilledList page={list} {is_loading} {query} {on_query} /> }
    } else if list.n_total > 0 {
        html! { <BeyondEnd page={list} {query} {on_query} /> }
    } else {
        html! { <EmptyList {on_query} /> }
    }
}

#[derive(Properties, PartialEq)]
struct FilledListProps {
    page: Rc<ListPage>,
    is_loading: bool,
    query: ApplicantQuery,
    on_query: Callback<QueryChange>,
}

#[component]
fn FilledList(props: &FilledListProps) -> Html {
    let FilledListProps {
        page,
        is_loading,
        query,
        on_query,
    } = props;
    let model =
        use_context::<Fetch<ModelSummary>>().expect("the app gives the model to every page");
    let threshold = model.state.latest().map(|model| model.threshold);
    html! {
        <div class={classes!("list", is_loading.then_some("is-stale"))}
            aria-busy={is_loading.to_string()}>
            if matches!(model.state, Remote::Failed(_)) {
                <ThresholdMissing on_retry={model.retry} />
            }
            <ApplicantTable page={page.clone()} query={query.clone()} {threshold}
                on_query={on_query.clone()} />
            <Pagination n_total={page.n_total} page={page.page} per_page={page.per_page}
                query={query.clone()} on_query={on_query.clone()} />
        </div>
    }
}

/// A new question, and whether the address before it is worth coming back to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct QueryChange {
    pub(crate) query: ApplicantQuery,
    /// A search grows letter by letter: its beginnings are no places to return to.
    pub(crate) replaces: bool,
}

/// What the address asks, as it stands there and as far as it can be read.
#[hook]
fn use_question() -> (String, ApplicantQuery) {
    let location = use_location();
    let query = location
        .as_ref()
        .map_or("", |location| location.query_str());
    let question = query.trim_start_matches('?').to_owned();
    let query = listing::parse_query(&question).unwrap_or_default();
    (question, query)
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

/// A way to another question.
#[derive(Properties, PartialEq)]
struct WayOutProps {
    on_query: Callback<QueryChange>,
}

#[component]
fn EmptyList(props: &WayOutProps) -> Html {
    let messages = use_language().messages();
    html! {
        <div class="notice" data-testid="empty">
            <p class="notice-heading">{ messages.empty_heading }</p>
            <p>{ messages.empty_text }</p>
            <ShowAll on_query={props.on_query.clone()} />
        </div>
    }
}

#[component]
fn ShowAll(props: &WayOutProps) -> Html {
    let messages = use_language().messages();
    let onclick = props.on_query.reform(|_: MouseEvent| QueryChange {
        query: ApplicantQuery::default(),
        replaces: false,
    });
    html! {
        <button type="button" class="button" {onclick} data-testid="show-all">
            { messages.empty_clear }
        </button>
    }
}

#[derive(Properties, PartialEq)]
struct BeyondEndProps {
    page: Rc<ListPage>,
    query: ApplicantQuery,
    on_query: Callback<QueryChange>,
}

/// A page behind the last one, as an old link may ask for.
#[component]
fn BeyondEnd(props: &BeyondEndProps) -> Html {
    let language = use_language();
    let messages = language.messages();
    let last = listing::count_pages(props.page.n_total, props.page.per_page);
    let places = [
        ("page", &*language.count(props.page.page)),
        ("last", &*language.count(last)),
    ];
    let query = listing::at_page(&props.query, last);
    let onclick = props.on_query.reform(move |_: MouseEvent| QueryChange {
        query: query.clone(),
        replaces: true,
    });
    html! {
        <div class="notice" role="status" data-testid="page-beyond">
            <p class="notice-heading">{ fill(messages.page_beyond, &places) }</p>
            <button type="button" class="button" {onclick} data-testid="page-last">
                { messages.page_last }
            </button>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct ThresholdMissingProps {
    on_retry: Callback<()>,
}

/// Says why the scores stand without the threshold's mark.
#[component]
fn ThresholdMissing(props: &ThresholdMissingProps) -> Html {
    let messages = use_language().messages();
    let onclick = props.on_retry.reform(|_: MouseEvent| ());
    html! {
        <p class="note list-note" role="status" data-testid="threshold-missing">
            { messages.threshold_missing }{ " " }
            <button type="button" class="link-button" {onclick} data-testid="threshold-retry">
                { messages.retry }
            </button>
        </p>
    }
}
