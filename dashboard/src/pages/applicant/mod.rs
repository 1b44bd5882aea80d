//! One applicant: the score and the decision, what made it, how one value compares, all features.

mod comparison;
mod features;
mod summary;
mod verdict;

use creditwood_contract::{Applicant, ApplicantQuery, Explanation, FeatureValue};
use web_sys::{Element, ScrollBehavior, ScrollIntoViewOptions, ScrollLogicalPosition, window};
use yew::prelude::*;
use yew_router::prelude::*;

use self::comparison::{Chosen, Comparison, UnknownFeature};
use self::features::FeatureList;
use self::summary::Summary;
use self::verdict::Verdict;
use crate::charts::waterfall::Waterfall;
use crate::client::{Fetch, path, use_fetch};
use crate::components::icon::{Glyph, Icon};
use crate::components::notices::Notices;
use crate::components::preferences::use_language;
use crate::components::remote_view::{Skeleton, view_remote};
use crate::components::title::use_title;
use crate::components::unknown_parameters::UnknownParameters;
use crate::i18n::fill;
use crate::pages::applicants::last_listing;
use crate::route::Route;
use crate::state::address::{self, ApplicantView};
use crate::state::remote::Remote;

/// How many contributions the waterfall tells one by one.
const N_CONTRIBUTIONS: usize = 12;

/// What an [`ApplicantPage`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct ApplicantPageProps {
    /// The number, as it was typed.
    pub(crate) id: AttrValue,
}

/// One applicant.
#[component]
pub(crate) fn ApplicantPage(props: &ApplicantPageProps) -> Html {
    let messages = use_language().messages();
    let title = fill(messages.applicant_title, &[("id", &props.id)]);
    use_title(&title);
    let listing = use_memo((), |()| last_listing::recall());
    html! {
        <article class="page page-applicant">
            <div class="page-head">
                <Link<Route, ApplicantQuery> to={Route::Applicants} query={(*listing).clone()}
                    classes="back">
                    <Icon glyph={Glyph::Left} />{ messages.applicants }
                </Link<Route, ApplicantQuery>>
                <h1 data-testid="applicant-title">{ title }</h1>
            </div>
            <Notices><UnknownParameters known={vec![address::FEATURE]} /></Notices>
            <ApplicantBody id={props.id.clone()} />
        </article>
    }
}

#[component]
fn ApplicantBody(props: &ApplicantPageProps) -> Html {
    let applicant = use_fetch::<Applicant>(Some(path::applicant(&props.id)));
    let explanation = use_fetch::<Explanation>(Some(path::explanation(&props.id, N_CONTRIBUTIONS)));
    let features = use_fetch::<Vec<FeatureValue>>(Some(path::features(&props.id)));
    let (selected, select) = use_selected(&props.id);
    let comparison = use_node_ref();
    let chosen = choose(selected.as_deref(), &explanation, &features);
    let unknown = selected.filter(|_| chosen.is_none() && is_ready(&features.state));
    let on_select = {
        let comparison = comparison.clone();
        Callback::from(move |name: String| {
            select.emit(name);
            bring_into_view(&comparison);
        })
    };
    let failed = matches!(applicant.state, Remote::Failed(_));
    let head = view_remote(
        &applicant,
        html! { <Skeleton n_lines={5} /> },
        |applicant| {
            html! {
                <>
                    <Summary summary={applicant.summary.clone()} />
                    <Verdict score={applicant.score.clone()} />
                </>
            }
        },
    );
    if failed {
        // One message is enough: what is below would fail for the same reason.
        return head;
    }
    html! {
        <>
            { head }
            <div class="beside">
                <Reasons explanation={explanation} selected={chosen.as_ref().map(|c| c.name.clone())}
                    on_select={on_select.clone()} />
                <div ref={comparison} class="beside-detail">
                    if let Some(chosen) = chosen { <Comparison {chosen} /> }
                    if let Some(name) = unknown { <UnknownFeature {name} /> }
                </div>
            </div>
            <FeatureList {features} {on_select} />
        </>
    }
}

/// The feature that the address names, and the way to name another one there. The address is
/// replaced: a look at another reason is no place to return to.
#[hook]
fn use_selected(id: &AttrValue) -> (Option<String>, Callback<String>) {
    let (location, navigator) = (use_location(), use_navigator());
    let selected = location.and_then(|location| address::feature_of(location.query_str()));
    let id = id.to_string();
    let select = Callback::from(move |feature: String| {
        if let Some(navigator) = &navigator {
            let route = Route::Applicant { id: id.clone() };
            // An `ApplicantView` is flat, and what is flat can always be written as a query.
            let _ = navigator.replace_with_query(&route, &ApplicantView { feature });
        }
    });
    (selected, select)
}

fn is_ready<T>(remote: &Remote<T>) -> bool {
    matches!(remote, Remote::Ready(_))
}

#[derive(Properties, PartialEq)]
struct ReasonsProps {
    explanation: Fetch<Explanation>,
    selected: Option<AttrValue>,
    on_select: Callback<String>,
}

#[component]
fn Reasons(props: &ReasonsProps) -> Html {
    let messages = use_language().messages();
    html! {
        <section class="card" aria-labelledby="reasons">
            <h2 id="reasons">{ messages.reasons_heading }</h2>
            <p class="note">{ messages.reasons_sentence }</p>
            { view_remote(&props.explanation, html! { <Skeleton n_lines={10} /> }, |explanation| {
                html! {
                    <Waterfall explanation={(**explanation).clone()}
                        selected={props.selected.clone()} on_select={props.on_select.clone()} />
                }
            }) }
        </section>
    }
}

/// The feature to compare: the one selected, else the one that did most.
fn choose(
    selected: Option<&str>,
    explanation: &Fetch<Explanation>,
    features: &Fetch<Vec<FeatureValue>>,
) -> Option<Chosen> {
    let contributions = explanation
        .state
        .latest()
        .map(|e| e.contributions.as_slice());
    let contributions = contributions.unwrap_or_default();
    let Some(name) = selected else {
        return contributions.first().map(Chosen::from);
    };
    let contribution = contributions
        .iter()
        .find(|contribution| contribution.name == name);
    contribution.map(Chosen::from).or_else(|| {
        features
            .state
            .latest()?
            .iter()
            .find(|feature| feature.name == name)
            .map(Chosen::from)
    })
}

/// How much of the comparison must be in view already for the page to stay where it is, in pixels.
const IN_VIEW: f64 = 240.0;

/// Where the comparison lies below and not beside, it would be filled out of sight.
fn bring_into_view(node: &NodeRef) {
    let (Some(element), Some(window)) = (node.cast::<Element>(), window()) else {
        return;
    };
    let height = window
        .inner_height()
        .ok()
        .and_then(|height| height.as_f64())
        .unwrap_or(0.0);
    let rect = element.get_bounding_client_rect();
    if rect.top() < height - IN_VIEW && rect.bottom() > IN_VIEW {
        return;
    }
    let still = window
        .match_media("(prefers-reduced-motion: reduce)")
        .ok()
        .flatten();
    let is_still = still.is_some_and(|query| query.matches());
    let options = ScrollIntoViewOptions::new();
    options.set_behavior(if is_still {
        ScrollBehavior::Instant
    } else {
        ScrollBehavior::Smooth
    });
    options.set_block(ScrollLogicalPosition::Start);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}
