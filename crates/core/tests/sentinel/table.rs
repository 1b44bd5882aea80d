//! History tables that come empty, cut short, or not at all.

use creditwood_core::features::aggregate::{Aggregate, Statistic};
use creditwood_core::features::expression::{Expr, col, feature, num};
use creditwood_core::features::{Catalogue, Feature, Group};
use creditwood_core::label::{Label, Unit};
use creditwood_core::schema::TableName;
use creditwood_core::sentinel::{
    Comparison, Defect, Finding, Findings, Profile, Profiles, Subject, Verdict,
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const HOLE: f32 = f32::NAN;

/// An applicant of a made-up lender with credits at other ones.
#[derive(Clone, Debug)]
struct Applicant {
    days_birth: f32,
    income: f32,
    /// What is owed of each credit.
    debts: Vec<f32>,
}

/// One in five has no credit elsewhere, the others up to nine.
fn applicants(n_rows: usize, seed: u64) -> Vec<Applicant> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let draw = |rng: &mut ChaCha8Rng| {
        let n_credits = if rng.random::<f64>() < 0.2 {
            0
        } else {
            1 + (9.0 * rng.random::<f64>()) as usize
        };
        Applicant {
            days_birth: (-7_500.0 - 17_500.0 * rng.random::<f64>()).round() as f32,
            income: (60_000.0 * (2.0 * rng.random::<f64>()).exp()) as f32,
            debts: (0..n_credits)
                .map(|_| (5_000.0 * (3.0 * rng.random::<f64>()).exp()) as f32)
                .collect(),
        }
    };
    (0..n_rows).map(|_| draw(&mut rng)).collect()
}

fn catalogue() -> Catalogue {
    let row = |name: &str, unit, expr| {
        Feature::row(name, Group::Person, unit, Label::new("A", "B"), expr)
    };
    let of_bureau = |name: &str, unit, statistic, value: Expr| {
        let aggregate = Aggregate {
            table: TableName::Bureau,
            per: None,
            statistic,
            value,
            filter: None,
        };
        Feature::aggregate(name, Group::Bureau, unit, Label::new("A", "B"), aggregate)
    };
    let features = vec![
        row("DAYS_BIRTH", Unit::Days, col("DAYS_BIRTH")),
        row("AMT_INCOME_TOTAL", Unit::Amount, col("AMT_INCOME_TOTAL")),
        of_bureau("BUREAU_COUNT", Unit::Count, Statistic::Count, num(1.0)),
        of_bureau(
            "BUREAU_DEBT_SUM",
            Unit::Amount,
            Statistic::Sum,
            col("AMT_CREDIT_SUM_DEBT"),
        ),
        row(
            "DEBT_TO_INCOME",
            Unit::Ratio,
            feature("BUREAU_DEBT_SUM") / feature("AMT_INCOME_TOTAL"),
        ),
    ];
    Catalogue::new("1".to_owned(), features).unwrap()
}

fn profiles(applicants: &[Applicant]) -> Profiles {
    let debt = |applicant: &Applicant| match &applicant.debts[..] {
        [] => HOLE,
        debts => debts.iter().sum(),
    };
    let column = |value: &dyn Fn(&Applicant) -> f32| Profile::new(applicants.iter().map(value));
    Profiles::from([
        ("DAYS_BIRTH".to_owned(), column(&|one| one.days_birth)),
        ("AMT_INCOME_TOTAL".to_owned(), column(&|one| one.income)),
        (
            "BUREAU_COUNT".to_owned(),
            column(&|one| one.debts.len() as f32),
        ),
        ("BUREAU_DEBT_SUM".to_owned(), column(&debt)),
        (
            "DEBT_TO_INCOME".to_owned(),
            column(&|one| debt(one) / one.income),
        ),
    ])
}

fn findings_on(current: &[Applicant]) -> Findings {
    Findings::new(
        &profiles(&applicants(6_000, 1)),
        &profiles(current),
        &catalogue(),
    )
}

/// The findings on other applicants, each of them changed on the way.
fn findings_after(change: impl Fn(usize, &mut Applicant)) -> Findings {
    let mut current = applicants(4_000, 2);
    let rows = current.iter_mut().enumerate();
    rows.for_each(|(idx, applicant)| change(idx, applicant));
    findings_on(&current)
}

/// The one defect that needs mending.
fn root(findings: &Findings) -> &Finding {
    let roots: Vec<&Finding> = findings.defects().collect();
    match roots[..] {
        [root] => root,
        _ => panic!("{roots:?}"),
    }
}

#[test]
fn a_table_without_rows_is_one_defect_and_its_columns_follow() {
    let findings = findings_after(|_, applicant| applicant.debts.clear());
    let bureau = root(&findings);
    assert_eq!(
        (bureau.name.as_str(), bureau.subject),
        ("bureau", Subject::Table)
    );
    let Verdict::Defect(Defect::RowsLost { reference }) = bureau.judgement.verdict else {
        panic!("{bureau:?}");
    };
    assert!((reference - 0.8).abs() < 0.02, "{reference}");
    let following: Vec<&str> = findings.following("bureau").map(|one| &*one.name).collect();
    assert!(following.contains(&"BUREAU_COUNT"), "{following:?}");
    assert!(following.contains(&"BUREAU_DEBT_SUM"), "{following:?}");
    let sentence = bureau.sentence.as_ref().unwrap();
    assert!(
        sentence
            .en
            .starts_with("bureau has rows of 0 % of the applicants, in training of 8"),
        "{}",
        sentence.en
    );
    assert_ne!(sentence.en, sentence.fr);
}

#[test]
fn a_table_without_rows_is_a_defect_whoever_was_chosen() {
    let mut old = applicants(12_000, 2);
    old.retain(|applicant| applicant.days_birth < -22_000.0 && applicant.income < 150_000.0);
    assert_eq!(findings_on(&old).counts().n_defects, 0);
    old.iter_mut().for_each(|applicant| applicant.debts.clear());
    assert_eq!(root(&findings_on(&old)).name, "bureau");
}

#[test]
fn a_table_cut_short_by_applicants_or_by_rows_is_one_defect() {
    let by_applicant = findings_after(|idx, applicant| {
        if !idx.is_multiple_of(5) {
            applicant.debts.clear();
        }
    });
    let Verdict::Defect(Defect::RowsCut { current, rows, .. }) =
        root(&by_applicant).judgement.verdict
    else {
        panic!("{:?}", root(&by_applicant));
    };
    assert!((current - 0.16).abs() < 0.02, "{current}");
    assert!((rows - 1.0).abs() < 0.1, "{rows}");

    let by_row = findings_after(|_, applicant| applicant.debts.truncate(1));
    let Verdict::Defect(Defect::RowsCut { rows, .. }) = root(&by_row).judgement.verdict else {
        panic!("{:?}", root(&by_row));
    };
    assert!((rows - 0.2).abs() < 0.02, "{rows}");
}

#[test]
fn applicants_with_fewer_rows_are_a_changed_population_where_their_applications_are_others_too() {
    let mut young = applicants(20_000, 2);
    young.retain(|applicant| applicant.days_birth > -10_000.0 && applicant.income < 120_000.0);
    let rows = young.iter_mut().enumerate();
    rows.for_each(|(idx, applicant)| {
        if !idx.is_multiple_of(5) {
            applicant.debts.clear();
        }
    });
    let findings = findings_on(&young);
    assert_eq!(findings.counts().n_defects, 0, "{:?}", findings.columns);
    // Which of the two it is nobody can tell, and the sentence does not.
    let bureau = findings.columns.iter().find(|one| one.name == "bureau");
    let sentence = bureau.and_then(|one| one.sentence.as_ref()).unwrap();
    assert!(
        sentence
            .en
            .contains("as other columns tell, or the table was cut short"),
        "{}",
        sentence.en
    );
}

#[test]
fn a_table_of_which_needed_columns_are_missing_is_one_defect() {
    let reference = profiles(&applicants(1_000, 1));
    let mut current = profiles(&applicants(1_000, 2));
    current.retain(|name, _| !name.contains("BUREAU") && name != "DEBT_TO_INCOME");
    let catalogue = catalogue();
    let comparison = Comparison::new(&reference, &current, &catalogue);
    let findings = comparison
        .needing(["BUREAU_DEBT_SUM", "DEBT_TO_INCOME"])
        .findings();
    let bureau = root(&findings);
    let Verdict::Defect(Defect::ColumnsMissing {
        names,
        is_whole_table,
        columns: _,
    }) = &bureau.judgement.verdict
    else {
        panic!("{bureau:?}");
    };
    assert_eq!(names, &["BUREAU_DEBT_SUM", "DEBT_TO_INCOME"]);
    assert!(is_whole_table);
    assert_eq!(findings.missing.len(), 3);
    let sentence = &bureau.sentence.as_ref().unwrap().en;
    assert!(
        sentence.contains("the table was not delivered"),
        "{sentence}"
    );
}

#[test]
fn a_broken_column_of_a_history_is_named_with_its_table() {
    let findings = findings_after(|_, applicant| {
        applicant.debts.iter_mut().for_each(|debt| *debt *= 1_000.0);
    });
    let sentence = root(&findings).sentence.as_ref().unwrap();
    for text in [&sentence.en, &sentence.fr] {
        assert!(
            text.starts_with("BUREAU_DEBT_SUM (bureau.AMT_CREDIT_SUM_DEBT) "),
            "{text}"
        );
    }
}

/// The months of credits at other lenders, whose rows are found through those credits.
fn with_months() -> Catalogue {
    let count = |name: &str, table| {
        let aggregate = Aggregate {
            table,
            per: None,
            statistic: Statistic::Count,
            value: num(1.0),
            filter: None,
        };
        let label = Label::new("A", "B");
        Feature::aggregate(name, Group::Bureau, Unit::Count, label, aggregate)
    };
    let features = vec![
        count("BUREAU_COUNT", TableName::Bureau),
        count("MONTHS_COUNT", TableName::BureauBalance),
    ];
    Catalogue::new("1".to_owned(), features).unwrap()
}

#[test]
fn months_of_credits_that_are_not_there_follow_from_them_and_months_alone_do_not() {
    let catalogue = with_months();
    let profiles = |n_credits: f32, n_months: f32| {
        let column = |n: f32| {
            let some = move |one: &Applicant| (one.debts.len() as f32).min(1.0) * n;
            Profile::new(applicants(4_000, 3).iter().map(some))
        };
        Profiles::from([
            ("BUREAU_COUNT".to_owned(), column(n_credits)),
            ("MONTHS_COUNT".to_owned(), column(n_months)),
        ])
    };
    let reference = profiles(3.0, 20.0);
    for (current, cause) in [
        (profiles(0.0, 0.0), "bureau"),
        (profiles(3.0, 0.0), "bureau_balance"),
    ] {
        let findings = Findings::new(&reference, &current, &catalogue);
        assert_eq!(root(&findings).name, cause);
        let months = findings.columns.iter().find(|it| it.name == "MONTHS_COUNT");
        let follows_from = months.and_then(|it| it.follows_from.as_deref());
        assert_eq!(follows_from, Some("bureau_balance"));
    }
}

#[test]
fn a_tenth_of_the_months_is_too_few_where_a_third_had_some_and_as_many_credits() {
    let catalogue = with_months();
    let profiles = |n_with_months: usize, n_with_credits: usize| {
        let column = |n_with: usize| {
            Profile::new((0..4_000).map(|idx| f32::from(u8::from(idx < n_with)) * 20.0))
        };
        Profiles::from([
            ("BUREAU_COUNT".to_owned(), column(n_with_credits)),
            ("MONTHS_COUNT".to_owned(), column(n_with_months)),
        ])
    };
    let reference = profiles(1_200, 3_400);
    let cut = Findings::new(&reference, &profiles(400, 3_400), &catalogue);
    assert_eq!(root(&cut).name, "bureau_balance");
    let half = Findings::new(&reference, &profiles(700, 3_400), &catalogue);
    assert_eq!(half.counts().n_defects, 0);
}
