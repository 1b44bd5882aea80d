//! Applicants of the made-up portfolio, as the JSON that a caller would send.

use anyhow::{Result, ensure};
use creditwood_engine::read::{Source, raw_applicant, read_records};
use creditwood_engine::write::read_features;
use creditwood_tests::pipeline::Pipeline;

/// How many applicants are asked about.
const N_APPLICANTS: usize = 20;

/// An applicant with all tables.
pub(crate) struct Applicant {
    pub(crate) id: i64,
    pub(crate) json: String,
}

/// Applicants from all over the portfolio.
pub(crate) fn some_of(pipeline: &Pipeline) -> Result<Vec<Applicant>> {
    let all = read_features(&pipeline.features)?.matrix.applicant_ids;
    let every = all.len() / N_APPLICANTS;
    let ids: Vec<i64> = all.into_iter().step_by(every).take(N_APPLICANTS).collect();
    let records = read_records(&Source::open(&pipeline.portfolio)?, &ids)?;
    ensure!(records.len() == N_APPLICANTS, "{ids:?} are not all there");
    let applicants = records.into_iter().map(|(id, record)| {
        let json = serde_json::to_string(&raw_applicant(&record))?;
        Ok(Applicant { id, json })
    });
    applicants.collect()
}
