//! Applicants in groups, by what a feature tells of them.

use anyhow::Result;

use super::language::Language;
use super::portfolio::Portfolio;
use crate::command::UsageError;

/// A feature with at most so many values makes a group for each; one with more, quarters.
const MOST_VALUES: usize = 12;

/// Applicants by the values of a feature.
pub(super) struct Grouping {
    pub(super) names: Vec<String>,
    /// By row of the file.
    pub(super) group_of: Vec<usize>,
}

impl Grouping {
    pub(super) fn new(name: &str, portfolio: &Portfolio, language: Language) -> Result<Self> {
        let Some(values) = portfolio.column(name)? else {
            let known = portfolio.rows().catalogue().computed().iter();
            let near = near(name, known.map(|feature| feature.name.as_str()));
            return Err(UsageError(format!("the features have no `{name}`{near}")).into());
        };
        Ok(Self::by_values(name, &values, language))
    }

    /// NaN is a group of its own, the last one, if there is any.
    fn by_values(name: &str, values: &[f32], language: Language) -> Self {
        let mut known: Vec<f32> = values.iter().copied().filter(|it| !it.is_nan()).collect();
        known.sort_unstable_by(f32::total_cmp);
        let mut starts = known.clone();
        starts.dedup();
        let is_by_value = starts.len() <= MOST_VALUES;
        if !is_by_value {
            starts = (0..4)
                .map(|quarter| known[quarter * known.len() / 4])
                .collect();
            starts.dedup();
        }
        let name_of = |(idx, start): (usize, &f32)| match (is_by_value, starts.get(idx + 1)) {
            (true, _) => format!("{name} = {start}"),
            (false, Some(end)) => format!("{start} ≤ {name} < {end}"),
            (false, None) => format!("{start} ≤ {name}"),
        };
        let mut names: Vec<String> = starts.iter().enumerate().map(name_of).collect();
        let group_of = |value: &f32| match value.is_nan() {
            true => starts.len(),
            false => starts.partition_point(|start| start <= value) - 1,
        };
        let group_of = values.iter().map(group_of).collect();
        if known.len() < values.len() {
            names.push(format!(
                "{name} {}",
                language.pick("is not known", "est inconnue")
            ));
        }
        Self { names, group_of }
    }
}

/// What to say after a name that is none: the one nearest to it.
pub(super) fn near<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> String {
    let distance = |known: &&str| strsim::damerau_levenshtein(name, known);
    match names.min_by_key(distance) {
        Some(nearest) => format!("; near it: {nearest}"),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_values_make_a_group_each_and_holes_one_more() {
        let found = Grouping::by_values("F", &[1.0, f32::NAN, 0.0, 1.0], Language::En);
        assert_eq!(found.names, ["F = 0", "F = 1", "F is not known"]);
        assert_eq!(found.group_of, [1, 2, 0, 1]);
        assert!(Grouping::by_values("F", &[], Language::En).names.is_empty());
    }

    #[test]
    fn many_values_make_quarters_of_the_applicants() {
        let values: Vec<f32> = (0..20).map(|value| value as f32).collect();
        let found = Grouping::by_values("F", &values, Language::En);
        let expected = ["0 ≤ F < 5", "5 ≤ F < 10", "10 ≤ F < 15", "15 ≤ F"];
        assert_eq!(found.names, expected);
        let expected = (0..20).map(|row| row / 5).collect::<Vec<usize>>();
        assert_eq!(found.group_of, expected);
    }

    #[test]
    fn quarters_that_begin_alike_are_one() {
        let mut values = vec![0.0; 90];
        values.extend((1..=14).map(|value| value as f32));
        let found = Grouping::by_values("F", &values, Language::En);
        assert_eq!(found.names, ["0 ≤ F"]);
    }
}
