//! What the page remembers: pure state and the steps between its values.

pub(crate) mod address;
pub(crate) mod listing;
pub(crate) mod preferences;
pub(crate) mod remote;
