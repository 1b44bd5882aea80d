"""Trains LightGBM, others and our trainer on the same matrices, in turn, and compares.

Called by scripts/bench-train, which tells the options, with our side's program, train_speed.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile

import numpy as np

# How cost grows: by rows, and by columns.
SCALING = [
    (75_000, 300), (150_000, 300), (300_000, 300), (1_200_000, 300), (300_000, 75), (300_000, 1_200),
]
CLASS_WEIGHTS = [0.15, 0.85]
REAL_DATA = "../shared/data/home-credit-applications.zip"
QUIET_CORES = 0.2
LONGEST_WAIT_SECONDS = 1800
ONE_HOT_SHARE = 80 / 300
MOSTLY = 0.8
TEST_SHARE = 0.2


# --- matrices ---


def make_matrix(n_rows, n_columns, seed, one_hot_share=ONE_HOT_SHARE):
    """A matrix like a credit portfolio's: heavy tails, counts, holes, one-hot columns; and targets.

    Of 300 columns, 80 are one-hot and 120 have 30 to 70 % holes. About 8 % of the rows are positive.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    n_one_hot = int(n_columns * one_hot_share + 1e-9)
    n_numeric = n_columns - n_one_hot
    factors = rng.standard_normal((n_rows, 6), dtype=np.float32)
    numeric = [make_numeric_column(rng, factors, column) for column in range(n_numeric)]
    with_holes = rng.choice(n_numeric, n_numeric * 6 // 11, replace=False)
    log_odds = make_log_odds(rng, factors, numeric)
    for column in with_holes:
        share = rng.uniform(0.3, 0.7)
        # A hole tells something: rows with a high factor have more of them.
        chance = share * (1 + 0.3 * np.tanh(factors[:, column % 6]))
        numeric[column][rng.random(n_rows, dtype=np.float32) < chance] = np.nan
    columns = numeric + make_one_hot_columns(rng, factors, n_one_hot, log_odds)
    order = rng.permutation(len(columns))
    features = np.empty((n_rows, len(columns)), dtype=np.float32)
    for place, column in enumerate(order):
        features[:, place] = columns[column]
    base = np.quantile(log_odds, 0.92)
    chance = 1 / (1 + np.exp(-1.3 * (log_odds - base) / log_odds.std() + 1.4))
    chance *= 0.08 / chance.mean()
    return features, (rng.random(n_rows) < chance).astype(np.uint8)


def make_numeric_column(rng, factors, column):
    signal = factors[:, column % 6] * rng.uniform(0.2, 1.0)
    values = signal + rng.standard_normal(len(factors), dtype=np.float32)
    kind = column % 5
    if kind == 0:  # amounts
        return np.exp(1.2 * values + 9).astype(np.float32)
    if kind == 1:  # counts
        return rng.poisson(np.exp(0.7 * values)).astype(np.float32)
    if kind == 2:  # amounts of the few who have any
        return np.where(values > 0.3, np.exp(values + 6), 0).astype(np.float32)
    if kind == 3:  # very heavy tails
        return (values * np.exp(0.8 * rng.standard_normal(len(factors)))).astype(np.float32)
    return (1 / (1 + np.exp(-values))).astype(np.float32)  # ratios


def make_one_hot_columns(rng, factors, n_columns, log_odds):
    columns = []
    while len(columns) < n_columns:
        n_levels = min(int(rng.integers(4, 17)), n_columns - len(columns))
        shares = rng.dirichlet(np.full(n_levels, 0.8))
        noise = factors[:, len(columns) % 6] * 0.3 + rng.standard_normal(len(factors))
        edges = np.quantile(noise, np.cumsum(shares)[:-1])
        levels = np.digitize(noise, edges)
        log_odds += rng.normal(0, 0.15, n_levels)[levels]
        columns += [(levels == level).astype(np.float32) for level in range(n_levels)]
    return columns


def make_log_odds(rng, factors, numeric):
    """Factors, some columns, steps and products of two."""
    log_odds = factors @ rng.normal(0, 0.5, 6) + 0.4 * factors[:, 0] * factors[:, 1]
    for column in rng.choice(len(numeric), min(20, len(numeric)), replace=False):
        values = numeric[column]
        ranks = (values > np.quantile(values, rng.uniform(0.3, 0.9))).astype(np.float64)
        log_odds += rng.normal(0, 0.35) * ranks
        log_odds += rng.normal(0, 0.2) * ranks * factors[:, column % 5]
    return log_odds


def read_applications(path):
    """Real applications with a column for every category, as f32; and targets."""
    import pandas as pd

    with zipfile.ZipFile(path) as archive:
        (name,) = [n for n in archive.namelist() if n.endswith("application_train.csv")]
        table = pd.read_csv(archive.open(name))
    targets = table.pop("TARGET").to_numpy(dtype=np.uint8)
    table = pd.get_dummies(table.drop(columns="SK_ID_CURR"), dtype=np.float32)
    order = np.random.Generator(np.random.PCG64(0)).permutation(len(table))
    return table.to_numpy(dtype=np.float32)[order], targets[order]


def write_matrix(folder, features, targets):
    """Training rows first, then those for testing: counts, targets, cells row by row."""
    path = os.path.join(folder, "matrix")
    n_test = int(len(targets) * TEST_SHARE)
    with open(path, "wb") as file:
        sizes = [len(targets) - n_test, n_test, features.shape[1]]
        file.write(np.array(sizes, dtype="<u4").tobytes())
        file.write(targets.tobytes())
        np.ascontiguousarray(features, dtype="<f4").tofile(file)
    return path


def read_matrix(path):
    with open(path, "rb") as file:
        n_train, n_test, n_columns = np.fromfile(file, dtype="<u4", count=3).tolist()
        targets = np.fromfile(file, dtype=np.uint8, count=n_train + n_test)
        features = np.fromfile(file, dtype="<f4").reshape(-1, n_columns)
    return (features[:n_train], targets[:n_train]), (features[n_train:], targets[n_train:])


# --- trainers: each takes rows, targets, weights, threads and trees, and returns the seconds of
# binning and a function that scores ---


def train_lightgbm(features, targets, weights, n_threads, n_trees, **more):
    import lightgbm

    params = {
        "objective": "binary", "num_leaves": 31, "learning_rate": 0.05, "max_bin": 255,
        "min_data_in_leaf": 20, "min_sum_hessian_in_leaf": 1e-3, "lambda_l2": 0.0,
        "num_threads": n_threads, "verbosity": -1, "seed": 0, **more,
    }
    start = time.perf_counter()
    data = lightgbm.Dataset(features, targets, weight=weights, params=params).construct()
    binning = time.perf_counter() - start
    booster = lightgbm.train(params, data, num_boost_round=n_trees)
    return binning, booster.predict


def train_quantised(*args):
    return train_lightgbm(
        *args, use_quantized_grad=True, num_grad_quant_bins=4, quant_train_renew_leaf=True
    )


def train_xgboost(features, targets, weights, n_threads, n_trees):
    import xgboost

    params = {
        "objective": "binary:logistic", "tree_method": "hist", "grow_policy": "lossguide",
        "max_leaves": 31, "max_depth": 0, "eta": 0.05, "max_bin": 255, "min_child_weight": 1e-3,
        "lambda": 0.0, "nthread": n_threads, "verbosity": 0,
    }
    start = time.perf_counter()
    data = xgboost.QuantileDMatrix(
        features, targets, weight=weights, max_bin=255, nthread=n_threads
    )
    binning = time.perf_counter() - start
    booster = xgboost.train(params, data, num_boost_round=n_trees)
    return binning, booster.inplace_predict


def train_catboost(features, targets, weights, n_threads, n_trees):
    import catboost

    pool = catboost.Pool(features, targets, weight=weights, thread_count=n_threads)
    model = catboost.CatBoostClassifier(
        iterations=n_trees, depth=5, learning_rate=0.05, border_count=254,
        thread_count=n_threads, verbose=False, allow_writing_files=False, bootstrap_type="No",
    )
    model.fit(pool)
    return 0.0, lambda rows: model.predict_proba(rows)[:, 1]


def train_sklearn(features, targets, weights, _, n_trees):
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        max_iter=n_trees, max_leaf_nodes=31, learning_rate=0.05, max_bins=255,
        min_samples_leaf=20, early_stopping=False,
    )
    model.fit(features, targets, sample_weight=weights)
    return 0.0, lambda rows: model.predict_proba(rows)[:, 1]


TRAINERS = {
    "lightgbm": train_lightgbm, "quantised": train_quantised, "xgboost": train_xgboost,
    "catboost": train_catboost, "sklearn": train_sklearn,
}


def train_here(name, path, n_threads, n_trees):
    """One run of a peer, in a process of its own; prints what our side's program does."""
    from sklearn.metrics import roc_auc_score

    (features, targets), (test_features, test_targets) = read_matrix(path)
    weights = np.array(CLASS_WEIGHTS)[targets]
    start, cpu_start = time.perf_counter(), time.process_time()
    binning, score = TRAINERS[name](features, targets, weights, n_threads, n_trees)
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - cpu_start
    peak = read_peak_mib()
    auc = roc_auc_score(test_targets, score(test_features))
    print(json.dumps({
        "seconds": seconds, "binning_seconds": binning, "cpu_seconds": cpu_seconds,
        "peak_mib": peak, "auc": auc,
    }))


def read_peak_mib():
    with open("/proc/self/status") as status:
        (line,) = [line for line in status if line.startswith("VmHWM:")]
    return int(line.split()[1]) / 1024


# --- running ---


def read_busy_seconds():
    """What all cores together have worked since the machine started."""
    with open("/proc/stat") as stat:
        user, nice, system, _, _, irq, soft_irq, steal = map(int, stat.readline().split()[1:9])
    return (user + nice + system + irq + soft_irq + steal) / os.sysconf("SC_CLK_TCK")


def wait_until_quiet():
    """Waits until other programs use little; tells whether they do."""
    start = time.monotonic()
    while time.monotonic() - start < LONGEST_WAIT_SECONDS:
        busy = read_busy_seconds()
        time.sleep(3)
        if read_busy_seconds() - busy < 3 * QUIET_CORES:
            return True
    return False


def our_recipe(n_trees):
    return {
        "n_trees": n_trees, "max_leaves": 31, "learning_rate": 0.05, "max_bin": 255,
        "min_rows_per_leaf": 20, "min_hessian_per_leaf": 1e-3, "l2": 0.0,
        "class_weights": CLASS_WEIGHTS,
    }


def run(name, path, n_threads, options):
    if name == "ours":
        command = [options.program, path, json.dumps(our_recipe(options.trees))]
    else:
        command = [sys.executable, __file__, "--peer", name, "--matrix", path,
                   "--threads", str(n_threads), "--trees", str(options.trees)]
    return run_alone(command, n_threads)


def run_alone(command, n_threads):
    """Runs a program when the machine is quiet and reads the JSON that it prints; adds how many
    cores other programs used meanwhile, and whether it was quiet before."""
    threads = str(n_threads)
    environment = os.environ | {"RAYON_NUM_THREADS": threads, "OMP_NUM_THREADS": threads}
    was_quiet = wait_until_quiet()
    busy, own = read_busy_seconds(), os.times()
    start = time.perf_counter()
    found = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    seconds = time.perf_counter() - start
    after = os.times()
    own_seconds = sum(after[:4]) - sum(own[:4])
    foreign = (read_busy_seconds() - busy - own_seconds) / seconds
    # Some libraries print what they do above it.
    told = found.stdout.splitlines()[-1]
    return json.loads(told) | {"foreign_cores": max(foreign, 0.0), "was_quiet": was_quiet}


def compare(title, path, options):
    """Runs all in turn, prints the medians and how our seconds compare; gives the medians by threads
    and trainer."""
    found = {}
    for n_threads in map(int, options.threads.split(",")):
        print(f"\n{title}, {options.trees} trees, {n_threads} thread(s)", flush=True)
        print(f"{'':10} {'seconds':>8} {'binning':>8} {'CPU s':>8} {'peak MiB':>9} {'AUC':>8} "
              f"{'others, cores':>14}   ours is faster by", flush=True)
        names = trainers_of(options)
        runs = {name: [] for name in names}
        for _ in range(options.runs):
            for name in names:
                runs[name].append(run(name, path, n_threads, options))
        ours = statistics.median(it["seconds"] for it in runs["ours"])
        for name in names:
            found[n_threads, name] = print_medians(name, runs[name], ours)
    return found


def trainers_of(options):
    return ["ours", *filter(None, options.peers.split(","))]


def print_medians(name, runs, ours):
    median = {
        field: statistics.median(it[field] for it in runs)
        for field in runs[0] if field != "was_quiet"
    }
    noise = "" if all(it["was_quiet"] for it in runs) else " (not quiet)"
    print(f"{name:10} {median['seconds']:8.2f} {median['binning_seconds']:8.2f} "
          f"{median['cpu_seconds']:8.2f} {median['peak_mib']:9.0f} {median['auc']:8.5f} "
          f"{median['foreign_cores']:14.2f}{noise}   {median['seconds'] / ours:.2f}", flush=True)
    return median


def print_overview(found, options):
    """One line a kind of matrix, size and number of threads: each trainer's seconds, our seconds for
    a million training cells, which stay the same where cost grows with the cells, and how far our
    AUC is from each peer's. All are means over the seeds."""
    names = trainers_of(options)
    print("\nmeans over seeds: seconds; ours for a million cells; our AUC less the peer's")
    print(f"{'':9} {'rows':>9} {'columns':>8} {'threads':>8}", *(f"{name:>10}" for name in names),
          f"{'s/M cells':>10}", *(f"{'AUC − ' + name:>16}" for name in names[1:]))
    keys = dict.fromkeys((kind, size, n_threads) for kind, size, n_threads, _ in found)
    for kind, (n_rows, n_columns), n_threads in keys:
        def mean(name, field):
            runs = found[kind, (n_rows, n_columns), n_threads, name]
            return statistics.mean(it[field] for it in runs)

        cells = n_rows * (1 - TEST_SHARE) * n_columns / 1e6
        seconds = [mean(name, "seconds") for name in names]
        less = [mean("ours", "auc") - mean(name, "auc") for name in names[1:]]
        print(f"{kind:9} {n_rows:9} {n_columns:8} {n_threads:8}", *(f"{it:10.2f}" for it in seconds),
              f"{seconds[0] / cells:10.4f}", *(f"{it:+16.5f}" for it in less), flush=True)


def parse_options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program")
    parser.add_argument("--peers", default="lightgbm,quantised")
    parser.add_argument("--threads", default="2,1")
    parser.add_argument("--trees", type=int, default=500)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seeds", default="0")
    parser.add_argument("--sizes", type=parse_sizes)
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--columns", type=int, default=300)
    parser.add_argument("--matrices", default="made-up,real")
    parser.add_argument("--data", default=REAL_DATA)
    parser.add_argument("--peer")
    parser.add_argument("--matrix")
    options = parser.parse_args()
    options.sizes = options.sizes or [(options.rows, options.columns)]
    return options


def parse_sizes(text):
    if text == "scaling":
        return SCALING
    return [tuple(map(int, size.split("x"))) for size in text.split(",")]


def main():
    options = parse_options()
    if options.peer:
        train_here(options.peer, options.matrix, int(options.threads), options.trees)
        return
    matrices = options.matrices.split(",")
    found = {}
    shares = {"made-up": ONE_HOT_SHARE, "one-hot": MOSTLY}
    for kind, share in shares.items():
        if kind not in matrices:
            continue
        for size in options.sizes:
            for seed in map(int, options.seeds.split(",")):
                medians = compare_made_up(kind, size, seed, share, options)
                for (n_threads, name), median in medians.items():
                    found.setdefault((kind, size, n_threads, name), []).append(median)
    if found:
        print_overview(found, options)
    if "real" in matrices and not os.path.exists(options.data):
        print(f"\nskipped: {options.data} is not there (pass --data home-credit-applications.zip)")
    elif "real" in matrices:
        with tempfile.TemporaryDirectory() as folder:
            features, targets = read_applications(options.data)
            path = write_matrix(folder, features, targets)
            compare(f"real applications: {describe(features, targets)}", path, options)


def compare_made_up(kind, size, seed, one_hot_share, options):
    with tempfile.TemporaryDirectory() as folder:
        features, targets = make_matrix(*size, seed, one_hot_share)
        path = write_matrix(folder, features, targets)
        title = f"{kind}, seed {seed}: {describe(features, targets)}"
        del features
        return compare(title, path, options)


def describe(features, targets):
    holes, zeros = np.isnan(features).mean(), (features == 0).mean()
    return (f"{features.shape[0]} × {features.shape[1]}, {holes:.0%} holes, {zeros:.0%} zeros, "
            f"{targets.mean():.1%} positive")


if __name__ == "__main__":
    main()
