//! The API's paths, written once.

const ROOT: &str = "/api/v1";

/// A page of the applicants. The question goes as the address asks it: what is wrong with it, the
/// server says.
pub(crate) fn applicants(question: &str) -> String {
    format!("{ROOT}/applicants?{question}")
}

/// One applicant, by a number as it was typed.
pub(crate) fn applicant(id: &str) -> String {
    format!("{ROOT}/applicants/{}", escape(id))
}

/// All features of one applicant.
pub(crate) fn features(id: &str) -> String {
    format!("{}/features", applicant(id))
}

/// The score of one applicant taken apart, with the `limit` largest contributions.
pub(crate) fn explanation(id: &str, limit: usize) -> String {
    format!("{}/explanation?limit={limit}", applicant(id))
}

/// How a feature is distributed. Names go into the path escaped: a level may hold a slash.
pub(crate) fn distribution(name: &str) -> String {
    format!("{ROOT}/features/{}/distribution", escape(name))
}

/// The model in short.
pub(crate) fn model() -> String {
    format!("{ROOT}/model")
}

/// Whether the portfolio is told as the training applicants were.
pub(crate) fn data_quality() -> String {
    format!("{ROOT}/data-quality")
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
    fn a_number_that_was_typed_wrong_cannot_leave_its_place_in_the_path() {
        assert_eq!(applicant("100002"), "/api/v1/applicants/100002");
        assert_eq!(applicant("+1/x?y"), "/api/v1/applicants/%2B1%2Fx%3Fy");
    }

    #[test]
    fn a_feature_name_cannot_leave_its_place_in_the_path() {
        let path = distribution("kind=Secondary / special é");
        let escaped = "kind%3DSecondary%20%2F%20special%20%C3%A9";
        assert_eq!(path, format!("/api/v1/features/{escaped}/distribution"));
    }
}
