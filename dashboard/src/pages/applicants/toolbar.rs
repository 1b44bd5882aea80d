//! Search by number, filters, and on narrow screens the order.

use creditwood_contract::{
    Applicant, ApplicantFilter, ApplicantQuery, ApplicantSort, Decision, SortOrder,
};
use gloo_timers::callback::Timeout;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::platform::spawn_local;
use yew::prelude::*;
use yew_router::prelude::*;

use super::QueryChange;
use super::table::COLUMNS;
use crate::client::{self, path};
use crate::components::icon::{Glyph, Icon};
use crate::components::preferences::use_language;
use crate::components::segmented::{Segment, Segmented};
use crate::route::Route;
use crate::state::listing;

/// How long typing must rest before the list is asked for.
const REST_MS: u32 = 250;
const FILTERS: [ApplicantFilter; 3] = [
    ApplicantFilter::All,
    ApplicantFilter::Queue,
    ApplicantFilter::Labelled,
];
const DECISIONS: [Option<Decision>; 3] = [None, Some(Decision::Approve), Some(Decision::Refuse)];

/// What a [`Toolbar`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct ToolbarProps {
    pub(super) query: ApplicantQuery,
    pub(super) on_query: Callback<QueryChange>,
}

/// Search, filters, order.
#[component]
pub(super) fn Toolbar(props: &ToolbarProps) -> Html {
    let messages = use_language().messages();
    let ToolbarProps { query, on_query } = props;
    let on_filter = {
        let query = query.clone();
        on_query.reform(move |place: usize| QueryChange {
            query: listing::with_filter(&query, FILTERS[place]),
            replaces: false,
        })
    };
    let on_decision = {
        let query = query.clone();
        on_query.reform(move |place: usize| QueryChange {
            query: listing::with_decision(&query, DECISIONS[place]),
            replaces: false,
        })
    };
    let filter = query.filter.unwrap_or_default();
    let filters = vec![
        Segment::new(messages.filter_all, "filter-all"),
        Segment::new(messages.filter_queue, "filter-queue"),
        Segment::new(messages.filter_labelled, "filter-labelled"),
    ];
    let decisions = vec![
        Segment::new(messages.decision_any, "decision-any"),
        Segment::new(messages.decision_approve, "decision-approve"),
        Segment::new(messages.decision_refuse, "decision-refuse"),
    ];
    html! {
        <div class="toolbar" role="search">
            <SearchBox query={query.clone()} on_query={on_query.clone()} />
            <div class="field">
                <span class="field-label" aria-hidden="true">{ messages.filter_label }</span>
                <Segmented label={messages.filter_label} segments={filters} on_choose={on_filter}
                    chosen={FILTERS.iter().position(|offered| *offered == filter).unwrap_or(0)} />
            </div>
            <div class="field">
                <span class="field-label" aria-hidden="true">{ messages.decision_label }</span>
                <Segmented label={messages.decision_label} segments={decisions}
                    on_choose={on_decision} chosen={DECISIONS.iter()
                        .position(|offered| *offered == query.decision).unwrap_or(0)} />
            </div>
            <OrderBox query={query.clone()} on_query={on_query.clone()} />
        </div>
    }
}

#[component]
fn SearchBox(props: &ToolbarProps) -> Html {
    let messages = use_language().messages();
    let navigator = use_navigator();
    let asked = props.query.search.clone().unwrap_or_default();
    let text = use_state_eq(|| asked.clone());
    let pending = use_mut_ref(|| None::<Timeout>);
    {
        // The address may change without typing: by the back button, or by clearing all filters.
        let (text, pending) = (text.clone(), pending.clone());
        use_effect_with(asked, move |asked| {
            if pending.borrow().is_none() && listing::clean_search(&text) != *asked {
                text.set(asked.clone());
            }
        });
    }
    // A filter may be chosen while typing rests: the search has to keep it.
    let latest = use_mut_ref(ApplicantQuery::default);
    latest.replace(props.query.clone());
    let search = props.on_query.reform(move |search: String| QueryChange {
        query: listing::with_search(&latest.borrow(), &search),
        replaces: true,
    });
    let oninput = {
        let (text, pending, search) = (text.clone(), pending.clone(), search.clone());
        Callback::from(move |event: InputEvent| {
            let typed = event.target_unchecked_into::<HtmlInputElement>().value();
            text.set(typed.clone());
            let (search, done) = (search.clone(), pending.clone());
            let rest = Timeout::new(REST_MS, move || {
                done.replace(None);
                search.emit(typed);
            });
            pending.replace(Some(rest));
        })
    };
    let onsubmit = {
        let text = text.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            pending.replace(None);
            open_or_search((*text).clone(), navigator.clone(), search.clone());
        })
    };
    html! {
        <form class="search" {onsubmit}>
            <label class="visually-hidden" for="search">{ messages.search_label }</label>
            <Icon glyph={Glyph::Search} />
            <input id="search" type="search" inputmode="numeric" autocomplete="off" spellcheck="false"
                placeholder={messages.search_placeholder} value={(*text).clone()} {oninput}
                aria-describedby="search-hint" data-testid="search" />
            <span id="search-hint" class="visually-hidden">{ messages.search_hint }</span>
        </form>
    }
}

/// Opens the applicant of exactly this number; where there is none, shows what begins like it.
fn open_or_search(text: String, navigator: Option<Navigator>, search: Callback<String>) {
    spawn_local(async move {
        let id = listing::clean_search(&text).parse::<i64>().ok();
        let is_there = match id {
            Some(id) => client::get::<Applicant>(&path::applicant(&id.to_string()))
                .await
                .is_ok(),
            None => false,
        };
        match (id, navigator) {
            (Some(id), Some(navigator)) if is_there => {
                navigator.push(&Route::Applicant { id: id.to_string() });
            }
            _ => search.emit(text),
        }
    });
}

/// The order as a list to choose from, for screens on which the table has no head.
#[component]
fn OrderBox(props: &ToolbarProps) -> Html {
    let messages = use_language().messages();
    let (sort, order) = listing::sort_of(&props.query);
    let onchange = {
        let (query, on_query) = (props.query.clone(), props.on_query.clone());
        Callback::from(move |event: Event| {
            let chosen = event.target_unchecked_into::<HtmlSelectElement>().value();
            let column = COLUMNS.iter().find(|column| column.key == chosen);
            if let Some(sort) = column.and_then(|column| column.sort) {
                let query = listing::sorted_by(&query, sort);
                on_query.emit(QueryChange {
                    query,
                    replaces: false,
                });
            }
        })
    };
    let turn = {
        let (query, on_query) = (props.query.clone(), props.on_query.clone());
        Callback::from(move |_: MouseEvent| {
            let query = listing::sorted_by(&query, sort);
            on_query.emit(QueryChange {
                query,
                replaces: false,
            });
        })
    };
    let glyph = match order {
        SortOrder::Ascending => Glyph::Ascending,
        SortOrder::Descending => Glyph::Descending,
    };
    let option = |sorted: ApplicantSort, key: &'static str, label: &'static str| {
        html! { <option value={key} selected={sorted == sort}>{ label }</option> }
    };
    html! {
        <div class="field order">
            <label class="field-label" for="order">{ messages.sort_label }</label>
            <select id="order" {onchange}>
                { for COLUMNS.iter().filter_map(|column| {
                    column.sort.map(|sorted| option(sorted, column.key, (column.label)(messages)))
                }) }
            </select>
            <button type="button" class="icon-button" onclick={turn} aria-label={messages.sort_label}>
                <Icon {glyph} />
            </button>
        </div>
    }
}
