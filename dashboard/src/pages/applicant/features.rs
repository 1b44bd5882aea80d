//! All features of one applicant, by group, to be searched and unfolded.

use creditwood_contract::FeatureValue;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::client::Fetch;
use crate::components::icon::{Glyph, Icon};
use crate::components::preferences::use_language;
use crate::components::remote_view::{Skeleton, view_remote};
use crate::i18n::{Language, fold};

/// What a [`FeatureList`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct FeatureListProps {
    pub(super) features: Fetch<Vec<FeatureValue>>,
    /// A feature was chosen, by name.
    pub(super) on_select: Callback<String>,
}

/// All features of one applicant.
#[component]
pub(super) fn FeatureList(props: &FeatureListProps) -> Html {
    let language = use_language();
    let messages = language.messages();
    let search = use_state_eq(String::new);
    let oninput = {
        let search = search.clone();
        Callback::from(move |event: InputEvent| {
            search.set(event.target_unchecked_into::<HtmlInputElement>().value());
        })
    };
    let list = view_remote(
        &props.features,
        html! { <Skeleton n_lines={6} /> },
        |features| {
            let groups = group_matching(features, &search, language);
            if groups.is_empty() {
                return html! { <p class="note">{ messages.features_none }</p> };
            }
            let is_open = !search.trim().is_empty();
            html! { { for groups.iter().map(|group| view_group(group, is_open, props, language)) } }
        },
    );
    html! {
        <section class="card" aria-labelledby="features" data-testid="features">
            <div class="card-head">
                <h2 id="features">{ messages.features_heading }</h2>
                <div class="search">
                    <label class="visually-hidden" for="feature-search">
                        { messages.features_search }
                    </label>
                    <Icon glyph={Glyph::Search} />
                    <input id="feature-search" type="search" autocomplete="off" {oninput}
                        placeholder={messages.features_search} value={(*search).clone()}
                        data-testid="feature-search" />
                </div>
            </div>
            { list }
        </section>
    }
}

/// Features under one heading.
#[derive(Debug, PartialEq)]
struct Group<'a> {
    heading: &'a str,
    features: Vec<&'a FeatureValue>,
}

/// The features whose label, name or group holds every word of the search, by group, in the
/// catalogue's order.
fn group_matching<'a>(
    features: &'a [FeatureValue],
    search: &str,
    language: Language,
) -> Vec<Group<'a>> {
    let words: Vec<String> = search.split_whitespace().map(fold).collect();
    let mut groups: Vec<Group<'a>> = Vec::new();
    for feature in features
        .iter()
        .filter(|feature| holds_words(feature, &words, language))
    {
        let heading = language.pick(&feature.group);
        match groups.iter_mut().find(|group| group.heading == heading) {
            Some(group) => group.features.push(feature),
            None => groups.push(Group {
                heading,
                features: vec![feature],
            }),
        }
    }
    groups
}

fn holds_words(feature: &FeatureValue, words: &[String], language: Language) -> bool {
    let (label, group) = (language.pick(&feature.label), language.pick(&feature.group));
    let text = fold(&format!("{label} {} {group}", feature.name));
    words.iter().all(|word| text.contains(word))
}

fn view_group(
    group: &Group<'_>,
    is_open: bool,
    props: &FeatureListProps,
    language: Language,
) -> Html {
    let messages = language.messages();
    let count = language.plural(
        group.features.len(),
        messages.features_count_one,
        messages.features_count_many,
    );
    let rows = group
        .features
        .iter()
        .map(|feature| view_row(feature, &props.on_select, language));
    html! {
        <details key={group.heading.to_owned()} class="group" open={is_open}
            data-testid="feature-group">
            <summary>
                <span>{ group.heading }</span><span class="note">{ count }</span>
            </summary>
            <ul class="features">{ for rows }</ul>
        </details>
    }
}

fn view_row(feature: &FeatureValue, on_select: &Callback<String>, language: Language) -> Html {
    let words = view_words(feature, language);
    // A category's levels are distributed one by one: as a whole it has nothing to compare.
    let row = if feature.level.is_some() {
        html! { <div class="feature">{ words }</div> }
    } else {
        let name = feature.name.clone();
        let onclick = on_select.reform(move |_: MouseEvent| name.clone());
        html! { <button type="button" class="feature" {onclick}>{ words }</button> }
    };
    html! {
        <li key={feature.name.clone()} data-testid="feature" data-feature={feature.name.clone()}>
            { row }
        </li>
    }
}

fn view_words(feature: &FeatureValue, language: Language) -> Html {
    let messages = language.messages();
    let value = match &feature.level {
        Some(level) => language.pick(level).to_owned(),
        None => language.value(feature.unit, feature.value),
    };
    let marks = [
        (feature.protected, messages.mark_protected),
        (feature.actionable, messages.mark_actionable),
        (!feature.in_model, messages.mark_unused),
    ];
    let marks = marks.into_iter().filter(|(applies, _)| *applies);
    html! {
        <>
            <span class="feature-label">
                { language.pick(&feature.label) }
                { for marks.map(|(_, mark)| html! { <span class="mark">{ mark }</span> }) }
            </span>
            <code>{ &feature.name }</code>
            <span class="feature-value" data-testid="feature-value">{ value }</span>
        </>
    }
}

#[cfg(test)]
mod tests {
    use creditwood_contract::{Text, Unit};

    use super::*;

    fn feature(name: &str, label: &str, group: &str) -> FeatureValue {
        let text = |text: &str| Text {
            en: text.into(),
            fr: text.into(),
        };
        FeatureValue {
            name: name.into(),
            label: text(label),
            group: text(group),
            unit: Unit::Plain,
            value: None,
            level: None,
            protected: false,
            actionable: false,
            in_model: true,
        }
    }

    fn headings_and_sizes(search: &str) -> Vec<(String, usize)> {
        let features = [
            feature("credit_to_income", "Credit to income", "Ratios"),
            feature("ext_source_1", "External score 1", "External scores"),
            feature("annuity_to_income", "Annuity to income", "Ratios"),
        ];
        let groups = group_matching(&features, search, Language::English);
        groups
            .iter()
            .map(|group| (group.heading.to_owned(), group.features.len()))
            .collect()
    }

    #[test]
    fn without_a_search_every_feature_stands_under_its_group() {
        let expected = [("Ratios".to_owned(), 2), ("External scores".to_owned(), 1)];
        assert_eq!(headings_and_sizes(" "), expected);
    }

    #[test]
    fn every_word_must_be_found_somewhere() {
        assert_eq!(
            headings_and_sizes("INCOME annuity"),
            [("Ratios".to_owned(), 1)]
        );
        assert_eq!(
            headings_and_sizes("ext_source"),
            [("External scores".to_owned(), 1)]
        );
        assert_eq!(headings_and_sizes("income nothing"), []);
    }
}
