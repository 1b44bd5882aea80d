//! What the model's page says of a portfolio's data: nothing to worry about, or what is broken.

use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use creditwood_contract::{ColumnQuality, ColumnVerdict, DataQuality};
use creditwood_tests::browser::Browser;
use creditwood_tests::pipeline::{Pipeline, compute_features};
use creditwood_tests::service::Service;
use creditwood_tests::tables::{copy_with_births, synthesize_csv};
use serde_json::json;

use crate::detour::check_widths;
use crate::digits;
use crate::page::{Page, at};

/// How many changed columns the page lists at most.
const N_LISTED: usize = 20;

/// How often the service is asked whether it has judged its data.
const PERIOD: Duration = Duration::from_millis(100);

/// How many answers the page of the model waits for.
const N_ANSWERS: usize = 4;

/// Holds the page's answers back until the last is there, so that all come in one instant.
const ALL_AT_ONCE: &str = "
    const read = Response.prototype.text;
    const held = [];
    Response.prototype.text = async function () {
        const text = await read.call(this);
        await new Promise(go => held.push(go) === N_ANSWERS && held.forEach(go => go()));
        return text;
    };";

/// The portfolio that the model was trained on is as it was.
pub(crate) async fn see_that_all_is_well(page: &Page<'_>, service: &Service) -> Result<()> {
    let expected = quality_of(service)?;
    ensure!(expected.n_defects == Some(0), "{expected:?}");
    page.open(&format!("{}/model", service.url)).await?;
    let n_same = expected.n_same.context("nothing is counted")?.to_string();
    page.text_where(at::QUALITY_LEAD, "columns as in training", |text| {
        text.contains("as they were in training") && digits(text).contains(&n_same)
    })
    .await?;
    page.wait_for_count(at::DEFECT_NOTICE, 0).await
}

/// Other applicants of the same lender, from a pipeline that lost the sign of the dates of birth.
pub(crate) async fn see_a_defect(
    page: &Page<'_>,
    browser: &Browser,
    trained: &Pipeline,
) -> Result<()> {
    let service = Service::start(&with_flipped_births(trained)?, Some(&crate::dashboard()))?;
    let expected = quality_of(&service)?;
    let defect = expected.columns.first().context("nothing was found")?;
    let address = format!("{}/model", service.url);
    see_all_at_once(page, browser, &address)
        .await
        .context("all answers in one instant")?;
    page.open(&address).await?;
    read_notice(page, defect).await.context("the notice")?;
    read_card(page, &expected).await.context("the card")?;
    check_widths(page, browser).await
}

/// The notice finds its place, and the cards their figures, also where every answer comes at once.
async fn see_all_at_once(page: &Page<'_>, browser: &Browser, address: &str) -> Result<()> {
    let script = ALL_AT_ONCE.replace("N_ANSWERS", &N_ANSWERS.to_string());
    let added = browser
        .devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": script }),
        )
        .await?;
    page.open(address).await?;
    page.wait_for_count(at::DEFECT_NOTICE, 1).await?;
    page.wait_for_count(at::LOADING, 0).await?;
    browser
        .devtools("Page.removeScriptToEvaluateOnNewDocument", added)
        .await
        .map(drop)
}

/// The head of the page says what is broken, in either language, and leads to more.
async fn read_notice(page: &Page<'_>, defect: &ColumnQuality) -> Result<()> {
    let sentence = defect.sentence.as_ref().context("no sentence")?;
    for (language, told) in [(at::FRENCH, &sentence.fr), (at::ENGLISH, &sentence.en)] {
        page.click(language).await?;
        page.text_where(at::DEFECT_NOTICE, told, |text| {
            text.starts_with("1 ") && plain(text).contains(&plain(told))
        })
        .await?;
    }
    page.click(at::DEFECT_LINK).await?;
    let address = page.address().await?;
    ensure!(address.ends_with("/model#data-quality"), "{address}");
    Ok(())
}

/// Defects with what follows stand open, what has changed is folded away.
async fn read_card(page: &Page<'_>, expected: &DataQuality) -> Result<()> {
    let n_defects = expected.n_defects.context("nothing is counted")?;
    page.wait_for_count(at::DEFECT, n_defects).await?;
    let n_following = expected.n_following.context("nothing is counted")?;
    let n_following = n_following.to_string();
    page.text_where(at::FOLLOWING, &n_following, |text| {
        digits(text) == n_following
    })
    .await?;
    let columns = expected.columns.iter();
    let mut changed = columns.filter(|column| {
        column.verdict == ColumnVerdict::ChangedPopulation && column.follows_from.is_none()
    });
    let Some(first) = changed.next() else {
        return page.wait_for_count(at::CHANGES, 0).await;
    };
    let n_listed = (1 + changed.count()).min(N_LISTED);
    page.wait_for_count(at::CHANGE, n_listed).await?;
    ensure!(
        !page.shows(at::CHANGE).await?,
        "changes are not folded away"
    );
    page.click(at::CHANGES).await?;
    page.text_where(at::CHANGE, &first.label.en, |text| {
        text.contains(&first.label.en)
    })
    .await
    .map(drop)
}

fn quality_of(service: &Service) -> Result<DataQuality> {
    loop {
        let quality: DataQuality = service.read("/api/v1/data-quality")?;
        if !quality.pending {
            return Ok(quality);
        }
        thread::sleep(PERIOD);
    }
}

/// The model beside features whose dates of birth are positive.
fn with_flipped_births(trained: &Pipeline) -> Result<Pipeline> {
    let (right, flipped) = (trained.dir.join("later"), trained.dir.join("flipped"));
    synthesize_csv(&right, 2_000, 2)?;
    copy_with_births(&right, &flipped, |days| Some(-days))?;
    let features = trained.dir.join("flipped.parquet");
    compute_features(&flipped, &features)?;
    Ok(Pipeline {
        dir: trained.dir.clone(),
        portfolio: flipped,
        features,
        model: trained.model.clone(),
    })
}

/// A text without what the browser does to its spaces.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
