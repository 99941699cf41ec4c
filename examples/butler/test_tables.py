"""Tables for the Butler: what convert --for butler writes, through astropy into a query."""

import pytest
from astropy.table import Table
from lists import ALL, LISTS
from lsst.daf.butler import InvalidQueryError
from repository import RUN

INLINE = 500  # rows; above, a query on SQLite takes seconds for each thousand
LISTS_INLINE = [name for name, (_, _, rows) in LISTS.items() if len(rows) <= INLINE]


def selected(butler, dataset_type, names, table):
    """Return the DataIds of the datasets that a table selects."""
    with butler.query() as query:
        refs = query.join_data_coordinate_table(table).datasets(dataset_type, RUN)
        found = [tuple(ref.dataId[name] for name in names) for ref in refs]
    assert len(found) == len(set(found))
    return set(found)


def convert(command, source, target, *options):
    said = command("convert", source, "--for", "butler", *options, "-o", target)
    return Table.read(target), said


@pytest.mark.parametrize("suffix", ["parquet", "ecsv", "csv"])
@pytest.mark.parametrize("name", LISTS_INLINE)
def test_selects_the_datasets(butler, command, tmp_path, name, suffix):
    dataset_type, names, rows = LISTS[name]
    source = command.write(tmp_path / "list.json", names, rows)
    table, said = convert(command, source, tmp_path / f"table.{suffix}")
    assert "warning" not in said
    assert selected(butler, dataset_type, names, table) == rows


def test_above_the_limit(butler, command, tmp_path):
    dataset_type, names, rows = LISTS["1000 scattered images"]
    table, said = convert(command, command.write(tmp_path / "list.json", names, rows), tmp_path / "table.parquet")
    assert "warning: 1000 rows, and the Butler is slow above 500 on SQLite" in said
    assert selected(butler, dataset_type, names, table) == rows


def test_split_far_above_the_limit(butler, command, tmp_path):
    dataset_type, names, rows = LISTS["a near product"]
    assert len(rows) > 30000
    source = command.write(tmp_path / "list.parquet", names, rows)
    command("split", source, "--max-size", INLINE, "-o", tmp_path / "part%03d.parquet")
    parts = sorted(tmp_path.glob("part*.parquet"))
    assert len(parts) == 80  # two visits each
    found = []
    for part in parts:
        table, said = convert(command, part, part.with_suffix(".ecsv"))
        assert "warning" not in said
        found += selected(butler, dataset_type, names, table)
    assert len(found) == len(rows)
    assert set(found) == rows


def test_coarser_tables_select_all_below(butler, command, tmp_path):
    _, names, visits = LISTS["every third visit"]
    table, _ = convert(command, command.write(tmp_path / "list.json", names, visits), tmp_path / "table.ecsv")
    names, images = ALL["visit_image"]
    assert selected(butler, "visit_image", names, table) == {row for row in images if row[:2] in visits}


def test_instrument_may_be_absent(butler, command, tmp_path):
    dataset_type, names, rows = LISTS["scattered visits"]
    table, _ = convert(command, command.write(tmp_path / "list.json", names, rows), tmp_path / "table.parquet")
    table.remove_column("instrument")
    with butler.query() as query:
        query = query.where(instrument="LSSTCam").join_data_coordinate_table(table)
        assert {tuple(ref.dataId[name] for name in names) for ref in query.datasets(dataset_type, RUN)} == rows


def test_reasons_are_left_out(butler, command, tmp_path):
    source = tmp_path / "list.csv"
    source.write_text("instrument,visit,reason\nLSSTCam,2031030400101,slew\n")
    table, _ = convert(command, source, tmp_path / "table.ecsv")
    assert selected(butler, "visit_summary", table.colnames, table) == {("LSSTCam", 2031030400101)}
    # With them the Butler takes the table for one of something else.
    command("convert", source, "--for", "astropy", "-o", tmp_path / "reasons.ecsv")
    with pytest.raises(Exception, match="reason"):
        selected(butler, "visit_summary", table.colnames, Table.read(tmp_path / "reasons.ecsv"))


def test_empty_tables_are_refused(butler, command, tmp_path):
    source = tmp_path / "empty.csv"
    source.write_text("instrument,visit\n")
    assert "the Butler takes no empty table" in command("convert", source, "--for", "butler", "-o", tmp_path / "x.ecsv", code=2)
    with pytest.raises(InvalidQueryError, match="empty"):
        selected(butler, "visit_summary", (), Table(names=["instrument", "visit"], dtype=["U7", int]))


@pytest.mark.parametrize("name", ["scattered visits", "scattered patches"])
def test_exclusion(root, command, run, tmp_path, name):
    dataset_type, names, rows = LISTS[name]
    source = command.write(tmp_path / "list.parquet", names, rows)
    command("convert", source, "--for", "butler", "--not", "-o", tmp_path / "exclude.yaml")
    printed = run("butler", "query-datasets", root, dataset_type, "--collections", RUN, "-@", tmp_path / "exclude.yaml", "--limit", 0)
    (tmp_path / "rest.txt").write_text(printed)
    rest = command.rows(tmp_path / "rest.txt", names, "--ignore-columns", "type,run,id")
    assert rest == ALL[dataset_type][1] - rows
