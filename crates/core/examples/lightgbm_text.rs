//! Reads a LightGBM model, or a forest as JSON, and writes it as a LightGBM model: what
//! `scripts/golden-lightgbm --check` gives back to LightGBM.
//!
//!     lightgbm_text < model.txt > again.txt

use std::error::Error;
use std::io::{Read, stdin};

use creditwood_core::gbdt::{Cut, Forest};
use creditwood_core::lightgbm::{Imported, read, write};

fn main() -> Result<(), Box<dyn Error>> {
    let mut text = String::new();
    stdin().read_to_string(&mut text)?;
    let (forest, names) = if text.starts_with('{') {
        let forest: Forest<Cut> = serde_json::from_str(&text)?;
        let names = (0..forest.n_features).map(|column| format!("column_{column}"));
        (forest, names.collect())
    } else {
        let Imported {
            forest,
            feature_names,
            ..
        } = read(&text)?;
        (forest, feature_names)
    };
    print!("{}", write(&forest, &names)?);
    Ok(())
}
