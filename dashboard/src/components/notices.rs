//! The place at a page's head for what comes up while it is read.

use yew::prelude::*;

/// What a [`Notices`] holds.
#[derive(Properties, PartialEq)]
pub(crate) struct NoticesProps {
    /// The notices; any of them may show nothing.
    pub(crate) children: Html,
}

/// The place of a page's notices.
///
/// It stays where it is while they come and go. A screen reader tells only what comes up in a
/// region that it knows already; and Yew 0.23 cannot insert a new component before one that shows
/// nothing if what follows that one is replaced in the same rendering (its place is brought up to
/// date after the insertion only), so a notice must not stand among a page's other parts.
#[component]
pub(crate) fn Notices(props: &NoticesProps) -> Html {
    html! { <div class="notices" role="status">{ props.children.clone() }</div> }
}
