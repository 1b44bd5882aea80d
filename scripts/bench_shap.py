"""Explains a LightGBM model by our program and by others, and compares.

Called by scripts/bench-shap, which tells the options, with our side's program, shap_speed.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time

import numpy as np

from bench_predict import fit_lightgbm, fit_xgboost
from bench_train import CLASS_WEIGHTS, describe, make_matrix, read_matrix, run_alone, write_matrix

# Slow peers explain fewer rows: enough for a second or so.
MOST_ROWS = {"lightgbm": 500, "shap": 500, "shap-background": 100}
N_RUNS = 3


# --- peers: each takes the model's path, training rows, rows, a background and threads, and returns a
#     function that explains rows; the last column of what it gives may be the base value ---


def open_lightgbm(model, _training, _background, n_threads):
    import lightgbm

    booster = lightgbm.Booster(model_file=model)
    return lambda rows: booster.predict(rows, pred_contrib=True, num_threads=n_threads)


def open_shap(model, _training, _background, _n_threads):
    import lightgbm
    import shap

    explainer = shap.TreeExplainer(lightgbm.Booster(model_file=model))
    # LightGBM would be asked otherwise, where there is no background.
    return lambda rows: explainer.shap_values(rows, check_additivity=False, tree_limit=10**9)


def open_shap_background(model, _training, background, _n_threads):
    import lightgbm
    import shap

    explainer = shap.TreeExplainer(
        lightgbm.Booster(model_file=model), background, feature_perturbation="interventional"
    )
    return lambda rows: explainer.shap_values(rows, check_additivity=False)


def open_xgboost(_model, training, _background, n_threads):
    import xgboost

    features, targets, weights = training
    booster = fit_xgboost(features, targets, weights, n_threads, OPTIONS.trees)
    booster.set_param({"nthread": n_threads})
    return lambda rows: booster.predict(xgboost.DMatrix(rows, nthread=n_threads), pred_contribs=True)


def open_woodelf(model, _training, background, _n_threads, is_interventional=False):
    import lightgbm
    import pandas
    from woodelf import WoodelfExplainer

    booster = lightgbm.Booster(model_file=model)
    frame = lambda rows: pandas.DataFrame(rows, columns=booster.feature_name())
    explainer = WoodelfExplainer(booster, frame(background) if is_interventional else None)
    return lambda rows: explainer.shap_values(frame(rows), verbose=False)


def open_woodelf_background(*args):
    return open_woodelf(*args, is_interventional=True)


PATH_DEPENDENT = {
    "lightgbm": open_lightgbm, "shap": open_shap, "xgboost": open_xgboost, "woodelf": open_woodelf,
}
INTERVENTIONAL = {"shap-background": open_shap_background, "woodelf-background": open_woodelf_background}


def measure_here(options):
    """One run of a peer, in a process of its own; prints what our side's program does."""
    (features, targets), (rows, _) = read_matrix(options.matrix)
    training = features, targets, np.array(CLASS_WEIGHTS)[targets]
    background = features[:options.background]
    peers = PATH_DEPENDENT | INTERVENTIONAL
    explain = peers[options.peer](options.model, training, background, int(options.threads))
    rows = rows[:min(options.explained, MOST_ROWS.get(options.peer, options.explained))]
    explain(rows[:2])
    times = []
    for _ in range(N_RUNS):
        start = time.perf_counter()
        values = explain(rows)
        times.append((time.perf_counter() - start) * 1e6 / len(rows))
    values = np.asarray(values)[:, :rows.shape[1]]
    np.save(options.out, values)
    print(json.dumps({"us_a_row": statistics.median(times), "rows": len(rows)}))


# --- running ---


def compare(paths, options, n_threads):
    print(f"\n{options.trees} trees of 31 leaves, {n_threads} thread(s): microseconds a row")
    print(f"{'':20} {'rows':>6} {'µs a row':>9} {'others, cores':>14}   ours is faster by", flush=True)
    matrix, model, out = paths
    command = [options.program, matrix, model, str(options.explained), out, str(options.background)]
    found = run_alone(command, n_threads)
    kinds = {
        "ours": found["batch_us_a_row"], "ours, quick": found["quick_us_a_row"],
        "ours, one row alone": found["lone_row_us"],
    }
    for name, value in kinds.items():
        rows = 1 if "alone" in name else options.explained
        print(f"{name:20} {rows:6} {value:9.1f} {found['foreign_cores']:14.2f}", flush=True)
    run_peers(PATH_DEPENDENT, kinds, paths, options, n_threads)
    print(f"quick values are within {found['quick_error']:.1e} of ours; their bound is "
          f"{found['quick_error_bound']:.1e}")
    ours = {"ours": found["interventional_us_a_row"]}
    print(f"\nagainst {options.background} background rows")
    print(f"{'ours':20} {options.explained:6} {ours['ours']:9.1f} {found['foreign_cores']:14.2f}")
    run_peers(INTERVENTIONAL, ours, paths, options, n_threads)


def run_peers(peers, ours, paths, options, n_threads):
    matrix, model, out = paths
    for name in peers:
        if name.split("-")[0] not in options.peers.split(","):
            continue
        theirs = f"{out}.{name}.npy"
        command = [
            sys.executable, __file__, "--peer", name, "--matrix", matrix, "--model", model,
            "--threads", str(n_threads), "--trees", str(options.trees), "--out", theirs,
            "--explained", str(options.explained), "--background", str(options.background),
        ]
        found = run_alone(command, n_threads)
        ratios = ", ".join(f"{found['us_a_row'] / value:.1f}" for value in ours.values())
        print(f"{name:20} {found['rows']:6} {found['us_a_row']:9.1f} {found['foreign_cores']:14.2f}   "
              f"{ratios}{tell_difference(name, theirs, out)}", flush=True)


def tell_difference(name, theirs, out):
    """How far a peer's values are from ours, unless its model is its own."""
    if name == "xgboost":
        return ""
    theirs = np.load(theirs)
    kind = "interventional" if name in INTERVENTIONAL else "path"
    ours = np.fromfile(f"{out}.{kind}", dtype="<f8").reshape(-1, theirs.shape[1] + 1)
    return f"   (largest difference {np.abs(theirs - ours[:len(theirs), :-1]).max():.1e})"


def parse_options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program")
    parser.add_argument("--peers", default="lightgbm,shap,xgboost,woodelf")
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--trees", type=int, default=500)
    parser.add_argument("--rows", type=int, default=75_000)
    parser.add_argument("--columns", type=int, default=300)
    parser.add_argument("--explained", type=int, default=10_000)
    parser.add_argument("--background", type=int, default=100)
    parser.add_argument("--peer")
    parser.add_argument("--matrix")
    parser.add_argument("--model")
    parser.add_argument("--out")
    return parser.parse_args()


def main():
    if OPTIONS.peer:
        measure_here(OPTIONS)
        return
    with tempfile.TemporaryDirectory() as folder:
        features, targets = make_matrix(OPTIONS.rows, OPTIONS.columns, seed=0)
        matrix = write_matrix(folder, features, targets)
        print(f"made-up: {describe(features, targets)}", flush=True)
        (training, train_targets), _ = read_matrix(matrix)
        weights = np.array(CLASS_WEIGHTS)[train_targets]
        model = os.path.join(folder, "model.txt")
        fit_lightgbm(training, train_targets, weights, os.cpu_count(), OPTIONS.trees).save_model(model)
        paths = matrix, model, os.path.join(folder, "values")
        for n_threads in map(int, OPTIONS.threads.split(",")):
            compare(paths, OPTIONS, n_threads)


OPTIONS = parse_options()

if __name__ == "__main__":
    main()
