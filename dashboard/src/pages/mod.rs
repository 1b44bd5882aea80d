//! The pages, one a place of the address bar.

pub(crate) mod applicant;
pub(crate) mod applicants;
pub(crate) mod model;
pub(crate) mod not_found;
