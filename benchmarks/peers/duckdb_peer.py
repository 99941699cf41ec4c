"""DuckDB. tune.py compares the formulations and settings that are chosen here."""

import os

import duckdb

from common import BITS, MEMORY, SCRATCH, THREADS, main, total

# By itself it takes 80 % of the memory for what it counts, and more for what it does not: it then ends in the middle of a sort.
SETTINGS = {"threads": THREADS, "memory_limit": f"{MEMORY * 6 // 10}B", "temp_directory": os.path.join(SCRATCH, "duckdb.tmp")}
con = duckdb.connect(config=SETTINGS)

TYPES = {64: "BIGINT", 32: "INTEGER", 16: "SMALLINT"}


def columns_of(columns):
    return ", ".join(columns)


def narrow(columns):
    return ", ".join(f"{c}::{TYPES[BITS[c]]} AS {c}" for c in columns)


def write(query, out, strings):
    """Writes rows, and string columns that have one value: as an enumeration these take a third of the time."""
    for c, value in strings.items():
        con.execute(f"CREATE TYPE {c}_name AS ENUM ('{value}')")
    values = "".join(f"'{value}'::{c}_name AS {c}, " for c, value in strings.items())
    con.execute(f"COPY (SELECT {values}* FROM ({query})) TO '{out}' (FORMAT parquet, COMPRESSION zstd)")


def write_input(query, out):
    """Writes a file to be read: with row groups of a million rows it is smaller and read faster, but written more slowly."""
    con.execute(f"COPY ({query}) TO '{out}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 1000000)")


def copy(files):
    """Its own file of each list, from ours and in the order of ours, which it keeps."""
    for f in files:
        write_input(f"SELECT {narrow(f['columns'])} FROM '{f['source']}'", f["out"])


def anti_joins(excludes):
    return " ".join(f"ANTI JOIN '{e['path']}' USING ({columns_of(e['on'])})" for e in excludes)


def cut(base, columns, excludes):
    # The alias is needed: DuckDB takes ANTI for one where there is none, and joins.
    return f"SELECT {columns_of(columns)} FROM '{base}' AS base {anti_joins(excludes)}"


def cut_in_halves(base, columns, excludes):
    """The same rows, for lists that name few visits: those of all other visits pass one join, and only the rest all joins."""
    named = "(" + " UNION ".join(f"SELECT visit FROM '{e['path']}'" for e in excludes) + ")"
    return (f"SELECT {columns_of(columns)} FROM '{base}' AS base ANTI JOIN {named} USING (visit) UNION ALL "
            f"SELECT {columns_of(columns)} FROM '{base}' AS base SEMI JOIN {named} USING (visit) {anti_joins(excludes)}")


def apply(base, columns, excludes, few_visits, out=None, strings=None):
    query = (cut_in_halves if few_visits else cut)(base, columns, excludes)
    if out is None:
        return {"count": con.execute(f"SELECT count(*) FROM ({query})").fetchone()[0]}
    write(query, out, strings)


def apply_bad(base, bad, out, strings):
    con.execute(f"CREATE TABLE bad AS SELECT exposure FROM read_csv('{bad}', comment='#', header=true)")
    write(f"SELECT visit, detector FROM '{base}' AS base ANTI JOIN bad ON visit = exposure", out, strings)


def summed(path, columns, more):
    selected = ", ".join(["count(*)", *more.values(), *(f"sum({c})" for c in columns)])
    n, *values = con.execute(f"SELECT {selected} FROM '{path}'").fetchone()
    return {"count": n} | {name: total(v) for name, v in zip([*more, *(f"sum_{c}" for c in columns)], values)}


def checksum(columns):
    wide = ", ".join(f"{c}::BIGINT" for c in columns)
    return {"checksum": f"sum(hash({wide}))"}


def values(path, strings):
    """The least and the largest value of string columns."""
    if not strings:
        return {}
    ends = ", ".join(f"min({c}) || ' to ' || max({c})" for c in strings)
    return dict(zip((f"values_{c}" for c in strings), con.execute(f"SELECT {ends} FROM '{path}'").fetchone()))


def sums(path, columns):
    return summed(path, columns, {})


def hashed(path, columns):
    return summed(path, [], checksum(columns))


def checksums(paths, columns, strings=()):
    """What the referee says of files: equal rows give equal sums, in any order."""
    found = [summed(path, columns, checksum(columns)) | values(path, strings) for path in paths]
    return {"files": [{name: str(value) for name, value in f.items()} for f in found]}


def distinct(path, out, strings):
    """One number for both columns is sorted and compared faster than two."""
    numbers = f"SELECT DISTINCT visit << 8 | detector AS number FROM '{path}' ORDER BY number"
    write(f"SELECT number >> 8 AS visit, (number & 255)::SMALLINT AS detector FROM ({numbers})", out, strings)


def union(a, b, columns, out, strings):
    """Neither list has duplicates, so UNION, which looks for them in both, would take three times as long."""
    chosen = columns_of(columns)
    write(f"SELECT {chosen} FROM '{a}' UNION ALL SELECT {chosen} FROM '{b}' AS b ANTI JOIN '{a}' USING ({chosen})", out, strings)


def rewrite(path, columns, out, strings):
    write(f"SELECT {columns_of(columns)} FROM '{path}'", out, strings)


def count(path):
    return {"count": con.execute(f"SELECT count(*) FROM '{path}'").fetchone()[0]}


DATAID = "{instrument: 'VARCHAR', visit: 'BIGINT', detector: 'SMALLINT'}"


def read_text(source):
    con.execute(f"CREATE TABLE t AS SELECT * FROM {source}")
    n, visits, detectors = con.execute("SELECT count(*), sum(visit), sum(detector) FROM t").fetchone()
    return {"count": n, "sum_visit": total(visits), "sum_detector": total(detectors)}


def read_csv(path):
    return read_text(f"read_csv('{path}', header=true, auto_detect=false, delim=',', columns={DATAID})")


def read_json(path):
    return read_text(f"read_json('{path}', format='array', columns={DATAID})")


def read_jsonl(path):
    return read_text(f"read_json('{path}', format='newline_delimited', columns={DATAID})")


def shuffle(source, columns, out):
    write_input(f"SELECT {narrow(columns)} FROM '{source}' ORDER BY hash({columns_of(columns)})", out)


def export(source, format, order, out):
    order = {"canonical": "ALL", "shuffled": "hash(visit, detector)", "sorted": "visit::VARCHAR || ',' || detector::VARCHAR"}[order]
    settings = {"csv": "FORMAT csv, HEADER", "json": "FORMAT json, ARRAY true", "jsonl": "FORMAT json"}[format]
    con.execute(f"COPY (SELECT instrument, visit, detector FROM '{source}' ORDER BY {order}) TO '{out}' ({settings})")


if __name__ == "__main__":
    main({f.__name__: f for f in (copy, apply, apply_bad, sums, checksums, distinct, union, rewrite, count, read_csv, read_json,
                                  read_jsonl, shuffle, export)} | {"hash": hashed})
