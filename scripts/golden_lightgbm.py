"""Makes and checks the golden LightGBM models; scripts/golden-lightgbm says how."""

import json
import pathlib
import subprocess
import sys

import lightgbm
import numpy as np

N_TRAINING, N_ROWS, N_FEATURES = 1500, 16, 5
# What counts as a zero where zeros are missing, and its neighbours.
EDGES = [0.0, -0.0, 1e-40, float(np.float32(1e-35)), -float(np.float32(1e-35)), 2e-35, -2e-35]
# Column 3 of the categorical models; some levels are never seen in training.
N_LEVELS, N_SEEN = 90, 70


def numbers(random, n_rows, hole_share=0.0, zero_share=0.0, n_digits=2):
    values = np.round(random.normal(size=(n_rows, N_FEATURES)), n_digits)
    values[random.uniform(size=values.shape) < zero_share] = 0.0
    holes = random.uniform(size=values.shape) < hole_share
    holes[:, 0] = False
    values[holes] = np.nan
    return values.astype(np.float32).astype(np.float64)


def outcome_of(random, values):
    filled = np.nan_to_num(values, nan=-0.7)
    risk = filled[:, 0] * filled[:, 1] + np.abs(filled[:, 2]) - filled[:, 4] + (filled[:, 3] == 0)
    return (risk + random.logistic(size=len(values)) > 1).astype(int)


def plain(random):
    values = numbers(random, N_TRAINING)
    return values, outcome_of(random, values), {}, {}


def holes(random):
    values = numbers(random, N_TRAINING, hole_share=0.3)
    return values, outcome_of(random, values), {}, {}


def told_by_holes(random):
    """Whether a value is missing tells more than the value: such splits have an infinite threshold."""
    values = numbers(random, N_TRAINING, hole_share=0.3)
    risk = 2.0 * np.isnan(values).sum(axis=1) + values[:, 0]
    outcome = (risk + random.logistic(size=N_TRAINING) > 2.5).astype(int)
    return values, outcome, {}, {}


def zeros(random):
    values = numbers(random, N_TRAINING, hole_share=0.1, zero_share=0.3)
    return values, outcome_of(random, values), {"zero_as_missing": True}, {}


def no_missing(random):
    values = numbers(random, N_TRAINING, hole_share=0.2, zero_share=0.2)
    return values, outcome_of(random, values), {"use_missing": False}, {}


def categories(random):
    values = numbers(random, N_TRAINING, hole_share=0.1)
    levels = random.integers(0, N_SEEN, N_TRAINING)
    values[:, 3] = np.where(random.uniform(size=N_TRAINING) < 0.1, np.nan, levels)
    values[:, 4] = random.integers(0, 4, N_TRAINING)
    effect = np.sin(levels * 1.7) * 2 + (values[:, 4] == 2)
    outcome = (values[:, 0] + effect + random.logistic(size=N_TRAINING) > 0.5).astype(int)
    params = {"min_data_per_group": 5, "cat_smooth": 2, "max_cat_to_onehot": 4, "cat_l2": 1}
    return values, outcome, params, {"categorical_feature": [3, 4]}


def monotone(random):
    values = numbers(random, N_TRAINING, hole_share=0.1)
    params = {"monotone_constraints": [1, 0, -1, 0, -1], "monotone_constraints_method": "advanced"}
    return values, outcome_of(random, values), params, {}


def dart(random):
    values = numbers(random, N_TRAINING, hole_share=0.1)
    return values, outcome_of(random, values), {"boosting": "dart", "drop_rate": 0.5}, {}


def forest(random):
    values = numbers(random, N_TRAINING, hole_share=0.1)
    params = {"boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.6}
    return values, outcome_of(random, values), params, {}


def deep(random):
    values = numbers(random, N_TRAINING, hole_share=0.1, n_digits=3)
    params = {"num_leaves": 70, "min_data_in_leaf": 2}
    return values, outcome_of(random, values), params, {}


def one_leaf(random):
    values = numbers(random, N_TRAINING)
    outcome = outcome_of(random, values)
    return values, outcome, {"min_data_in_leaf": N_TRAINING}, {}


def weights(random):
    values = numbers(random, N_TRAINING, hole_share=0.1)
    outcome = outcome_of(random, values)
    return values, outcome, {}, {"weight": np.where(outcome == 1, 0.92, 0.08)}


def sizes(random):
    """Values around the smallest and the greatest that a threshold may have."""
    values = numbers(random, N_TRAINING, hole_share=0.1)
    outcome = outcome_of(random, values)
    scales = np.array([1e-34, 1e-300, 1e30, 1e-35, 1.0])
    return values * scales, outcome, {"min_data_in_bin": 1}, {}


def steep(random):
    values = numbers(random, N_TRAINING)
    return values, outcome_of(random, values), {"sigmoid": 1.7}, {}


def cross_entropy(random):
    values = numbers(random, N_TRAINING)
    outcome = outcome_of(random, values) * 0.8 + 0.1
    return values, outcome, {"objective": "cross_entropy"}, {}


KINDS = [plain, holes, zeros, no_missing, categories, monotone, dart, forest, deep, one_leaf, weights,
         sizes, steep, cross_entropy, told_by_holes]
# What a raw score is multiplied by to be log-odds. A random forest's is a sum over five trees, of which
# the probability takes the mean.
FACTORS = {steep: 1.7, forest: 0.2}
REFUSED = {
    "linear": {"objective": "binary", "linear_tree": True},
    "multiclass": {"objective": "multiclass", "num_class": 3},
    "regression": {"objective": "regression"},
}


# Recipes of trees on categories, in the terms of Creditwood's trainer. LightGBM does not search a column
# below a node that no split by the column makes better; under these recipes that hides no split.
GROWN = [
    {"category_splits": {"min_rows_per_group": 10, "smoothing": 5.0, "l2": 1.0}},
    {"category_splits": {"min_rows_per_group": 1, "smoothing": 1.0, "l2": 0.0}, "l2": 0.5},
    {"category_splits": {"min_rows_per_group": 20, "smoothing": 2.0, "max_in_set": 2}},
    {"category_splits": {"max_bins_one_by_one": 64}},
    {"category_splits": {"max_bins_one_by_one": 1, "min_rows_per_group": 10, "l2": 0.5}, "l1": 0.5},
    {"category_splits": {}, "min_rows_per_leaf": 40},
]
# What they are in LightGBM's.
NAMES = {
    "max_bins_one_by_one": "max_cat_to_onehot", "max_in_set": "max_cat_threshold", "l1": "lambda_l1",
    "smoothing": "cat_smooth", "min_rows_per_group": "min_data_per_group", "l2": "lambda_l2",
    "min_rows_per_leaf": "min_data_in_leaf", "max_leaves": "num_leaves",
}


def grown(seed, recipe):
    """One tree on few categories with holes, many with negative values, and whole numbers. In a first
    tree all hessians are alike, so LightGBM's guesses of how many rows a bin has are true."""
    random = np.random.default_rng(seed)
    n_rows = 500
    few = random.integers(0, 3, n_rows).astype(float)
    few[random.uniform(size=n_rows) < 0.1] = np.nan
    many = np.minimum(random.geometric(0.08, n_rows) * 2 - 1, 60).astype(float)
    many[random.uniform(size=n_rows) < 0.08] = -1
    number = random.integers(1, 9, n_rows).astype(float)
    risk = np.sin(many * 2.3) * 1.5 + (few == 1) + 0.3 * (number - 4) * (few == 2)
    outcome = (risk + random.logistic(size=n_rows) > 0.5).astype(int)
    values = np.column_stack([few, many, number])
    recipe = {"max_leaves": 8, "min_rows_per_leaf": 10, "l2": 0.0} | recipe
    params = {NAMES[name]: value for name, value in recipe.items() if name in NAMES}
    splits = recipe["category_splits"]
    params |= {NAMES[name]: value for name, value in splits.items() if name != "l2"}
    params |= {"cat_l2": splits.get("l2", 10.0), "min_data_in_bin": 1, "learning_rate": 1.0}
    data = {"categorical_feature": [0, 1]}
    booster = train(values, outcome, params, data, n_trees=1)
    return {
        "params": recipe | {"n_trees": 1, "learning_rate": 1.0},
        "rows": [[None if np.isnan(value) else int(value) for value in row] for row in values],
        "targets": outcome.tolist(),
        "model": text_of(booster),
    }


def train(values, outcome, params, data, n_trees=5):
    params = {
        "objective": "binary", "num_leaves": 8, "min_data_in_leaf": 10, "learning_rate": 0.2,
        "deterministic": True, "force_row_wise": True, "num_threads": 1, "verbose": -1, "seed": 1,
    } | params
    return lightgbm.train(params, lightgbm.Dataset(values, outcome, **data), num_boost_round=n_trees)


def text_of(booster):
    """The model's text without parameters, which say nothing about scores."""
    text = booster.model_to_string()
    return text[: text.index("\nparameters:")] + "\npandas_categorical:null\n"


def rows_of(random, kind, values, booster):
    """Rows of values that are all `f32`, and behind them rows at thresholds and their neighbours."""
    singles = numbers(random, N_ROWS, hole_share=0.2, zero_share=0.1)
    if kind is sizes:
        singles = values[:N_ROWS].astype(np.float32).astype(np.float64)
    if kind is categories:
        singles[:, 3] = random.integers(-2, N_LEVELS, N_ROWS)
        singles[:, 4] = random.integers(-1, 6, N_ROWS)
        singles[2:9, 3] = [-0.5, -1.0, 3.75, 1e6, 3e9, -3e9, np.nan]
    singles[0, :] = np.nan
    singles[1, :] = 0.0
    at_thresholds = values[:N_ROWS].copy()
    splits = booster.trees_to_dataframe()
    splits = splits[splits["decision_type"] == "<="] if "decision_type" in splits else splits[:0]
    for row, (name, threshold) in enumerate(zip(splits["split_feature"], splits["threshold"])):
        column, row = int(name.split("_")[1]), row % N_ROWS
        near = [threshold, np.nextafter(threshold, np.inf), np.nextafter(threshold, -np.inf)]
        greatest = np.finfo(np.float64).max
        at_thresholds[row, column] = np.clip(near, -greatest, greatest)[random.integers(0, 3)]
    edges = np.tile(np.array(EDGES)[:, None], N_FEATURES)
    return singles, np.vstack([singles, at_thresholds, edges])


def plain_json(values):
    return [[None if np.isnan(value) else float(value) for value in row] for row in values]


def make(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for seed, kind in enumerate(KINDS):
        random = np.random.default_rng(seed)
        values, outcome, params, data = kind(random)
        booster = train(values, outcome, params, data)
        singles, rows = rows_of(random, kind, values, booster)
        contributions = booster.predict(singles, pred_contrib=True)
        golden = {
            "rows": plain_json(rows),
            "raw_scores": booster.predict(rows, raw_score=True).tolist(),
            "probabilities": booster.predict(rows).tolist(),
            "n_singles": len(singles),
            "factor": FACTORS.get(kind, 1.0),
            "base_value": float(contributions[0, -1]),
            "contributions": contributions[:, :-1].tolist(),
        }
        name = kind.__name__
        (folder / f"{name}.txt").write_text(text_of(booster), encoding="utf-8")
        with open(folder / f"{name}.json", "w", encoding="utf-8") as file:
            json.dump(golden, file, separators=(",", ":"))
            file.write("\n")
    for name, params in REFUSED.items():
        random = np.random.default_rng(1)
        values = numbers(random, N_TRAINING)
        outcome = outcome_of(random, values) + (values[:, 0] > 1 if name == "multiclass" else 0)
        booster = train(values, outcome, params | {"num_leaves": 3}, {})
        (folder / f"refused_{name}.txt").write_text(text_of(booster), encoding="utf-8")


def make_grown(path):
    cases = [grown(seed, recipe) for seed, recipe in enumerate(GROWN)]
    with open(path, "w", encoding="utf-8") as file:
        json.dump(cases, file, separators=(",", ":"))
        file.write("\n")


def exported(program, text):
    written = subprocess.run([program], input=text, capture_output=True, text=True, check=True).stdout
    return lightgbm.Booster(model_str=written)


def check(golden, program):
    worst = 0.0
    for path in sorted((golden / "lightgbm").glob("*.json")):
        told = json.loads(path.read_text())
        rows = np.array(told["rows"], dtype=np.float64)
        booster = exported(program, path.with_suffix(".txt").read_text())
        for key, raw, factor in [("raw_scores", True, told["factor"]), ("probabilities", False, 1.0)]:
            found = booster.predict(rows, raw_score=raw)
            difference = np.abs(found - factor * np.array(told[key])).max()
            worst = max(worst, difference)
            assert difference <= 1e-12, f"{path.stem}: {key} differ by {difference}"
    told = json.loads((golden / "shap.json").read_text())
    told["forest"]["base_score"] = -0.3
    rows = np.array(told["rows"], dtype=np.float64)
    found = exported(program, json.dumps(told["forest"])).predict(rows, raw_score=True)
    difference = np.abs(found - np.array(told["raw_scores"]) + 0.3).max()
    worst = max(worst, difference)
    assert difference <= 1e-12, f"a forest with a base score: raw scores differ by {difference}"
    print(f"LightGBM predicts of what Creditwood wrote what it predicted before, within {worst:.1e}")


if sys.argv[1] == "make":
    make(pathlib.Path(sys.argv[2]) / "lightgbm")
    make_grown(pathlib.Path(sys.argv[2]) / "categories.json")
else:
    check(pathlib.Path(sys.argv[2]), sys.argv[3])
