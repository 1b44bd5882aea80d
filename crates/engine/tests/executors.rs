//! Both executors give the same bits: over random catalogues and random portfolios, in every
//! layout on disk, for any number of threads and size of parts, in memory and by way of the disk.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use common::{Layout, SILENT, TextTable, catalogue, threads, write_portfolio};
use creditwood_core::features::catalogue::Definition;
use creditwood_core::features::expression::{
    BinaryOp, Comparison, Cond, Expr, Fold, UnaryOp, feature,
};
use creditwood_core::features::record::TableRows;
use creditwood_core::features::{
    Aggregate, Catalogue, Evaluator, Feature, Group, Inner, Per, Record, Statistic,
};
use creditwood_core::label::{Label, Unit};
use creditwood_core::schema::{APPLICANT_KEY, Column, Kind, TARGET, TableName};
use creditwood_engine::read::{raw_applicant, read_records};
use creditwood_engine::{RunParams, Source, build_features};
use proptest::prelude::*;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const HISTORIES: [TableName; 6] = [
    TableName::Bureau,
    TableName::BureauBalance,
    TableName::PreviousApplication,
    TableName::PosCashBalance,
    TableName::InstalmentsPayments,
    TableName::CreditCardBalance,
];

/// What a definition may read by name.
#[derive(Clone, Copy)]
struct Names<'a> {
    table: Option<TableName>,
    features: &'a [String],
}

impl Names<'static> {
    fn columns_of(table: TableName) -> Self {
        Self {
            table: Some(table),
            features: &[],
        }
    }
}

/// Makes up catalogues and portfolios. Each table keeps to its first and last few columns and to
/// those with a sentinel, so that definitions meet in the same ones.
struct Maker(ChaCha8Rng);

impl Maker {
    fn one_in(&mut self, n: u32) -> bool {
        self.0.random_ratio(1, n)
    }

    fn columns(table: TableName) -> Vec<&'static Column> {
        let all = table.table().columns;
        let is_used = |idx: usize| {
            idx < 4 || idx + 3 > all.len() || (all[idx].sentinel.is_some() && idx < 30)
        };
        (0..all.len())
            .filter(|&idx| is_used(idx))
            .map(|idx| &all[idx])
            .collect()
    }

    fn column(
        &mut self,
        table: TableName,
        fits: impl Fn(&Column) -> bool,
    ) -> Option<&'static Column> {
        let columns = Self::columns(table);
        let fitting: Vec<_> = columns.into_iter().filter(|column| fits(column)).collect();
        fitting.choose(&mut self.0).copied()
    }

    fn number(&mut self) -> f64 {
        let usual = [0.0, -0.0, 1.0, -1.0, 0.5, 3.0, -30.0];
        let extreme = [1e9, -1e9, 1e-300, -1e-300, 999_999_999.123, 1e-6];
        match self.0.random_range(0..5) {
            0 => *extreme.choose(&mut self.0).unwrap(),
            1 => self.0.random_range(-1e9..1e9),
            2 => self.0.random_range(-1.0..1.0),
            _ => *usual.choose(&mut self.0).unwrap(),
        }
    }

    fn cell(&mut self, column: &Column) -> f64 {
        if self.one_in(5) {
            return f64::NAN;
        }
        match (&column.kind, column.sentinel) {
            (_, Some(sentinel)) if self.one_in(4) => sentinel,
            // The last is the level that the schema does not know.
            (Kind::Category(levels), _) => self.0.random_range(0..=levels.len().min(3)) as f64,
            (Kind::Real, _) => self.number(),
            (Kind::Whole, _) if self.one_in(3) => self.number().trunc(),
            (Kind::Whole, _) if column.unit == Unit::Months && self.one_in(4) => {
                f64::from(self.0.random_range(-130..2))
            }
            (Kind::Whole, _) => f64::from(self.0.random_range(-4..4)),
        }
    }

    fn row(&mut self, table: TableName) -> Vec<f64> {
        let used = Self::columns(table);
        let columns = table.table().columns.iter();
        let is_used = |column: &Column| used.iter().any(|used| used.name == column.name);
        columns
            .map(|column| {
                if is_used(column) {
                    self.cell(column)
                } else {
                    f64::NAN
                }
            })
            .collect()
    }

    fn expr(&mut self, names: Names<'_>, depth: u32) -> Expr {
        let operand = |maker: &mut Self| Box::new(maker.expr(names, depth - 1));
        let kind = if depth == 0 {
            self.0.random_range(0..4)
        } else {
            self.0.random_range(0..9)
        };
        match kind {
            0 => Expr::Number(self.number()),
            1 if !names.features.is_empty() => feature(names.features.choose(&mut self.0).unwrap()),
            2 if self.one_in(6) => Expr::Hole,
            1..=3 => self.leaf(names),
            4 | 5 => {
                use BinaryOp::{Add, Divide, Multiply, Subtract};
                let op = [Add, Subtract, Multiply, Divide, Divide];
                let op = *op.choose(&mut self.0).unwrap();
                Expr::Binary(op, operand(self), operand(self))
            }
            6 => {
                let ops = [UnaryOp::Negate, UnaryOp::Absolute, UnaryOp::SquareRoot];
                Expr::Unary(*ops.choose(&mut self.0).unwrap(), operand(self))
            }
            7 => {
                use Fold::{Max, Mean, Min, Present, Product, StandardDeviation, Sum};
                let folds = [Max, Mean, Min, Present, Product, StandardDeviation, Sum];
                let n_operands = self.0.random_range(0..4);
                let operands = (0..n_operands).map(|_| *operand(self)).collect();
                Expr::Fold(*folds.choose(&mut self.0).unwrap(), operands)
            }
            _ => {
                let cond = Box::new(self.cond(names, depth - 1));
                if self.one_in(2) {
                    Expr::Flag(cond)
                } else {
                    Expr::When(cond, operand(self), operand(self))
                }
            }
        }
    }

    /// A column, or where there are none a feature.
    fn leaf(&mut self, names: Names<'_>) -> Expr {
        match self.named_column(names, |_| true) {
            Some(column) => Expr::Column(column.name.to_owned()),
            None => names
                .features
                .choose(&mut self.0)
                .map_or(Expr::Number(2.0), |name| feature(name)),
        }
    }

    fn named_column(
        &mut self,
        names: Names<'_>,
        fits: impl Fn(&Column) -> bool,
    ) -> Option<&'static Column> {
        names.table.and_then(|table| self.column(table, fits))
    }

    fn cond(&mut self, names: Names<'_>, depth: u32) -> Cond {
        let category = self.named_column(names, |column| !column.kind.levels().is_empty());
        let coded = self.named_column(names, |column| column.sentinel.is_some());
        let kind = if depth == 0 {
            self.0.random_range(0..5)
        } else {
            self.0.random_range(0..8)
        };
        match (kind, category, coded) {
            (0, Some(column), _) => {
                let levels = column.kind.levels().iter().take(3);
                let levels = levels.map(|level| level.name.to_owned());
                let chosen = levels.filter(|_| self.one_in(2)).collect();
                Cond::IsLevel(column.name.to_owned(), chosen)
            }
            (1, Some(column), _) => Cond::IsOther(column.name.to_owned()),
            (2, _, Some(column)) => Cond::IsSentinel(column.name.to_owned()),
            (3, ..) => Cond::IsHole(self.expr(names, depth)),
            (5 | 6, ..) => {
                let n_conds = self.0.random_range(0..3);
                let conds = (0..n_conds).map(|_| self.cond(names, depth - 1));
                let conds = conds.collect();
                if kind == 5 {
                    Cond::All(conds)
                } else {
                    Cond::Any(conds)
                }
            }
            (7, ..) => Cond::Not(Box::new(self.cond(names, depth - 1))),
            _ => {
                use Comparison::{AtLeast, AtMost, Equal, Greater, Less};
                let comparisons = [AtLeast, AtMost, Equal, Greater, Less];
                Cond::Compare(
                    *comparisons.choose(&mut self.0).unwrap(),
                    self.expr(names, depth),
                    self.expr(names, depth),
                )
            }
        }
    }

    /// What rows are ordered by: half of the time a month, where there is one.
    fn order(&mut self, names: Names<'_>) -> Expr {
        match self.named_column(names, |column| column.unit == Unit::Months) {
            Some(month) if self.one_in(2) => Expr::Column(month.name.to_owned()),
            _ => self.expr(names, 1),
        }
    }

    fn statistic(&mut self, names: Names<'_>) -> Statistic {
        let order = self.order(names);
        let unordered = [
            Statistic::Count,
            Statistic::Sum,
            Statistic::Mean,
            Statistic::Min,
            Statistic::Max,
            Statistic::StandardDeviation,
        ];
        let ordered = [
            Statistic::Latest(order.clone()),
            Statistic::Earliest(order.clone()),
            Statistic::Slope(order.clone()),
            Statistic::LongestRun(order.clone()),
            Statistic::OfLatest {
                order,
                n_rows: self.0.random_range(1..5),
                statistic: Box::new(unordered.choose(&mut self.0).unwrap().clone()),
            },
        ];
        match self.0.random_range(0..7) {
            0 => Statistic::CountDistinct,
            1..4 => unordered.choose(&mut self.0).unwrap().clone(),
            _ => ordered.choose(&mut self.0).unwrap().clone(),
        }
    }

    fn per(&mut self, table: TableName) -> Per {
        let names = Names::columns_of(table);
        let keys: Vec<_> = table.table().all_keys().collect();
        let inner = (0..self.0.random_range(0..4)).map(|idx| Inner {
            name: format!("INNER_{idx}"),
            statistic: self.statistic(names),
            value: self.expr(names, 2),
            filter: self.one_in(2).then(|| self.cond(names, 1)),
        });
        let inner = inner.collect();
        Per {
            key: (*keys.choose(&mut self.0).unwrap()).to_owned(),
            inner,
        }
    }

    fn aggregate(&mut self) -> Aggregate {
        let table = *HISTORIES.choose(&mut self.0).unwrap();
        let per = self.one_in(2).then(|| self.per(table));
        let inner = per.iter().flat_map(|per| &per.inner);
        let inner: Vec<String> = inner.map(|inner| inner.name.clone()).collect();
        let names = match per {
            Some(_) => Names {
                table: None,
                features: &inner,
            },
            None => Names::columns_of(table),
        };
        Aggregate {
            table,
            statistic: self.statistic(names),
            value: self.expr(names, 2),
            filter: self.one_in(2).then(|| self.cond(names, 2)),
            per,
        }
    }

    fn catalogue(&mut self) -> Catalogue {
        let mut features: Vec<Feature> = Vec::new();
        for idx in 0..self.0.random_range(1..30) {
            let (name, label) = (format!("FEATURE_{idx}"), Label::new("", ""));
            features.push(if self.one_in(3) {
                let before = features
                    .iter()
                    .map(|feature: &Feature| feature.name.clone());
                let names = Names {
                    table: Some(TableName::Application),
                    features: &before.collect::<Vec<_>>(),
                };
                let expr = self.expr(names, 3);
                Feature::row(name, Group::Loan, Unit::Plain, label, expr)
            } else {
                Feature::aggregate(name, Group::Loan, Unit::Plain, label, self.aggregate())
            });
        }
        catalogue(features)
    }

    fn portfolio(&mut self) -> Portfolio {
        let mut portfolio = Portfolio::default();
        for position in 0..self.0.random_range(1..12_i64) {
            // Not ascending, so that the order has to be made.
            let applicant_id = 100_000 + position * 7 % 12;
            let application = vec![(self.row(TableName::Application), Vec::new())];
            let tables = BTreeMap::from([(TableName::Application, application)]);
            portfolio.applicants.push((applicant_id, tables));
        }
        let n_history_rows = self.0.random_range(0..60);
        for _ in 0..n_history_rows {
            let table = *HISTORIES.choose(&mut self.0).unwrap();
            let owner = self.0.random_range(0..portfolio.applicants.len());
            let mut row = self.row(table);
            let rows = portfolio.applicants[owner].1.entry(table).or_default();
            if let Some((last, _)) = rows.last().filter(|_| self.one_in(6)) {
                row.clone_from(last);
            }
            // Numbers of loans that other applicants' loans have as well.
            let keys = table.table().keys.iter();
            let keys = keys.map(|_| self.0.random_range(-1..3)).collect();
            rows.push((row, keys));
        }
        for (applicant_id, tables) in &mut portfolio.applicants {
            self.number_credits(*applicant_id, tables);
        }
        portfolio.order_seed = self.0.random();
        portfolio
    }

    /// Numbers an applicant's credits as nobody else's are, and gives each month to one of them;
    /// months without a credit are nobody's.
    fn number_credits(&mut self, applicant_id: i64, tables: &mut Tables) {
        let number = |idx: usize| applicant_id + 1_000_000 * idx as i64;
        let credits = tables.get_mut(&TableName::Bureau);
        let credits = credits.map_or(&mut [] as &mut [_], Vec::as_mut_slice);
        for (idx, (_, keys)) in credits.iter_mut().enumerate() {
            keys[0] = number(idx);
        }
        let n_credits = credits.len();
        if n_credits == 0 {
            tables.remove(&TableName::BureauBalance);
        }
        for (_, keys) in tables
            .get_mut(&TableName::BureauBalance)
            .into_iter()
            .flatten()
        {
            keys[0] = number(self.0.random_range(0..n_credits));
        }
    }
}

/// The cells and keys of rows by table.
type Tables = BTreeMap<TableName, Vec<(Vec<f64>, Vec<i64>)>>;

/// An applicant's number and rows.
type Applicant = (i64, Tables);

#[derive(Debug, Default)]
struct Portfolio {
    applicants: Vec<Applicant>,
    /// Of the order in which rows stand in the files.
    order_seed: u64,
}

fn record_of(tables: &Tables) -> Record {
    let record = Record::new(tables.iter().map(|(&table, rows)| {
        let mut checked = TableRows::new(table);
        for (cells, keys) in rows {
            checked.push(|idx| cells[idx], |idx| Some(keys[idx]));
        }
        checked
    }));
    record.expect("one application, each history once")
}

impl Portfolio {
    fn records(&self) -> BTreeMap<i64, Record> {
        let applicants = self.applicants.iter();
        applicants
            .map(|(id, tables)| (*id, record_of(tables)))
            .collect()
    }

    fn text_tables(&self) -> BTreeMap<&'static str, (TableName, TextTable)> {
        let mut texts = BTreeMap::new();
        for name in TableName::ALL {
            let table = name.table();
            for (part, stem) in table.files.iter().enumerate() {
                // The applications alternate between the two files.
                let n_parts = table.files.len();
                let applicants = self.applicants.iter().enumerate();
                let applicants = applicants.filter(|(idx, _)| idx % n_parts == part);
                let applicants: Vec<_> = applicants.map(|(_, applicant)| applicant).collect();
                if n_parts == 1 || !applicants.is_empty() {
                    let mut text = text_table(name, part == 0, &applicants);
                    let mut order = ChaCha8Rng::seed_from_u64(self.order_seed);
                    text.rows.shuffle(&mut order);
                    texts.insert(*stem, (name, text));
                }
            }
        }
        texts
    }
}

fn text_table(name: TableName, has_target: bool, applicants: &[&Applicant]) -> TextTable {
    let table = name.table();
    let target = Some(TARGET).filter(|_| name == TableName::Application && has_target);
    let keys: Vec<&str> = table.all_keys().chain(target).collect();
    let columns = table.columns.iter().map(|column| column.name);
    let header = keys.iter().copied().chain(columns).map(str::to_owned);
    let mut text = TextTable {
        header: header.collect(),
        rows: Vec::new(),
    };
    for (applicant_id, tables) in applicants {
        for (row, own_keys) in tables.get(&name).into_iter().flatten() {
            let keys = keys.iter().map(|key| match *key {
                APPLICANT_KEY => applicant_id.to_string(),
                TARGET => (applicant_id % 2).to_string(),
                key => {
                    let idx = table.keys.iter().position(|own| *own == key);
                    own_keys[idx.unwrap()].to_string()
                }
            });
            let cells = table.columns.iter().zip(row);
            let cells = cells.map(|(column, cell)| cell_text(column, *cell));
            text.rows.push(keys.chain(cells).collect());
        }
    }
    text
}

fn cell_text(column: &Column, cell: f64) -> String {
    match &column.kind {
        _ if cell.is_nan() => String::new(),
        Kind::Category(levels) => {
            let level = levels.get(cell as usize);
            level
                .map_or("never heard of", |level| level.name)
                .to_owned()
        }
        // Minus zero has no whole spelling.
        Kind::Whole => (cell as i64).to_string(),
        Kind::Real => format!("{cell:?}"),
    }
}

fn bits(values: impl IntoIterator<Item = f32>) -> Vec<Option<u32>> {
    let present = |value: f32| (!value.is_nan()).then(|| value.to_bits());
    values.into_iter().map(present).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, max_shrink_iters: 0, ..ProptestConfig::default() })]

    #[test]
    fn both_executors_give_the_same_bits(
        seed in any::<u64>(),
        layout in prop::sample::select(&Layout::ALL[..]),
        n_threads in 1..5_usize,
        part_applicants in 1..5_usize,
        is_spilled in any::<bool>(),
    ) {
        let mut maker = Maker(ChaCha8Rng::seed_from_u64(seed));
        let (catalogue, portfolio) = (maker.catalogue(), maker.portfolio());
        let folder = tempfile::tempdir().unwrap();
        let path = write_portfolio(folder.path(), &portfolio.text_tables(), layout);
        let source = Source::open(path).unwrap();
        let params = RunParams {
            part_applicants: NonZeroUsize::new(part_applicants).unwrap(),
            row_bytes: if is_spilled { 0 } else { usize::MAX },
            ..threads(n_threads)
        };
        let built = build_features(&source, &catalogue, params, SILENT).unwrap();
        prop_assert_eq!(&built.catalogue, &catalogue);

        let evaluator = Evaluator::new(&catalogue);
        let records = portfolio.records();
        let ids: Vec<i64> = records.keys().copied().collect();
        prop_assert_eq!(&built.matrix.applicant_ids, &ids);
        for (row, record) in records.values().enumerate() {
            prop_assert_eq!(
                bits(built.matrix.values.row(row).iter().copied()),
                bits(evaluator.evaluate(record).unwrap()),
                "applicant {} of seed {}", ids[row], seed
            );
        }

        // The raw rows that are read back are the same applicant too.
        for (id, record) in read_records(&source, &ids).unwrap() {
            let raw = Record::try_from(&raw_applicant(&record)).unwrap();
            prop_assert_eq!(
                bits(evaluator.evaluate(&raw).unwrap()),
                bits(evaluator.evaluate(&records[&id]).unwrap())
            );
        }
    }
}

#[test]
fn the_made_up_catalogues_reach_values_and_holes() {
    // Of all features, of those over groups, and of each statistic that has an order.
    let mut reached: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for seed in 0..1000 {
        let mut maker = Maker(ChaCha8Rng::seed_from_u64(seed));
        let (catalogue, portfolio) = (maker.catalogue(), maker.portfolio());
        let evaluator = Evaluator::new(&catalogue);
        for record in portfolio.records().values() {
            let values = evaluator.evaluate(record).unwrap();
            for (feature, value) in catalogue.features().iter().zip(values) {
                for kind in kinds_of(feature) {
                    let (n_values, n_holes) = reached.entry(kind).or_default();
                    *n_values += usize::from(!value.is_nan());
                    *n_holes += usize::from(value.is_nan());
                }
            }
        }
    }
    assert_eq!(reached.len(), 6, "{reached:?}");
    for (kind, (n_values, n_holes)) in reached {
        assert!(
            n_values > 50 && n_holes > 50,
            "{kind}: {n_values} values, {n_holes} holes"
        );
    }
}

fn kinds_of(feature: &Feature) -> Vec<&'static str> {
    let Definition::Aggregate(aggregate) = &feature.definition else {
        return vec!["row"];
    };
    let statistic = match &aggregate.statistic {
        Statistic::Slope(_) => "slope",
        Statistic::LongestRun(_) => "longest run",
        Statistic::OfLatest { .. } => "of latest",
        _ => "other",
    };
    let groups = aggregate.per.iter().map(|_| "groups");
    [statistic].into_iter().chain(groups).collect()
}
