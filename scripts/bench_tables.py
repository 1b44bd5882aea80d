"""Measures what the history tables add, and our trainer against LightGBM on the identical matrix.

Called by scripts/bench-tables with the features file, the catalogue as JSON and our side's program, fold_auc.
"""

import json
import sys

import numpy as np
import pyarrow.parquet as parquet

from bench_folds import fold_aucs, folds_of, score_with_lightgbm, score_with_ours

SEEDS = [1, 2, 3]
RECIPE = {
    "n_trees": 250, "max_leaves": 15, "learning_rate": 0.03, "max_bin": 255,
    "min_rows_per_leaf": 20, "min_hessian_per_leaf": 1e-3, "l2": 1.0, "column_fraction": 0.3,
    "class_weights": [0.15, 0.85],
}


def readable_names(catalogue, present):
    """The features that a model may read: by all tables, and by the application alone."""
    readable = [entry for entry in catalogue if entry["name"] in present and not entry["protected"]]
    tables = lambda entry: {source["table"] for source in entry["sources"]}
    alone = [entry for entry in readable if tables(entry) == {"application"}]
    return {
        "application alone": [entry["name"] for entry in alone],
        "all tables": [entry["name"] for entry in readable],
    }


def matrix_of(table, names):
    """The columns as f32, row-major, holes as NaN."""
    columns = [table[name].to_numpy(zero_copy_only=False) for name in names]
    return np.ascontiguousarray(np.column_stack(columns), dtype=np.float32)


def aucs_of(side, features, targets):
    """AUC by seed and fold."""
    rows = []
    for seed in SEEDS:
        folds = folds_of(targets, seed)
        scores, _, _ = side(features, targets, folds, RECIPE | {"seed": seed})
        rows.append(fold_aucs(targets, folds, scores))
    return np.array(rows)


def told(aucs):
    """Mean and standard error. The seeds share their applicants, so only the folds of one seed are a sample."""
    by_seed = aucs.std(axis=1, ddof=1) / np.sqrt(aucs.shape[1])
    return f"{aucs.mean():.4f} ± {by_seed.mean():.4f}"


def main():
    features_path, catalogue_path, program = sys.argv[1:]
    table = parquet.read_table(features_path)
    table = table.filter(table["TARGET"].is_valid())
    targets = table["TARGET"].to_numpy().astype(np.uint8)
    with open(catalogue_path, encoding="utf-8") as file:
        catalogue = json.load(file)
    sides = {
        "ours": lambda *given: score_with_ours(program, *given),
        "LightGBM": score_with_lightgbm,
    }
    print(f"{len(targets)} applicants, {targets.mean():.2%} defaulted; {len(SEEDS)} seeds × 5 folds")
    print(f"{'features':<20} {'number':>6} {'ours':>17} {'LightGBM':>17} {'difference':>19}")
    results = {}
    for kind, names in readable_names(catalogue, set(table.column_names)).items():
        features = matrix_of(table, names)
        results[kind] = {name: aucs_of(side, features, targets) for name, side in sides.items()}
        ours, theirs = results[kind].values()
        print(f"{kind:<20} {len(names):>6} {told(ours):>17} {told(theirs):>17} {told(ours - theirs):>19}")
    gains = [results["all tables"][name] - results["application alone"][name] for name in sides]
    print(f"{'what histories add':<27} {told(gains[0]):>17} {told(gains[1]):>17}")


if __name__ == "__main__":
    main()
