//! The page as a person uses it: look, type, click, and wait until it shows what it should.

use std::cell::RefCell;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use fantoccini::elements::Element;
use fantoccini::{Client, Locator};
use serde_json::Value;

/// Where things are on the page, as CSS selectors. The page promises these names to its tests.
pub(crate) mod at {
    pub(crate) const ROW: &str = "[data-testid='applicant-row']";
    pub(crate) const ROW_LINK: &str = "[data-testid='applicant-row'] a";
    pub(crate) const SEARCH: &str = "[data-testid='search']";
    pub(crate) const SCORE: &str = "[data-testid='score-value']";
    pub(crate) const DECISION: &str = "[data-testid='decision']";
    pub(crate) const CONTRIBUTION: &str = "[data-testid='contribution']";
    pub(crate) const ENGLISH: &str = "[data-testid='lang-en']";
    pub(crate) const FRENCH: &str = "[data-testid='lang-fr']";
    pub(crate) const OUTCOME: &str = "[data-testid='applicant-row'] .cell-outcome";
    pub(crate) const ERROR: &str = "[data-testid='error']";
    pub(crate) const SHOW_ALL: &str = "[data-testid='show-all']";
    pub(crate) const PAGE_BEYOND: &str = "[data-testid='page-beyond']";
    pub(crate) const PAGE_LAST: &str = "[data-testid='page-last']";
    pub(crate) const COMPARISON_LABEL: &str = "[data-testid='comparison-label']";
    pub(crate) const COMPARISON_UNKNOWN: &str = "[data-testid='comparison-unknown']";
    pub(crate) const UNKNOWN_PARAMETERS: &str = "[data-testid='unknown-parameters']";
    pub(crate) const OBSERVED: &str = "[data-testid='observed-default-rate']";
    pub(crate) const THRESHOLD_MISSING: &str = "[data-testid='threshold-missing']";
    pub(crate) const THRESHOLD_RETRY: &str = "[data-testid='threshold-retry']";
    pub(crate) const THRESHOLD_MARK: &str = ".score-bar .tick";
    pub(crate) const MODEL_PLACE: &str = "[data-testid='nav-model']";
    pub(crate) const MODEL_AUC: &str = "[data-testid='model-auc']";
    pub(crate) const MODEL_THRESHOLD: &str = "[data-testid='model-threshold']";
    pub(crate) const QUALITY_LEAD: &str = "[data-testid='data-quality-lead']";
    pub(crate) const LOADING: &str = "[data-testid='loading']";
    pub(crate) const DEFECT_NOTICE: &str = "[data-testid='defect-notice']";
    pub(crate) const DEFECT_LINK: &str = "[data-testid='defect-notice'] a";
    pub(crate) const DEFECT: &str = "[data-testid='defect']";
    pub(crate) const FOLLOWING: &str = "[data-testid='following'] summary";
    pub(crate) const CHANGES: &str = "[data-testid='changed-columns'] summary";
    pub(crate) const CHANGE: &str = "[data-testid='change']";
}

/// How long the page may take to show something.
const LIMIT: Duration = Duration::from_secs(15);

/// How often it is looked at.
const PERIOD: Duration = Duration::from_millis(50);

/// The page in a browser window.
pub(crate) struct Page<'a> {
    client: &'a Client,
}

impl<'a> Page<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    pub(crate) async fn open(&self, url: &str) -> Result<()> {
        self.client
            .goto(url)
            .await
            .context("the page does not open")
    }

    pub(crate) async fn click(&self, selector: &str) -> Result<()> {
        let element = self.find(selector).await?;
        element.click().await.with_context(|| selector.to_owned())
    }

    /// Clicks the element at this place among its like.
    pub(crate) async fn click_nth(&self, selector: &str, idx: usize) -> Result<()> {
        self.find(selector).await?;
        let elements = self.client.find_all(Locator::Css(selector)).await?;
        let element = elements.get(idx);
        let element = element.with_context(|| format!("there is no {selector} number {idx}"))?;
        element.click().await.with_context(|| selector.to_owned())
    }

    pub(crate) async fn address(&self) -> Result<String> {
        Ok(self.client.current_url().await?.to_string())
    }

    pub(crate) async fn reload(&self) -> Result<()> {
        self.client
            .refresh()
            .await
            .context("the page does not reload")
    }

    /// Whether the first of these elements is to be seen.
    pub(crate) async fn shows(&self, selector: &str) -> Result<bool> {
        Ok(self.find(selector).await?.is_displayed().await?)
    }

    /// What a script returns.
    pub(crate) async fn run(&self, script: &str) -> Result<Value> {
        Ok(self.client.execute(script, Vec::new()).await?)
    }

    pub(crate) async fn type_into(&self, selector: &str, text: &str) -> Result<()> {
        let element = self.find(selector).await?;
        element.clear().await?;
        element
            .send_keys(text)
            .await
            .with_context(|| selector.to_owned())
    }

    /// Waits until the first of these elements shows a text of which `is_right` holds.
    pub(crate) async fn text_where(
        &self,
        selector: &str,
        expected: &str,
        is_right: impl Fn(&str) -> bool,
    ) -> Result<String> {
        self.nth_text_where(selector, 0, expected, is_right).await
    }

    /// Waits until the element at this place among its like shows a text of which `is_right` holds.
    pub(crate) async fn nth_text_where(
        &self,
        selector: &str,
        idx: usize,
        expected: &str,
        is_right: impl Fn(&str) -> bool,
    ) -> Result<String> {
        let last = RefCell::new(None);
        let start = Instant::now();
        while start.elapsed() < LIMIT {
            let text = self.nth_text(selector, idx).await;
            if let Some(text) = text.as_ref().filter(|text| is_right(text)) {
                return Ok(text.clone());
            }
            last.replace(text);
            tokio::time::sleep(PERIOD).await;
        }
        let last = last.into_inner();
        bail!("{selector} number {idx} shows {last:?} after {LIMIT:?}, not {expected}")
    }

    /// Waits until there are exactly this many of these elements.
    pub(crate) async fn wait_for_count(&self, selector: &str, n_expected: usize) -> Result<()> {
        let start = Instant::now();
        let mut n_found = self.count(selector).await?;
        while n_found != n_expected {
            if start.elapsed() > LIMIT {
                bail!("{selector} is there {n_found} times after {LIMIT:?}, not {n_expected}");
            }
            tokio::time::sleep(PERIOD).await;
            n_found = self.count(selector).await?;
        }
        Ok(())
    }

    /// Leaves a mark in the window that a reload would wipe out.
    pub(crate) async fn leave_mark(&self) -> Result<()> {
        self.run("window.creditwoodMark = true").await.map(drop)
    }

    pub(crate) async fn has_mark(&self) -> Result<bool> {
        let mark = self.run("return window.creditwoodMark").await?;
        Ok(mark == Value::Bool(true))
    }

    /// Saves what the window shows, for the one who looks into a failure.
    pub(crate) async fn save_evidence(&self, dir: &Path) -> Result<()> {
        fs::write(dir.join("failed.png"), self.client.screenshot().await?)?;
        fs::write(dir.join("failed.html"), self.client.source().await?)?;
        Ok(())
    }

    async fn find(&self, selector: &str) -> Result<Element> {
        let wait = self.client.wait().at_most(LIMIT).every(PERIOD);
        let found = wait.for_element(Locator::Css(selector)).await;
        found.with_context(|| selector.to_owned())
    }

    async fn count(&self, selector: &str) -> Result<usize> {
        Ok(self.client.find_all(Locator::Css(selector)).await?.len())
    }

    /// None where there is no such element, or where the page replaced it while it was read.
    async fn nth_text(&self, selector: &str, idx: usize) -> Option<String> {
        let elements = self.client.find_all(Locator::Css(selector)).await.ok()?;
        elements.get(idx)?.text().await.ok()
    }
}
