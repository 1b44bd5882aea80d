//! The OpenAPI 3.1 document, made from the handlers and the contract's types.

pub(crate) mod example;
mod raw_applicant;
pub(crate) mod response;

use creditwood_contract::{ApplicantFilter, ApplicantSort, Problem, SortOrder};
use utoipa::OpenApi;

pub(crate) use raw_applicant::RawApplicantSchema;

use crate::routes::{applicant, data_quality, feature, health, model, score};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Creditwood",
        description = "Credit scores with their reasons: the applicants of a portfolio, any applicant sent along, and the model behind them.\n\nTexts for people come in English and French, every number says its unit, every error is a problem as RFC 9457 has it.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    servers((url = "/", description = "This service")),
    tags(
        (name = "Applicants", description = "The portfolio: who asks for credit, and what the model says"),
        (name = "Score", description = "Applicants whom the service does not know"),
        (name = "Features", description = "What the model knows of an applicant"),
        (name = "Model", description = "What the model is, costs and looks at"),
        (name = "Health", description = "For supervisors and balancers"),
    ),
    paths(
        applicant::list,
        applicant::show,
        applicant::features,
        applicant::score,
        applicant::explanation,
        score::score_tables,
        feature::list,
        feature::distribution,
        model::show,
        model::cost_curve,
        model::importance,
        data_quality::show,
        health::live,
        health::ready,
    ),
    components(
        schemas(ApplicantFilter, ApplicantSort, Problem, RawApplicantSchema, SortOrder),
        responses(
            response::WrongParameter,
            response::ApplicantNotFound,
            response::FeatureNotFound,
            response::MalformedBody,
            response::BodyTooLarge,
            response::UnsupportedMediaType,
            response::WrongApplicant,
        ),
    )
)]
struct Api;

/// The OpenAPI document of the service, as JSON.
pub fn document() -> String {
    Api::openapi()
        .to_pretty_json()
        .expect("a document made of types is plain data")
}

/// The document, written once at start-up.
#[derive(Debug)]
pub(crate) struct Document(String);

impl Document {
    pub(crate) fn new() -> Self {
        Self(document())
    }

    pub(crate) fn json(&self) -> String {
        self.0.clone()
    }
}
