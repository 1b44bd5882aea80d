//! Running the lowered catalogue over a source: all features of all applicants.
//!
//! The applications are read first and held, ascending by applicant. Then come the history tables,
//! one after the other. A table's rows are read once, by some threads, and put into the part of
//! their applicant, a range of some thousand; then all aggregates over the table are computed part
//! by part, those of the rows and those of their groups. Last, the features of a row are computed
//! over applications and aggregates, part by part again.
//!
//! Memory: 8 bytes for each applicant and each application column that is read; 8 for each row and
//! column of one history table at a time, up to [`RunParams::row_bytes`], beyond which they go to
//! the disk; and the states of the parts at work. Finished aggregates are on the disk, in the
//! run's work folder ([`work`]), where the next run finds them if this one is interrupted.

mod digest;
mod engine;
mod finished;
mod part;
mod portfolio;
mod query;
mod scan;
mod store;
mod stream;
mod table;
mod work;

use std::num::NonZeroUsize;
use std::path::Path;
use std::thread;

use creditwood_core::features::Catalogue;
use creditwood_core::matrix::FeatureMatrix;
use creditwood_core::schema::TableName;

use crate::error::EngineError;
use crate::matrix::{empty_matrix, fill_rows};
use crate::read::{OnProgress, Source, Warning};
use crate::write::{
    COMPUTATION, FeatureWriter, FileError, ProfiledFeatures, Provenance, ProvenanceFile,
    check_values, profile_features, profile_file, read_summary, write_atomically,
};

use digest::Digests;
use portfolio::Portfolio;
use work::{Work, files_read};

/// How the work is spread.
#[derive(Clone, Copy, Debug)]
pub struct RunParams {
    /// How many threads read, and how many compute.
    pub n_threads: NonZeroUsize,
    /// How many applicants a part has at most, whose rows are computed at once. Smaller parts take
    /// less memory and more time.
    pub part_applicants: NonZeroUsize,
    /// How many bytes of a table's rows are held in memory; those beyond go to the disk.
    pub row_bytes: usize,
    /// Whether everything is computed anew, whatever earlier runs left.
    pub anew: bool,
}

impl Default for RunParams {
    /// A thread for each processor, and up to 1 GiB of rows.
    fn default() -> Self {
        Self {
            n_threads: thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            part_applicants: const { NonZeroUsize::new(2_048).unwrap() },
            row_bytes: 1 << 30,
            anew: false,
        }
    }
}

/// The features of a portfolio in memory.
#[derive(Clone, Debug)]
pub struct Built {
    /// All applicants, ascending, and all features that the source has data for.
    pub matrix: FeatureMatrix,
    /// The definitions of these features.
    pub catalogue: Catalogue,
    /// What was missing or passed over.
    pub warnings: Vec<Warning>,
}

/// What [`write_features`] wrote.
#[derive(Clone, Debug)]
pub struct Written {
    /// How many applicants.
    pub n_applicants: usize,
    /// How many of them have a known outcome.
    pub n_labelled: usize,
    /// The definitions of the features written.
    pub catalogue: Catalogue,
    /// What was missing or passed over.
    pub warnings: Vec<Warning>,
    /// What had not to be computed again.
    pub reused: Reused,
}

/// What of a run was there before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reused {
    /// The whole file: the same tables and definitions gave it.
    All,
    /// The aggregates over these tables, which an interrupted run left.
    Tables(Vec<TableName>),
}

/// Computes the catalogue's features for every applicant of the source.
///
/// Blocks, and runs threads of its own: not to be called from asynchronous code.
///
/// # Errors
/// When the source cannot be read or holds what it may not.
pub fn build_features(
    source: &Source,
    catalogue: &Catalogue,
    params: RunParams,
    on_progress: &OnProgress<'_>,
) -> Result<Built, EngineError> {
    let (catalogue, warnings) = source.available(catalogue);
    let portfolio = Portfolio::compute(source, catalogue, warnings, params, on_progress, None)?;
    let mut matrix = empty_matrix(&portfolio.catalogue, portfolio.n_applicants());
    portfolio.for_each_batch(on_progress, |batch| {
        fill_rows(&mut matrix, batch);
        Ok(())
    })?;
    Ok(Built {
        matrix,
        catalogue: portfolio.catalogue,
        warnings: portfolio.warnings,
    })
}

/// Computes the catalogue's features for every applicant of the source and writes them to a
/// Parquet file, see [`crate::write`], without holding them all. Unless `params.anew`, a file that
/// the same tables and definitions gave is left as it is, and so is what an interrupted run for
/// the same file finished.
///
/// Blocks, and runs threads of its own: not to be called from asynchronous code.
///
/// # Errors
/// When the source cannot be read or holds what it may not, or the file cannot be written, or
/// another run is at work on it; then the file is as it was before.
pub fn write_features(
    source: &Source,
    catalogue: &Catalogue,
    params: RunParams,
    on_progress: &OnProgress<'_>,
    path: &Path,
) -> Result<Written, EngineError> {
    write_all(source, catalogue, params, on_progress, path, None)
}

/// Who looks at the features, as statistics, before they are published.
pub type Approve<'a> = dyn Fn(&ProfiledFeatures) -> bool + 'a;

/// As [`write_features`], but the file gets its name only when `approve` says so. What was computed
/// of histories is kept, so that asking again after a refusal costs little.
///
/// # Errors
/// As [`write_features`], and when the features are not approved; then the file is as it was before.
pub fn write_approved_features(
    source: &Source,
    catalogue: &Catalogue,
    params: RunParams,
    on_progress: &OnProgress<'_>,
    path: &Path,
    approve: &Approve<'_>,
) -> Result<Written, EngineError> {
    write_all(source, catalogue, params, on_progress, path, Some(approve))
}

fn write_all(
    source: &Source,
    catalogue: &Catalogue,
    params: RunParams,
    on_progress: &OnProgress<'_>,
    path: &Path,
    approve: Option<&Approve<'_>>,
) -> Result<Written, EngineError> {
    let (catalogue, warnings) = source.available(catalogue);
    let work = Work::open(path)?;
    // A file that no feature needs is neither read nor looked at.
    let digests = Digests::new(files_read(source, &catalogue), on_progress);
    thread::scope(|scope| {
        // Reading leaves the disk time enough for one more thread.
        scope.spawn(|| digests.take_all());
        let run = Run {
            source,
            params,
            on_progress,
            digests: &digests,
            path,
            approve,
        };
        let written = run.write(catalogue, warnings, work);
        digests.stop();
        written
    })
}

/// A run that writes.
struct Run<'a> {
    source: &'a Source,
    params: RunParams,
    on_progress: &'a OnProgress<'a>,
    digests: &'a Digests<'a>,
    path: &'a Path,
    approve: Option<&'a Approve<'a>>,
}

impl Run<'_> {
    fn write(
        &self,
        catalogue: Catalogue,
        warnings: Vec<Warning>,
        work: Work,
    ) -> Result<Written, EngineError> {
        if let Some(written) = self.written_before(&catalogue)? {
            self.check_approval(|| profile_features(self.path), None)?;
            work.remove()?;
            return Ok(written);
        }
        let keeping = Some((&work, self.digests));
        let (source, params, on_progress) = (self.source, self.params, self.on_progress);
        let portfolio =
            Portfolio::compute(source, catalogue, warnings, params, on_progress, keeping)?;
        let provenance = Provenance {
            files: self.digests.all()?,
            computation: COMPUTATION,
            warnings: portfolio.warnings.clone(),
        };
        write_atomically(self.path, |file| -> Result<(), EngineError> {
            let n_threads = params.n_threads;
            let catalogue = &portfolio.catalogue;
            let mut writer =
                FeatureWriter::new(file, self.path, catalogue, &provenance, n_threads)?;
            portfolio.for_each_batch(on_progress, |batch| Ok(writer.write(batch)?))?;
            writer.finish()?;
            let kept = portfolio.has_histories().then(|| work.path());
            self.check_approval(|| profile_file(self.path, file), kept)
        })?;
        let written = Written {
            n_applicants: portfolio.n_applicants(),
            n_labelled: portfolio.n_labelled(),
            reused: Reused::Tables(portfolio.reused.clone()),
            catalogue: portfolio.catalogue.clone(),
            warnings: portfolio.warnings.clone(),
        };
        // Its files are of no use now, but open: the portfolio reads them.
        drop(portfolio);
        work.remove()?;
        Ok(written)
    }

    /// Has the features looked at, if someone wants to. What was computed of histories is kept in a
    /// folder, if anything was.
    fn check_approval(
        &self,
        features: impl FnOnce() -> Result<ProfiledFeatures, FileError>,
        kept: Option<&Path>,
    ) -> Result<(), EngineError> {
        match self.approve {
            Some(approve) if !approve(&features()?) => Err(EngineError::NotApproved {
                path: self.path.to_owned(),
                was_there: self.path.exists(),
                kept: kept.map(Path::to_owned),
            }),
            _ => Ok(()),
        }
    }

    /// What is there already, if this run would write the same.
    fn written_before(&self, catalogue: &Catalogue) -> Result<Option<Written>, EngineError> {
        if self.params.anew {
            return Ok(None);
        }
        // Whatever else stands there, a damaged file as well, is replaced.
        let Ok(summary) = read_summary(self.path) else {
            return Ok(None);
        };
        let is_same = summary.catalogue == *catalogue
            && summary.provenance.computation == COMPUTATION
            && summary.provenance.files == self.digests_at_once()?
            && check_values(self.path, &summary, self.params.n_threads).is_ok();
        Ok(is_same.then_some(Written {
            n_applicants: summary.n_applicants,
            n_labelled: summary.n_labelled,
            catalogue: summary.catalogue,
            warnings: summary.provenance.warnings,
            reused: Reused::All,
        }))
    }

    /// The files with their checksums, which are the one thing to do until they are known.
    fn digests_at_once(&self) -> Result<Vec<ProvenanceFile>, EngineError> {
        self.digests.take_all();
        Ok(self.digests.all()?)
    }
}
