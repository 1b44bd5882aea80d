//! The whole page: preferences, the model that everything is about, and the pages by address.

use creditwood_contract::ModelSummary;
use yew::prelude::*;
use yew_router::prelude::*;

use crate::client::{Fetch, path, use_fetch};
use crate::components::preferences::PreferencesProvider;
use crate::components::shell::Shell;
use crate::pages::{applicant::ApplicantPage, applicants::ApplicantsPage};
use crate::pages::{model::ModelPage, not_found::NotFoundPage};
use crate::route::Route;

/// The whole page.
#[component]
pub(crate) fn App() -> Html {
    let model = use_fetch::<ModelSummary>(Some(path::model()));
    html! {
        <PreferencesProvider>
            <ContextProvider<Fetch<ModelSummary>> context={model}>
                <BrowserRouter>
                    <Shell><Switch<Route> render={view_page} /></Shell>
                </BrowserRouter>
            </ContextProvider<Fetch<ModelSummary>>>
        </PreferencesProvider>
    }
}

fn view_page(route: Route) -> Html {
    match route {
        Route::Home | Route::Applicants => html! { <ApplicantsPage /> },
        // The key makes another applicant another page: nothing of the last one stays on screen.
        Route::Applicant { id } => {
            let key = id.clone();
            html! { <ApplicantPage {key} {id} /> }
        }
        Route::Model => html! { <ModelPage /> },
        Route::NotFound => html! { <NotFoundPage /> },
    }
}
