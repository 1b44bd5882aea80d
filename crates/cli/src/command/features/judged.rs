//! Features that are judged before they are published.

use std::cell::OnceCell;

use creditwood_api::data_quality_of;
use creditwood_contract::DataQuality;
use creditwood_core::model::Model;
use creditwood_core::sentinel::Findings;
use creditwood_engine::ProfiledFeatures;

use crate::command::quality::{self, counts_in_words};

/// A reference, and what it finds of the features.
pub(super) struct Judge {
    model: Model,
    refuses_defects: bool,
    found: OnceCell<Found>,
}

struct Found {
    findings: Findings,
    n_applicants: usize,
}

impl Judge {
    pub(super) fn new(model: Model, refuses_defects: bool) -> Self {
        Self {
            model,
            refuses_defects,
            found: OnceCell::new(),
        }
    }

    /// Judges the features; whether they may be published.
    pub(super) fn approves(&self, features: &ProfiledFeatures) -> bool {
        let found = self.found.get_or_init(|| self.judge(features));
        !self.refuses_defects || found.findings.counts().n_defects == 0
    }

    fn judge(&self, features: &ProfiledFeatures) -> Found {
        let (profiles, catalogue) = (features.profiles.clone(), &features.catalogue);
        let reference = quality::Reference::from(&self.model);
        Found {
            findings: reference.judge(profiles, catalogue, &features.unknown_levels),
            n_applicants: features.n_applicants,
        }
    }

    /// Warns of the defects that were found, and says what it comes to.
    pub(super) fn tell(&self) {
        let Some(found) = self.found.get() else {
            return;
        };
        quality::tell(&found.findings);
        let counts = counts_in_words(found.findings.counts());
        eprintln!("against the training applicants: {counts}");
    }

    /// What was found, for who reads stdout.
    pub(super) fn into_report(self) -> Option<DataQuality> {
        let found = self.found.into_inner()?;
        Some(data_quality_of(
            &found.findings,
            found.n_applicants,
            &self.model.catalogue,
            Some(&self.model),
            false,
        ))
    }
}
