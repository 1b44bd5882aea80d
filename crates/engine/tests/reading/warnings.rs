//! What is passed over at a cost, and told.

use creditwood_core::features::{Aggregate, Feature, Group, Per, Statistic};
use creditwood_core::label::{Label, Unit};
use creditwood_core::schema::TableName;
use creditwood_engine::Warning;
use creditwood_engine::read::Position;

use crate::common::{aggregate_feature, build, catalogue, folder_of, write_files};
use crate::{GOOD, TRAIN, built, warnings_with};

#[test]
fn a_missing_table_costs_its_features_and_one_warning() {
    let folder = folder_of(&GOOD[..3]);
    let built = built(folder.path());
    assert_eq!(
        built.warnings,
        [Warning::MissingTable {
            table: TableName::BureauBalance,
            features: vec!["BALANCE_COUNT".to_owned()],
        }]
    );
    assert_eq!(
        built.warnings[0].to_string(),
        "table `bureau_balance` is missing, which costs 1 feature: BALANCE_COUNT"
    );
    assert_eq!(built.matrix.n_features(), 5);
    assert!(built.catalogue.get("BALANCE_COUNT").is_none());
}

#[test]
fn a_table_without_the_one_that_owns_its_rows_is_lost() {
    let folder = folder_of(&[GOOD[0], GOOD[1], GOOD[3]]);
    let warnings = built(folder.path()).warnings;
    assert_eq!(warnings.len(), 2);
    assert!(
        matches!(&warnings[1], Warning::OwnerlessTable { features, .. } if features == &["BALANCE_COUNT"])
    );
}

#[test]
fn a_missing_column_costs_its_features_and_one_warning() {
    let warnings = warnings_with("bureau.csv", "SK_ID_CURR,SK_ID_BUREAU\n1,10\n1,11\n");
    let [
        Warning::MissingColumn {
            files,
            column,
            features,
        },
    ] = &warnings[..]
    else {
        panic!("{warnings:?}");
    };
    assert!(files[0].ends_with("bureau.csv") && files.len() == 1);
    assert_eq!(
        (column.as_str(), features.as_slice()),
        ("DAYS_CREDIT", &["BUREAU_DAYS_MEAN".to_owned()][..])
    );
}

#[test]
fn a_missing_key_costs_the_features_that_group_by_it_and_one_warning() {
    use creditwood_core::features::expression::num;
    let aggregate = Aggregate {
        table: TableName::PosCashBalance,
        per: Some(Per {
            key: "SK_ID_PREV".to_owned(),
            inner: Vec::new(),
        }),
        statistic: Statistic::Count,
        value: num(1.0),
        filter: None,
    };
    let label = Label::new("", "");
    let loans = Feature::aggregate("LOANS", Group::PosCash, Unit::Count, label, aggregate);
    let months = (TableName::PosCashBalance, Statistic::Count);
    let months = aggregate_feature("MONTHS", months.0, months.1, num(1.0));
    let catalogue = catalogue(vec![loans, months]);
    let built = |text| {
        let folder = folder_of(&[GOOD[0], ("POS_CASH_balance.csv", text)]);
        build(folder.path(), &catalogue)
    };

    let with_key = "SK_ID_PREV,SK_ID_CURR,MONTHS_BALANCE\n7,1,-1\n8,1,-1\n7,1,-2\n7,3,-1\n";
    let matrix = built(with_key).unwrap().matrix;
    assert_eq!(matrix.values.row(0).to_vec(), [2.0, 3.0]);
    assert_eq!(matrix.values.row(1).to_vec(), [1.0, 1.0]);

    let without = built("SK_ID_CURR,MONTHS_BALANCE\n1,-1\n").unwrap();
    assert_eq!(without.matrix.feature_names, ["MONTHS"]);
    let [
        Warning::MissingColumn {
            files,
            column,
            features,
        },
    ] = without.warnings.as_slice()
    else {
        panic!("{:?}", without.warnings);
    };
    assert!(files[0].ends_with("POS_CASH_balance.csv"), "{files:?}");
    assert_eq!((files.len(), column.as_str()), (1, "SK_ID_PREV"));
    assert_eq!(features, &["LOANS"]);

    let error = built("SK_ID_PREV,SK_ID_CURR,MONTHS_BALANCE\n,1,-1\n").unwrap_err();
    let told = "line 2: column `SK_ID_PREV` holds ``, expected a whole number";
    assert!(error.to_string().ends_with(told), "{error}");
}

#[test]
fn unknown_columns_are_one_warning() {
    let warnings = warnings_with(
        "bureau.csv",
        "SK_ID_CURR,SK_ID_BUREAU,DAYS_CREDIT,MOOD,WEATHER\n1,10,-4,good,fine\n1,11,-2,bad,rain\n",
    );
    assert!(
        matches!(&warnings[..], [Warning::UnknownColumns { columns, .. }] if columns == &["MOOD", "WEATHER"]),
        "{warnings:?}"
    );
}

#[test]
fn unknown_levels_are_counted_with_their_first_places() {
    let warnings = warnings_with(
        TRAIN,
        "SK_ID_CURR,TARGET,AMT_CREDIT,CNT_CHILDREN,CODE_GENDER\n3,0,1,2,Q\n1,1,,0,Q\n4,1,,0,R\n5,1,,0,\n",
    );
    let [Warning::UnknownLevels { column, cells, .. }] = &warnings[..] else {
        panic!("{warnings:?}");
    };
    assert_eq!((column.as_str(), cells.n), ("CODE_GENDER", 3));
    assert_eq!(
        cells.examples,
        [
            (Position::Line(2), "Q".to_owned()),
            (Position::Line(4), "R".to_owned())
        ]
    );
}

#[test]
fn rows_without_an_owner_are_counted_and_passed_over() {
    let folder = folder_of(&GOOD);
    write_files(
        folder.path(),
        &[
            (
                "bureau.csv",
                "SK_ID_CURR,SK_ID_BUREAU,DAYS_CREDIT\n1,10,-4\n99,11,-2\n",
            ),
            (
                "bureau_balance.csv",
                "SK_ID_BUREAU,MONTHS_BALANCE,STATUS\n10,0,C\n11,-1,0\n77,0,X\n",
            ),
        ],
    );
    let built = built(folder.path());
    let counts: Vec<_> = built
        .warnings
        .iter()
        .map(|warning| match warning {
            Warning::Orphans { key, rows, .. } => (key.as_str(), rows.n, rows.examples[0].clone()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        counts,
        [
            ("SK_ID_CURR", 1, (Position::Line(3), "99".to_owned())),
            ("SK_ID_BUREAU", 2, (Position::Line(3), "11".to_owned())),
        ]
    );
    let count = |name| built.matrix.values[[0, built.matrix.column_of(name).unwrap()]];
    assert_eq!((count("BUREAU_COUNT"), count("BALANCE_COUNT")), (1.0, 1.0));
}
