"""A DataId list in pyarrow: those of its LSSTCam DataIds whose visit has a wide PSF, by a table of ConsDB.

    python with_pyarrow.py LIST VISITS OUT    Parquet or .arrow files; VISITS has visit_id and psf_sigma_median (pixels)
"""

import sys

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq


def read(path):
    return pa.ipc.open_file(path).read_all() if path.endswith(".arrow") else pq.read_table(path)


def join(ids, visits):
    # ConsDB has a schema for each instrument, so its tables have no column that names it.
    return ids.filter(pc.field("instrument") == "LSSTCam").join(visits, "visit", "visit_id", "inner")


def write(ids, path):
    if not path.endswith(".arrow"):
        return pq.write_table(ids, path)
    with pa.ipc.new_file(path, ids.schema) as file:
        file.write_table(ids)


def main(ids, visits, out):
    wide = join(read(ids), read(visits)).filter(pc.field("psf_sigma_median") > 2)
    part = wide.select(["instrument", "visit", "detector"])
    if out.endswith(".arrow"):  # which has no mark of who wrote it: the metadata of the list would have to be true of the part
        part = part.replace_schema_metadata(None)
    write(part, out)


if __name__ == "__main__":
    main(*sys.argv[1:])
