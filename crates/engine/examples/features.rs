//! Computes all features of a source and writes them: `features SOURCE OUT.parquet [THREADS]`.

use std::num::NonZeroUsize;
use std::path::Path;
use std::time::Instant;

use creditwood_core::features::sources;
use creditwood_engine::{RunParams, Source, write_features};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [source, out, threads @ ..] = args.as_slice() else {
        return Err("usage: features SOURCE OUT.parquet [THREADS]".into());
    };
    let params = match threads.first() {
        Some(n_threads) => RunParams {
            n_threads: n_threads.parse::<NonZeroUsize>()?,
            ..RunParams::default()
        },
        None => RunParams::default(),
    };
    let start = Instant::now();
    let source = Source::open(source)?;
    let catalogue = sources::catalogue();
    let written = write_features(&source, &catalogue, params, &|_| {}, Path::new(out))?;
    for warning in &written.warnings {
        eprintln!("{warning}");
    }
    println!(
        "{} applicants, {} features, {:.1} s",
        written.n_applicants,
        written.catalogue.computed().len(),
        start.elapsed().as_secs_f64()
    );
    Ok(())
}
