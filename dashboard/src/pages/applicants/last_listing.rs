//! The list as it was last looked at, kept for as long as the browser's tab is open.

use creditwood_contract::ApplicantQuery;
use web_sys::{Storage, window};

use crate::state::listing;

const KEY: &str = "creditwood.applicants";

/// Remembers what the list shows. Storage may be switched off; then the way back leads to the
/// whole list.
pub(super) fn remember(query: &ApplicantQuery) {
    if let (Some(storage), Ok(query)) = (storage(), serde_urlencoded::to_string(query)) {
        let _ = storage.set_item(KEY, &query);
    }
}

/// What the list showed last; none where that was everything from its beginning.
pub(crate) fn recall() -> Option<ApplicantQuery> {
    let stored = storage()?.get_item(KEY).ok().flatten()?;
    let query = listing::parse_query(&stored)?;
    (query != ApplicantQuery::default()).then_some(query)
}

fn storage() -> Option<Storage> {
    window()?.session_storage().ok().flatten()
}
