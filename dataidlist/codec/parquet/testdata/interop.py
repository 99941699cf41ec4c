"""Writes and reads Parquet files with other software, for TestPython.

interop.py write DIR     writes the same DataIds in many ways
interop.py read FILE     reads a file with everything and compares the results
"""

import sys
import warnings

import astropy.table
import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

ROWS = [
    (instrument, 2025062900000 + visit, detector)
    for instrument in ("HSC", "LSSTCam")
    for visit in range(40)
    for detector in range(visit % 7, 60)
]


def write(folder):
    instrument, visit, detector = zip(*ROWS)
    table = pa.table({"instrument": instrument, "visit": visit, "detector": detector})

    def save(name, t=table, **options):
        pq.write_table(t, f"{folder}/{name}.parquet", **options)

    for codec in ("none", "snappy", "gzip", "brotli", "zstd", "lz4"):
        for version in ("1.0", "2.0"):
            save(f"pyarrow-{codec}-page{version}", compression=codec, data_page_version=version)
    save("pyarrow-plain", use_dictionary=False)
    save("pyarrow-small", row_group_size=500, data_page_size=200, write_batch_size=64)
    save("pyarrow-checksum", write_page_checksum=True, write_page_index=True)
    save("pyarrow-old", version="1.0")
    save("pyarrow-mixed", dictionary_pagesize_limit=64, write_batch_size=50)
    for strings in ("DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY", "PLAIN"):
        for ints in ("DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT", "PLAIN"):
            encoding = {"instrument": strings, "visit": ints, "detector": ints}
            save(f"pyarrow-{strings}-{ints}", use_dictionary=False, column_encoding=encoding)
    narrow = [("int8", pa.int8()), ("int16", pa.int16()), ("int32", pa.int32()), ("uint8", pa.uint8()), ("uint16", pa.uint16()), ("uint32", pa.uint32()), ("uint64", pa.uint64())]
    for name, kind in narrow:
        save(f"pyarrow-{name}", table.set_column(2, "detector", pa.array(detector, kind)))
        save(f"pyarrow-{name}-delta", table.set_column(2, "detector", pa.array(detector, kind)), use_dictionary=False, column_encoding={"detector": "DELTA_BINARY_PACKED"})
    strings = [("dictionary", pa.dictionary(pa.int32(), pa.string())), ("large", pa.large_string()), ("view", pa.string_view()), ("binary", pa.binary())]
    for name, kind in strings:
        save(f"pyarrow-{name}", table.set_column(0, "instrument", pa.array(instrument, pa.string()).cast(kind)))
    required = pa.schema([pa.field(f.name, f.type, nullable=False) for f in table.schema])
    save("pyarrow-required", table.cast(required))
    save("pyarrow-reversed", table.select(["detector", "visit", "instrument"]).take(list(range(len(ROWS) - 1, -1, -1))))
    save("pyarrow-twice", pa.concat_tables([table, table]))

    frame = table.to_pandas()
    frame.to_parquet(f"{folder}/pandas.parquet", index=False)
    frame.astype({"instrument": "category", "detector": "uint16"}).to_parquet(f"{folder}/pandas-category.parquet", index=False)
    polars = pl.from_arrow(table)
    polars.write_parquet(f"{folder}/polars.parquet")
    polars.with_columns(pl.col("instrument").cast(pl.Categorical), pl.col("detector").cast(pl.UInt8)).write_parquet(f"{folder}/polars-categorical.parquet", compression="lz4", row_group_size=300)
    for codec in ("snappy", "zstd", "gzip", "brotli", "lz4_raw", "uncompressed"):
        for version in ("V1", "V2"):
            duckdb.execute(f"copy polars to '{folder}/duckdb-{codec}-{version}.parquet' (codec '{codec}', parquet_version {version})")
    astropy.table.Table.from_pandas(frame).write(f"{folder}/astropy.parquet")


def read(path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = astropy.table.Table.read(path)
    assert found.colnames[:3] == ["instrument", "visit", "detector"], found.colnames
    rows = [(str(a), int(b), int(c)) for a, b, c in zip(found["instrument"], found["visit"], found["detector"])]
    names = "instrument, visit, detector".split(", ")
    others = {
        "pyarrow": pq.read_table(path, columns=names, page_checksum_verification=True).to_pylist(),
        "pandas": pd.read_parquet(path)[names].to_dict("records"),
        "polars": pl.read_parquet(path).select(names).to_dicts(),
        "duckdb": duckdb.sql(f"select instrument, visit, detector from '{path}'").pl().to_dicts(),
        "duckdb where": duckdb.sql(f"select instrument, visit, detector from '{path}' where detector >= 0 and instrument > ''").pl().to_dicts(),
    }
    for name, other in others.items():
        assert [tuple(row[n] for n in names) for row in other] == rows, name
    schema = pq.read_schema(path)
    assert [str(schema.field(n).type) for n in names] == ["string", "int64", "int64"], schema
    assert not any(schema.field(n).nullable for n in names), schema
    for row in rows:
        print(*row, sep=",")


if __name__ == "__main__":
    {"write": write, "read": read}[sys.argv[1]](sys.argv[2])
