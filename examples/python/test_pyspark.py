"""PySpark reads, joins and writes lists, in one session that needs no network."""

import os
import shutil

import pyarrow.parquet as pq
import pytest
from contract import Contract, need

if not shutil.which("java") and os.environ.get("CI") != "true":
    pytest.skip("there is no java: run make setup", allow_module_level=True)
client = need("with_pyspark")


class TestPyspark(Contract):
    client, string, int64 = client, "string", "bigint"

    @staticmethod
    def types(frame):
        return dict(frame.dtypes)

    @staticmethod
    def rows(frame):
        return [tuple(row) for row in frame.collect()]

    @staticmethod
    def written(path):
        if path.is_dir():
            path, = path.glob("*.parquet")
        return path


def test_folder_of_many_files_is_a_list(lists, command, tmp_path):
    path = lists / "visits.parquet"
    client.read(str(path)).repartition(3, "visit").write.parquet(str(tmp_path / "out"))
    parts = list((tmp_path / "out").glob("*.parquet"))
    assert len(parts) == 3
    for part in parts:  # Spark keeps nothing of what our file says of its rows
        assert b"dataidlist" not in pq.read_metadata(part).metadata
    command("union", *parts, "-o", tmp_path / "list.parquet")
    assert command.digests(tmp_path / "list.parquet") == command.digests(path)
