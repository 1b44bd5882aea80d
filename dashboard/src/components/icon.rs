//! The few icons, drawn here as paths on a grid of 20 so that no icon font is needed.

use yew::prelude::*;

/// An icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Glyph {
    /// The applicants.
    People,
    /// The model.
    Model,
    /// Search.
    Search,
    /// A sorted column, greatest last.
    Ascending,
    /// A sorted column, greatest first.
    Descending,
    /// To the left or back.
    Left,
    /// To the right or on.
    Right,
    /// The light theme.
    Sun,
    /// The dark theme.
    Moon,
    /// Approved.
    Approve,
    /// Refused.
    Refuse,
}

impl Glyph {
    fn path(self) -> &'static str {
        match self {
            Self::People => {
                "M7.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2 16.5c0-3 2.4-4.8 5.5-4.8s5.5 1.8 5.5 \
                 4.8M13 3.9a3 3 0 0 1 0 5.2M15 12.2c1.9.7 3 2.2 3 4.3"
            }
            Self::Model => "M3 16.5h14M3 12l4-4 3 3 6.5-6.5M12.5 4.5h4v4",
            Self::Search => "M8.5 14a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM12.5 12.5 17 17",
            Self::Ascending => "M10 16V4M5 9l5-5 5 5",
            Self::Descending => "M10 4v12M5 11l5 5 5-5",
            Self::Left => "M12 4l-6 6 6 6",
            Self::Right => "M8 4l6 6-6 6",
            Self::Sun => {
                "M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM10 1.5v2M10 16.5v2\
                 M1.5 10h2M16.5 10h2M4 4l1.4 1.4M14.6 14.6 16 16M4 16l1.4-1.4\
                 M14.6 5.4 16 4"
            }
            Self::Moon => "M16.5 11.5A7 7 0 1 1 8.5 3.5a5.5 5.5 0 0 0 8 8z",
            Self::Approve => "M4 10.5l4 4 8-9",
            Self::Refuse => "M5 5l10 10M15 5 5 15",
        }
    }
}

/// What an [`Icon`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct IconProps {
    /// Which one.
    pub(crate) glyph: Glyph,
}

/// An icon as high as the text beside it. It decorates: the text beside it says the same.
#[component]
pub(crate) fn Icon(props: &IconProps) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
            <path d={props.glyph.path()} />
        </svg>
    }
}
