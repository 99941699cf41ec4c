"""What every client must do with lists. The tests of a client inherit it."""

import importlib
import os

import dil1
import pytest
from conftest import CONSDB, LISTS, VISITS

INTS = {"visit", "detector", "tract", "patch"}


def need(name):
    """Import a module. Where what it needs is not installed, skip the file, or fail with CI=true."""
    if os.environ.get("CI") == "true":
        return importlib.import_module(name)
    return pytest.importorskip(name, reason=f"{name} cannot be imported: run make setup")


@pytest.mark.parametrize("suffix", ["parquet", "arrow"])
class Contract:
    """Checks of a client. A subclass says what is its own."""

    client = None  # the example
    string, int64 = None, None  # the names of its types
    untyped = ""  # the list that it writes without types

    @staticmethod
    def types(frame):
        """Return the names of the types of the columns, by column and in their order."""
        raise NotImplementedError

    @staticmethod
    def rows(frame):
        """Return the rows as tuples of str, int and float."""
        raise NotImplementedError

    @staticmethod
    def written(path):
        """Return the file that the client wrote under a path."""
        return path

    @pytest.mark.parametrize("name", LISTS)
    def test_reads(self, lists, name, suffix):
        columns, rows = LISTS[name]
        frame = self.client.read(str(lists / f"{name}.{suffix}"))
        assert list(self.types(frame).items()) == [(c, self.int64 if c in INTS else self.string) for c in columns]
        found = self.rows(frame)
        assert sorted(found) == sorted(rows)
        assert {type(value) for row in found for value in row} <= {str, int}

    @pytest.mark.parametrize("name", LISTS)
    def test_writes(self, lists, name, suffix, command, tmp_path):
        path = lists / f"{name}.{suffix}"
        out = tmp_path / path.name
        self.client.write(self.client.read(str(path)), str(out))
        if path.name == self.untyped:
            assert "it holds null" in command("hash", out, code=2)
        else:
            assert command.digests(self.written(out)) == command.digests(path)

    def test_joins(self, lists, suffix):
        ids, visits = (self.client.read(str(lists / f"{name}.{suffix}")) for name in ("visits", "consdb"))
        types, rows = self.types(joined := self.client.join(ids, visits)), self.rows(joined)
        names = ["instrument", "visit", "detector", "reason", "band"]
        assert sorted({*types} - {"visit_id"}) == sorted([*names, "psf_sigma_median"])
        assert [types[name] for name in names] == [self.string, self.int64, self.int64, self.string, self.string]
        places = [list(types).index(name) for name in names]
        band = dict(zip(CONSDB["visit_id"], CONSDB["band"]))
        wanted = [(*row, band[row[1]]) for row in VISITS if row[0] == "LSSTCam" and row[1] in band]
        assert sorted(tuple(row[i] for i in places) for row in rows) == sorted(wanted)

    def test_example(self, lists, suffix, command, tmp_path):
        out = tmp_path / f"out.{suffix}"
        self.client.main(str(lists / f"visits.{suffix}"), str(lists / f"consdb.{suffix}"), str(out))
        wide = {visit for visit, sigma in zip(CONSDB["visit_id"], CONSDB["psf_sigma_median"]) if sigma and sigma > 2}
        rows = [(name.encode(), visit, detector) for name, visit, detector, _ in VISITS if name == "LSSTCam" and visit in wide]
        assert len(rows) == 9 * 189 + 1
        group = dil1.Group("daf_butler", ["instrument"], ["visit", "detector"])
        assert command.digests(self.written(out))[0] == "dil1:" + dil1.root(group, rows)[0].hex()
