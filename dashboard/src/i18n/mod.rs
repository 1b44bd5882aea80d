//! The two languages of the interface: texts, numbers, values with their units, dates.

mod catalogue;
mod date;
mod fold;
mod number;
mod problem;
mod value;

use creditwood_contract::{Decision, Text};

pub(crate) use catalogue::Messages;
pub(crate) use fold::fold;

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Language {
    /// English.
    #[default]
    English,
    /// French.
    French,
}

impl Language {
    /// Both, in the order in which they are offered.
    pub(crate) const ALL: [Self; 2] = [Self::English, Self::French];

    /// The ISO 639-1 code.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
        }
    }

    /// The name in the language itself.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::French => "Français",
        }
    }

    /// The language of a tag such as `fr` or `fr-CA`.
    pub(crate) fn from_code(tag: &str) -> Option<Self> {
        let code = tag.split('-').next()?.to_ascii_lowercase();
        Self::ALL
            .into_iter()
            .find(|language| language.code() == code)
    }

    /// The interface's texts.
    pub(crate) fn messages(self) -> &'static Messages {
        match self {
            Self::English => &catalogue::ENGLISH,
            Self::French => &catalogue::FRENCH,
        }
    }

    /// This language's side of a text from the server.
    pub(crate) fn pick(self, text: &Text) -> &str {
        match self {
            Self::English => &text.en,
            Self::French => &text.fr,
        }
    }

    /// A decision in a word.
    pub(crate) fn decision(self, decision: Decision) -> &'static str {
        match decision {
            Decision::Approve => self.messages().decision_approve,
            Decision::Refuse => self.messages().decision_refuse,
        }
    }

    /// An outcome in a word.
    pub(crate) fn outcome(self, defaulted: Option<bool>) -> &'static str {
        match defaulted {
            None => self.messages().outcome_open,
            Some(false) => self.messages().outcome_repaid,
            Some(true) => self.messages().outcome_defaulted,
        }
    }
}

/// A template with its `{name}` places filled.
pub(crate) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    values
        .iter()
        .fold(template.to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), value)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_known_by_its_tag() {
        assert_eq!(Language::from_code("fr-CA"), Some(Language::French));
        assert_eq!(Language::from_code("EN"), Some(Language::English));
        assert_eq!(Language::from_code("de"), None);
    }

    #[test]
    fn a_template_is_filled_by_name() {
        assert_eq!(fill("{a} of {b}", &[("b", "2"), ("a", "1")]), "1 of 2");
    }
}
