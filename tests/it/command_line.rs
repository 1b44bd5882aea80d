//! How the program answers on its command line.

use anyhow::Result;
use creditwood_tests::program;

const COMMANDS: [&str; 11] = [
    "synth", "features", "train", "evaluate", "score", "explain", "drift", "trees", "import",
    "export", "serve",
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
            help.contains(&format!("\n  creditwood {command} ")),
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
    assert!(message.contains("from 1 to 10000"), "{message}");
    Ok(())
}

#[test]
fn a_number_out_of_range_ends_with_2_and_names_flag_value_and_interval() -> Result<()> {
    let wrong: [(&[&str], &str, &str); 9] = [
        (&["train", "--rate", "-1"], "--rate", "over 0 and at most 1"),
        (&["train", "--trees", "-1"], "--trees", "at least 1"),
        (&["train", "--folds", "-1"], "--folds", "at least 2"),
        (&["train", "--select", "-1"], "--select", "at least 1"),
        (
            &["train", "--test-share", "-1"],
            "--test-share",
            "over 0 and under 1",
        ),
        (
            &["synth", "--applicants", "-1"],
            "--applicants",
            "from 1 to 10000000",
        ),
        (
            &["synth", "--applicants", "9", "--unlabelled", "-1"],
            "--unlabelled",
            "from 0 to",
        ),
        (&["serve", "--port", "-1"], "--port", "from 0 to 65535"),
        (&["explain", "--limit", "-1"], "--limit", "from 1 to 10000"),
    ];
    for (args, flag, interval) in wrong {
        let mut command = program::command(args)?;
        command.args(match args[0] {
            "synth" => ["--out", "no-such-folder"].as_slice(),
            "train" => &["--features", "no-such.parquet", "--out", "no-such-model"],
            _ => &["--features", "no-such.parquet", "--model", "no-such-model"],
        });
        let output = program::output(&mut command)?;
        let told = String::from_utf8(output.stderr)?;
        assert_eq!(output.status.code(), Some(2), "{args:?}: {told}");
        for part in [flag, "-1", interval] {
            assert!(told.contains(part), "no {part} in {told}");
        }
        assert!(output.stdout.is_empty(), "errors are not data");
    }
    Ok(())
}

#[test]
fn more_unlabelled_than_applicants_are_wrong_usage() -> Result<()> {
    let args = ["synth", "--applicants", "9", "--unlabelled", "10", "--out"];
    let output = program::output(program::command(args)?.arg("no-such-folder"))?;
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr)?;
    assert!(
        told.contains("--unlabelled is 10, expected 0 to --applicants, 9"),
        "{told}"
    );
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
