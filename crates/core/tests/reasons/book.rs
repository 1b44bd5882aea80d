//! The book: what may be said of each column.

use creditwood_core::features::expression::num;
use creditwood_core::features::sources::catalogue;
use creditwood_core::features::{Catalogue, Feature, Group};
use creditwood_core::label::{Label, Unit};
use creditwood_core::reasons::{ColumnReason, ReasonBook, ThemeText};
use serde_json::json;

use super::{plain, text};

#[test]
fn texts_that_are_no_book_are_refused_by_name() {
    let refused = |themes: Vec<ThemeText>, columns: &[ColumnReason]| {
        let error = ReasonBook::of_texts(themes, columns.to_vec()).unwrap_err();
        error.to_string()
    };
    assert_eq!(
        refused(vec![text("A"), text("A")], &[]),
        "theme `A` stands twice"
    );
    let mut mute = text("A");
    mute.wording.unknown.fr = " ".into();
    assert_eq!(
        refused(vec![mute], &[]),
        "theme `A` has an empty text, expected one in English and French each"
    );
    assert_eq!(
        refused(vec![text("A")], &[plain(0), plain(1)]),
        "column 1 has theme 1 of 1"
    );
    let stored = json!({ "themes": [], "columns": [plain(0)] });
    let error = serde_json::from_value::<ReasonBook>(stored).unwrap_err();
    assert_eq!(error.to_string(), "column 0 has theme 0 of 0");
}

#[test]
fn the_whole_catalogue_makes_a_book_that_survives_being_stored() {
    let catalogue = catalogue();
    let features = catalogue.features();
    let names: Vec<String> = features
        .iter()
        .map(|feature| feature.name.clone())
        .collect();
    let book = ReasonBook::new(&catalogue, &names).unwrap();
    for (column, feature) in book.columns().iter().zip(features) {
        let traits = (column.protected, column.actionable);
        assert_eq!(
            traits,
            (feature.protected, feature.actionable),
            "{}",
            feature.name
        );
    }
    let stored = serde_json::to_string(&book).unwrap();
    assert_eq!(serde_json::from_str::<ReasonBook>(&stored).unwrap(), book);
    let (grouping, codes) = book.by_theme();
    assert_eq!(
        (grouping.n_columns(), codes.len()),
        (names.len(), book.themes().len())
    );
}

#[test]
fn a_book_holds_the_themes_that_are_needed_in_their_order() {
    let names = [
        "AMT_CREDIT",
        "EXT_SOURCE_1",
        "BUREAU_DEBT_SUM",
        "EXT_SOURCE_3",
    ];
    let book = ReasonBook::new(&catalogue(), &names.map(str::to_owned)).unwrap();
    let codes: Vec<&str> = book
        .themes()
        .iter()
        .map(|theme| theme.code.as_str())
        .collect();
    assert_eq!(
        codes,
        ["EXTERNAL_SCORES", "DEBTS_ELSEWHERE", "CREDIT_AMOUNT"]
    );
    let themes: Vec<usize> = book.columns().iter().map(|column| column.theme).collect();
    assert_eq!(themes, [2, 0, 1, 0]);
    assert_eq!(
        book.by_theme().0.sum(&[1.0, 2.0, 4.0, 8.0]),
        [1.0, 10.0, 4.0]
    );
}

#[test]
fn features_of_which_nothing_can_be_told_are_named() {
    let label = Label::new("A", "B");
    let constant = Feature::row("TWELVE", Group::Loan, Unit::Plain, label, num(12.0));
    let mut features = catalogue().features()[..3].to_vec();
    features.insert(0, constant);
    let catalogue = Catalogue::new("1".to_owned(), features).unwrap();
    let names = [&catalogue.features()[1].name, "Column_7", "TWELVE"].map(str::to_owned);
    let error = ReasonBook::new(&catalogue, &names).unwrap_err();
    assert_eq!(error.names, ["Column_7", "TWELVE"]);
    assert_eq!(
        error.to_string(),
        "no reason could be told of what the model reads as Column_7, TWELVE; a feature has to be \
         in the catalogue and read a column of the applicant's tables"
    );
}
