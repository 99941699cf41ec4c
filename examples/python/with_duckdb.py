"""A DataId list in DuckDB: those of its LSSTCam DataIds whose visit has a wide PSF, by a table of ConsDB.

    python with_duckdb.py LIST VISITS OUT    Parquet or .arrow files; VISITS has visit_id and psf_sigma_median (pixels)
"""

import sys

import duckdb
import pyarrow as pa


def read(path):
    if not path.endswith(".arrow"):
        return duckdb.read_parquet(path)
    return duckdb.from_arrow(pa.ipc.open_file(path).read_all())  # DuckDB itself reads Arrow in memory only


def join(ids, visits):
    # ConsDB has a schema for each instrument, so its tables have no column that names it.
    return duckdb.sql("FROM ids JOIN visits ON visit = visit_id WHERE instrument = 'LSSTCam'")


def write(ids, path):
    if not path.endswith(".arrow"):
        return ids.write_parquet(path)
    rows = ids.to_arrow_table()
    with pa.ipc.new_file(path, rows.schema) as file:
        file.write_table(rows)


def main(ids, visits, out):
    wide = join(read(ids), read(visits)).filter("psf_sigma_median > 2")
    write(wide.project("instrument, visit, detector"), out)


if __name__ == "__main__":
    main(*sys.argv[1:])
