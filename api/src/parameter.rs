//! Parameters of queries and paths, checked: an unknown, repeated or wrong one is refused with its
//! name and what is allowed.

use std::future::{Ready, ready};
use std::ops::RangeInclusive;
use std::str::FromStr;

use actix_web::dev::Payload;
use actix_web::error::QueryPayloadError;
use actix_web::web::Query;
use actix_web::{Error, FromRequest, HttpRequest};
use creditwood_contract::{
    Allowed, ApplicantQuery, FeatureQuery, LIMITS, LimitQuery, MOST_SEARCH_DIGITS, PAGES, PER_PAGE,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::problem::{Failure, echo, one_of};

/// What the value of a parameter may be.
#[derive(Clone, Debug)]
pub(crate) enum Accepts {
    OneOf(&'static [&'static str]),
    Whole(RangeInclusive<usize>),
    Digits { most: usize },
    Text,
}

/// The parameters that an operation knows. Every field of the type is optional.
pub(crate) trait Parameters: DeserializeOwned {
    /// Each parameter with what it may be.
    const KNOWN: &'static [(&'static str, Accepts)];
}

impl Parameters for ApplicantQuery {
    const KNOWN: &'static [(&'static str, Accepts)] = &[
        (
            "search",
            Accepts::Digits {
                most: MOST_SEARCH_DIGITS,
            },
        ),
        ("filter", Accepts::OneOf(&["all", "queue", "labelled"])),
        ("decision", Accepts::OneOf(&["approve", "refuse"])),
        (
            "sort",
            Accepts::OneOf(&[
                "applicant_id",
                "score",
                "amount_credit",
                "amount_income",
                "age_years",
            ]),
        ),
        ("order", Accepts::OneOf(&["ascending", "descending"])),
        ("page", Accepts::Whole(PAGES)),
        ("per_page", Accepts::Whole(PER_PAGE)),
    ];
}

impl Parameters for FeatureQuery {
    const KNOWN: &'static [(&'static str, Accepts)] = &[
        ("search", Accepts::Text),
        ("in_model", Accepts::OneOf(&["true", "false"])),
    ];
}

impl Parameters for LimitQuery {
    const KNOWN: &'static [(&'static str, Accepts)] = &[("limit", Accepts::Whole(LIMITS))];
}

/// The query of an operation that takes no parameter.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct NoQuery {}

impl Parameters for NoQuery {
    const KNOWN: &'static [(&'static str, Accepts)] = &[];
}

impl Accepts {
    fn accepts(&self, value: &str) -> bool {
        match self {
            Self::OneOf(choices) => choices.contains(&value),
            Self::Whole(range) => {
                whole_number(value).is_some_and(|number: usize| range.contains(&number))
            }
            Self::Digits { most } => {
                value.len() <= *most && value.bytes().all(|byte| byte.is_ascii_digit())
            }
            Self::Text => true,
        }
    }

    fn allowed(&self) -> Allowed {
        let bound = |bound: &usize| i64::try_from(*bound).ok();
        match self {
            Self::OneOf(choices) => one_of(choices),
            Self::Whole(range) => Allowed::WholeNumber {
                least: bound(range.start()),
                greatest: bound(range.end()),
            },
            Self::Digits { most } => Allowed::Digits { most: *most },
            Self::Text => Allowed::Text,
        }
    }
}

/// The number that a text is, written in the one way that counts: no plus sign, no leading zeros.
/// So a number has one address, and one that was cut or pasted together is noticed.
pub(crate) fn whole_number<T: FromStr + ToString>(text: &str) -> Option<T> {
    let number: T = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

/// Extracts checked parameters from the query string.
#[derive(Clone, Debug)]
pub(crate) struct Checked<T>(pub(crate) T);

impl<T: Parameters> FromRequest for Checked<T> {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse(request.query_string()).map(Self).map_err(Error::from))
    }
}

/// Reads a query string in which every parameter is known, stands once and has a value allowed.
fn parse<T: Parameters>(query: &str) -> Result<T, Failure> {
    let mut seen: Vec<&'static str> = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = name_and_value(pair)?;
        let (name, accepts) = known::<T>(&name)?;
        if seen.contains(&name) {
            return Err(Failure::RepeatedParameter { name });
        }
        if !accepts.accepts(&value) {
            return Err(Failure::WrongParameter {
                name,
                found: echo(&value),
                allowed: accepts.allowed(),
            });
        }
        seen.push(name);
    }
    let Query(parameters) = Query::<T>::from_query(query).map_err(malformed)?;
    Ok(parameters)
}

fn name_and_value(pair: &str) -> Result<(String, String), Failure> {
    let mut pairs = Query::<Vec<(String, String)>>::from_query(pair).map_err(malformed)?;
    Ok(pairs.pop().unwrap_or_default())
}

fn malformed(error: QueryPayloadError) -> Failure {
    Failure::MalformedQuery {
        reason: error.to_string(),
    }
}

/// The parameter of this name, if the operation knows it.
fn known<T: Parameters>(name: &str) -> Result<(&'static str, &'static Accepts), Failure> {
    let found = T::KNOWN.iter().find(|(known, _)| *known == name);
    found
        .map(|(known, accepts)| (*known, accepts))
        .ok_or_else(|| Failure::UnknownParameter {
            name: echo(name),
            allowed: T::KNOWN.iter().map(|(known, _)| *known).collect(),
        })
}

#[cfg(test)]
mod tests {
    use creditwood_contract::{ApplicantSort, Decision};

    use super::*;

    fn error_of(query: &str) -> String {
        parse::<ApplicantQuery>(query).unwrap_err().to_string()
    }

    #[test]
    fn all_parameters_are_optional_and_read_by_name() {
        assert_eq!(
            parse::<ApplicantQuery>("").unwrap(),
            ApplicantQuery::default()
        );
        let query = parse::<ApplicantQuery>("sort=score&decision=refuse&page=2&&").unwrap();
        assert_eq!(query.sort, Some(ApplicantSort::Score));
        assert_eq!(query.decision, Some(Decision::Refuse));
        assert_eq!(query.page, Some(2));
    }

    #[test]
    fn every_choice_that_is_told_is_one_that_is_read() {
        fn check<T: Parameters>() {
            for (name, accepts) in T::KNOWN {
                let Accepts::OneOf(choices) = accepts else {
                    continue;
                };
                for choice in *choices {
                    assert!(parse::<T>(&format!("{name}={choice}")).is_ok(), "{choice}");
                }
            }
        }
        check::<ApplicantQuery>();
        check::<FeatureQuery>();
    }

    #[test]
    fn an_unknown_or_repeated_parameter_is_refused_by_name() {
        assert!(error_of("pages=2").starts_with("there is no parameter `pages`; allowed: search"));
        assert_eq!(
            error_of("page=1&page=2"),
            "parameter `page` is given more than once"
        );
    }

    #[test]
    fn a_wrong_value_is_refused_with_what_is_allowed() {
        for (query, name, found) in [
            ("per_page=201", "per_page", "201"),
            ("sort=score&per_page=0", "per_page", "0"),
            ("page=-1", "page", "-1"),
            ("page=0", "page", "0"),
            ("page=%2B2", "page", "+2"),
            ("page=02", "page", "02"),
            ("page=1000000001", "page", "1000000001"),
            ("sort=Score", "sort", "Score"),
            ("search=10%2B", "search", "10+"),
            ("decision=", "decision", ""),
        ] {
            let error = error_of(query);
            let expected = format!("parameter `{name}` is `{found}`; allowed: ");
            assert!(error.starts_with(&expected), "{query}: {error}");
        }
    }

    #[test]
    fn a_number_is_read_in_one_way_of_writing_alone() {
        assert_eq!(whole_number("100002"), Some(100_002_i64));
        assert_eq!(whole_number("-7"), Some(-7_i64));
        for text in ["+100002", "0100002", "-0", " 1", "1.0", "1e5", "", "٣"] {
            assert_eq!(whole_number::<i64>(text), None, "{text}");
        }
    }

    #[test]
    fn a_byte_that_is_no_text_is_no_panic() {
        let _ = parse::<ApplicantQuery>("search=%ff&%=%");
    }
}
