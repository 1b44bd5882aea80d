//! `creditwood drift`: what has changed between two portfolios, and what is broken.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use comfy_table::{Attribute, Cell, Color, ContentArrangement};
use creditwood_api::data_quality_of;
use creditwood_contract::{ColumnQuality, ColumnVerdict, DataQuality, LIMITS};
use creditwood_core::model::Model;
use creditwood_core::model::artifact::MAGIC;
use creditwood_engine::write::{FileError, write_atomically};
use creditwood_engine::{ProfiledFeatures, profile_features};

use super::quality::{self, counted, counts_in_words, missing_in_words};
use crate::number::whole;
use crate::output::{self, Format};

/// Tell whether features are still as a model, or earlier features, knew them.
///
/// Every table, column and category is judged by its statistics, and comes to one of three verdicts:
///
///   same      as in the reference, or as near as chance allows
///   changed   other applicants: another mixture of people who were all possible before
///   defect    the same applicants, wrongly told: a sign flipped, another unit, values lost or
///             filled in, one value everywhere, a code for "unknown", values that nobody had, levels
///             renamed, a type changed, two columns exchanged, a history table empty, cut short or not
///             there
///
/// A defect comes with what was seen, what was expected and what to mend; columns computed from a
/// broken one follow from it and are counted with it. Distances are the Wasserstein distance in
/// standard deviations of the reference, and of few values and of holes the Jensen-Shannon
/// distance (0 to 0.83). From 0.1 on a population counts as changed. What a sentence says of
/// training, it says of the reference. Columns that CURRENT lacks are told; those that a model reads
/// are a defect.
#[derive(clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "Examples:
  creditwood drift model.creditwood tonight.parquet
  creditwood drift last-year.parquet this-year.parquet --format json --out drift.json
  creditwood drift model.creditwood tonight.parquet --fail-on-defect && creditwood score ...

Exit codes: 0 judged, 1 failed (or a defect with --fail-on-defect), 2 wrong usage"
)]
pub(crate) struct Args {
    /// What to compare with: a model, or features as `creditwood features` writes them
    #[arg(value_name = "REFERENCE")]
    reference: PathBuf,
    /// The features to judge
    #[arg(value_name = "CURRENT")]
    current: PathBuf,
    /// How many changed columns the table lists, those that changed most first; 0 lists defects alone
    #[arg(
        long,
        value_name = "N",
        default_value_t = 20,
        allow_negative_numbers = true,
        value_parser = whole(0..=*LIMITS.end())
    )]
    limit: usize,
    /// How the report is written; JSON tells every column, those that are the same included
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Where the report goes instead of stdout
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// End with exit code 1 when there is a defect; the report is written all the same
    #[arg(long)]
    fail_on_defect: bool,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    if let Some(out) = &args.out {
        super::check_out("--out", out, &[&args.reference, &args.current])?;
    }
    let reference = Reference::read(&args.reference)?;
    if is_model(&args.current)? {
        let told = "is a model, CURRENT has to be features as `creditwood features` writes them";
        bail!("`{}` {told}", args.current.display());
    }
    let ProfiledFeatures {
        n_applicants,
        profiles,
        catalogue,
        unknown_levels,
    } = profile_features(&args.current)?;
    let known = reference.parts();
    let findings = known.judge(profiles, &catalogue, &unknown_levels);
    let model = reference.model();
    let report = data_quality_of(&findings, n_applicants, known.catalogue, model, true);
    let mut counts = counts_in_words(findings.counts());
    if let Some(missing) = missing_in_words(&findings.missing) {
        counts.push_str(&format!("\n{missing}"));
    }
    write_report(&report, &counts, args)?;
    let n_defects = findings.counts().n_defects;
    if args.fail_on_defect && n_defects > 0 {
        let defects = counted(n_defects, "defect");
        bail!("{} has {defects}", args.current.display());
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
        if is_model(path)? {
            return Ok(Self::Model(Box::new(super::read_model(path)?)));
        }
        let features = profile_features(path);
        let features = features.context("REFERENCE has to be a model or features")?;
        Ok(Self::Features(features))
    }

    fn parts(&self) -> quality::Reference<'_> {
        match self {
            Self::Model(model) => quality::Reference::from(&**model),
            Self::Features(features) => quality::Reference {
                profiles: &features.profiles,
                catalogue: &features.catalogue,
                needed: &[],
            },
        }
    }

    fn model(&self) -> Option<&Model> {
        match self {
            Self::Model(model) => Some(model),
            Self::Features(_) => None,
        }
    }
}

/// Whether a file begins as a model does.
fn is_model(path: &Path) -> Result<bool> {
    let file = File::open(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let mut start = Vec::new();
    let read = file.take(MAGIC.len() as u64).read_to_end(&mut start);
    read.with_context(|| format!("cannot read `{}`", path.display()))?;
    Ok(start == MAGIC.as_bytes())
}

fn write_report(report: &DataQuality, counts: &str, args: &Args) -> Result<()> {
    let text = match args.format {
        Format::Json => serde_json::to_string_pretty(report)?,
        Format::Table => told(report, counts, args.limit),
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

/// What needs mending, the columns that changed most, and how many there are of each kind.
fn told(report: &DataQuality, counts: &str, limit: usize) -> String {
    let roots = |verdict| {
        let columns = report.columns.iter();
        columns.filter(move |column| column.verdict == verdict && column.follows_from.is_none())
    };
    let mut table = output::table(&["verdict", "distance", "what was found"], &[1]);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    for column in roots(ColumnVerdict::Defect) {
        let mark = Cell::new("defect");
        // Only a terminal gets to see it.
        let mark = mark.fg(Color::Red).add_attribute(Attribute::Bold);
        table.add_row(row_of(mark, column, following_of(column, report)));
    }
    for column in roots(ColumnVerdict::ChangedPopulation).take(limit) {
        table.add_row(row_of(Cell::new("changed"), column, String::new()));
    }
    let applicants = counted(report.n_applicants, "applicant");
    let counts = format!("{applicants}: {counts}");
    let n_changed = report.n_changed.unwrap_or_default();
    match n_changed.saturating_sub(limit) {
        _ if table.is_empty() => counts,
        0 => format!("{table}\n\n{counts}"),
        n => format!("{table}\n… and {n} more changed, see --limit\n\n{counts}"),
    }
}

fn row_of(mark: Cell, column: &ColumnQuality, following: String) -> [Cell; 3] {
    let sentence = column.sentence.as_ref();
    let sentence = sentence.map_or(&*column.name, |sentence| &sentence.en);
    [
        mark,
        Cell::new(format!("{:.2}", column.distance)),
        Cell::new(format!("{sentence}{following}")),
    ]
}

/// How many columns a broken one breaks.
fn following_of(cause: &ColumnQuality, report: &DataQuality) -> String {
    let columns = report.columns.iter();
    let following = columns.filter(|column| column.follows_from.as_ref() == Some(&cause.name));
    quality::following(following.count())
}
