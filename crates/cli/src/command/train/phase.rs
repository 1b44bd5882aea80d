//! The progress bar of a training run, which has one length for each phase of it.

use creditwood_core::gbdt::{Measure, Metric, Round};
use creditwood_core::model::fit::{FitStep, FoldStep};
use creditwood_core::selection::Step;
use indicatif::ProgressBar;

use crate::progress;

/// A bar for the phase at work; the next phase takes its place.
#[derive(Default)]
pub(super) struct PhaseBar {
    current: Option<(String, ProgressBar)>,
}

impl PhaseBar {
    /// Shows what a step says.
    pub(super) fn tell(&mut self, step: &FitStep<'_>) {
        let what = word_of(step);
        match step {
            FitStep::Selecting(Step::Screening { n_columns }) => {
                self.move_to(what, 0, *n_columns, "features");
            }
            FitStep::Selecting(Step::Shuffling { n_done, n_columns }) => {
                self.move_to(what, *n_done, *n_columns, "features");
            }
            FitStep::Selecting(Step::Ranking { round, .. } | Step::Measuring { round, .. })
            | FitStep::Tree(round) => {
                let bar = self.move_to(what, round.iteration, round.n_trees, "trees");
                bar.set_message(told_metrics(round));
            }
        }
    }

    /// Takes the bar off the screen.
    pub(super) fn clear(&mut self) {
        if let Some((_, bar)) = self.current.take() {
            bar.finish_and_clear();
        }
    }

    fn move_to(&mut self, what: String, n_done: usize, n_total: usize, unit: &str) -> &ProgressBar {
        if self
            .current
            .as_ref()
            .is_none_or(|(before, _)| *before != what)
        {
            self.clear();
        }
        let (_, bar) = self.current.get_or_insert_with(|| {
            let bar = progress::bar(&what, n_total as u64, unit);
            (what, bar)
        });
        bar.set_position(n_done as u64);
        bar
    }
}

/// What is being done, in a few words.
fn word_of(step: &FitStep<'_>) -> String {
    match step {
        FitStep::Selecting(Step::Screening { .. }) => "screening features".to_owned(),
        FitStep::Selecting(Step::Ranking {
            forest, n_forests, ..
        }) => format!("ranking features {forest}/{n_forests}"),
        FitStep::Selecting(Step::Shuffling { .. }) => "shuffling features".to_owned(),
        FitStep::Selecting(Step::Measuring { n_columns, .. }) => {
            format!("measuring {n_columns} features")
        }
        FitStep::Tree(_) => "growing trees".to_owned(),
    }
}

/// What the fold at work is about, for the bar of all folds.
pub(super) fn told_in_fold(step: &FoldStep<'_>) -> String {
    match step {
        FoldStep::Selecting(step) => word_of(&FitStep::Selecting(*step)),
        FoldStep::Tree(round) => told_metrics(round),
        FoldStep::Fold(_) => String::new(),
    }
}

/// How good the trees so far are.
fn told_metrics(round: &Round) -> String {
    let Some(metrics) = &round.metrics else {
        return String::new();
    };
    let auc = format!("validation AUC {:.4}", metrics.auc);
    match &round.watched {
        Some(watched) if watched.name != Metric::Auc.name() => {
            format!("{auc}, {} {:.4}", watched.name, watched.value)
        }
        _ => auc,
    }
}
