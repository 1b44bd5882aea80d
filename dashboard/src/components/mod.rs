//! Parts that more than one page is made of.

pub(crate) mod data_table;
pub(crate) mod decision_badge;
pub(crate) mod icon;
pub(crate) mod notices;
pub(crate) mod preferences;
pub(crate) mod remote_view;
pub(crate) mod score_bar;
pub(crate) mod segmented;
pub(crate) mod shell;
pub(crate) mod title;
pub(crate) mod unknown_parameters;
