"""What the Butler writes, read into lists."""

import json
import re

import pytest
from lsst.daf.butler import SerializedDatasetRefContainers
from repository import INSTRUMENT, RAFT, RAW, RAW_VISITS, visits

RAWS = ("instrument", "exposure", "detector")
ROWS = {(INSTRUMENT, exposure, detector) for exposure in visits()[:RAW_VISITS] for detector in RAFT}


@pytest.fixture(scope="module")
def refs(butler):
    with butler.query() as query:
        return list(query.datasets("raw", RAW).with_dimension_records())


@pytest.mark.parametrize("minimal", [True, False])
def test_data_ids_in_json(command, refs, tmp_path, minimal):
    written = [ref.dataId.to_simple(minimal=minimal).model_dump() for ref in refs]
    assert minimal or written[0]["records"]["exposure"]
    (tmp_path / "ids.json").write_text(json.dumps(written))
    (tmp_path / "ids.jsonl").write_text("\n".join(ref.dataId.to_json(minimal=minimal) for ref in refs))
    assert command.rows(tmp_path / "ids.json", RAWS) == command.rows(tmp_path / "ids.jsonl", RAWS) == ROWS


def test_dataset_references_in_json(command, refs, tmp_path):
    (tmp_path / "refs.json").write_text(f"[{','.join(ref.to_json() for ref in refs)}]")
    assert command.rows(tmp_path / "refs.json", RAWS) == ROWS


def test_reference_container(command, refs, tmp_path):
    (tmp_path / "container.json").write_text(SerializedDatasetRefContainers.from_refs(refs).model_dump_json())
    assert command.rows(tmp_path / "container.json", RAWS) == ROWS


def test_export(butler, command, refs, tmp_path):
    with butler.export(filename=str(tmp_path / "export.yaml"), transfer=None) as export:
        export.saveDatasets(refs)
    assert command.rows(tmp_path / "export.yaml", RAWS, "--select", "raw") == ROWS
    assert command.rows(tmp_path / "export.yaml", RAWS[:2], "--select", "exposure") == {row[:2] for row in ROWS}


def test_resolve_by_an_export(butler, command, tmp_path):
    """The records that the Butler exports turn the names of observations into visits."""
    with butler.export(filename=str(tmp_path / "records.yaml"), transfer=None) as export:
        export.saveDimensionData("exposure", butler.query_dimension_records("exposure", instrument=INSTRUMENT))
        export.saveDimensionData("visit_definition", butler.query_dimension_records("visit_definition", instrument=INSTRUMENT))
    (tmp_path / "names.csv").write_text("instrument,obs_id\nLSSTCam,MC_O_20310305_000103\nLSSTCam,MC_O_20310310_000140\n")
    command("resolve", tmp_path / "names.csv", "--records", tmp_path / "records.yaml", "--onto", "visit", "-o", tmp_path / "visits.csv")
    assert command.rows(tmp_path / "visits.csv", RAWS[:1] + ("visit",)) == {(INSTRUMENT, 2031030500103), (INSTRUMENT, 2031031000140)}


def test_query_data_ids(command, root, run, tmp_path):
    (tmp_path / "ids.txt").write_text(run("butler", "query-data-ids", root, *RAWS, "--datasets", "raw", "--collections", RAW))
    assert command.rows(tmp_path / "ids.txt", RAWS) == ROWS


def test_query_datasets(command, root, run, tmp_path):
    (tmp_path / "refs.txt").write_text(run("butler", "query-datasets", root, "raw", "--collections", RAW))
    assert command.rows(tmp_path / "refs.txt", RAWS, "--ignore-columns", "type,run,id") == ROWS


def test_query_dimension_records(command, root, run, tmp_path):
    printed = run("butler", "query-dimension-records", root, "exposure", "--datasets", "raw", "--collections", RAW)
    (tmp_path / "records.txt").write_text(printed)
    header, dashes, *_ = printed.splitlines()
    names = [header[column.start() : column.end()].strip() for column in re.finditer("-+", dashes)]
    fields = [name for name in names if name not in (*RAWS, "id", "day_obs", "group", "physical_filter")]
    rows = command.rows(tmp_path / "records.txt", RAWS[:2], "--rename", "id=exposure", "--ignore-columns", ",".join(fields))
    assert rows == {row[:2] for row in ROWS}
