//! The document's title, which the browser's tab and a screen reader tell first.

use web_sys::window;
use yew::prelude::*;

/// Keeps the document's title at a page's name.
#[hook]
pub(crate) fn use_title(page: &str) {
    use_effect_with(format!("{page} · Creditwood"), |title| {
        if let Some(document) = window().and_then(|window| window.document()) {
            document.set_title(title);
        }
    });
}
