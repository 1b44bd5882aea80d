"""Trains LightGBM and our trainer on the same folds of real applications and compares their AUC.

Called by scripts/bench-auc with the zip of applications and our side's program, fold_auc.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile

import lightgbm
import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

N_FOLDS = 5
N_THREADS = 2
ALLOWED_DEFICIT = 0.003
CLASS_WEIGHTS = [0.15, 0.85]


def read_matrix(path):
    """The 120 columns as f32, categories as integer codes, holes as NaN; and the targets."""
    with zipfile.ZipFile(path) as archive:
        (name,) = [n for n in archive.namelist() if n.endswith("application_train.csv")]
        table = pd.read_csv(archive.open(name))
    targets = table.pop("TARGET").to_numpy(dtype=np.uint8)
    table = table.drop(columns="SK_ID_CURR")
    for column in table.columns[[not pd.api.types.is_numeric_dtype(t) for t in table.dtypes]]:
        codes = table[column].astype("category").cat.codes
        table[column] = codes.where(codes >= 0, np.nan)
    return np.ascontiguousarray(table.to_numpy(dtype=np.float32)), targets


def score_with_lightgbm(features, targets, folds):
    """Each row's raw score out of its fold, seconds of binning and training by fold, CPU seconds."""
    params = {
        "objective": "binary", "num_leaves": 31, "learning_rate": 0.05, "max_bin": 255,
        "min_data_in_leaf": 20, "min_sum_hessian_in_leaf": 1e-3, "lambda_l2": 0.0,
        "num_threads": N_THREADS, "verbosity": -1, "seed": 0,
    }
    scores, seconds, cpu_seconds = np.zeros(len(targets)), [], 0.0
    weights = np.array(CLASS_WEIGHTS)[targets]
    for fold in range(N_FOLDS):
        kept = folds != fold
        rows, labels, row_weights = features[kept], targets[kept], weights[kept]
        start, cpu_start = time.perf_counter(), time.process_time()
        data = lightgbm.Dataset(rows, labels, weight=row_weights)
        booster = lightgbm.train(params, data, num_boost_round=400)
        seconds.append(time.perf_counter() - start)
        cpu_seconds += time.process_time() - cpu_start
        scores[~kept] = booster.predict(features[~kept], raw_score=True)
    return scores, seconds, cpu_seconds


def score_with_ours(program, features, targets, folds):
    """The same of our trainer; its CPU seconds hold reading and scoring, too."""
    recipe = {
        "n_trees": 400, "max_leaves": 31, "learning_rate": 0.05, "max_bin": 255,
        "min_rows_per_leaf": 20, "min_hessian_per_leaf": 1e-3, "l2": 0.0,
        "class_weights": CLASS_WEIGHTS,
    }
    with tempfile.TemporaryDirectory() as folder:
        matrix, scores = os.path.join(folder, "matrix"), os.path.join(folder, "scores")
        with open(matrix, "wb") as file:
            file.write(np.array([*features.shape, N_FOLDS], dtype="<u4").tobytes())
            file.write(targets.tobytes())
            file.write(folds.astype(np.uint8).tobytes())
            file.write(features.astype("<f4").tobytes())
        environment = os.environ | {"RAYON_NUM_THREADS": str(N_THREADS)}
        command = [program, matrix, scores, json.dumps(recipe)]
        run = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = [float(line) for line in run.stdout.split()]
        return np.fromfile(scores, dtype="<f8"), seconds, used.ru_utime + used.ru_stime


def main():
    path, program = sys.argv[1:]
    features, targets = read_matrix(path)
    print(f"{features.shape[0]} rows, {features.shape[1]} columns, {targets.mean():.2%} positive")
    folds = np.zeros(len(targets), dtype=int)
    splitter = StratifiedKFold(N_FOLDS, shuffle=True, random_state=0)
    for fold, (_, held_out) in enumerate(splitter.split(features, targets)):
        folds[held_out] = fold

    sides = [
        score_with_lightgbm(features, targets, folds),
        score_with_ours(program, features, targets, folds),
    ]
    aucs = np.array([
        [roc_auc_score(targets[folds == fold], scores[folds == fold]) for fold in range(N_FOLDS)]
        for scores, _, _ in sides
    ])
    print("fold   LightGBM       ours   seconds: LightGBM   ours")
    for fold in range(N_FOLDS):
        theirs, ours = (seconds[fold] for _, seconds, _ in sides)
        print(f"{fold:4}   {aucs[0, fold]:.6f}   {aucs[1, fold]:.6f}   {theirs:17.2f} {ours:6.2f}")
    means, seconds = aucs.mean(axis=1), [np.mean(seconds) for _, seconds, _ in sides]
    print(f"mean   {means[0]:.6f}   {means[1]:.6f}   {seconds[0]:17.2f} {seconds[1]:6.2f}")
    cpu_seconds = [total / N_FOLDS for _, _, total in sides]
    print(f"CPU seconds a fold: LightGBM {cpu_seconds[0]:.2f}, ours {cpu_seconds[1]:.2f}")
    difference = means[1] - means[0]
    print(f"ours minus LightGBM's: {difference:+.6f} (allowed: no less than -{ALLOWED_DEFICIT})")
    if difference < -ALLOWED_DEFICIT:
        sys.exit("ours is worse than allowed")


if __name__ == "__main__":
    main()
