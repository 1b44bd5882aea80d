//! The model: how good it is, whether the portfolio is told as its training applicants were, what
//! each threshold costs, what it looks at, where it comes from.

mod data_quality;
mod provenance;
mod quality;

use creditwood_contract::{CostCurve, CostMatrix, DataQuality, Importance, ModelSummary};
use yew::prelude::*;

use self::data_quality::{DataQualityCard, DefectNotice};
use self::provenance::Provenance;
use self::quality::Quality;
use crate::charts::cost_curve::CostCurveChart;
use crate::charts::importance::ImportanceBars;
use crate::client::{Fetch, path, use_fetch};
use crate::components::notices::Notices;
use crate::components::preferences::use_language;
use crate::components::remote_view::{Skeleton, view_remote};
use crate::components::title::use_title;
use crate::components::unknown_parameters::UnknownParameters;
use crate::i18n::{Language, fill};

/// How many features the importance tells.
const N_IMPORTANCE: usize = 20;

/// The model.
#[component]
pub(crate) fn ModelPage() -> Html {
    let language = use_language();
    let messages = language.messages();
    use_title(messages.model);
    let model =
        use_context::<Fetch<ModelSummary>>().expect("the app gives the model to every page");
    let quality = use_fetch::<DataQuality>(Some(path::data_quality()));
    html! {
        <article class="page page-model">
            <div class="page-head">
                <h1>{ messages.model }</h1>
                if let Some(model) = model.state.latest() {
                    <p class="page-count">{ lead(model, language) }</p>
                }
            </div>
            <Notices>
                if let Some(quality) = quality.state.latest() {
                    <DefectNotice quality={quality.clone()} />
                }
                <UnknownParameters />
            </Notices>
            { view_remote(&model, html! { <Skeleton n_lines={8} /> }, |model| {
                html! { <Quality model={model.clone()} /> }
            }) }
            <DataQualityCard {quality} />
            <div class="beside even">
                <div class="stack">
                    <Costs />
                    <ImportanceCard />
                </div>
                if let Some(model) = model.state.latest() { <Provenance model={model.clone()} /> }
            </div>
        </article>
    }
}

fn lead(model: &ModelSummary, language: Language) -> String {
    fill(
        language.messages().model_lead,
        &[
            ("trees", &language.count(model.n_trees)),
            ("features", &language.count(model.n_features)),
            ("rows", &language.count(model.n_training_rows)),
        ],
    )
}

#[component]
fn Costs() -> Html {
    let language = use_language();
    let messages = language.messages();
    let curve = use_fetch::<CostCurve>(Some(path::cost_curve()));
    html! {
        <section class="card" aria-labelledby="costs">
            <h2 id="costs">{ messages.cost_heading }</h2>
            { view_remote(&curve, html! { <Skeleton n_lines={8} /> }, |curve| {
                html! {
                    <>
                        <p class="note">{ tell_costs(&curve.costs, language) }</p>
                        <CostCurveChart curve={curve.clone()} />
                    </>
                }
            }) }
        </section>
    }
}

/// The cost matrix as a sentence.
fn tell_costs(costs: &CostMatrix, language: Language) -> String {
    let shown = |cost| language.significant(cost);
    fill(
        language.messages().cost_matrix,
        &[
            ("fn", &shown(costs.false_negative)),
            ("tn", &shown(costs.true_negative)),
            ("tp", &shown(costs.true_positive)),
            ("fp", &shown(costs.false_positive)),
            ("n", &shown(costs.per_applicant)),
        ],
    )
}

#[component]
fn ImportanceCard() -> Html {
    let messages = use_language().messages();
    let importance = use_fetch::<Vec<Importance>>(Some(path::importance(N_IMPORTANCE)));
    html! {
        <section class="card" aria-labelledby="importance">
            <h2 id="importance">{ messages.importance_heading }</h2>
            <p class="note">{ messages.importance_note }</p>
            { view_remote(&importance, html! { <Skeleton n_lines={12} /> }, |features| {
                html! { <ImportanceBars features={(**features).clone()} /> }
            }) }
        </section>
    }
}
