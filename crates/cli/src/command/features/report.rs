//! What `creditwood features --format` tells of a run.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
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
}

/// A warning with what it is about, and in words.
#[derive(Serialize)]
struct WarningReport<'a> {
    message: String,
    #[serde(flatten)]
    warning: &'a Warning,
}

impl<'a> Report<'a> {
    pub(super) fn new(written: &'a Written, elapsed: Duration, out: &Path) -> Self {
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
        output::print(&table)
    }
}
