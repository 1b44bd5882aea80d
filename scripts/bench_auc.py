"""Trains LightGBM and our trainer on the same folds of real applications and compares their AUC.

Called by scripts/bench-auc with the zip of applications and our side's program, fold_auc.
"""

import sys
import zipfile

import numpy as np
import pandas as pd

from bench_folds import N_FOLDS, folds_of, fold_aucs, score_with_lightgbm, score_with_ours

ALLOWED_DEFICIT = 0.003
RECIPE = {
    "n_trees": 400, "max_leaves": 31, "learning_rate": 0.05, "max_bin": 255,
    "min_rows_per_leaf": 20, "min_hessian_per_leaf": 1e-3, "l2": 0.0,
    "class_weights": [0.15, 0.85],
}


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


def main():
    path, program = sys.argv[1:]
    features, targets = read_matrix(path)
    print(f"{features.shape[0]} rows, {features.shape[1]} columns, {targets.mean():.2%} positive")
    folds = folds_of(targets, seed=0)
    sides = [
        score_with_lightgbm(features, targets, folds, RECIPE),
        score_with_ours(program, features, targets, folds, RECIPE),
    ]
    aucs = np.array([fold_aucs(targets, folds, scores) for scores, _, _ in sides])
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
