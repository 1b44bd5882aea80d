//! The page of an address that leads nowhere.

use yew::prelude::*;
use yew_router::prelude::*;

use crate::components::preferences::use_language;
use crate::components::title::use_title;
use crate::route::Route;

/// Says so and leads back.
#[component]
pub(crate) fn NotFoundPage() -> Html {
    let messages = use_language().messages();
    use_title(messages.not_found_title);
    html! {
        <div class="notice" data-testid="not-found">
            <h1>{ messages.not_found_title }</h1>
            <p>{ messages.not_found_text }</p>
            <Link<Route> to={Route::Applicants} classes="button">{ messages.not_found_link }</Link<Route>>
        </div>
    }
}
