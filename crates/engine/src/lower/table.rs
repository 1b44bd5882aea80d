//! Lowering the aggregates over one history table.
//!
//! The table's rows give arguments and filters, each computed once. From them one aggregation
//! gives all aggregates of an owner's rows. For each key that rows are grouped by, two give the
//! aggregates of an owner's groups: the first by owner and key, the second by owner.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use creditwood_core::features::Aggregate;
use creditwood_core::features::aggregate::{Per, Reduction};
use creditwood_core::schema::Table;
use datafusion::common::Result;
use datafusion::logical_expr::expr::AggregateFunction;
use datafusion::logical_expr::{Expr as PlanExpr, LogicalPlan, LogicalPlanBuilder};

use super::expression::Scope;
use super::named::Named;
use super::statistic;
use super::{OWNER_ROW, feature_name, key_name, plan_column};

/// The aggregates of one history table, each computed once.
#[derive(Debug)]
pub(crate) struct LoweredTable {
    keys: BTreeSet<String>,
    arguments: Named,
    /// At most one without a key, and at most one for each key.
    pub(crate) groupings: Vec<Grouping>,
    /// By aggregate, the grouping that gives it and its column there.
    pub(crate) places: Vec<(usize, usize)>,
}

/// The aggregates of an owner's rows, or of the groups that a key makes of them.
#[derive(Debug)]
pub(crate) struct Grouping {
    key: Option<String>,
    /// What is computed of the rows of a group.
    inner: Named,
    /// What the second aggregation reads of the groups.
    arguments: Named,
    outputs: Named,
}

/// Lowers all aggregates over a table.
pub(crate) fn lower_table(aggregates: &[&Aggregate]) -> LoweredTable {
    let mut lowered = LoweredTable {
        keys: BTreeSet::new(),
        arguments: Named::new("argument"),
        groupings: Vec::new(),
        places: Vec::new(),
    };
    for aggregate in aggregates {
        let place = lowered.add(aggregate);
        lowered.places.push(place);
    }
    lowered
}

impl LoweredTable {
    /// From the table's cells, keys and owners to what the groupings read: [`OWNER_ROW`], the keys
    /// that rows are grouped by, then arguments and filters.
    pub(crate) fn plan(&self, input: LogicalPlan) -> Result<LogicalPlan> {
        let keys = self.keys.iter().map(|key| plan_column(key_name(key)));
        let columns = [plan_column(OWNER_ROW)].into_iter().chain(keys);
        LogicalPlanBuilder::from(input)
            .project(columns.chain(self.arguments.aliased()))?
            .build()
    }

    fn add(&mut self, aggregate: &Aggregate) -> (usize, usize) {
        let key = aggregate.per.as_ref().map(|per| per.key.clone());
        self.keys.extend(key.clone());
        let same_key = |grouping: &Grouping| grouping.key == key;
        let grouping = self.groupings.iter().position(same_key);
        let grouping = grouping.unwrap_or_else(|| {
            self.groupings.push(Grouping::new(key));
            self.groupings.len() - 1
        });
        let column = self.groupings[grouping].add(aggregate, &mut self.arguments);
        (grouping, column)
    }
}

impl Grouping {
    fn new(key: Option<String>) -> Self {
        Self {
            key,
            inner: Named::new("inner"),
            arguments: Named::new("group argument"),
            outputs: Named::new("aggregate"),
        }
    }

    /// The column that holds the aggregate, behind that of the owner.
    fn add(&mut self, aggregate: &Aggregate, arguments: &mut Named) -> usize {
        let table = aggregate.table.table();
        let outer = match &aggregate.per {
            None => lower_reduction(aggregate.outer(), rows_scope(table), arguments),
            Some(per) => {
                let columns = self.lower_inner(per, table, arguments);
                let scope = Scope {
                    table,
                    column_of: &|name| columns[name].clone(),
                };
                lower_reduction(aggregate.outer(), scope, &mut self.arguments)
            }
        };
        1 + self.outputs.idx_of(outer)
    }

    /// The columns of the groups' statistics by name.
    fn lower_inner(
        &mut self,
        per: &Per,
        table: &'static Table,
        arguments: &mut Named,
    ) -> HashMap<String, String> {
        let columns = per.inner.iter().map(|inner| {
            let lowered = lower_reduction(inner.reduction(), rows_scope(table), arguments);
            let idx = self.inner.idx_of(lowered);
            (inner.name.clone(), self.inner.name(idx))
        });
        columns.collect()
    }

    /// The columns of [`LoweredTable::plan`] that are read.
    pub(crate) fn reads(&self) -> BTreeSet<String> {
        let of_rows = match self.key {
            Some(_) => self.inner.exprs(),
            None => self.outputs.exprs(),
        };
        let columns = of_rows.iter().flat_map(PlanExpr::column_refs);
        let columns = columns.map(|column| column.name().to_owned());
        let key = self.key.iter().map(|key| key_name(key));
        columns.chain(key).chain([OWNER_ROW.to_owned()]).collect()
    }

    /// From what it reads to one row an owner: [`OWNER_ROW`], then the aggregates.
    pub(crate) fn plan(&self, input: LogicalPlan) -> Result<LogicalPlan> {
        let owner = || plan_column(OWNER_ROW);
        let mut plan = LogicalPlanBuilder::from(input);
        if let Some(key) = &self.key {
            plan = plan
                .aggregate([owner(), plan_column(key_name(key))], self.inner.aliased())?
                .project([owner()].into_iter().chain(self.arguments.aliased()))?;
        }
        plan.aggregate([owner()], self.outputs.aliased())?.build()
    }
}

/// Where the rows' expressions look up names; they read no features.
fn rows_scope(table: &'static Table) -> Scope<'static> {
    Scope {
        table,
        column_of: &feature_name,
    }
}

fn lower_reduction(reduction: Reduction<'_>, scope: Scope<'_>, arguments: &mut Named) -> PlanExpr {
    let exprs = [reduction.value]
        .into_iter()
        .chain(reduction.statistic.order());
    let values = exprs.map(|expr| arguments.column_of(scope.expr(expr)));
    let values = values.collect();
    let filter = reduction.filter;
    let filter = filter.map(|filter| Box::new(arguments.column_of(scope.cond(filter))));
    let function = Arc::new(statistic::function_of(reduction.statistic));
    PlanExpr::AggregateFunction(AggregateFunction::new_udf(
        function,
        values,
        false,
        filter,
        Vec::new(),
        None,
    ))
}
