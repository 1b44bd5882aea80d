//! `creditwood serve`: the API and the page.

use std::net::IpAddr;
use std::path::PathBuf;

use anyhow::Result;
use clap::ValueEnum;
use creditwood_api::{LogFormat, ServedPortfolio, Service, Settings};

use super::score::read_inputs;
use crate::number::whole;
use crate::output;

/// Serve the API and the page on one port.
///
/// It listens on this machine only unless --host says otherwise. The page is at /, the API under
/// /api/v1, its documentation at /docs. Features that are broken against those of training, such as
/// by a flipped sign, are logged at the start and told under /api/v1/data-quality and on the page of
/// the model. Ctrl-C stops it.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  creditwood serve --model model.creditwood --features features.parquet
  creditwood serve --model m.creditwood --features f.parquet --port 9000 --dashboard dashboard/dist")]
pub(crate) struct Args {
    /// The model's artifact
    #[arg(long)]
    model: PathBuf,
    /// Features of the applicants to serve, as `creditwood features` writes them
    #[arg(long, value_name = "FEATURES.parquet")]
    features: PathBuf,
    /// Port; 0 takes a free one
    #[arg(
        long,
        default_value_t = 8080,
        allow_negative_numbers = true,
        value_parser = whole(0..=u16::MAX)
    )]
    port: u16,
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1")]
    host: IpAddr,
    /// The page's files, as trunk builds them
    #[arg(long, value_name = "DIR")]
    dashboard: Option<PathBuf>,
    /// Origins of other sites that may call the API from a browser; may be repeated
    #[arg(long, value_name = "ORIGIN")]
    allow_origin: Vec<String>,
    /// How the log is written to stderr
    #[arg(long, value_enum, default_value_t = LogArg::Text)]
    log: LogArg,
    /// What is logged: a level, or levels by part such as `info,creditwood_api=debug`
    #[arg(long, value_name = "FILTER", default_value = "warn")]
    log_filter: String,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogArg {
    Text,
    Json,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let log_format = match args.log {
        LogArg::Text => LogFormat::Text,
        LogArg::Json => LogFormat::Json,
    };
    creditwood_api::init_telemetry(log_format, &args.log_filter)?;
    let (model, features) = read_inputs(&args.model, &args.features)?;
    let unknown_levels = Some(features.provenance.unknown_levels());
    let matrix = features.matrix;
    let settings = Settings {
        host: args.host,
        port: args.port,
        allowed_origins: args.allow_origin.clone(),
        ..Settings::default()
    };
    let (n_applicants, id) = (matrix.n_rows(), model.id());
    let portfolio = ServedPortfolio {
        matrix,
        unknown_levels,
    };
    let service = Service::bind(settings, model, portfolio, args.dashboard.clone())?;
    let address = service.address();
    output::print(&format!(
        "model {id}, {n_applicants} applicants\n\
         page           http://{address}/\n\
         API            http://{address}/api/v1/\n\
         documentation  http://{address}/docs/"
    ))?;
    Ok(service.run_blocking()?)
}
