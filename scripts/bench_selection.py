"""Compares models on all features with models on selected ones, fold by fold.

Called by scripts/bench-selection with our program and the names of the portfolios whose features
lie in the working folder.
"""

import json
import statistics
import subprocess
import sys

SEEDS = [1, 2, 3]
N_FOLDS = 5
MOST_LOST = 0.001
SELECTIONS = {
    "300 by gain": ["--select", "300"],
    "150 by gain": ["--select", "150"],
    "as few as do, by gain": ["--select", "auto"],
    "300 by permutation": ["--select", "300", "--select-by", "permutation"],
}


def folds_of(program, portfolio, seed, flags):
    """The test AUC and the number of features of each fold."""
    command = [program, "train", "--features", f"{portfolio}.parquet", "--format", "json",
               "--folds", str(N_FOLDS), "--seed", str(seed), *flags]
    ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if ran.returncode != 0:
        sys.exit(f"failed: {' '.join(command)}\n{ran.stderr}")
    folds = json.loads(ran.stdout)["folds"]
    return [fold["auc"] for fold in folds], [fold["n_features"] for fold in folds]


def measured(program, portfolio, flags):
    """AUCs by seed and fold, and the mean number of features."""
    runs = [folds_of(program, portfolio, seed, flags) for seed in SEEDS]
    return [aucs for aucs, _ in runs], statistics.mean(n for _, ns in runs for n in ns)


def told(by_seed):
    """Mean and standard error. The seeds share their applicants, so only the folds of one seed are
    a sample."""
    mean = statistics.mean(auc for aucs in by_seed for auc in aucs)
    error = statistics.mean(statistics.stdev(aucs) / len(aucs) ** 0.5 for aucs in by_seed)
    return mean, f"{mean:+.4f} ± {error:.4f}"


def compare(program, portfolio):
    """Prints a line for each selection; what is lost by the first of them."""
    everything, n_all = measured(program, portfolio, [])
    print(f"{portfolio}: all {n_all:.0f} features {told(everything)[1]}", flush=True)
    lost = []
    for name, flags in SELECTIONS.items():
        aucs, n_features = measured(program, portfolio, flags)
        pairs = zip(aucs, everything)
        differences = [[one - all_ for one, all_ in zip(*pair)] for pair in pairs]
        mean, text = told(differences)
        lost.append(-mean)
        print(f"  {name:<24} {n_features:6.0f} features {told(aucs)[1]}, difference {text}", flush=True)
    return lost[0]


def main():
    program, *portfolios = sys.argv[1:]
    print(f"AUC on {N_FOLDS} test folds × {len(SEEDS)} seeds")
    lost = {portfolio: compare(program, portfolio) for portfolio in portfolios}
    failures = [f"{portfolio}: {most:.4f} lost" for portfolio, most in lost.items() if most > MOST_LOST]
    if failures:
        sys.exit("; ".join(failures))


if __name__ == "__main__":
    main()
