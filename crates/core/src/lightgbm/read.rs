//! From LightGBM's text to a forest.

use super::block::tree_of;
use super::error::{Problem, ReadError};
use super::fields::{Field, Fields, Line, lines_of};
use crate::gbdt::{Cut, Forest};

/// How a tree's lines begin.
const TREE: &str = "Tree=";
/// What stands behind the last tree.
const END: &str = "end of trees";
/// How the line begins that has the categories of pandas.
const PANDAS: &str = "pandas_categorical:";

/// A model of LightGBM's.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The trees. A raw score is LightGBM's where that is log-odds, else it is made so: an objective's
    /// `sigmoid` multiplies the leaves, and a random forest's, of which LightGBM sums the raw scores
    /// and takes the mean for a probability, are divided by the number of trees.
    pub forest: Forest<Cut>,
    /// Its columns, in their order.
    pub feature_names: Vec<String>,
    /// Whether categories were counted by pandas, in an order that the model's file alone knows.
    pub has_pandas_categories: bool,
}

/// Reads a model that `Booster.save_model` wrote.
///
/// # Errors
/// When the text is no such model, is truncated or corrupt, or is a model of another kind: linear
/// trees, several classes, an objective whose scores are no log-odds. The error names the line.
pub fn read(text: &str) -> Result<Imported, ReadError> {
    let lines = lines_of(text);
    if lines[0].text != "tree" {
        return Err(Problem::NotAModel.at(1));
    }
    let end = lines.iter().position(|line| line.text == END);
    let end = end.ok_or_else(|| Problem::Truncated.at(lines.len()))?;
    let (body, tail) = lines[1..].split_at(end - 1);
    let starts: Vec<usize> = (0..body.len())
        .filter(|&place| body[place].text.starts_with(TREE))
        .collect();
    let header_end = starts.first().copied().unwrap_or(body.len());
    let header = Header::new(&Fields::new("the header".to_owned(), &body[..header_end])?)?;
    let stops = starts.iter().skip(1).copied().chain([body.len()]);
    let blocks: Vec<&[Line<'_>]> = starts
        .iter()
        .zip(stops)
        .map(|(&start, stop)| &body[start..stop])
        .collect();
    check_sizes(&header, &blocks, tail[0])?;
    let factor = header.factor(blocks.len());
    let trees = blocks.iter().enumerate().map(|(idx, block)| {
        let fields = Fields::new(format!("tree {idx}"), block)?;
        let number = fields.required("Tree")?;
        if number.text != idx.to_string() {
            return Err(number.bad(number.text, "trees counted from 0 without gaps"));
        }
        tree_of(&fields, idx, factor)
    });
    let forest = Forest {
        trees: trees.collect::<Result<_, _>>()?,
        base_score: 0.0,
        n_features: header.feature_names.len(),
    };
    forest.check().map_err(|error| {
        let line = error.tree().map_or(1, |tree| blocks[tree][0].number);
        Problem::NotAForest(error).at(line)
    })?;
    Ok(Imported {
        forest,
        feature_names: header.feature_names,
        has_pandas_categories: has_pandas_categories(tail),
    })
}

/// What the lines before the first tree say.
struct Header<'a> {
    feature_names: Vec<String>,
    /// By what the objective multiplies a raw score to have log-odds.
    sigmoid: f64,
    /// Whether a probability is made of the mean over trees instead of the sum, as in a random forest.
    averages: bool,
    tree_sizes: Option<Field<'a>>,
}

impl<'a> Header<'a> {
    fn new(fields: &Fields<'a>) -> Result<Self, ReadError> {
        let version = fields.required("version")?;
        if !["v3", "v4"].contains(&version.text) {
            return Err(version.bad(version.text, "v3 or v4"));
        }
        for key in ["num_class", "num_tree_per_iteration"] {
            let classes = fields.required(key)?;
            if classes.text != "1" {
                let n = classes.text.to_owned();
                return Err(Problem::Multiclass { n }.at(classes.line));
            }
        }
        let last: u32 = fields
            .required("max_feature_idx")?
            .value("the last column, from 0")?;
        let names = fields.required("feature_names")?;
        Ok(Self {
            feature_names: names.list((last as usize).saturating_add(1), "names")?,
            sigmoid: sigmoid_of(fields.required("objective")?)?,
            averages: fields.optional("average_output").is_some(),
            tree_sizes: fields.optional("tree_sizes"),
        })
    }

    /// What leaf values are multiplied by, for so many trees.
    fn factor(&self, n_trees: usize) -> f64 {
        if self.averages {
            self.sigmoid / n_trees as f64
        } else {
            self.sigmoid
        }
    }
}

/// The factor `k` of an objective whose probability is `1 / (1 + e^-kx)`.
fn sigmoid_of(objective: Field<'_>) -> Result<f64, ReadError> {
    let mut words = objective.words();
    let refused = || {
        let objective_text = objective.text.to_owned();
        let problem = Problem::Objective {
            objective: objective_text,
        };
        problem.at(objective.line)
    };
    match words.next() {
        Some("cross_entropy") => Ok(1.0),
        Some("binary") => {
            let Some(factor) = words.find_map(|word| word.strip_prefix("sigmoid:")) else {
                return Ok(1.0);
            };
            let is_fine = |factor: &f64| factor.is_finite() && *factor > 0.0;
            let factor = factor.parse().ok().filter(is_fine);
            factor.ok_or_else(|| objective.bad(objective.text, "`sigmoid:` and a number over 0"))
        }
        _ => Err(refused()),
    }
}

/// Checks that every tree is as long as it was when it was written.
fn check_sizes(
    header: &Header<'_>,
    blocks: &[&[Line<'_>]],
    end: Line<'_>,
) -> Result<(), ReadError> {
    let Some(field) = header.tree_sizes else {
        return Ok(());
    };
    let sizes: Vec<usize> = field.list(blocks.len(), "bytes of trees")?;
    let starts = blocks.iter().map(|block| block[0]);
    let stops = blocks.iter().skip(1).map(|block| block[0]).chain([end]);
    for (tree, ((start, stop), expected)) in starts.zip(stops).zip(sizes).enumerate() {
        let found = stop.start - start.start;
        if found != expected {
            let problem = Problem::TreeSize {
                tree,
                found,
                expected,
            };
            return Err(problem.at(start.number));
        }
    }
    Ok(())
}

fn has_pandas_categories(tail: &[Line<'_>]) -> bool {
    let mut categories = tail
        .iter()
        .filter_map(|line| line.text.strip_prefix(PANDAS));
    categories.any(|categories| !["null", "[]"].contains(&categories))
}
