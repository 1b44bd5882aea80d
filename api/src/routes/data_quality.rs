//! Whether the portfolio is still told as the applicants were that the model was trained on.

use actix_web::web::{Data, Json};
use creditwood_contract::DataQuality;

use crate::openapi::example;
use crate::openapi::response::WrongParameter;
use crate::parameter::{Checked, NoQuery};
use crate::state::State;

/// Show how well the portfolio is told
///
/// Every column of the portfolio's features, and every category, against what it was in training.
/// A defect is a mistake on the way, such as a flipped sign or another unit, and says what to do;
/// a changed population is other applicants. Columns that are as in training are counted and not
/// listed. Judged once, while the service is already at work: until then it is pending, and what is
/// not counted yet is null.
#[utoipa::path(
    get,
    path = "/api/v1/data-quality",
    operation_id = "show_data_quality",
    tag = "Model",
    responses(
        (status = 200, description = "What was found", body = DataQuality, example = json!(example::data_quality())),
        (status = 400, response = WrongParameter),
    )
)]
pub(crate) async fn show(state: Data<State>, _: Checked<NoQuery>) -> Json<DataQuality> {
    Json(state.quality())
}
