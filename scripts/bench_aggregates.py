"""The same aggregates over the same tables, the way pandas, Polars and DuckDB do it best, and the way
a notebook does it with pandas: every category of every table as a column for each of its levels
(`get_dummies`), the whole table cut down to the rows that count, then grouped.

Called by bench_features.py, once a run: `bench_aggregates.py ENGINE DATA DEFINITIONS OUT`, with
ENGINE one of notebook, pandas, polars and duckdb, DATA the folder of CSV files, DEFINITIONS the aggregates
as the catalogue defines them, as JSON, and OUT the Parquet file of one row an applicant. Prints
seconds and CPU seconds from the first file to the last byte; starting Python is not among them.
"""

import json
import os
import resource
import sys
import time
from collections import defaultdict

N_THREADS = 2
os.environ["POLARS_MAX_THREADS"] = str(N_THREADS)

OWNER = "SK_ID_CURR"
# By table: its file, and how its rows find their applicant.
FILES = {
    "bureau": ("bureau", OWNER),
    "bureau_balance": ("bureau_balance", "SK_ID_BUREAU"),
    "previous_application": ("previous_application", OWNER),
    "pos_cash_balance": ("POS_CASH_balance", OWNER),
    "instalments_payments": ("installments_payments", OWNER),
    "credit_card_balance": ("credit_card_balance", OWNER),
}
KEYS = {OWNER, "SK_ID_BUREAU", "SK_ID_PREV"}
# In these columns 365243 days stand for a hole.
UNKNOWN_DAYS = 365243
HAVE_UNKNOWN_DAYS = {
    "DAYS_FIRST_DRAWING", "DAYS_FIRST_DUE", "DAYS_LAST_DUE_1ST_VERSION", "DAYS_LAST_DUE",
    "DAYS_TERMINATION",
}


def the_one(node):
    """The kind and the content of a node of a definition."""
    ((kind, content),) = node.items()
    return kind, content


class Language:
    """Turns definitions into an engine's own expressions; what differs is in its subclasses."""

    def value(self, node):
        kind, content = the_one(node)
        if kind == "column":
            column = self.column(content)
            if content in HAVE_UNKNOWN_DAYS:
                return self.where(self.unequal(column, UNKNOWN_DAYS), column)
            return column
        if kind == "number":
            return self.number(content)
        if kind == "binary":
            op, left, right = content
            return self.binary(op, self.value(left), self.value(right))
        if kind == "unary":
            return getattr(self, content[0])(self.value(content[1]))
        if kind == "flag":
            return self.flag(self.cond(content))
        if kind == "when" and content[2] == "hole":
            return self.where(self.cond(content[0]), self.value(content[1]))
        if kind == "when":
            return self.choose(self.cond(content[0]), *map(self.value, content[1:]))
        raise ValueError(f"{kind} is not among the benchmark's expressions")

    def cond(self, node):
        kind, content = the_one(node)
        if kind == "compare":
            comparison, left, right = content
            return self.compare(comparison, self.value(left), self.value(right))
        if kind == "is_level":
            return self.is_in(self.column(content[0]), content[1])
        if kind == "is_hole":
            return self.is_hole(self.value(content))
        if kind == "not":
            return self.negate(self.cond(content))
        if kind in ("all", "any"):
            return self.join(kind, [self.cond(cond) for cond in content])
        raise ValueError(f"{kind} is not among the benchmark's conditions")


class Sql(Language):
    OPS = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/"}
    COMPARISONS = {"less": "<", "at_most": "<=", "equal": "=", "at_least": ">=", "greater": ">"}
    STATISTICS = {
        "count": "count", "sum": "sum", "mean": "avg", "min": "min", "max": "max",
        "standard_deviation": "stddev_pop",
    }

    def column(self, name):
        return f'"{name}"'

    def number(self, number):
        return f"{number!r}::DOUBLE"

    def binary(self, op, left, right):
        right = f"nullif({right}, 0)" if op == "divide" else right
        return f"({left} {self.OPS[op]} {right})"

    def negate_number(self, operand):
        return f"(-{operand})"

    def absolute(self, operand):
        return f"abs({operand})"

    def flag(self, cond):
        return f"(CASE WHEN {cond} THEN 1.0::DOUBLE ELSE 0.0 END)"

    def where(self, cond, value):
        return f"(CASE WHEN {cond} THEN {value} END)"

    def choose(self, cond, value, otherwise):
        return f"(CASE WHEN {cond} THEN {value} ELSE {otherwise} END)"

    def unequal(self, left, right):
        return f"{left} <> {right}"

    def compare(self, comparison, left, right):
        return f"coalesce({left} {self.COMPARISONS[comparison]} {right}, false)"

    def is_in(self, column, levels):
        texts = ", ".join("'" + level.replace("'", "''") + "'" for level in levels)
        return f"coalesce({column} IN ({texts}), false)"

    def is_hole(self, value):
        return f"({value} IS NULL)"

    def negate(self, cond):
        return f"(NOT {cond})"

    def join(self, kind, conds):
        return "(" + (" AND " if kind == "all" else " OR ").join(conds) + ")"

    def aggregate(self, definition):
        value = self.value(definition["value"])
        text = f"{self.STATISTICS[definition['statistic']]}({value})"
        if "filter" in definition:
            text += f" FILTER (WHERE {self.cond(definition['filter'])})"
        return text


def run_duckdb(data, tables, out):
    import duckdb

    start = begin()
    connection = duckdb.connect()
    connection.execute(f"SET threads = {N_THREADS}; SET preserve_insertion_order = false")
    sql = Sql()

    def scan(table, columns):
        stem, _ = FILES.get(table, (table, OWNER))
        path = os.path.join(data, f"{stem}.csv")
        types = ", ".join(f"'{name}': '{columns.get(name, 'VARCHAR')}'" for name in header(path))
        return f"read_csv('{path}', header = true, auto_detect = false, columns = {{{types}}})"

    joins, chosen = "", []
    for table, definitions in tables.items():
        columns = {name: sql_type(kind) for name, kind in columns_of(table, definitions).items()}
        source = scan(table, columns)
        if FILES[table][1] != OWNER:
            keys = {OWNER: "BIGINT", "SK_ID_BUREAU": "BIGINT"}
            bureau = scan("bureau", keys)
            source += f" JOIN (SELECT {OWNER}, SK_ID_BUREAU FROM {bureau}) USING (SK_ID_BUREAU)"
        aggregates = ", ".join(f'{sql.aggregate(d)} AS "{d["name"]}"' for d in definitions)
        connection.execute(
            f"CREATE TEMP TABLE of_{table} AS SELECT {OWNER}, {aggregates} FROM {source} "
            f"GROUP BY {OWNER}"
        )
        joins += f" LEFT JOIN of_{table} USING ({OWNER})"
        for definition in definitions:
            name = f'"{definition["name"]}"'
            value = f"coalesce({name}, 0)" if definition["statistic"] == "count" else name
            chosen.append(f"{value}::FLOAT AS {name}")
    keys = {OWNER: "BIGINT"}
    applicants = " UNION ALL ".join(
        f"SELECT {OWNER} FROM {scan(part, keys)}" for part in applications(data)
    )
    connection.execute(
        f"COPY (SELECT {OWNER}, {', '.join(chosen)} FROM ({applicants}){joins}) "
        f"TO '{out}' (FORMAT parquet, COMPRESSION zstd)"
    )
    return end(start)


class Polars(Language):
    def __init__(self, pl):
        self.pl = pl

    def column(self, name):
        return self.pl.col(name)

    def number(self, number):
        return self.pl.lit(number)

    def binary(self, op, left, right):
        if op == "divide":
            return left / self.pl.when(right != 0).then(right)
        return {"add": left + right, "subtract": left - right, "multiply": left * right}[op]

    def absolute(self, operand):
        return operand.abs()

    def flag(self, cond):
        return self.choose(cond, self.pl.lit(1.0), self.pl.lit(0.0))

    def where(self, cond, value):
        return self.pl.when(cond).then(value)

    def choose(self, cond, value, otherwise):
        return self.pl.when(cond).then(value).otherwise(otherwise)

    def unequal(self, left, right):
        return left != right

    def compare(self, comparison, left, right):
        return {
            "less": left < right, "at_most": left <= right, "equal": left == right,
            "at_least": left >= right, "greater": left > right,
        }[comparison].fill_null(False)

    def is_in(self, column, levels):
        if len(levels) == 1:
            return (column == levels[0]).fill_null(False)
        return column.is_in(levels).fill_null(False)

    def is_hole(self, value):
        return value.is_null()

    def negate(self, cond):
        return ~cond

    def join(self, kind, conds):
        return (self.pl.all_horizontal if kind == "all" else self.pl.any_horizontal)(conds)


def run_polars(data, tables, out):
    import polars as pl

    start = begin()
    language = Polars(pl)
    types = {"key": pl.Int64, "text": pl.String, "number": pl.Float64}

    def scan(table, columns):
        stem, _ = FILES.get(table, (table, OWNER))
        overrides = {name: types[kind] for name, kind in columns.items()}
        return pl.scan_csv(
            os.path.join(data, f"{stem}.csv"), schema_overrides=overrides, infer_schema_length=0
        ).select(list(columns))

    applicants = pl.concat([scan(part, {OWNER: "key"}) for part in applications(data)])
    result = applicants
    for table, definitions in tables.items():
        rows = scan(table, columns_of(table, definitions))
        if FILES[table][1] != OWNER:
            bureau = scan("bureau", {OWNER: "key", "SK_ID_BUREAU": "key"})
            rows = rows.join(bureau, on="SK_ID_BUREAU")
        # What is aggregated becomes a column first: the streaming engine then needs no rows.
        values, columns, aggregates = {}, [], []
        for definition in definitions:
            text = json.dumps([definition["value"], definition.get("filter")])
            if text not in values:
                values[text] = f"value_{len(values)}"
                value = language.value(definition["value"])
                if "filter" in definition:
                    value = language.where(language.cond(definition["filter"]), value)
                columns.append(value.alias(values[text]))
            aggregates.append(polars_aggregate(pl, pl.col(values[text]), definition))
        of_table = rows.select(OWNER, *columns).group_by(OWNER).agg(aggregates)
        result = result.join(of_table, on=OWNER, how="left")
    counts = [d["name"] for ds in tables.values() for d in ds if d["statistic"] == "count"]
    result = result.with_columns(pl.col(counts).fill_null(0))
    result = result.with_columns(pl.exclude(OWNER).cast(pl.Float32))
    result.collect(engine="streaming").write_parquet(out, compression="zstd")
    return end(start)


def polars_aggregate(pl, column, definition):
    statistic = definition["statistic"]
    if statistic == "sum":
        # Polars' sum of nothing is 0.
        value = pl.when(column.count() > 0).then(column.sum())
    elif statistic == "standard_deviation":
        value = column.std(ddof=0)
    else:
        value = getattr(column, statistic)()
    return value.alias(definition["name"])


class Pandas(Language):
    """Values and conditions of a frame, each computed once."""

    def __init__(self, frame):
        import numpy

        self.numpy = numpy
        self.frame = frame
        self.known = {}

    def value(self, node):
        return self.once("value", node, super().value)

    def cond(self, node):
        return self.once("cond", node, super().cond)

    def once(self, kind, node, compute):
        text = kind + json.dumps(node)
        if text not in self.known:
            self.known[text] = compute(node)
        return self.known[text]

    def column(self, name):
        return self.frame[name]

    def number(self, number):
        return number

    def binary(self, op, left, right):
        if op == "divide":
            return left / (right.where(right != 0) if hasattr(right, "where") else right)
        return {"add": lambda: left + right, "subtract": lambda: left - right,
                "multiply": lambda: left * right}[op]()

    def absolute(self, operand):
        return operand.abs()

    def flag(self, cond):
        return cond.astype("float64")

    def where(self, cond, value):
        if hasattr(value, "where"):
            return value.where(cond)
        return self.choose(cond, value, self.numpy.nan)

    def choose(self, cond, value, otherwise):
        pandas = sys.modules["pandas"]
        return pandas.Series(self.numpy.where(cond, value, otherwise), index=self.frame.index)

    def unequal(self, left, right):
        return left != right

    def compare(self, comparison, left, right):
        method = {"less": "lt", "at_most": "le", "equal": "eq", "at_least": "ge", "greater": "gt"}
        return getattr(left, method[comparison])(right)

    def is_in(self, column, levels):
        return column == levels[0] if len(levels) == 1 else column.isin(levels)

    def is_hole(self, value):
        return value.isna()

    def negate(self, cond):
        return ~cond

    def join(self, kind, conds):
        joined = conds[0]
        for cond in conds[1:]:
            joined = joined & cond if kind == "all" else joined | cond
        return joined


class Notebook(Pandas):
    """The same of a frame whose categories are columns of their levels."""

    def column(self, name):
        # A category stands for its name until it is asked for a level.
        return self.frame[name] if name in self.frame else name

    def is_in(self, column, levels):
        flags = [f"{column}_{level}" for level in levels]
        known = [flag for flag in flags if flag in self.frame]
        return (self.frame[known] == 1).any(axis=1)


def run_notebook(data, tables, out):
    return run_pandas(data, tables, out, is_notebook=True)


def run_pandas(data, tables, out, is_notebook=False):
    import pandas

    start = begin()

    def read(stem):
        frame = pandas.read_csv(os.path.join(data, f"{stem}.csv"))
        if not is_notebook or stem.startswith("application"):
            return frame
        texts = list(frame.select_dtypes(["object", "string"]).columns)
        return pandas.get_dummies(frame, columns=texts, dummy_na=True)

    result = pandas.concat([read(part)[[OWNER]] for part in applications(data)])
    result = result.set_index(OWNER)
    bureau = None
    for table, definitions in tables.items():
        stem, key = FILES[table]
        frame = read(stem)
        if table == "bureau":
            bureau = frame[[OWNER, "SK_ID_BUREAU"]]
        if key != OWNER:
            frame = frame.merge(bureau if bureau is not None else read("bureau"), on=key)
        aggregates = notebook_aggregates if is_notebook else pandas_aggregates
        result = result.join(list(aggregates(pandas, frame, definitions)))
    counts = [d["name"] for ds in tables.values() for d in ds if d["statistic"] == "count"]
    result[counts] = result[counts].fillna(0)
    result = result[[d["name"] for ds in tables.values() for d in ds]].astype("float32")
    result.reset_index().to_parquet(out, compression="zstd")
    return end(start)


def pandas_aggregates(pandas, frame, definitions):
    """For each filter the values of the rows that fulfil it, grouped and aggregated."""
    language = Pandas(frame)
    for cond, definitions in by_filter(definitions):
        columns = {json.dumps(d["value"]): language.value(d["value"]) for d in definitions}
        rows = pandas.DataFrame({OWNER: frame[OWNER], **columns})
        if cond is not None:
            rows = rows[language.cond(cond)]
        yield from grouped(rows.groupby(OWNER), definitions)


def notebook_aggregates(pandas, frame, definitions):
    """Every value becomes a column of the table, and for each filter the rows of the whole table
    that fulfil it are grouped and aggregated."""
    language = Notebook(frame)
    columns = {json.dumps(d["value"]): language.value(d["value"]) for d in definitions}
    conds = [(cond, of_cond) for cond, of_cond in by_filter(definitions)]
    masks = [None if cond is None else language.cond(cond) for cond, _ in conds]
    table = pandas.concat([frame, pandas.DataFrame(columns)], axis=1)
    for (_, definitions), mask in zip(conds, masks):
        rows = table if mask is None else table[mask]
        yield from grouped(rows.groupby(OWNER), definitions)


def by_filter(definitions):
    """The filters, each with the definitions that have it."""
    found = defaultdict(list)
    for definition in definitions:
        found[json.dumps(definition.get("filter"))].append(definition)
    return [(json.loads(text), definitions) for text, definitions in found.items()]


def grouped(groups, definitions):
    """The aggregates over groups, in frames whose columns have the definitions' names."""
    asked = defaultdict(list)
    for definition in definitions:
        asked[json.dumps(definition["value"])].append(
            (definition["statistic"], definition["name"]))
    plain = {c: [s for s, _ in a if s in ("count", "mean", "min", "max")]
             for c, a in asked.items()}
    plain = {column: statistics for column, statistics in plain.items() if statistics}
    names = {(c, s): name for c, a in asked.items() for s, name in a}
    if plain:
        part = groups.agg(plain)
        yield part.set_axis([names[column] for column in part.columns], axis=1)
    for statistic, compute in [
        ("sum", lambda groups: groups.sum(min_count=1)),
        ("standard_deviation", lambda groups: groups.std(ddof=0)),
    ]:
        chosen = [c for c, a in asked.items() if statistic in [s for s, _ in a]]
        if chosen:
            part = compute(groups[chosen])
            yield part.set_axis([names[column, statistic] for column in chosen], axis=1)


def columns_of(table, definitions):
    """The columns that definitions read, each with whether it holds keys, texts or numbers."""
    columns = {FILES[table][1]: "key"}

    def visit(node):
        if isinstance(node, list):
            for part in node:
                visit(part)
        elif isinstance(node, dict):
            for kind, content in node.items():
                if kind == "column":
                    columns[content] = "number"
                elif kind == "is_level":
                    columns[content[0]] = "text"
                else:
                    visit(content)

    visit([[d["value"], d.get("filter")] for d in definitions])
    return columns


def sql_type(kind):
    return {"key": "BIGINT", "text": "VARCHAR", "number": "DOUBLE"}[kind]


def header(path):
    with open(path) as file:
        return file.readline().strip().split(",")


def applications(data):
    parts = ["application_train", "application_test"]
    return [part for part in parts if os.path.exists(os.path.join(data, f"{part}.csv"))]


def begin():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return time.perf_counter(), used.ru_utime + used.ru_stime


def end(start):
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "seconds": time.perf_counter() - start[0],
        "cpu_seconds": used.ru_utime + used.ru_stime - start[1],
    }


def main():
    engine, data, definitions, out = sys.argv[1:]
    tables = defaultdict(list)
    with open(definitions) as file:
        for definition in json.load(file):
            tables[definition["table"]].append(definition)
    run = {"notebook": run_notebook, "pandas": run_pandas, "polars": run_polars, "duckdb": run_duckdb}[engine]
    print(json.dumps(run(data, tables, out)))


if __name__ == "__main__":
    main()
