"""Times formulations and settings of the peers on the largest set, to find the best for each work.

    python tune.py WORK_DIRECTORY/full [REGEXP]

prints a line for each: wall time and CPU time of the best of two runs, each in a process of its own. What wins is what
duckdb_peer.py and polars_peer.py do.
"""

import itertools
import multiprocessing
import os
import re
import sys
import time

from common import limit_memory

COLUMNS = ["visit", "detector"]


def duckdb_cuts(base, visits, pairs):
    """Ways to say that no row may match either list."""
    import duckdb_peer

    excludes = [{"path": visits, "on": ["visit"]}, {"path": pairs, "on": ["visit", "detector"]}]
    yield "anti join", duckdb_peer.cut(base, COLUMNS, excludes)
    yield "two halves", duckdb_peer.cut_in_halves(base, COLUMNS, excludes)
    yield "not exists", (f"SELECT visit, detector FROM '{base}' AS base WHERE NOT EXISTS (FROM '{visits}' v WHERE v.visit = base.visit) "
                         f"AND NOT EXISTS (FROM '{pairs}' p WHERE p.visit = base.visit AND p.detector = base.detector)")
    yield "not in", (f"SELECT visit, detector FROM '{base}' WHERE visit NOT IN (SELECT visit FROM '{visits}') "
                     f"AND (visit, detector) NOT IN (SELECT (visit, detector) FROM '{pairs}')")
    yield "not in, one number", (f"SELECT visit, detector FROM '{base}' WHERE visit NOT IN (SELECT visit FROM '{visits}') "
                                 f"AND visit * 256 + detector NOT IN (SELECT visit * 256 + detector FROM '{pairs}')")


def duckdb_queries(directory, out):
    """All formulations for DuckDB: name, settings, query."""

    def path(name):
        return os.path.join(directory, name + ".duckdb.parquet")

    def copy(query, options=""):
        return f"COPY ({query}) TO '{out}' (FORMAT parquet, COMPRESSION zstd{options})"

    cuts = dict(duckdb_cuts(path("survey"), path("survey.visits"), path("survey.pairs")))
    for name, cut in cuts.items():
        yield f"count, {name}", "", f"SELECT count(*) FROM ({cut})"
    for name in ("anti join", "two halves"):
        for rows, version, ordered in ((122_880, 1, True), (122_880, 1, False), (1_000_000, 1, True), (1_000_000, 1, False), (1_000_000, 2, True)):
            yield (f"write, {name}, row groups of {rows}, version {version}, {'' if ordered else 'not '}ordered",
                   f"SET preserve_insertion_order = {ordered}", copy(cuts[name], f", ROW_GROUP_SIZE {rows}, PARQUET_VERSION v{version}"))
    yield "write, two halves, instrument as text", "", copy(f"SELECT 'LSSTCam' AS instrument, * FROM ({cuts['two halves']})")
    yield ("write, two halves, instrument as enumeration", "CREATE TYPE cameras AS ENUM ('LSSTCam')",
           copy(f"SELECT 'LSSTCam'::cameras AS instrument, * FROM ({cuts['two halves']})"))
    shuffled = path("survey.shuffled")
    yield "sort, distinct", "", copy(f"SELECT DISTINCT visit, detector FROM '{shuffled}' ORDER BY ALL")
    yield "sort, group by", "", copy(f"SELECT visit, detector FROM '{shuffled}' GROUP BY ALL ORDER BY ALL")
    yield "sort, distinct, one number", "", copy("SELECT k >> 8 AS visit, (k & 255)::SMALLINT AS detector FROM (SELECT DISTINCT "
                                                 f"visit << 8 | detector AS k FROM '{shuffled}' ORDER BY k)")
    for name, columns in (("sample", "visit, detector"), ("warps", "visit, tract, patch")):
        left, right = (f"SELECT {columns} FROM '{path(f'{name}.{side}')}'" for side in ("left", "right"))
        yield f"union of {name}, union", "", copy(f"{left} UNION {right}")
        yield f"union of {name}, union, ordered", "", copy(f"{left} UNION {right} ORDER BY ALL")
        yield f"union of {name}, all and anti join", "", copy(f"{left} UNION ALL {right} AS r ANTI JOIN ({left}) USING ({columns})")


def run_duckdb(settings, query):
    import duckdb_peer

    con = duckdb_peer.con
    if settings:
        con.execute(settings)
    return timed(lambda: con.execute(query).fetchall())


def polars_settings():
    """All settings for Polars: name, whether in halves, arguments of sink_parquet."""
    for halves, groups, ordered in itertools.product((False, True), (None, 1_000_000), (True, False)):
        yield (f"write, {'two halves' if halves else 'anti join'}, row groups of {groups or 'its own choice'}, {'' if ordered else 'not '}ordered",
               halves, {"row_group_size": groups, "maintain_order": ordered})


def run_polars(directory, out, halves, arguments):
    import polars as pl

    import polars_peer

    excludes = [{"path": os.path.join(directory, f"survey.{name}.polars.parquet"), "on": on}
                for name, on in (("visits", ["visit"]), ("pairs", COLUMNS))]
    base = pl.scan_parquet(os.path.join(directory, "survey.polars.parquet"))
    frame = (polars_peer.cut_in_halves if halves else polars_peer.cut)(base, excludes)
    return timed(lambda: frame.sink_parquet(out, compression="zstd", **arguments))


def timed(work):
    """The seconds that a function takes, by the clock and of the processors."""
    begin, busy = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - begin, time.process_time() - busy


def report(name, run, *arguments):
    """Runs a formulation twice in processes of its own, and prints the better time."""
    seconds = []
    for _ in range(2):
        with multiprocessing.get_context("spawn").Pool(1, limit_memory) as pool:
            try:
                seconds.append(pool.apply(run, arguments))
            except Exception as e:
                print(f"{name:70s} failed: {e}", flush=True)
                return
    wall, busy = map(min, zip(*seconds))
    print(f"{name:70s} {wall:8.2f} s {busy:8.2f} s CPU", flush=True)


def main(directory, only=""):
    os.environ.setdefault("BENCH_SCRATCH", directory)
    out = os.path.join(directory, "tune.parquet")
    for name, settings, query in duckdb_queries(directory, out):
        if re.search(only, "DuckDB: " + name):
            report("DuckDB: " + name, run_duckdb, settings, query)
    for name, halves, arguments in polars_settings():
        if re.search(only, "Polars: " + name):
            report("Polars: " + name, run_polars, directory, out, halves, arguments)
    if os.path.exists(out):
        os.remove(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
