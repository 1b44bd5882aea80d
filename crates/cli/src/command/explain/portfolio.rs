//! A features file as a model reads it, some applicants at a time. Of all applicants, no more than some
//! columns are in memory at once.

use std::collections::HashSet;

use anyhow::Result;
use creditwood_api::Scorer;
use creditwood_core::gbdt::{Cut, Forest};
use creditwood_core::model::{Inputs, Model};
use creditwood_engine::FeatureRows;
use ndarray::Array2;

use super::Args;
use crate::command::quality::{features_read_by, warn_of_defects_in};
use crate::command::read_model;
use crate::command::score::{check_definitions, check_has};

/// How many applicants are read, and explained, at once.
const ROWS_AT_ONCE: usize = 1024;

/// A model beside a features file that has its features.
pub(super) struct Portfolio {
    scorer: Scorer,
    inputs: Inputs,
    rows: FeatureRows,
    read: HashSet<String>,
}

/// Some applicants, one after the other in the file.
pub(super) struct Part {
    pub(super) ids: Vec<i64>,
    /// As the forest reads them.
    pub(super) values: Array2<f32>,
}

impl Portfolio {
    /// Opens model and features, and checks that they go together.
    pub(super) fn open(args: &Args) -> Result<Self> {
        let model = read_model(&args.model)?;
        let rows = FeatureRows::open(args.features()?)?;
        check_definitions(&model, rows.catalogue())?;
        let read = features_read_by(&model);
        let features = rows.catalogue().computed().iter();
        let names = features.map(|feature| feature.name.as_str());
        let inputs = model.inputs_among(names.filter(|&name| read.contains(name)))?;
        Ok(Self {
            scorer: Scorer::new(model)?,
            inputs,
            rows,
            read,
        })
    }

    /// What scores and explains.
    pub(super) fn scorer(&self) -> &Scorer {
        &self.scorer
    }

    pub(super) fn model(&self) -> &Model {
        self.scorer.model()
    }

    pub(super) fn forest(&self) -> &Forest<Cut> {
        &self.model().forest
    }

    /// The file itself.
    pub(super) fn rows(&self) -> &FeatureRows {
        &self.rows
    }

    /// Warns of features that are broken against those of training.
    pub(super) fn warn_of_defects(&self) -> Result<()> {
        warn_of_defects_in(self.model(), self.rows.path())
    }

    /// All applicants, in the order of the file. An error may be the last item: until then, nothing
    /// made of them should be given away.
    pub(super) fn parts(&self) -> Result<impl Iterator<Item = Result<Part>>> {
        let chunks = self
            .rows
            .read(|name| self.read.contains(name), ROWS_AT_ONCE)?;
        Ok(chunks.map(|chunk| {
            let chunk = chunk?;
            Ok(Part {
                values: self.inputs.rows(chunk.values.outer_iter()),
                ids: chunk.applicant_ids,
            })
        }))
    }

    /// An error that names the file if one of these applicants is not in it.
    pub(super) fn check_has(&self, applicant_ids: &[i64]) -> Result<()> {
        let mut ids = Vec::with_capacity(self.rows.n_applicants());
        for chunk in self.rows.read(|_| false, ROWS_AT_ONCE)? {
            ids.extend(chunk?.applicant_ids);
        }
        check_has(&ids, applicant_ids, &self.rows)
    }

    /// A feature's values of all applicants, or none if the file has no such feature.
    pub(super) fn column(&self, name: &str) -> Result<Option<Vec<f32>>> {
        let mut chunks = self.rows.read(|known| known == name, ROWS_AT_ONCE)?;
        if chunks.feature_names().is_empty() {
            return Ok(None);
        }
        let values = chunks.try_fold(Vec::new(), |mut values, chunk| {
            values.extend(chunk?.values);
            Ok::<_, anyhow::Error>(values)
        });
        values.map(Some)
    }
}

impl Part {
    /// Those applicants of the part that are wanted.
    pub(super) fn only(self, is_wanted: impl Fn(i64) -> bool) -> Self {
        let kept: Vec<usize> = (0..self.ids.len())
            .filter(|&row| is_wanted(self.ids[row]))
            .collect();
        Self {
            ids: kept.iter().map(|&row| self.ids[row]).collect(),
            values: self.values.select(ndarray::Axis(0), &kept),
        }
    }
}
