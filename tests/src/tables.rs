//! Tables as a pipeline delivers them that changed after the model was trained.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::program;

const APPLICATIONS: &str = "application_train.csv";

/// `creditwood synth` of labelled applicants alone, as CSV.
///
/// # Errors
///
/// When the program fails.
pub fn synthesize_csv(out: &Path, n_applicants: usize, seed: u64) -> Result<()> {
    let mut command = program::command(["synth", "--format", "csv", "--unlabelled", "0", "--out"])?;
    command.arg(out);
    command.args(["--applicants", &n_applicants.to_string()]);
    command.args(["--seed", &seed.to_string()]);
    program::run(&mut command).map(drop)
}

/// Copies tables with the dates of birth as `tell` has them, in days before the application; an
/// applicant without one is left out.
///
/// # Errors
///
/// When a file cannot be read or written, or the applications have no dates of birth.
pub fn copy_with_births(from: &Path, to: &Path, tell: impl Fn(i64) -> Option<i64>) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    let text = fs::read_to_string(from.join(APPLICATIONS))?;
    let mut lines = text.lines();
    let header = lines.next().context("no header")?;
    let mut columns = header.split(',');
    let place = columns.position(|column| column == "DAYS_BIRTH");
    let place = place.context("no DAYS_BIRTH")?;
    let mut changed = format!("{header}\n");
    for line in lines {
        let mut cells: Vec<String> = cells_of(line).map(str::to_owned).collect();
        if let Some(days) = tell(cells[place].parse()?) {
            cells[place] = days.to_string();
            changed.push_str(&cells.join(","));
            changed.push('\n');
        }
    }
    fs::write(to.join(APPLICATIONS), changed)?;
    Ok(())
}

/// The cells of a line; a comma between quotation marks belongs to its cell.
fn cells_of(line: &str) -> impl Iterator<Item = &str> {
    let mut is_quoted = false;
    line.split(move |letter| {
        is_quoted ^= letter == '"';
        letter == ',' && !is_quoted
    })
}
