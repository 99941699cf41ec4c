"""Polars, lazy and streaming throughout."""

import polars as pl

from common import BITS, main, total

TYPES = {64: pl.Int64, 32: pl.Int32, 16: pl.Int16}


def write(frame, out, strings=None):
    """Writes rows, and string columns that have one value: cheapest as an enumeration."""
    values = [pl.lit(value).cast(pl.Enum([value])).alias(c) for c, value in (strings or {}).items()]
    frame.select(*values, pl.all()).sink_parquet(out, compression="zstd")


def copy(files):
    """Its own file of each list, from ours and in the order of ours, which it keeps."""
    for f in files:
        narrow = [pl.col(c).cast(TYPES[BITS[c]]) for c in f["columns"]]
        write(pl.scan_parquet(f["source"]).select(narrow), f["out"])


def cut(frame, excludes):
    for e in excludes:
        frame = frame.join(pl.scan_parquet(e["path"]), on=e["on"], how="anti")
    return frame


def cut_in_halves(frame, excludes):
    """The same rows, for lists that name few visits: those of all other visits pass one join, and only the rest all joins."""
    named = pl.concat([pl.scan_parquet(e["path"]).select("visit") for e in excludes]).unique()
    return pl.concat([frame.join(named, on="visit", how="anti"), cut(frame.join(named, on="visit", how="semi"), excludes)])


def apply(base, columns, excludes, few_visits, out=None, strings=None):
    frame = (cut_in_halves if few_visits else cut)(pl.scan_parquet(base), excludes)
    if out is None:
        return {"count": frame.select(pl.len()).collect(engine="streaming").item()}
    write(frame.select(columns), out, strings)


def apply_bad(base, bad, out, strings):
    exposures = pl.scan_csv(bad, comment_prefix="#").select("exposure")
    write(pl.scan_parquet(base).join(exposures, left_on="visit", right_on="exposure", how="anti"), out, strings)


def sums(path, columns):
    wide = [pl.col(c).cast(pl.Int64).sum() for c in columns]  # wraps, which is the sum modulo 2^64
    row = pl.scan_parquet(path).select(pl.len(), *wide).collect(engine="streaming").row(0)
    return {"count": row[0]} | {f"sum_{c}": total(v) for c, v in zip(columns, row[1:])}


def hashed(path, columns):
    frame = pl.scan_parquet(path).select(pl.len().alias("n"), pl.struct(columns).hash().sum().alias("h"))
    return {"count": frame.collect(engine="streaming").row(0)[0]}


def union(a, b, columns, out, strings):
    """Neither list has duplicates, so unique(), which looks for them in both, would take twice as long."""
    left, right = pl.scan_parquet(a), pl.scan_parquet(b)
    write(pl.concat([left, right.join(left, on=columns, how="anti")]), out, strings)


def rewrite(path, columns, out, strings):
    write(pl.scan_parquet(path).select(columns), out, strings)


SCHEMA = {"instrument": pl.String, "visit": pl.Int64, "detector": pl.Int64}


def read_text(frame):
    n, visits, detectors = frame.select(pl.len(), pl.col("visit").sum(), pl.col("detector").sum()).row(0)
    return {"count": n, "sum_visit": total(visits), "sum_detector": total(detectors)}


def read_csv(path):
    return read_text(pl.read_csv(path, schema=SCHEMA))


def read_json(path):
    return read_text(pl.read_json(path, schema=SCHEMA))


def read_jsonl(path):
    return read_text(pl.read_ndjson(path, schema=SCHEMA))


if __name__ == "__main__":
    main({f.__name__: f for f in (copy, apply, apply_bad, sums, union, rewrite, read_csv, read_json, read_jsonl)} | {"hash": hashed})
