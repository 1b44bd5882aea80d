//! Expressions with names, so that each is computed once however often it is read.

use std::collections::HashMap;

use datafusion::logical_expr::Expr as PlanExpr;

use super::plan_column;

/// Expressions that are to be computed once each, with a name for each.
#[derive(Debug)]
pub(super) struct Named {
    prefix: &'static str,
    exprs: Vec<PlanExpr>,
    idx_of: HashMap<PlanExpr, usize>,
}

impl Named {
    pub(super) fn new(prefix: &'static str) -> Self {
        Self {
            prefix,
            exprs: Vec::new(),
            idx_of: HashMap::new(),
        }
    }

    pub(super) fn idx_of(&mut self, expr: PlanExpr) -> usize {
        *self.idx_of.entry(expr).or_insert_with_key(|expr| {
            self.exprs.push(expr.clone());
            self.exprs.len() - 1
        })
    }

    pub(super) fn column_of(&mut self, expr: PlanExpr) -> PlanExpr {
        let idx = self.idx_of(expr);
        plan_column(self.name(idx))
    }

    pub(super) fn name(&self, idx: usize) -> String {
        format!("{} {idx}", self.prefix)
    }

    pub(super) fn exprs(&self) -> &[PlanExpr] {
        &self.exprs
    }

    pub(super) fn aliased(&self) -> impl Iterator<Item = PlanExpr> + '_ {
        let exprs = self.exprs.iter().cloned().enumerate();
        exprs.map(|(idx, expr)| expr.alias(self.name(idx)))
    }
}
