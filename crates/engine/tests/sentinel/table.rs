//! What was found for what: damages against verdicts.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use creditwood_core::schema::TableName;
use creditwood_core::sentinel::{Defect, Findings, Profile, Profiles, Verdict};

use crate::Trial;
use crate::damage::{DAMAGES, Damage};

/// How often each verdict was taken, damage by damage.
pub(super) struct Table {
    rows: Vec<Row>,
}

struct Row {
    damage: &'static str,
    n_columns: usize,
    n_named: usize,
    verdicts: BTreeMap<String, usize>,
    missed: Vec<String>,
}

impl Table {
    /// Breaks one of so many columns of the judged rows, if it is suitable, in every way; one column
    /// at a time.
    pub(super) fn of(trial: &Trial, one_of: usize) -> Self {
        let bench = Bench::new(trial);
        let row = |damage| Row::of(damage, &bench, one_of);
        Self {
            rows: DAMAGES.iter().map(row).collect(),
        }
    }

    /// The part of the broken columns that were found and rightly named, damage by damage.
    pub(super) fn shares(&self) -> impl Iterator<Item = (&str, f64)> {
        let rows = self.rows.iter().filter(|row| row.n_columns > 0);
        rows.map(|row| (row.damage, row.n_named as f64 / row.n_columns as f64))
    }
}

impl Row {
    fn of(damage: &Damage, bench: &Bench<'_>, one_of: usize) -> Self {
        let trial = bench.trial;
        let mut row = Self {
            damage: damage.name,
            n_columns: 0,
            n_named: 0,
            verdicts: BTreeMap::new(),
            missed: Vec::new(),
        };
        let columns = trial.matrix.feature_names.iter().enumerate();
        for (idx, name) in columns.step_by(one_of) {
            let feature = trial.catalogue.get(name);
            let shows = feature.is_some_and(|feature| damage.shows_in.holds(feature));
            if !shows || !(damage.suits)(&bench.reference[name]) {
                continue;
            }
            let column = trial.current.iter();
            let mut column = column.map(|&row| trial.matrix.values[[row, idx]]).collect();
            (damage.apply)(&mut column);
            let verdict = bench.verdict_on(name, Profile::new(column));
            row.count(name, &verdict, damage);
        }
        row
    }

    fn count(&mut self, name: &str, verdict: &Verdict, damage: &Damage) {
        self.n_columns += 1;
        *self.verdicts.entry(word_of(verdict)).or_default() += 1;
        match verdict {
            Verdict::Defect(defect) if (damage.is_named)(defect) => self.n_named += 1,
            _ => self.missed.push(format!("{name} ({})", word_of(verdict))),
        }
    }
}

/// The portfolio of which one column is broken at a time.
struct Bench<'a> {
    trial: &'a Trial,
    reference: Profiles,
    current: Profiles,
    sources: Vec<(&'a str, Sources<'a>)>,
}

/// The columns that a feature is computed from, by table.
type Sources<'a> = BTreeMap<TableName, BTreeSet<&'a str>>;

impl<'a> Bench<'a> {
    fn new(trial: &'a Trial) -> Self {
        let features = trial.catalogue.computed().iter();
        let sources = features.map(|feature| {
            let sources = trial.catalogue.columns_of(feature);
            (feature.name.as_str(), sources)
        });
        Self {
            reference: trial.profiles(&trial.reference),
            current: trial.profiles(&trial.current),
            sources: sources.collect(),
            trial,
        }
    }

    /// The verdict on a column that is broken, in the light of what it is computed from and of the
    /// flags, which are all that may excuse it.
    fn verdict_on(&self, name: &str, broken: Profile) -> Verdict {
        let own = self.sources.iter().find(|(known, _)| *known == name);
        let own = &own.unwrap().1;
        let is_within = |sources: &Sources<'_>| {
            let mut tables = sources.iter();
            tables.all(|(table, columns)| own.get(table).is_some_and(|own| columns.is_subset(own)))
        };
        // A flag excuses a column of the application alone.
        let is_column = own.values().map(BTreeSet::len).sum::<usize>() == 1;
        let is_flag = |other: &str| {
            let levels = self.reference[other].levels();
            levels.is_some_and(|levels| levels.len() == 2)
        };
        let is_near = |(other, sources): &&(&str, Sources<'_>)| {
            is_within(sources) || (is_column && is_flag(other))
        };
        let near = self.sources.iter().filter(is_near).map(|(other, _)| *other);
        let catalogue = self.trial.catalogue.with_sources_of(near);
        let mut current = self.current.clone();
        current.retain(|other, _| catalogue.get(other).is_some());
        current.insert(name.to_owned(), broken);
        let findings = Findings::new(&self.reference, &current, &catalogue);
        let mut columns = findings.columns.into_iter();
        let column = columns.find(|finding| finding.name == name);
        column.unwrap().judgement.verdict
    }
}

fn word_of(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Same => "same".to_owned(),
        Verdict::ChangedPopulation => "changed".to_owned(),
        Verdict::Defect(Defect::ScaledBy { factor, .. }) => format!("scaled by {factor:.4}"),
        Verdict::Defect(Defect::TypeChanged { change, .. }) => format!("{change:?}"),
        Verdict::Defect(defect) => match serde_json::to_value(defect).unwrap()["kind"].as_str() {
            Some(kind) => kind.replace('_', " "),
            None => format!("{defect:?}"),
        },
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<22}{:>8}{:>8}{:>9}  verdicts",
            "damage", "columns", "named", "share"
        )?;
        for row in &self.rows {
            let share = 100.0 * row.n_named as f64 / row.n_columns.max(1) as f64;
            let verdicts = row.verdicts.iter();
            let verdicts: Vec<String> = verdicts
                .map(|(verdict, n)| format!("{verdict} {n}"))
                .collect();
            writeln!(
                f,
                "{:<22}{:>8}{:>8}{share:>8.1}%  {}",
                row.damage,
                row.n_columns,
                row.n_named,
                verdicts.join(", ")
            )?;
            if !row.missed.is_empty() {
                let missed: Vec<&str> = row.missed.iter().take(8).map(String::as_str).collect();
                writeln!(f, "{:<22}missed: {}", "", missed.join(", "))?;
            }
        }
        Ok(())
    }
}
