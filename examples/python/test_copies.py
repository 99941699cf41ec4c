"""Software that reads a list, changes its rows and writes it: some keeps what the file says of itself, which is not true any more.

Whoever keeps it, and whoever does not: the list is that of the rows, and what is known of the first one is told."""

import json

import dil1
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset
import pyarrow.parquet as pq
import pytest
from contract import need

GROUP = dil1.Group("daf_butler", ["instrument"], ["visit"])
REASONS = {1: [{"text": "a; b", "author": "ktl"}], 2: [{"text": "a; b", "author": "ktl"}, {"text": "c", "time": "2025-07-01T04:05:06Z"}], 3: []}


@pytest.fixture
def source(command, tmp_path):
    """A list of three visits with exact reasons."""
    lines = [json.dumps({"instrument": "LSSTCam", "visit": v, "reasons": why}) for v, why in REASONS.items()]
    (tmp_path / "list.jsonl").write_text("\n".join(lines))
    command("convert", tmp_path / "list.jsonl", "-o", tmp_path / "list.parquet")
    return tmp_path / "list.parquet"


def with_pyarrow(source, out, visits):
    table = pq.read_table(source)
    pq.write_table(table.filter(pc.field("visit").isin(visits)), out)


def with_pyarrow_file(source, out, visits):
    """As pyarrow users do who have many row groups."""
    with pq.ParquetFile(source) as file, pq.ParquetWriter(out, file.schema_arrow) as writer:
        for batch in file.iter_batches():
            writer.write_batch(batch.filter(pc.is_in(batch["visit"], pa.array(visits, pa.int64()))))


def only_file(folder, out):
    for file in folder.glob("*.parquet"):  # pyarrow writes none without rows
        file.rename(out)


def with_pyarrow_dataset(source, out, visits):
    dataset = pa.dataset.dataset(source, format="parquet")
    folder = out.with_suffix(".folder")
    pa.dataset.write_dataset(dataset.scanner(filter=pc.field("visit").isin(visits)), folder, format="parquet")
    only_file(folder, out)


def with_pyarrow_dataset_schema(source, out, visits):
    """A dataset that is given its schema, metadata and all."""
    dataset = pa.dataset.dataset(source, format="parquet")
    folder = out.with_suffix(".folder")
    rows = dataset.to_table(filter=pc.field("visit").isin(visits))
    pa.dataset.write_dataset(rows, folder, format="parquet", schema=pq.read_schema(source))
    only_file(folder, out)


def with_pandas(source, out, visits):
    pandas = need("pandas")
    frame = pandas.read_parquet(source)
    frame[frame["visit"].isin(visits)].reset_index(drop=True).to_parquet(out, index=False)


def with_pandas_and_pyarrow(source, out, visits):
    """Through pandas, with the schema of the file."""
    schema = pq.read_schema(source)
    frame = pq.read_table(source).to_pandas()
    pq.write_table(pa.Table.from_pandas(frame[frame["visit"].isin(visits)], schema=schema, preserve_index=False), out)


def with_polars(source, out, visits):
    polars = need("polars")
    polars.read_parquet(source).filter(polars.col("visit").is_in(visits)).write_parquet(out)


def with_polars_lazily(source, out, visits):
    polars = need("polars")
    polars.scan_parquet(source).filter(polars.col("visit").is_in(visits)).sink_parquet(out)


def with_polars_metadata(source, out, visits):
    """Polars keeps no metadata unless it is told to."""
    polars = need("polars")
    kept = polars.read_parquet_metadata(source)
    kept.pop("ARROW:schema", None)
    polars.read_parquet(source).filter(polars.col("visit").is_in(visits)).write_parquet(out, metadata=kept)


def with_duckdb(source, out, visits):
    duckdb = need("duckdb")
    duckdb.read_parquet(str(source)).filter(f"visit IN {(*visits, -1)}").write_parquet(str(out))


def with_duckdb_metadata(source, out, visits):
    """DuckDB keeps no metadata unless it is told to."""
    duckdb = need("duckdb")
    names = duckdb.sql(f"SELECT key, value FROM parquet_kv_metadata('{source}')").fetchall()
    kept = ", ".join("'" + name.decode() + "': '" + value.decode().replace("'", "''") + "'" for name, value in names)
    duckdb.sql(f"COPY (FROM '{source}' WHERE visit IN {(*visits, -1)}) TO '{out}' (FORMAT parquet, KV_METADATA {{{kept}}})")


KEEPING = [with_pyarrow, with_pyarrow_file, with_pyarrow_dataset, with_pyarrow_dataset_schema, with_pandas_and_pyarrow,
           with_polars_metadata, with_duckdb_metadata]
OTHERS = [with_pandas, with_polars, with_polars_lazily, with_duckdb]


def root(visits):
    return "dil1:" + dil1.root(GROUP, [(b"LSSTCam", v) for v in visits])[0].hex()


def verified(command, path):
    answer, = json.loads(command("verify", "--json", path))["files"]
    return answer


@pytest.mark.parametrize("visits", [[1, 2, 3], [1, 3], [2], []], ids=str)
@pytest.mark.parametrize("write", KEEPING + OTHERS)
def test_list_is_that_of_the_rows(write, visits, source, command, tmp_path):
    out = tmp_path / "out.parquet"
    write(source, out, visits)
    if "dataset" in write.__name__ and not visits:
        assert not out.exists()
        return
    metadata = pq.read_metadata(out)
    assert (b"dataidlist" in (metadata.metadata or {})) == (write in KEEPING)
    assert command("hash", out).split()[0] == root(visits)
    answer = verified(command, out)
    assert (answer["valid"], answer["recorded"], answer["digest"]) == (True, False, root(visits))
    info = json.loads(command("info", "--json", out))
    assert info["digest"] == root(visits) and not info["indexed"]
    if write not in KEEPING:
        assert "copy" not in answer and info["derivation"] is None
        return
    first = json.loads(command("info", "--json", source))
    same = visits == [1, 2, 3]
    assert answer["copy"] == {"of": first["digest"], "by": metadata.created_by, "same_dataids": same, "same_reasons": same}
    made = info["derivation"]
    assert (made["operation"], made["parameters"]["by"]) == ("copy", metadata.created_by)
    assert made["parameters"]["set"] == ("same" if same else "changed")
    stated, = made["inputs"]
    assert (stated["role"], stated["digest"], stated["count"]) == ("stated", first["digest"], 3)
    said = f"the same set as {first['digest'][:17]}" if same else f"a copy of {first['digest'][:17]} with changes"
    assert said in command("log", out) and said in command("info", out)
    # The reasons that are left are the exact ones.
    command("convert", out, "-o", tmp_path / "out.jsonl")
    found = {row["visit"]: row.get("reasons", []) for row in map(json.loads, (tmp_path / "out.jsonl").read_text().splitlines())}
    assert found == {v: REASONS[v] for v in visits}


def test_reasons_that_were_edited(source, command, tmp_path):
    out = tmp_path / "out.parquet"
    table = pq.read_table(source)
    table = table.set_column(2, "reason", pa.array(["a; b", "c", "new"]))
    pq.write_table(table, out)
    answer = verified(command, out)
    assert answer["valid"] and answer["copy"]["same_dataids"] and not answer["copy"]["same_reasons"]
    command("convert", out, "-o", tmp_path / "out.jsonl")
    found = {row["visit"]: row["reasons"] for row in map(json.loads, (tmp_path / "out.jsonl").read_text().splitlines())}
    assert found == {1: REASONS[1], 2: [{"text": "c"}], 3: [{"text": "new"}]}
    assert "with other reasons" in command("log", out)


def test_columns_that_were_dropped(source, command, tmp_path):
    out = tmp_path / "out.parquet"
    pq.write_table(pq.read_table(source).drop_columns(["reason"]), out)
    answer = verified(command, out)
    assert answer["copy"]["same_dataids"] and not answer["copy"]["same_reasons"]
    assert json.loads(command("info", "--json", out))["reasons"] == []
    # The dimensions may be others, too, and so may the universe's be.
    pq.write_table(pa.table({"run": [1, 2], "lumi": [3, 4]}).replace_schema_metadata(pq.read_schema(source).metadata), out)
    assert "not a dimension of daf_butler/8" in command("hash", out, code=2)
    pq.write_table(pa.table({"instrument": ["HSC"], "exposure": [3]}).replace_schema_metadata(pq.read_schema(source).metadata), out)
    assert "with changes" in command("log", out)


def test_campaign_of_a_copy_pins_what_was_read(source, command, tmp_path):
    """A list that was made of a copy is derived from it, and that can be checked as far as it is on record."""
    out, kept = tmp_path / "part.parquet", tmp_path / "kept.parquet"
    with_pyarrow(source, out, [1, 2])
    command("convert", out, "-o", kept)
    assert "a copy of" in command("log", kept)
    assert verified(command, kept)["recorded"]
    assert "what was changed is not on record" in command("verify", "--deep", kept, code=2)
    with_pyarrow(source, out, [1, 2, 3])
    command("convert", out, "-o", kept)
    answer, = json.loads(command("verify", "--json", "--deep", kept, "--inputs", tmp_path))["files"]
    assert answer["valid"] and answer["derived"]


@pytest.mark.parametrize("suffix", ["arrow", "arrows"])
def test_arrow_has_no_mark(source, suffix, command, tmp_path):
    """Nothing in an Arrow file says who wrote it: there the user says that an edit is meant."""
    out = tmp_path / f"out.{suffix}"
    table = pq.read_table(source).slice(1)
    table = table.replace_schema_metadata({k: v for k, v in table.schema.metadata.items() if k != b"dataidlist.index"})
    with (pa.ipc.new_file if suffix == "arrow" else pa.ipc.new_stream)(out, table.schema) as file:
        file.write_table(table)
    said = command("hash", out, code=2)
    assert "--ignore-header" in said
    assert command("hash", "--ignore-header", out).split()[0] == root([2, 3])
