//! The portfolio: every applicant with features, score and place in each order of the list.

use creditwood_contract::{
    Applicant, ApplicantQuery, ApplicantSummary, DEFAULT_PER_PAGE, FeatureQuery, FeatureValue,
    Page, Score, Text,
};
use creditwood_core::matrix::FeatureMatrix;
use creditwood_core::model::{InputRow, Inputs};
use ndarray::{ArrayView1, Axis};

use super::StateError;
use super::feature_sheet::FeatureSheet;
use super::listing::{Order, Orders, Sieve, ids_beginning_with};
use super::scorer::Scorer;
use crate::view::value_of;

/// The mean length of a year, by which days become years.
const DAYS_PER_YEAR: f64 = 365.25;

/// How many applicants are scored at once at start-up.
const ROWS_PER_PART: usize = 8192;

/// The applicants that the service knows.
#[derive(Debug)]
pub(crate) struct Portfolio {
    matrix: FeatureMatrix,
    /// The way from the matrix to what the forest reads.
    inputs: Inputs,
    raw_scores: Vec<f64>,
    scores: Vec<f64>,
    columns: SummaryColumns,
    sheet: FeatureSheet,
    orders: Orders,
}

/// Where the matrix has what a row of the list shows.
#[derive(Clone, Copy, Debug)]
struct SummaryColumns {
    credit: Option<usize>,
    income: Option<usize>,
    annuity: Option<usize>,
    days_birth: Option<usize>,
}

impl Portfolio {
    /// Checks that the matrix has what the model reads, and scores every applicant.
    pub(super) fn new(matrix: FeatureMatrix, scorer: &Scorer) -> Result<Self, StateError> {
        check(&matrix, scorer)?;
        let model = scorer.model();
        let inputs = model.inputs_in(&matrix)?;
        let raw_scores = raw_scores_of(&matrix, &inputs, scorer);
        let scores: Vec<f64> = raw_scores.iter().map(|&raw| model.score_of(raw)).collect();
        let columns = SummaryColumns::of(&matrix);
        Ok(Self {
            sheet: FeatureSheet::new(&sheet_names(&matrix, &inputs), scorer),
            orders: orders_of(&matrix, columns, &scores),
            inputs,
            raw_scores,
            scores,
            columns,
            matrix,
        })
    }

    /// The features as they were given.
    pub(super) fn matrix(&self) -> &FeatureMatrix {
        &self.matrix
    }

    /// The row of an applicant.
    pub(crate) fn row_of(&self, applicant_id: i64) -> Option<usize> {
        self.matrix.row_of(applicant_id)
    }

    /// An applicant's score, as computed for the whole portfolio.
    pub(crate) fn score(&self, row: usize, scorer: &Scorer) -> Score {
        scorer.score(Some(self.matrix.applicant_ids[row]), self.raw_scores[row])
    }

    /// An applicant as the forest takes them in.
    pub(crate) fn model_row(&self, row: usize) -> InputRow {
        self.inputs.row(self.matrix.values.row(row))
    }

    /// One applicant with the score.
    pub(crate) fn applicant(&self, row: usize, scorer: &Scorer) -> Applicant {
        Applicant {
            summary: self.summary(row, scorer),
            score: self.score(row, scorer),
        }
    }

    /// An applicant's features that the query asks for.
    pub(crate) fn features(&self, row: usize, query: &FeatureQuery) -> Vec<FeatureValue> {
        let values = self.inputs.with_peers(self.matrix.values.row(row));
        self.sheet.values(ArrayView1::from(&values), query)
    }

    /// The page of the list that a checked query asks for; beyond the last it is empty.
    pub(crate) fn page(&self, query: &ApplicantQuery, scorer: &Scorer) -> Page<ApplicantSummary> {
        let sieve = Sieve {
            ids: match query.search.as_deref() {
                None | Some("") => None,
                Some(digits) => Some(ids_beginning_with(digits)),
            },
            filter: query.filter.unwrap_or_default(),
            decision: query.decision,
        };
        let (page, per_page) = (
            query.page.unwrap_or(1),
            query.per_page.unwrap_or(DEFAULT_PER_PAGE),
        );
        let first = (page - 1).saturating_mul(per_page);
        let order = self.orders.by(query.sort.unwrap_or_default());
        let (mut n_total, mut items) = (0, Vec::new());
        for row in order.rows(query.order.unwrap_or_default()) {
            if self.passes(row, &sieve, scorer) {
                if n_total >= first && items.len() < per_page {
                    items.push(self.summary(row, scorer));
                }
                n_total += 1;
            }
        }
        Page {
            items,
            n_total,
            page,
            per_page,
        }
    }

    fn passes(&self, row: usize, sieve: &Sieve, scorer: &Scorer) -> bool {
        let decision = || scorer.decision_of(self.scores[row]);
        let matrix = &self.matrix;
        sieve.passes(matrix.applicant_ids[row], matrix.defaulted[row], decision)
    }

    fn summary(&self, row: usize, scorer: &Scorer) -> ApplicantSummary {
        let values = self.matrix.values.row(row);
        let number = |column: Option<usize>| column.and_then(|column| value_of(values[column]));
        ApplicantSummary {
            applicant_id: self.matrix.applicant_ids[row],
            score: self.scores[row],
            decision: scorer.decision_of(self.scores[row]),
            defaulted: self.matrix.defaulted[row],
            amount_credit: number(self.columns.credit),
            amount_income: number(self.columns.income),
            amount_annuity: number(self.columns.annuity),
            age_years: number(self.columns.days_birth).map(age_years),
            contract_type: self.level(values, "NAME_CONTRACT_TYPE"),
            occupation: self.level(values, "OCCUPATION_TYPE"),
            income_type: self.level(values, "NAME_INCOME_TYPE"),
        }
    }

    fn level(&self, values: ArrayView1<'_, f32>, category: &str) -> Option<Text> {
        self.sheet.category(category)?.level_of(values).cloned()
    }
}

impl SummaryColumns {
    fn of(matrix: &FeatureMatrix) -> Self {
        Self {
            credit: matrix.column_of("AMT_CREDIT"),
            income: matrix.column_of("AMT_INCOME_TOTAL"),
            annuity: matrix.column_of("AMT_ANNUITY"),
            days_birth: matrix.column_of("DAYS_BIRTH"),
        }
    }
}

/// Age at the application; births lie a negative number of days before it.
fn age_years(days_birth: f64) -> f64 {
    -days_birth / DAYS_PER_YEAR
}

fn check(matrix: &FeatureMatrix, scorer: &Scorer) -> Result<(), StateError> {
    let expected = scorer.model().catalogue.version();
    if matrix.catalogue_version != expected {
        return Err(StateError::CatalogueVersion {
            expected: expected.to_owned(),
            found: matrix.catalogue_version.clone(),
        });
    }
    let mut pairs = matrix.applicant_ids.windows(2);
    match pairs.find(|pair| pair[0] >= pair[1]) {
        Some(pair) => Err(StateError::ApplicantOrder {
            applicant_id: pair[1],
        }),
        None => Ok(()),
    }
}

/// What an applicant's sheet has values of: the matrix' columns, then the peers they tell.
fn sheet_names<'a>(matrix: &'a FeatureMatrix, inputs: &'a Inputs) -> Vec<&'a str> {
    let columns = matrix.feature_names.iter().map(String::as_str);
    columns.chain(inputs.peer_names()).collect()
}

/// The raw score of every applicant; part by part, so that the matrix is never held twice.
fn raw_scores_of(matrix: &FeatureMatrix, inputs: &Inputs, scorer: &Scorer) -> Vec<f64> {
    let forest = &scorer.model().forest;
    let parts = matrix.values.axis_chunks_iter(Axis(0), ROWS_PER_PART);
    let raw_scores = parts.map(|part| {
        let rows = inputs.rows(part.outer_iter());
        forest
            .raw_scores(rows.view())
            .expect("a row has what the forest reads")
    });
    raw_scores.flatten().collect()
}

fn orders_of(matrix: &FeatureMatrix, columns: SummaryColumns, scores: &[f64]) -> Orders {
    let n_rows = matrix.n_rows();
    let by_column = |column: Option<usize>, sign: f64| {
        Order::new(n_rows, |row| {
            column.map_or(f64::NAN, |column| {
                sign * f64::from(matrix.values[(row, column)])
            })
        })
    };
    Orders {
        by_id: Order::new(n_rows, |row| row as f64),
        by_score: Order::new(n_rows, |row| scores[row]),
        by_credit: by_column(columns.credit, 1.0),
        by_income: by_column(columns.income, 1.0),
        by_age: by_column(columns.days_birth, -1.0),
    }
}
