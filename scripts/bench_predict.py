"""Scores rows with LightGBM's, others' and our forests of the same size, and compares.

Called by scripts/bench-predict, which tells the options, with our side's program, predict_speed.
"""

import argparse
import ctypes
import json
import os
import statistics
import sys
import tempfile
import time

import numpy as np

from bench_train import (
    CLASS_WEIGHTS, describe, make_matrix, read_matrix, run_alone, write_matrix, our_recipe,
)

N_BATCHES = 9
N_LONE_ROWS = 2000


# --- peers: each trains and returns a function that scores a batch, and one that scores a row ---


def fit_lightgbm(features, targets, weights, n_threads, n_trees):
    import lightgbm

    params = {
        "objective": "binary", "num_leaves": 31, "learning_rate": 0.05, "min_data_in_leaf": 20,
        "num_threads": n_threads, "verbosity": -1,
    }
    data = lightgbm.Dataset(features, targets, weight=weights)
    return lightgbm.train(params, data, num_boost_round=n_trees)


def serve_lightgbm(*args):
    booster = fit_lightgbm(*args)
    return booster.predict, open_fast_path(booster)


def open_fast_path(booster):
    """LightGBM's C functions for one row, prepared once."""
    from lightgbm.basic import _LIB

    config, length, out = ctypes.c_void_p(), ctypes.c_int64(), ctypes.c_double()
    is_f32, normal, first, all_trees = 0, 0, 0, -1
    failed = _LIB.LGBM_BoosterPredictForMatSingleRowFastInit(
        booster._handle, normal, first, all_trees, is_f32, booster.num_feature(),
        b"num_threads=1", ctypes.byref(config),
    )
    if failed:
        raise RuntimeError("LightGBM's fast path cannot be opened")

    def score(row):
        _LIB.LGBM_BoosterPredictForMatSingleRowFast(
            config, row.ctypes.data_as(ctypes.c_void_p), ctypes.byref(length), ctypes.byref(out)
        )
        return out.value

    return score


def serve_lleaves(features, targets, weights, n_threads, n_trees):
    import lleaves

    booster = fit_lightgbm(features, targets, weights, n_threads, n_trees)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.txt")
        booster.save_model(path)
        model = lleaves.Model(model_file=path)
        model.compile()
    return (
        lambda rows: model.predict(rows, n_jobs=n_threads),
        lambda row: model.predict(row.reshape(1, -1), n_jobs=1),
    )


def fit_xgboost(features, targets, weights, n_threads, n_trees):
    import xgboost

    params = {
        "objective": "binary:logistic", "tree_method": "hist", "grow_policy": "lossguide",
        "max_leaves": 31, "max_depth": 0, "eta": 0.05, "nthread": n_threads,
    }
    data = xgboost.QuantileDMatrix(features, targets, weight=weights, nthread=n_threads)
    return xgboost.train(params, data, num_boost_round=n_trees)


def serve_xgboost(*args):
    booster = fit_xgboost(*args)
    return booster.inplace_predict, lambda row: booster.inplace_predict(row.reshape(1, -1))


def serve_onnx(features, targets, weights, n_threads, n_trees):
    import onnxmltools
    import onnxruntime
    from onnxmltools.convert.common.data_types import FloatTensorType

    booster = fit_lightgbm(features, targets, weights, n_threads, n_trees)
    inputs = [("rows", FloatTensorType([None, features.shape[1]]))]
    model = onnxmltools.convert_lightgbm(booster, initial_types=inputs, zipmap=False)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = n_threads, 1
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    return (
        lambda rows: session.run(["probabilities"], {"rows": rows}),
        lambda row: session.run(["probabilities"], {"rows": row.reshape(1, -1)}),
    )


def serve_treelite(features, targets, weights, n_threads, n_trees):
    import treelite

    booster = fit_lightgbm(features, targets, weights, n_threads, n_trees)
    model = treelite.frontend.from_lightgbm(booster)
    return (
        lambda rows: treelite.gtil.predict(model, rows, nthread=n_threads),
        lambda row: treelite.gtil.predict(model, row.reshape(1, -1), nthread=1),
    )


def serve_tl2cgen(features, targets, weights, n_threads, n_trees):
    """The forest as C, compiled by gcc."""
    import tl2cgen
    import treelite

    booster = fit_lightgbm(features, targets, weights, n_threads, n_trees)
    model = treelite.frontend.from_lightgbm(booster)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "forest.so")
        tl2cgen.export_lib(model, toolchain="gcc", libpath=path, params={"parallel_comp": 16})
        batch = tl2cgen.Predictor(path, nthread=n_threads)
        alone = tl2cgen.Predictor(path, nthread=1)
    return (
        lambda rows: batch.predict(tl2cgen.DMatrix(rows)),
        lambda row: alone.predict(tl2cgen.DMatrix(row.reshape(1, -1))),
    )


PEERS = {
    "lightgbm": serve_lightgbm, "lleaves": serve_lleaves, "xgboost": serve_xgboost,
    "onnx": serve_onnx, "treelite": serve_treelite, "tl2cgen": serve_tl2cgen,
}


def measure_here(name, path, n_threads, n_trees):
    """One run of a peer, in a process of its own; prints what our side's program does."""
    (features, targets), (rows, _) = read_matrix(path)
    weights = np.array(CLASS_WEIGHTS)[targets]
    score_batch, score_row = PEERS[name](features, targets, weights, n_threads, n_trees)
    of_batches, of_rows = [], []
    for _ in range(N_BATCHES):
        start = time.perf_counter()
        score_batch(rows)
        of_batches.append((time.perf_counter() - start) * 1e6 / len(rows))
    for idx in range(N_LONE_ROWS):
        row = rows[idx % len(rows)]
        start = time.perf_counter()
        score_row(row)
        of_rows.append((time.perf_counter() - start) * 1e6)
    print(json.dumps({
        "batch_us_a_row": statistics.median(of_batches), "lone_row_us": statistics.median(of_rows),
    }))


def compare(title, path, options):
    for n_threads in map(int, options.threads.split(",")):
        print(f"\n{title}, {options.trees} trees, {n_threads} thread(s)")
        print(f"{'':10} {'batch, µs a row':>16} {'one row, µs':>12} {'others, cores':>14}   "
              "ours is faster by: batch, one row", flush=True)
        ours = None
        for name in ["ours", *filter(None, options.peers.split(","))]:
            if name == "ours":
                command = [options.program, path, json.dumps(our_recipe(options.trees))]
            else:
                command = [sys.executable, __file__, "--peer", name, "--matrix", path,
                           "--threads", str(n_threads), "--trees", str(options.trees)]
            found = run_alone(command, n_threads)
            ours = ours or found
            print(f"{name:10} {found['batch_us_a_row']:16.2f} {found['lone_row_us']:12.1f} "
                  f"{found['foreign_cores']:14.2f}   "
                  f"{found['batch_us_a_row'] / ours['batch_us_a_row']:.1f} "
                  f"{found['lone_row_us'] / ours['lone_row_us']:.1f}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program")
    parser.add_argument("--peers", default="lightgbm")
    parser.add_argument("--threads", default="2,1")
    parser.add_argument("--trees", type=int, default=500)
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--columns", type=int, default=300)
    parser.add_argument("--peer")
    parser.add_argument("--matrix")
    options = parser.parse_args()
    if options.peer:
        measure_here(options.peer, options.matrix, int(options.threads), options.trees)
        return
    with tempfile.TemporaryDirectory() as folder:
        features, targets = make_matrix(options.rows, options.columns, seed=0)
        path = write_matrix(folder, features, targets)
        compare(f"made-up: {describe(features, targets)}", path, options)


if __name__ == "__main__":
    main()
