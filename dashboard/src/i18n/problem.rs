//! What the server refuses, in both languages. The server's own sentence is English, so the page
//! says it anew from the problem's kind and its parameter.

use creditwood_contract::{Allowed, ParameterFault, Problem, ProblemParameter};

use super::{Language, Messages, fill};

impl Language {
    /// What a problem is, in a sentence.
    pub(crate) fn problem(self, problem: &Problem) -> String {
        match self.known_problem(problem) {
            Some(sentence) => sentence,
            // A kind that a newer server tells: its words are better than none, in its language.
            None if self == Self::English && !problem.detail.is_empty() => problem.detail.clone(),
            None => {
                let status = problem.status.to_string();
                fill(self.messages().error_status, &[("status", &status)])
            }
        }
    }

    fn known_problem(self, problem: &Problem) -> Option<String> {
        let parameter = problem.parameter.as_ref();
        let template = match problem.kind.as_str() {
            "/problems/wrong-parameter" => wrong_parameter(self.messages(), parameter),
            kind => template_of(kind, self.messages())?,
        };
        let found = parameter.and_then(|parameter| parameter.found.as_deref());
        let allowed = parameter.and_then(|parameter| parameter.allowed.as_ref());
        Some(fill(
            template,
            &[
                ("path", &problem.instance),
                ("name", parameter.map_or("", |parameter| &parameter.name)),
                ("found", found.unwrap_or_default()),
                ("allowed", &self.allowed(allowed)),
            ],
        ))
    }

    /// What a parameter may be.
    fn allowed(self, allowed: Option<&Allowed>) -> String {
        let messages = self.messages();
        match allowed {
            Some(Allowed::OneOf(choices)) if !choices.is_empty() => choices.join(", "),
            None | Some(Allowed::OneOf(_)) => messages.allowed_none.to_owned(),
            Some(Allowed::WholeNumber { least, greatest }) => match (least, greatest) {
                (Some(least), Some(greatest)) => fill(
                    messages.allowed_number_between,
                    &[
                        ("least", &self.decimal(*least as f64, 0)),
                        ("greatest", &self.decimal(*greatest as f64, 0)),
                    ],
                ),
                _ => messages.allowed_number.to_owned(),
            },
            Some(Allowed::Digits { most }) => {
                fill(messages.allowed_digits, &[("most", &self.count(*most))])
            }
            Some(Allowed::Text) => messages.allowed_text.to_owned(),
        }
    }
}

fn wrong_parameter(messages: &Messages, parameter: Option<&ProblemParameter>) -> &'static str {
    match parameter.map(|parameter| parameter.fault) {
        Some(_) if parameter.is_some_and(|parameter| parameter.name == "id") => {
            messages.problem_wrong_id
        }
        Some(ParameterFault::UnknownName) => messages.problem_unknown_name,
        Some(ParameterFault::Repeated) => messages.problem_repeated,
        Some(ParameterFault::WrongValue | ParameterFault::NotFound) => messages.problem_wrong_value,
        None => messages.problem_malformed_query,
    }
}

/// The sentence of a kind of problem; none for a kind that this page does not know.
fn template_of(kind: &str, messages: &Messages) -> Option<&'static str> {
    Some(match kind {
        "/problems/not-found" => messages.problem_not_found,
        "/problems/method-not-allowed" => messages.problem_method_not_allowed,
        "/problems/applicant-not-found" => messages.problem_applicant_not_found,
        "/problems/feature-not-found" => messages.problem_feature_not_found,
        "/problems/distribution-not-found" => messages.problem_distribution_not_found,
        "/problems/malformed-body" => messages.problem_malformed_body,
        "/problems/wrong-applicant" => messages.problem_wrong_applicant,
        "/problems/body-too-large" => messages.problem_body_too_large,
        "/problems/unsupported-media-type" => messages.problem_unsupported_media_type,
        "/problems/internal" => messages.problem_internal,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use creditwood_contract::PROBLEM_KINDS;

    use super::Language::{English, French};
    use super::*;

    const SERVERS_WORDS: &str = "the server's own words";

    fn problem(kind: &str, parameter: Option<ProblemParameter>) -> Problem {
        Problem {
            kind: kind.to_owned(),
            title: String::new(),
            status: 400,
            detail: SERVERS_WORDS.to_owned(),
            instance: "/api/v1/applicants".to_owned(),
            parameter,
            wrong_value: None,
        }
    }

    fn wrong(name: &str, found: &str, allowed: Allowed) -> Problem {
        let parameter = ProblemParameter {
            name: name.to_owned(),
            fault: ParameterFault::WrongValue,
            found: Some(found.to_owned()),
            allowed: Some(allowed),
        };
        problem("/problems/wrong-parameter", Some(parameter))
    }

    #[test]
    fn every_kind_of_problem_is_told_in_the_pages_own_words() {
        for kind in PROBLEM_KINDS {
            let problem = problem(kind, None);
            let (english, french) = (English.problem(&problem), French.problem(&problem));
            assert_ne!(english, SERVERS_WORDS, "{kind}");
            assert_ne!(english, french, "{kind}");
            assert!(!french.contains("400"), "{kind}: {french}");
            assert!(!french.contains('{'), "{kind}: {french}");
        }
    }

    #[test]
    fn a_wrong_value_is_told_with_its_name_and_what_is_allowed() {
        let range = Allowed::WholeNumber {
            least: Some(1),
            greatest: Some(10_000),
        };
        let french = French.problem(&wrong("page", "many", range));
        let expected = "«\u{a0}page\u{a0}» vaut «\u{a0}many\u{a0}». Autorisé\u{a0}: un nombre \
                        entier de 1 à 10\u{202f}000, sans signe plus ni zéros initiaux.";
        assert_eq!(french, expected);
        let choices = ["approve", "refuse"].map(str::to_owned).to_vec();
        let english = English.problem(&wrong("decision", "maybe", Allowed::OneOf(choices)));
        assert_eq!(english, "“decision” is “maybe”. Allowed: approve, refuse.");
    }

    #[test]
    fn a_wrong_number_of_an_applicant_is_called_so() {
        let any = Allowed::WholeNumber {
            least: None,
            greatest: None,
        };
        let french = French.problem(&wrong("id", "+100002", any));
        assert!(french.starts_with("«\u{a0}+100002\u{a0}» n’est pas le numéro"));
        assert!(french.contains("sans signe plus"), "{french}");
    }

    #[test]
    fn a_kind_that_is_not_known_is_told_by_its_status_where_the_servers_words_are_foreign() {
        let unknown = problem("/problems/of-tomorrow", None);
        assert_eq!(English.problem(&unknown), SERVERS_WORDS);
        assert!(French.problem(&unknown).contains("400"));
    }
}
