//! What cannot be used, and how that is told.

use creditwood_core::lightgbm::{Problem, read, write};

use super::{import, text_of};

fn told(text: &str) -> String {
    read(text).unwrap_err().to_string()
}

/// The model with missing type NaN, changed, without the sizes that would tell that it was.
fn changed(from: &str, to: &str) -> String {
    let text = text_of("holes");
    let sizes = text.lines().find(|line| line.starts_with("tree_sizes="));
    let text = text.replace(&format!("{}\n", sizes.unwrap()), "");
    assert!(text.contains(from), "no {from}");
    text.replacen(from, to, 1)
}

#[test]
fn models_of_another_kind_are_refused_by_name_and_line() {
    let linear = told(&text_of("refused_linear"));
    assert!(linear.starts_with("line 27: tree 0 is linear"), "{linear}");
    let multiclass = told(&text_of("refused_multiclass"));
    let expected = "line 3: the model tells 3 classes apart";
    assert!(multiclass.starts_with(expected), "{multiclass}");
    let regression = told(&text_of("refused_regression"));
    let expected = "line 7: the objective is `regression`";
    assert!(regression.starts_with(expected), "{regression}");
    let custom = changed("objective=binary sigmoid:1\n", "");
    assert_eq!(told(&custom), "line 2: the header has no `objective`");
    let version = changed("version=v4", "version=v2");
    assert_eq!(
        told(&version),
        "line 2: `version` is `v2`, expected v3 or v4"
    );
    let negative = changed("sigmoid:1", "sigmoid:-1");
    assert_eq!(
        told(&negative),
        "line 7: `objective` is `binary sigmoid:-1`, expected `sigmoid:` and a number over 0"
    );
}

#[test]
fn what_is_no_model_or_not_all_of_one_is_refused() {
    for text in ["", "\n", "tree=1", "{}", "creditwood-model 3"] {
        assert_eq!(
            read(text).unwrap_err().problem,
            Problem::NotAModel,
            "{text}"
        );
    }
    let text = text_of("holes");
    let end = text.find("end of trees").unwrap();
    for n_bytes in "tree\n".len()..end + "end of trees".len() {
        if text.is_char_boundary(n_bytes) {
            let error = read(&text[..n_bytes]).unwrap_err();
            assert_eq!(error.problem, Problem::Truncated, "{n_bytes} bytes");
        }
    }
    assert!(read(&text[..end + "end of trees".len()]).is_ok());
}

#[test]
fn a_tree_that_is_not_as_long_as_it_was_is_refused() {
    let text = text_of("holes");
    let place = text.find("leaf_value=").unwrap() + "leaf_value=".len();
    let digit = place + text[place..].find(' ').unwrap() - 1;
    let shorter = [&text[..digit], &text[digit + 1..]].concat();
    let error = read(&shorter).unwrap_err();
    assert!(
        matches!(error.problem, Problem::TreeSize { tree: 0, found, expected } if found + 1 == expected),
        "{error}"
    );
}

#[test]
fn a_bad_line_is_told_with_its_number_and_what_was_expected() {
    let cases = [
        ("num_leaves=8", "num_leaves=9", "has 7 values, expected 8"),
        (
            "num_leaves=8",
            "num_leaves=0",
            "`num_leaves` is `0`, expected at least 1",
        ),
        (
            "num_leaves=8",
            "num_leaves=4000000000",
            "expected 3999999999",
        ),
        ("num_leaves=8", "leaves=8", "tree 0 has no `num_leaves`"),
        (
            "num_cat=0",
            "num_leaves=8",
            "`num_leaves` is there twice in tree 0",
        ),
        (
            "threshold=",
            "threshold=nan ",
            "`threshold` has 8 values, expected 7",
        ),
        (
            "split_feature=",
            "split_feature=x",
            "expected columns, from 0",
        ),
        ("leaf_count=", "leaf_count=-", "expected counts of rows"),
        (
            "Tree=3",
            "Tree=4",
            "`Tree` is `4`, expected trees counted from 0 without gaps",
        ),
        (
            "max_feature_idx=4",
            "max_feature_idx=5",
            "`feature_names` has 5 values, expected 6",
        ),
        (
            "max_feature_idx=4",
            "max_feature_idx=4294967295",
            "expected 4294967296",
        ),
    ];
    for (from, to, expected) in cases {
        let told = told(&changed(from, to));
        assert!(
            told.starts_with("line ") && told.contains(expected),
            "{told}"
        );
    }
}

#[test]
fn nodes_that_are_no_tree_are_refused_at_their_tree() {
    let text = changed("left_child=", "left_child=0 ");
    let line = text
        .lines()
        .find(|line| line.starts_with("left_child="))
        .unwrap();
    let (kept, _) = line.rsplit_once(' ').unwrap();
    let error = read(&text.replacen(line, kept, 1)).unwrap_err();
    assert!(matches!(error.problem, Problem::NotAForest(_)), "{error}");
    assert!(error.to_string().starts_with("line 11: tree 0"), "{error}");
    let text = changed("decision_type=", "decision_type=12 ");
    let line = text
        .lines()
        .find(|line| line.starts_with("decision_type="))
        .unwrap();
    let (kept, _) = line.rsplit_once(' ').unwrap();
    let told = told(&text.replacen(line, kept, 1));
    assert!(
        told.ends_with("`decision_type` is `12`, expected whole numbers from 0 to 11"),
        "{told}"
    );
}

#[test]
fn categories_of_pandas_are_told() {
    assert!(!import("categories").has_pandas_categories);
    let text = text_of("categories");
    let text = text.replace(
        "pandas_categorical:null",
        r#"pandas_categorical:[["a","b"]]"#,
    );
    assert!(read(&text).unwrap().has_pandas_categories);
}

#[test]
fn names_that_lightgbm_does_not_allow_are_refused() {
    let forest = import("plain").forest;
    let names = |first: &str| {
        let names = [first, "b", "c", "d", "e"];
        names.map(str::to_owned).to_vec()
    };
    assert!(write(&forest, &names("a")).is_ok());
    for bad in ["", "two words", "b", "a:b", "a\"", "[a]"] {
        let told = write(&forest, &names(bad)).unwrap_err().to_string();
        assert!(told.contains(&format!("is named `{bad}`")), "{told}");
    }
    assert_eq!(
        write(&forest, &names("a")[1..]).unwrap_err().to_string(),
        "4 feature names for 5 columns of the forest"
    );
}
