//! What stays while pages change: skip link, rail with the places, language, theme, model.

use web_sys::{HtmlElement, window};
use yew::prelude::*;
use yew_router::prelude::*;

use super::icon::{Glyph, Icon};
use super::preferences::{remember, use_language, use_preferences};
use super::segmented::{Segment, Segmented};
use crate::client::Fetch;
use crate::i18n::Language;
use crate::route::Route;
use crate::state::preferences::{PreferenceChange, Theme};
use creditwood_contract::ModelSummary;

/// What a [`Shell`] holds.
#[derive(Properties, PartialEq)]
pub(crate) struct ShellProps {
    /// The page.
    pub(crate) children: Html,
}

/// Rail and content.
#[component]
pub(crate) fn Shell(props: &ShellProps) -> Html {
    let messages = use_language().messages();
    let main = use_node_ref();
    use_focus_on_new_page(&main);
    html! {
        <>
            <a class="skip-link" href="#main">{ messages.skip_to_content }</a>
            <header class="rail">
                <Link<Route> to={Route::Applicants} classes="brand">
                    <img src="/assets/icon.svg" alt="" width="24" height="24" />{ "Creditwood" }
                </Link<Route>>
                <Places />
                <div class="rail-foot">
                    <LanguageSwitch />
                    <ThemeSwitch />
                    <ModelMark />
                </div>
            </header>
            <main id="main" tabindex="-1" ref={main}>{ props.children.clone() }</main>
        </>
    }
}

/// A new page begins at its top, and with it whoever reads by ear or by keyboard.
#[hook]
fn use_focus_on_new_page(main: &NodeRef) {
    let path = use_location().map(|location| location.path().to_owned());
    let main = main.clone();
    let is_first = use_mut_ref(|| true);
    use_effect_with(path, move |_| {
        if is_first.replace(false) {
            return;
        }
        if let Some(window) = window() {
            window.scroll_to_with_x_and_y(0.0, 0.0);
        }
        if let Some(main) = main.cast::<HtmlElement>() {
            // An element that cannot take the focus is no reason to fail.
            let _ = main.focus();
        }
    });
}

#[component]
fn Places() -> Html {
    let messages = use_language().messages();
    let route = use_route::<Route>().unwrap_or(Route::NotFound);
    let is_model = route == Route::Model;
    html! {
        <nav class="places" aria-label={messages.places}>
            <ul>
                <Place to={Route::Applicants} glyph={Glyph::People} label={messages.applicants}
                    is_here={route.is_about_applicants()} test_id="nav-applicants" />
                <Place to={Route::Model} glyph={Glyph::Model} label={messages.model}
                    is_here={is_model} test_id="nav-model" />
            </ul>
        </nav>
    }
}

#[derive(Properties, PartialEq)]
struct PlaceProps {
    to: Route,
    glyph: Glyph,
    label: AttrValue,
    is_here: bool,
    test_id: AttrValue,
}

/// A link of the rail. The router's own cannot say `aria-current`.
#[component]
fn Place(props: &PlaceProps) -> Html {
    let navigator = use_navigator();
    let to = props.to.clone();
    let onclick = Callback::from(move |event: MouseEvent| {
        let opens_elsewhere = event.ctrl_key() || event.meta_key() || event.shift_key();
        if let (Some(navigator), false) = (&navigator, opens_elsewhere) {
            event.prevent_default();
            navigator.push(&to);
        }
    });
    let current = props.is_here.then_some("page");
    html! {
        <li>
            <a class={classes!("place", props.is_here.then_some("is-here"))} {onclick}
                href={props.to.to_path()} aria-current={current} data-testid={props.test_id.clone()}>
                <Icon glyph={props.glyph} />{ &props.label }
            </a>
        </li>
    }
}

#[component]
fn LanguageSwitch() -> Html {
    let preferences = use_preferences();
    let language = preferences.language;
    let segment = |offered: Language| {
        let (label, test_id) = match offered {
            Language::English => ("EN", "lang-en"),
            Language::French => ("FR", "lang-fr"),
        };
        // Who steers by voice says what stands on the button, so the name begins with it.
        let name = format!("{label} ({})", offered.name());
        let spoken = Some((AttrValue::from(name), offered.code()));
        Segment {
            spoken,
            ..Segment::new(label, test_id)
        }
    };
    let chosen = Language::ALL
        .iter()
        .position(|offered| *offered == language)
        .unwrap_or(0);
    let on_choose = Callback::from(move |place: usize| {
        if let Some(language) = Language::ALL.get(place) {
            let change = PreferenceChange::ChooseLanguage(*language);
            remember(change);
            preferences.dispatch(change);
        }
    });
    html! {
        <Segmented label={language.messages().language} {chosen} {on_choose}
            segments={Language::ALL.map(segment).to_vec()} />
    }
}

#[component]
fn ThemeSwitch() -> Html {
    let preferences = use_preferences();
    let messages = preferences.language.messages();
    let other = preferences.theme.other();
    let (glyph, label) = match other {
        Theme::Light => (Glyph::Sun, messages.theme_light),
        Theme::Dark => (Glyph::Moon, messages.theme_dark),
    };
    let onclick = Callback::from(move |_: MouseEvent| {
        let change = PreferenceChange::ChooseTheme(other);
        remember(change);
        preferences.dispatch(change);
    });
    html! {
        <button type="button" class="icon-button" {onclick} aria-label={label} title={label}
            data-testid="theme-switch"><Icon {glyph} /></button>
    }
}

/// Which model speaks, on every page.
#[component]
fn ModelMark() -> Html {
    let messages = use_language().messages();
    let model =
        use_context::<Fetch<ModelSummary>>().and_then(|fetch| fetch.state.latest().cloned());
    html! {
        <p class="model-mark">
            if let Some(model) = model {
                { messages.model }{ " " }<code data-testid="model-id">{ &model.model_id }</code>
            }
        </p>
    }
}
