"""pandas reads, joins and writes lists: version 3, and version 2 in an environment of its own."""

from contract import Contract, need

pd = need("pandas")
client = need("with_pandas")


class TestPandas(Contract):
    client, string, int64 = client, "str", "int64"
    if pd.__version__.startswith("2."):
        string, untyped = "object", "empty.arrow"  # objects are strings only where there are any

    @staticmethod
    def types(frame):
        return {name: str(kind) for name, kind in frame.dtypes.items()}

    @staticmethod
    def rows(frame):
        return list(frame.itertuples(index=False, name=None))


def test_index_is_not_taken_for_a_dimension(lists, command, tmp_path):
    out = tmp_path / "odd.parquet"
    frame = client.read(str(lists / "patches.parquet"))
    frame[frame.patch % 2 == 1].to_parquet(out)
    assert "--ignore-columns" in command("hash", out, code=2)
    without = command("hash", "--ignore-columns", "__index_level_0__", out).split()[0]
    client.write(frame[frame.patch % 2 == 1], str(out))
    assert command.digests(out)[0] == without
