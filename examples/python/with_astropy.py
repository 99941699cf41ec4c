"""A DataId list in astropy: those of its LSSTCam DataIds whose visit has a wide PSF, by a table of ConsDB.

    python with_astropy.py LIST VISITS OUT    Parquet or .arrow files; VISITS has visit_id and psf_sigma_median (pixels)
"""

import sys

import pyarrow as pa
from astropy import table


def read(path):
    if not path.endswith(".arrow"):
        return table.Table.read(path)
    rows = pa.ipc.open_file(path).read_all()  # astropy itself does not know Arrow files
    columns = {name: rows[name].to_numpy() for name in rows.column_names}
    return table.Table({name: c.astype(str) if c.dtype == object else c for name, c in columns.items()})


def join(ids, visits):
    # ConsDB has a schema for each instrument, so its tables have no column that names it.
    return table.join(ids[ids["instrument"] == "LSSTCam"], visits, keys_left="visit", keys_right="visit_id")


def write(ids, path):
    if not path.endswith(".arrow"):
        return ids.write(path)
    rows = pa.table({name: ids[name] for name in ids.colnames})
    with pa.ipc.new_file(path, rows.schema) as file:
        file.write_table(rows)


def main(ids, visits, out):
    joined = join(read(ids), read(visits))
    write(joined[joined["psf_sigma_median"] > 2]["instrument", "visit", "detector"], out)


if __name__ == "__main__":
    main(*sys.argv[1:])
