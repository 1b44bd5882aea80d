//! How the program answers on its command line.

use anyhow::Result;
use creditwood_tests::program;

const COMMANDS: [&str; 7] = [
    "synth", "features", "train", "evaluate", "score", "explain", "serve",
];

#[test]
fn the_help_lists_every_command() -> Result<()> {
    let help = help(&[])?;
    for command in COMMANDS {
        assert!(
            help.contains(&format!("  {command} ")),
            "no {command} in\n{help}"
        );
    }
    Ok(())
}

#[test]
fn the_help_of_every_command_shows_an_example() -> Result<()> {
    for command in COMMANDS {
        let help = help(&[command])?;
        assert!(
            help.contains(&format!("creditwood {command} --")),
            "no example in\n{help}"
        );
    }
    Ok(())
}

#[test]
fn wrong_usage_ends_with_2_and_says_what_is_wrong() -> Result<()> {
    let output = program::output(&mut program::command(["train", "--feature", "x"])?)?;
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr)?.contains("--feature"));
    assert!(output.stdout.is_empty(), "errors are not data");
    Ok(())
}

#[test]
fn a_limit_of_0_is_refused_with_the_range_as_the_service_refuses_it() -> Result<()> {
    let args = ["explain", "--model", "m", "--global", "--limit", "0"];
    let output = program::output(&mut program::command(args)?)?;
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8(output.stderr)?;
    assert!(message.contains("1 to 10000"), "{message}");
    Ok(())
}

#[test]
fn a_missing_file_ends_with_1_and_is_named() -> Result<()> {
    let args = [
        "train",
        "--features",
        "no-such.parquet",
        "--out",
        "no-such-model",
    ];
    let output = program::output(&mut program::command(args)?)?;
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr)?.contains("no-such.parquet"));
    assert!(output.stdout.is_empty(), "errors are not data");
    Ok(())
}

fn help(command: &[&str]) -> Result<String> {
    let args = command.iter().chain(&["--help"]);
    Ok(String::from_utf8(program::run(&mut program::command(
        args,
    )?)?)?)
}
