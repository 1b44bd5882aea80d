//! A tree to be read: as text, as nested JSON, as a drawing for Graphviz.
//!
//! Columns are called by the names that are given, one without a name by its number. All three walk
//! down with a stack of their own, so no tree is too deep.

use std::fmt::{self, Display, Write};

use super::cut::{Cut, Question};
use super::tree::{Child, Split, Tree};

impl<Q: Question> Tree<Q> {
    /// The tree as indented text, a node a line: below a split first what answers yes, then no.
    pub fn to_text(&self, names: &[String]) -> String {
        let mut text = String::new();
        let mut ahead = vec![(self.root(), 0, "")];
        while let Some((node, depth, answer)) = ahead.pop() {
            let indent = 2 * depth;
            put(&mut text, format_args!("{:indent$}{answer}", ""));
            match node {
                Child::Leaf(idx) => {
                    let leaf = &self.leaves[idx as usize];
                    let (value, cover) = (leaf.value, leaf.cover);
                    put(&mut text, format_args!("{value:+?}, cover {cover}\n"));
                }
                Child::Split(idx) => {
                    let split = &self.splits[idx as usize];
                    let asked = Asked::new(split, names);
                    let holes = if asked.holes_left { "yes" } else { "no" };
                    let Split { gain, cover, .. } = split;
                    put(
                        &mut text,
                        format_args!("{asked}? holes {holes}, gain {gain:?}, cover {cover}\n"),
                    );
                    ahead.push((split.right, depth + 1, "no: "));
                    ahead.push((split.left, depth + 1, "yes: "));
                }
            }
        }
        text
    }

    /// The tree as nested JSON. A split has `feature`, then `at_most` or `any_of` (and
    /// `zero_is_hole` where that holds), `holes_left`, `gain`, `cover`, and nodes as `left` and
    /// `right`; a leaf has `value` and `cover`.
    pub fn to_json(&self, names: &[String]) -> String {
        let mut json = String::new();
        let mut ahead = vec![Step::Node(self.root())];
        while let Some(step) = ahead.pop() {
            match step {
                Step::Text(text) => json.push_str(text),
                Step::Node(Child::Leaf(idx)) => {
                    let leaf = &self.leaves[idx as usize];
                    let (value, cover) = (leaf.value, leaf.cover);
                    put(
                        &mut json,
                        format_args!(r#"{{"value":{value:?},"cover":{cover:?}}}"#),
                    );
                }
                Step::Node(Child::Split(idx)) => {
                    let split = &self.splits[idx as usize];
                    json.push_str(&Asked::new(split, names).to_json());
                    let (gain, cover) = (serde_json::Value::from(split.gain), split.cover);
                    put(
                        &mut json,
                        format_args!(r#","gain":{gain},"cover":{cover:?},"left":"#),
                    );
                    ahead.push(Step::Text("}"));
                    ahead.push(Step::Node(split.right));
                    ahead.push(Step::Text(r#","right":"#));
                    ahead.push(Step::Node(split.left));
                }
            }
        }
        json
    }

    /// The tree as a graph for Graphviz' `dot`, called `tree_` and its number.
    pub fn to_dot(&self, number: usize, names: &[String]) -> String {
        let mut dot = format!("digraph tree_{number} {{\n  node [shape=box];\n");
        for (idx, split) in self.splits.iter().enumerate() {
            let asked = Asked::new(split, names);
            let label = escaped(&asked.to_string());
            let Split { gain, cover, .. } = split;
            put(
                &mut dot,
                format_args!(
                    "  split_{idx} [label=\"{label}\\ngain {gain:?}\\ncover {cover}\"];\n"
                ),
            );
            let [yes, no] = if asked.holes_left {
                ["yes, holes", "no"]
            } else {
                ["yes", "no, holes"]
            };
            for (child, answer) in [(split.left, yes), (split.right, no)] {
                let child = node_name(child);
                put(
                    &mut dot,
                    format_args!("  split_{idx} -> {child} [label=\"{answer}\"];\n"),
                );
            }
        }
        for (idx, leaf) in self.leaves.iter().enumerate() {
            let (value, cover) = (leaf.value, leaf.cover);
            put(
                &mut dot,
                format_args!(
                    "  leaf_{idx} [shape=ellipse, label=\"{value:+?}\\ncover {cover}\"];\n"
                ),
            );
        }
        dot.push_str("}\n");
        dot
    }
}

/// What comes next in a text.
enum Step {
    Node(Child),
    Text(&'static str),
}

/// What a split asks, of a column with a name.
struct Asked {
    name: String,
    cut: Cut,
    holes_left: bool,
}

impl Asked {
    fn new<Q: Question>(split: &Split<Q>, names: &[String]) -> Self {
        let column = split.feature_idx as usize;
        Self {
            name: names
                .get(column)
                .map_or_else(|| format!("column {column}"), String::clone),
            cut: split.threshold.clone().into(),
            holes_left: split.threshold.goes_left(f64::NAN, split.holes_left),
        }
    }

    /// The beginning of an object.
    fn to_json(&self) -> String {
        let name = serde_json::Value::from(self.name.as_str());
        let asked = match &self.cut {
            Cut::AtMost(threshold) => format!(r#""at_most":{threshold:?}"#),
            Cut::AtMostZeroIsHole {
                at_most_zero_is_hole: threshold,
            } => format!(r#""at_most":{threshold:?},"zero_is_hole":true"#),
            Cut::AnyOf { any_of } => {
                let categories: Vec<String> = any_of.iter().map(|it| it.to_string()).collect();
                format!(r#""any_of":[{}]"#, categories.join(","))
            }
        };
        let holes_left = self.holes_left;
        format!(r#"{{"feature":{name},{asked},"holes_left":{holes_left}"#)
    }
}

impl Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        match &self.cut {
            Cut::AtMost(threshold) => write!(f, "{name} <= {threshold:?}"),
            Cut::AtMostZeroIsHole {
                at_most_zero_is_hole: threshold,
            } => write!(f, "{name} <= {threshold:?}, zero a hole"),
            Cut::AnyOf { any_of } => {
                let categories: Vec<String> = any_of.iter().map(|it| it.to_string()).collect();
                write!(f, "{name} in {{{}}}", categories.join(", "))
            }
        }
    }
}

fn node_name(child: Child) -> String {
    match child {
        Child::Split(idx) => format!("split_{idx}"),
        Child::Leaf(idx) => format!("leaf_{idx}"),
    }
}

/// A text as it stands between quotes in the language of `dot`.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// Adds to a text, which takes everything.
fn put(text: &mut String, added: fmt::Arguments<'_>) {
    let _ = text.write_fmt(added);
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::tree::Leaf;
    use super::*;

    fn tree() -> Tree<Cut> {
        let split = |feature_idx, threshold, holes_left, left, right, cover| Split {
            feature_idx,
            threshold,
            holes_left,
            left,
            right,
            cover,
            gain: 1.5,
        };
        let any_of = Box::new([1, 40].into_iter().collect());
        let zero = Cut::AtMostZeroIsHole {
            at_most_zero_is_hole: -2.0,
        };
        let leaf = |value, cover| Leaf { value, cover };
        Tree {
            splits: vec![
                split(
                    0,
                    Cut::AtMost(0.5),
                    true,
                    Child::Split(1),
                    Child::Leaf(0),
                    10.0,
                ),
                split(
                    1,
                    Cut::AnyOf { any_of },
                    true,
                    Child::Leaf(1),
                    Child::Split(2),
                    8.0,
                ),
                split(2, zero, false, Child::Leaf(3), Child::Leaf(2), 5.0),
            ],
            leaves: vec![
                leaf(0.25, 2.0),
                leaf(-1.0, 3.0),
                leaf(1e-9, 4.0),
                leaf(0.0, 1.0),
            ],
        }
    }

    fn names() -> Vec<String> {
        ["INCOME", "say \"why\""].map(str::to_owned).to_vec()
    }

    #[test]
    fn a_text_has_a_node_a_line_below_what_leads_to_it() {
        let expected = "\
INCOME <= 0.5? holes yes, gain 1.5, cover 10
  yes: say \"why\" in {1, 40}? holes no, gain 1.5, cover 8
    yes: -1.0, cover 3
    no: column 2 <= -2.0, zero a hole? holes no, gain 1.5, cover 5
      yes: +0.0, cover 1
      no: +1e-9, cover 4
  no: +0.25, cover 2
";
        assert_eq!(tree().to_text(&names()), expected);
    }

    #[test]
    fn json_is_nested_like_the_tree() {
        let json: Value = serde_json::from_str(&tree().to_json(&names())).unwrap();
        let expected = json!({
            "feature": "INCOME", "at_most": 0.5, "holes_left": true, "gain": 1.5, "cover": 10.0,
            "left": {
                "feature": "say \"why\"", "any_of": [1, 40], "holes_left": false,
                "gain": 1.5, "cover": 8.0,
                "left": {"value": -1.0, "cover": 3.0},
                "right": {
                    "feature": "column 2", "at_most": -2.0, "zero_is_hole": true,
                    "holes_left": false, "gain": 1.5, "cover": 5.0,
                    "left": {"value": 0.0, "cover": 1.0},
                    "right": {"value": 1e-9, "cover": 4.0},
                },
            },
            "right": {"value": 0.25, "cover": 2.0},
        });
        assert_eq!(json, expected);
    }

    #[test]
    fn a_graph_has_every_node_and_every_edge_with_its_answer() {
        let dot = tree().to_dot(7, &names());
        assert!(dot.starts_with("digraph tree_7 {\n") && dot.ends_with("}\n"));
        for line in [
            r#"  split_0 [label="INCOME <= 0.5\ngain 1.5\ncover 10"];"#,
            r#"  split_0 -> split_1 [label="yes, holes"];"#,
            r#"  split_1 [label="say \"why\" in {1, 40}\ngain 1.5\ncover 8"];"#,
            r#"  split_1 -> split_2 [label="no, holes"];"#,
            r#"  leaf_0 [shape=ellipse, label="+0.25\ncover 2"];"#,
        ] {
            assert!(dot.lines().any(|found| found == line), "no {line} in {dot}");
        }
        assert_eq!(dot.matches(" -> ").count(), 6);
    }

    #[test]
    fn a_tree_without_a_split_is_its_leaf() {
        let leaf = Leaf {
            value: 0.5,
            cover: 3.0,
        };
        let tree = Tree::<f64> {
            splits: Vec::new(),
            leaves: vec![leaf],
        };
        assert_eq!(tree.to_text(&[]), "+0.5, cover 3\n");
        assert_eq!(tree.to_json(&[]), r#"{"value":0.5,"cover":3.0}"#);
        assert!(!tree.to_dot(0, &[]).contains("->"));
    }

    #[test]
    fn no_tree_is_too_deep() {
        let n = 200_000;
        let splits = (0..n).map(|idx| Split {
            feature_idx: 0,
            threshold: 0.0,
            holes_left: false,
            left: Child::Leaf(idx),
            right: if idx + 1 == n {
                Child::Leaf(n)
            } else {
                Child::Split(idx + 1)
            },
            cover: 1.0,
            gain: 0.0,
        });
        let tree = Tree {
            splits: splits.collect(),
            leaves: vec![
                Leaf {
                    value: 0.0,
                    cover: 1.0
                };
                n as usize + 1
            ],
        };
        let json = tree.to_json(&[]);
        assert_eq!(json.matches("\"left\"").count(), n as usize);
        assert!(json.ends_with("}}"));
    }
}
