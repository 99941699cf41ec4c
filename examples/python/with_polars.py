"""A DataId list in Polars: those of its LSSTCam DataIds whose visit has a wide PSF, by a table of ConsDB.

    python with_polars.py LIST VISITS OUT    Parquet or .arrow files; VISITS has visit_id and psf_sigma_median (pixels)
"""

import sys

import polars as pl


def read(path):
    return pl.read_ipc(path) if path.endswith(".arrow") else pl.read_parquet(path)


def join(ids, visits):
    # ConsDB has a schema for each instrument, so its tables have no column that names it.
    return ids.filter(pl.col("instrument") == "LSSTCam").join(visits, left_on="visit", right_on="visit_id")


def write(ids, path):
    if path.endswith(".arrow"):
        ids.write_ipc(path)
    else:
        ids.write_parquet(path)


def main(ids, visits, out):
    wide = join(read(ids), read(visits)).filter(pl.col("psf_sigma_median") > 2)
    write(wide.select("instrument", "visit", "detector"), out)


if __name__ == "__main__":
    main(*sys.argv[1:])
