//! Features of the lender's own histories, worked out by hand: several loans and a card, so that
//! what is said of the worst loan, the latest ones and those still open can go wrong.

use creditwood_core::features::sources::catalogue;
use creditwood_core::features::{Evaluator, RawApplicant, Record};
use serde_json::{Value, json};

const HOLE: f64 = f64::NAN;

fn check(history: &str, rows: &Value, expected: &[(&str, f64)]) {
    let applicant: RawApplicant = serde_json::from_value(json!({
        "application": { "SK_ID_CURR": 1, "AMT_INCOME_TOTAL": 100_000.0, "AMT_CREDIT": 60_000.0,
                         "AMT_ANNUITY": 5_000.0 },
        "histories": { history: rows },
    }))
    .expect("the applicant has the shape of one");
    let catalogue = catalogue();
    let record = Record::try_from(&applicant).expect("the applicant's rows are right");
    let values = Evaluator::new(&catalogue).evaluate(&record);
    let values = values.expect("every row has its keys");
    for &(name, expected) in expected {
        let value = values[catalogue.idx_of(name).expect(name)];
        let expected = expected as f32;
        let is_same = (value - expected).abs() <= expected.abs() * 1e-6
            || (value.is_nan() && expected.is_nan());
        assert!(is_same, "{name}: {value}, not {expected}");
    }
}

/// A granted loan, ended early; one still running; a refusal; a card applied for in vain.
fn applications() -> Value {
    json!([
        { "SK_ID_PREV": 1, "NAME_CONTRACT_STATUS": "Approved", "DAYS_DECISION": -1000,
          "NAME_CONTRACT_TYPE": "Consumer loans", "AMT_APPLICATION": 10_000.0,
          "AMT_CREDIT": 12_000.0, "AMT_ANNUITY": 1_100.0, "CNT_PAYMENT": 12.0,
          "DAYS_LAST_DUE_1ST_VERSION": -640.0, "DAYS_LAST_DUE": -700.0,
          "DAYS_TERMINATION": -690.0 },
        { "SK_ID_PREV": 2, "NAME_CONTRACT_STATUS": "Refused", "DAYS_DECISION": -400,
          "NAME_CONTRACT_TYPE": "Cash loans", "AMT_APPLICATION": 40_000.0,
          "AMT_CREDIT": 40_000.0, "CODE_REJECT_REASON": "SCO" },
        { "SK_ID_PREV": 3, "NAME_CONTRACT_STATUS": "Approved", "DAYS_DECISION": -300,
          "NAME_CONTRACT_TYPE": "Cash loans", "AMT_APPLICATION": 20_000.0,
          "AMT_CREDIT": 20_000.0, "AMT_ANNUITY": 1_000.0, "CNT_PAYMENT": 24.0,
          "DAYS_LAST_DUE_1ST_VERSION": 304.375, "DAYS_LAST_DUE": 365_243.0,
          "DAYS_TERMINATION": 365_243.0 },
        { "SK_ID_PREV": 4, "NAME_CONTRACT_STATUS": "Refused", "DAYS_DECISION": -100,
          "NAME_CONTRACT_TYPE": "Revolving loans", "AMT_APPLICATION": 30_000.0,
          "AMT_CREDIT": 30_000.0, "CNT_PAYMENT": 0.0, "AMT_ANNUITY": 1_500.0,
          "CODE_REJECT_REASON": "HC" },
    ])
}

#[test]
fn earlier_applications_tell_what_was_granted_and_what_runs_on() {
    check(
        "previous_application",
        &applications(),
        &[
            ("PREVIOUS_RUNNING_CASH_COUNT", 1.0),
            ("PREVIOUS_RUNNING_CONSUMER_COUNT", 0.0),
            // Ten months of 1,000 are ahead.
            ("PREVIOUS_RUNNING_OUTSTANDING_SUM", 10_000.0),
            ("PREVIOUS_RUNNING_OUTSTANDING_TO_INCOME", 0.1),
            ("DEBT_HERE_TO_INCOME", 0.7),
            ("ANNUITIES_HERE_TO_INCOME", 0.06),
            ("PREVIOUS_REPAID_COUNT", 1.0),
            ("PREVIOUS_REPAID_EARLY_SHARE", 1.0),
            ("PREVIOUS_REPAID_DURATION_DAYS_MEAN", 310.0),
            ("PREVIOUS_APPROVED_BEYOND_ASKED_MEAN", 1_000.0),
            ("CREDIT_TO_HIGHEST_REPAID", 5.0),
            ("CREDIT_TO_LATEST_PREVIOUS_CREDIT", 3.0),
            ("OPEN_LOANS_COUNT", 1.0),
        ],
    );
}

#[test]
fn the_implied_rate_comes_from_annuity_and_term_and_a_card_has_none() {
    check(
        "previous_application",
        &applications(),
        &[
            // 10 % of the credit over 12 payments, 20 % over 24.
            ("PREVIOUS_APPROVED_YEARLY_RATE_MIN", 2.4 / 13.0),
            ("PREVIOUS_APPROVED_YEARLY_RATE_LATEST", 4.8 / 25.0),
            ("PREVIOUS_APPROVED_TOTAL_INTEREST_MAX", 0.2),
        ],
    );
    let card = json!([{ "SK_ID_PREV": 4, "NAME_CONTRACT_STATUS": "Approved",
        "DAYS_DECISION": -100, "AMT_CREDIT": 30_000.0, "CNT_PAYMENT": 0.0,
        "AMT_ANNUITY": 1_500.0 }]);
    check(
        "previous_application",
        &card,
        &[
            ("PREVIOUS_APPROVED_COUNT", 1.0),
            ("PREVIOUS_APPROVED_TOTAL_INTEREST_MEAN", HOLE),
            ("PREVIOUS_APPROVED_YEARLY_RATE_MEAN", HOLE),
        ],
    );
}

#[test]
fn the_latest_applications_and_their_pace_are_told() {
    check(
        "previous_application",
        &applications(),
        &[
            ("PREVIOUS_LATEST_3_REFUSED_SHARE", 2.0 / 3.0),
            ("PREVIOUS_LATEST_3_ASKED_MEAN", 30_000.0),
            ("PREVIOUS_LATEST_3_DECIDED_MIN", -400.0),
            ("PREVIOUS_GAP_DAYS", 300.0),
            ("PREVIOUS_PAUSE_TO_GAP", 1.0 / 3.0),
            ("PREVIOUS_REFUSED_AFTER_APPROVED_DAYS", 200.0),
            ("PREVIOUS_APPROVED_GRANTED_SLOPE", 8_000.0 / 700.0),
            ("PREVIOUS_REFUSED_SCORE_DECIDED_MAX", -400.0),
            ("PREVIOUS_REFUSED_LAST_90_DAYS_COUNT", 0.0),
            ("PREVIOUS_REFUSED_LAST_YEAR_COUNT", 1.0),
            ("PREVIOUS_REFUSED_TREND", 0.0),
        ],
    );
}

/// Loan 1 was paid late from the second instalment on, loan 2 on time; 3 is a card.
fn instalments() -> Value {
    let row = |loan: u32, version: f64, number: u32, due: f64, paid: f64, amount: f64| {
        json!({ "SK_ID_PREV": loan, "NUM_INSTALMENT_VERSION": version,
                "NUM_INSTALMENT_NUMBER": number, "DAYS_INSTALMENT": due,
                "DAYS_ENTRY_PAYMENT": paid, "AMT_INSTALMENT": amount, "AMT_PAYMENT": amount })
    };
    json!([
        row(1, 1.0, 1, -800.0, -800.0, 1_000.0),
        row(1, 1.0, 2, -770.0, -760.0, 1_000.0),
        row(1, 2.0, 3, -740.0, -700.0, 2_000.0),
        row(2, 1.0, 1, -60.0, -65.0, 3_000.0),
        row(2, 1.0, 2, -30.0, -30.0, 3_000.0),
        row(3, 0.0, 1, -200.0, -192.0, 500.0),
    ])
}

#[test]
fn instalments_are_told_loan_by_loan() {
    check(
        "instalments_payments",
        &instalments(),
        &[
            ("INSTALMENTS_LOANS_COUNT", 3.0),
            ("INSTALMENTS_LATE_LOANS_COUNT", 2.0),
            ("INSTALMENTS_LOANS_EVER_LATE_SHARE", 2.0 / 3.0),
            ("INSTALMENTS_LOANS_LATE_SHARE_MEAN", 5.0 / 9.0),
            ("INSTALMENTS_LOANS_LATE_SHARE_LATEST", 0.0),
            ("INSTALMENTS_LOANS_DAYS_LATE_MAX", 50.0 / 3.0),
            // 0, 10 and 40 days late at 30 days' distance.
            ("INSTALMENTS_LOANS_WORSENING_MAX", 40.0 / 60.0),
            ("INSTALMENTS_LOANS_LUMP_MAX", 1.5),
            ("INSTALMENTS_LOANS_RESCHEDULED_SHARE", 1.0 / 3.0),
            ("INSTALMENTS_OPEN_LOANS_COUNT", 1.0),
            ("INSTALMENTS_OPEN_LOANS_LATEST_DUE_SUM", 3_000.0),
            ("INSTALMENTS_LOANS_LAST_YEAR_COUNT", 2.0),
            ("ALL_INSTALMENTS_TO_INCOME", 0.08),
            ("ANNUITY_TO_OPEN_INSTALMENTS", 5.0 / 3.0),
        ],
    );
}

#[test]
fn delays_are_told_by_size_kind_and_time() {
    check(
        "instalments_payments",
        &instalments(),
        &[
            ("INSTALMENTS_LATE_7_DAYS_COUNT", 3.0),
            ("INSTALMENTS_LATE_30_DAYS_COUNT", 1.0),
            ("INSTALMENTS_LATE_90_DAYS_COUNT", 0.0),
            ("INSTALMENTS_EARLY_SHARE", 1.0 / 6.0),
            ("INSTALMENTS_CARD_DAYS_LATE_MEAN", 8.0),
            ("INSTALMENTS_WITHOUT_CARD_DAYS_LATE_MEAN", 10.0),
            ("INSTALMENTS_FIRST_3_LATE_SHARE", 0.4),
            ("INSTALMENTS_LAST_90_DAYS_COUNT", 2.0),
            ("INSTALMENTS_LAST_180_DAYS_LATE_SHARE", 0.0),
            ("INSTALMENTS_LAST_2_YEARS_LATE_SHARE", 1.0 / 3.0),
            ("INSTALMENTS_LATE_LONG_TREND", 1.0 / 3.0 - 2.0 / 3.0),
            ("INSTALMENTS_LATEST_3_DAYS_LATE_MEAN", 8.0 / 3.0),
            ("INSTALMENTS_WEIGHTED_DAYS_LATE", 94_000.0 / 10_500.0),
            ("INSTALMENTS_LATE_AMOUNT_SHARE", 3.5 / 10.5),
            ("LATEST_LATENESS_MONTHS", -200.0 / 30.4375),
        ],
    );
}

#[test]
fn monthly_states_are_told_loan_by_loan() {
    let row = |loan: u32, month: i32, term: f64, left: f64, status: &str, late: i32| {
        json!({ "SK_ID_PREV": loan, "MONTHS_BALANCE": month, "CNT_INSTALMENT": term,
                "CNT_INSTALMENT_FUTURE": left, "NAME_CONTRACT_STATUS": status,
                "SK_DPD": late, "SK_DPD_DEF": 0 })
    };
    check(
        "pos_cash_balance",
        &json!([
            row(1, -30, 12.0, 12.0, "Active", 0),
            row(1, -29, 12.0, 11.0, "Active", 5),
            row(1, -28, 12.0, 10.0, "Active", 35),
            row(1, -27, 3.0, 0.0, "Completed", 0),
            row(2, -2, 10.0, 9.0, "Active", 0),
            row(2, -1, 10.0, 8.0, "Active", 0),
        ]),
        &[
            ("POS_LOANS_COUNT", 2.0),
            ("POS_LATE_LOANS_COUNT", 1.0),
            ("POS_LOANS_FIRST_LATE_COUNT", 1.0),
            ("POS_LOANS_LATE_SHARE_MAX", 0.5),
            ("POS_LATE_LONGEST_RUN", 2.0),
            ("POS_ACTIVE_LONGEST_RUN", 3.0),
            ("POS_LATE_STATE_MAX", -28.0),
            ("POS_LATE_30_DAYS_COUNT", 1.0),
            ("POS_COMPLETED_EARLY_LOANS_COUNT", 1.0),
            ("POS_COMPLETED_LOANS_TERM_CUT_MEAN", 9.0),
            ("POS_OPEN_LOANS_COUNT", 1.0),
            ("POS_OPEN_LOANS_LEFT_SUM", 8.0),
            ("POS_OPEN_LOANS_LEFT_SHARE_MEAN", 0.8),
            ("POS_LAST_3_MONTHS_COUNT", 2.0),
            ("POS_BEFORE_2_YEARS_LATE_SHARE", 0.5),
            ("POS_LATE_LONG_TREND", -0.5),
        ],
    );
}

#[test]
fn card_months_tell_use_payment_and_where_they_go() {
    let row = |month: i32, balance: f64, cash: f64, paid: f64, minimum: f64| {
        json!({ "SK_ID_PREV": 3, "MONTHS_BALANCE": month, "AMT_BALANCE": balance,
                "AMT_CREDIT_LIMIT_ACTUAL": 10_000, "AMT_DRAWINGS_ATM_CURRENT": cash,
                "AMT_DRAWINGS_CURRENT": cash * 2.0, "AMT_DRAWINGS_POS_CURRENT": cash,
                "CNT_DRAWINGS_ATM_CURRENT": 2.0, "AMT_PAYMENT_TOTAL_CURRENT": paid,
                "AMT_INST_MIN_REGULARITY": minimum, "NAME_CONTRACT_STATUS": "Active",
                "SK_DPD": 0, "SK_DPD_DEF": 0 })
    };
    check(
        "credit_card_balance",
        &json!([
            row(-4, 2_000.0, 1_000.0, 0.0, 0.0),
            row(-3, 6_000.0, 2_000.0, 200.0, 300.0),
            row(-2, 11_000.0, 0.0, 0.0, 500.0),
            row(-1, 8_000.0, 0.0, 9_000.0, 600.0),
        ]),
        &[
            ("CARD_CASH_SHARE", 0.5),
            ("CARD_SHOP_SHARE", 0.5),
            ("CARD_WITHDRAWAL_SIZE_MEAN", 375.0),
            ("CARD_UNPAID_SHARE", 0.25),
            ("CARD_BELOW_MINIMUM_SHARE", 0.5),
            ("CARD_MOSTLY_REPAID_SHARE", 0.25),
            ("CARD_MISSING_TO_MINIMUM_MAX", 500.0),
            ("CARD_BEYOND_LIMIT_MAX", 1_000.0),
            ("CARD_OVER_LIMIT_STATE_MAX", -2.0),
            ("CARD_USED_STATE_MAX", -3.0),
            ("CARD_IN_DEBT_LONGEST_RUN", 4.0),
            ("CARD_DRAWN_LONGEST_RUN", 2.0),
            ("CARD_OVER_LIMIT_LONGEST_RUN", 1.0),
            ("CARD_BALANCE_SLOPE", 2_300.0),
            ("CARD_UTILISATION_SLOPE", 0.23),
            ("CARDS_OPEN_COUNT", 1.0),
            ("CARDS_OPEN_MINIMUM_SUM", 600.0),
            ("CARD_UNUSED_LIMIT", 2_000.0),
            ("OPEN_OBLIGATIONS_TO_INCOME", 0.006),
            ("INCOME_AFTER_OBLIGATIONS", 94_400.0),
            ("OPEN_DEBT_TO_INCOME", 0.08),
            ("CREDIT_TO_OPEN_DEBT", 7.5),
        ],
    );
}
