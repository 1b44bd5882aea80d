//! Query parameters, checked: an unknown, repeated or wrong one is refused with its name and what
//! is allowed.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::error::QueryPayloadError;
use actix_web::web::Query;
use actix_web::{Error, FromRequest, HttpRequest};
use creditwood_contract::{ApplicantQuery, FeatureQuery, LimitQuery};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::problem::Failure;

/// The greatest page of a list.
const MOST_PER_PAGE: usize = 200;

/// The parameters that an operation knows. Every field of the type is optional.
pub(crate) trait Parameters: DeserializeOwned {
    /// Each parameter with what it may be, in words.
    const ALLOWED: &'static [(&'static str, &'static str)];

    /// The parameter whose value is of the right type but out of its range.
    fn out_of_range(&self) -> Option<&'static str>;
}

impl Parameters for ApplicantQuery {
    const ALLOWED: &'static [(&'static str, &'static str)] = &[
        (
            "search",
            "the beginning of an applicant's number, up to 19 digits",
        ),
        ("filter", "all, queue or labelled"),
        ("decision", "approve or refuse"),
        (
            "sort",
            "applicant_id, score, amount_credit, amount_income or age_years",
        ),
        ("order", "ascending or descending"),
        ("page", "a whole number from 1"),
        ("per_page", "a whole number from 1 to 200"),
    ];

    fn out_of_range(&self) -> Option<&'static str> {
        let is_prefix = |text: &str| text.len() <= 19 && text.bytes().all(|b| b.is_ascii_digit());
        let per_page = self.per_page.unwrap_or(1);
        if !self.search.as_deref().is_none_or(is_prefix) {
            Some("search")
        } else if self.page == Some(0) {
            Some("page")
        } else if !(1..=MOST_PER_PAGE).contains(&per_page) {
            Some("per_page")
        } else {
            None
        }
    }
}

impl Parameters for FeatureQuery {
    const ALLOWED: &'static [(&'static str, &'static str)] = &[
        ("search", "a part of a feature's name or label"),
        ("in_model", "true or false"),
    ];

    fn out_of_range(&self) -> Option<&'static str> {
        None
    }
}

impl Parameters for LimitQuery {
    const ALLOWED: &'static [(&'static str, &'static str)] = &[("limit", "a whole number from 1")];

    fn out_of_range(&self) -> Option<&'static str> {
        (self.limit == Some(0)).then_some("limit")
    }
}

/// The query of an operation that takes no parameter.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct NoQuery {}

impl Parameters for NoQuery {
    const ALLOWED: &'static [(&'static str, &'static str)] = &[];

    fn out_of_range(&self) -> Option<&'static str> {
        None
    }
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
    let mut seen: Vec<(&'static str, String)> = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = name_and_value(pair)?;
        let name = known_name::<T>(&name)?;
        if seen.iter().any(|(before, _)| *before == name) {
            return Err(Failure::RepeatedParameter { name });
        }
        // One pair at a time, so that an error belongs to it.
        Query::<T>::from_query(pair).map_err(|_| wrong::<T>(name, &value))?;
        seen.push((name, value));
    }
    let Query(parameters) = Query::<T>::from_query(query).map_err(malformed)?;
    match parameters.out_of_range() {
        None => Ok(parameters),
        Some(name) => {
            let found = seen.iter().find(|(candidate, _)| *candidate == name);
            Err(wrong::<T>(name, found.map_or("", |(_, value)| value)))
        }
    }
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

/// The parameter's name, if the operation knows it.
fn known_name<T: Parameters>(name: &str) -> Result<&'static str, Failure> {
    let mut names = T::ALLOWED.iter().map(|(known, _)| *known);
    names.find(|known| *known == name).ok_or_else(|| {
        let names: Vec<&str> = T::ALLOWED.iter().map(|(name, _)| *name).collect();
        Failure::UnknownParameter {
            name: name.to_owned(),
            allowed: if names.is_empty() {
                "none".to_owned()
            } else {
                names.join(", ")
            },
        }
    })
}

fn wrong<T: Parameters>(name: &'static str, found: &str) -> Failure {
    let allowed = T::ALLOWED
        .iter()
        .find(|(candidate, _)| *candidate == name)
        .map_or("", |(_, allowed)| allowed);
    Failure::WrongParameter {
        name,
        found: found.to_owned(),
        allowed,
    }
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
    fn a_byte_that_is_no_text_is_no_panic() {
        let _ = parse::<ApplicantQuery>("search=%ff&%=%");
    }
}
