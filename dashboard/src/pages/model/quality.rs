//! How good the model is, on validation and on test data side by side.

use std::rc::Rc;

use creditwood_contract::{Confusion, Evaluation, ModelSummary};
use yew::prelude::*;

use crate::components::preferences::use_language;
use crate::i18n::{Language, Messages};

/// A figure of an evaluation.
struct Figure {
    key: &'static str,
    name: fn(&Messages) -> &'static str,
    note: fn(&Messages) -> &'static str,
    show: fn(&Evaluation, Language) -> String,
}

const FIGURES: [Figure; 9] = [
    Figure {
        key: "auc",
        name: |messages| messages.figure_auc,
        note: |messages| messages.note_auc,
        show: |evaluation, language| language.decimal(evaluation.auc, 4),
    },
    Figure {
        key: "gini",
        name: |messages| messages.figure_gini,
        note: |messages| messages.note_gini,
        show: |evaluation, language| language.decimal(evaluation.gini, 4),
    },
    Figure {
        key: "ks",
        name: |messages| messages.figure_ks,
        note: |messages| messages.note_ks,
        show: |evaluation, language| language.decimal(evaluation.ks, 4),
    },
    Figure {
        key: "pr-auc",
        name: |messages| messages.figure_pr_auc,
        note: |messages| messages.note_pr_auc,
        show: |evaluation, language| language.decimal(evaluation.pr_auc, 4),
    },
    Figure {
        key: "log-loss",
        name: |messages| messages.figure_log_loss,
        note: |messages| messages.note_log_loss,
        show: |evaluation, language| language.decimal(evaluation.log_loss, 4),
    },
    Figure {
        key: "brier",
        name: |messages| messages.figure_brier,
        note: |messages| messages.note_log_loss,
        show: |evaluation, language| language.decimal(evaluation.brier, 4),
    },
    Figure {
        key: "cost",
        name: |messages| messages.figure_cost,
        note: |messages| messages.note_cost,
        show: |evaluation, language| language.signed(evaluation.cost, 3),
    },
    Figure {
        key: "default-rate",
        name: |messages| messages.figure_default_rate,
        note: |_| "",
        show: |evaluation, language| language.percent(evaluation.default_rate, 2),
    },
    Figure {
        key: "rows",
        name: |messages| messages.figure_rows,
        note: |_| "",
        show: |evaluation, language| language.count(evaluation.n_rows),
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
    let row = |figure: &Figure| {
        html! {
            <tr key={figure.key} data-testid={format!("figure-{}", figure.key)}>
                <th scope="row">
                    { (figure.name)(messages) }
                    <span class="figure-note">{ (figure.note)(messages) }</span>
                </th>
                <td data-testid={format!("validation-{}", figure.key)}>
                    { (figure.show)(&model.validation, language) }
                </td>
                <td data-testid={format!("test-{}", figure.key)}>
                    { (figure.show)(&model.test, language) }
                </td>
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
