//! `creditwood drift`: what has changed between two portfolios, and what is broken.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use creditwood_api::data_quality_of;
use creditwood_contract::{ColumnQuality, ColumnVerdict, DataQuality};
use creditwood_core::features::Catalogue;
use creditwood_core::model::Model;
use creditwood_core::sentinel::Profiles;
use creditwood_engine::write::{FileError, write_atomically};
use creditwood_engine::{ProfiledFeatures, profile_features};

use super::quality;
use crate::output::{self, Format};

/// How an artifact begins.
const MODEL_MAGIC: &[u8] = b"creditwood-model";

/// Compare features with those that a model was trained on, or with other features.
///
/// Every column is judged: the same, a changed population, or a defect, which is a mistake on the
/// way: a sign flipped, another unit, values lost or filled, a column of one value, levels renamed,
/// a type changed. Distances are the Wasserstein distance over the reference's standard deviation,
/// for few values and for holes the Jensen-Shannon distance; from 0.1 on, and if chance does not
/// explain it, a population counts as changed.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  creditwood drift model.creditwood next-year.parquet
  creditwood drift last-year.parquet next-year.parquet --format json --out drift.json
  creditwood drift model.creditwood tonight.parquet --fail-on-defect && creditwood score ...")]
pub(crate) struct Args {
    /// What to compare with: a model, or features as `creditwood features` writes them
    #[arg(value_name = "REFERENCE")]
    reference: PathBuf,
    /// The features to judge
    #[arg(value_name = "CURRENT")]
    current: PathBuf,
    /// How the report is written; as JSON it also tells the columns that are the same
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Where the report goes instead of stdout
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// End with exit code 1 when there is a defect
    #[arg(long)]
    fail_on_defect: bool,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    if let Some(out) = &args.out {
        super::check_out("--out", out, &[&args.reference, &args.current])?;
    }
    let reference = Reference::read(&args.reference)?;
    let current = profile_features(&args.current)?;
    let ProfiledFeatures {
        n_applicants,
        profiles,
        catalogue,
    } = current;
    let findings = quality::judge(reference.parts(), profiles, &catalogue);
    let report = data_quality_of(&findings, n_applicants, &catalogue, reference.model(), true);
    write_report(&report, args)?;
    if args.fail_on_defect && report.n_defects > 0 {
        bail!(
            "{} {}",
            args.current.display(),
            match report.n_defects {
                1 => "has a defect".to_owned(),
                n => format!("has {n} defects"),
            }
        );
    }
    Ok(())
}

/// What is compared with.
enum Reference {
    Model(Box<Model>),
    Features(ProfiledFeatures),
}

impl Reference {
    /// Reads a model or a features file, whichever it is.
    fn read(path: &Path) -> Result<Self> {
        let mut start = [0; MODEL_MAGIC.len()];
        let mut file =
            File::open(path).with_context(|| format!("cannot read `{}`", path.display()))?;
        match file.read_exact(&mut start) {
            Ok(()) if start == MODEL_MAGIC => Ok(Self::Model(Box::new(super::read_model(path)?))),
            // What is shorter, or cannot be read, the other reader tells.
            _ => Ok(Self::Features(profile_features(path)?)),
        }
    }

    fn parts(&self) -> (&Profiles, &Catalogue) {
        match self {
            Self::Model(model) => (&model.reference.profiles, &model.catalogue),
            Self::Features(features) => (&features.profiles, &features.catalogue),
        }
    }

    fn model(&self) -> Option<&Model> {
        match self {
            Self::Model(model) => Some(model),
            Self::Features(_) => None,
        }
    }
}

fn write_report(report: &DataQuality, args: &Args) -> Result<()> {
    let text = match args.format {
        Format::Json => serde_json::to_string_pretty(report)?,
        Format::Table => table_of(report),
    };
    let Some(out) = &args.out else {
        return output::print(&text);
    };
    write_atomically(out, |file| {
        let written: io::Result<()> = writeln!(file, "{text}");
        written.map_err(|source| FileError::Write {
            path: out.clone(),
            source,
        })
    })?;
    Ok(())
}

/// The columns that are not as in the reference, and how many there are of each kind.
fn table_of(report: &DataQuality) -> String {
    let mut table = output::table(&["verdict", "distance", "column", "what was found"], &[1]);
    let told = report.columns.iter();
    for column in told.filter(|column| column.verdict != ColumnVerdict::Same) {
        table.add_row([
            verdict_of(column).to_owned(),
            format!("{:.3}", column.distance),
            column.name.clone(),
            finding_of(column),
        ]);
    }
    let DataQuality {
        n_defects,
        n_following,
        n_changed,
        n_same,
        ..
    } = report;
    let counts = format!(
        "defects {n_defects}, columns computed from them {n_following}, changed {n_changed}, \
         the same {n_same}"
    );
    if table.is_empty() {
        counts
    } else {
        format!("{table}\n\n{counts}")
    }
}

fn verdict_of(column: &ColumnQuality) -> &'static str {
    match (column.verdict, &column.follows_from) {
        (ColumnVerdict::Same, _) => "same",
        (_, Some(_)) => "follows",
        (ColumnVerdict::ChangedPopulation, None) => "changed",
        (ColumnVerdict::Defect, None) => "defect",
    }
}

/// The sentence on a column; where another one is to blame, that one.
fn finding_of(column: &ColumnQuality) -> String {
    match (&column.follows_from, &column.sentence) {
        (Some(cause), _) => format!("is computed from {cause}"),
        (None, Some(sentence)) => sentence.en.clone(),
        (None, None) => String::new(),
    }
}
