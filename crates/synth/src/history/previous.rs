//! `previous_application`: earlier applications to this lender, and what became of them.

use super::Histories;
use super::card::Card;
use super::instalment::{Plan, Repayment};
use super::product::{self, Contract, Status};
use super::terms::Terms;
use crate::amount::{CENT, round_to};
use crate::key::{GREATEST_N_CREDITS, Keys};
use crate::latent::Latent;
use crate::loan;
use crate::person::Person;
use crate::row::row;
use crate::stream::Stream;

/// Stands for "not yet" and "never" in the dates of a loan.
const NEVER: f64 = 365_243.0;
const SHARE_WITHOUT_APPLICATIONS: f64 = 0.035;

row! {
    /// An earlier application to this lender.
    PreviousRow {
        sk_id_prev: i64 = "SK_ID_PREV",
        sk_id_curr: i64 = "SK_ID_CURR",
        name_contract_type: &'static str = "NAME_CONTRACT_TYPE",
        amt_annuity: Option<f64> = "AMT_ANNUITY",
        amt_application: f64 = "AMT_APPLICATION",
        amt_credit: f64 = "AMT_CREDIT",
        amt_down_payment: Option<f64> = "AMT_DOWN_PAYMENT",
        amt_goods_price: Option<f64> = "AMT_GOODS_PRICE",
        weekday_appr_process_start: &'static str = "WEEKDAY_APPR_PROCESS_START",
        hour_appr_process_start: i64 = "HOUR_APPR_PROCESS_START",
        flag_last_appl_per_contract: &'static str = "FLAG_LAST_APPL_PER_CONTRACT",
        nflag_last_appl_in_day: i64 = "NFLAG_LAST_APPL_IN_DAY",
        rate_down_payment: Option<f64> = "RATE_DOWN_PAYMENT",
        rate_interest_primary: Option<f64> = "RATE_INTEREST_PRIMARY",
        rate_interest_privileged: Option<f64> = "RATE_INTEREST_PRIVILEGED",
        name_cash_loan_purpose: &'static str = "NAME_CASH_LOAN_PURPOSE",
        name_contract_status: &'static str = "NAME_CONTRACT_STATUS",
        days_decision: i64 = "DAYS_DECISION",
        name_payment_type: &'static str = "NAME_PAYMENT_TYPE",
        code_reject_reason: &'static str = "CODE_REJECT_REASON",
        name_type_suite: Option<&'static str> = "NAME_TYPE_SUITE",
        name_client_type: &'static str = "NAME_CLIENT_TYPE",
        name_goods_category: &'static str = "NAME_GOODS_CATEGORY",
        name_portfolio: &'static str = "NAME_PORTFOLIO",
        name_product_type: &'static str = "NAME_PRODUCT_TYPE",
        channel_type: &'static str = "CHANNEL_TYPE",
        sellerplace_area: i64 = "SELLERPLACE_AREA",
        name_seller_industry: &'static str = "NAME_SELLER_INDUSTRY",
        cnt_payment: Option<f64> = "CNT_PAYMENT",
        name_yield_group: &'static str = "NAME_YIELD_GROUP",
        product_combination: &'static str = "PRODUCT_COMBINATION",
        days_first_drawing: Option<f64> = "DAYS_FIRST_DRAWING",
        days_first_due: Option<f64> = "DAYS_FIRST_DUE",
        days_last_due_1st_version: Option<f64> = "DAYS_LAST_DUE_1ST_VERSION",
        days_last_due: Option<f64> = "DAYS_LAST_DUE",
        days_termination: Option<f64> = "DAYS_TERMINATION",
        nflag_insured_on_approval: Option<f64> = "NFLAG_INSURED_ON_APPROVAL",
    }
}

/// What was applied for when, and what became of it.
#[derive(Clone, Copy)]
struct Request {
    contract: Contract,
    status: Status,
    days_decision: i64,
}

/// Draws the applicant's earlier applications, oldest first, and what followed from them.
pub(super) fn draw(
    stream: &mut Stream,
    latent: &Latent,
    person: &Person,
    keys: Keys,
    histories: &mut Histories,
) {
    if stream.chance(SHARE_WITHOUT_APPLICATIONS) {
        return;
    }
    let mean = 3.9 * libm::exp(0.14 * latent.appetite - 0.01);
    let n_requests = (1 + stream.dispersed_count(mean, 1.5)).min(GREATEST_N_CREDITS);
    let weights = weigh_requests(latent);
    let mut requests: Vec<Request> = (0..n_requests)
        .map(|_| draw_request(stream, latent, &weights))
        .collect();
    requests.sort_by_key(|request| request.days_decision);
    for (position, request) in requests.iter().enumerate() {
        let key_prev = keys.request(position as i64);
        let mut row = request.open_row(stream, keys.applicant(), key_prev, position);
        match request.contract {
            Contract::Card => request.fill_card(stream, latent, &mut row, histories),
            Contract::Cash | Contract::Consumer => {
                request.fill_loan(stream, latent, person, &mut row, histories);
            }
            Contract::Unknown => {}
        }
        count_request(histories, request);
        histories.previous.push(row);
    }
}

type RequestWeights = Vec<((Contract, Status, crate::quantile::Quantiles), f64)>;

/// The lender refuses the hungry and the unsteady more often.
fn weigh_requests(latent: &Latent) -> RequestWeights {
    let doubt = 0.45 * latent.appetite - 0.35 * latent.discipline - 0.25 * latent.stability;
    let weigh = |&(request, weight): &((Contract, Status, _), f64)| match request.1 {
        Status::Refused => (request, weight * libm::exp(doubt - 0.2)),
        _ => (request, weight),
    };
    product::REQUEST.iter().map(weigh).collect()
}

fn draw_request(stream: &mut Stream, latent: &Latent, weights: &RequestWeights) -> Request {
    let (contract, status, days) = stream.pick(weights);
    let recency_z = stream.view(latent.appetite, 0.2);
    Request {
        contract,
        status,
        days_decision: days.at_normal(recency_z) as i64,
    }
}

fn count_request(histories: &mut Histories, request: &Request) {
    let is_refused = request.status == Status::Refused;
    if is_refused || request.status == Status::Approved {
        histories.behaviour.n_decided += 1;
        histories.behaviour.n_refused += i64::from(is_refused);
    }
}

impl Request {
    /// The row as far as it does not depend on the terms; an application that was canceled or
    /// refused at once stays like this.
    fn open_row(
        &self,
        stream: &mut Stream,
        key: i64,
        key_prev: i64,
        position: usize,
    ) -> PreviousRow {
        let (contract_type, purpose, combination) = match self.contract {
            Contract::Cash => ("Cash loans", "XNA", "Cash"),
            Contract::Consumer => ("Consumer loans", "XAP", "POS mobile with interest"),
            Contract::Card => ("Revolving loans", "XAP", "Card Street"),
            Contract::Unknown => ("XNA", "XNA", "Cash"),
        };
        let seller_area = self.draw_seller_area(stream);
        PreviousRow {
            sk_id_prev: key_prev,
            sk_id_curr: key,
            name_contract_type: contract_type,
            amt_annuity: None,
            amt_application: 0.0,
            amt_credit: 0.0,
            amt_down_payment: None,
            amt_goods_price: None,
            weekday_appr_process_start: stream.pick(product::WEEKDAY),
            hour_appr_process_start: loan::draw_hour(stream),
            flag_last_appl_per_contract: if stream.chance(0.004) { "N" } else { "Y" },
            nflag_last_appl_in_day: i64::from(!stream.chance(0.003_5)),
            rate_down_payment: None,
            rate_interest_primary: None,
            rate_interest_privileged: None,
            name_cash_loan_purpose: purpose,
            name_contract_status: self.status_name(),
            days_decision: self.days_decision,
            name_payment_type: self.draw_payment_type(stream),
            code_reject_reason: self.draw_reject_reason(stream),
            name_type_suite: None,
            name_client_type: draw_client_type(stream, position),
            name_goods_category: "XNA",
            name_portfolio: "XNA",
            name_product_type: "XNA",
            channel_type: self.draw_channel(stream),
            sellerplace_area: seller_area,
            name_seller_industry: if seller_area < 0 {
                "XNA"
            } else {
                stream.pick(product::INDUSTRY)
            },
            cnt_payment: None,
            name_yield_group: "XNA",
            product_combination: combination,
            days_first_drawing: None,
            days_first_due: None,
            days_last_due_1st_version: None,
            days_last_due: None,
            days_termination: None,
            nflag_insured_on_approval: None,
        }
    }

    fn status_name(&self) -> &'static str {
        match self.status {
            Status::Approved => "Approved",
            Status::Canceled => "Canceled",
            Status::Refused => "Refused",
            Status::Unused => "Unused offer",
        }
    }

    fn draw_payment_type(&self, stream: &mut Stream) -> &'static str {
        let is_agreed = match (self.contract, self.status) {
            (Contract::Card | Contract::Unknown, _) | (Contract::Cash, Status::Canceled) => 0.012,
            (Contract::Cash, Status::Refused) => 0.737,
            _ => 0.88,
        };
        if !stream.chance(is_agreed) {
            return "XNA";
        }
        stream.pick(&[
            ("Cash through the bank", 29_658.0),
            ("Non-cash from your account", 237.0),
            ("Cashless from the account of the employer", 18.0),
        ])
    }

    fn draw_reject_reason(&self, stream: &mut Stream) -> &'static str {
        match self.status {
            Status::Refused => stream.pick(product::REJECT_REASON),
            Status::Unused => "CLIENT",
            Status::Approved | Status::Canceled => "XAP",
        }
    }

    fn draw_channel(&self, stream: &mut Stream) -> &'static str {
        stream.pick(match self.contract {
            Contract::Consumer => product::CONSUMER_CHANNEL,
            Contract::Card => product::CARD_CHANNEL,
            Contract::Cash | Contract::Unknown => product::CASH_CHANNEL,
        })
    }

    /// The size of the shop; −1 for what is not sold in one.
    fn draw_seller_area(&self, stream: &mut Stream) -> i64 {
        let is_in_shop = match self.contract {
            Contract::Consumer => 0.995,
            Contract::Card => 0.24,
            Contract::Cash | Contract::Unknown => 0.09,
        };
        if stream.chance(is_in_shop) {
            stream.quantile(product::SELLER_AREA) as i64
        } else {
            -1
        }
    }

    /// Whether the lender decided, or the client went away, before there were terms.
    fn is_without_terms(&self, stream: &mut Stream) -> bool {
        stream.chance(match self.status {
            Status::Approved => 0.0,
            Status::Canceled => 0.966,
            Status::Refused => 0.171,
            Status::Unused => 0.98,
        })
    }

    fn is_paid_out(&self, stream: &mut Stream) -> bool {
        let not_used = match self.contract {
            Contract::Cash => 0.078,
            Contract::Card => 0.043,
            Contract::Consumer | Contract::Unknown => 0.022,
        };
        self.status == Status::Approved && !stream.chance(not_used)
    }

    fn fill_loan(
        &self,
        stream: &mut Stream,
        latent: &Latent,
        person: &Person,
        row: &mut PreviousRow,
        histories: &mut Histories,
    ) {
        let is_without_terms = self.is_without_terms(stream);
        if self.contract == Contract::Consumer {
            let terms = Terms::draw_consumer(stream, person);
            self.write_goods(stream, &terms, row);
            if !is_without_terms {
                self.write_terms(stream, &terms, row);
                self.pay_out(stream, latent, &terms, row, histories);
            }
        } else if !is_without_terms {
            let is_approved = self.status == Status::Approved;
            let terms = Terms::draw_cash(stream, person, is_approved);
            self.write_cash(stream, &terms, row);
            self.write_terms(stream, &terms, row);
            self.pay_out(stream, latent, &terms, row, histories);
        }
    }

    fn write_cash(&self, stream: &mut Stream, terms: &Terms, row: &mut PreviousRow) {
        let is_street = stream.chance(match self.status {
            Status::Approved => 0.138,
            _ => 0.375,
        });
        row.name_portfolio = "Cash";
        row.name_product_type = if is_street { "walk-in" } else { "x-sell" };
        row.product_combination = match (is_street, terms.yield_group) {
            (true, "high") => "Cash Street: high",
            (true, "middle") => "Cash Street: middle",
            (true, _) => "Cash Street: low",
            (false, "high") => "Cash X-Sell: high",
            (false, "middle") => "Cash X-Sell: middle",
            (false, _) => "Cash X-Sell: low",
        };
        if is_street && stream.chance(0.63) {
            row.name_cash_loan_purpose = stream.pick(product::CASH_PURPOSE);
        }
    }

    /// What is bought, and where, is told even when there are no terms.
    fn write_goods(&self, stream: &mut Stream, terms: &Terms, row: &mut PreviousRow) {
        let (goods, industry, group) = stream.pick(product::GOODS);
        let is_cheap = matches!(terms.yield_group, "low_action" | "low_normal");
        let is_free = is_cheap && stream.chance(0.48);
        row.name_goods_category = goods;
        row.name_seller_industry = industry;
        row.product_combination = match (group, is_free) {
            ("mobile", false) => "POS mobile with interest",
            ("mobile", true) => "POS mobile without interest",
            ("industry", false) => "POS industry with interest",
            ("industry", true) => "POS industry without interest",
            ("other", false) => "POS other with interest",
            ("other", true) => "POS others without interest",
            (_, false) => "POS household with interest",
            (_, true) => "POS household without interest",
        };
        row.amt_application = terms.amount_wanted;
        row.amt_credit = terms.amount_wanted;
        row.amt_goods_price = Some(terms.amount_wanted);
        row.amt_down_payment = terms.down_payment;
        row.rate_down_payment = terms.down_payment.map(|paid| terms.down_payment_rate(paid));
    }

    fn write_terms(&self, stream: &mut Stream, terms: &Terms, row: &mut PreviousRow) {
        row.amt_annuity = Some(terms.annuity);
        row.amt_application = terms.amount_wanted;
        row.amt_credit = terms.credit;
        row.amt_goods_price = Some(terms.amount_wanted);
        row.amt_down_payment = terms.down_payment;
        row.rate_down_payment = terms.down_payment.map(|paid| terms.down_payment_rate(paid));
        row.cnt_payment = Some(terms.n_payments as f64);
        row.name_yield_group = terms.yield_group;
        row.name_type_suite = stream.chance(0.67).then(|| stream.pick(product::SUITE));
        if self.contract == Contract::Consumer {
            row.name_portfolio = "POS";
            if self.status == Status::Approved && stream.chance(0.012) {
                row.rate_interest_primary = Some(stream.between(0.142, 0.197));
                row.rate_interest_privileged = Some(stream.between(0.637, 0.867));
            }
        }
    }

    fn pay_out(
        &self,
        stream: &mut Stream,
        latent: &Latent,
        terms: &Terms,
        row: &mut PreviousRow,
        histories: &mut Histories,
    ) {
        if !self.is_paid_out(stream) {
            return;
        }
        let is_cash = self.contract == Contract::Cash;
        let wait = if is_cash {
            30
        } else {
            31 + stream.exponential(3.0) as i64
        };
        let plan = Plan {
            key: row.sk_id_curr,
            key_prev: row.sk_id_prev,
            days_decision: self.days_decision,
            days_first_due: self.days_decision + wait,
            n_instalments: terms.n_payments,
            amount: terms.credit,
            yearly_rate: terms.yearly_rate,
            annuity: terms.annuity,
            is_cash,
        };
        let repayment = plan.repay(stream, latent, &mut histories.behaviour);
        write_dates(stream, &plan, &repayment, row);
        histories.instalments.extend(repayment.instalments);
        histories.pos_months.extend(repayment.months);
    }

    fn fill_card(
        &self,
        stream: &mut Stream,
        latent: &Latent,
        row: &mut PreviousRow,
        histories: &mut Histories,
    ) {
        if self.is_without_terms(stream) {
            return;
        }
        let limit = stream.pick(product::CARD_LIMIT);
        let is_offered = stream.chance(0.45);
        let is_street = stream.chance(0.40);
        row.amt_annuity = Some(round_to(limit * 0.05, CENT));
        row.amt_application = if is_offered { 0.0 } else { limit };
        row.amt_credit = limit;
        row.amt_goods_price = (!is_offered || stream.chance(0.2)).then_some(limit);
        row.cnt_payment = Some(0.0);
        row.name_portfolio = "Cards";
        row.name_product_type = if is_street { "walk-in" } else { "x-sell" };
        row.product_combination = if is_street {
            "Card Street"
        } else {
            "Card X-Sell"
        };
        row.name_type_suite = stream.chance(0.45).then(|| stream.pick(product::SUITE));
        if !self.is_paid_out(stream) {
            return;
        }
        let card = Card {
            key: row.sk_id_curr,
            key_prev: row.sk_id_prev,
            days_decision: self.days_decision,
            limit,
        };
        let first_drawing = card.run(stream, latent, histories).map(|day| day as f64);
        row.days_first_drawing = Some(first_drawing.unwrap_or(NEVER));
        row.days_first_due = Some(first_drawing.map_or(NEVER, |day| (day + 44.0).min(-1.0)));
        row.days_last_due_1st_version = Some(NEVER);
        row.days_last_due = Some(NEVER);
        row.days_termination = Some(NEVER);
        row.nflag_insured_on_approval = Some(f64::from(stream.chance(0.005)));
    }
}

fn draw_client_type(stream: &mut Stream, position: usize) -> &'static str {
    if stream.chance(0.001) {
        return "XNA";
    }
    let is_new = position == 0 && stream.chance(0.88);
    match is_new {
        true => "New",
        false if stream.chance(0.10) => "Refreshed",
        false => "Repeater",
    }
}

fn write_dates(stream: &mut Stream, plan: &Plan, repayment: &Repayment, row: &mut PreviousRow) {
    let last_due = repayment.days_last_due;
    let termination = last_due.map(|day| (day + stream.whole(2, 10)) as f64);
    row.days_first_drawing = Some(NEVER);
    row.days_first_due = Some(plan.days_first_due as f64);
    row.days_last_due_1st_version = Some(plan.days_last_due() as f64);
    row.days_last_due = Some(last_due.map_or(NEVER, |day| day as f64));
    row.days_termination = Some(termination.filter(|&day| day < 0.0).unwrap_or(NEVER));
    let insured = if plan.is_cash { 0.80 } else { 0.166 };
    row.nflag_insured_on_approval = Some(f64::from(stream.chance(insured)));
}
