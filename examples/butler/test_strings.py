"""Values that are strings, with quotes, spaces and other scripts: tables hold all, expressions all without a quote."""

import pytest
from astropy.table import Table
from lsst.daf.butler import Butler, DatasetType, InvalidQueryError
from test_where import where

NAMES = ("instrument", "physical_filter", "detector")
FILTERS = ["g DECam SDSS c0001 4720.0 1520.0", "None", "12", "1e5", "a--b", '"wide"', "g#1, r%2", "HSC-É \U0001f52d", "i\\'s", "O'Hara"]
FILTERS_WRITABLE = [name for name in FILTERS if "'" not in name]
ALL = {(instrument, name, detector) for instrument in ("DECam", "Cam 2") for name in FILTERS for detector in range(3)}


@pytest.fixture(scope="module")
def flats(tmp_path_factory):
    """A repository of flats with all of these filters in two instruments."""
    root = tmp_path_factory.mktemp("flats")
    Butler.makeRepo(root)
    with Butler.from_config(root, writeable=True, run="flats") as butler:
        flat = DatasetType("flat", NAMES, "StructuredDataDict", universe=butler.dimensions)
        butler.registry.registerDatasetType(flat)
        for instrument in {row[0] for row in ALL}:
            own = {"instrument": instrument}
            butler.registry.insertDimensionData("instrument", {"name": instrument, "class_name": "lsst.pipe.base.Instrument"})
            butler.registry.insertDimensionData("physical_filter", *(own | {"name": name, "band": "g"} for name in FILTERS))
            butler.registry.insertDimensionData("detector", *(own | {"id": d, "full_name": str(d)} for d in range(3)))
        butler.registry.insertDatasets(flat, [dict(zip(NAMES, row)) for row in ALL])
    with Butler.from_config(root) as butler:
        yield butler


def found(query):
    return {tuple(ref.dataId[name] for name in NAMES) for ref in query.datasets("flat", "flats")}


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("suffix", ["parquet", "ecsv"])
def test_tables(flats, command, tmp_path, name, suffix):
    rows = {row for row in ALL if row[1] == name and row[2] > 0}
    source = command.write(tmp_path / "list.parquet", NAMES, rows)
    command("convert", source, "--for", "butler", "-o", tmp_path / f"table.{suffix}")
    with flats.query() as query:
        assert found(query.join_data_coordinate_table(Table.read(tmp_path / f"table.{suffix}"))) == rows


def test_csv_has_no_types(flats, command, tmp_path):
    """What astropy would take for numbers is refused; other strings go through."""
    numbers = command.write(tmp_path / "numbers.parquet", NAMES, {("DECam", "12", 1), ("DECam", "1e5", 1)})
    assert "look like numbers" in command("convert", numbers, "--for", "butler", "-o", tmp_path / "x.csv", code=2)
    source = command.write(tmp_path / "list.parquet", NAMES, ALL)
    command("convert", source, "--for", "butler", "-o", tmp_path / "table.csv")
    with flats.query() as query:
        assert found(query.join_data_coordinate_table(Table.read(tmp_path / "table.csv"))) == ALL


@pytest.mark.parametrize("options", [(), ("--not",)])
@pytest.mark.parametrize("names", [[name] for name in FILTERS_WRITABLE] + [FILTERS_WRITABLE, FILTERS_WRITABLE[::2]])
def test_expressions(flats, command, tmp_path, names, options):
    rows = {row for row in ALL if row[1] in names and (row[0] == "DECam" or row[2] > 0)}
    expression, warnings = where(command, command.write(tmp_path / "list.parquet", NAMES, rows), *options)
    assert not warnings
    with flats.query() as query:
        assert found(query.where(expression)) == (ALL - rows if options else rows)


@pytest.mark.parametrize("name", ["O'Hara", "i\\'s"])
def test_quotes_are_refused(flats, command, tmp_path, name):
    source = command.write(tmp_path / "list.parquet", NAMES, {("DECam", name, 1)})
    assert "which the Butler's expressions have no way to write" in command("where", source, code=2)
    # Neither of the ways in which other languages write a quote is one of the Butler's.
    for quote in ("''", "\\'"):
        with flats.query() as query, pytest.raises(InvalidQueryError, match="Failed to parse expression"):
            found(query.where(f"instrument = 'DECam' AND physical_filter = '{name.replace(chr(39), quote)}'"))
