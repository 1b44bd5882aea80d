//! The features that `--only` chooses.

use std::fs;

use anyhow::{Context, Result};
use creditwood_core::features::Catalogue;

use super::super::UsageError;
use super::describe::unknown_feature;

/// The features of these names, in which `*` stands for any letters, and those that they are
/// computed from; all of them when there are no names. A name that begins with `@` is that of a
/// file with names, separated by white space or commas.
///
/// # Errors
/// When a file cannot be read, a name is no feature's, or there are no names in what is given.
pub(super) fn chosen(catalogue: Catalogue, names: &[String]) -> Result<Catalogue> {
    if names.is_empty() {
        return Ok(catalogue);
    }
    let mut found = Vec::new();
    for name in names.iter().filter(|name| !name.is_empty()) {
        match name.strip_prefix('@') {
            None => found.extend(named(&catalogue, name)?),
            Some(path) => {
                let text = fs::read_to_string(path);
                let text = text.with_context(|| format!("cannot read `{path}`"))?;
                let separators = |letter: char| letter.is_whitespace() || letter == ',';
                for name in text.split(separators).filter(|name| !name.is_empty()) {
                    found.extend(named(&catalogue, name)?);
                }
            }
        }
    }
    if found.is_empty() {
        let told = "--only holds no name, expected names of features";
        return Err(UsageError(told.to_owned()).into());
    }
    Ok(catalogue.with_sources_of(found))
}

/// The features whose names fit a pattern, one at least.
pub(super) fn named<'a>(catalogue: &'a Catalogue, pattern: &str) -> Result<Vec<&'a str>> {
    let upper = pattern.to_uppercase();
    let names = catalogue.features().iter();
    let names = names.map(|feature| feature.name.as_str());
    let found: Vec<&str> = names.filter(|name| fits(name, &upper)).collect();
    if found.is_empty() {
        return Err(UsageError(unknown_feature(catalogue, pattern)).into());
    }
    Ok(found)
}

/// Whether a name is a pattern's, in which `*` stands for any letters, even none.
fn fits(name: &str, pattern: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return name == pattern;
    };
    let Some(name) = name.strip_prefix(start) else {
        return false;
    };
    name.char_indices()
        .map(|(place, _)| &name[place..])
        .chain([""])
        .any(|end| fits(end, rest))
}

#[cfg(test)]
mod tests {
    use creditwood_core::features::sources::catalogue;

    use super::*;

    fn names_of(only: &[&str]) -> Result<Vec<String>> {
        let only: Vec<String> = only.iter().map(|name| (*name).to_owned()).collect();
        let chosen = chosen(catalogue(), &only)?;
        let names = chosen.features().iter().map(|feature| feature.name.clone());
        Ok(names.collect())
    }

    #[test]
    fn a_star_stands_for_any_letters() {
        assert!(fits("EXT_SOURCES_MEAN", "EXT_*"));
        assert!(fits("EXT_SOURCES_MEAN", "*SOURCES*MEAN"));
        assert!(fits("EXT_SOURCES_MEAN", "EXT_SOURCES_MEAN*"));
        assert!(!fits("EXT_SOURCES_MEAN", "EXT_SOURCES"));
        assert!(!fits("EXT_SOURCES_MEAN", "*_MEA"));
    }

    #[test]
    fn what_a_feature_is_computed_from_is_chosen_with_it() {
        let names = names_of(&["payment_rate"]).unwrap();
        assert!(names.contains(&"PAYMENT_RATE".to_owned()), "{names:?}");
        assert!(names.len() < 10, "{names:?}");
        assert_eq!(names_of(&[]).unwrap().len(), catalogue().features().len());
    }

    #[test]
    fn names_in_a_file_are_chosen_and_one_that_is_unknown_or_none_is_told() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), "PAYMENT_RATE,\n EXT_SOURCES_MEAN\n").unwrap();
        let at_file = format!("@{}", file.path().display());
        let names = names_of(&[&at_file]).unwrap();
        assert!(names.contains(&"EXT_SOURCES_MEAN".to_owned()), "{names:?}");
        let of_nothing = tempfile::NamedTempFile::new().unwrap();
        let at_nothing = format!("@{}", of_nothing.path().display());
        for only in [&[at_nothing.as_str()], &[""]] {
            let error = names_of(only).unwrap_err();
            assert!(error.to_string().contains("no name"), "{error}");
        }
        let error = names_of(&["PAYMENT"]).unwrap_err();
        assert!(error.to_string().contains("PAYMENT_RATE"), "{error}");
    }
}
