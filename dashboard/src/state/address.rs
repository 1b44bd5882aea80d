//! What an applicant's address says behind the number: the feature that is compared. So a reload
//! and a colleague see the same comparison.

use serde::Serialize;

/// The parameter that names the feature.
pub(crate) const FEATURE: &str = "feature";

/// The query of an applicant's address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ApplicantView {
    /// The name of the feature that is compared.
    pub(crate) feature: String,
}

/// The feature that a query names; the first, if it names several.
pub(crate) fn feature_of(query: &str) -> Option<String> {
    let mut pairs = pairs(query).into_iter();
    pairs
        .find(|(name, _)| name == FEATURE)
        .map(|(_, value)| value)
}

/// The names in a query that are none of those known, each once.
pub(crate) fn unknown_names(query: &str, known: &[&str]) -> Vec<String> {
    let mut unknown: Vec<String> = Vec::new();
    for (name, _) in pairs(query) {
        if !known.contains(&name.as_str()) && !unknown.contains(&name) {
            unknown.push(name);
        }
    }
    unknown
}

fn pairs(query: &str) -> Vec<(String, String)> {
    serde_urlencoded::from_str(query.trim_start_matches('?')).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_brings_back_the_feature_it_was_made_from() {
        let feature = "OCCUPATION=Sales & co".to_owned();
        let view = ApplicantView {
            feature: feature.clone(),
        };
        let query = serde_urlencoded::to_string(&view).unwrap();
        assert_eq!(feature_of(&format!("?{query}")), Some(feature));
        assert_eq!(feature_of(""), None);
    }

    #[test]
    fn what_else_an_address_says_is_noticed() {
        let query = "?feature=A&colour=red&x=1&colour=blue";
        assert_eq!(unknown_names(query, &[FEATURE]), ["colour", "x"]);
        assert!(unknown_names("?feature=A", &[FEATURE]).is_empty());
    }
}
