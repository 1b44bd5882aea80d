//! Whether the portfolio is still told as the training applicants were: what is broken, what has
//! changed.

use creditwood_contract::{ColumnQuality, ColumnVerdict, DataQuality};
use yew::prelude::*;

use crate::client::{path, use_fetch};
use crate::components::preferences::use_language;
use crate::components::remote_view::{Skeleton, view_remote};
use crate::i18n::{Language, fill};

/// So many changed columns are listed, those that changed most.
const N_CHANGED: usize = 20;

/// The card with the sentinel's findings.
#[component]
pub(super) fn DataQualityCard() -> Html {
    let language = use_language();
    let quality = use_fetch::<DataQuality>(Some(path::data_quality()));
    html! {
        <section class="card" aria-labelledby="data-quality" data-testid="data-quality">
            <h2 id="data-quality">{ language.messages().data_quality_heading }</h2>
            { view_remote(&quality, html! { <Skeleton n_lines={2} /> }, |quality| {
                view_findings(quality, language)
            }) }
        </section>
    }
}

fn view_findings(quality: &DataQuality, language: Language) -> Html {
    let messages = language.messages();
    let (defects, changed) = (roots(quality), changes(quality));
    let n_unlisted = changed.len().saturating_sub(N_CHANGED);
    let more = fill(
        messages.data_quality_more,
        &[("count", &language.count(n_unlisted))],
    );
    html! {
        <>
            <p class="data-quality-lead" data-testid="data-quality-lead">
                { lead(quality, language) }
            </p>
            if !defects.is_empty() {
                <ul class="findings">
                    { for defects.iter().map(|column| view_defect(column, quality, language)) }
                </ul>
            }
            if !changed.is_empty() {
                <details class="changes" data-testid="changed-columns">
                    <summary>{ messages.data_quality_changed }</summary>
                    <ul class="findings">
                        { for changed.iter().take(N_CHANGED).map(|column| {
                            view_finding(column, "", language)
                        }) }
                    </ul>
                    if n_unlisted > 0 { <p class="note">{ more }</p> }
                </details>
            }
        </>
    }
}

/// The counts as a sentence.
fn lead(quality: &DataQuality, language: Language) -> String {
    let messages = language.messages();
    if quality.n_defects + quality.n_changed == 0 {
        return messages.data_quality_none.to_owned();
    }
    let defects = language.plural(
        quality.n_defects,
        messages.data_quality_defects_one,
        messages.data_quality_defects_many,
    );
    let changed = language.plural(
        quality.n_changed,
        messages.data_quality_changed_one,
        messages.data_quality_changed_many,
    );
    fill(
        messages.data_quality_lead,
        &[("defects", &defects), ("changed", &changed)],
    )
}

/// What needs mending.
fn roots(quality: &DataQuality) -> Vec<&ColumnQuality> {
    of_verdict(quality, ColumnVerdict::Defect)
}

/// What has changed, the most first.
fn changes(quality: &DataQuality) -> Vec<&ColumnQuality> {
    of_verdict(quality, ColumnVerdict::ChangedPopulation)
}

/// The columns of a verdict that follow from no other.
fn of_verdict(quality: &DataQuality, verdict: ColumnVerdict) -> Vec<&ColumnQuality> {
    let is_of =
        |column: &&ColumnQuality| column.verdict == verdict && column.follows_from.is_none();
    quality.columns.iter().filter(is_of).collect()
}

fn view_defect(column: &ColumnQuality, quality: &DataQuality, language: Language) -> Html {
    let messages = language.messages();
    let follows = |other: &&ColumnQuality| other.follows_from.as_ref() == Some(&column.name);
    let n_following = quality.columns.iter().filter(follows).count();
    let following = if n_following == 0 {
        String::new()
    } else {
        language.plural(
            n_following,
            messages.data_quality_following_one,
            messages.data_quality_following_many,
        )
    };
    view_finding(column, &following, language)
}

fn view_finding(column: &ColumnQuality, following: &str, language: Language) -> Html {
    let is_defect = column.verdict == ColumnVerdict::Defect;
    let class = classes!("finding", is_defect.then_some("defect"));
    let mark = is_defect.then_some(language.messages().data_quality_mark);
    let sentence = column.sentence.as_ref();
    html! {
        <li {class} key={column.name.clone()} data-testid="finding">
            <p class="finding-name">
                { language.pick(&column.label) }
                if let Some(mark) = mark { <span class="mark">{ mark }</span> }
            </p>
            <p>
                if let Some(sentence) = sentence { { language.pick(sentence) } }
                if !following.is_empty() { <span class="note">{ " " }{ following }</span> }
            </p>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use creditwood_contract::{DistanceMeasure, Text};

    use super::*;

    fn column(name: &str, verdict: ColumnVerdict, follows_from: Option<&str>) -> ColumnQuality {
        ColumnQuality {
            name: name.to_owned(),
            label: Text::default(),
            is_category: false,
            in_model: true,
            verdict,
            defect: None,
            distance: 1.0,
            measure: DistanceMeasure::Wasserstein,
            follows_from: follows_from.map(str::to_owned),
            sentence: None,
        }
    }

    fn quality() -> DataQuality {
        DataQuality {
            n_applicants: 10,
            n_defects: 1,
            n_following: 1,
            n_changed: 2,
            n_same: 7,
            columns: vec![
                column("DAYS_BIRTH", ColumnVerdict::Defect, None),
                column("AGE_YEARS", ColumnVerdict::Defect, Some("DAYS_BIRTH")),
                column("A", ColumnVerdict::ChangedPopulation, None),
                column("B", ColumnVerdict::ChangedPopulation, None),
            ],
        }
    }

    #[test]
    fn what_follows_from_a_defect_is_not_listed_beside_it() {
        let quality = quality();
        let names = |columns: Vec<&ColumnQuality>| -> Vec<String> {
            columns.iter().map(|column| column.name.clone()).collect()
        };
        assert_eq!(names(roots(&quality)), ["DAYS_BIRTH"]);
        assert_eq!(names(changes(&quality)), ["A", "B"]);
    }

    #[test]
    fn the_lead_counts_in_both_languages() {
        let told = |quality: &DataQuality| {
            [Language::English, Language::French].map(|language| lead(quality, language))
        };
        assert_eq!(
            told(&quality()),
            [
                "Against the training applicants: 1 defect, 2 changed columns.",
                "Par rapport aux demandeurs d’entraînement\u{a0}: 1 défaut de données, 2 colonnes changées.",
            ]
        );
        let same = DataQuality {
            n_defects: 0,
            n_changed: 0,
            columns: Vec::new(),
            ..quality()
        };
        assert_eq!(
            told(&same)[0],
            "Every column is as it was for the training applicants."
        );
    }
}
