//! Columns of another population: a bar each, as long as the column lies far from training.

use creditwood_contract::{ColumnQuality, DistanceMeasure};
use yew::prelude::*;

use super::{sentence_of, view_name};
use crate::i18n::{Language, fill};

/// So many are listed, those that changed most.
const N_LISTED: usize = 20;

/// The changed columns, folded away: they are no fault.
pub(super) fn view_changes(changed: &[&ColumnQuality], language: Language) -> Html {
    let messages = language.messages();
    let longest = longest(changed);
    let n_unlisted = changed.len().saturating_sub(N_LISTED);
    let more = fill(
        messages.data_quality_more,
        &[("count", &language.count(n_unlisted))],
    );
    html! {
        <details class="changes" data-testid="changed-columns">
            <summary>{ messages.data_quality_changes }</summary>
            <p class="note">{ messages.data_quality_distance_note }</p>
            <ol class="changed">
                { for changed.iter().take(N_LISTED).map(|column| {
                    view_change(column, longest, language)
                }) }
            </ol>
            if n_unlisted > 0 { <p class="note">{ more }</p> }
        </details>
    }
}

fn view_change(column: &ColumnQuality, longest: f64, language: Language) -> Html {
    html! {
        <li class="change" key={column.name.clone()} data-testid="change">
            <p class="change-name">{ view_name(column, language) }</p>
            <p class="change-distance">
                <DistanceBar share={column.distance / longest} />
                <span class="change-value">
                    { language.decimal(column.distance, 2) }
                    if let Some(unit) = unit_of(column.measure, language) {
                        <span class="unit">{ "\u{a0}" }{ unit }</span>
                    }
                </span>
            </p>
            <p class="change-sentence">{ sentence_of(column, language) }</p>
        </li>
    }
}

/// The distance of the column that changed most.
fn longest(changed: &[&ColumnQuality]) -> f64 {
    let distances = changed.iter().map(|column| column.distance);
    distances.fold(f64::MIN_POSITIVE, f64::max)
}

/// What a distance is counted in, where it is counted in something.
fn unit_of(measure: DistanceMeasure, language: Language) -> Option<&'static str> {
    match measure {
        DistanceMeasure::Wasserstein => Some(language.messages().unit_deviations),
        DistanceMeasure::JensenShannon | DistanceMeasure::Holes => None,
    }
}

#[derive(Properties, PartialEq)]
struct DistanceBarProps {
    /// 0 to 1.
    share: f64,
}

/// A distance as a bar. It decorates the number beside it.
#[component]
fn DistanceBar(props: &DistanceBarProps) -> Html {
    let width = format!("{:.2}", props.share.clamp(0.0, 1.0) * 100.0);
    html! {
        <svg class="distance-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
            <rect class="track" width="100" height="8" />
            <rect class="reach" {width} height="8" />
        </svg>
    }
}
