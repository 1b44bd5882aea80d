//! The states of a fetch as a person sees them: on its way, there, empty, failed.

use std::rc::Rc;

use yew::prelude::*;

use super::preferences::use_language;
use crate::client::{Fetch, FetchError};
use crate::i18n::{Language, fill};
use crate::state::remote::Remote;

/// What is to be seen of a fetch: its answer, its failure, or what holds its place.
pub(crate) fn view_remote<T>(
    fetch: &Fetch<T>,
    placeholder: Html,
    view: impl FnOnce(&Rc<T>) -> Html,
) -> Html {
    match &fetch.state {
        Remote::Failed(error) => {
            html! { <ErrorState error={error.clone()} on_retry={fetch.retry.clone()} /> }
        }
        state => state.latest().map_or(placeholder, view),
    }
}

/// What an [`ErrorState`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct ErrorStateProps {
    /// What went wrong.
    pub(crate) error: FetchError,
    /// Asks once more.
    pub(crate) on_retry: Callback<()>,
    /// Where to go instead, where asking again cannot help.
    #[prop_or_default]
    pub(crate) way_out: Html,
}

/// A failure in words, with the way to try again.
#[component]
pub(crate) fn ErrorState(props: &ErrorStateProps) -> Html {
    let language = use_language();
    let (heading, detail) = describe(&props.error, language);
    let onclick = props.on_retry.reform(|_: MouseEvent| ());
    html! {
        <div class="notice" role="alert" data-testid="error">
            <p class="notice-heading">{ heading }</p>
            <p>{ detail }</p>
            if !props.error.is_final() {
                <button type="button" class="button" {onclick} data-testid="retry">
                    { language.messages().retry }
                </button>
            } else {
                { props.way_out.clone() }
            }
        </div>
    }
}

/// A heading and what exactly happened.
fn describe(error: &FetchError, language: Language) -> (&'static str, String) {
    let messages = language.messages();
    let detail = match error {
        FetchError::Unreachable => messages.error_unreachable.to_owned(),
        FetchError::Problem(problem) => language.problem(problem),
        FetchError::Status(status) => {
            fill(messages.error_status, &[("status", &status.to_string())])
        }
        FetchError::Unreadable => messages.error_unreadable.to_owned(),
    };
    let heading = if error.is_not_found() {
        messages.error_not_found
    } else {
        messages.error
    };
    (heading, detail)
}

/// What a [`Skeleton`] holds the place of.
#[derive(Properties, PartialEq)]
pub(crate) struct SkeletonProps {
    /// How many lines.
    #[prop_or(3)]
    pub(crate) n_lines: usize,
}

/// Grey lines where an answer will stand.
#[component]
pub(crate) fn Skeleton(props: &SkeletonProps) -> Html {
    let messages = use_language().messages();
    html! {
        <div class="skeleton" role="status" data-testid="loading">
            <span class="visually-hidden">{ messages.loading }</span>
            { for (0..props.n_lines).map(|_| html! { <span class="skeleton-line" /> }) }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use creditwood_contract::Problem;

    use super::*;

    #[test]
    fn a_problem_is_told_in_the_pages_language() {
        let problem: Problem = serde_json::from_value(serde_json::json!({
            "type": "/problems/applicant-not-found",
            "title": "no such applicant",
            "status": 404,
            "detail": "there is no applicant 7",
            "instance": "/api/v1/applicants/7",
            "parameter": { "name": "id", "fault": "not_found", "found": "7" },
        }))
        .unwrap();
        let (heading, detail) = describe(&FetchError::Problem(Box::new(problem)), Language::French);
        assert_eq!(heading, Language::French.messages().error_not_found);
        assert_eq!(detail, "Il n’y a pas de demandeur 7 dans le portefeuille.");
    }

    #[test]
    fn a_bare_status_is_named() {
        let (_, detail) = describe(&FetchError::Status(502), Language::English);
        assert!(detail.contains("502"), "{detail}");
    }
}
