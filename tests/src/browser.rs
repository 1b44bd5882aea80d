//! A real Chromium, driven over WebDriver.

use std::env;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::background::{Background, free_port};

const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// Where the browser and its driver lie.
pub struct Chromium {
    browser: PathBuf,
    driver: PathBuf,
}

impl Chromium {
    /// Looks for both on the `PATH`; the error says which was not found.
    ///
    /// # Errors
    ///
    /// The program that is missing, and how to get it.
    pub fn find() -> Result<Self> {
        let how = "not found on the PATH; `scripts/setup test` brings it";
        let browser = BROWSERS.iter().find_map(|name| on_path(name));
        Ok(Self {
            browser: browser.with_context(|| format!("chromium {how}"))?,
            driver: on_path("chromedriver").with_context(|| format!("chromedriver {how}"))?,
        })
    }
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|dir| dir.join(name))
        .find(|file| file.is_file())
}

/// Passes a test over whose needs are not met, and says so past the test harness, which keeps what
/// a passing test prints to itself.
///
/// # Errors
///
/// What is missing, where `CREDITWOOD_REQUIRE_BROWSER` is set.
pub fn skip(test: &str, missing: anyhow::Error) -> Result<()> {
    if env::var_os("CREDITWOOD_REQUIRE_BROWSER").is_some() {
        return Err(missing);
    }
    writeln!(std::io::stderr(), "skipped: {test}: {missing}")?;
    Ok(())
}

/// A browser window with a fresh profile; both end when dropped.
pub struct Browser {
    /// What drives the window.
    pub client: Client,
    driver_url: String,
    // Dropped in this order: the driver lets go of the profile before it is removed.
    _driver: Background,
    _profile: TempDir,
}

impl Browser {
    /// Opens a window without a screen; the driver's log goes into `log_dir`.
    ///
    /// # Errors
    ///
    /// When driver or browser do not start; the error carries the driver's log.
    pub async fn open(chromium: &Chromium, log_dir: &Path) -> Result<Self> {
        let port = free_port()?;
        let driver_url = format!("http://127.0.0.1:{port}");
        let profile = tempfile::Builder::new()
            .prefix("creditwood-chromium-")
            .tempdir()?;
        let driver = start_driver(&chromium.driver, port, log_dir)?;
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(&chromium.browser, profile.path()))
            .connect(&driver_url)
            .await
            .with_context(|| driver.log())?;
        Ok(Self {
            client,
            driver_url,
            _driver: driver,
            _profile: profile,
        })
    }
}

impl Browser {
    /// Runs a command of Chromium's own protocol, such as `Network.setBlockedURLs`, for what
    /// WebDriver has no word for. Returns its result.
    ///
    /// # Errors
    ///
    /// When the driver does not run it.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Result<Value> {
        let session = self.client.session_id().await?;
        let session = session.context("the window has no session")?;
        let url = format!("{}/session/{session}/goog/cdp/execute", self.driver_url);
        let body = json!({ "cmd": command, "params": parameters });
        let mut answer = ureq::post(url)
            .content_type("application/json")
            .send(body.to_string())
            .with_context(|| command.to_owned())?;
        let mut answer: Value = serde_json::from_reader(answer.body_mut().as_reader())?;
        Ok(answer["value"].take())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Killing the driver alone would leave the browser behind.
        let _ = ureq::get(format!("{}/shutdown", self.driver_url))
            .config()
            .timeout_global(Some(Duration::from_secs(10)))
            .build()
            .call();
    }
}

fn start_driver(program: &Path, port: u16, log_dir: &Path) -> Result<Background> {
    let log = log_dir.join("chromedriver.log");
    let mut command = Command::new(program);
    command.arg(format!("--port={port}"));
    let mut driver = Background::start(&mut command, &log)?;
    let status = format!("http://127.0.0.1:{port}/status");
    driver
        .wait_until(|| ureq::get(&status).call().is_ok())
        .context("chromedriver")?;
    Ok(driver)
}

fn capabilities(browser: &Path, profile: &Path) -> Capabilities {
    let profile = format!("--user-data-dir={}", profile.display());
    let options = json!({
        "binary": browser,
        "args": [
            "--headless",
            // The sandbox wants privileges that containers do not have.
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            // A test must not depend on what else the browser does with the network.
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--lang=en",
            "--window-size=1280,900",
            profile,
        ],
    });
    Capabilities::from_iter([
        ("browserName".to_owned(), Value::from("chrome")),
        ("goog:chromeOptions".to_owned(), options),
    ])
}
