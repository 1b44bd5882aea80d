//! Off the officer's way: addresses that were mistyped or sent by a colleague, screens of another
//! width, an answer that does not come.

use anyhow::{Context, Result, ensure};
use creditwood_contract::{ApplicantSummary, Page as ListPage};
use creditwood_tests::browser::Browser;
use creditwood_tests::service::Service;
use serde_json::{Value, json};

use crate::explanation;
use crate::page::{Page, at};

/// Widths in pixels: a small desktop screen, and a phone.
const WIDTHS: [u32; 2] = [1024, 390];

/// A name that no row has room for, where it is cut, and where it is not.
const LONG_LABEL: &str = "
    const row = document.querySelector(\"[data-testid='contribution']\");
    const label = row.querySelector('.row-label');
    label.textContent = 'a name that goes on and on '.repeat(12);
    const is_cut = () => label.scrollHeight > label.clientHeight + 1;
    document.activeElement.blur();
    const before = is_cut();
    row.focus();
    return [before, is_cut()];";

pub(crate) async fn wander(page: &Page<'_>, browser: &Browser, service: &Service) -> Result<()> {
    let list: ListPage<ApplicantSummary> = service.read("/api/v1/applicants?per_page=1")?;
    let id = list
        .items
        .first()
        .context("the list is empty")?
        .applicant_id;
    // A window without a screen loses the focus when its page is loaded again.
    let focus = json!({ "enabled": true });
    browser
        .devtools("Emulation.setFocusEmulationEnabled", focus)
        .await?;
    share_a_reason(page, service, id)
        .await
        .context("a reason in the address")?;
    read_long_labels(page).await.context("long labels")?;
    go_beyond_the_end(page, service, list.n_total)
        .await
        .context("a page beyond the end")?;
    mistype(page, service, id)
        .await
        .context("wrong addresses")?;
    lose_the_threshold(page, browser, service)
        .await
        .context("a threshold that does not come")?;
    change_the_screen(page, browser)
        .await
        .context("another width")
}

/// The reason that is looked at stands in the address, so that a reload shows it again.
async fn share_a_reason(page: &Page<'_>, service: &Service, id: i64) -> Result<()> {
    let expected = explanation(service, id)?;
    page.open(&format!("{}/applicants/{id}", service.url))
        .await?;
    let observed = expected.score.n_observed.to_string();
    page.text_where(at::OBSERVED, "a rate", |text| !text.is_empty())
        .await?;
    let words = page.run("return document.querySelector('.readings').textContent");
    let words = words.await?.to_string();
    ensure!(words.contains(&observed), "no {observed} in {words}");
    let reason = expected.contributions.get(2).context("too few reasons")?;
    page.click_nth(at::CONTRIBUTION, 2).await?;
    let is_right = |text: &str| text == reason.label.en;
    page.text_where(at::COMPARISON_LABEL, &reason.label.en, is_right)
        .await?;
    let address = page.address().await?;
    let query = format!("?feature={}", reason.name);
    ensure!(address.ends_with(&query), "the address is {address}");
    page.reload().await?;
    page.text_where(at::COMPARISON_LABEL, &reason.label.en, is_right)
        .await?;
    Ok(())
}

/// A label that is cut after two lines can be read whole where the row has the focus.
async fn read_long_labels(page: &Page<'_>) -> Result<()> {
    let title = "return [...document.querySelectorAll('.row-label[title]')]\
                 .every(label => label.title === label.textContent)";
    ensure!(page.run(title).await? == Value::Bool(true), "a title lacks");
    let is_cut = page.run(LONG_LABEL).await?;
    ensure!(
        is_cut == json!([true, false]),
        "cut without and with focus: {is_cut}"
    );
    Ok(())
}

async fn go_beyond_the_end(page: &Page<'_>, service: &Service, n_total: usize) -> Result<()> {
    page.open(&format!("{}/applicants?page=99999", service.url))
        .await?;
    let last = n_total.div_ceil(25).to_string();
    page.text_where(at::PAGE_BEYOND, &last, |text| {
        text.contains("99,999") && text.contains(&last)
    })
    .await?;
    page.click(at::PAGE_LAST).await?;
    page.text_where(at::ROW, "an applicant", |text| !text.is_empty())
        .await?;
    let address = page.address().await?;
    ensure!(address.ends_with(&format!("?page={last}")), "{address}");
    Ok(())
}

/// What the service refuses, a French page says in French.
async fn mistype(page: &Page<'_>, service: &Service, id: i64) -> Result<()> {
    page.click(at::FRENCH).await?;
    for (path, part) in [
        ("/applicants?colour=red", "Il n’y a pas de paramètre"),
        ("/applicants?page=many", "un nombre entier de 1 à"),
        ("/applicants?page=%2B2", "un nombre entier de 1 à"),
        (&format!("/applicants/+{id}"), "n’est pas le numéro"),
        (
            "/applicants/999999999",
            "Il n’y a pas de demandeur 999999999",
        ),
    ] {
        page.open(&format!("{}{path}", service.url)).await?;
        page.text_where(at::ERROR, part, |text| text.contains(part))
            .await?;
    }
    page.open(&format!("{}/applicants?colour=red", service.url))
        .await?;
    page.click(at::SHOW_ALL).await?;
    page.text_where(at::ROW, "an applicant", |text| !text.is_empty())
        .await?;
    let odd = format!("{}/applicants/{id}?feature=NOWHERE&colour=red", service.url);
    page.open(&odd).await?;
    page.text_where(at::COMPARISON_UNKNOWN, "NOWHERE", |text| {
        text.contains("NOWHERE")
    })
    .await?;
    page.text_where(at::UNKNOWN_PARAMETERS, "colour", |text| {
        text.contains("colour")
    })
    .await?;
    page.click(at::ENGLISH).await
}

/// Without the model the list has no mark of the threshold: it says so, and asks again when told.
async fn lose_the_threshold(page: &Page<'_>, browser: &Browser, service: &Service) -> Result<()> {
    let block = |urls: Value| browser.devtools("Network.setBlockedURLs", json!({ "urls": urls }));
    browser.devtools("Network.enable", json!({})).await?;
    block(json!(["*/api/v1/model"])).await?;
    page.open(&format!("{}/applicants", service.url)).await?;
    page.text_where(at::THRESHOLD_MISSING, "a notice", |text| {
        text.contains("threshold")
    })
    .await?;
    page.wait_for_count(at::THRESHOLD_MARK, 0).await?;
    block(json!([])).await?;
    page.click(at::THRESHOLD_RETRY).await?;
    page.wait_for_count(at::THRESHOLD_MARK, 25).await?;
    page.wait_for_count(at::THRESHOLD_MISSING, 0).await
}

/// The outcome is in sight, and nothing reaches beyond the screen.
async fn change_the_screen(page: &Page<'_>, browser: &Browser) -> Result<()> {
    for width in WIDTHS {
        set_width(browser, width).await?;
        ensure!(
            page.shows(at::OUTCOME).await?,
            "no outcome at {width} pixels"
        );
        check_fit(page, width).await?;
    }
    restore_width(browser).await
}

/// Nothing of the page that is open reaches beyond the screen, in either language.
pub(crate) async fn check_widths(page: &Page<'_>, browser: &Browser) -> Result<()> {
    for width in WIDTHS {
        set_width(browser, width).await?;
        for language in [at::FRENCH, at::ENGLISH] {
            page.click(language).await?;
            check_fit(page, width).await?;
        }
    }
    restore_width(browser).await
}

async fn set_width(browser: &Browser, width: u32) -> Result<()> {
    let metrics = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
    let command = "Emulation.setDeviceMetricsOverride";
    browser.devtools(command, metrics).await.map(drop)
}

async fn restore_width(browser: &Browser) -> Result<()> {
    let command = "Emulation.clearDeviceMetricsOverride";
    browser.devtools(command, json!({})).await.map(drop)
}

async fn check_fit(page: &Page<'_>, width: u32) -> Result<()> {
    let fits = "return document.documentElement.scrollWidth <= window.innerWidth";
    let fits = page.run(fits).await? == Value::Bool(true);
    ensure!(fits, "too wide for {width}");
    Ok(())
}
