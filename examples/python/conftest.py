"""What the tests share: the command, built from this tree, and lists that it wrote."""

import json
import subprocess
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

pytest.register_assert_rewrite("contract")

ROOT = Path(__file__).parents[2]
NIGHT, FLOAT64, MAX = 2025062900000, 1 << 53, (1 << 63) - 1  # not every integer above FLOAT64 is a float

VISITS = [("LSSTCam", NIGHT + v, detector, "trailed" if v == 3 else "") for v in range(20) for detector in range(189)]
VISITS += [("HSC", NIGHT + 3, 7, 'señal "débil", ü'), ("HSC", FLOAT64 + 1, 111, ""), ("LSSTCam", MAX, MAX, "slew")]
FILTERS = [("DECam", "g DECam SDSS c0001 4720.0 1520.0", 1), ("HSC", "HSC-G é\U0001f52d", 0)]
FILTERS += [("HSC", "None", 5), ("LSST", "12", 5)]
PATCHES = [(skymap, band, tract, patch) for skymap in ("hsc_rings_v1", "lsst_cells_v1") for band in "gy"
           for tract in (0, 18937) for patch in (0, 55, 99)]

# The columns and the rows of each list.
LISTS = {
    "visits": (["instrument", "visit", "detector", "reason"], VISITS),
    "filters": (["instrument", "physical_filter", "detector"], FILTERS),
    "patches": (["skymap", "band", "tract", "patch"], PATCHES),
    "empty": (["instrument", "visit", "detector"], []),
}

# Like visit1 with visit1_quicklook of cdb_lsstcam: visits that are in the list, others, and one that was not measured.
CONSDB = {
    "visit_id": [*range(NIGHT + 2, NIGHT + 40), FLOAT64 + 1, FLOAT64, MAX],
    "band": ["g", "r"] * 19 + ["i"] * 3,
    "psf_sigma_median": [1.5, 2.5] * 18 + [None, 1.0, 3.0, 3.0, 2.25],
}


class Command:
    """The dataidlist command, built from this tree."""

    def __init__(self, program):
        self.program = program

    def __call__(self, *arguments, code=0):
        """Return what the command prints, or says of an error."""
        done = subprocess.run([self.program, "--quiet", *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stderr
        return done.stderr if code > 1 else done.stdout

    def digests(self, path):
        """Return the digest and the full digest of the list in a file."""
        info = json.loads(self("info", "--json", path))
        return info["digest"], info["full_digest"]


@pytest.fixture(scope="session")
def command(tmp_path_factory):
    program = tmp_path_factory.mktemp("bin") / "dataidlist"
    subprocess.run(["go", "build", "-o", program, "./cmd/dataidlist"], cwd=ROOT, check=True)
    return Command(program)


@pytest.fixture(scope="session")
def lists(tmp_path_factory, command):
    """The folder of LISTS, each in every format that keeps its reasons, and of consdb.parquet and consdb.arrow."""
    folder = tmp_path_factory.mktemp("lists")
    for name, (columns, rows) in LISTS.items():
        source = folder / f"{name}.tsv"
        source.write_text("\n".join(["\t".join(columns), *("\t".join(map(cell, row)) for row in rows), ""]))
        for suffix in ("parquet", "arrow", "arrows", "json", "jsonl"):
            command("convert", source, "-o", folder / f"{name}.{suffix}")
    consdb = pa.table(CONSDB)
    pq.write_table(consdb, folder / "consdb.parquet")
    with pa.ipc.new_file(folder / "consdb.arrow", consdb.schema) as file:
        file.write_table(consdb)
    return folder


def cell(value):
    return '"' + str(value).replace('"', '""') + '"' if isinstance(value, str) else str(value)
