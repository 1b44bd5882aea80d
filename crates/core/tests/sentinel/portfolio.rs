//! Whole portfolios: categories by their levels, and columns in the light of one another.

use creditwood_core::features::expression::{col, feature, flag, is, num};
use creditwood_core::features::{Catalogue, Feature, Group};
use creditwood_core::label::{Label, Unit};
use creditwood_core::schema::TableName;
use creditwood_core::sentinel::{
    Comparison, Counts, Defect, Finding, Findings, Profile, Profiles, Subject, UnknownLevels,
    Verdict,
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const HOLE: f32 = f32::NAN;
/// The levels of `NAME_INCOME_TYPE` with the part of the applicants that have them.
const LEVELS: [(&str, f64); 4] = [
    ("Working", 0.5),
    ("Commercial associate", 0.25),
    ("Pensioner", 0.18),
    ("State servant", 0.05),
];

/// One applicant of a made-up lender.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Applicant {
    pub(crate) days_birth: f32,
    /// None for pensioners.
    pub(crate) days_employed: f32,
    pub(crate) credit: f32,
    pub(crate) income: f32,
    /// Place in `LEVELS`; beyond for a level that the model does not know.
    pub(crate) level: usize,
}

pub(crate) fn applicants(n_rows: usize, seed: u64) -> Vec<Applicant> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let draw = |rng: &mut ChaCha8Rng| {
        let share: f64 = rng.random();
        let mut below = 0.0;
        let level = LEVELS.iter().position(|(_, part)| {
            below += part;
            share < below
        });
        let is_pensioner = level == Some(2);
        let age: f64 = if is_pensioner { 55.0 } else { 22.0 };
        let age = age + rng.random::<f64>() * if is_pensioner { 14.0 } else { 38.0 };
        let employed = -(rng.random::<f64>() * 8_000.0).floor() as f32;
        Applicant {
            days_birth: (-365.25 * age).floor() as f32,
            days_employed: if is_pensioner { HOLE } else { employed },
            credit: (100_000.0 * (2.5 * rng.random::<f64>()).exp()) as f32,
            income: (60_000.0 * (2.0 * rng.random::<f64>()).exp()) as f32,
            level: level.unwrap_or(LEVELS.len()),
        }
    };
    (0..n_rows).map(|_| draw(&mut rng)).collect()
}

pub(crate) fn catalogue() -> Catalogue {
    let row = |name: &str, unit, expr| {
        Feature::row(name, Group::Person, unit, Label::new("A", "B"), expr)
    };
    let mut features = vec![
        row("DAYS_BIRTH", Unit::Days, col("DAYS_BIRTH")),
        row("DAYS_EMPLOYED", Unit::Days, col("DAYS_EMPLOYED")),
        row("AMT_CREDIT", Unit::Amount, col("AMT_CREDIT")),
        row("AMT_INCOME_TOTAL", Unit::Amount, col("AMT_INCOME_TOTAL")),
    ];
    features.extend(LEVELS.iter().map(|(level, _)| {
        let name = format!("NAME_INCOME_TYPE_{}", level.to_uppercase());
        row(&name, Unit::Flag, flag(is("NAME_INCOME_TYPE", level))).level("NAME_INCOME_TYPE", level)
    }));
    features.extend([
        row(
            "AGE_YEARS",
            Unit::Years,
            feature("DAYS_BIRTH") / num(-365.25),
        ),
        row(
            "EMPLOYED_TO_AGE",
            Unit::Share,
            feature("DAYS_EMPLOYED") / feature("DAYS_BIRTH"),
        ),
        row(
            "CREDIT_TO_INCOME",
            Unit::Ratio,
            feature("AMT_CREDIT") / feature("AMT_INCOME_TOTAL"),
        ),
        row("WORKS", Unit::Flag, flag(is("NAME_INCOME_TYPE", "Working"))),
    ]);
    Catalogue::new("1".to_owned(), features).unwrap()
}

pub(crate) fn profiles(applicants: &[Applicant]) -> Profiles {
    let values = |applicant: &Applicant| {
        let Applicant {
            days_birth,
            days_employed,
            credit,
            income,
            level,
        } = *applicant;
        let mut values = vec![days_birth, days_employed, credit, income];
        values.extend((0..LEVELS.len()).map(|place| f32::from(u8::from(place == level))));
        values.extend([
            days_birth / -365.25,
            days_employed / days_birth,
            credit / income,
            f32::from(u8::from(level == 0)),
        ]);
        values
    };
    let rows: Vec<Vec<f32>> = applicants.iter().map(values).collect();
    let catalogue = catalogue();
    let features = catalogue.features().iter().enumerate();
    features
        .map(|(idx, feature)| {
            let column = rows.iter().map(|row| row[idx]);
            (feature.name.clone(), Profile::new(column))
        })
        .collect()
}

fn findings_on(current: &[Applicant]) -> Findings {
    Findings::new(
        &profiles(&applicants(8_000, 1)),
        &profiles(current),
        &catalogue(),
    )
}

/// The findings on other applicants, each of them changed on the way.
fn findings_after(change: impl Fn(&mut Applicant)) -> Findings {
    let mut current = applicants(4_000, 2);
    current.iter_mut().for_each(change);
    findings_on(&current)
}

fn finding<'a>(findings: &'a Findings, name: &str) -> &'a Finding {
    let mut columns = findings.columns.iter();
    columns.find(|finding| finding.name == name).unwrap()
}

pub(crate) fn names<'a>(findings: impl Iterator<Item = &'a Finding>) -> Vec<&'a str> {
    findings.map(|finding| finding.name.as_str()).collect()
}

#[test]
fn the_same_applicants_again_are_the_same_in_every_column() {
    let findings = findings_after(|_| {});
    let counts = Counts {
        n_same: catalogue().features().len() + 1,
        ..Counts::default()
    };
    assert_eq!(findings.counts(), counts);
    assert!(
        findings
            .columns
            .iter()
            .all(|column| column.sentence.is_none())
    );
}

#[test]
fn a_positive_date_of_birth_is_one_defect_and_what_is_computed_from_it_follows() {
    let findings = findings_after(|applicant| applicant.days_birth *= -1.0);
    assert_eq!(names(findings.defects()), ["DAYS_BIRTH"]);
    let birth = &findings.columns[0];
    assert!(matches!(
        birth.judgement.verdict,
        Verdict::Defect(Defect::SignFlipped { share: 1.0, .. })
    ));
    assert!(birth.judgement.distance > 3.0);
    for name in ["AGE_YEARS", "EMPLOYED_TO_AGE"] {
        let follower = finding(&findings, name);
        assert_eq!(
            follower.follows_from.as_deref(),
            Some("DAYS_BIRTH"),
            "{name}"
        );
        let sentence = follower.sentence.as_ref().unwrap();
        let cause = "it is computed from DAYS_BIRTH, which is broken";
        assert!(sentence.en.ends_with(cause), "{}", sentence.en);
        assert!(
            sentence
                .fr
                .ends_with("cela découle de DAYS_BIRTH, qui est en défaut"),
            "{}",
            sentence.fr
        );
    }
    let counts = findings.counts();
    assert_eq!(
        (counts.n_defects, counts.n_following, counts.n_changed),
        (1, 2, 0)
    );
}

#[test]
fn young_applicants_are_a_changed_population_and_no_defect() {
    let mut young = applicants(20_000, 2);
    young.retain(|applicant| applicant.days_birth > -30.0 * 365.25);
    let findings = findings_on(&young);
    assert_eq!(findings.counts().n_defects, 0, "{:?}", findings.columns);
    for name in ["DAYS_BIRTH", "AGE_YEARS", "NAME_INCOME_TYPE"] {
        let verdict = &finding(&findings, name).judgement.verdict;
        assert_eq!(*verdict, Verdict::ChangedPopulation, "{name}");
    }
    let credit = &finding(&findings, "AMT_CREDIT").judgement.verdict;
    assert_eq!(*credit, Verdict::Same);
}

#[test]
fn a_level_of_another_column_accounts_for_values_that_pensioners_have_not() {
    let mut pensioners = applicants(20_000, 2);
    pensioners.retain(|applicant| applicant.level == 2);
    let findings = findings_on(&pensioners);
    assert_eq!(findings.counts().n_defects, 0, "{:?}", findings.columns);
    let lost = findings_after(|applicant| applicant.days_employed = HOLE);
    assert_eq!(names(lost.defects()), ["DAYS_EMPLOYED"]);
}

#[test]
fn a_renamed_level_is_named_and_a_population_without_it_is_not() {
    let renamed = findings_after(|applicant| {
        if applicant.level == 1 {
            applicant.level = LEVELS.len();
        }
    });
    assert_eq!(names(renamed.defects()), ["NAME_INCOME_TYPE"]);
    let category = &renamed.columns[0];
    assert_eq!(category.subject, Subject::Category);
    let Verdict::Defect(Defect::CategoriesRenamed {
        vanished, appeared, ..
    }) = &category.judgement.verdict
    else {
        panic!("{category:?}");
    };
    assert_eq!(vanished, &["Commercial associate"]);
    assert_eq!(*appeared, None);

    let mut without = applicants(6_000, 2);
    without.retain(|applicant| applicant.level != 1);
    let findings = findings_on(&without);
    assert_eq!(findings.counts().n_defects, 0, "{:?}", findings.columns);
}

#[test]
fn levels_renamed_to_another_or_all_together_are_named() {
    let merged = findings_after(|applicant| {
        if applicant.level == 2 {
            applicant.level = 3;
        }
    });
    let Verdict::Defect(Defect::CategoriesRenamed { appeared, .. }) =
        &finding(&merged, "NAME_INCOME_TYPE").judgement.verdict
    else {
        panic!("{:?}", merged.columns[0]);
    };
    assert_eq!(appeared.as_deref(), Some("State servant"));

    let all = findings_after(|applicant| applicant.level = LEVELS.len());
    assert_eq!(names(all.defects()), ["NAME_INCOME_TYPE"]);
    let follows = finding(&all, "WORKS").follows_from.as_deref();
    assert_eq!(follows, Some("NAME_INCOME_TYPE"));
}

#[test]
fn what_mixes_columns_is_changed_or_follows_and_is_never_broken_by_itself() {
    let reference = profiles(&applicants(8_000, 1));
    let mut current = profiles(&applicants(4_000, 2));
    let ratio = applicants(4_000, 2).into_iter();
    let ratio = ratio.map(|applicant| 100.0 * applicant.credit / applicant.income);
    current.insert("CREDIT_TO_INCOME".to_owned(), Profile::new(ratio));
    let findings = Findings::new(&reference, &current, &catalogue());
    assert_eq!(names(findings.defects()), Vec::<&str>::new());
    let ratio = &finding(&findings, "CREDIT_TO_INCOME").judgement.verdict;
    assert_eq!(*ratio, Verdict::ChangedPopulation);
}

#[test]
fn exchanged_columns_are_named_both_and_what_is_computed_from_them_follows() {
    let findings = findings_after(|applicant| {
        let Applicant { credit, income, .. } = *applicant;
        (applicant.credit, applicant.income) = (income, credit);
    });
    assert_eq!(
        names(findings.defects()),
        ["AMT_CREDIT", "AMT_INCOME_TOTAL"]
    );
    let credit = &findings.columns[0];
    let Verdict::Defect(Defect::Exchanged { with }) = &credit.judgement.verdict else {
        panic!("{credit:?}");
    };
    assert_eq!(with, "AMT_INCOME_TOTAL");
    let sentence = &credit.sentence.as_ref().unwrap().en;
    assert!(sentence.contains("they were exchanged"), "{sentence}");
    let ratio = finding(&findings, "CREDIT_TO_INCOME");
    assert_eq!(ratio.follows_from.as_deref(), Some("AMT_CREDIT"));
}

#[test]
fn one_rate_of_exchange_is_told_of_all_amounts() {
    // Credits are measured a little lower, as the applicants borrow less than in training.
    let findings = findings_after(|applicant| {
        applicant.credit *= 0.85 * 83.0;
        applicant.income *= 83.0;
    });
    assert_eq!(
        names(findings.defects()),
        ["AMT_CREDIT", "AMT_INCOME_TOTAL"]
    );
    let factors: Vec<f64> = findings
        .defects()
        .map(|finding| match finding.judgement.verdict {
            Verdict::Defect(Defect::ScaledBy { factor, .. }) => factor,
            ref other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(factors[0], factors[1]);
    assert!((65.0..90.0).contains(&factors[0]), "{factors:?}");

    // What is cents in one of them is cents in the other.
    let findings = findings_after(|applicant| {
        applicant.credit *= 83.0;
        applicant.income *= 100.0;
    });
    for finding in findings.defects() {
        let expected = Defect::ScaledBy {
            factor: 100.0,
            share: 1.0,
        };
        assert_eq!(finding.judgement.verdict, Verdict::Defect(expected));
    }
}

#[test]
fn texts_that_are_none_of_a_columns_levels_are_a_defect_whoever_was_chosen() {
    let reference = profiles(&applicants(8_000, 1));
    let catalogue = catalogue();
    let judged = |current: &[Applicant], unknown: &[UnknownLevels]| {
        let current = profiles(current);
        Comparison::new(&reference, &current, &catalogue)
            .with_unknown_levels(unknown)
            .findings()
    };
    let mut renamed = applicants(4_000, 2);
    let n = renamed
        .iter_mut()
        .filter(|applicant| applicant.level == 1)
        .map(|applicant| applicant.level = LEVELS.len())
        .count();
    let unknown = UnknownLevels {
        table: TableName::Application,
        column: "NAME_INCOME_TYPE".to_owned(),
        n: n as u64,
        examples: vec!["commercial".to_owned()],
    };
    let findings = judged(&renamed, &[unknown]);
    assert_eq!(names(findings.defects()), ["NAME_INCOME_TYPE"]);
    let Verdict::Defect(Defect::LevelsUnknown { share, .. }) =
        &findings.columns[0].judgement.verdict
    else {
        panic!("{:?}", findings.columns[0]);
    };
    assert!((share - 0.25).abs() < 0.03, "{share}");
    let sentence = &findings.columns[0].sentence.as_ref().unwrap().en;
    assert!(sentence.contains("is “commercial” in 2"), "{sentence}");

    // The same shares without a text that nobody knows: the category was left out.
    let left_out = judged(&renamed, &[]);
    let verdict = &finding(&left_out, "NAME_INCOME_TYPE").judgement.verdict;
    let is_left_out = matches!(verdict, Verdict::Defect(Defect::HoleRateJumped { .. }));
    assert!(is_left_out, "{verdict:?}");
}

#[test]
fn columns_that_are_needed_and_not_there_are_one_defect_and_others_are_listed() {
    let reference = profiles(&applicants(1_000, 1));
    let mut current = profiles(&applicants(1_000, 2));
    for name in ["AMT_CREDIT", "AGE_YEARS", "DAYS_EMPLOYED"] {
        current.remove(name);
    }
    let catalogue = catalogue();
    let comparison = Comparison::new(&reference, &current, &catalogue);
    let findings = comparison.clone().findings();
    assert_eq!(findings.counts().n_defects, 0);
    assert_eq!(
        findings.missing,
        ["DAYS_EMPLOYED", "AMT_CREDIT", "AGE_YEARS"]
    );
    let needed = ["AMT_CREDIT", "AGE_YEARS", "WORKS"];
    let findings = comparison.needing(needed).findings();
    let roots: Vec<&Finding> = findings.defects().collect();
    let [root] = &roots[..] else {
        panic!("{roots:?}");
    };
    assert_eq!(
        (root.name.as_str(), root.subject),
        ("application", Subject::Table)
    );
    let Verdict::Defect(Defect::ColumnsMissing {
        names,
        is_whole_table,
        columns,
    }) = &root.judgement.verdict
    else {
        panic!("{root:?}");
    };
    assert_eq!(names, &["AMT_CREDIT", "AGE_YEARS"]);
    assert!(!is_whole_table);
    assert!(columns.is_empty(), "both columns are read by what is there");
}

#[test]
fn a_column_that_is_not_in_the_export_is_named_with_all_that_needs_it() {
    let reference = profiles(&applicants(1_000, 1));
    let mut current = profiles(&applicants(1_000, 2));
    let needed = ["DAYS_BIRTH", "AGE_YEARS", "EMPLOYED_TO_AGE"];
    current.retain(|name, _| !needed.contains(&name.as_str()));
    let catalogue = catalogue();
    let comparison = Comparison::new(&reference, &current, &catalogue);
    let findings = comparison.needing(needed).findings();
    let roots: Vec<&Finding> = findings.defects().collect();
    let [root] = &roots[..] else {
        panic!("{roots:?}");
    };
    let sentence = root.sentence.as_ref().unwrap();
    assert_eq!(
        sentence.en,
        "application.DAYS_BIRTH is missing from the export, and 3 needed features with it: deliver it \
         under its name and compute the features again"
    );
    assert_eq!(
        sentence.fr,
        "application.DAYS_BIRTH manque dans l’export, et 3 variables requises avec elle\u{a0}: \
         livrez-la sous son nom et recalculez les variables"
    );
    assert_eq!(findings.counts().n_following, 0);
}

#[test]
fn columns_that_one_side_lacks_are_passed_over() {
    let reference = profiles(&applicants(1_000, 1));
    let mut current = profiles(&applicants(1_000, 2));
    current.remove("AMT_CREDIT");
    current.remove("NAME_INCOME_TYPE_WORKING");
    let findings = Findings::new(&reference, &current, &catalogue());
    let told = names(findings.columns.iter());
    assert!(!told.contains(&"AMT_CREDIT"));
    assert_eq!(told.len(), catalogue().features().len() - 1);
}

#[test]
fn a_category_renamed_in_half_of_the_rows_is_named_with_that_half() {
    let mut current = applicants(4_000, 2);
    let half = current.iter_mut().step_by(2);
    half.for_each(|applicant| applicant.level = LEVELS.len());
    let findings = findings_on(&current);
    assert_eq!(names(findings.defects()), ["NAME_INCOME_TYPE"]);
    let category = &findings.columns[0];
    let Verdict::Defect(Defect::CategoriesRenamed {
        vanished, share, ..
    }) = &category.judgement.verdict
    else {
        panic!("{category:?}");
    };
    assert!(vanished.is_empty(), "{vanished:?}");
    assert!((share - 0.5).abs() < 0.03, "{share}");
    let sentence = &category.sentence.as_ref().unwrap().en;
    assert!(sentence.contains("whatever the level"), "{sentence}");
}

#[test]
fn a_loss_is_laid_to_a_choice_of_applicants_where_other_columns_tell_of_one() {
    // Eight in ten young applicants have no job yet, of all applicants about two in ten: a choice of
    // the young makes the rate of holes jump, and so does a pipeline that drops values.
    let lose = |applicant: &mut Applicant, idx: usize| {
        if !idx.is_multiple_of(5) {
            applicant.days_employed = HOLE;
        }
    };
    let mut dropped = applicants(4_000, 2);
    let rows = dropped.iter_mut().enumerate();
    rows.for_each(|(idx, applicant)| lose(applicant, idx));
    let alone = findings_on(&dropped);
    assert_eq!(names(alone.defects()), ["DAYS_EMPLOYED"]);

    let mut young = applicants(20_000, 2);
    young.retain(|applicant| applicant.days_birth > -26.0 * 365.25 && applicant.credit < 2e5);
    let rows = young.iter_mut().enumerate();
    rows.for_each(|(idx, applicant)| lose(applicant, idx));
    let chosen = findings_on(&young);
    assert_eq!(chosen.counts().n_defects, 0, "{:?}", chosen.columns);
    let employed = finding(&chosen, "DAYS_EMPLOYED");
    assert_eq!(employed.judgement.verdict, Verdict::ChangedPopulation);

    // What no training applicant could have is a defect whoever was chosen.
    young
        .iter_mut()
        .for_each(|applicant| applicant.days_employed *= -1.0);
    let flipped = findings_on(&young);
    assert_eq!(names(flipped.defects()), ["DAYS_EMPLOYED"]);
}
