//! Models from LightGBM and for it, and trees to be read, by the program alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use anyhow::{Context, Result, anyhow};
use creditwood_contract::Score;
use creditwood_tests::{pipeline, program};
use serde_json::Value;

/// Features, a model of them, and the model's forest as LightGBM's text.
struct Given {
    features: PathBuf,
    model: PathBuf,
    text: PathBuf,
}

static GIVEN: LazyLock<Result<Given>> = LazyLock::new(|| {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lightgbm");
    fs::create_dir_all(&dir)?;
    let given = Given {
        features: dir.join("features.parquet"),
        model: dir.join("model"),
        text: dir.join("model.txt"),
    };
    pipeline::synthesize(&dir.join("portfolio"), 600, 1)?;
    pipeline::compute_features(&dir.join("portfolio"), &given.features)?;
    let mut train = program::command(["train", "--trees", "8", "--features"])?;
    train.arg(&given.features).arg("--out").arg(&given.model);
    program::run(&mut train)?;
    let mut export = program::command(["export", "lightgbm"])?;
    export.arg(&given.model).arg("--out").arg(&given.text);
    program::run(&mut export)?;
    Ok(given)
});

fn given() -> Result<&'static Given> {
    GIVEN.as_ref().map_err(|error| anyhow!("{error:?}"))
}

fn import(text: &Path, out: &Path) -> Result<Command> {
    let mut command = program::command(["import", "lightgbm"])?;
    command.arg(text).arg("--features").arg(&given()?.features);
    command.arg("--out").arg(out);
    Ok(command)
}

fn scores(model: &Path) -> Result<Vec<Score>> {
    let mut command = program::command(["score", "--format", "json", "--model"])?;
    command.arg(model).arg("--features").arg(&given()?.features);
    Ok(serde_json::from_slice(&program::run(&mut command)?)?)
}

/// What a command that fails says, with its exit code.
fn told(command: &mut Command) -> Result<(Option<i32>, String)> {
    let output = program::output(command)?;
    Ok((output.status.code(), String::from_utf8(output.stderr)?))
}

#[test]
fn a_model_that_went_out_and_came_back_scores_and_decides_with_the_same_bits() -> Result<()> {
    let (given, dir) = (given()?, tempfile::tempdir()?);
    let again = dir.path().join("again");
    let mut command = import(&given.text, &again)?;
    let report = program::run(command.args(["--format", "json"]))?;
    let report: Value = serde_json::from_slice(&report)?;
    let mut evaluate = program::command(["evaluate", "--format", "json", "--model"])?;
    evaluate.arg(&given.model);
    evaluate.arg("--features").arg(&given.features);
    let before: Value = serde_json::from_slice(&program::run(&mut evaluate)?)?;
    assert_eq!(report["test"], before["test"], "the split is the same");
    let (before, after) = (scores(&given.model)?, scores(&again)?);
    assert_eq!(before.len(), after.len());
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before.raw_score.to_bits(), after.raw_score.to_bits());
        assert_eq!(before.decision, after.decision);
        assert_eq!(before.threshold, after.threshold);
    }
    let mut explain = program::command(["explain", "--check", "--applicant"])?;
    let applicant = after[0].applicant_id.context("no applicant")?;
    explain
        .arg(applicant.to_string())
        .arg("--model")
        .arg(&again);
    explain.arg("--features").arg(&given.features);
    program::run(&mut explain).map(drop)
}

#[test]
fn names_of_a_file_take_the_place_of_those_that_lightgbm_made_up() -> Result<()> {
    let (given, dir) = (given()?, tempfile::tempdir()?);
    let [nameless, names, out] = ["nameless.txt", "names", "out"].map(|it| dir.path().join(it));
    let text = fs::read_to_string(&given.text)?;
    let mut lines = text.lines();
    let told_names = lines.find_map(|line| line.strip_prefix("feature_names="));
    let told_names = told_names.context("no names")?;
    let made_up: Vec<String> = (0..told_names.split(' ').count())
        .map(|column| format!("Column_{column}"))
        .collect();
    fs::write(&nameless, text.replace(told_names, &made_up.join(" ")))?;
    let (code, error) = told(&mut import(&nameless, &out)?)?;
    assert_eq!(code, Some(1));
    assert!(
        error.contains("`Column_0`") && error.contains("--names"),
        "{error}"
    );
    assert!(!out.exists());

    fs::write(&names, told_names.replace(' ', "\n"))?;
    program::run(import(&nameless, &out)?.arg("--names").arg(&names))?;
    let raw = |scores: Vec<Score>| -> Vec<f64> {
        scores.into_iter().map(|score| score.raw_score).collect()
    };
    assert_eq!(raw(scores(&out)?), raw(scores(&given.model)?));

    fs::write(&names, "ONE, TWO")?;
    let (code, error) = told(import(&nameless, &out)?.arg("--names").arg(&names))?;
    assert_eq!(code, Some(1));
    assert!(error.contains("holds 2 names, expected"), "{error}");
    Ok(())
}

#[test]
fn a_text_that_cannot_be_used_is_refused_with_file_and_line_and_nothing_is_written() -> Result<()> {
    let (given, dir) = (given()?, tempfile::tempdir()?);
    let [broken, out] = ["broken.txt", "out"].map(|it| dir.path().join(it));
    let text = fs::read_to_string(&given.text)?;
    let cases = [
        (
            text.replace("binary sigmoid:1", "regression"),
            "line 7: the objective is `regression`",
        ),
        (
            text.replace("is_linear=0", "is_linear=1"),
            "tree 0 is linear",
        ),
        (text.replace("end of trees", ""), "the model is truncated"),
        ("{}".to_owned(), "line 1: not a LightGBM model"),
    ];
    for (text, expected) in cases {
        fs::write(&broken, text)?;
        let (code, error) = told(&mut import(&broken, &out)?)?;
        assert_eq!(code, Some(1));
        assert!(
            error.contains("broken.txt") && error.contains(expected),
            "{error}"
        );
        assert!(!out.exists());
    }
    let shares = ["--validation-share", "0.6", "--test-share", "0.6"];
    let (code, error) = told(import(&given.text, &out)?.args(shares))?;
    assert_eq!(code, Some(2), "{error}");
    Ok(())
}

#[test]
fn trees_are_told_as_text_as_json_and_as_graphs() -> Result<()> {
    let trees = |flags: &[&str]| -> Result<String> {
        let mut command = program::command(["trees"])?;
        command.arg(&given()?.model).args(flags);
        Ok(String::from_utf8(program::run(&mut command)?)?)
    };
    let text = trees(&[])?;
    assert!(text.starts_with("base score "), "{text}");
    let json: Value = serde_json::from_str(&trees(&["--format", "json"])?)?;
    let n_trees = json["trees"].as_array().context("no trees")?.len();
    assert!(n_trees > 0);
    assert_eq!(text.matches("\ntree ").count(), n_trees);
    let root = &json["trees"][0]["root"];
    let feature = root["feature"].as_str().context("no feature")?;
    assert!(root["left"].is_object() && root["cover"].is_number());
    let first = trees(&["--tree", "0"])?;
    assert!(first.contains(&format!("tree 0\n{feature} <= ")), "{first}");
    let dot = trees(&["--tree", "0", "--format", "dot"])?;
    assert!(
        dot.starts_with("digraph tree_0 {") && dot.contains(feature),
        "{dot}"
    );

    let mut beyond = program::command(["trees", "--tree", "8000"])?;
    let (code, error) = told(beyond.arg(&given()?.model))?;
    assert_eq!(code, Some(2));
    assert!(
        error.contains("--tree is 8000, expected from 0 to"),
        "{error}"
    );
    Ok(())
}
