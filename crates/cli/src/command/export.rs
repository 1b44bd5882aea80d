//! `creditwood export`: a model's forest for other programs.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use creditwood_core::lightgbm;
use creditwood_core::model::preparation::Cleaning;

use super::artifact::write_whole;

/// Write a model's forest in the format of another program.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  creditwood export lightgbm model.creditwood --out model.txt")]
pub(crate) struct Args {
    #[command(subcommand)]
    format: Format,
}

#[derive(clap::Subcommand)]
enum Format {
    Lightgbm(LightgbmArgs),
}

/// Write a LightGBM model: text that `lightgbm.Booster(model_file=...)` loads.
///
/// LightGBM predicts with it what Creditwood scores, of rows whose columns are the model's features
/// in the order of `feature_name()`. The forest alone goes along: not the threshold, and neither the
/// medians of peers nor what caps extremes and fills holes, so such rows have to be made elsewhere.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  creditwood export lightgbm model.creditwood --out model.txt")]
struct LightgbmArgs {
    /// The model's artifact
    #[arg(value_name = "MODEL")]
    model: PathBuf,
    /// Where the text goes
    #[arg(long, value_name = "MODEL.txt")]
    out: PathBuf,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    match &args.format {
        Format::Lightgbm(args) => export_lightgbm(&args.model, &args.out),
    }
}

fn export_lightgbm(path: &Path, out: &Path) -> Result<()> {
    super::check_out("--out", out, &[path])?;
    let model = super::read_model(path)?;
    let text = lightgbm::write(&model.forest, &model.feature_names);
    let text = text.with_context(|| format!("{} is no model for LightGBM", path.display()))?;
    write_whole(out, text.as_bytes())?;
    let cleaning = &model.preparation.cleaning;
    if *cleaning != Cleaning::default() {
        eprintln!(
            "warning: the model caps extremes or fills holes before its forest reads a row; LightGBM will not"
        );
    }
    eprintln!(
        "{} trees over {} features written to {}",
        model.forest.trees.len(),
        model.feature_names.len(),
        out.display()
    );
    Ok(())
}
