//! What `creditwood features --format` tells of a run.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use creditwood_contract::DataQuality;
use creditwood_engine::{Warning, Written};
use serde::Serialize;

use super::DescribeFormat;
use crate::output;

/// What a run computed, for who reads stdout.
#[derive(Serialize)]
pub(super) struct Report<'a> {
    n_applicants: usize,
    n_labelled: usize,
    n_features: usize,
    seconds: f64,
    out: String,
    warnings: Vec<WarningReport<'a>>,
    /// What was found against the reference, if one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    data_quality: Option<DataQuality>,
}

/// What was found of features that were refused, for who reads stdout.
#[derive(Serialize)]
pub(super) struct Refused<'a> {
    pub(super) data_quality: &'a DataQuality,
}

/// A warning with what it is about, and in words.
#[derive(Serialize)]
struct WarningReport<'a> {
    message: String,
    #[serde(flatten)]
    warning: &'a Warning,
}

impl<'a> Report<'a> {
    pub(super) fn new(
        written: &'a Written,
        data_quality: Option<DataQuality>,
        elapsed: Duration,
        out: &Path,
    ) -> Self {
        let warnings = written.warnings.iter().map(|warning| WarningReport {
            message: warning.to_string(),
            warning,
        });
        Self {
            n_applicants: written.n_applicants,
            n_labelled: written.n_labelled,
            n_features: written.catalogue.computed().len(),
            seconds: elapsed.as_secs_f64(),
            out: out.display().to_string(),
            warnings: warnings.collect(),
            data_quality,
        }
    }

    pub(super) fn print(&self, format: DescribeFormat) -> Result<()> {
        if format == DescribeFormat::Json {
            return output::print_json(self);
        }
        let mut table = output::table(&["", ""], &[1]);
        table.add_rows([
            ["applicants", &self.n_applicants.to_string()],
            ["with an outcome", &self.n_labelled.to_string()],
            ["features", &self.n_features.to_string()],
            ["warnings", &self.warnings.len().to_string()],
            ["seconds", &format!("{:.1}", self.seconds)],
        ]);
        if let Some(quality) = &self.data_quality {
            let counts = [
                ("defects", quality.n_defects),
                ("columns computed from them", quality.n_following),
                ("changed columns", quality.n_changed),
            ];
            let counted = counts.into_iter().filter_map(|(what, n)| Some((what, n?)));
            table.add_rows(counted.map(|(what, n)| [what.to_owned(), n.to_string()]));
        }
        output::print(&table)
    }
}
