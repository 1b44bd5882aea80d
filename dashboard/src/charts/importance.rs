//! Global importance: a bar a feature, as long as the feature moves scores on average.

use creditwood_contract::Importance;
use yew::prelude::*;

use super::canvas::use_width;
use super::rows::{RowChart, RowGeometry, row_label};
use super::scale::LinearScale;
use super::scene::{Scene, Tone};
use crate::components::preferences::use_language;
use crate::i18n::Language;

/// What an [`ImportanceBars`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct ImportanceBarsProps {
    /// The features, the most important first.
    pub(crate) features: Vec<Importance>,
}

/// The features that the model looks at most.
#[component]
pub(crate) fn ImportanceBars(props: &ImportanceBarsProps) -> Html {
    let language = use_language();
    let frame = use_node_ref();
    let geometry = RowGeometry::new(use_width(&frame), 0.0);
    let scene = lay_out(&props.features, &geometry);
    html! {
        <div ref={frame} class="importance">
            <RowChart {geometry} {scene}>
                <ol class="rows" data-testid="importance">
                    { for props.features.iter().map(|feature| view_row(feature, language)) }
                </ol>
            </RowChart>
        </div>
    }
}

fn view_row(feature: &Importance, language: Language) -> Html {
    let messages = language.messages();
    html! {
        <li key={feature.name.clone()} class="row" data-testid="importance-row"
            data-feature={feature.name.clone()}>
            <span class="row-words">
                { row_label(language.pick(&feature.label)) }
                { " " }
                <span class="row-detail">
                    { language.pick(&feature.group) }{ " · " }
                    { messages.importance_gain }{ "\u{a0}" }{ language.percent(feature.gain_share, 1) }
                </span>
            </span>
            <span class="row-value">{ language.decimal(feature.mean_abs_contribution, 3) }</span>
        </li>
    }
}

fn lay_out(features: &[Importance], geometry: &RowGeometry) -> Scene {
    let mut scene = Scene::new(geometry.width, geometry.height(features.len()));
    let longest = features
        .iter()
        .map(|f| f.mean_abs_contribution)
        .fold(f64::MIN_POSITIVE, f64::max);
    let x = LinearScale::new((0.0, longest), geometry.bars);
    for (row, feature) in features.iter().enumerate() {
        let (top, bottom) = geometry.bar(row);
        scene.rect(
            (geometry.bars.0, top),
            (geometry.bars.1, bottom),
            Tone::Line.faint(0.45),
        );
        let end = x.place_clamped(feature.mean_abs_contribution);
        scene.rect((geometry.bars.0, top), (end, bottom), Tone::Muted.into());
    }
    scene
}

#[cfg(test)]
mod tests {
    use creditwood_contract::{Text, Unit};

    use super::super::scene::Mark;
    use super::*;

    fn feature(mean_abs_contribution: f64) -> Importance {
        Importance {
            name: String::new(),
            label: Text::default(),
            group: Text::default(),
            unit: Unit::Plain,
            mean_abs_contribution,
            gain_share: 0.0,
        }
    }

    #[test]
    fn the_longest_bar_fills_its_column_and_the_others_are_in_proportion() {
        let geometry = RowGeometry::new(800.0, 0.0);
        let scene = lay_out(&[feature(0.4), feature(0.1)], &geometry);
        let widths: Vec<f64> = scene
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Rect { width, fill, .. } if fill.tone == Tone::Muted => Some(*width),
                _ => None,
            })
            .collect();
        let full = geometry.bars.1 - geometry.bars.0;
        assert_eq!(widths, [full, full / 4.0]);
    }
}
