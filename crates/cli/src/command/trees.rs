//! `creditwood trees`: the trees of a model, to be read.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Result;
use clap::ValueEnum;
use creditwood_core::model::Model;

use super::UsageError;
use crate::number::whole;

/// Show the trees of a model: what each split asks, and what comes of the answers.
///
/// A line of text is a node: `INCOME <= 0.5? holes yes, gain 91.5, cover 500` asks whether the feature
/// is at most 0.5; below it stand what follows from yes and from no, and where an applicant without
/// a value goes is told beside it. Gain is by how much the split lowered the training loss, cover how
/// many training applicants came by. A leaf is what is added to the raw score, in log-odds. The
/// raw score begins with the base score; of a leaf over 0 the risk rises.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  creditwood trees model.creditwood --tree 0
  creditwood trees model.creditwood --format json > trees.json
  creditwood trees model.creditwood --tree 3 --format dot | dot -Tsvg > tree.svg")]
pub(crate) struct Args {
    /// The model's artifact
    #[arg(value_name = "MODEL")]
    model: PathBuf,
    /// Only this tree, from 0
    #[arg(
        long,
        value_name = "N",
        allow_negative_numbers = true,
        value_parser = whole(0_usize..)
    )]
    tree: Option<usize>,
    /// How trees are written
    #[arg(long, value_enum, default_value_t = TreeFormat::Text)]
    format: TreeFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum TreeFormat {
    /// Indented lines, for people
    Text,
    /// Nested objects, for programs
    Json,
    /// A graph for each tree, for Graphviz
    Dot,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let model = super::read_model(&args.model)?;
    let n_trees = model.forest.trees.len();
    let trees = match args.tree {
        Some(tree) if tree >= n_trees => {
            let most = n_trees.saturating_sub(1);
            let told = format!(
                "--tree is {tree}, expected from 0 to {most}: the model has {n_trees} trees"
            );
            return Err(UsageError(told).into());
        }
        Some(tree) => tree..tree + 1,
        None => 0..n_trees,
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    match args.format {
        TreeFormat::Text => write_text(&mut out, &model, trees)?,
        TreeFormat::Json => write_json(&mut out, &model, trees)?,
        TreeFormat::Dot => {
            for tree in trees {
                let graph = model.forest.trees[tree].to_dot(tree, &model.feature_names);
                out.write_all(graph.as_bytes())?;
            }
        }
    }
    Ok(out.flush()?)
}

fn write_text(
    out: &mut impl Write,
    model: &Model,
    trees: std::ops::Range<usize>,
) -> io::Result<()> {
    writeln!(out, "base score {:+?}", model.forest.base_score)?;
    for tree in trees {
        let text = model.forest.trees[tree].to_text(&model.feature_names);
        write!(out, "\ntree {tree}\n{text}")?;
    }
    Ok(())
}

fn write_json(
    out: &mut impl Write,
    model: &Model,
    trees: std::ops::Range<usize>,
) -> io::Result<()> {
    write!(
        out,
        r#"{{"base_score":{:?},"trees":["#,
        model.forest.base_score
    )?;
    let first = trees.start;
    for tree in trees {
        let comma = if tree == first { "" } else { "," };
        let root = model.forest.trees[tree].to_json(&model.feature_names);
        write!(out, r#"{comma}{{"tree":{tree},"root":{root}}}"#)?;
    }
    writeln!(out, "]}}")
}
