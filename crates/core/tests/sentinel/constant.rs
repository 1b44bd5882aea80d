//! One value for all, among other columns that tell of a choice by it or do not.

use creditwood_core::sentinel::Findings;

use crate::portfolio::{Applicant, applicants, catalogue, names, profiles};

/// Applicants of whom one in ten, all of them young, earns 135,000.
fn with_a_frequent_income(n_rows: usize, seed: u64) -> Vec<Applicant> {
    let mut applicants = applicants(n_rows, seed);
    for applicant in applicants.iter_mut().step_by(10) {
        applicant.income = 135_000.0;
        applicant.days_birth = applicant.days_birth.max(-9_000.0);
    }
    applicants
}

#[test]
fn one_frequent_value_for_all_is_a_defect_unless_other_columns_tell_of_a_choice_by_it() {
    let reference = profiles(&with_a_frequent_income(8_000, 1));
    let catalogue = catalogue();
    let findings =
        |current: &[Applicant]| Findings::new(&reference, &profiles(current), &catalogue);

    let mut filled = with_a_frequent_income(4_000, 2);
    filled.iter_mut().for_each(|it| it.income = 135_000.0);
    let broken = findings(&filled);
    assert_eq!(names(broken.defects()), ["AMT_INCOME_TOTAL"]);

    // A second column that is filled is no witness.
    filled.iter_mut().for_each(|it| it.level = 0);
    let both = findings(&filled);
    assert_eq!(names(both.defects()), ["AMT_INCOME_TOTAL"]);

    let mut chosen = with_a_frequent_income(4_000, 2);
    chosen.retain(|it| it.income == 135_000.0);
    let chosen = findings(&chosen);
    assert_eq!(chosen.counts().n_defects, 0, "{:?}", chosen.columns);
}

#[test]
fn two_filled_columns_that_have_nothing_to_do_with_each_other_do_not_excuse_one_another() {
    let employed_alike = |n_rows, seed| {
        let mut applicants = with_a_frequent_income(n_rows, seed);
        let some = applicants.iter_mut().skip(5).step_by(10);
        some.for_each(|it| it.days_employed = -100.0);
        applicants
    };
    let reference = profiles(&employed_alike(8_000, 1));
    let mut filled = employed_alike(4_000, 2);
    for applicant in &mut filled {
        applicant.income = 135_000.0;
        applicant.days_employed = -100.0;
    }
    let findings = Findings::new(&reference, &profiles(&filled), &catalogue());
    let found = names(findings.defects());
    assert_eq!(found, ["DAYS_EMPLOYED", "AMT_INCOME_TOTAL"]);
}

#[test]
fn one_value_for_all_that_does_not_go_with_another_column_is_a_defect_whoever_was_chosen() {
    let tied = |n_rows, seed| {
        let mut applicants = with_a_frequent_income(n_rows, seed);
        for (idx, applicant) in applicants.iter_mut().enumerate() {
            applicant.credit = applicant.income * (3.0 + 0.01 * (idx % 7) as f32);
        }
        applicants
    };
    let reference = profiles(&tied(8_000, 1));
    let mut young = tied(20_000, 2);
    young.retain(|it| it.days_birth > -26.0 * 365.25);
    young.iter_mut().for_each(|it| it.income = 135_000.0);
    let findings = Findings::new(&reference, &profiles(&young), &catalogue());
    assert_eq!(names(findings.defects()), ["AMT_INCOME_TOTAL"]);
}
