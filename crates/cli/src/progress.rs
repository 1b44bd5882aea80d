//! Progress bars on stderr; on no terminal they stay silent.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use creditwood_core::schema::TableName;
use creditwood_engine::read::{Progress, Step};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

/// A bar over a known amount of `unit`, with the time left and a message.
pub(crate) fn bar(what: &str, n_total: u64, unit: &str) -> ProgressBar {
    let template = format!(
        "{{prefix:<24}} {{bar:32}} {{human_pos}}/{{human_len}} {unit}, {{eta}} left {{msg}}"
    );
    styled(what, n_total, &template)
}

fn styled(what: &str, n_total: u64, template: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(template).expect("the templates are ours");
    ProgressBar::new(n_total)
        .with_style(style.progress_chars("━╸ "))
        .with_prefix(what.to_owned())
}

/// A bar for each step of a run over tables.
#[derive(Default)]
pub(crate) struct StepBars {
    all: MultiProgress,
    by_step: Mutex<HashMap<String, ProgressBar>>,
}

impl StepBars {
    /// Moves the bar of a step; called from the threads that work.
    pub(crate) fn update(&self, progress: &Progress<'_>) {
        let (what, template) = face_of(progress.step);
        if let Step::Reuse(_) = progress.step {
            // Not on a terminal alone: it tells why a run is so quick.
            self.all.suspend(|| eprintln!("{what}"));
            return;
        }
        let mut bars = self.lock();
        let bar = bars
            .entry(what.clone())
            .or_insert_with(|| self.all.add(styled(&what, progress.n_total, template)));
        bar.set_position(progress.n_done);
        bar.set_message(format!("{} rows", indicatif::HumanCount(progress.n_rows)));
        // Of a file's three bars one is enough.
        if progress.n_done >= progress.n_total && !matches!(progress.step, Step::Read(_)) {
            bar.finish_and_clear();
        }
    }

    /// Takes all bars off the screen.
    pub(crate) fn clear(&self) {
        self.lock().values().for_each(ProgressBar::finish_and_clear);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, ProgressBar>> {
        self.by_step.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a step is called, and the template of its bar.
fn face_of(step: Step<'_>) -> (String, &'static str) {
    const BYTES: &str = "{prefix:<24} {bar:32} {bytes}/{total_bytes}, {msg}, {eta} left";
    const CHECKED: &str = "{prefix:<24} {bar:32} {bytes}/{total_bytes}, {eta} left";
    const APPLICANTS: &str = "{prefix:<24} {bar:32} {human_pos}/{human_len} applicants, {eta} left";
    match step {
        Step::Read(file) => (file.to_owned(), BYTES),
        Step::Check(file) => (format!("checksum of {file}"), CHECKED),
        Step::Aggregate(table) => (format!("aggregates of {}", stem_of(table)), APPLICANTS),
        Step::Reuse(table) => (
            format!("{}: as computed before", stem_of(table)),
            APPLICANTS,
        ),
        Step::Write => ("features".to_owned(), APPLICANTS),
    }
}

fn stem_of(table: TableName) -> &'static str {
    table.table().files[0]
}
