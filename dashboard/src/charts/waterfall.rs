//! The waterfall: from the average applicant, feature by feature, to this one.

use creditwood_contract::{Contribution, Explanation};
use creditwood_core::math::{logit, sigmoid};
use yew::prelude::*;

use super::canvas::use_width;
use super::rows::{RowChart, RowGeometry, row_label};
use super::scale::LinearScale;
use super::scene::{Align, Label, Scene, Tone};
use crate::components::data_table::DataTable;
use crate::components::preferences::use_language;
use crate::i18n::{Language, fill};

const HEAD: f64 = 28.0;

/// What a [`Waterfall`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct WaterfallProps {
    /// The score taken apart.
    pub(crate) explanation: Explanation,
    /// The name of the feature that is shown beside.
    pub(crate) selected: Option<AttrValue>,
    /// A feature was chosen.
    pub(crate) on_select: Callback<String>,
}

/// The waterfall of one score.
#[component]
pub(crate) fn Waterfall(props: &WaterfallProps) -> Html {
    let language = use_language();
    let frame = use_node_ref();
    let width = use_width(&frame);
    let geometry = RowGeometry::new(width, HEAD);
    let explanation = &props.explanation;
    let scene = lay_out(explanation, &geometry, language);
    let rows = explanation.contributions.iter().map(|contribution| {
        let is_selected = props.selected.as_deref() == Some(contribution.name.as_str());
        view_contribution(contribution, is_selected, &props.on_select, language)
    });
    html! {
        <div ref={frame} class="waterfall">
            <RowChart {geometry} {scene}>
                <ol class="rows" data-testid="contributions">
                    { view_end(language.messages().waterfall_base, explanation.base, language) }
                    { for rows }
                    { view_other(explanation, language) }
                    { view_end(
                        language.messages().waterfall_end, explanation.score.raw_score, language,
                    ) }
                </ol>
            </RowChart>
            <DataTable summary={language.messages().data_as_table} head={table_head(language)}
                rows={table_rows(explanation, language)} />
        </div>
    }
}

fn view_contribution(
    contribution: &Contribution,
    is_selected: bool,
    on_select: &Callback<String>,
    language: Language,
) -> Html {
    let name = contribution.name.clone();
    let onclick = on_select.reform(move |_: MouseEvent| name.clone());
    let value = language.value(contribution.unit, contribution.value);
    html! {
        <li key={contribution.name.clone()}>
            <button type="button" class="row" {onclick} aria-pressed={is_selected.to_string()}
                data-testid="contribution" data-feature={contribution.name.clone()}>
                <span class="row-words">
                    { row_label(language.pick(&contribution.label)) }
                    // The space is for who copies or hears the row; the style sheet shows none.
                    { " " }
                    <span class="row-detail">{ value }</span>
                </span>
                { view_size(contribution.contribution, language) }
            </button>
        </li>
    }
}

fn view_end(label: &'static str, raw_score: f64, language: Language) -> Html {
    let shown = language.decimal(sigmoid(raw_score), 3);
    html! {
        <li class="row row-end">
            <span class="row-words">
                <span class="row-label">{ label }</span>
                { " " }
                <span class="row-detail">
                    { fill(language.messages().gauge_score_label, &[("score", &shown)]) }
                </span>
            </span>
            <span class="row-value">{ language.decimal(raw_score, 2) }</span>
        </li>
    }
}

fn view_other(explanation: &Explanation, language: Language) -> Html {
    if explanation.n_other == 0 {
        return Html::default();
    }
    html! {
        <li class="row" data-testid="contribution-other">
            <span class="row-words">
                <span class="row-label row-other">{ other_label(explanation, language) }</span>
            </span>
            { view_size(explanation.other, language) }
        </li>
    }
}

fn other_label(explanation: &Explanation, language: Language) -> String {
    let messages = language.messages();
    language.plural(
        explanation.n_other,
        messages.waterfall_other_one,
        messages.waterfall_other_many,
    )
}

/// A contribution in the column of figures, and in words for who cannot see to which side it goes.
fn view_size(contribution: f64, language: Language) -> Html {
    let messages = language.messages();
    let (class, template) = if contribution > 0.0 {
        ("raises", messages.raises_risk)
    } else {
        ("lowers", messages.lowers_risk)
    };
    let size = language.decimal(contribution.abs(), 2);
    html! {
        <>
            { " " }
            <span class="visually-hidden">{ fill(template, &[("size", &size)]) }</span>
            <span class={classes!("row-value", class)} aria-hidden="true"
                data-testid="contribution-value">
                { language.signed(contribution, 2) }
            </span>
        </>
    }
}

/// Where each bar begins and ends, in log-odds, from the base to the raw score.
fn steps(explanation: &Explanation) -> Vec<(f64, f64)> {
    let mut sizes: Vec<f64> = explanation
        .contributions
        .iter()
        .map(|c| c.contribution)
        .collect();
    if explanation.n_other > 0 {
        sizes.push(explanation.other);
    }
    let mut at = explanation.base;
    let step = |size: f64| {
        let from = at;
        at += size;
        (from, at)
    };
    sizes.into_iter().map(step).collect()
}

/// The contributions, the others where there are any, and both ends.
fn count_rows(explanation: &Explanation) -> usize {
    explanation.contributions.len() + usize::from(explanation.n_other > 0) + 2
}

fn lay_out(explanation: &Explanation, geometry: &RowGeometry, language: Language) -> Scene {
    let steps = steps(explanation);
    let n_rows = count_rows(explanation);
    let mut scene = Scene::new(geometry.width, geometry.height(n_rows));
    let threshold = logit(explanation.score.threshold);
    let x = scale_of(&steps, threshold, explanation, geometry);
    draw_threshold(&mut scene, geometry, &x, explanation, language);
    for (idx, (from, to)) in steps.iter().enumerate() {
        draw_step(&mut scene, geometry, &x, idx + 1, (*from, *to));
    }
    draw_end(&mut scene, geometry, x.place(explanation.base), 0);
    draw_end(
        &mut scene,
        geometry,
        x.place(explanation.score.raw_score),
        n_rows - 1,
    );
    scene
}

fn scale_of(
    steps: &[(f64, f64)],
    threshold: f64,
    explanation: &Explanation,
    geometry: &RowGeometry,
) -> LinearScale {
    let ends = steps.iter().map(|(_, to)| *to);
    let marks = [explanation.base, explanation.score.raw_score, threshold];
    let values = ends.chain(marks.into_iter().filter(|value| value.is_finite()));
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    // Room for the dots that mark both ends.
    let (left, right) = geometry.bars;
    LinearScale::new((low, high), (left + 8.0, (right - 8.0).max(left + 9.0)))
}

fn draw_threshold(
    scene: &mut Scene,
    geometry: &RowGeometry,
    x: &LinearScale,
    explanation: &Explanation,
    language: Language,
) {
    let at = x.place_clamped(logit(explanation.score.threshold));
    if geometry.is_stacked {
        // A line from top to bottom would cross the words.
        for row in 0..count_rows(explanation) {
            let (top, bottom) = geometry.bar(row);
            scene.line(vec![(at, top), (at, bottom + 3.0)], Tone::Muted, 1.0);
        }
    } else {
        scene.dashes(vec![(at, HEAD - 8.0), (at, scene.height)], Tone::Muted, 1.0);
    }
    let shown = language.decimal(explanation.score.threshold, 3);
    let text = fill(
        language.messages().gauge_threshold_label,
        &[("threshold", &shown)],
    );
    let unit = language.messages().unit_log_odds;
    let unit = Label::small(scene.width - 8.0, 10.0, unit, Align::End);
    let label = Label::small(at, 10.0, text, Align::Middle);
    scene.text(label.kept_between(0.0, unit.x - unit.width() - 8.0));
    scene.text(unit);
}

/// A bar, and where no words stand between, the line from its end to the next one's beginning.
fn draw_step(
    scene: &mut Scene,
    geometry: &RowGeometry,
    x: &LinearScale,
    row: usize,
    (from, to): (f64, f64),
) {
    let (top, bottom) = geometry.bar(row);
    let (from_x, to_x) = (x.place(from), x.place(to));
    let tone = if to > from { Tone::High } else { Tone::Low };
    if !geometry.is_stacked {
        let (previous_bottom, next_top) = (geometry.bar(row - 1).1, geometry.bar(row + 1).0);
        scene.line(
            vec![(from_x, previous_bottom), (from_x, top)],
            Tone::Line,
            1.0,
        );
        scene.line(vec![(to_x, bottom), (to_x, next_top)], Tone::Line, 1.0);
    }
    // A bar too small to see would look like none at all.
    let to_x = if (to_x - from_x).abs() < 1.0 {
        from_x + 1.0
    } else {
        to_x
    };
    scene.rect((from_x, top), (to_x, bottom), tone.into());
}

fn draw_end(scene: &mut Scene, geometry: &RowGeometry, x: f64, row: usize) {
    let (top, bottom) = geometry.bar(row);
    scene.dot((x, (top + bottom) / 2.0), 6.0, Tone::Ink);
}

fn table_head(language: Language) -> Vec<AttrValue> {
    let messages = language.messages();
    [
        messages.column_feature,
        messages.column_value,
        messages.column_contribution,
    ]
    .map(AttrValue::Static)
    .to_vec()
}

fn table_rows(explanation: &Explanation, language: Language) -> Vec<Vec<AttrValue>> {
    let messages = language.messages();
    let end = |label: &str, raw_score: f64| row([label, "", &language.decimal(raw_score, 4)]);
    let mut rows = vec![end(messages.waterfall_base, explanation.base)];
    rows.extend(explanation.contributions.iter().map(|contribution| {
        let value = language.value(contribution.unit, contribution.value);
        let size = language.signed(contribution.contribution, 4);
        row([language.pick(&contribution.label), &value, &size])
    }));
    if explanation.n_other > 0 {
        let size = language.signed(explanation.other, 4);
        rows.push(row([&other_label(explanation, language), "", &size]));
    }
    rows.push(end(messages.waterfall_end, explanation.score.raw_score));
    rows
}

fn row<const N: usize>(cells: [&str; N]) -> Vec<AttrValue> {
    cells.map(|cell| AttrValue::from(cell.to_owned())).to_vec()
}

#[cfg(test)]
mod tests {
    use creditwood_contract::{Decision, Score, Text, Unit};

    use super::super::scene::Mark;
    use super::*;

    fn contribution(size: f64) -> Contribution {
        Contribution {
            name: format!("feature_{size}"),
            label: Text::default(),
            group: Text::default(),
            unit: Unit::Plain,
            value: None,
            level: None,
            contribution: size,
            actionable: false,
        }
    }

    fn explanation() -> Explanation {
        Explanation {
            score: Score {
                applicant_id: None,
                score: sigmoid(0.5),
                raw_score: 0.5,
                threshold: 0.5,
                decision: Decision::Refuse,
                percentile: 0.0,
                observed_default_rate: 0.0,
                n_observed: 40,
                model_id: String::new(),
            },
            base: -0.25,
            contributions: vec![contribution(1.0), contribution(-0.5)],
            other: 0.25,
            n_other: 3,
        }
    }

    #[test]
    fn the_steps_lead_from_the_base_to_the_raw_score() {
        assert_eq!(
            steps(&explanation()),
            [(-0.25, 0.75), (0.75, 0.25), (0.25, 0.5)]
        );
    }

    #[test]
    fn without_others_there_is_no_bar_for_them() {
        let complete = Explanation {
            n_other: 0,
            other: 0.0,
            ..explanation()
        };
        assert_eq!(steps(&complete).len(), 2);
        assert_eq!(table_rows(&complete, Language::English).len(), 4);
    }

    #[test]
    fn what_raises_is_drawn_high_and_what_lowers_low() {
        let scene = lay_out(
            &explanation(),
            &RowGeometry::new(800.0, HEAD),
            Language::English,
        );
        let tones: Vec<Tone> = scene
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Rect { fill, .. } => Some(fill.tone),
                _ => None,
            })
            .collect();
        assert_eq!(tones, [Tone::High, Tone::Low, Tone::High]);
    }

    #[test]
    fn every_bar_lies_in_the_bars_column() {
        for width in [328.0, 700.0] {
            let geometry = RowGeometry::new(width, HEAD);
            let scene = lay_out(&explanation(), &geometry, Language::French);
            for mark in &scene.marks {
                if let Mark::Rect { x, width, .. } = mark {
                    assert!(*x >= geometry.bars.0 && x + width <= geometry.bars.1);
                }
            }
        }
    }
}
