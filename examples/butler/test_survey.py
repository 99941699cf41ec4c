"""Expressions about the visits of a survey as large as Data Preview 2, in two instruments."""

import random
import time

import pytest
from lsst.daf.butler import Butler
from test_where import where

NIGHTS, VISITS_PER_NIGHT = 300, 100
INSTRUMENTS = {"LSSTCam": 30000, "LSSTComCam": 2000}  # visits
NAMES = ("instrument", "visit")
SHORT = 20  # seconds of a processor that a query may take; as one IN, 30,000 visits would take longer to parse


def visits(instrument):
    every = [(20310101 + night) * 100000 + number for night in range(NIGHTS) for number in range(1, VISITS_PER_NIGHT + 1)]
    return {(instrument, visit) for visit in every[: INSTRUMENTS[instrument]]}


ALL = visits("LSSTCam") | visits("LSSTComCam")
CAMERA = sorted(visits("LSSTCam"))

LISTS = {
    "one visit": {CAMERA[12345]},
    "1000 visits": set(random.Random(1).sample(CAMERA, 1000)),
    "15000 visits": set(random.Random(2).sample(CAMERA, 15000)),
    "30000 visits": visits("LSSTCam"),
    "two instruments": set(random.Random(3).sample(sorted(ALL), 3000)),
    "the same visits of both": {row for row in ALL if row[1] % 100000 < 8},
}


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    root = tmp_path_factory.mktemp("survey")
    Butler.makeRepo(root)
    with Butler.from_config(root, writeable=True) as butler, butler.transaction():

        def insert(element, rows):
            butler.registry.insertDimensionData(element, *rows)

        for instrument in INSTRUMENTS:
            own = {"instrument": instrument}
            insert("instrument", [{"name": instrument, "class_name": "lsst.pipe.base.Instrument"}])
            insert("physical_filter", [own | {"name": "r_57", "band": "r"}])
            mine = [visit for _, visit in sorted(visits(instrument))]
            insert("day_obs", [own | {"id": night} for night in sorted({visit // 100000 for visit in mine})])
            about = own | {"physical_filter": "r_57"}
            insert("visit", [about | {"id": visit, "name": str(visit), "day_obs": visit // 100000} for visit in mine])
    with Butler.from_config(root) as butler:
        yield butler


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("options", [(), ("--not",)])
def test_selects_the_visits(survey, command, tmp_path, name, options):
    rows = LISTS[name]
    expression, warnings = where(command, command.write(tmp_path / "list.parquet", NAMES, rows), *options)
    assert not [w for w in warnings if "argument" not in w]
    begin = time.process_time()
    with survey.query() as query:
        found = {(d["instrument"], d["visit"]) for d in query.where(expression).data_ids(NAMES)}
    assert found == (ALL - rows if options else rows)
    assert time.process_time() - begin < SHORT
