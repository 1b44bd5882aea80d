//! Score and decision in words, the gauge, and what the score means and does not mean.

use creditwood_contract::{Decision, Score};
use yew::prelude::*;

use crate::charts::gauge::Gauge;
use crate::components::decision_badge::DecisionBadge;
use crate::components::preferences::use_language;
use crate::i18n::{Language, fill};

/// What a [`Verdict`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct VerdictProps {
    pub(super) score: Score,
}

/// Score and decision.
#[component]
pub(super) fn Verdict(props: &VerdictProps) -> Html {
    let language = use_language();
    let messages = language.messages();
    let score = &props.score;
    let reading = |term: &'static str, value: String, detail: String, test_id| {
        html! {
            <div class="reading">
                <dt>{ term }</dt>
                <dd><strong data-testid={test_id}>{ value }</strong>{ " " }{ detail }</dd>
            </div>
        }
    };
    html! {
        <section class="card verdict" aria-labelledby="verdict">
            <h2 id="verdict" class="visually-hidden">{ messages.score_heading }</h2>
            <div class="verdict-words">
                <p class="verdict-decision">
                    <DecisionBadge decision={score.decision} />
                    <span class="verdict-score" data-testid="score-value">
                        { language.decimal(score.score, 3) }
                    </span>
                </p>
                <p data-testid="verdict">{ tell_gap(score, language) }</p>
            </div>
            <Gauge score={score.clone()} />
            <dl class="readings">
                { reading(messages.percentile_term, language.percent(score.percentile, 0),
                    messages.percentile_detail.to_owned(), "percentile") }
                { reading(messages.observed_term, language.percent(score.observed_default_rate, 1),
                    tell_observed(score, language), "observed-default-rate") }
            </dl>
            <p class="note verdict-note">{ messages.score_honesty }</p>
        </section>
    }
}

/// How far the score lies from the threshold, and on which side.
fn tell_gap(score: &Score, language: Language) -> String {
    let messages = language.messages();
    let gap = score.score - score.threshold;
    if gap == 0.0 {
        return messages.verdict_at.to_owned();
    }
    let template = match score.decision {
        Decision::Approve => messages.verdict_approve,
        Decision::Refuse => messages.verdict_refuse,
    };
    fill(template, &[("gap", &language.gap(gap))])
}

/// How many applicants the observed default rate is the rate of: of few, it says little.
fn tell_observed(score: &Score, language: Language) -> String {
    let messages = language.messages();
    language.plural(
        score.n_observed,
        messages.observed_detail_one,
        messages.observed_detail_many,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(score: f64, decision: Decision) -> Score {
        Score {
            applicant_id: None,
            score,
            raw_score: 0.0,
            threshold: 0.5,
            decision,
            percentile: 0.0,
            observed_default_rate: 0.0,
            n_observed: 40,
            model_id: String::new(),
        }
    }

    #[test]
    fn the_gap_is_told_with_its_side() {
        let below = tell_gap(&score(0.375, Decision::Approve), Language::English);
        assert_eq!(below, "The score lies 0.125 below the threshold.");
        let above = tell_gap(&score(0.625, Decision::Refuse), Language::French);
        assert_eq!(above, "Le score se situe 0,125 au-dessus du seuil.");
    }

    #[test]
    fn a_gap_too_small_for_three_decimals_is_told_with_more() {
        let above = tell_gap(&score(0.500_03, Decision::Refuse), Language::English);
        assert_eq!(above, "The score lies 0.000030 above the threshold.");
    }

    #[test]
    fn the_observed_rate_is_told_with_how_many_it_is_of() {
        let of = |n_observed, language| {
            let score = Score {
                n_observed,
                ..score(0.5, Decision::Refuse)
            };
            tell_observed(&score, language)
        };
        let english = "of 40 validation applicants with about this score";
        assert_eq!(of(40, Language::English), english);
        let french = "sur 1 demandeur de validation au score voisin";
        assert_eq!(of(1, Language::French), french);
    }

    #[test]
    fn a_score_at_the_threshold_has_no_gap() {
        let at = tell_gap(&score(0.5, Decision::Refuse), Language::English);
        assert_eq!(at, Language::English.messages().verdict_at);
    }
}
