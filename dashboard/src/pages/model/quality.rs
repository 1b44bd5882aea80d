//! How good the model is, on validation and on test data side by side.

use std::rc::Rc;

use creditwood_contract::{Confusion, Evaluation, ModelSummary};
use yew::prelude::*;

use crate::components::preferences::use_language;
use crate::i18n::{Language, Messages};

/// A text of the interface.
type Name = fn(&Messages) -> &'static str;

/// A figure of an evaluation.
struct Figure {
    key: &'static str,
    name: Name,
    note: Name,
    value: fn(&Evaluation) -> f64,
    show: fn(Language, f64) -> String,
}

impl Figure {
    /// A measure between 0 and 1 or thereabouts, to four decimals.
    const fn measure(
        key: &'static str,
        name: Name,
        note: Name,
        value: fn(&Evaluation) -> f64,
    ) -> Self {
        Self {
            key,
            name,
            note,
            value,
            show: |language, value| language.decimal(value, 4),
        }
    }
}

const FIGURES: [Figure; 9] = [
    Figure::measure("auc", |m| m.figure_auc, |m| m.note_auc, |e| e.auc),
    Figure::measure("gini", |m| m.figure_gini, |m| m.note_gini, |e| e.gini),
    Figure::measure("ks", |m| m.figure_ks, |m| m.note_ks, |e| e.ks),
    Figure::measure(
        "pr-auc",
        |m| m.figure_pr_auc,
        |m| m.note_pr_auc,
        |e| e.pr_auc,
    ),
    Figure::measure(
        "log-loss",
        |m| m.figure_log_loss,
        |m| m.note_log_loss,
        |e| e.log_loss,
    ),
    Figure::measure(
        "brier",
        |m| m.figure_brier,
        |m| m.note_log_loss,
        |e| e.brier,
    ),
    Figure {
        key: "cost",
        name: |m| m.figure_cost,
        note: |m| m.note_cost,
        value: |e| e.cost,
        show: |language, value| language.signed(value, 3),
    },
    Figure {
        key: "default-rate",
        name: |m| m.figure_default_rate,
        note: |_| "",
        value: |e| e.default_rate,
        show: |language, value| language.percent(value, 2),
    },
    Figure {
        key: "rows",
        name: |m| m.figure_rows,
        note: |_| "",
        value: |e| e.n_rows as f64,
        show: |language, value| language.decimal(value, 0),
    },
];

/// What a [`Quality`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct QualityProps {
    pub(super) model: Rc<ModelSummary>,
}

/// Headline figures, the table of all figures, the decisions.
#[component]
pub(super) fn Quality(props: &QualityProps) -> Html {
    let language = use_language();
    let messages = language.messages();
    let model = &props.model;
    let headlines = [
        (
            messages.figure_auc,
            language.decimal(model.test.auc, 3),
            "model-auc",
        ),
        (
            messages.figure_cost,
            language.signed(model.test.cost, 2),
            "model-cost",
        ),
        (
            messages.figure_threshold,
            language.decimal(model.threshold, 3),
            "model-threshold",
        ),
    ];
    let headline = |(name, value, test_id): (&'static str, String, &'static str)| {
        let is_of_test = name != messages.figure_threshold;
        html! {
            <div class="headline">
                <dt>
                    { name }
                    if is_of_test { <span class="unit">{ " · " }{ messages.part_test }</span> }
                </dt>
                <dd data-testid={test_id}>{ value }</dd>
            </div>
        }
    };
    html! {
        <section class="card" aria-labelledby="quality">
            <h2 id="quality">{ messages.quality_heading }</h2>
            <p class="note">{ messages.quality_note }</p>
            <dl class="headlines">{ for headlines.into_iter().map(headline) }</dl>
            <div class="quality-parts">
                { view_figures(model, language) }
                <div class="confusions">
                    <h3>{ messages.confusion_heading }</h3>
                    { view_confusion(messages.part_validation, &model.validation.confusion, language) }
                    { view_confusion(messages.part_test, &model.test.confusion, language) }
                </div>
            </div>
        </section>
    }
}

fn view_figures(model: &ModelSummary, language: Language) -> Html {
    let messages = language.messages();
    let cell = |figure: &Figure, part: &str, evaluation: &Evaluation| {
        html! {
            <td data-testid={format!("{part}-{}", figure.key)}>
                { (figure.show)(language, (figure.value)(evaluation)) }
            </td>
        }
    };
    let row = |figure: &Figure| {
        html! {
            <tr key={figure.key} data-testid={format!("figure-{}", figure.key)}>
                <th scope="row">
                    { (figure.name)(messages) }
                    <span class="figure-note">{ (figure.note)(messages) }</span>
                </th>
                { cell(figure, "validation", &model.validation) }
                { cell(figure, "test", &model.test) }
            </tr>
        }
    };
    html! {
        <table class="figures">
            <thead><tr>
                <th scope="col">{ messages.figure_name }</th>
                <th scope="col">{ messages.part_validation }</th>
                <th scope="col">{ messages.part_test }</th>
            </tr></thead>
            <tbody>{ for FIGURES.iter().map(row) }</tbody>
        </table>
    }
}

fn view_confusion(part: &'static str, confusion: &Confusion, language: Language) -> Html {
    let messages = language.messages();
    let row = |name: &'static str, approved: usize, refused: usize| {
        html! {
            <tr>
                <th scope="row">{ name }</th>
                <td>{ language.count(approved) }</td>
                <td>{ language.count(refused) }</td>
            </tr>
        }
    };
    html! {
        <table class="confusion" data-testid="confusion">
            <thead><tr>
                <th scope="col">{ part }</th>
                <th scope="col">{ messages.confusion_approved }</th>
                <th scope="col">{ messages.confusion_refused }</th>
            </tr></thead>
            <tbody>
                { row(messages.confusion_repaid, confusion.true_negative, confusion.false_positive) }
                { row(messages.confusion_defaulted, confusion.false_negative,
                    confusion.true_positive) }
            </tbody>
        </table>
    }
}
