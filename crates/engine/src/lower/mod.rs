//! Lowering the catalogue to DataFusion plans: one over each history table, with all its
//! aggregates, and one over the applications, with all features of a row.
//!
//! Holes are NaN in columns without nulls, see [`operation`]; they become null when values leave.

mod expression;
mod groups;
mod operation;
mod statistic;

use std::collections::HashMap;
use std::sync::Arc;

use creditwood_core::features::catalogue::{Catalogue, Definition, Feature};
use creditwood_core::features::expression::Source as Read;
use creditwood_core::features::{Aggregate, Statistic};
use creditwood_core::schema::{APPLICANT_KEY, TARGET, TableName};
use datafusion::common::Result;
use datafusion::logical_expr::expr::AggregateFunction;
use datafusion::logical_expr::{Expr as PlanExpr, LogicalPlan, LogicalPlanBuilder};

pub(crate) use expression::{cell_name, feature_name, plan_column};

use expression::Scope;
use operation::Operation;

/// The plan's column with the owner of a history row, as a position among the applications.
pub(crate) const OWNER_ROW: &str = "owner row";

/// The aggregates of one history table, each computed once.
pub(crate) struct LoweredTable {
    /// From the table's cells and owners to one row an owner: [`OWNER_ROW`], then the aggregates.
    pub(crate) plan: LogicalPlan,
    /// By aggregate, the column of the plan that holds it.
    pub(crate) columns: Vec<usize>,
}

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

/// Lowers all aggregates over a table whose cells and owners `input` gives.
pub(crate) fn lower_table(aggregates: &[&Aggregate], input: LogicalPlan) -> Result<LoweredTable> {
    let mut arguments = Named::new("argument");
    let mut outputs = Named::new("aggregate");
    let columns = aggregates
        .iter()
        .map(|aggregate| 1 + outputs.idx_of(lower_aggregate(aggregate, &mut arguments)))
        .collect();
    let owner = || plan_column(OWNER_ROW);
    let plan = LogicalPlanBuilder::from(input)
        .project([owner()].into_iter().chain(arguments.aliased()))?
        .aggregate([owner()], outputs.aliased())?
        .build()?;
    Ok(LoweredTable { plan, columns })
}

fn lower_aggregate(aggregate: &Aggregate, arguments: &mut Named) -> PlanExpr {
    let scope = Scope {
        table: aggregate.table.table(),
    };
    let mut values = vec![arguments.column_of(scope.expr(&aggregate.value))];
    if let Statistic::Latest(order) | Statistic::Earliest(order) = &aggregate.statistic {
        values.push(arguments.column_of(scope.expr(order)));
    }
    let filter = aggregate.filter.as_ref();
    let filter = filter.map(|filter| Box::new(arguments.column_of(scope.cond(filter))));
    let function = Arc::new(statistic::function_of(&aggregate.statistic));
    PlanExpr::AggregateFunction(AggregateFunction::new_udf(
        function,
        values,
        false,
        filter,
        Vec::new(),
        None,
    ))
}

/// Expressions that are to be computed once each, with a name for each.
struct Named {
    prefix: &'static str,
    exprs: Vec<PlanExpr>,
    idx_of: HashMap<PlanExpr, usize>,
}

impl Named {
    fn new(prefix: &'static str) -> Self {
        Self {
            prefix,
            exprs: Vec::new(),
            idx_of: HashMap::new(),
        }
    }

    fn idx_of(&mut self, expr: PlanExpr) -> usize {
        *self.idx_of.entry(expr).or_insert_with_key(|expr| {
            self.exprs.push(expr.clone());
            self.exprs.len() - 1
        })
    }

    fn column_of(&mut self, expr: PlanExpr) -> PlanExpr {
        let idx = self.idx_of(expr);
        plan_column(self.name(idx))
    }

    fn name(&self, idx: usize) -> String {
        format!("{} {idx}", self.prefix)
    }

    fn aliased(&self) -> impl Iterator<Item = PlanExpr> + '_ {
        let exprs = self.exprs.iter().cloned().enumerate();
        exprs.map(|(idx, expr)| expr.alias(self.name(idx)))
    }
}

/// Lowers the features of the application's own row, over an input with its cells and with all
/// aggregates: to the applicant, the outcome and every feature as it leaves.
pub(crate) fn lower_rows(catalogue: &Catalogue, input: LogicalPlan) -> Result<LogicalPlan> {
    let features = catalogue.features();
    let depths = depths(catalogue);
    let scope = Scope {
        table: TableName::Application.table(),
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
    let mut depths: Vec<usize> = Vec::with_capacity(catalogue.features().len());
    for feature in catalogue.features() {
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
