//! Whether the portfolio is still told as the training applicants were: what is broken, what has
//! changed.

mod change;
mod defect;

use std::rc::Rc;

use creditwood_contract::{ColumnQuality, ColumnVerdict, DataQuality, QualitySubject};
use yew::prelude::*;

use self::change::view_changes;
use self::defect::view_defect;
use crate::client::Fetch;
use crate::components::icon::{Glyph, Icon};
use crate::components::preferences::use_language;
use crate::components::remote_view::{Skeleton, view_remote};
use crate::i18n::{Language, fill};

/// Where the card stands on the page.
const PLACE: &str = "data-quality";

/// What a [`DefectNotice`] tells of.
#[derive(Properties, PartialEq)]
pub(super) struct DefectNoticeProps {
    pub(super) quality: Rc<DataQuality>,
}

/// A word in the page's head where something is broken; nothing where nothing is.
#[component]
pub(super) fn DefectNotice(props: &DefectNoticeProps) -> Html {
    let language = use_language();
    let messages = language.messages();
    let quality = &props.quality;
    let Some(first) = roots(quality, ColumnVerdict::Defect).next() else {
        return Html::default();
    };
    let heading = language.plural(
        quality.n_defects.unwrap_or_default(),
        messages.data_quality_notice_one,
        messages.data_quality_notice_many,
    );
    html! {
        <aside class="defect-notice" data-testid="defect-notice">
            <p class="notice-heading"><Icon glyph={Glyph::Refuse} />{ heading }</p>
            <p>{ sentence_of(first, language) }</p>
            <a href={format!("#{PLACE}")}>{ messages.data_quality_see }</a>
        </aside>
    }
}

/// What a [`DataQualityCard`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct DataQualityCardProps {
    pub(super) quality: Fetch<DataQuality>,
}

/// The sentinel's findings.
#[component]
pub(super) fn DataQualityCard(props: &DataQualityCardProps) -> Html {
    let language = use_language();
    html! {
        <section class="card" id={PLACE} aria-labelledby="data-quality-heading"
            data-testid="data-quality">
            <h2 id="data-quality-heading">{ language.messages().data_quality_heading }</h2>
            { view_remote(&props.quality, html! { <Skeleton n_lines={2} /> }, |quality| {
                view_findings(quality, language)
            }) }
        </section>
    }
}

fn view_findings(quality: &DataQuality, language: Language) -> Html {
    let defects = roots(quality, ColumnVerdict::Defect);
    let changed: Vec<_> = roots(quality, ColumnVerdict::ChangedPopulation).collect();
    let is_well = quality.n_defects == Some(0);
    html! {
        <>
            <p class={classes!("data-quality-lead", is_well.then_some("is-well"))}
                data-testid="data-quality-lead">
                if is_well { <Icon glyph={Glyph::Approve} /> }
                <span>{ lead(quality, language) }</span>
            </p>
            if quality.n_defects > Some(0) {
                <ul class="defects">
                    { for defects.map(|column| view_defect(column, quality, language)) }
                </ul>
            }
            if !changed.is_empty() { { view_changes(&changed, language) } }
        </>
    }
}

/// The counts as a sentence.
fn lead(quality: &DataQuality, language: Language) -> String {
    let messages = language.messages();
    let template = match (quality.n_defects, quality.n_changed) {
        _ if quality.pending => messages.data_quality_pending,
        (Some(0), Some(0)) => messages.data_quality_well,
        (Some(0), _) => messages.data_quality_changed_alone,
        _ => messages.data_quality_lead,
    };
    let defects = language.plural(
        quality.n_defects.unwrap_or_default(),
        messages.data_quality_defects_one,
        messages.data_quality_defects_many,
    );
    let changed = language.plural(
        quality.n_changed.unwrap_or_default(),
        messages.data_quality_changed_one,
        messages.data_quality_changed_many,
    );
    fill(
        template,
        &[
            ("defects", &defects),
            ("changed", &changed),
            ("same", &language.count(quality.n_same.unwrap_or_default())),
            ("applicants", &language.count(quality.n_applicants)),
        ],
    )
}

/// The columns of a verdict that follow from no other, as the API ranks them.
fn roots(quality: &DataQuality, verdict: ColumnVerdict) -> impl Iterator<Item = &ColumnQuality> {
    let columns = quality.columns.iter();
    columns.filter(move |column| column.verdict == verdict && column.follows_from.is_none())
}

/// What was found of a column; its name where there is nothing to say.
fn sentence_of(column: &ColumnQuality, language: Language) -> &str {
    let sentence = column.sentence.as_ref();
    sentence.map_or(&column.name, |sentence| language.pick(sentence))
}

/// A column by its name for people, and whether the model looks at it.
fn view_name(column: &ColumnQuality, language: Language) -> Html {
    html! {
        <>
            <span class="column-name">{ language.pick(&column.label) }</span>
            if column.subject == QualitySubject::Table {
                <span class="mark">{ language.messages().mark_table }</span>
            }
            if !column.in_model {
                <span class="mark">{ language.messages().mark_unused }</span>
            }
        </>
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
            subject: QualitySubject::Feature,
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
            pending: false,
            n_applicants: 2_000,
            n_defects: Some(1),
            n_following: Some(1),
            n_changed: Some(2),
            n_same: Some(1_300),
            columns: vec![
                column("DAYS_BIRTH", ColumnVerdict::Defect, None),
                column("AGE_YEARS", ColumnVerdict::Defect, Some("DAYS_BIRTH")),
                column("A", ColumnVerdict::ChangedPopulation, None),
                column("B", ColumnVerdict::ChangedPopulation, None),
            ],
            missing: Vec::new(),
        }
    }

    fn leads(quality: &DataQuality) -> [String; 2] {
        Language::ALL.map(|language| lead(quality, language))
    }

    #[test]
    fn what_follows_from_a_defect_is_not_listed_beside_it() {
        let quality = quality();
        let names = |verdict| -> Vec<&str> {
            roots(&quality, verdict)
                .map(|column| column.name.as_str())
                .collect()
        };
        assert_eq!(names(ColumnVerdict::Defect), ["DAYS_BIRTH"]);
        assert_eq!(names(ColumnVerdict::ChangedPopulation), ["A", "B"]);
    }

    #[test]
    fn the_lead_counts_in_both_languages() {
        assert_eq!(
            leads(&quality()),
            [
                "1 defect to mend, 2 changed columns; 1,300 columns are as they were in training.",
                "1 anomalie à corriger, 2 colonnes qui ont changé\u{a0}; 1\u{202f}300 colonnes sont \
                 comme à l’entraînement.",
            ]
        );
    }

    #[test]
    fn the_lead_is_calm_where_nothing_is_broken() {
        let changed = DataQuality {
            n_defects: Some(0),
            ..quality()
        };
        assert_eq!(
            leads(&changed)[0],
            "No defects. 2 changed columns; 1,300 columns are as they were in training."
        );
        let same = DataQuality {
            n_changed: Some(0),
            columns: Vec::new(),
            ..changed
        };
        assert_eq!(
            leads(&same)[0],
            "All 1,300 columns of 2,000 applicants are as they were in training."
        );
    }

    #[test]
    fn the_lead_says_that_the_applicants_are_still_being_judged() {
        let pending = DataQuality {
            pending: true,
            n_applicants: 2_000,
            ..DataQuality::default()
        };
        assert!(leads(&pending)[0].starts_with("The 2,000 applicants are being judged"));
    }

    #[test]
    fn a_column_without_a_sentence_is_told_by_its_name() {
        let quality = quality();
        assert_eq!(
            sentence_of(&quality.columns[0], Language::French),
            "DAYS_BIRTH"
        );
    }
}
