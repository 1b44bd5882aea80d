//! The gauge: where the score lies, where the threshold lies, and how far it is between them.

use creditwood_contract::{Decision, Score};
use yew::prelude::*;

use super::canvas::{Canvas, use_width};
use super::scale::LinearScale;
use super::scene::{Align, Label, Scene, Tone};
use crate::components::preferences::use_language;
use crate::i18n::{Language, fill};

const HEIGHT: f64 = 120.0;
const TRACK: (f64, f64) = (34.0, 50.0);
const BRACKET_Y: f64 = 62.0;
const LEGEND_Y: f64 = 94.0;
/// A row of their own: beside the threshold's label the ends would seldom fit.
const ENDS_Y: f64 = 111.0;
/// What the gap's label leaves free between both markers.
const GAP_MARGIN: f64 = 8.0;

/// What a [`Gauge`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct GaugeProps {
    /// The score.
    pub(crate) score: Score,
}

/// The gauge of one score.
#[component]
pub(crate) fn Gauge(props: &GaugeProps) -> Html {
    let language = use_language();
    let frame = use_node_ref();
    let width = use_width(&frame);
    html! {
        <div ref={frame} class="gauge" role="img" aria-label={describe(&props.score, language)}
            data-testid="gauge">
            <Canvas scene={lay_out(&props.score, width, language)} />
        </div>
    }
}

/// The gauge in words.
fn describe(score: &Score, language: Language) -> String {
    let messages = language.messages();
    let gap = score.score - score.threshold;
    let template = match score.decision {
        _ if gap == 0.0 => messages.gauge_at,
        Decision::Approve => messages.gauge_below,
        Decision::Refuse => messages.gauge_above,
    };
    let (shown, threshold) = (
        language.decimal(score.score, 3),
        language.decimal(score.threshold, 3),
    );
    fill(
        template,
        &[
            ("score", &shown),
            ("threshold", &threshold),
            ("gap", &language.gap(gap)),
        ],
    )
}

fn lay_out(score: &Score, width: f64, language: Language) -> Scene {
    let mut scene = Scene::new(width, HEIGHT);
    let x = LinearScale::new((0.0, 1.0), (8.0, (width - 8.0).max(9.0)));
    let (here, there) = (
        x.place_clamped(score.score),
        x.place_clamped(score.threshold),
    );
    draw_track(&mut scene, &x, there);
    draw_gap(&mut scene, score, (here, there), language);
    draw_score(&mut scene, score, here, language);
    draw_legend(&mut scene, score, there, language);
    scene
}

fn draw_track(scene: &mut Scene, x: &LinearScale, threshold_x: f64) {
    let (top, bottom) = TRACK;
    scene.rect(
        (x.place(0.0), top),
        (threshold_x, bottom),
        Tone::Low.faint(0.22),
    );
    scene.rect(
        (threshold_x, top),
        (x.place(1.0), bottom),
        Tone::High.faint(0.22),
    );
}

fn draw_gap(scene: &mut Scene, score: &Score, (here, there): (f64, f64), language: Language) {
    let tone = tone_of(score.decision);
    scene.rect((here, TRACK.0), (there, TRACK.1), tone.into());
    for end in [here, there] {
        scene.line(
            vec![(end, BRACKET_Y - 4.0), (end, BRACKET_Y + 4.0)],
            Tone::Muted,
            1.0,
        );
    }
    scene.line(
        vec![(here, BRACKET_Y), (there, BRACKET_Y)],
        Tone::Muted,
        1.0,
    );
    let text = language.signed_gap(score.score - score.threshold);
    let label = Label::small((here + there) / 2.0, BRACKET_Y + 14.0, text, Align::Middle);
    // Between markers too close for it the threshold's line would strike it through; the sentence
    // beside the gauge says it anyway.
    if label.width() + GAP_MARGIN < (here - there).abs() {
        scene.text(Label {
            tone: Tone::Ink,
            ..label
        });
    }
}

fn draw_score(scene: &mut Scene, score: &Score, here: f64, language: Language) {
    let text = fill(
        language.messages().gauge_score_label,
        &[("score", &language.decimal(score.score, 3))],
    );
    let label = Label::small(here, 12.0, text, Align::Middle).strong();
    scene.text(
        Label {
            size: 14.0,
            ..label
        }
        .kept_between(0.0, scene.width),
    );
    let tip = TRACK.0 - 2.0;
    scene.area(
        vec![
            (here - 6.0, tip - 8.0),
            (here + 6.0, tip - 8.0),
            (here, tip),
        ],
        Tone::Ink.into(),
    );
    scene.line(
        vec![(here, TRACK.0 - 2.0), (here, TRACK.1 + 2.0)],
        Tone::Ink,
        2.0,
    );
}

fn draw_legend(scene: &mut Scene, score: &Score, there: f64, language: Language) {
    let messages = language.messages();
    scene.line(
        vec![(there, TRACK.0 - 6.0), (there, LEGEND_Y - 9.0)],
        Tone::Ink,
        2.0,
    );
    let text = fill(
        messages.gauge_threshold_label,
        &[("threshold", &language.decimal(score.threshold, 3))],
    );
    let threshold = Label::small(there, LEGEND_Y, text, Align::Middle).strong();
    scene.text(threshold.kept_between(0.0, scene.width));
    draw_ends(scene, language);
}

fn draw_ends(scene: &mut Scene, language: Language) {
    let messages = language.messages();
    let right = scene.width - 8.0;
    let least = Label::small(8.0, ENDS_Y, messages.gauge_least_risk, Align::Start);
    let most = Label::small(right, ENDS_Y, messages.gauge_most_risk, Align::End);
    let fit_together = least.x + least.width() + GAP_MARGIN < most.x - most.width();
    scene.text(least);
    if fit_together {
        scene.text(most);
    }
}

/// The tone that a decision is told in, beside its word.
fn tone_of(decision: Decision) -> Tone {
    match decision {
        Decision::Approve => Tone::Low,
        Decision::Refuse => Tone::High,
    }
}

#[cfg(test)]
mod tests {
    use super::super::scene::Mark;
    use super::*;

    fn score(score: f64, decision: Decision) -> Score {
        Score {
            applicant_id: Some(1),
            score,
            raw_score: 0.0,
            threshold: 0.5,
            decision,
            percentile: 0.5,
            observed_default_rate: 0.1,
            n_observed: 40,
            model_id: String::new(),
        }
    }

    fn texts(scene: &Scene) -> Vec<&Label> {
        let mut labels = Vec::new();
        for mark in &scene.marks {
            if let Mark::Text(label) = mark {
                labels.push(label);
            }
        }
        labels
    }

    #[test]
    fn the_gap_reaches_from_the_score_to_the_threshold() {
        let scene = lay_out(&score(0.75, Decision::Refuse), 416.0, Language::English);
        let solid = Mark::Rect {
            x: 208.0,
            y: TRACK.0,
            width: 100.0,
            height: TRACK.1 - TRACK.0,
            fill: Tone::High.into(),
        };
        assert!(scene.marks.contains(&solid));
    }

    #[test]
    fn no_label_leaves_the_gauge_at_the_ends_of_the_scale() {
        for value in [0.0, 0.02, 0.98, 1.0] {
            let scene = lay_out(&score(value, Decision::Approve), 320.0, Language::French);
            for label in texts(&scene) {
                let before = match label.align {
                    Align::Start => 0.0,
                    Align::Middle => label.width() / 2.0,
                    Align::End => label.width(),
                };
                let left = label.x - before;
                assert!(
                    left >= -1e-9 && left + label.width() <= 320.0 + 1e-9,
                    "{label:?}"
                );
            }
        }
    }

    #[test]
    fn the_ends_are_named_at_every_width_and_the_gap_only_where_it_fits() {
        let near = score(0.501, Decision::Refuse);
        for width in [280.0, 416.0, 900.0] {
            let scene = lay_out(&near, width, Language::French);
            let messages = Language::French.messages();
            let has = |text: &str| texts(&scene).iter().any(|label| label.text == text);
            assert!(has(messages.gauge_least_risk) && has(messages.gauge_most_risk));
            assert!(!has("+0,001"));
        }
        let far = lay_out(&score(0.75, Decision::Refuse), 416.0, Language::French);
        assert!(texts(&far).iter().any(|label| label.text == "+0,250"));
    }

    #[test]
    fn a_score_at_the_threshold_is_said_to_be_exactly_there() {
        let words = describe(&score(0.5, Decision::Refuse), Language::English);
        assert_eq!(words, "Score 0.500, exactly at the threshold 0.500.");
    }

    #[test]
    fn the_words_say_score_threshold_and_gap() {
        let words = describe(&score(0.25, Decision::Approve), Language::English);
        for number in ["0.250", "0.500"] {
            assert!(words.contains(number), "{words}");
        }
    }
}
