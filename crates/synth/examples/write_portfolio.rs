//! Writes a portfolio: `write_portfolio OUT N_APPLICANTS SEED csv|parquet [N_UNLABELLED]`.

use std::path::PathBuf;
use std::time::Instant;

use creditwood_synth::{Format, PortfolioSpec, write_portfolio};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let usage = "usage: write_portfolio OUT N_APPLICANTS SEED csv|parquet [N_UNLABELLED]";
    let [out, n_applicants, seed, format, rest @ ..] = arguments.as_slice() else {
        return Err(usage.into());
    };
    let mut spec = PortfolioSpec::of_size(n_applicants.parse()?);
    spec.seed = seed.parse()?;
    spec.format = match format.as_str() {
        "csv" => Format::Csv,
        "parquet" => Format::Parquet,
        _ => return Err(usage.into()),
    };
    if let Some(n_unlabelled) = rest.first() {
        spec.n_unlabelled = n_unlabelled.parse()?;
    }
    let start = Instant::now();
    let summary = write_portfolio(&spec.check()?, &PathBuf::from(out), |_| {})?;
    for (name, n_rows) in &summary.rows {
        println!("{name:<24}{n_rows:>12}");
    }
    println!("{:<24}{:>12.1}", "seconds", start.elapsed().as_secs_f64());
    Ok(())
}
