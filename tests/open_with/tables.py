"""Every table, read from Parquet by Polars, DuckDB, pyarrow, pandas, DataFusion, ClickHouse (chDB) and fastparquet, from CSV and JSON
Lines by Python: the same rows and values. No reader is given an option that another would need to know of."""

import csv
import datetime
import decimal
import json
import math
import pathlib
import sys

import chdb
import datafusion
import duckdb
import fastparquet
import numpy
import pandas
import polars
import pyarrow
import pyarrow.compute
import pyarrow.parquet


def text(value):
    """A value as the CSV writes it."""
    if value is None or value is pandas.NaT or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, (bool, numpy.bool_)):
        return "true" if value else "false"
    if isinstance(value, decimal.Decimal):
        plain = f"{value:f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    if isinstance(value, (float, numpy.floating)):
        return repr(float(value)).removesuffix(".0")
    if isinstance(value, (datetime.datetime, numpy.datetime64)):
        return pandas.Timestamp(value).date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (list, tuple, numpy.ndarray, polars.Series)):
        return ";".join(text(it).replace("\\", "\\\\").replace(";", "\\;") for it in value)
    return str(value)


def unguarded(value, column_type):
    """Text of a CSV without the apostrophe that keeps it from becoming a formula."""
    return value.removeprefix("'") if column_type in ("string", "list") else value


def plain(value, column_type):
    """A value of pandas, which keeps integers and booleans beside nulls as floats, and of fastparquet, which keeps decimals as floats."""
    if value is pandas.NA or value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if column_type == "boolean":
        return bool(value)
    if column_type == "integer":
        return int(value)
    return value


def columns_of_rows(rows, names):
    return {name: [text(row[name]) for row in rows] for name in names}


def readings(run, table, types):
    """The table by the name of each reader: columns of texts."""
    names = list(types)
    file = run / "datasets" / f"{table}.parquet"
    frame = polars.read_parquet(file)
    yield "polars", {name: [text(it) for it in frame[name].to_list()] for name in frame.columns}
    relation = duckdb.sql(f"select * from read_parquet('{file}')")
    yield "duckdb", columns_of_rows([dict(zip(relation.columns, row)) for row in relation.fetchall()], names)
    arrow = pyarrow.parquet.read_table(file)
    yield "pyarrow", columns_of_rows(arrow.to_pylist(), names)
    frame = pandas.read_parquet(file)
    yield "pandas", {name: [text(plain(it, types[name])) for it in frame[name]] for name in frame.columns}
    context = datafusion.SessionContext()
    context.register_parquet("t", str(file))
    yield "datafusion", columns_of_rows(context.table("t").to_arrow_table().to_pylist(), names)
    arrow_bytes = chdb.query(f"select * from file('{file}', Parquet)", "ArrowStream").bytes()
    yield "clickhouse", columns_of_rows(pyarrow.ipc.open_stream(arrow_bytes).read_all().to_pylist(), names)
    # fastparquet 2026.9 reads lists only where they were written with a dictionary, and gives None otherwise, pyarrow's own files included.
    frame = fastparquet.ParquetFile(str(file)).to_pandas()
    flat = [name for name in frame.columns if types[name] != "list"]
    decimals = {field.name for field in arrow.schema if pyarrow.types.is_decimal(field.type)}
    exact = lambda it, name: round(it, 6) if name in decimals and it is not None else it
    yield "fastparquet", {name: [text(exact(plain(it, types[name]), name)) for it in frame[name]] for name in flat}
    with open(file.with_suffix(".csv"), encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    yield "csv", {name: [unguarded(row[name], types[name]) for row in rows] for name in names}
    with open(file.with_suffix(".jsonl"), encoding="utf-8") as lines:
        yield "jsonl", columns_of_rows([json.loads(line) for line in lines], names)
    rows = duckdb.sql(f"select count(*) from read_csv('{file.with_suffix('.csv')}', header = true, all_varchar = true)").fetchall()[0]
    assert rows[0] == arrow.num_rows, f"{table}: DuckDB counts {rows[0]} rows in the CSV, {arrow.num_rows} in Parquet"


def check_arithmetic(file):
    """pyarrow adds, subtracts, multiplies and divides the decimals, filters and joins. Gives their type."""
    table = pyarrow.parquet.read_table(file)
    assert not any(pyarrow.types.is_null(it.type) for it in table.schema), f"{file.name} has a column without a type"
    assert table.filter(pyarrow.array([True] * table.num_rows, pyarrow.bool_())).num_rows == table.num_rows
    if "document_id" in table.column_names and table.num_rows:
        keys = pyarrow.table({"document_id": table["document_id"].unique()})
        # pyarrow joins no table with a column of lists, whoever wrote it.
        flat = table.select([it.name for it in table.schema if not pyarrow.types.is_nested(it.type)])
        assert flat.join(keys, "document_id", join_type="inner").num_rows <= table.num_rows, file.name
    types = set()
    for field in table.schema:
        if pyarrow.types.is_decimal(field.type):
            values = table[field.name]
            types.add(field.type)
            for operation in [pyarrow.compute.add, pyarrow.compute.subtract]:
                operation(values, values)
            if field.type.precision <= 18:
                pyarrow.compute.multiply(values, values)
                other = pyarrow.array([decimal.Decimal(3)] * table.num_rows, field.type)
                pyarrow.compute.divide(values, other)
    return types


def check_descriptions(run, resource):
    """Each Parquet column brings the words that the data package has."""
    file = run / "datasets" / f"{resource['name']}.parquet"
    schema = pyarrow.parquet.read_schema(file)
    whole = json.loads(pyarrow.parquet.read_metadata(file).metadata[b"shinchoku"])
    for field in resource["schema"]["fields"]:
        words = {key.decode(): value.decode() for key, value in schema.field(field["name"]).metadata.items()}
        assert words["title_ja"] == field["title"], f"{resource['name']}.{field['name']}: {words}"
        assert words.get("unit") == field.get("unit"), f"{resource['name']}.{field['name']}: {words}"
        assert whole["columns"][field["name"]]["title_ja"] == field["title"]


def main(run):
    package = json.loads((run / "datasets" / "datapackage.json").read_text(encoding="utf-8"))
    rows = {it["name"]: it["row_count"] for it in json.loads((run / "manifest.json").read_text(encoding="utf-8"))["tables"]}
    value_count = 0
    decimals, readers = set(), 0
    for resource in package["resources"]:
        table = resource["name"]
        types = {it["name"]: it["type"] for it in resource["schema"]["fields"]}
        read = dict(readings(run, table, types))
        for reader, columns in read.items():
            assert reader == "fastparquet" or list(columns) == list(types), f"{table}: {reader} has {list(columns)}"
            for name in columns:
                assert len(columns[name]) == rows[table], f"{table}.{name}: {reader} has {len(columns[name])} rows, not {rows[table]}"
                expected = read["polars"][name]
                for row, (value, wanted) in enumerate(zip(columns[name], expected)):
                    assert value == wanted, f"{table}.{name} row {row}: {reader} {value!r}, polars {wanted!r}"
                value_count += len(expected)
        readers = len(read)
        check_descriptions(run, resource)
        decimals |= check_arithmetic(run / "datasets" / f"{table}.parquet")
    assert len(decimals) == 1, f"decimals of several types: {decimals}"
    shares = duckdb.sql(
        f"select count(*) from read_parquet('{run}/datasets/ratings.parquet') where origin = 'list' and rank = 1 "
        "and fiscal_year = 2023 and reported_fiscal_year = 2023"
    ).fetchall()[0][0]
    assert shares == 17, f"the report of 2023 states 17 A, not {shares}"
    total = polars.read_parquet(run / "datasets" / "observations.parquet")["value"].sum()
    print(f"{len(package['resources'])} tables, {value_count} values by {readers} readers, all equal; sum of observations {total}")


main(pathlib.Path(sys.argv[1]))
