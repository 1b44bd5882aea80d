//! The `creditwood` program, as it was built beside the tests.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Output};

use anyhow::{Context, Result, ensure};

/// Where the program lies: in the folder that cargo built the running test into.
///
/// # Errors
///
/// When it is not there. Cargo builds it along with the whole workspace, but not along with the
/// tests alone.
pub fn path() -> Result<PathBuf> {
    let test = std::env::current_exe()?;
    let profile_folder = test.ancestors().nth(2).context("a test lies in `deps`")?;
    let program = profile_folder.join(format!("creditwood{}", std::env::consts::EXE_SUFFIX));
    ensure!(
        program.is_file(),
        "{} is not there: run `cargo build --workspace --bins --tests` first",
        program.display()
    );
    Ok(program)
}

/// A command that runs the program with these arguments.
///
/// # Errors
///
/// When the program is not there.
pub fn command<I, S>(args: I) -> Result<Command>
where
    I: IntoIterator<Item = S>,
    S: AsRef<OsStr>,
{
    let mut command = Command::new(path()?);
    command.args(args);
    Ok(command)
}

/// Runs a command to its end and gives what it wrote to stdout.
///
/// # Errors
///
/// When it ends with another code than 0; the error carries what it wrote to stderr.
pub fn run(command: &mut Command) -> Result<Vec<u8>> {
    let output = output(command)?;
    ensure!(
        output.status.success(),
        "{command:?} ended with {}:\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(output.stdout)
}

/// Runs a command to its end, whatever its exit code.
///
/// # Errors
///
/// When it cannot be started.
pub fn output(command: &mut Command) -> Result<Output> {
    command
        .output()
        .with_context(|| format!("{command:?} does not start"))
}
