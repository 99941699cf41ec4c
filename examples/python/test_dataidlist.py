"""dataidlist.py reads, digests and hands on lists as the command does."""

import json
import random
import re

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import LISTS, MAX, NIGHT, ROOT
from contract import need

dataidlist, bitmaps = need("dataidlist"), need("bitmaps")
duckdb, np, pd, polars, astropy = map(need, ("duckdb", "numpy", "pandas", "polars", "astropy.table"))

VISITS = pa.table({"instrument": ["LSSTCam"] * 3, "visit": [NIGHT, NIGHT, NIGHT + 1], "detector": [94, 93, 0]})


TYPES = {"instrument": pa.dictionary(pa.int8(), pa.string()), "visit": pa.uint64(), "detector": pa.uint8()}
FITS = {"instrument": "S", "visit": ">i8", "detector": ">i2"}


def save(path, table):
    pq.write_table(table, path)
    return path


@pytest.mark.parametrize("suffix", ["parquet", "arrow", "arrows", "json", "jsonl"])
@pytest.mark.parametrize("name", [name for name in LISTS if name != "empty"])
def test_read(lists, name, suffix, command):
    path = lists / f"{name}.{suffix}"
    columns, rows = LISTS[name]
    ids = dataidlist.read(path)
    assert [(field.name, field.type) for field in ids.schema] == [
        (c, pa.int64() if c in {"visit", "detector", "tract", "patch"} else pa.string()) for c in columns]
    assert sorted(tuple(row.values()) for row in ids.to_pylist()) == sorted(rows)
    assert dataidlist.digest(ids) == command.digests(path)[0]


@pytest.mark.parametrize("suffix", ["parquet", "arrow", "arrows", "json"])
def test_read_empty(lists, suffix, command):
    ids = dataidlist.read(lists / f"empty.{suffix}")
    assert len(ids) == 0
    assert dataidlist.digest(ids) == command.digests(lists / "empty.parquet")[0]


def test_read_bare_array(lists, command, tmp_path):
    command("convert", lists / "patches.parquet", "--bare", "-o", tmp_path / "bare.json")
    assert dataidlist.digest(dataidlist.read(tmp_path / "bare.json")) == command.digests(lists / "patches.parquet")[0]


def test_read_of_another_universe(command, tmp_path):
    source, path = tmp_path / "runs.csv", tmp_path / "runs.parquet"
    source.write_text("run,lumi\n273158,1..1279\n")
    command("convert", "--universe", "cms", source, "-o", path)
    ids = dataidlist.read(path)
    assert dataidlist.digest(ids) == command.digests(path)[0]
    copied = save(tmp_path / "copied.parquet", pq.read_table(path).slice(1))
    assert dataidlist.digest(dataidlist.read(copied)) == dataidlist.digest(ids.slice(1))


def test_read_passes_over_what_other_software_has_copied(lists, tmp_path):
    part = pq.read_table(lists / "visits.parquet").slice(1)
    ids = dataidlist.read(save(tmp_path / "part.parquet", part))
    assert dataidlist.digest(ids) == dataidlist.digest(part)
    assert dataidlist.digest(ids) != dataidlist.digest(dataidlist.read(lists / "visits.parquet"))


# The negative vectors (FORMAT.md 7.2).
REFUSE = ROOT / "testdata" / "vectors" / "refuse"
VECTORS = [vector for vector in json.loads((REFUSE / "vectors.json").read_bytes())
           if vector["format"] in ("parquet", "arrow", "arrow-stream", "json", "jsonl")]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["file"])
def test_read_refuses_what_it_must(vector):
    if vector.get("rows", vector["expect"]) == "pass":
        ids = dataidlist.read(REFUSE / vector["file"])
        if vector["expect"] == "pass":
            assert dataidlist.digest(ids) == vector["digest"]
        return
    with pytest.raises(ValueError, match=vector["file"]) as refusal:
        dataidlist.read(REFUSE / vector["file"])
    if vector["fault"].startswith(("the digest of", "the full digest of")):  # both are named
        assert len(set(re.findall("dilr?1:[0-9a-f]{64}", str(refusal.value)))) == 2


@pytest.mark.parametrize("vector", [v for v in VECTORS if v["section"] == "4.11" or v["file"].startswith(("index", "rows"))],
                         ids=lambda vector: vector["file"])
def test_index_refuses_what_it_must(vector):
    passed_over = vector["expect"] == "pass" and vector["fault"] != "none"
    if vector["expect"] == "index" or passed_over:
        with pytest.raises(ValueError, match=vector["file"]):
            dataidlist.index(REFUSE / vector["file"])
    else:
        assert dataidlist.index(REFUSE / vector["file"]).ids.count == 3


def test_a_stream_ends_with_its_mark(command, tmp_path):
    path, sink = tmp_path / "cut.arrows", pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, VISITS.schema) as stream:
        ends = [stream.write_batch(batch) or sink.tell() for batch in VISITS.to_batches(max_chunksize=1)]
    whole = sink.getvalue().to_pybytes()
    assert ends[-1] == len(whole) - 8
    for end in range(len(whole)):
        path.write_bytes(whole[:end])
        with pytest.raises(ValueError, match=str(path)):
            dataidlist.read(path)
        if end in ends:  # between two batches, where pyarrow itself sees nothing wrong
            assert len(pa.ipc.open_stream(path.read_bytes()).read_all()) == ends.index(end) + 1
            assert "the stream is cut off: the end mark" in command("hash", path, code=2)
    path.write_bytes(whole + b"\0")
    with pytest.raises(ValueError, match="bytes after it"):
        dataidlist.read(path)
    path.write_bytes(whole)
    assert dataidlist.digest(dataidlist.read(path)) == command.digests(path)[0]


def test_read_refuses_other_formats(tmp_path):
    path = tmp_path / "ids.csv"
    path.write_text("instrument,visit\nLSSTCam,1\n")
    with pytest.raises(ValueError, match="ids.csv: neither Parquet nor Arrow nor JSON: `dataidlist convert`"):
        dataidlist.read(path)


def test_part_of_a_list_is_a_list(lists, command, tmp_path):
    part = dataidlist.read(lists / "patches.parquet").slice(1)
    assert command.digests(save(tmp_path / "part.parquet", part))[0] == dataidlist.digest(part)


@pytest.mark.parametrize("source", [
    lambda t: t.select(["detector", "visit", "instrument"]).take([2, 0, 1, 0]),
    lambda t: t.cast(pa.schema(TYPES)),
    lambda t: t.to_pandas(),
    lambda t: t.to_pandas().sort_values("detector"),  # so it has an index
    lambda t: t.to_pandas().astype({"instrument": "category"}),
    polars.from_arrow,
    duckdb.from_arrow,
    lambda t: astropy.Table({name: t[name].to_pylist() for name in t.column_names}),
    lambda t: astropy.Table({name: np.array(t[name].to_pylist(), FITS[name]) for name in t.column_names}),
    lambda t: iter(t.to_pylist()),
    lambda t: [{"run": "u/ktl", "dataId": {**row, "band": "g", "day_obs": 20250629}} for row in t.to_pylist()],
], ids=["rows", "types", "pandas", "index", "category", "polars", "duckdb", "astropy", "fits", "mappings", "butler"])
def test_digest_of_any_source(source, command, tmp_path):
    assert dataidlist.digest(source(VISITS)) == command.digests(save(tmp_path / "v.parquet", VISITS))[0]


def with_column(name, values):
    names = [column for column in VISITS.column_names if column != name]
    return VISITS.select(names).append_column(name, pa.array(values))


@pytest.mark.parametrize("source, message", [
    (with_column("visit", [1.0, 2.0, 3.0]), "visit is double"),
    (with_column("visit", ["1", "2", "3"]), "visit is string"),
    (with_column("visit", [True, False, True]), "visit is bool"),
    (with_column("visit", [1, 2, None]), "visit has nulls"),
    (astropy.Table({"instrument": ["a", "b"], "visit": np.ma.array([1, 2], mask=[0, 1])}), "has nulls"),
    (with_column("visit", [1, 2, -3]), "visit has the value -3"),
    (with_column("visit", pa.array([1, 2, MAX + 1], pa.uint64())), "not in range"),
    (with_column("instrument", ["a", "", "b"]), "instrument has the value ''"),
    (with_column("instrument", [1, 2, 3]), "instrument is int64"),
    (with_column("seeing", [1, 2, 3]), "seeing are not the dimensions"),
    (with_column("band", ["g", "r", "g"]), "rows with the same instrument, visit differ in band"),
    (VISITS.drop_columns("instrument"), "add instrument"),
    (VISITS.replace_schema_metadata({"dataidlist": '{"format":"dataidlist/2"}'}), "dataidlist/2' is not known"),
    ([{"instrument": "a", "visit": 1}, {"instrument": "a", "exposure": 2}], "other dimensions"),
    ([{"instrument": "a", "visit": MAX + 1}], "above 2.63-1"),
    ([{"instrument": "a", "visit": 1}, {"instrument": "a", "visit": 2.0}], "visit is double"),
    ([], "no DataIds"),
])
def test_what_is_no_list_is_refused(source, message):
    with pytest.raises(ValueError, match=message):
        dataidlist.digest(source)


def test_reasons_of_mappings():
    first = {"instrument": "a", "visit": 1, "reasons": [{"text": "x"}, {"text": "y"}]}
    ids = dataidlist.table([first, {"instrument": "a", "visit": 2, "reason": "z"}])
    assert ids["reason"].to_pylist() == ["x; y", "z"]


def test_to_butler(lists):
    found = dataidlist.to_butler(dataidlist.read(lists / "patches.parquet").select([3, 1, 2, 0]).take([1, 0, 1]))
    assert isinstance(found, astropy.Table)
    assert found.colnames == ["skymap", "band", "tract", "patch"]
    assert [found[name].dtype.kind for name in found.colnames] == ["U", "U", "i", "i"]
    assert not found.has_masked_columns
    assert [tuple(row) for row in found] == LISTS["patches"][1][:2]
    assert dataidlist.to_butler(dataidlist.read(lists / "visits.parquet")).colnames == ["instrument", "visit", "detector"]
    with pytest.raises(ValueError, match="empty"):
        dataidlist.to_butler(dataidlist.read(lists / "empty.parquet"))


def scattered(*sizes):
    """Return rows that no few runs hold."""
    rng = random.Random(7)
    return sorted({tuple(rng.randrange(size) for size in sizes) for _ in range(20000)})


# Rows that fill the parts of the index: each form of a block, and each way of packing values.
SHAPES = {
    "full focal planes": ("instrument visit detector", [("LSSTCam", NIGHT + v, d) for v in range(70) for d in range(189)]),
    "single detectors": ("instrument visit detector", [("LSSTCam", NIGHT + v * v, v % 7) for v in range(700)]),
    "scattered detectors": ("instrument visit detector", [("HSC", NIGHT + v, d) for v, d in scattered(400, 112)]),
    "two instruments": ("instrument visit detector", [(i, v, d) for i in ("HSC", "LSSTCam") for v in (5, 6) for d in (0, 2)]),
    "wide detectors": ("instrument visit detector", [("HSC", v, (1 << 20) + v) for v in range(99)]),
    "exposures": ("instrument exposure", [("LATISS", v) for v in (0, 65535, 65536, NIGHT, MAX)]),
    "scattered exposures": ("instrument exposure", [("LATISS", *v) for v in scattered(60000)]),
    "warps": ("instrument skymap visit tract patch", [
        ("HSC", "hsc_rings_v1", visit, tract, patch) for visit in (2, 70000) for tract in (0, 9813) for patch in range(81)]),
    "no ints": ("instrument physical_filter", [("DECam", "g"), ("DECam", "r"), ("HSC", "HSC-G")]),
    "pixels": ("healpix9", [(v,) for v in range(100, 90000, 3)]),
}


def converted(command, path, header, rows, reasons=()):
    """Have the command write rows as Parquet; a reason comes with a number n, and each nth row has it."""
    with open(path.with_suffix(".jsonl"), "w") as file:
        for i, row in enumerate(rows):
            dataid = dict(zip(header.split(), row))
            dataid["reasons"] = [{"text": text, "author": "ktl"} for text, n in reasons if i % n == 0]
            file.write(json.dumps(dataid) + "\n")
    command("convert", path.with_suffix(".jsonl"), "-o", path)
    return path


@pytest.mark.parametrize("shape", SHAPES)
def test_index(shape, command, tmp_path):
    header, rows = SHAPES[shape]
    path = converted(command, tmp_path / "list.parquet", header, rows, [("trailed", 2), ("slew", 7)])
    found = dataidlist.index(path)
    assert found.group.strings + found.group.ints == header.split()
    assert list(found.ids.rows()) == sorted(rows)
    assert found.ids.count == len(rows)
    assert {json.loads(reason)["text"]: sorted(ids.rows()) for reason, ids in found.reasons.items()} == {
        "trailed": sorted(rows[::2]), "slew": sorted(rows[::7])}
    s = len(found.group.strings)
    for row in rows[:100]:
        keys = found.ids.partitions[row[:s]]
        assert isinstance(keys, bitmaps.BitMap64)
        assert found.ids.key(*row[s:]) in keys


def test_index_has_all_forms_of_blocks(command, tmp_path, monkeypatch):
    forms = set()

    def spy(number, n):
        forms.add(number % n)
        return divmod(number, n)

    monkeypatch.setattr(bitmaps, "divmod", spy, raising=False)
    for shape in ("full focal planes", "single detectors", "scattered detectors"):
        dataidlist.index(converted(command, tmp_path / "list.parquet", *SHAPES[shape]))
    assert forms == {0, 1, 2}


def test_bitmaps_are_combined(command, tmp_path):
    rows = SHAPES["full focal planes"][1]
    every, some = (dataidlist.index(converted(command, tmp_path / f"{n}.parquet", "instrument visit detector", part)).ids
                   for n, part in enumerate([rows, rows[189:378]]))
    assert every.shifts == some.shifts == (8, 0)
    left = bitmaps.Bitmaps(every.shifts, {("LSSTCam",): every.partitions["LSSTCam",] - some.partitions["LSSTCam",]})
    assert list(left.rows()) == rows[:189] + rows[378:]


def test_index_is_refused(lists, command, tmp_path):
    with pytest.raises(ValueError, match="no index"):
        dataidlist.index(save(tmp_path / "none.parquet", VISITS))
    with pytest.raises(ValueError, match="more than 64 bits"):
        dataidlist.index(lists / "visits.parquet")
    good = (lists / "patches.parquet").read_bytes()
    at = json.loads(pq.ParquetFile(lists / "patches.parquet").metadata.metadata[b"dataidlist.index"])["offset"]
    bad = tmp_path / "bad.parquet"
    bad.write_bytes(good[:at + 9] + bytes([good[at + 9] ^ 1]) + good[at + 10:])
    with pytest.raises(ValueError, match="damaged"):
        dataidlist.index(bad)
    assert dataidlist.digest(dataidlist.read(bad)) == command.digests(lists / "patches.parquet")[0]
