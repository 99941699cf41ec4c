"""Lists become TAGGED collections, and come back from them."""

import pytest
from campaign_manager import tag, tagged
from lists import LISTS
from lsst.daf.butler import Butler
from repository import INSTRUMENT, RUN
from test_where import where


@pytest.mark.parametrize("name", ["one image", "1000 scattered images", "every third visit", "scattered patches"])
def test_comes_back(root, command, tmp_path, name):
    dataset_type, names, rows = LISTS[name]
    source = command.write(tmp_path / "list.parquet", names, rows)
    collection = f"LSSTCam/tests/{name.replace(' ', '-')}"
    tag(root, collection, dataset_type, RUN, where(command, source)[0], len(rows))
    tagged(root, collection, dataset_type, tmp_path / "tagged.json")
    assert command.digest(tmp_path / "tagged.json") == command.digest(source)


def test_all_or_nothing(root, command, tmp_path):
    rows = {(INSTRUMENT, 2031030400101), (INSTRUMENT, 2031030499999)}
    source = command.write(tmp_path / "list.parquet", ("instrument", "visit"), rows)
    with pytest.raises(LookupError, match="1 of 2 DataIds have a visit_summary in LSSTCam/runs/DRP"):
        tag(root, "LSSTCam/tests/nothing", "visit_summary", RUN, where(command, source)[0], len(rows))
    with Butler.from_config(root) as butler:
        assert "LSSTCam/tests/nothing" not in butler.collections.query("*")
