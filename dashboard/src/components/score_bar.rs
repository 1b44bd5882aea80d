//! A score as a small bar with a tick at the threshold.

use creditwood_contract::Decision;
use yew::prelude::*;

/// What a [`ScoreBar`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct ScoreBarProps {
    /// 0 to 1.
    pub(crate) score: f64,
    /// 0 to 1; none before the model is known.
    pub(crate) threshold: Option<f64>,
    /// What the score leads to.
    pub(crate) decision: Decision,
}

/// A score as a small bar. It decorates the number beside it.
#[component]
pub(crate) fn ScoreBar(props: &ScoreBarProps) -> Html {
    let percent = |share: f64| format!("{:.2}", share.clamp(0.0, 1.0) * 100.0);
    let class = match props.decision {
        Decision::Approve => "low",
        Decision::Refuse => "high",
    };
    html! {
        <svg class="score-bar" viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">
            <rect class="track" x="0" y="4" width="100" height="6" />
            <rect {class} x="0" y="4" width={percent(props.score)} height="6" />
            if let Some(threshold) = props.threshold {
                <line class="tick" x1={percent(threshold)} x2={percent(threshold)} y1="0" y2="14" />
            }
        </svg>
    }
}
