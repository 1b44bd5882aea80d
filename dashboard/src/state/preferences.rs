//! Language and theme, and where they come from: what was chosen before, else the browser.

use std::rc::Rc;

use yew::Reducible;

use crate::i18n::Language;

/// Light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Theme {
    /// Dark ink on a light ground.
    Light,
    /// Light ink on a dark ground.
    Dark,
}

impl Theme {
    /// The name that the style sheet and the browser's storage know it by.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of a name.
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        [Self::Light, Self::Dark]
            .into_iter()
            .find(|theme| theme.code() == code)
    }

    /// The other theme.
    pub(crate) fn other(self) -> Self {
        match self {
            Self::Light => Self::Dark,
            Self::Dark => Self::Light,
        }
    }
}

/// What the person at the page has chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Preferences {
    /// The language of every text and number.
    pub(crate) language: Language,
    /// The theme in force.
    pub(crate) theme: Theme,
    /// Whether the theme was chosen here; otherwise it follows the system.
    pub(crate) theme_is_chosen: bool,
}

/// A change of the preferences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PreferenceChange {
    /// A language was chosen.
    ChooseLanguage(Language),
    /// A theme was chosen.
    ChooseTheme(Theme),
    /// The system turned light or dark.
    FollowSystem(Theme),
}

impl Preferences {
    /// The preferences to begin with, from what was stored and what the browser says.
    pub(crate) fn from_surroundings(
        stored_language: Option<&str>,
        browser_language: Option<&str>,
        stored_theme: Option<&str>,
        system_theme: Theme,
    ) -> Self {
        let language = stored_language
            .and_then(Language::from_code)
            .or_else(|| browser_language.and_then(Language::from_code))
            .unwrap_or_default();
        let chosen = stored_theme.and_then(Theme::from_code);
        Self {
            language,
            theme: chosen.unwrap_or(system_theme),
            theme_is_chosen: chosen.is_some(),
        }
    }

    /// These preferences after a change.
    pub(crate) fn after(self, change: PreferenceChange) -> Self {
        match change {
            PreferenceChange::ChooseLanguage(language) => Self { language, ..self },
            PreferenceChange::ChooseTheme(theme) => Self {
                theme,
                theme_is_chosen: true,
                ..self
            },
            PreferenceChange::FollowSystem(_) if self.theme_is_chosen => self,
            PreferenceChange::FollowSystem(theme) => Self { theme, ..self },
        }
    }
}

impl Reducible for Preferences {
    type Action = PreferenceChange;

    fn reduce(self: Rc<Self>, change: PreferenceChange) -> Rc<Self> {
        Rc::new(self.after(change))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_browser(browser: &str) -> Preferences {
        Preferences::from_surroundings(None, Some(browser), None, Theme::Light)
    }

    #[test]
    fn the_browsers_language_counts_until_one_is_chosen() {
        assert_eq!(from_browser("fr-CA").language, Language::French);
        assert_eq!(from_browser("de-DE").language, Language::English);
        let stored = Preferences::from_surroundings(Some("en"), Some("fr"), None, Theme::Light);
        assert_eq!(stored.language, Language::English);
    }

    #[test]
    fn the_system_theme_is_followed_until_one_is_chosen() {
        let following = from_browser("en").after(PreferenceChange::FollowSystem(Theme::Dark));
        assert_eq!(following.theme, Theme::Dark);
        let chosen = following.after(PreferenceChange::ChooseTheme(Theme::Light));
        let after_sunset = chosen.after(PreferenceChange::FollowSystem(Theme::Dark));
        assert_eq!(after_sunset.theme, Theme::Light);
    }

    #[test]
    fn choosing_a_language_leaves_the_theme_alone() {
        let before = from_browser("en");
        let after = before.after(PreferenceChange::ChooseLanguage(Language::French));
        assert_eq!(
            after,
            Preferences {
                language: Language::French,
                ..before
            }
        );
    }
}
