//! A real Chromium walks the page as an officer does, and what it reads is compared with what the
//! service says.
//!
//! Needs the page built (`scripts/dashboard`) and Chromium with its driver; without them the walk is
//! skipped by name, or fails where `CREDITWOOD_REQUIRE_BROWSER` is set.

mod detour;
mod page;
mod quality;
mod shown;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use creditwood_contract::{
    ApplicantSummary, Contribution, Decision, Explanation, ModelSummary, Page as ListPage,
};
use creditwood_tests::browser::{Browser, Chromium, skip};
use creditwood_tests::pipeline::Pipeline;
use creditwood_tests::service::Service;
use creditwood_tests::workspace_root;

use page::{Page, at};
use shown::Shown;

#[tokio::test]
async fn an_officer_finds_an_applicant_and_reads_why() -> Result<()> {
    let (chromium, dashboard) = match prerequisites() {
        Ok(found) => found,
        Err(missing) => return skip("an_officer_finds_an_applicant_and_reads_why", missing),
    };
    let pipeline = Pipeline::run(
        &Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser"),
        2_000,
    )?;
    let service = Service::start(&pipeline, Some(&dashboard))?;
    let browser = Browser::open(&chromium, &pipeline.dir).await?;
    let page = Page::new(&browser.client);

    let outcome = go(&page, &browser, &service, &pipeline).await;
    if outcome.is_err() {
        page.save_evidence(&pipeline.dir).await?;
    }
    outcome.with_context(|| format!("evidence lies in {}", pipeline.dir.display()))
}

/// The folder with the page's files.
fn dashboard() -> PathBuf {
    workspace_root().join("dashboard/dist")
}

/// The browser, and the folder with the page's files.
fn prerequisites() -> Result<(Chromium, PathBuf)> {
    let dashboard = dashboard();
    let index = dashboard.join("index.html");
    ensure!(
        index.is_file(),
        "{} not found; `scripts/dashboard` builds it",
        index.display()
    );
    Ok((Chromium::find()?, dashboard))
}

async fn go(
    page: &Page<'_>,
    browser: &Browser,
    service: &Service,
    pipeline: &Pipeline,
) -> Result<()> {
    walk(page, service).await?;
    detour::wander(page, browser, service).await?;
    quality::see_that_all_is_well(page, service)
        .await
        .context("data as in training")?;
    quality::see_a_defect(page, browser, pipeline)
        .await
        .context("data with a defect")
}

async fn walk(page: &Page<'_>, service: &Service) -> Result<()> {
    let riskiest = riskiest_applicant(service)?;
    page.open(&service.url).await?;
    search_for(page, service, riskiest)
        .await
        .context("the list")?;
    read_applicant(page, service, riskiest)
        .await
        .context("the applicant")?;
    switch_language(page, service, riskiest)
        .await
        .context("the language switch")?;
    read_model(page, service).await.context("the model page")
}

fn riskiest_applicant(service: &Service) -> Result<i64> {
    let list: ListPage<ApplicantSummary> =
        service.read("/api/v1/applicants?sort=score&order=descending&per_page=1")?;
    let applicant = list.items.first().context("the list is empty")?;
    Ok(applicant.applicant_id)
}

async fn search_for(page: &Page<'_>, service: &Service, applicant_id: i64) -> Result<()> {
    page.text_where(at::ROW, "any", |text| !text.is_empty())
        .await?;
    page.type_into(at::SEARCH, &applicant_id.to_string())
        .await?;
    let path = format!("/api/v1/applicants?search={applicant_id}");
    let found: ListPage<ApplicantSummary> = service.read(&path)?;
    page.wait_for_count(at::ROW, found.items.len()).await?;
    page.text_where(at::ROW, "the applicant's number", |text| {
        digits(text).contains(&applicant_id.to_string())
    })
    .await?;
    Ok(())
}

async fn read_applicant(page: &Page<'_>, service: &Service, applicant_id: i64) -> Result<()> {
    page.click(at::ROW_LINK).await?;
    let expected = explanation(service, applicant_id)?;
    page.text_where(at::SCORE, "the score of the API", |text| {
        Shown::first_in(text).is_some_and(|shown| shown.agrees_with(expected.score.score))
    })
    .await?;
    page.text_where(at::DECISION, "the decision of the API", |text| {
        text.to_lowercase().contains(stem(expected.score.decision))
    })
    .await?;
    let first = expected.contributions.first().context("no reason")?;
    page.text_where(at::CONTRIBUTION, &first.label.en, |text| {
        text.contains(&first.label.en)
    })
    .await?;
    Ok(())
}

async fn switch_language(page: &Page<'_>, service: &Service, applicant_id: i64) -> Result<()> {
    let expected = explanation(service, applicant_id)?;
    let (idx, reason) = first_translated(&expected.contributions)?;
    page.leave_mark().await?;
    page.click(at::FRENCH).await?;
    page.nth_text_where(at::CONTRIBUTION, idx, &reason.label.fr, |text| {
        text.contains(&reason.label.fr)
    })
    .await?;
    ensure!(page.has_mark().await?, "the page was loaded anew");
    page.click(at::ENGLISH).await?;
    page.nth_text_where(at::CONTRIBUTION, idx, &reason.label.en, |text| {
        text.contains(&reason.label.en)
    })
    .await?;
    Ok(())
}

async fn read_model(page: &Page<'_>, service: &Service) -> Result<()> {
    let expected: ModelSummary = service.read("/api/v1/model")?;
    page.click(at::MODEL_PLACE).await?;
    page.text_where(at::MODEL_AUC, "the AUC of the API", |text| {
        Shown::first_in(text).is_some_and(|shown| shown.agrees_with(expected.test.auc))
    })
    .await?;
    page.text_where(at::MODEL_THRESHOLD, "the threshold of the API", |text| {
        Shown::first_in(text).is_some_and(|shown| shown.agrees_with(expected.threshold))
    })
    .await?;
    Ok(())
}

fn explanation(service: &Service, applicant_id: i64) -> Result<Explanation> {
    service.read(&format!("/api/v1/applicants/{applicant_id}/explanation"))
}

/// A reason that reads differently in the two languages, and its place among the reasons.
fn first_translated(reasons: &[Contribution]) -> Result<(usize, &Contribution)> {
    let mut reasons = reasons.iter().enumerate();
    reasons
        .find(|(_, reason)| reason.label.en != reason.label.fr)
        .context("no reason has a French text of its own")
}

/// What the words for a decision have in common in both languages.
fn stem(decision: Decision) -> &'static str {
    match decision {
        Decision::Approve => "appro",
        Decision::Refuse => "refus",
    }
}

/// A number as its digits, whatever groups them.
fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
