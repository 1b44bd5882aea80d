"""Measures `creditwood features`: at full size, and against others on a tenth of it.

Called by scripts/bench-features, whose help tells what for, with the build folder and its own
arguments.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time

import numpy
import pandas
import pyarrow.parquet

HERE = os.path.dirname(os.path.abspath(__file__))
NAMES = os.path.join(HERE, "bench_features.names")
N_PROCESSORS = 2
MOST_MIB = 8 * 1024
LEAST_TIMES_PANDAS = 10
MOST_TIMES_QUICKEST = 1.25
# By size: applicants, how many of them have no outcome.
SIZES = {"full": (356_255, 48_744), "tenth": (35_626, 4_874)}
OTHERS = ["notebook", "pandas", "polars", "duckdb"]
# Two answers are the same when they differ by no more than this, of their size.
MOST_DIFFERENCE = 1e-6


class Bench:
    def __init__(self, target):
        self.program = os.path.join(target, "release", "creditwood")
        self.folder = os.path.join(target, "bench-features")

    def portfolio(self, size):
        """The folder with the tables, which are made if need be, and how many history rows."""
        folder = os.path.join(self.folder, size)
        counts = os.path.join(folder, "counts.json")
        if not os.path.exists(counts):
            shutil.rmtree(folder, ignore_errors=True)
            os.makedirs(folder)
            n_applicants, n_unlabelled = SIZES[size]
            print(f"making {n_applicants:,} applicants", file=sys.stderr)
            command = [self.program, "synth", "--out", folder, "--applicants", str(n_applicants),
                       "--unlabelled", str(n_unlabelled)]
            made = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
            # Below the line of headings: a file and how many rows it has.
            lines = [line.split() for line in made.splitlines()]
            rows = [words for words in lines if len(words) == 2 and words[1].isdigit()]
            n_rows = sum(int(n) for table, n in rows if not table.startswith("application"))
            with open(counts, "w") as file:
                json.dump(n_rows, file)
        with open(counts) as file:
            return folder, json.load(file)

    def features(self, data, out, *more):
        """Computes features; the report, with what the process took."""
        command = [self.program, "features", "--data", data, "--out", out, "--anew",
                   "--format", "json", *more]
        return measured(command)


def measured(command):
    """Runs a command on two processors: what it prints as JSON, and what it took."""
    processors = sorted(os.sched_getaffinity(0))[:N_PROCESSORS]
    busy, start = busy_seconds(), time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=lambda: os.sched_setaffinity(0, processors),
    )
    printed, told = process.stdout.read(), process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status != 0:
        sys.exit(f"failed: {' '.join(command)}\n{told.decode()}")
    cpu_seconds = used.ru_utime + used.ru_stime
    # Python's own start is not theirs: what they print stands before what was measured outside.
    return {
        "seconds": seconds, "cpu_seconds": cpu_seconds, "mib": used.ru_maxrss / 1024,
        "foreign": max(0.0, busy_seconds() - busy - cpu_seconds),
    }, json.loads(printed)


def busy_seconds():
    """How long the processors have been at work since the start, for whomever."""
    with open("/proc/stat") as file:
        user, nice, system, _, _, irq, softirq, steal = map(int, file.readline().split()[1:9])
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


def wait_until_quiet(most_minutes=30):
    """Waits until others use less than a tenth of a processor."""
    for waited in range(most_minutes * 30):
        before = busy_seconds()
        time.sleep(2)
        share = (busy_seconds() - before) / 2
        if share < 0.1:
            return
        if waited == 0:
            print("waiting for a quiet machine", file=sys.stderr)
    print(f"measuring though others use {share:.1f} processors", file=sys.stderr)


def run_full(bench):
    data, n_rows = bench.portfolio("full")
    out = os.path.join(bench.folder, "full.parquet")
    wait_until_quiet()
    used, report = bench.features(data, out)
    print(f"full size: {report['n_applicants']:,} applicants, {n_rows:,} history rows, "
          f"{report['n_features']:,} features")
    print(f"  {used['seconds']:.1f} s on {N_PROCESSORS} processors, {used['cpu_seconds']:.1f} CPU "
          f"seconds (others {used['foreign']:.1f}), {used['mib']:,.0f} MiB, "
          f"{os.path.getsize(out) / 2**20:,.0f} MiB written")
    return [] if used["mib"] < MOST_MIB else [f"more than {MOST_MIB} MiB of memory"]


def run_tenth(bench, n_runs):
    data, n_rows = bench.portfolio("tenth")
    outs = {engine: os.path.join(bench.folder, f"{engine}.parquet") for engine in ["ours", *OTHERS]}
    bench.features(data, outs["ours"], "--only", f"@{NAMES}")
    definitions = definitions_in(outs["ours"])
    asked = os.path.join(bench.folder, "definitions.json")
    with open(asked, "w") as file:
        json.dump(definitions, file)
    runs = {engine: [] for engine in outs}
    for _ in range(n_runs):
        for engine, out in outs.items():
            wait_until_quiet()
            if engine == "ours":
                used, _ = bench.features(data, out, "--only", f"@{NAMES}")
            else:
                script = os.path.join(HERE, "bench_aggregates.py")
                used, took = measured([sys.executable, script, engine, data, asked, out])
                used |= took
            runs[engine].append(used)
    print(f"{len(definitions)} aggregates of {n_rows:,} history rows of {SIZES['tenth'][0]:,} "
          f"applicants, {N_PROCESSORS} threads, medians of {n_runs} runs")
    medians = tell(runs)
    return compare_answers(outs, definitions) + compare_times(medians)


def tell(runs):
    """Prints a line for each; the medians of their seconds."""
    middle = lambda of, key: statistics.median(run[key] for run in of)
    medians = {engine: middle(of, "seconds") for engine, of in runs.items()}
    print("          seconds (least, most)     CPU    MiB   others' CPU   times ours")
    for engine, of in runs.items():
        seconds = [run["seconds"] for run in of]
        print(f"{engine:8} {medians[engine]:8.2f} ({min(seconds):5.2f}, {max(seconds):5.2f}) "
              f"{middle(of, 'cpu_seconds'):9.2f} {middle(of, 'mib'):6.0f} "
              f"{middle(of, 'foreign'):13.2f} {medians[engine] / medians['ours']:12.2f}")
    return medians


def compare_times(medians):
    times_pandas, times_best = (medians[way] / medians["ours"] for way in ("notebook", "pandas"))
    times_quickest = medians["ours"] / min(medians["polars"], medians["duckdb"])
    print(f"{times_pandas:.1f} times as quick as a notebook's pandas (asked: {LEAST_TIMES_PANDAS}) "
          f"and {times_best:.1f} times as pandas at its best; {times_quickest:.2f} times as long as "
          f"the quicker of Polars and DuckDB (allowed: {MOST_TIMES_QUICKEST})")
    failures = []
    if times_pandas < LEAST_TIMES_PANDAS:
        failures.append("too slow against pandas")
    if times_quickest > MOST_TIMES_QUICKEST:
        failures.append("too slow against Polars and DuckDB")
    return failures


def definitions_in(path):
    """The chosen aggregates as the features file has them."""
    metadata = pyarrow.parquet.read_metadata(path).metadata
    features = json.loads(metadata[b"creditwood.catalogue"])["features"]
    definitions = {feature["name"]: feature["definition"]["aggregate"] for feature in features}
    with open(NAMES) as file:
        return [{"name": name} | definitions[name] for name in file.read().split()]


def compare_answers(outs, definitions):
    names = [definition["name"] for definition in definitions]
    answers = {
        engine: pandas.read_parquet(out, columns=["SK_ID_CURR", *names])
        .set_index("SK_ID_CURR").sort_index()
        for engine, out in outs.items()
    }
    failures = []
    ours = answers.pop("ours")
    for engine, theirs in answers.items():
        if not ours.index.equals(theirs.index):
            failures.append(f"{engine} has other applicants")
            continue
        worst = max((difference(ours[name], theirs[name]), name) for name in names)
        print(f"{engine}: answers differ by {worst[0]:.1e} of their size at most ({worst[1]})")
        if not worst[0] <= MOST_DIFFERENCE:
            failures.append(f"{engine} has another {worst[1]}")
    return failures


def difference(one, other):
    """The largest difference of two columns, of the size of the values; holes against values are
    infinitely different."""
    one, other = (column.to_numpy(dtype=numpy.float64) for column in (one, other))
    if (numpy.isnan(one) != numpy.isnan(other)).any():
        return numpy.inf
    sizes = numpy.maximum(numpy.abs(one), numpy.abs(other))
    # Where a deviation is 0, rounding leaves others something of the size of the column's values.
    sizes = numpy.maximum(sizes, numpy.nanmean(sizes)) if not numpy.isnan(sizes).all() else sizes
    relative = numpy.abs(one - other) / numpy.where(sizes > 0, sizes, 1)
    return float(numpy.nanmax(relative, initial=0.0))


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench-features")
    parser.add_argument("target")
    parser.add_argument("size", nargs="?", choices=sorted(SIZES))
    parser.add_argument("--runs", type=int, default=5)
    args = parser.parse_args()
    bench = Bench(args.target)
    failures = []
    if args.size != "tenth":
        failures += run_full(bench)
    if args.size != "full":
        failures += run_tenth(bench, args.runs)
    if failures:
        sys.exit("; ".join(failures))


if __name__ == "__main__":
    main()
