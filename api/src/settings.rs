//! What an operator may set, and the one place where it is checked.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use actix_web::http::{Uri, header::HeaderValue};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The least limit for a request's body, in bytes: any application's row fits.
const LEAST_BODY_LIMIT_BYTES: usize = 64 * 1024;
/// The greatest limit for a request's body, in bytes: a body is held in memory as a whole.
const GREATEST_BODY_LIMIT_BYTES: usize = 256 * 1024 * 1024;
const MOST_WORKERS: usize = 1024;
const LONGEST_SHUTDOWN_S: u64 = 3600;

/// The settings as an operator writes them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The address to listen at. Anything but a loopback address opens the service to others.
    pub host: IpAddr,
    /// The port to listen at; 0 takes a free one.
    pub port: u16,
    /// How many threads answer; as many as the machine has cores without it.
    pub workers: Option<usize>,
    /// The greatest body of a request, in bytes.
    pub body_limit_bytes: usize,
    /// Other origins whose pages may call the service, such as `https://desk.example`; none
    /// unless set.
    pub allowed_origins: Vec<String>,
    /// How long requests under way may take to finish after a stop signal, in seconds.
    pub shutdown_timeout_s: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 8080,
            workers: None,
            body_limit_bytes: 4 * 1024 * 1024,
            allowed_origins: Vec::new(),
            shutdown_timeout_s: 10,
        }
    }
}

/// Why settings cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum SettingsError {
    #[error("`workers` is {found}, allowed is 1 to {MOST_WORKERS}")]
    Workers { found: usize },
    #[error(
        "`body_limit_bytes` is {found}, allowed is {LEAST_BODY_LIMIT_BYTES} to {GREATEST_BODY_LIMIT_BYTES}"
    )]
    BodyLimit { found: usize },
    #[error(
        "`allowed_origins` holds `{found}`, an origin is `http://HOST` or `https://HOST` with or without a port"
    )]
    Origin { found: String },
    #[error("`shutdown_timeout_s` is {found}, allowed is 0 to {LONGEST_SHUTDOWN_S}")]
    ShutdownTimeout { found: u64 },
}

/// Settings that were checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidSettings(Settings);

impl TryFrom<Settings> for ValidSettings {
    type Error = SettingsError;

    fn try_from(settings: Settings) -> Result<Self, SettingsError> {
        match settings.workers {
            Some(found) if !(1..=MOST_WORKERS).contains(&found) => {
                return Err(SettingsError::Workers { found });
            }
            _ => {}
        }
        let found = settings.body_limit_bytes;
        if !(LEAST_BODY_LIMIT_BYTES..=GREATEST_BODY_LIMIT_BYTES).contains(&found) {
            return Err(SettingsError::BodyLimit { found });
        }
        if let Some(found) = settings
            .allowed_origins
            .iter()
            .find(|text| !is_origin(text))
        {
            let found = found.clone();
            return Err(SettingsError::Origin { found });
        }
        let found = settings.shutdown_timeout_s;
        if found > LONGEST_SHUTDOWN_S {
            return Err(SettingsError::ShutdownTimeout { found });
        }
        Ok(Self(settings))
    }
}

impl ValidSettings {
    pub(crate) fn address(&self) -> SocketAddr {
        SocketAddr::new(self.0.host, self.0.port)
    }

    pub(crate) fn workers(&self) -> Option<usize> {
        self.0.workers
    }

    pub(crate) fn body_limit_bytes(&self) -> usize {
        self.0.body_limit_bytes
    }

    pub(crate) fn allowed_origins(&self) -> &[String] {
        &self.0.allowed_origins
    }

    pub(crate) fn shutdown_timeout_s(&self) -> u64 {
        self.0.shutdown_timeout_s
    }
}

/// Whether a browser could send this text as an `Origin`.
fn is_origin(text: &str) -> bool {
    let Ok(uri) = text.parse::<Uri>() else {
        return false;
    };
    matches!(uri.scheme_str(), Some("http" | "https"))
        && uri.authority().is_some()
        && !text.ends_with('/')
        && uri.path() == "/"
        && uri.query().is_none()
        && HeaderValue::from_str(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_valid_and_listen_to_this_machine_alone() {
        let settings = ValidSettings::try_from(Settings::default()).unwrap();
        assert!(settings.address().ip().is_loopback());
        assert!(settings.allowed_origins().is_empty());
    }

    #[test]
    fn every_setting_out_of_range_is_refused_with_its_name_and_value() {
        let base = Settings::default;
        let wrong = [
            (
                Settings {
                    workers: Some(0),
                    ..base()
                },
                "`workers` is 0",
            ),
            (
                Settings {
                    body_limit_bytes: 1,
                    ..base()
                },
                "`body_limit_bytes` is 1",
            ),
            (
                Settings {
                    shutdown_timeout_s: 3601,
                    ..base()
                },
                "`shutdown_timeout_s` is 3601",
            ),
        ];
        for (settings, expected) in wrong {
            let error = ValidSettings::try_from(settings).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        }
    }

    #[test]
    fn an_origin_has_a_scheme_and_a_host_and_no_path() {
        for origin in ["https://desk.example", "http://localhost:8081"] {
            assert!(is_origin(origin), "{origin}");
        }
        for text in [
            "*",
            "desk.example",
            "https://desk.example/",
            "https://a/b",
            "ftp://a",
            "",
        ] {
            assert!(!is_origin(text), "{text}");
        }
    }
}
