//! The list as a table, which narrow screens show as cards.

use std::rc::Rc;

use creditwood_contract::{ApplicantQuery, ApplicantSort, ApplicantSummary, Page, SortOrder};
use yew::prelude::*;
use yew_router::prelude::*;

use super::QueryChange;
use crate::components::decision_badge::DecisionBadge;
use crate::components::icon::{Glyph, Icon};
use crate::components::preferences::use_language;
use crate::components::score_bar::ScoreBar;
use crate::i18n::{Language, Messages};
use crate::route::Route;
use crate::state::listing;

/// A column of the table.
pub(super) struct Column {
    /// Its stable name.
    pub(super) key: &'static str,
    /// Its head.
    pub(super) label: fn(&Messages) -> &'static str,
    /// What it sorts by, if it can.
    pub(super) sort: Option<ApplicantSort>,
    is_numeric: bool,
}

/// The columns, from left to right.
pub(super) const COLUMNS: [Column; 8] = [
    Column {
        key: "applicant",
        label: |messages| messages.column_applicant,
        sort: Some(ApplicantSort::ApplicantId),
        is_numeric: false,
    },
    Column {
        key: "score",
        label: |messages| messages.column_score,
        sort: Some(ApplicantSort::Score),
        is_numeric: false,
    },
    Column {
        key: "decision",
        label: |messages| messages.decision_label,
        sort: None,
        is_numeric: false,
    },
    Column {
        key: "credit",
        label: |messages| messages.column_credit,
        sort: Some(ApplicantSort::AmountCredit),
        is_numeric: true,
    },
    Column {
        key: "income",
        label: |messages| messages.column_income,
        sort: Some(ApplicantSort::AmountIncome),
        is_numeric: true,
    },
    Column {
        key: "age",
        label: |messages| messages.column_age,
        sort: Some(ApplicantSort::AgeYears),
        is_numeric: true,
    },
    Column {
        key: "occupation",
        label: |messages| messages.column_occupation,
        sort: None,
        is_numeric: false,
    },
    Column {
        key: "outcome",
        label: |messages| messages.filter_label,
        sort: None,
        is_numeric: false,
    },
];

/// What an [`ApplicantTable`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct ApplicantTableProps {
    pub(super) page: Rc<Page<ApplicantSummary>>,
    pub(super) query: ApplicantQuery,
    /// None before the model is known.
    pub(super) threshold: Option<f64>,
    pub(super) on_query: Callback<QueryChange>,
}

/// The applicants of one page. The roles are written out because a table that the style sheet
/// turns into cards would otherwise no longer be one for a screen reader.
#[component]
pub(super) fn ApplicantTable(props: &ApplicantTableProps) -> Html {
    let language = use_language();
    let head = COLUMNS
        .iter()
        .map(|column| view_head(column, props, language));
    let rows = props
        .page
        .items
        .iter()
        .map(|item| view_row(item, props.threshold, language));
    html! {
        <table class="applicants" role="table" aria-label={language.messages().applicants}>
            <thead role="rowgroup"><tr role="row">{ for head }</tr></thead>
            <tbody role="rowgroup">{ for rows }</tbody>
        </table>
    }
}

fn view_head(column: &'static Column, props: &ApplicantTableProps, language: Language) -> Html {
    let label = (column.label)(language.messages());
    let class = classes!(
        format!("cell-{}", column.key),
        column.is_numeric.then_some("numeric")
    );
    let Some(sort) = column.sort else {
        return html! { <th {class} role="columnheader" scope="col">{ label }</th> };
    };
    let (sorted_by, order) = listing::sort_of(&props.query);
    let (aria_sort, glyph) = match order {
        _ if sorted_by != sort => ("none", None),
        SortOrder::Ascending => ("ascending", Some(Glyph::Ascending)),
        SortOrder::Descending => ("descending", Some(Glyph::Descending)),
    };
    let query = props.query.clone();
    let onclick = props.on_query.reform(move |_: MouseEvent| QueryChange {
        query: listing::sorted_by(&query, sort),
        replaces: false,
    });
    html! {
        <th {class} role="columnheader" scope="col" aria-sort={aria_sort}>
            <button type="button" class="sorter" {onclick} data-testid={format!("sort-{}", column.key)}>
                { label }
                if let Some(glyph) = glyph { <Icon {glyph} /> }
            </button>
        </th>
    }
}

fn view_row(item: &ApplicantSummary, threshold: Option<f64>, language: Language) -> Html {
    let id = item.applicant_id.to_string();
    let amount = |amount: Option<f64>| language.value(creditwood_contract::Unit::Amount, amount);
    let occupation = item
        .occupation
        .as_ref()
        .map(|text| language.pick(text).to_owned());
    let cells = [
        html! {
            <Link<Route> to={Route::Applicant { id: id.clone() }} classes="row-link">
                { &id }
            </Link<Route>>
        },
        html! {
            <span class="score-cell">
                <span class="score-value" data-testid="row-score">
                    { language.decimal(item.score, 3) }
                </span>
                <ScoreBar score={item.score} {threshold} decision={item.decision} />
            </span>
        },
        html! { <DecisionBadge decision={item.decision} /> },
        html! { { amount(item.amount_credit) } },
        html! { { amount(item.amount_income) } },
        html! { { language.age(item.age_years) } },
        html! { { occupation.unwrap_or_else(|| language.messages().value_unknown.to_owned()) } },
        html! { { language.outcome(item.defaulted) } },
    ];
    let cell = |(column, content): (&Column, Html)| {
        let class = classes!(
            format!("cell-{}", column.key),
            column.is_numeric.then_some("numeric")
        );
        let label = (column.label)(language.messages());
        html! { <td {class} role="cell" data-label={label}>{ content }</td> }
    };
    html! {
        <tr key={id.clone()} role="row" data-testid="applicant-row" data-applicant={id.clone()}>
            { for COLUMNS.iter().zip(cells).map(cell) }
        </tr>
    }
}
