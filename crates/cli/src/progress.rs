//! Progress bars on stderr; on no terminal they stay silent.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar over a known amount of `unit`, with the time left and a message.
pub(crate) fn bar(what: &str, n_total: u64, unit: &str) -> ProgressBar {
    let template = format!(
        "{{prefix:<28}} {{bar:32}} {{human_pos}}/{{human_len}} {unit} {{eta}} left {{msg}}"
    );
    styled(what, n_total, &template)
}

/// A bar over bytes.
pub(crate) fn byte_bar(what: &str, n_total: u64) -> ProgressBar {
    styled(
        what,
        n_total,
        "{prefix:<28} {bar:32} {bytes}/{total_bytes} {eta} left {msg}",
    )
}

fn styled(what: &str, n_total: u64, template: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(template).expect("the templates are ours");
    ProgressBar::new(n_total)
        .with_style(style.progress_chars("━╸ "))
        .with_prefix(what.to_owned())
}
