//! Language and theme for every component below, kept in the browser's storage and on the
//! document's root, where the style sheet and screen readers look for them.

use gloo_events::EventListener;
use web_sys::{MediaQueryList, Storage, window};
use yew::prelude::*;

use crate::i18n::Language;
use crate::state::preferences::{PreferenceChange, Preferences, Theme};

const LANGUAGE_KEY: &str = "creditwood.language";
// assets/theme.js reads it too, so that a dark page does not flash up light.
const THEME_KEY: &str = "creditwood.theme";

/// The preferences and the way to change them.
pub(crate) type PreferencesHandle = UseReducerHandle<Preferences>;

/// What a [`PreferencesProvider`] holds.
#[derive(Properties, PartialEq)]
pub(crate) struct PreferencesProviderProps {
    /// The page.
    pub(crate) children: Html,
}

/// Gives the preferences to everything below.
#[component]
pub(crate) fn PreferencesProvider(props: &PreferencesProviderProps) -> Html {
    let preferences = use_reducer_eq(read_preferences);
    {
        let dispatcher = preferences.dispatcher();
        use_effect_with((), move |()| {
            let listener = dark_query().map(|query| {
                let target = query.clone();
                EventListener::new(&target, "change", move |_| {
                    dispatcher.dispatch(PreferenceChange::FollowSystem(theme_of(&query)));
                })
            });
            move || drop(listener)
        });
    }
    // Before the children's effects run, because charts read their colours from the root.
    apply(*preferences);
    html! {
        <ContextProvider<PreferencesHandle> context={preferences}>
            { props.children.clone() }
        </ContextProvider<PreferencesHandle>>
    }
}

/// The preferences in force.
#[hook]
pub(crate) fn use_preferences() -> PreferencesHandle {
    use_context::<PreferencesHandle>().expect("the app wraps every component in a provider")
}

/// The language in force.
#[hook]
pub(crate) fn use_language() -> Language {
    use_preferences().language
}

fn read_preferences() -> Preferences {
    let stored = |key| storage().and_then(|storage| storage.get_item(key).ok().flatten());
    let browser = window().and_then(|window| window.navigator().language());
    let system = dark_query().map_or(Theme::Light, |query| theme_of(&query));
    Preferences::from_surroundings(
        stored(LANGUAGE_KEY).as_deref(),
        browser.as_deref(),
        stored(THEME_KEY).as_deref(),
        system,
    )
}

fn apply(preferences: Preferences) {
    let document = window().and_then(|window| window.document());
    let Some(root) = document.and_then(|document| document.document_element()) else {
        return;
    };
    // Neither a root element nor its attributes can be missing; storage may be switched off, and
    // then the choice holds until the page is closed.
    let _ = root.set_attribute("lang", preferences.language.code());
    let _ = root.set_attribute("data-theme", preferences.theme.code());
}

/// Remembers a choice for the next visit.
pub(crate) fn remember(change: PreferenceChange) {
    let Some(storage) = storage() else { return };
    let _ = match change {
        PreferenceChange::ChooseLanguage(language) => {
            storage.set_item(LANGUAGE_KEY, language.code())
        }
        PreferenceChange::ChooseTheme(theme) => storage.set_item(THEME_KEY, theme.code()),
        PreferenceChange::FollowSystem(_) => Ok(()),
    };
}

fn storage() -> Option<Storage> {
    window()?.local_storage().ok().flatten()
}

fn dark_query() -> Option<MediaQueryList> {
    window()?
        .match_media("(prefers-color-scheme: dark)")
        .ok()
        .flatten()
}

fn theme_of(dark: &MediaQueryList) -> Theme {
    if dark.matches() {
        Theme::Dark
    } else {
        Theme::Light
    }
}
