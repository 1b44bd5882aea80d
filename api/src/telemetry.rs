//! Logs: one line a request with its id, route, status and duration, for people or for programs.
//! They go to the error stream; what an applicant's tables hold is never logged.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::{self, format::FmtSpan};
use tracing_subscriber::util::SubscriberInitExt;

/// How a log line is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For a person at a terminal.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// Why logging could not be set up.
#[derive(Debug, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum TelemetryError {
    #[error("`{directives}` is no log filter such as `info` or `info,creditwood_api=debug`")]
    Filter {
        directives: String,
        source: tracing_subscriber::filter::ParseError,
    },
    #[error("logging is already set up")]
    AlreadySet,
}

/// Sets up logging for the whole process; `directives` say what is logged, such as `info`.
///
/// # Errors
/// When the directives cannot be read, or the process logs already.
pub fn init(format: LogFormat, directives: &str) -> Result<(), TelemetryError> {
    let filter = EnvFilter::try_new(directives).map_err(|source| TelemetryError::Filter {
        directives: directives.to_owned(),
        source,
    })?;
    let subscriber = fmt::Subscriber::builder()
        .with_env_filter(filter)
        .with_span_events(FmtSpan::CLOSE)
        .with_writer(std::io::stderr);
    let outcome = match format {
        LogFormat::Text => subscriber.compact().finish().try_init(),
        LogFormat::Json => subscriber.json().flatten_event(true).finish().try_init(),
    };
    outcome.map_err(|_| TelemetryError::AlreadySet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_that_cannot_be_read_is_named() {
        let error = init(LogFormat::Text, "loud=very").unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("`loud=very` is no log filter")
        );
    }
}
