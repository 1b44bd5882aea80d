//! Progress bars on stderr; on no terminal they stay silent.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use creditwood_engine::read::Progress;
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

/// A bar for each file that is read.
#[derive(Default)]
pub(crate) struct FileBars {
    all: MultiProgress,
    by_file: Mutex<HashMap<String, ProgressBar>>,
}

impl FileBars {
    /// Moves the bar of a file; called from the threads that read.
    pub(crate) fn update(&self, progress: &Progress<'_>) {
        let mut bars = self.by_file.lock().unwrap_or_else(PoisonError::into_inner);
        let bar = bars.entry(progress.file.to_owned()).or_insert_with(|| {
            let template = "{prefix:<24} {bar:32} {bytes}/{total_bytes}, {msg}, {eta} left";
            self.all
                .add(styled(progress.file, progress.n_bytes_total, template))
        });
        bar.set_position(progress.n_bytes);
        bar.set_message(format!("{} rows", indicatif::HumanCount(progress.n_rows)));
    }

    /// Takes all bars off the screen.
    pub(crate) fn clear(&self) {
        let bars = self.by_file.lock().unwrap_or_else(PoisonError::into_inner);
        bars.values().for_each(ProgressBar::finish_and_clear);
    }
}
