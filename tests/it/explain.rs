//! `creditwood explain`: one applicant, many, and the model.

use std::fs;
use std::path::Path;

use crate::pipeline::{N_APPLICANTS, pipeline};
use anyhow::{Context, Result};
use creditwood_contract::Explanation;
use creditwood_tests::program;
use serde_json::Value;

/// What `creditwood explain` on the pipeline's model and features gives: stdout and stderr.
fn explain(args: &[&str]) -> Result<(Vec<u8>, String)> {
    let pipeline = pipeline()?;
    let mut command = program::command(["explain"])?;
    command.args(args).arg("--model").arg(&pipeline.model);
    let output = program::output(command.arg("--features").arg(&pipeline.features))?;
    let told = String::from_utf8(output.stderr)?;
    anyhow::ensure!(output.status.success(), "{told}");
    Ok((output.stdout, told))
}

fn report(args: &[&str]) -> Result<Value> {
    let args = [args, &["--format", "json"]].concat();
    Ok(serde_json::from_slice(&explain(&args)?.0)?)
}

/// The exit code and what is told of a wrong usage.
fn refused(args: &[&str]) -> Result<(Option<i32>, String)> {
    let pipeline = pipeline()?;
    let mut command = program::command(["explain"])?;
    command.args(args).arg("--model").arg(&pipeline.model);
    let output = program::output(command.arg("--features").arg(&pipeline.features))?;
    assert!(output.stdout.is_empty(), "errors are not data");
    Ok((output.status.code(), String::from_utf8(output.stderr)?))
}

#[test]
fn the_model_alone_tells_what_it_has_of_its_validation_applicants() -> Result<()> {
    let mut command = program::command(["explain", "--global", "--format", "json", "--model"])?;
    let told = program::run(command.arg(&pipeline()?.model))?;
    let importances: Vec<Value> = serde_json::from_slice(&told)?;
    assert_eq!(importances.len(), 15);
    Ok(())
}

#[test]
fn features_that_are_not_there_are_named() -> Result<()> {
    let mut command = program::command(["explain", "--global", "--features", "no-such.parquet"])?;
    let output = program::output(command.arg("--model").arg(&pipeline()?.model))?;
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr)?;
    assert!(told.contains("cannot read `no-such.parquet`"), "{told}");
    Ok(())
}

#[test]
fn a_model_over_applicants_tells_sizes_with_their_errors_the_largest_first() -> Result<()> {
    let exact = report(&["--global", "--check", "--limit", "5"])?;
    assert_eq!(exact["n_applicants"], N_APPLICANTS);
    let sizes = sizes_of(&exact["features"])?;
    assert_eq!(sizes.len(), 5);
    assert!(
        sizes.is_sorted_by(|a, b| a >= b) && sizes[4] > 0.0,
        "{sizes:?}"
    );
    let errors = exact["features"].as_array().context("features")?.iter();
    let mut errors = errors.map(|it| it["standard_error"].as_f64());
    assert!(errors.all(|error| error.is_some_and(|error| error > 0.0)));
    // Single precision tells the same, to its digits.
    let quick = report(&["--global", "--quick", "--check", "--limit", "5"])?;
    for (exact, quick) in sizes.iter().zip(sizes_of(&quick["features"])?) {
        assert!((exact - quick).abs() < 1e-5);
    }
    // Against some applicants, contributions count from their mean score.
    let background = report(&["--global", "--background", "20", "--check"])?;
    assert_ne!(background["base_value"], exact["base_value"]);
    Ok(())
}

fn sizes_of(features: &Value) -> Result<Vec<f64>> {
    let features = features.as_array().context("features")?.iter();
    let sizes = features.map(|it| it["mean_abs_contribution"].as_f64().context("a size"));
    sizes.collect()
}

#[test]
fn groups_of_applicants_are_told_apart_and_hold_all_of_them() -> Result<()> {
    let by_flag = report(&["--global", "--by", "CODE_GENDER_F", "--limit", "2"])?;
    let groups = by_flag["groups"].as_array().context("groups")?;
    assert_eq!(groups[0]["group"], "CODE_GENDER_F = 0");
    assert_eq!(groups[1]["group"], "CODE_GENDER_F = 1");
    let by_quarter = report(&["--global", "--by", "AMT_CREDIT", "--limit", "2"])?;
    let quarters = by_quarter["groups"].as_array().context("groups")?;
    assert_eq!(quarters.len(), 4);
    for groups in [groups, quarters] {
        let sizes = groups
            .iter()
            .map(|group| group["n_applicants"].as_u64().unwrap_or(0));
        assert_eq!(sizes.sum::<u64>(), N_APPLICANTS as u64);
    }
    Ok(())
}

#[test]
fn contributions_of_all_applicants_are_written_and_checked() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("contributions.parquet");
    let out = path.to_str().context("a path of text")?;
    let (_, told) = explain(&["--out", out, "--check"])?;
    assert!(
        told.contains(&format!("raw score of {N_APPLICANTS} applicants within")),
        "{told}"
    );
    assert!(told.contains("written to"), "{told}");
    assert_eq!(&fs::read(&path)?[..4], b"PAR1");
    assert_eq!(fs::read_dir(folder.path())?.count(), 1);
    Ok(())
}

#[test]
fn plots_are_whole_pictures_that_name_what_they_show() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let plot = |name: &str, args: &[&str]| -> Result<String> {
        let path = folder.path().join(name);
        let path_text = path.to_str().context("a path of text")?;
        explain(&[args, &["--plot", path_text]].concat())?;
        picture(&path)
    };
    let applicant = first_applicant()?;
    let waterfall = plot(
        "waterfall.svg",
        &["--applicant", &applicant, "--limit", "3"],
    )?;
    assert!(
        waterfall.contains(&format!("Applicant {applicant}: score")),
        "{waterfall}"
    );
    assert!(waterfall.contains("other features"), "{waterfall}");
    assert_eq!(
        waterfall.matches("<rect").count(),
        1 + 4,
        "the ground, and a bar a step"
    );
    let swarm = plot("swarm.svg", &["--global", "--limit", "3", "--points", "50"])?;
    assert_eq!(
        swarm.matches("<circle").count(),
        3 * 50 + 1,
        "a dot each, one in the legend"
    );
    let dependence = [
        "--global",
        "--dependence",
        "EXT_SOURCES_MEAN",
        "--points",
        "40",
    ];
    let dependence = plot("dependence.svg", &dependence)?;
    assert!(
        dependence.contains("Mean of the external scores, by 40 applicants"),
        "{dependence}"
    );
    assert_eq!(dependence.matches("<circle").count(), 40 + 1);
    Ok(())
}

#[test]
fn tables_and_plots_are_told_in_french_without_an_english_word() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let plot = folder.path().join("tracé.svg");
    let plot_text = plot.to_str().context("a path of text")?;
    let applicant = first_applicant()?;
    let cases: &[&[&str]] = &[
        &["--applicant", &applicant, "--plot", plot_text],
        &["--applicant", &applicant, "--reasons"],
        &["--applicant", &applicant, "--merged", "variable"],
        &[
            "--applicant",
            &applicant,
            "--merged",
            "heading",
            "--scale",
            "score",
        ],
        &["--global", "--plot", plot_text],
        &["--global", "--by", "CODE_GENDER_F"],
        &["--global", "--by", "EXT_SOURCES_MEAN"],
        &[
            "--global",
            "--dependence",
            "EXT_SOURCES_MEAN",
            "--plot",
            plot_text,
        ],
    ];
    for args in cases {
        let args = [*args, &["--language", "fr", "--limit", "3"]].concat();
        let args: Vec<&str> = match args.contains(&"--reasons") {
            true => args[..args.len() - 2].to_vec(),
            false => args,
        };
        let mut told = String::from_utf8(explain(&args)?.0)?;
        if args.contains(&"--plot") {
            told += &picture(&plot)?;
        }
        let words: Vec<&str> = told.split(|char: char| !char.is_alphabetic()).collect();
        for english in [
            "the",
            "applicant",
            "applicants",
            "features",
            "value",
            "known",
            "raw",
            "of",
            "is",
            "from",
            "to",
            "not",
            "others",
            "at",
        ] {
            assert!(!words.contains(&english), "{english} in {args:?}: {told}");
        }
    }
    Ok(())
}

#[test]
fn applicants_named_are_written_once_each_and_one_who_is_not_there_leaves_no_file() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("contributions.parquet");
    let out = path.to_str().context("a path of text")?;
    let applicant = first_applicant()?;
    let next = (applicant.parse::<i64>()? + 1).to_string();
    let named = [
        "--applicant",
        &next,
        "--applicant",
        &applicant,
        "--applicant",
        &next,
    ];
    let (_, told) = explain(&[&named[..], &["--out", out]].concat())?;
    assert!(
        told.contains("raw scores of 2 applicants written"),
        "{told}"
    );

    fs::remove_file(&path)?;
    let missing = ["--applicant", &applicant, "--applicant", "7", "--out", out];
    let (code, told) = refused(&missing)?;
    assert_eq!(code, Some(1));
    assert!(
        told.contains(&format!("applicant 7 is not among the {N_APPLICANTS}")),
        "{told}"
    );
    assert_eq!(fs::read_dir(folder.path())?.count(), 0);
    Ok(())
}

fn picture(path: &Path) -> Result<String> {
    let svg = fs::read_to_string(path)?;
    assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"));
    Ok(svg)
}

fn first_applicant() -> Result<String> {
    let pipeline = pipeline()?;
    let mut command = program::command(["score", "--format", "json", "--model"])?;
    command
        .arg(&pipeline.model)
        .arg("--features")
        .arg(&pipeline.features);
    let scores: Vec<creditwood_contract::Score> =
        serde_json::from_slice(&program::run(&mut command)?)?;
    let id = scores.first().and_then(|score| score.applicant_id);
    Ok(id.context("a score without its applicant")?.to_string())
}

#[test]
fn reasons_of_a_decision_are_few_worded_in_both_languages_and_told_by_size() -> Result<()> {
    let applicant = first_applicant()?;
    let found = report(&["--applicant", &applicant, "--reasons"])?;
    let reasons = found["reasons"]["reasons"].as_array().context("reasons")?;
    assert!((1..=4).contains(&reasons.len()), "{reasons:?}");
    let shares: Vec<f64> = reasons
        .iter()
        .filter_map(|it| it["share"].as_f64())
        .collect();
    assert!(shares.is_sorted_by(|a, b| a >= b) && shares.len() == reasons.len());
    let table = |language: &str| -> Result<String> {
        let args = [
            "--applicant",
            &applicant,
            "--reasons",
            "--language",
            language,
        ];
        Ok(String::from_utf8(explain(&args)?.0)?)
    };
    for language in ["en", "fr"] {
        let told = table(language)?;
        for reason in reasons {
            let text = reason["text"][language].as_str().context("a text")?;
            assert!(told.contains(text), "{text} in {told}");
        }
    }
    Ok(())
}

#[test]
fn merged_contributions_and_parts_of_the_score_add_up() -> Result<()> {
    let applicant = first_applicant()?;
    for (merged, scale) in [
        ("variable", "log-odds"),
        ("heading", "score"),
        ("theme", "score"),
        ("feature", "score"),
    ] {
        let args = [
            "--applicant",
            &applicant,
            "--merged",
            merged,
            "--scale",
            scale,
            "--check",
        ];
        let found = report(&args)?;
        let number = |value: &Value| value.as_f64().context("a number");
        let mut sum = number(&found["base"])? + number(&found["other"])?;
        for part in found["parts"].as_array().context("parts")? {
            sum += number(&part["contribution"])?;
            assert_ne!(part["name"], "");
        }
        let whole = if scale == "score" {
            "score"
        } else {
            "raw_score"
        };
        let whole = number(&found["score"][whole])?;
        assert!(
            (sum - whole).abs() < 1e-9,
            "{merged} {scale}: {sum} is not {whole}"
        );
    }
    Ok(())
}

#[test]
fn several_applicants_are_told_in_the_order_in_which_they_were_named() -> Result<()> {
    let applicant = first_applicant()?;
    let next = (applicant.parse::<i64>()? + 1).to_string();
    let found = report(&["--applicant", &next, "--applicant", &applicant, "--check"])?;
    let found: Vec<Explanation> = serde_json::from_value(found)?;
    let ids = found
        .iter()
        .map(|it| it.score.applicant_id.unwrap_or(0).to_string());
    assert_eq!(ids.collect::<Vec<_>>(), [next, applicant]);
    Ok(())
}

#[test]
fn what_cannot_be_explained_or_drawn_is_told_with_the_way_out() -> Result<()> {
    let cases: &[(&[&str], &str)] = &[
        (
            &["--global", "--by", "CODE_GENDR_F"],
            "the features have no `CODE_GENDR_F`; near it: CODE_GENDER_F",
        ),
        (
            &["--global", "--dependence", "EXT_SOURCES_MEA"],
            "near it: EXT_SOURCES_MEAN",
        ),
        (
            &["--applicant", "1", "--applicant", "2", "--plot", "x.svg"],
            "one --applicant at a time",
        ),
        (&["--out", "x.parquet", "--plot", "x.svg"], "not with --out"),
        (
            &["--global", "--plot", "x.png"],
            "`x.png` does not end in .svg",
        ),
        (
            &["--global", "--plot", "x.svg", "--by", "CODE_GENDER_F"],
            "cannot be used with",
        ),
        (&["--background", "0", "--global"], "from 1 to 10000"),
        (&["--applicant", "1", "--quick"], "cannot be used with"),
        (
            &["--dependence", "EXT_SOURCES_MEAN", "--applicant", "1"],
            "cannot be used with",
        ),
    ];
    for (args, expected) in cases {
        let (code, told) = refused(args)?;
        assert_eq!(code, Some(2), "{args:?}: {told}");
        assert!(told.contains(expected), "{args:?}: {told}");
    }
    Ok(())
}
