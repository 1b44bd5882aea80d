//! The places of the page and their addresses.

use yew_router::Routable;

/// A place of the page.
#[derive(Clone, Debug, PartialEq, Routable)]
pub(crate) enum Route {
    /// The applicants, under the address that people type.
    #[at("/")]
    Home,
    /// The applicants.
    #[at("/applicants")]
    Applicants,
    /// One applicant by number. Kept as text, so that a wrong number can be shown as it was typed.
    #[at("/applicants/:id")]
    Applicant { id: String },
    /// The model.
    #[at("/model")]
    Model,
    /// Any other address.
    #[not_found]
    #[at("/404")]
    NotFound,
}

impl Route {
    /// Whether the rail's entry for the applicants leads here or near here.
    pub(crate) fn is_about_applicants(&self) -> bool {
        matches!(self, Self::Home | Self::Applicants | Self::Applicant { .. })
    }
}
