//! Who it is, in the few facts that an officer asks for first.

use creditwood_contract::{ApplicantSummary, Text, Unit};
use yew::prelude::*;

use crate::components::preferences::use_language;

/// What a [`Summary`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct SummaryProps {
    pub(super) summary: ApplicantSummary,
}

/// The key facts.
#[component]
pub(super) fn Summary(props: &SummaryProps) -> Html {
    let language = use_language();
    let messages = language.messages();
    let summary = &props.summary;
    let amount = |value| language.value(Unit::Amount, value);
    let text = |text: &Option<Text>| {
        text.as_ref().map_or_else(
            || messages.value_unknown.to_owned(),
            |text| language.pick(text).to_owned(),
        )
    };
    let facts = [
        (
            messages.fact_credit,
            amount(summary.amount_credit),
            "credit",
        ),
        (
            messages.fact_annuity,
            amount(summary.amount_annuity),
            "annuity",
        ),
        (
            messages.fact_income,
            amount(summary.amount_income),
            "income",
        ),
        (messages.fact_age, language.age(summary.age_years), "age"),
        (
            messages.fact_occupation,
            text(&summary.occupation),
            "occupation",
        ),
        (
            messages.fact_income_type,
            text(&summary.income_type),
            "income-type",
        ),
        (
            messages.fact_contract,
            text(&summary.contract_type),
            "contract",
        ),
        (
            messages.fact_outcome,
            language.outcome(summary.defaulted).to_owned(),
            "outcome",
        ),
    ];
    let fact = |(term, value, key): (&'static str, String, &'static str)| {
        html! {
            <div class="fact">
                <dt>{ term }</dt>
                <dd data-testid={format!("fact-{key}")}>{ value }</dd>
            </div>
        }
    };
    html! { <dl class="facts">{ for facts.into_iter().map(fact) }</dl> }
}
