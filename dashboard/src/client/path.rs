//! The API's paths, written once.

use creditwood_contract::ApplicantQuery;

use crate::state::listing::PER_PAGE;

const ROOT: &str = "/api/v1";

/// A page of the applicants.
pub(crate) fn applicants(query: &ApplicantQuery) -> String {
    let query = ApplicantQuery {
        per_page: query.per_page.or(Some(PER_PAGE)),
        ..query.clone()
    };
    let query = serde_urlencoded::to_string(query).unwrap_or_default();
    format!("{ROOT}/applicants?{query}")
}

/// One applicant.
pub(crate) fn applicant(id: i64) -> String {
    format!("{ROOT}/applicants/{id}")
}

/// All features of one applicant.
pub(crate) fn features(id: i64) -> String {
    format!("{ROOT}/applicants/{id}/features")
}

/// The score of one applicant taken apart, with the `limit` largest contributions.
pub(crate) fn explanation(id: i64, limit: usize) -> String {
    format!("{ROOT}/applicants/{id}/explanation?limit={limit}")
}

/// How a feature is distributed. Names go into the path escaped: a level may hold a slash.
pub(crate) fn distribution(name: &str) -> String {
    format!("{ROOT}/features/{}/distribution", escape(name))
}

/// The model in short.
pub(crate) fn model() -> String {
    format!("{ROOT}/model")
}

/// The cost of every threshold.
pub(crate) fn cost_curve() -> String {
    format!("{ROOT}/model/cost-curve")
}

/// The `limit` features that the model looks at most.
pub(crate) fn importance(limit: usize) -> String {
    format!("{ROOT}/model/importance?limit={limit}")
}

/// Percent-encodes all but RFC 3986's unreserved characters.
fn escape(segment: &str) -> String {
    let mut escaped = String::with_capacity(segment.len());
    for byte in segment.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                escaped.push(char::from(byte));
            }
            _ => escaped.push_str(&format!("%{byte:02X}")),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_always_says_how_long_a_page_is() {
        let path = applicants(&ApplicantQuery {
            search: Some("10".into()),
            ..Default::default()
        });
        assert_eq!(path, "/api/v1/applicants?search=10&per_page=25");
    }

    #[test]
    fn a_feature_name_cannot_leave_its_place_in_the_path() {
        let path = distribution("kind=Secondary / special é");
        let escaped = "kind%3DSecondary%20%2F%20special%20%C3%A9";
        assert_eq!(path, format!("/api/v1/features/{escaped}/distribution"));
    }
}
