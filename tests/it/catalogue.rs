//! The catalogue as the program tells it: one feature, all of them, and the document made of them.

use anyhow::{Context, Result};
use creditwood_tests::{program, workspace_root};
use serde_json::Value;

const DOCUMENT: &str = "docs/features.md";
const REMAKE: &str =
    "cargo run --bin creditwood -- features --describe --format markdown > docs/features.md";

#[test]
fn the_document_tells_the_catalogue_as_it_is() -> Result<()> {
    let path = workspace_root().join(DOCUMENT);
    let kept =
        std::fs::read_to_string(&path).with_context(|| format!("no {DOCUMENT}: {REMAKE}"))?;
    let told = described(&["--format", "markdown"])?;
    let n_same = kept.lines().zip(told.lines());
    let n_same = n_same.take_while(|(kept, told)| kept == told).count();
    let line_of = |text: &str| text.lines().nth(n_same).unwrap_or("(nothing)").to_owned();
    assert!(
        kept == told,
        "{DOCUMENT} is not what the catalogue gives, from line {} on:\n  it has   {}\n  and \
         not  {}\nIf the change is meant, remake it: {REMAKE}",
        n_same + 1,
        line_of(&kept),
        line_of(&told),
    );
    Ok(())
}

#[test]
fn a_feature_is_told_in_full_by_its_name() -> Result<()> {
    let mean = described_as_json("EXT_SOURCES_MEAN")?;
    assert_eq!(
        mean["formula"],
        "mean(EXT_SOURCE_1, EXT_SOURCE_2, EXT_SOURCE_3)"
    );
    assert_eq!(mean["unit"], "score");
    assert_eq!(mean["label_en"], "Mean of the external scores");
    assert_eq!(mean["label_fr"], "Moyenne des scores externes");
    assert_eq!(mean["risk"], "falls");

    let rate = described_as_json("PAYMENT_RATE")?;
    assert_eq!(rate["formula"], "AMT_ANNUITY ÷ AMT_CREDIT");
    assert_eq!(rate["unit"], "share");
    assert_eq!(rate["actionable"], true);
    assert_eq!(rate["sources"][0]["table"], "application");
    Ok(())
}

#[test]
fn a_ratio_of_an_aggregate_tells_the_columns_it_comes_from_in_the_end() -> Result<()> {
    let ratio = described_as_json("BUREAU_ACTIVE_DEBT_TO_INCOME")?;
    assert_eq!(ratio["features"][0], "BUREAU_ACTIVE_DEBT_SUM");
    let sources = ratio["sources"].as_array().context("a list of tables")?;
    let tables: Vec<_> = sources.iter().map(|source| &source["table"]).collect();
    assert_eq!(tables, ["application", "bureau"]);
    let columns = serde_json::json!(["AMT_CREDIT_SUM_DEBT", "CREDIT_ACTIVE"]);
    assert_eq!(sources[1]["columns"], columns);
    assert_eq!(sources[1]["keys"], serde_json::json!(["SK_ID_CURR"]));
    Ok(())
}

#[test]
fn a_peer_tells_that_its_medians_are_fitted_and_what_it_is_read_from() -> Result<()> {
    let peer = described_as_json("INCOME_TO_OCCUPATION_PEERS")?;
    assert_eq!(
        peer["formula"],
        "AMT_INCOME_TOTAL ÷ median of AMT_INCOME_TOTAL among training applicants with the same \
         OCCUPATION_TYPE"
    );
    assert_eq!(peer["fitted"], true);
    assert_eq!(peer["sources"][0]["columns"][1], "OCCUPATION_TYPE");
    let told = described(&["INCOME_TO_OCCUPATION_PEERS"])?;
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("training applicants alone"), "{told}");
    Ok(())
}

#[test]
fn a_feature_of_two_levels_is_a_table_of_facts_for_people() -> Result<()> {
    for format in ["table", "markdown"] {
        let told = described(&["BUREAU_MONTHLY_LATE_MAX", "--format", format])?;
        for fact in ["SK_ID_BUREAU", "STATUS", "rises with it", "share"] {
            assert!(told.contains(fact), "no {fact} in\n{told}");
        }
    }
    Ok(())
}

#[test]
fn the_table_of_all_counts_the_features_of_each_source() -> Result<()> {
    let told = described(&[])?;
    let n_features = serde_json::from_str::<Vec<Value>>(&described(&["--format", "json"])?)?.len();
    let last = told.lines().last().context("a line for all sources")?;
    let words: Vec<_> = last.split_whitespace().collect();
    assert_eq!(words, ["all", &n_features.to_string()]);
    assert!(n_features >= 1_000, "{n_features}");
    Ok(())
}

#[test]
fn an_unknown_name_is_answered_with_those_near_it() -> Result<()> {
    let meant = [
        ("EXT_SOURCES", "EXT_SOURCES_MEAN"),
        ("PAYMNT_RATE", "near it: PAYMENT_RATE"),
        ("bureau_cuont", "near it: BUREAU_COUNT"),
    ];
    for (name, near) in meant {
        let mut command = program::command(["features", "--describe", name])?;
        let output = program::output(&mut command)?;
        assert_eq!(output.status.code(), Some(2));
        let told = String::from_utf8(output.stderr)?;
        assert!(told.contains(near), "{told}");
    }
    Ok(())
}

#[test]
fn a_star_in_a_name_describes_all_that_fit() -> Result<()> {
    let told: Vec<Value> =
        serde_json::from_str(&described(&["ext_sources_m*", "--format", "json"])?)?;
    let names: Vec<_> = told.iter().map(|entry| &entry["name"]).collect();
    assert!(names.len() > 1 && names.iter().any(|name| *name == "EXT_SOURCES_MEAN"));
    let starts = |name: &&Value| {
        name.as_str()
            .is_some_and(|it| it.starts_with("EXT_SOURCES_M"))
    };
    assert!(names.iter().all(starts), "{names:?}");
    Ok(())
}

fn described(args: &[&str]) -> Result<String> {
    let args = ["features", "--describe"].iter().chain(args);
    Ok(String::from_utf8(program::run(&mut program::command(
        args,
    )?)?)?)
}

fn described_as_json(name: &str) -> Result<Value> {
    Ok(serde_json::from_str(&described(&[
        name, "--format", "json",
    ])?)?)
}
