//! One choice among few, all in view.

use yew::prelude::*;

/// A choice of a [`Segmented`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Segment {
    /// What it says.
    pub(crate) label: AttrValue,
    /// What tests find it by.
    pub(crate) test_id: &'static str,
    /// What a screen reader says instead of a label that is an abbreviation, and in which language.
    pub(crate) spoken: Option<(AttrValue, &'static str)>,
}

impl Segment {
    /// A choice whose label speaks for itself.
    pub(crate) fn new(label: &'static str, test_id: &'static str) -> Self {
        Self {
            label: AttrValue::Static(label),
            test_id,
            spoken: None,
        }
    }
}

/// What a [`Segmented`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct SegmentedProps {
    /// What is chosen here.
    pub(crate) label: AttrValue,
    /// The choices.
    pub(crate) segments: Vec<Segment>,
    /// The place of the choice in force.
    pub(crate) chosen: usize,
    /// Another one was chosen, by its place.
    pub(crate) on_choose: Callback<usize>,
}

/// One choice among few.
#[component]
pub(crate) fn Segmented(props: &SegmentedProps) -> Html {
    let view = |(place, segment): (usize, &Segment)| {
        let onclick = props.on_choose.reform(move |_: MouseEvent| place);
        let (spoken, lang) = segment.spoken.clone().unzip();
        html! {
            <button type="button" {onclick} aria-pressed={(place == props.chosen).to_string()}
                aria-label={spoken} {lang} data-testid={segment.test_id}>
                { &segment.label }
            </button>
        }
    };
    html! {
        <div class="segmented" role="group" aria-label={props.label.clone()}>
            { for props.segments.iter().enumerate().map(view) }
        </div>
    }
}
