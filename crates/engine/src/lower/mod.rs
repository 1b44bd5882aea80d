//! Lowering the catalogue to DataFusion plans: over each history table one with all aggregates of
//! its rows and one for each key that rows are grouped by ([`table`]), and one over the
//! applications, with all features of a row.
//!
//! Holes are NaN in columns without nulls, see [`operation`]; they become null when values leave.

mod expression;
mod groups;
mod named;
mod operation;
mod statistic;
mod table;

use creditwood_core::features::Aggregate;
use creditwood_core::features::catalogue::{Catalogue, Definition, Feature};
use creditwood_core::features::expression::Source as Read;
use creditwood_core::schema::{APPLICANT_KEY, TARGET, TableName};
use datafusion::common::Result;
use datafusion::logical_expr::{Expr as PlanExpr, LogicalPlan, LogicalPlanBuilder};

pub(crate) use expression::{cell_name, feature_name, key_name, plan_column};
pub(crate) use table::{Grouping, LoweredTable, lower_table};

use expression::Scope;
use operation::Operation;

/// The plan's column with the owner of a history row, as a position among the applications.
pub(crate) const OWNER_ROW: &str = "owner row";

/// Whether any feature reads this column of this table.
pub(crate) fn is_read(catalogue: &Catalogue, table: TableName, column: &str) -> bool {
    let features = catalogue.features().iter();
    features
        .filter(|feature| feature.table() == table)
        .any(|feature| {
            let mut is_read = false;
            feature.for_each_source(&mut |source| is_read |= source == Read::Column(column));
            is_read
        })
}

/// Whether any feature groups the rows of this table by this key.
pub(crate) fn is_grouped_by(catalogue: &Catalogue, table: TableName, key: &str) -> bool {
    let mut features = catalogue.features().iter();
    features.any(|feature| feature.table() == table && feature.key() == Some(key))
}

/// The aggregates over a table, each with its feature's name.
pub(crate) fn aggregates_of(catalogue: &Catalogue, table: TableName) -> Vec<(&str, &Aggregate)> {
    let features = catalogue.features().iter();
    features
        .filter_map(|feature| match &feature.definition {
            Definition::Aggregate(aggregate) if aggregate.table == table => {
                Some((feature.name.as_str(), aggregate))
            }
            _ => None,
        })
        .collect()
}

/// Lowers the features of the application's own row, over an input with its cells and with all
/// aggregates: to the applicant, the outcome and every feature that is computed, as it leaves.
pub(crate) fn lower_rows(catalogue: &Catalogue, input: LogicalPlan) -> Result<LogicalPlan> {
    let features = catalogue.computed();
    let depths = depths(catalogue);
    let scope = Scope {
        table: TableName::Application.table(),
        column_of: &feature_name,
    };
    let mut plan = LogicalPlanBuilder::from(input);
    // A projection cannot read what it computes itself, so there is one for each depth.
    for depth in 1..=depths.iter().copied().max().unwrap_or(0) {
        let columns = plan.schema().fields().iter();
        let mut exprs: Vec<PlanExpr> = columns.map(|field| plan_column(field.name())).collect();
        for (feature, _) in features.iter().zip(&depths).filter(|(_, d)| **d == depth) {
            if let Definition::Row(expr) = &feature.definition {
                exprs.push(scope.expr(expr).alias(feature_name(&feature.name)));
            }
        }
        plan = plan.project(exprs)?;
    }
    let exits = features.iter().map(exit);
    plan.project(
        [plan_column(APPLICANT_KEY), plan_column(TARGET)]
            .into_iter()
            .chain(exits),
    )?
    .build()
}

fn exit(feature: &Feature) -> PlanExpr {
    let value = plan_column(feature_name(&feature.name));
    Operation::Exit.on(vec![value]).alias(&feature.name)
}

/// How many features of a row stand on each other up to each feature; 0 for an aggregate.
fn depths(catalogue: &Catalogue) -> Vec<usize> {
    let mut depths: Vec<usize> = Vec::with_capacity(catalogue.computed().len());
    for feature in catalogue.computed() {
        let mut below = 0;
        feature.for_each_source(&mut |source| {
            if let Read::Feature(name) = source
                && let Some(idx) = catalogue.idx_of(name)
            {
                below = below.max(depths[idx]);
            }
        });
        let is_row = matches!(feature.definition, Definition::Row(_));
        depths.push(below + usize::from(is_row));
    }
    depths
}
