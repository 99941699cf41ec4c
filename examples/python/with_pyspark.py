"""A DataId list in PySpark: those of its LSSTCam DataIds whose visit has a wide PSF, by a table of ConsDB.

    python with_pyspark.py LIST VISITS OUT    Parquet or .arrow files; VISITS has visit_id and psf_sigma_median (pixels)

Spark writes a folder. Here it has one Parquet file; `dataidlist union OUT/*.parquet` makes a list of many.
"""

import sys

import pyarrow as pa
from pyspark.sql import SparkSession


def session():
    """Return the Spark session; where there is none, one that does not leave this machine."""
    local = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.ui.enabled": "false",
             "spark.ui.showConsoleProgress": "false", "spark.sql.shuffle.partitions": "2", "spark.log.level": "ERROR"}
    return SparkSession.getActiveSession() or SparkSession.builder.master("local[2]").config(map=local).getOrCreate()


def read(path):
    if path.endswith(".arrow"):
        return session().createDataFrame(pa.ipc.open_file(path).read_all())
    return session().read.parquet(path)


def join(ids, visits):
    # ConsDB has a schema for each instrument, so its tables have no column that names it.
    return ids.filter("instrument = 'LSSTCam'").join(visits, ids.visit == visits.visit_id)


def write(ids, path):
    if not path.endswith(".arrow"):
        return ids.coalesce(1).write.parquet(path)
    rows = ids.toArrow()
    with pa.ipc.new_file(path, rows.schema) as file:
        file.write_table(rows)


def main(ids, visits, out):
    wide = join(read(ids), read(visits)).filter("psf_sigma_median > 2")
    write(wide.select("instrument", "visit", "detector"), out)


if __name__ == "__main__":
    main(*sys.argv[1:])
