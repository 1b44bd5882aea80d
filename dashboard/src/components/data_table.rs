//! A chart's data as a table: the chart for who cannot see it, and the exact numbers for everyone.

use web_sys::HtmlDetailsElement;
use yew::prelude::*;

/// What a [`DataTable`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct DataTableProps {
    /// What opens the table.
    pub(crate) summary: AttrValue,
    /// The columns' names.
    pub(crate) head: Vec<AttrValue>,
    /// The rows' cells.
    pub(crate) rows: Vec<Vec<AttrValue>>,
}

/// A table that unfolds; its rows come into being when it does, for there may be hundreds.
#[component]
pub(crate) fn DataTable(props: &DataTableProps) -> Html {
    let is_open = use_state_eq(|| false);
    let ontoggle = {
        let is_open = is_open.clone();
        Callback::from(move |event: Event| {
            let details = event.target_dyn_into::<HtmlDetailsElement>();
            is_open.set(details.is_some_and(|details| details.open()));
        })
    };
    html! {
        <details class="data-table" {ontoggle}>
            <summary>{ &props.summary }</summary>
            if *is_open {
                <div class="scroller" tabindex="0" role="group" aria-label={props.summary.clone()}>
                    { view_table(props) }
                </div>
            }
        </details>
    }
}

fn view_table(props: &DataTableProps) -> Html {
    let cell = |(place, cell): (usize, &AttrValue)| {
        if place == 0 {
            html! { <th scope="row">{ cell }</th> }
        } else {
            html! { <td>{ cell }</td> }
        }
    };
    let row = |row: &Vec<AttrValue>| html! { <tr>{ for row.iter().enumerate().map(cell) }</tr> };
    html! {
        <table>
            <thead><tr>
                { for props.head.iter().map(|name| html! { <th scope="col">{ name }</th> }) }
            </tr></thead>
            <tbody>{ for props.rows.iter().map(row) }</tbody>
        </table>
    }
}
