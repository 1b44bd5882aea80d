//! Papers and phones.

use super::table;
use super::work::Work;
use crate::latent::Latent;
use crate::stream::Stream;

/// Papers and phones; flags are 0 or 1.
#[derive(Clone, Debug)]
pub(crate) struct Contact {
    pub(crate) days_registration: f64,
    pub(crate) days_id_publish: i64,
    /// Missing for a handful.
    pub(crate) days_phone_change: Option<f64>,
    pub(crate) has_employer_phone: i64,
    pub(crate) has_work_phone: i64,
    pub(crate) is_mobile_reachable: i64,
    pub(crate) has_home_phone: i64,
    pub(crate) has_email: i64,
}

impl Contact {
    pub(super) fn draw(
        stream: &mut Stream,
        latent: &Latent,
        days_birth: i64,
        work: &Work,
        is_unlabelled: bool,
    ) -> Self {
        let age_z = (-days_birth as f64 / 365.25 - 44.0) / 12.0;
        let settled = 0.2 * latent.stability + 0.25 * age_z;
        let registration_z = settled + 0.94 * stream.normal();
        let id_z = settled + 0.94 * stream.normal();
        let phone_z = stream.view(latent.stability, 0.25);
        let days_registration = table::DAYS_REGISTRATION.at_normal(-registration_z);
        let days_phone = table::DAYS_PHONE_CHANGE.at_normal(-phone_z);
        Self {
            days_registration: days_registration.ceil().max(days_birth as f64),
            days_id_publish: table::DAYS_ID_PUBLISH.at_normal(-id_z) as i64,
            days_phone_change: (!stream.chance(0.000_003)).then_some(days_phone.ceil() + 0.0),
            has_employer_phone: work.is_employed().into(),
            has_work_phone: (work.is_employed() && stream.chance(0.24)).into(),
            is_mobile_reachable: stream.chance(0.998).into(),
            has_home_phone: stream.chance(0.277).into(),
            has_email: stream
                .chance(if is_unlabelled { 0.163 } else { 0.055 })
                .into(),
        }
    }
}
