"""Trains LightGBM and our trainer on the same stratified folds of a matrix: what the benches of AUC share.

A recipe is written in our trainer's names; LightGBM gets the same under its own.
"""

import json
import os
import resource
import subprocess
import tempfile
import time

import lightgbm
import numpy as np
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

N_FOLDS = 5
N_THREADS = 2


def folds_of(targets, seed):
    """The fold of each row; every fold has the portfolio's default rate."""
    folds = np.zeros(len(targets), dtype=int)
    splitter = StratifiedKFold(N_FOLDS, shuffle=True, random_state=seed)
    for fold, (_, held_out) in enumerate(splitter.split(targets, targets)):
        folds[held_out] = fold
    return folds


def fold_aucs(targets, folds, scores):
    """The AUC of each fold."""
    return [roc_auc_score(targets[folds == fold], scores[folds == fold]) for fold in range(N_FOLDS)]


def score_with_lightgbm(features, targets, folds, recipe):
    """Each row's raw score out of its fold, seconds of binning and training by fold, CPU seconds."""
    params = {
        "objective": "binary", "num_leaves": recipe["max_leaves"],
        "learning_rate": recipe["learning_rate"], "max_bin": recipe["max_bin"],
        "min_data_in_leaf": recipe["min_rows_per_leaf"],
        "min_sum_hessian_in_leaf": recipe["min_hessian_per_leaf"], "lambda_l2": recipe["l2"],
        "feature_fraction": recipe.get("column_fraction", 1.0), "seed": recipe.get("seed", 0),
        "num_threads": N_THREADS, "verbosity": -1,
    }
    scores, seconds, cpu_seconds = np.zeros(len(targets)), [], 0.0
    weights = np.array(recipe["class_weights"])[targets]
    for fold in range(N_FOLDS):
        kept = folds != fold
        rows, labels, row_weights = features[kept], targets[kept], weights[kept]
        start, cpu_start = time.perf_counter(), time.process_time()
        data = lightgbm.Dataset(rows, labels, weight=row_weights)
        booster = lightgbm.train(params, data, num_boost_round=recipe["n_trees"])
        seconds.append(time.perf_counter() - start)
        cpu_seconds += time.process_time() - cpu_start
        scores[~kept] = booster.predict(features[~kept], raw_score=True)
    return scores, seconds, cpu_seconds


def score_with_ours(program, features, targets, folds, recipe):
    """The same of our trainer; its CPU seconds hold reading and scoring, too."""
    with tempfile.TemporaryDirectory() as folder:
        matrix, scores = os.path.join(folder, "matrix"), os.path.join(folder, "scores")
        with open(matrix, "wb") as file:
            file.write(np.array([*features.shape, N_FOLDS], dtype="<u4").tobytes())
            file.write(targets.tobytes())
            file.write(folds.astype(np.uint8).tobytes())
            file.write(features.astype("<f4").tobytes())
        environment = os.environ | {"RAYON_NUM_THREADS": str(N_THREADS)}
        command = [program, matrix, scores, json.dumps(recipe)]
        before = children_cpu_seconds()
        run = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
        cpu_seconds = children_cpu_seconds() - before
        seconds = [float(line) for line in run.stdout.split()]
        return np.fromfile(scores, dtype="<f8"), seconds, cpu_seconds


def children_cpu_seconds():
    """CPU seconds of all programs that were run and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
