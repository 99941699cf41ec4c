"""A DataId list in pandas: those of its LSSTCam DataIds whose visit has a wide PSF, by a table of ConsDB.

    python with_pandas.py LIST VISITS OUT    Parquet or .arrow files; VISITS has visit_id and psf_sigma_median (pixels)
"""

import sys

import pandas as pd


def read(path):
    return pd.read_feather(path) if path.endswith(".arrow") else pd.read_parquet(path)


def join(ids, visits):
    # ConsDB has a schema for each instrument, so its tables have no column that names it.
    return ids[ids.instrument == "LSSTCam"].merge(visits, left_on="visit", right_on="visit_id")


def write(ids, path):
    if path.endswith(".arrow"):
        ids.reset_index(drop=True).to_feather(path)
    else:
        ids.to_parquet(path, index=False)  # or else the index is a column too, which is no dimension


def main(ids, visits, out):
    joined = join(read(ids), read(visits))
    write(joined.loc[joined.psf_sigma_median > 2, ["instrument", "visit", "detector"]], out)


if __name__ == "__main__":
    main(*sys.argv[1:])
