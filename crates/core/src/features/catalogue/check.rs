//! Whether a list of features is a catalogue: that each reads what is there, and as what it is.

use std::collections::{BTreeSet, HashMap};

use thiserror::Error;

use super::{Definition, Feature};
use crate::features::aggregate::{Aggregate, Per, Statistic, Unordered};
use crate::features::expression::{Cond, Source};
use crate::features::peer::Peer;
use crate::schema::{Kind, TableName};

/// Why a list of features is not a catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum CatalogueError {
    #[error("feature `{name}` is defined twice")]
    Duplicate { name: String },
    #[error("feature `{feature}` reads column `{column}`, which table {table} does not have")]
    UnknownColumn {
        feature: String,
        table: TableName,
        column: String,
    },
    #[error(
        "feature `{feature}` asks whether `{column}` is `{level}`, which is none of its levels"
    )]
    UnknownLevel {
        feature: String,
        column: String,
        level: String,
    },
    #[error("feature `{feature}` uses `{column}` as a category or a sentinel, which it is not")]
    WrongKind { feature: String, column: String },
    #[error("feature `{feature}` reads feature `{source_feature}`, which does not stand before it")]
    NotBefore {
        feature: String,
        source_feature: String,
    },
    #[error(
        "feature `{feature}` is an aggregate and reads feature `{source_feature}`; only rows of the application may"
    )]
    FeatureInAggregate {
        feature: String,
        source_feature: String,
    },
    #[error(
        "feature `{feature}` groups {table} by `{key}`, which is no key of it; its keys are {known}"
    )]
    UnknownKey {
        feature: String,
        table: TableName,
        key: String,
        known: String,
    },
    #[error("feature `{feature}` defines its groups' statistic `{inner}` twice")]
    DuplicateInner { feature: String, inner: String },
    #[error(
        "feature `{feature}` reads `{inner}` of its groups, which have no such statistic; they have {known}"
    )]
    UnknownInner {
        feature: String,
        inner: String,
        known: String,
    },
    #[error(
        "feature `{feature}` is over groups and reads column `{column}`, which rows have; a statistic of the groups may"
    )]
    ColumnOfGroup { feature: String, column: String },
    #[error(
        "feature `{feature}` takes the {statistic} of the latest rows; count, sum, mean, least, greatest or standard deviation may be"
    )]
    OrderedOfLatest {
        feature: String,
        statistic: &'static str,
    },
    #[error("feature `{feature}` asks for the latest 0 rows; 1 is the fewest")]
    LatestOfNone { feature: String },
    #[error("feature `{feature}` aggregates the application table, which has one row an applicant")]
    AggregateOfApplication { feature: String },
    #[error(
        "feature `{feature}` stands behind `{fitted}`, which is fitted with a model; only others of its kind may"
    )]
    BehindFitted { feature: String, fitted: String },
    #[error(
        "feature `{feature}` compares `{value}` with peers, which is fitted with a model itself; a feature of an applicant alone may be"
    )]
    PeerOfFitted { feature: String, value: String },
    #[error(
        "feature `{feature}` compares applicants of the same `{column}`; features before it that tell its levels: {n_levels}, expected at least 2"
    )]
    TooFewLevels {
        feature: String,
        column: String,
        n_levels: usize,
    },
}

/// What stands before a feature, already checked.
#[derive(Clone, Copy)]
pub(super) struct Before<'a> {
    features: &'a [Feature],
    idx_by_name: &'a HashMap<String, usize>,
}

impl<'a> Before<'a> {
    pub(super) fn new(features: &'a [Feature], idx_by_name: &'a HashMap<String, usize>) -> Self {
        Self {
            features,
            idx_by_name,
        }
    }

    fn get(self, name: &str) -> Option<&'a Feature> {
        self.idx_by_name.get(name).map(|&idx| &self.features[idx])
    }

    fn levels_of(self, column: &str) -> impl Iterator<Item = &'a Feature> {
        self.features
            .iter()
            .filter(move |feature| feature.is_level_of(column))
    }
}

/// Checks one feature against the schema and the features before it; whether it is protected
/// through a source.
pub(super) fn check(feature: &Feature, before: Before<'_>) -> Result<bool, CatalogueError> {
    let table = feature.table().table();
    let is_aggregate = matches!(feature.definition, Definition::Aggregate(_));
    if is_aggregate && table.name == TableName::Application {
        return Err(CatalogueError::AggregateOfApplication {
            feature: feature.name.clone(),
        });
    }
    if let Definition::Peer(peer) = &feature.definition {
        check_peer(peer, &feature.name, before)?;
    } else if let Some(fitted) = before.features.last().filter(|last| last.is_fitted()) {
        return Err(CatalogueError::BehindFitted {
            feature: feature.name.clone(),
            fitted: fitted.name.clone(),
        });
    }
    let mut protected = false;
    let mut error = None;
    feature.for_each_source(&mut |source| match source {
        Source::LevelsOf(column) => {
            protected |= before.levels_of(column).any(|level| level.protected);
        }
        Source::Column(name) => match table.column(name) {
            Some(column) => protected |= column.protected,
            None => {
                error.get_or_insert(CatalogueError::UnknownColumn {
                    feature: feature.name.clone(),
                    table: table.name,
                    column: name.to_owned(),
                });
            }
        },
        Source::Feature(name) if is_aggregate => {
            error.get_or_insert(CatalogueError::FeatureInAggregate {
                feature: feature.name.clone(),
                source_feature: name.to_owned(),
            });
        }
        Source::Feature(name) => match before.get(name) {
            Some(source) => protected |= source.protected,
            None => {
                error.get_or_insert(CatalogueError::NotBefore {
                    feature: feature.name.clone(),
                    source_feature: name.to_owned(),
                });
            }
        },
    });
    error.map_or(Ok(()), Err)?;
    check_conds(feature)?;
    if let Definition::Aggregate(aggregate) = &feature.definition {
        check_aggregate(aggregate, &feature.name)?;
    }
    Ok(protected)
}

/// Checks that what is compared follows from an applicant's tables, and that there are peers.
fn check_peer(peer: &Peer, feature: &str, before: Before<'_>) -> Result<(), CatalogueError> {
    if before.get(&peer.value).is_some_and(Feature::is_fitted) {
        return Err(CatalogueError::PeerOfFitted {
            feature: feature.to_owned(),
            value: peer.value.clone(),
        });
    }
    match before.levels_of(&peer.among).count() {
        n_levels @ (0 | 1) => Err(CatalogueError::TooFewLevels {
            feature: feature.to_owned(),
            column: peer.among.clone(),
            n_levels,
        }),
        _ => Ok(()),
    }
}

/// Checks the statistics of an aggregate, and its groups if it has any.
fn check_aggregate(aggregate: &Aggregate, feature: &str) -> Result<(), CatalogueError> {
    check_statistic(&aggregate.statistic, feature)?;
    for reduction in aggregate.of_rows() {
        check_statistic(reduction.statistic, feature)?;
    }
    match &aggregate.per {
        Some(per) => check_groups(aggregate, per, feature),
        None => Ok(()),
    }
}

fn check_statistic(statistic: &Statistic, feature: &str) -> Result<(), CatalogueError> {
    let feature = || feature.to_owned();
    match statistic {
        Statistic::OfLatest { n_rows: 0, .. } => {
            Err(CatalogueError::LatestOfNone { feature: feature() })
        }
        Statistic::OfLatest { statistic, .. } if Unordered::new(statistic).is_none() => {
            Err(CatalogueError::OrderedOfLatest {
                feature: feature(),
                statistic: statistic.name(),
            })
        }
        _ => Ok(()),
    }
}

/// Checks that the groups' key is one, and that the aggregate reads their statistics alone.
fn check_groups(aggregate: &Aggregate, per: &Per, feature: &str) -> Result<(), CatalogueError> {
    let table = aggregate.table.table();
    if !table.has_key(&per.key) {
        return Err(CatalogueError::UnknownKey {
            feature: feature.to_owned(),
            table: table.name,
            key: per.key.clone(),
            known: list(table.all_keys()),
        });
    }
    let mut names = BTreeSet::new();
    if let Some(twice) = per.inner.iter().find(|inner| !names.insert(&inner.name)) {
        return Err(CatalogueError::DuplicateInner {
            feature: feature.to_owned(),
            inner: twice.name.clone(),
        });
    }
    let mut error = None;
    aggregate
        .outer()
        .for_each_source(&mut |source| match source {
            Source::Feature(name) if per.inner.iter().any(|inner| inner.name == name) => {}
            Source::Feature(name) => {
                error.get_or_insert_with(|| CatalogueError::UnknownInner {
                    feature: feature.to_owned(),
                    inner: name.to_owned(),
                    known: list(per.inner.iter().map(|inner| inner.name.as_str())),
                });
            }
            Source::LevelsOf(_) => unreachable!("no expression reads all levels of a category"),
            Source::Column(name) => {
                error.get_or_insert_with(|| CatalogueError::ColumnOfGroup {
                    feature: feature.to_owned(),
                    column: name.to_owned(),
                });
            }
        });
    error.map_or(Ok(()), Err)
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    match names.is_empty() {
        true => "none".to_owned(),
        false => names.join(", "),
    }
}

/// Checks that conditions on categories name levels that exist, and sentinels columns with one.
fn check_conds(feature: &Feature) -> Result<(), CatalogueError> {
    let table = feature.table().table();
    let wrong_kind = |column: &str| CatalogueError::WrongKind {
        feature: feature.name.clone(),
        column: column.to_owned(),
    };
    let mut error = None;
    feature.for_each_cond(&mut |cond| {
        let found = match cond {
            Cond::IsLevel(name, levels) => match table.column(name).map(|column| &column.kind) {
                Some(Kind::Category(known)) => levels
                    .iter()
                    .find(|level| {
                        known
                            .iter()
                            .all(|candidate| candidate.name != level.as_str())
                    })
                    .map(|level| CatalogueError::UnknownLevel {
                        feature: feature.name.clone(),
                        column: name.clone(),
                        level: level.clone(),
                    }),
                _ => Some(wrong_kind(name)),
            },
            Cond::IsOther(name) => match table.column(name).map(|column| &column.kind) {
                Some(Kind::Category(_)) => None,
                _ => Some(wrong_kind(name)),
            },
            Cond::IsSentinel(name) => match table.column(name).and_then(|column| column.sentinel) {
                Some(_) => None,
                None => Some(wrong_kind(name)),
            },
            _ => None,
        };
        if let Some(found) = found {
            error.get_or_insert(found);
        }
    });
    error.map_or(Ok(()), Err)
}

impl Feature {
    /// Calls `visit` on every condition in the definition, outer ones first.
    fn for_each_cond<'a>(&'a self, visit: &mut impl FnMut(&'a Cond)) {
        match &self.definition {
            Definition::Row(expr) => expr.for_each_cond(visit),
            Definition::Aggregate(aggregate) => {
                for reduction in aggregate.of_rows() {
                    reduction.for_each_cond(visit);
                }
            }
            Definition::Peer(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::aggregate::Inner;
    use crate::features::catalogue::{Catalogue, Group};
    use crate::features::expression::{Expr, col, feature, flag, is, num};
    use crate::features::peer::Deviation;
    use crate::label::{Label, Unit};
    use crate::schema::APPLICANT_KEY;

    /// The share of late instalments of the loan where it is greatest.
    fn worst_loan() -> Aggregate {
        let late = flag(col("DAYS_ENTRY_PAYMENT").greater(col("DAYS_INSTALMENT")));
        Aggregate {
            table: TableName::InstalmentsPayments,
            per: Some(Per {
                key: "SK_ID_PREV".to_owned(),
                inner: vec![Inner::new("LATE_SHARE", Statistic::Mean, late)],
            }),
            statistic: Statistic::Max,
            value: feature("LATE_SHARE"),
            filter: None,
        }
    }

    fn catalogue_of(aggregates: Vec<Aggregate>) -> Result<Catalogue, CatalogueError> {
        let features = aggregates.into_iter().enumerate().map(|(idx, aggregate)| {
            let (name, label) = (format!("F{idx}"), Label::new("", ""));
            Feature::aggregate(name, Group::Instalments, Unit::Plain, label, aggregate)
        });
        Catalogue::new("test".to_owned(), features.collect())
    }

    fn message(change: impl FnOnce(&mut Aggregate, &mut Per)) -> String {
        let mut aggregate = worst_loan();
        let mut per = aggregate.per.take().unwrap();
        change(&mut aggregate, &mut per);
        aggregate.per = Some(per);
        catalogue_of(vec![aggregate]).unwrap_err().to_string()
    }

    #[test]
    fn an_aggregate_of_groups_is_right_and_survives_being_stored() {
        let catalogue = catalogue_of(vec![worst_loan()]).unwrap();
        let stored = serde_json::to_string(&catalogue).unwrap();
        let read: Catalogue = serde_json::from_str(&stored).unwrap();
        assert_eq!(read, catalogue);
    }

    #[test]
    fn groups_are_by_a_key_of_the_table_or_of_its_owner() {
        assert_eq!(
            message(|_, per| per.key = "SK_ID_BUREAU".to_owned()),
            "feature `F0` groups instalments_payments by `SK_ID_BUREAU`, which is no key of it; \
             its keys are `SK_ID_CURR`, `SK_ID_PREV`"
        );
        let mut of_applicant = worst_loan();
        of_applicant.per.as_mut().unwrap().key = APPLICANT_KEY.to_owned();
        assert!(catalogue_of(vec![of_applicant]).is_ok());
    }

    #[test]
    fn what_an_aggregate_reads_of_its_groups_they_must_have() {
        assert_eq!(
            message(|aggregate, _| aggregate.value = feature("LATE")),
            "feature `F0` reads `LATE` of its groups, which have no such statistic; they have \
             `LATE_SHARE`"
        );
        assert_eq!(
            message(|aggregate, _| aggregate.statistic = Statistic::Slope(feature("MONTH"))),
            "feature `F0` reads `MONTH` of its groups, which have no such statistic; they have \
             `LATE_SHARE`"
        );
        assert_eq!(
            message(|aggregate, _| aggregate.filter = Some(col("AMT_PAYMENT").is_hole())),
            "feature `F0` is over groups and reads column `AMT_PAYMENT`, which rows have; a \
             statistic of the groups may"
        );
        assert_eq!(
            message(|_, per| per.inner.push(per.inner[0].clone())),
            "feature `F0` defines its groups' statistic `LATE_SHARE` twice"
        );
    }

    #[test]
    fn what_the_groups_statistics_read_the_table_must_have() {
        let reads = |value: Expr| message(|_, per| per.inner[0].value = value);
        assert_eq!(
            reads(col("AMT_INCOME_TOTAL")),
            "feature `F0` reads column `AMT_INCOME_TOTAL`, which table instalments_payments does \
             not have"
        );
        assert_eq!(
            reads(feature("LATE_SHARE")),
            "feature `F0` is an aggregate and reads feature `LATE_SHARE`; only rows of the \
             application may"
        );
        assert_eq!(
            reads(flag(is("AMT_PAYMENT", "none"))),
            "feature `F0` uses `AMT_PAYMENT` as a category or a sentinel, which it is not"
        );
    }

    #[test]
    fn the_latest_rows_have_a_statistic_without_an_order_and_are_some() {
        let latest = |n_rows, statistic| {
            message(|_, per| {
                let order = col("DAYS_INSTALMENT");
                let statistic = Box::new(statistic);
                per.inner[0].statistic = Statistic::OfLatest {
                    order,
                    n_rows,
                    statistic,
                };
            })
        };
        assert_eq!(
            latest(3, Statistic::Latest(num(1.0))),
            "feature `F0` takes the latest of the latest rows; count, sum, mean, least, greatest \
             or standard deviation may be"
        );
        assert_eq!(
            latest(0, Statistic::Mean),
            "feature `F0` asks for the latest 0 rows; 1 is the fewest"
        );
    }

    /// Income and two occupations, and the income beside that of the same occupation.
    fn peers() -> Vec<Feature> {
        let level = |name: &str, level| {
            let expr = flag(is("OCCUPATION_TYPE", level));
            let label = Label::new("", "");
            Feature::row(name, Group::Income, Unit::Flag, label, expr)
                .level("OCCUPATION_TYPE", level)
        };
        let income = col("AMT_INCOME_TOTAL");
        let label = Label::new("", "");
        vec![
            Feature::row("INCOME", Group::Income, Unit::Amount, label, income),
            level("DRIVERS", "Drivers"),
            level("MANAGERS", "Managers"),
            peer_of("TO_PEERS", "INCOME"),
        ]
    }

    fn peer_of(name: &str, value: &str) -> Feature {
        let peer = Peer {
            value: value.to_owned(),
            among: "OCCUPATION_TYPE".to_owned(),
            deviation: Deviation::Ratio,
        };
        let label = Label::new("", "");
        Feature::peer(name, Group::Income, Unit::Ratio, label, peer)
    }

    fn refused(features: Vec<Feature>) -> String {
        let error = Catalogue::new("test".to_owned(), features).unwrap_err();
        error.to_string()
    }

    #[test]
    fn a_peer_is_right_behind_what_it_reads_and_survives_being_stored() {
        let catalogue = Catalogue::new("test".to_owned(), peers()).unwrap();
        let stored = serde_json::to_string(&catalogue).unwrap();
        let read: Catalogue = serde_json::from_str(&stored).unwrap();
        assert_eq!(read, catalogue);
        assert_eq!((read.computed().len(), read.fitted().len()), (3, 1));
    }

    #[test]
    fn a_peer_compares_what_stands_before_it_and_follows_from_the_applicant() {
        let mut features = peers();
        features.push(peer_of("OF_NOTHING", "WAGES"));
        assert_eq!(
            refused(features),
            "feature `OF_NOTHING` reads feature `WAGES`, which does not stand before it"
        );
        let mut features = peers();
        features.push(peer_of("OF_PEERS", "TO_PEERS"));
        assert_eq!(
            refused(features),
            "feature `OF_PEERS` compares `TO_PEERS` with peers, which is fitted with a model \
             itself; a feature of an applicant alone may be"
        );
    }

    #[test]
    fn peers_have_a_category_whose_levels_are_told() {
        let mut features = peers();
        features.remove(1);
        assert_eq!(
            refused(features),
            "feature `TO_PEERS` compares applicants of the same `OCCUPATION_TYPE`; features \
             before it that tell its levels: 1, expected at least 2"
        );
    }

    #[test]
    fn nothing_that_is_computed_stands_behind_a_peer() {
        let mut features = peers();
        let twice = feature("TO_PEERS") * num(2.0);
        let label = Label::new("", "");
        features.push(Feature::row(
            "TWICE",
            Group::Income,
            Unit::Ratio,
            label,
            twice,
        ));
        assert_eq!(
            refused(features),
            "feature `TWICE` stands behind `TO_PEERS`, which is fitted with a model; only others \
             of its kind may"
        );
    }

    #[test]
    fn a_peer_is_protected_through_its_value_and_through_its_category() {
        for protected in 0..3 {
            let mut features = peers();
            features[protected].protected = true;
            let catalogue = Catalogue::new("test".to_owned(), features).unwrap();
            assert!(catalogue.fitted()[0].protected, "{protected}");
        }
        let catalogue = Catalogue::new("test".to_owned(), peers()).unwrap();
        assert!(!catalogue.fitted()[0].protected);
    }

    #[test]
    fn an_aggregate_reads_what_its_groups_read_and_their_key() {
        let catalogue = catalogue_of(vec![worst_loan()]).unwrap();
        let mut sources = Vec::new();
        let worst = &catalogue.features()[0];
        worst.for_each_source(&mut |source| sources.push(source));
        let columns = ["DAYS_ENTRY_PAYMENT", "DAYS_INSTALMENT"].map(Source::Column);
        assert_eq!(sources, columns);
        for column in ["DAYS_INSTALMENT", "SK_ID_PREV"] {
            let (kept, lost) = catalogue.without(|_, lost| lost == Some(column));
            assert_eq!((kept.features().len(), lost.len()), (0, 1), "{column}");
        }
    }
}
