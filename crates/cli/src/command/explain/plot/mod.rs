//! Explanations as SVG pictures.
//!
//! Each picture draws in pixels on [`Sheet`]; what it shows is placed by an [`Axis`]. Risk goes to the
//! right and is vermilion, safety to the left and is blue, which the colour-blind tell apart.

mod axis;
mod beeswarm;
mod dependence;
mod sheet;
mod waterfall;

use std::io::Write;
use std::path::Path;

use anyhow::Result;
use creditwood_engine::{FileError, write_atomically};

pub(super) use beeswarm::{Row, beeswarm};
pub(super) use dependence::dependence;
pub(super) use waterfall::waterfall;

/// Writes a picture; the file is there whole or not at all.
pub(super) fn write(path: &Path, svg: &str) -> Result<()> {
    write_atomically(path, |file| {
        file.write_all(svg.as_bytes())
            .map_err(|source| FileError::Write {
                path: path.to_owned(),
                source,
            })
    })?;
    eprintln!("plot written to {}", path.display());
    Ok(())
}
