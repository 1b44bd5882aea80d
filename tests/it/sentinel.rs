//! A pipeline that breaks after the model was trained: named, warned of, refused.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::LazyLock;

use anyhow::{Context, Result, anyhow, ensure};
use creditwood_contract::{ColumnVerdict, DataQuality, DefectKind, Score};
use creditwood_tests::pipeline::{Pipeline, compute_features};
use creditwood_tests::program;
use creditwood_tests::tables::{copy_with_births, synthesize_csv};
use serde_json::Value;

/// A model with features, and other applicants of the same lender as later pipelines tell them.
struct Later {
    pipeline: Pipeline,
    /// Tables with positive dates of birth.
    flipped: PathBuf,
    /// The features of these.
    flipped_features: PathBuf,
    /// The features of applicants under 32 years.
    young_features: PathBuf,
}

static LATER: LazyLock<Result<Later>> = LazyLock::new(|| {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sentinel");
    let pipeline = Pipeline::run(&dir, 2_000)?;
    let tables = dir.join("later");
    synthesize_csv(&tables, 2_000, 2)?;
    let later = Later {
        flipped: dir.join("flipped"),
        flipped_features: dir.join("flipped.parquet"),
        young_features: dir.join("young.parquet"),
        pipeline,
    };
    copy_with_births(&tables, &later.flipped, |days| Some(-days))?;
    compute_features(&later.flipped, &later.flipped_features)?;
    let young = dir.join("young");
    copy_with_births(&tables, &young, |days| (days > -32 * 365).then_some(days))?;
    compute_features(&young, &later.young_features)?;
    Ok(later)
});

fn later() -> Result<&'static Later> {
    LATER.as_ref().map_err(|error| anyhow!("{error:?}"))
}

fn drift(reference: &Path, current: &Path, args: &[&str]) -> Result<Output> {
    let mut command = program::command(["drift"])?;
    program::output(command.arg(reference).arg(current).args(args))
}

/// What `creditwood drift` says as JSON.
fn drifted(reference: &Path, current: &Path) -> Result<DataQuality> {
    let output = drift(reference, current, &["--format", "json"])?;
    ensure!(output.status.success(), "{output:?}");
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn positive_dates_of_birth_are_one_defect_and_what_is_computed_from_them_follows() -> Result<()> {
    let later = later()?;
    let quality = drifted(&later.pipeline.model, &later.flipped_features)?;
    assert_eq!(quality.n_defects, Some(1), "{:?}", quality.columns);
    let birth = &quality.columns[0];
    assert_eq!(
        (&*birth.name, birth.defect),
        ("DAYS_BIRTH", Some(DefectKind::SignFlipped))
    );
    assert!(birth.distance > 3.0, "{birth:?}");
    assert!(quality.n_following >= Some(10), "{quality:?}");
    let follow = quality
        .columns
        .iter()
        .filter(|column| column.follows_from.is_some());
    assert!(
        follow
            .clone()
            .all(|column| column.follows_from.as_deref() == Some("DAYS_BIRTH"))
    );
    assert_eq!(Some(follow.count()), quality.n_following);
    Ok(())
}

#[test]
fn young_applicants_are_a_changed_population() -> Result<()> {
    let later = later()?;
    let quality = drifted(&later.pipeline.model, &later.young_features)?;
    assert_eq!(quality.n_defects, Some(0), "{:?}", quality.columns);
    let mut columns = quality.columns.iter();
    let birth = columns.find(|column| column.name == "DAYS_BIRTH");
    let birth = birth.context("no DAYS_BIRTH")?;
    assert_eq!(birth.verdict, ColumnVerdict::ChangedPopulation);
    assert!(birth.sentence.is_some());
    Ok(())
}

#[test]
fn a_models_own_features_are_the_same_in_every_column() -> Result<()> {
    let Pipeline {
        model, features, ..
    } = &later()?.pipeline;
    for reference in [model, features] {
        let quality = drifted(reference, features)?;
        assert_eq!(
            (quality.n_defects, quality.n_changed),
            (Some(0), Some(0)),
            "{:?}",
            quality.columns
        );
        assert!(
            quality
                .columns
                .iter()
                .all(|column| column.sentence.is_none())
        );
        assert!(quality.n_same > Some(1_000), "{quality:?}");
    }
    Ok(())
}

#[test]
fn drift_tells_defects_first_and_fails_where_it_is_asked_to() -> Result<()> {
    let later = later()?;
    let (model, current) = (&later.pipeline.model, &later.flipped_features);
    let table = drift(model, current, &[])?;
    assert!(table.status.success());
    let told = text(&table.stdout);
    let first = told.lines().nth(2).context("no row")?;
    for part in [
        "defect",
        "DAYS_BIRTH",
        "the sign was flipped; negate it in the export",
    ] {
        assert!(first.contains(part), "no {part} in {first}");
    }
    assert!(
        first.contains("columns are computed from it)"),
        "what follows is counted with it: {first}"
    );
    assert_eq!(told.matches("DAYS_BIRTH").count(), 1, "{told}");
    assert!(told.contains("applicants: 1 defect ("), "{told}");
    assert!(
        !told.contains('\u{1b}'),
        "colours are for terminals: {told}"
    );
    let failed = drift(model, current, &["--fail-on-defect"])?;
    assert_eq!(failed.status.code(), Some(1));
    assert_eq!(
        text(&failed.stdout),
        told,
        "the report is written all the same"
    );
    assert!(text(&failed.stderr).contains("has 1 defect"), "{failed:?}");
    Ok(())
}

#[test]
fn a_report_goes_into_a_file_and_takes_no_inputs_place() -> Result<()> {
    let later = later()?;
    let (model, current) = (&later.pipeline.model, &later.flipped_features);
    let dir = tempfile::tempdir()?;
    let out = dir.path().join("drift.json");
    let path = out.to_string_lossy();
    let output = drift(model, current, &["--format", "json", "--out", &path])?;
    assert!(
        output.status.success() && output.stdout.is_empty(),
        "{output:?}"
    );
    let written: DataQuality = serde_json::from_slice(&fs::read(&out)?)?;
    assert_eq!(written, drifted(model, current)?);
    let refused = drift(model, current, &["--out", &current.to_string_lossy()])?;
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        text(&refused.stderr).contains("take the place"),
        "{refused:?}"
    );
    Ok(())
}

#[test]
fn what_is_neither_model_nor_features_is_refused_by_name() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let note = dir.path().join("note.txt");
    fs::write(&note, "no features")?;
    let Pipeline {
        model, features, ..
    } = &later()?.pipeline;
    for (reference, current, parts) in [
        (&note, features, ["note.txt", "a model or features"]),
        (features, &note, ["note.txt", "Parquet"]),
        (model, model, ["is a model", "CURRENT has to be features"]),
        (&dir.path().join("none"), features, ["none", "cannot read"]),
    ] {
        let output = drift(reference, current, &[])?;
        assert_eq!(output.status.code(), Some(1));
        let told = text(&output.stderr);
        for part in parts {
            assert!(told.contains(part), "no {part} in {told}");
        }
        assert!(output.stdout.is_empty(), "errors are not data");
    }
    Ok(())
}

#[test]
fn the_most_changed_columns_come_first_and_the_rest_is_counted() -> Result<()> {
    let later = later()?;
    let (model, current) = (&later.pipeline.model, &later.young_features);
    let quality = drifted(model, current)?;
    let told = text(&drift(model, current, &["--limit", "3"])?.stdout);
    assert_eq!(told.matches("\n changed ").count(), 3, "{told}");
    let n_changed = quality.n_changed.context("nothing is counted")?;
    let rest = format!("… and {} more changed", n_changed - 3);
    assert!(told.contains(&rest), "no {rest} in {told}");
    let none = text(&drift(model, current, &["--limit", "0"])?.stdout);
    assert!(!none.contains("\n changed "), "{none}");
    assert!(none.contains("changed columns"), "{none}");
    let most = quality.columns.first().context("nothing changed")?;
    let first = told.lines().nth(2).context("no row")?;
    assert!(first.contains(&most.name), "{first} is not {most:?}");
    Ok(())
}

#[test]
fn features_are_written_with_a_warning_of_the_defect() -> Result<()> {
    let later = later()?;
    let dir = tempfile::tempdir()?;
    let mut command = program::command(["features", "--format", "json", "--data"])?;
    command
        .arg(&later.flipped)
        .arg("--reference")
        .arg(&later.pipeline.model);
    let output = program::output(command.arg("--out").arg(dir.path().join("f.parquet")))?;
    assert!(output.status.success(), "{output:?}");
    let told = text(&output.stderr);
    assert!(
        told.contains("warning: DAYS_BIRTH is positive in 100 % of"),
        "{told}"
    );
    assert!(told.contains("columns are computed from it"), "{told}");
    let report: Value = serde_json::from_slice(&output.stdout)?;
    let quality = &report["data_quality"];
    assert_eq!(quality["n_defects"], 1, "{report}");
    assert_eq!(quality["columns"][0]["defect"], "sign_flipped", "{report}");
    Ok(())
}

#[test]
fn features_with_a_defect_are_refused_and_the_old_file_stays() -> Result<()> {
    let later = later()?;
    let dir = tempfile::tempdir()?;
    let out = dir.path().join("features.parquet");
    let refuse = || -> Result<Output> {
        let mut command = program::command(["features", "--refuse-defects", "--data"])?;
        command
            .arg(&later.flipped)
            .arg("--reference")
            .arg(&later.pipeline.model);
        program::output(command.arg("--out").arg(&out))
    };
    let refused = refuse()?;
    assert_eq!(refused.status.code(), Some(1));
    let told = text(&refused.stderr);
    assert!(told.contains("warning: DAYS_BIRTH"), "{told}");
    assert!(
        told.contains(
            "features.parquet` is not written; what was computed of histories stays in `"
        ),
        "{told}"
    );
    let kept = dir.path().join(".features.parquet.creditwood-work");
    assert!(
        kept.is_dir() && told.contains(&*kept.to_string_lossy()),
        "{told}"
    );
    assert!(!out.exists());
    fs::copy(&later.young_features, &out)?;
    let refused = refuse()?;
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        text(&refused.stderr).contains("features.parquet` is as it was before"),
        "{refused:?}"
    );
    assert_eq!(fs::read(&out)?, fs::read(&later.young_features)?);
    Ok(())
}

#[test]
fn after_a_refusal_of_applications_alone_nothing_is_said_to_be_kept() -> Result<()> {
    let later = later()?;
    let dir = tempfile::tempdir()?;
    let tables = dir.path().join("tables");
    fs::create_dir(&tables)?;
    for name in ["application_train.csv", "application_test.csv"] {
        fs::copy(later.flipped.join(name), tables.join(name))?;
    }
    let (output, _) = refused(&tables, &dir.path().join("alone.parquet"))?;
    let told = text(&output.stderr);
    assert!(
        told.trim_end().ends_with("alone.parquet` is not written"),
        "{told}"
    );
    let left: Vec<_> = fs::read_dir(dir.path())?.collect::<Result<_, _>>()?;
    assert_eq!(left.len(), 1, "the tables alone are left: {left:?}");
    Ok(())
}

#[test]
fn refusing_needs_something_to_compare_with() -> Result<()> {
    let args = ["features", "--data", "x", "--out", "y", "--refuse-defects"];
    let output = program::output(&mut program::command(args)?)?;
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("--reference"), "{output:?}");
    Ok(())
}

#[test]
fn scores_and_reasons_are_told_with_a_warning_beside_them() -> Result<()> {
    let later = later()?;
    let run = |args: &[&str]| -> Result<Output> {
        let mut command = program::command(args)?;
        command.arg("--model").arg(&later.pipeline.model);
        command.arg("--features").arg(&later.flipped_features);
        let output = program::output(command.args(["--format", "json"]))?;
        ensure!(output.status.success(), "{output:?}");
        Ok(output)
    };
    let scored = run(&["score"])?;
    let scores: Vec<Score> = serde_json::from_slice(&scored.stdout)?;
    assert_eq!(scores.len(), 2_000);
    let applicant = scores[0].applicant_id.context("no number")?.to_string();
    let told = text(&scored.stderr);
    assert!(
        told.starts_with("warning: DAYS_BIRTH is positive"),
        "{told}"
    );
    assert_eq!(told.matches("warning").count(), 1, "{told}");
    // Whether or not the model reads that column itself.
    let dir = tempfile::tempdir()?;
    let out = dir.path().join("contributions.parquet");
    let out = out.to_str().context("a path of text")?;
    for args in [&["explain", "--global"][..], &["explain", "--out", out]] {
        let warned = text(&run(args)?.stderr);
        assert_eq!(warned.lines().next(), told.lines().next());
    }
    // Of one applicant that row alone is judged.
    let start = format!("warning: applicant {applicant}: DAYS_BIRTH is ");
    for command in ["score", "explain"] {
        let told = text(&run(&[command, "--applicant", &applicant])?.stderr);
        assert!(told.starts_with(&start), "{told}");
        assert!(told.contains("the sign was flipped"), "{told}");
        assert_eq!(told.matches("warning").count(), 1, "{told}");
    }
    Ok(())
}

/// The later tables with one history table changed: without its rows, or without the file.
fn with_history(name: &str, keep: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
    let later = later()?;
    let from = later.pipeline.dir.join("later");
    let to = later.pipeline.dir.join(name);
    fs::create_dir_all(&to)?;
    for file in fs::read_dir(from)? {
        let file = file?;
        fs::copy(file.path(), to.join(file.file_name()))?;
    }
    keep(&to)?;
    Ok(to)
}

/// What `creditwood features` says of these tables, whose defects are refused.
fn refused(tables: &Path, out: &Path) -> Result<(Output, Value)> {
    let mut command = program::command(["features", "--refuse-defects", "--format", "json"])?;
    command.arg("--data").arg(tables).arg("--out").arg(out);
    let output = program::output(command.arg("--reference").arg(&later()?.pipeline.model))?;
    let report = serde_json::from_slice(&output.stdout)?;
    Ok((output, report))
}

#[test]
fn an_empty_a_cut_and_a_missing_table_are_refused_as_one_defect_each() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let bureau = |rows: fn(usize) -> usize| {
        move |tables: &Path| -> Result<()> {
            let path = tables.join("bureau.csv");
            let table = fs::read_to_string(&path)?;
            let lines: Vec<&str> = table.lines().collect();
            fs::write(&path, lines[..1 + rows(lines.len() - 1)].join("\n"))?;
            Ok(())
        }
    };
    let missing = |tables: &Path| Ok(fs::remove_file(tables.join("credit_card_balance.csv"))?);
    let cases = [
        (with_history("empty", bureau(|_| 0))?, "bureau", "rows_lost"),
        (
            with_history("cut", bureau(|n| n / 10))?,
            "bureau",
            "rows_cut",
        ),
        (
            with_history("missing", missing)?,
            "credit_card_balance",
            "columns_missing",
        ),
    ];
    for (tables, table, defect) in cases {
        let (output, report) = refused(&tables, &dir.path().join("features.parquet"))?;
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let first = &report["data_quality"]["columns"][0];
        assert_eq!(
            (&first["name"], &first["subject"], &first["defect"]),
            (
                &Value::from(table),
                &Value::from("table"),
                &Value::from(defect)
            ),
            "{report}"
        );
    }
    Ok(())
}

#[test]
fn flags_spelt_anew_are_refused_with_what_they_are_now() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let tables = with_history("respelt", |tables| {
        for name in ["application_train.csv", "application_test.csv"] {
            let table = fs::read_to_string(tables.join(name))?;
            let respelt = table.replace(",Y,", ",true,").replace(",N,", ",false,");
            fs::write(tables.join(name), respelt)?;
        }
        Ok(())
    })?;
    let (output, _) = refused(&tables, &dir.path().join("features.parquet"))?;
    assert_eq!(output.status.code(), Some(1));
    let told = text(&output.stderr);
    assert!(told.contains("warning: FLAG_OWN_CAR is “"), "{told}");
    assert!(told.contains("which is none of its levels"), "{told}");
    Ok(())
}

#[test]
fn who_may_have_a_text_that_nobody_knows_is_scored_with_a_warning_of_it() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let tables = with_history("renamed", |tables| {
        for name in ["application_train.csv", "application_test.csv"] {
            let table = fs::read_to_string(tables.join(name))?;
            fs::write(tables.join(name), table.replace(",Working,", ",Employed,"))?;
        }
        Ok(())
    })?;
    let features = dir.path().join("features.parquet");
    compute_features(&tables, &features)?;
    let table = fs::read_to_string(tables.join("application_train.csv"))?;
    let mut told = Vec::new();
    for level in [",Pensioner,", ",Employed,"] {
        let mut lines = table.lines();
        let line = lines.find(|line| line.contains(level)).context("nobody")?;
        let applicant = line.split(',').next().context("no number")?;
        let mut command = program::command(["score", "--applicant", applicant])?;
        command.arg("--model").arg(&later()?.pipeline.model);
        let output = program::output(command.arg("--features").arg(&features))?;
        ensure!(output.status.success(), "{output:?}");
        told.push(text(&output.stderr));
    }
    let expected = "NAME_INCOME_TYPE may be an unknown level that counts as other, as the tables \
                    have them (“Employed”): known are “Working”";
    assert!(!told[0].contains("NAME_INCOME_TYPE"), "{}", told[0]);
    assert!(told[1].contains(expected), "{}", told[1]);
    Ok(())
}

#[test]
fn columns_that_later_features_lack_are_told_and_those_that_a_model_reads_are_a_defect()
-> Result<()> {
    let later = later()?;
    let dir = tempfile::tempdir()?;
    let few = dir.path().join("few.parquet");
    let mut command = program::command(["features", "--only", "EXT_*,PAYMENT_RATE", "--data"])?;
    let output = program::output(
        command
            .arg(&later.pipeline.portfolio)
            .arg("--out")
            .arg(&few),
    )?;
    ensure!(output.status.success(), "{output:?}");
    let told = text(&drift(&later.pipeline.features, &few, &[])?.stdout);
    assert!(told.contains("no defects"), "{told}");
    assert!(
        told.contains("columns of the reference are not among the features: "),
        "{told}"
    );
    let quality = drifted(&later.pipeline.model, &few)?;
    let n_defects = quality.n_defects.context("nothing is counted")?;
    assert!(
        n_defects > 0 && quality.missing.len() > 1_000,
        "{quality:?}"
    );
    let mut columns = quality.columns.iter().take(n_defects);
    assert!(
        columns.all(|column| column.defect == Some(DefectKind::ColumnsMissing)),
        "{:?}",
        &quality.columns[..n_defects]
    );
    Ok(())
}
