//! What keeps the service from starting, and how it stops.

use std::error::Error;

use creditwood_api::{Service, StartError};
use tempfile::TempDir;

use crate::fixture::{model, portfolio};
use crate::helper::settings;

/// The message of an error and of what it came from.
fn words_of(error: &StartError) -> String {
    let source = error.source().map_or_else(String::new, ToString::to_string);
    format!("{error}: {source}")
}

#[test]
fn a_portfolio_that_lacks_a_feature_of_the_model_is_refused_by_its_name() {
    let mut portfolio = portfolio();
    let column = portfolio.column_of("BUREAU_MONTHS").unwrap();
    portfolio.feature_names[column] = "OTHER".to_owned();
    let error = Service::bind(settings(), model(), portfolio, None)
        .err()
        .unwrap();
    assert!(
        words_of(&error).contains("lack 1 that the model reads, the first is `BUREAU_MONTHS`"),
        "{}",
        words_of(&error)
    );
}

#[test]
fn a_portfolio_of_another_catalogue_is_refused() {
    let mut portfolio = portfolio();
    portfolio.catalogue_version = "6".to_owned();
    let error = Service::bind(settings(), model(), portfolio, None)
        .err()
        .unwrap();
    assert!(words_of(&error).contains("version `6`, the model reads `7`"));
}

#[test]
fn a_model_whose_parts_do_not_fit_is_refused() {
    let mut model = model();
    model.feature_names[0] = "NOWHERE".to_owned();
    let error = Service::bind(settings(), model, portfolio(), None)
        .err()
        .unwrap();
    assert!(words_of(&error).contains("has no feature `NOWHERE`"));
}

#[test]
fn a_folder_without_a_page_and_settings_out_of_range_are_refused() {
    let folder = TempDir::new().unwrap();
    let path = Some(folder.path().to_owned());
    let error = Service::bind(settings(), model(), portfolio(), path)
        .err()
        .unwrap();
    assert!(words_of(&error).contains("has no index.html"));
    let mut wrong = settings();
    wrong.workers = Some(0);
    let error = Service::bind(wrong, model(), portfolio(), None)
        .err()
        .unwrap();
    assert!(words_of(&error).contains("`workers` is 0"));
}

#[test]
fn an_address_that_is_taken_is_named() {
    let first = Service::bind(settings(), model(), portfolio(), None).unwrap();
    let mut taken = settings();
    taken.port = first.address().port();
    let error = Service::bind(taken, model(), portfolio(), None)
        .err()
        .unwrap();
    assert!(words_of(&error).contains(&first.address().to_string()));
}

#[test]
fn a_stopped_service_returns_to_its_caller() {
    let service = Service::bind(settings(), model(), portfolio(), None).unwrap();
    let handle = service.handle();
    let running = std::thread::spawn(|| service.run_blocking());
    actix_web::rt::System::new().block_on(handle.stop(true));
    running.join().unwrap().unwrap();
}
