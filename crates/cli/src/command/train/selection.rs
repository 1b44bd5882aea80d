//! The flags that make a [`SelectionSpec`], and what is told of its outcome: a short table, and a
//! file with the fate of every feature.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::ValueEnum;
use creditwood_core::selection::{
    ColumnReport, Counts, Keep, RankBy, Rung, SelectionReport, SelectionSpec, Verdict,
};
use serde::Serialize;

use crate::number::real;
use crate::output;

#[derive(clap::Args)]
pub(super) struct SelectionArgs {
    /// Train on so many features at most, or on as few as do about as well on the validation part
    #[arg(
        long,
        value_name = "N|auto",
        num_args = 0..=1,
        default_missing_value = "auto",
        allow_negative_numbers = true,
        value_parser = keep
    )]
    select: Option<Keep>,
    /// What features are ranked by
    #[arg(long, value_enum, default_value_t = SelectBy::Gain, requires = "select")]
    select_by: SelectBy,
    /// Drop features that a smaller part of the training applicants has
    #[arg(
        long,
        value_name = "SHARE",
        default_value_t = 0.01,
        allow_hyphen_values = true,
        requires = "select",
        value_parser = part_of(|spec, min_present| SelectionSpec { min_present, ..spec })
    )]
    min_present: f64,
    /// Of two features whose ranks correlate as much, drop one
    #[arg(
        long,
        value_name = "R",
        default_value_t = 0.995,
        allow_hyphen_values = true,
        requires = "select",
        value_parser = part_of(|spec, max_correlation| SelectionSpec { max_correlation, ..spec })
    )]
    max_correlation: f64,
    /// Where the fate of every feature goes, as CSV or JSON by the ending
    #[arg(
        long = "selection-report",
        value_name = "FILE.csv|FILE.json",
        requires_all = ["select", "out"],
        value_parser = report_path
    )]
    pub(super) report: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SelectBy {
    /// What forests gain by them on the training part
    Gain,
    /// What forests lose on the validation part when they are shuffled
    Permutation,
}

impl SelectionArgs {
    /// The selection that the flags ask for, if they do.
    pub(super) fn spec(&self, seed: u64) -> Option<SelectionSpec> {
        let rank_by = match self.select_by {
            SelectBy::Gain => RankBy::Gain,
            SelectBy::Permutation => RankBy::Permutation,
        };
        self.select.map(|keep| SelectionSpec {
            keep,
            rank_by,
            min_present: self.min_present,
            max_correlation: self.max_correlation,
            seed,
        })
    }
}

fn keep(text: &str) -> Result<Keep, String> {
    if text == "auto" {
        return Ok(Keep::Auto);
    }
    let number = text.parse().ok().filter(|&number| number > 0);
    number
        .map(Keep::Most)
        .ok_or_else(|| "expected a whole number, at least 1, or `auto`".to_owned())
}

/// Reads a number as core allows it where `set` puts it.
fn part_of(
    set: impl Fn(SelectionSpec, f64) -> SelectionSpec + Clone + Send + Sync + 'static,
) -> impl Fn(&str) -> Result<f64, String> + Clone + Send + Sync + 'static {
    move |text| {
        let number = real(text)?;
        match set(SelectionSpec::default(), number).check() {
            Ok(()) => Ok(number),
            Err(error) => Err(format!("expected {}", error.allowed)),
        }
    }
}

/// Reads the name of a file whose ending says how it is written.
fn report_path(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    match ending_of(&path) {
        "csv" | "json" => Ok(path),
        _ => Err("expected a name that ends with .csv or .json".to_owned()),
    }
}

fn ending_of(path: &Path) -> &str {
    path.extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default()
}

/// What the run's report tells of a selection.
#[derive(Serialize)]
pub(super) struct SelectionSummary<'a> {
    counts: Counts,
    #[serde(skip_serializing_if = "<[Rung]>::is_empty")]
    ladder: &'a [Rung],
}

impl<'a> SelectionSummary<'a> {
    pub(super) fn new(report: &'a SelectionReport) -> Self {
        Self {
            counts: report.counts(),
            ladder: &report.ladder,
        }
    }

    /// How many features met which fate, then how many were found to be enough.
    pub(super) fn print(&self) -> Result<()> {
        let mut table = output::table(&["features", ""], &[1]);
        let counts = &self.counts;
        table.add_rows([
            ["constant", &counts.constant.to_string()],
            ["near-empty", &counts.near_empty.to_string()],
            ["duplicates", &counts.duplicate.to_string()],
            ["near-duplicates", &counts.near_duplicate.to_string()],
            ["of low rank", &counts.low_rank.to_string()],
            ["kept", &counts.kept.to_string()],
        ]);
        output::print(&table)?;
        if self.ladder.is_empty() {
            return Ok(());
        }
        let header = ["first in rank", "trees", "AUC", "log-loss"];
        let mut table = output::table(&header, &[0, 1, 2, 3]);
        for rung in self.ladder {
            table.add_row([
                rung.n_columns.to_string(),
                rung.n_trees.to_string(),
                format!("{:.4}", rung.auc),
                format!("{:.4}", rung.log_loss),
            ]);
        }
        output::print(&table)
    }
}

/// The fate of a feature, as a line of the report's file.
#[derive(Serialize)]
struct Fate<'a> {
    feature: &'a str,
    kept: bool,
    reason: &'static str,
    detail: String,
    importance: Option<f64>,
    place: Option<usize>,
}

impl<'a> Fate<'a> {
    fn new(column: &'a ColumnReport) -> Self {
        let (importance, place) = match column.verdict {
            Verdict::Ranked {
                importance, place, ..
            } => (Some(importance), Some(place)),
            _ => (None, None),
        };
        Self {
            feature: &column.name,
            kept: column.verdict.is_kept(),
            reason: column.verdict.word(),
            detail: detail_of(&column.verdict),
            importance,
            place,
        }
    }
}

/// What there is to say beside the word.
fn detail_of(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Constant { value } => value.to_string(),
        Verdict::NearEmpty {
            share_present,
            least,
        } => format!("{share_present:.4} present of at least {least}"),
        Verdict::DuplicateOf { name } => name.clone(),
        Verdict::NearDuplicateOf { name, correlation } => format!("{name}: {correlation:.4}"),
        Verdict::Ranked { .. } => String::new(),
    }
}

/// The report's file as JSON.
#[derive(Serialize)]
struct Told<'a> {
    selection: &'a SelectionSpec,
    #[serde(flatten)]
    summary: SelectionSummary<'a>,
    features: Vec<Fate<'a>>,
}

/// The bytes of the report's file, in the format of the path's ending.
pub(super) fn report_bytes(report: &SelectionReport, path: &Path) -> Result<Vec<u8>> {
    let mut features = report.columns.iter().map(Fate::new);
    if ending_of(path) == "csv" {
        let mut writer = csv::Writer::from_writer(Vec::new());
        features.try_for_each(|fate| writer.serialize(fate))?;
        return Ok(writer.into_inner()?);
    }
    let told = Told {
        selection: &report.spec,
        summary: SelectionSummary::new(report),
        features: features.collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&told)?;
    writeln!(bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        selection: SelectionArgs,
        #[arg(long)]
        out: Option<PathBuf>,
    }

    fn spec(flags: &[&str]) -> Option<SelectionSpec> {
        let line = Line::parse_from(["train"].iter().chain(flags));
        line.selection.spec(1)
    }

    #[test]
    fn nothing_is_selected_unless_asked_for_and_the_defaults_are_cores() {
        assert_eq!(spec(&[]), None);
        assert_eq!(spec(&["--select"]), Some(SelectionSpec::default()));
        assert_eq!(spec(&["--select", "auto"]), Some(SelectionSpec::default()));
        let keep = Keep::Most(300);
        let expected = SelectionSpec {
            keep,
            ..SelectionSpec::default()
        };
        assert_eq!(spec(&["--select", "300"]), Some(expected));
    }

    #[test]
    fn what_is_out_of_range_names_flag_value_and_interval() {
        let wrong: [(&[&str], &str); 6] = [
            (
                &["--select", "0"],
                "expected a whole number, at least 1, or `auto`",
            ),
            (
                &["--select", "-1"],
                "expected a whole number, at least 1, or `auto`",
            ),
            (
                &["--select", "many"],
                "expected a whole number, at least 1, or `auto`",
            ),
            (
                &["--select", "--min-present", "-0.1"],
                "expected from 0 to 1",
            ),
            (
                &["--select", "--max-correlation", "1.01"],
                "expected over 0 and at most 1",
            ),
            (
                &["--select", "--out", "m", "--selection-report", "report.txt"],
                "expected a name that ends with .csv or .json",
            ),
        ];
        for (flags, allowed) in wrong {
            let Err(error) = Line::try_parse_from(["train"].iter().chain(flags)) else {
                panic!("{flags:?} was taken");
            };
            let told = error.to_string();
            assert_eq!(error.exit_code(), 2, "{told}");
            for part in [flags[flags.len() - 2], flags[flags.len() - 1], allowed] {
                assert!(told.contains(part), "no {part} in {told}");
            }
        }
    }

    #[test]
    fn how_to_select_says_nothing_without_a_selection() {
        let line = Line::try_parse_from(["train", "--select-by", "permutation"]);
        let error = line.err().map(|error| error.to_string());
        let told = error.unwrap_or_default();
        assert!(
            told.contains("not provided") && told.contains("--select ["),
            "{told}"
        );
    }

    fn report() -> SelectionReport {
        let column = |name: &str, verdict| ColumnReport {
            name: name.to_owned(),
            verdict,
        };
        let near_duplicate = Verdict::NearDuplicateOf {
            name: "A".to_owned(),
            correlation: -0.99871,
        };
        let ranked = Verdict::Ranked {
            place: 1,
            importance: 0.25,
            kept: true,
        };
        let empty = Verdict::NearEmpty {
            share_present: 0.00051,
            least: 0.01,
        };
        SelectionReport {
            spec: SelectionSpec::default(),
            columns: vec![
                column("A", ranked),
                column("B", near_duplicate),
                column("C", Verdict::Constant { value: 0.5 }),
                column("D", empty),
            ],
            ladder: Vec::new(),
        }
    }

    #[test]
    fn a_csv_report_has_a_line_for_each_feature() {
        let bytes = report_bytes(&report(), Path::new("report.csv")).unwrap();
        let expected = "feature,kept,reason,detail,importance,place
A,true,kept,,0.25,1
B,false,near_duplicate,A: -0.9987,,
C,false,constant,0.5,,
D,false,near_empty,0.0005 present of at least 0.01,,
";
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    }

    #[test]
    fn a_json_report_says_what_was_asked_and_counted_too() {
        let bytes = report_bytes(&report(), Path::new("report.json")).unwrap();
        let told: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(told["selection"]["keep"], "auto");
        assert_eq!(told["counts"]["near_duplicate"], 1);
        assert_eq!(told["features"][0]["importance"], 0.25);
        assert_eq!(told["features"][1]["detail"], "A: -0.9987");
        assert_eq!(told["features"].as_array().unwrap().len(), 4);
    }
}
