"""Expressions for the Butler: what where writes, parsed and executed by it."""

import json

import pytest
from lists import ALL, LISTS
from repository import RUN


def where(command, path, *options):
    """Return an expression and its warnings."""
    answer = json.loads(command("where", "--json", *options, path))
    return answer["where"], answer["warnings"]


def selected(butler, dataset_type, names, expression):
    with butler.query() as query:
        refs = query.where(expression).datasets(dataset_type, RUN)
        return {tuple(ref.dataId[name] for name in names) for ref in refs}


@pytest.mark.parametrize("name", LISTS)
def test_selects_the_datasets(butler, command, tmp_path, name):
    dataset_type, names, rows = LISTS[name]
    expression, warnings = where(command, command.write(tmp_path / "list.parquet", names, rows))
    assert not warnings
    assert selected(butler, dataset_type, names, expression) == rows


@pytest.mark.parametrize("name", LISTS)
def test_not_selects_the_others(butler, command, tmp_path, name):
    dataset_type, names, rows = LISTS[name]
    expression, warnings = where(command, command.write(tmp_path / "list.parquet", names, rows), "--not")
    assert not warnings
    assert selected(butler, dataset_type, names, expression) == ALL[dataset_type][1] - rows


@pytest.mark.parametrize("how", [("--groups", 4), ("--by", "day_obs")])
def test_groups_of_a_split(butler, command, tmp_path, how):
    dataset_type, names, rows = LISTS["30000 images"]
    source = command.write(tmp_path / "list.parquet", names, rows)
    parts = json.loads(command("split", "--json", source, *how, "-o", tmp_path / "part%d.parquet"))["parts"]
    assert len(parts) == 4
    for part in parts:
        # The expressions of groups leave no gaps, so that they hold for some that are in no group.
        assert selected(butler, dataset_type, names, part["where"]) & rows == command.rows(part["file"], names)


def test_nothing(butler, command, tmp_path):
    (tmp_path / "empty.csv").write_text("instrument,visit\n")
    names, everything = ALL["visit_summary"]
    assert selected(butler, "visit_summary", names, where(command, tmp_path / "empty.csv")[0]) == set()
    assert selected(butler, "visit_summary", names, where(command, tmp_path / "empty.csv", "--not")[0]) == everything


def test_coarsest_dimensions(butler, command, tmp_path):
    """Full focal planes cost no more than their visits."""
    names, everything = ALL["visit_image"]
    expression, _ = where(command, command.write(tmp_path / "list.parquet", names, everything))
    assert expression.endswith(" AND detector IN (0..188)")
    assert len(expression) < 200
    assert selected(butler, "visit_image", names, expression) == everything
