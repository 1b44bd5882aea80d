//! Rounds: who hears of them, and when they end.

use creditwood_core::gbdt::Measure;
use creditwood_core::metrics::{CostCurve, CostMatrix, brier};

use super::*;

#[test]
fn early_stopping_keeps_the_best_round() {
    let (training, validation) = (portfolio(400, 6, 8), portfolio(400, 6, 9));
    for metric in [Metric::Auc, Metric::LogLoss] {
        let stopping = EarlyStopping {
            metric,
            patience: 5,
        };
        let params = TrainParams::default()
            .n_trees(400)
            .learning_rate(0.3)
            .early_stopping(Some(stopping));
        let trained = training.train_with(params.clone(), Some(&validation));
        assert_eq!(trained.stop_reason, StopReason::EarlyStopping);
        assert_eq!(trained.forest.trees.len(), trained.best_iteration);
        assert_eq!(trained.history.len(), trained.best_iteration + 5);
        let goodness = |round: usize| match metric {
            Metric::Auc => trained.history[round].auc,
            _ => -trained.history[round].log_loss,
        };
        for (metrics, watched) in trained.history.iter().zip(&trained.watched) {
            let value = match metric {
                Metric::Auc => metrics.auc,
                _ => metrics.log_loss,
            };
            assert_eq!((watched.name, watched.value), (metric.name(), value));
        }
        let best = goodness(trained.best_iteration - 1);
        assert!((0..trained.history.len()).all(|round| goodness(round) <= best));

        // Without stopping, the same rounds lead there.
        let params = params.early_stopping(None).n_trees(trained.best_iteration);
        assert_eq!(training.train_with(params, None).forest, trained.forest);
    }
}

#[test]
fn the_caller_hears_of_every_round_and_may_break_off() {
    let training = portfolio(300, 3, 10);
    let mut heard = Vec::new();
    let mut on_round = |round: &creditwood_core::gbdt::Round| {
        heard.push((round.iteration, round.n_trees, round.metrics.is_some()));
        if round.iteration == 3 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    let params = checked(TrainParams::default().n_trees(9));
    let trained = train(&params, &training.rows(), None, &mut on_round).unwrap();
    assert_eq!(heard, [(1, 9, false), (2, 9, false), (3, 9, false)]);
    assert_eq!((trained.forest.trees.len(), trained.best_iteration), (3, 3));
    assert_eq!(trained.stop_reason, StopReason::Interrupted);
}

#[test]
fn early_stopping_watches_any_metric() {
    let (training, validation) = (portfolio(400, 6, 8), portfolio(400, 6, 9));
    let params = TrainParams::default().n_trees(80).learning_rate(0.3);
    let all = training.train_with(params.clone(), None).forest;
    let scores_with = |n_trees: usize| -> Vec<f64> {
        let first = Forest {
            trees: all.trees[..n_trees].to_vec(),
            ..all.clone()
        };
        first.scores(validation.features.view()).unwrap().to_vec()
    };
    let (costs, targets) = (CostMatrix::default(), &validation.targets);
    let ranking = |scores: &[f64]| Ranking::new(scores, targets).unwrap();
    let goodness = |metric, scores: &[f64]| match metric {
        Metric::AveragePrecision => ranking(scores).average_precision().unwrap(),
        Metric::Ks => ranking(scores).ks().unwrap(),
        Metric::Brier => -brier(scores, targets).unwrap(),
        _ => {
            -CostCurve::new(scores, targets, &costs)
                .unwrap()
                .least()
                .cost
        }
    };
    for metric in [
        Metric::AveragePrecision,
        Metric::Ks,
        Metric::Brier,
        Metric::Cost(costs),
    ] {
        let stopping = EarlyStopping {
            metric,
            patience: 8,
        };
        let params = params.clone().early_stopping(Some(stopping));
        let trained = training.train_with(params, Some(&validation));
        let kept = trained.best_iteration;
        let by_n: Vec<f64> = (1..=kept + 8)
            .map(|n_trees| goodness(metric, &scores_with(n_trees)))
            .collect();
        let told = trained.watched.iter().map(|it| match it.more_is_better {
            true => it.value,
            false => -it.value,
        });
        assert_eq!(told.collect::<Vec<_>>(), by_n, "{metric:?}");
        let best = by_n.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let first_best = by_n.iter().position(|&it| it == best);
        assert_eq!(first_best, Some(kept - 1), "{metric:?}");
    }
}
