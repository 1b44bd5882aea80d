//! Programs that run beside a test and end with it.

use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// How long a program may take until it is ready; a debug build on a busy machine is slow.
const LIMIT: Duration = Duration::from_secs(60);

/// How often a condition is looked at.
const PERIOD: Duration = Duration::from_millis(50);

/// A program in the background, killed when dropped.
pub struct Background {
    child: Child,
    log: PathBuf,
}

impl Background {
    /// Starts a command that writes to the file `log`.
    ///
    /// # Errors
    ///
    /// When the program does not start or the log cannot be written.
    pub fn start(command: &mut Command, log: &Path) -> Result<Self> {
        let file = File::create(log).with_context(|| log.display().to_string())?;
        command.stdin(Stdio::null());
        command.stdout(file.try_clone()?).stderr(file);
        let child = command
            .spawn()
            .with_context(|| format!("{command:?} does not start"))?;
        Ok(Self {
            child,
            log: log.to_path_buf(),
        })
    }

    /// Waits until `is_ready`.
    ///
    /// # Errors
    ///
    /// When the program ends before, or is not ready within a minute; the error carries its log.
    pub fn wait_until(&mut self, is_ready: impl Fn() -> bool) -> Result<()> {
        let start = Instant::now();
        while !is_ready() {
            if let Some(status) = self.child.try_wait()? {
                bail!(
                    "it ended with {status} before it was ready:\n{}",
                    self.log()
                );
            }
            if start.elapsed() > LIMIT {
                bail!("it was not ready after {LIMIT:?}:\n{}", self.log());
            }
            thread::sleep(PERIOD);
        }
        Ok(())
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it ends by itself.
    ///
    /// # Errors
    ///
    /// When it does not within a minute; the error carries its log.
    pub fn wait_for_end(&mut self) -> Result<ExitStatus> {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            if start.elapsed() > LIMIT {
                bail!("it did not end within {LIMIT:?}:\n{}", self.log());
            }
            thread::sleep(PERIOD);
        }
    }

    /// What the program wrote so far.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        // It may have ended by itself; either way it must not outlive the test.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that nobody listened on a moment ago.
///
/// # Errors
///
/// When the machine has none left.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}
