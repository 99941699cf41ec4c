"""pyarrow reads, joins and writes lists; it alone keeps their metadata."""

from contract import Contract, need

client = need("with_pyarrow")


class TestPyarrow(Contract):
    client, string, int64 = client, "string", "int64"

    @staticmethod
    def types(frame):
        return {field.name: str(field.type) for field in frame.schema}

    @staticmethod
    def rows(frame):
        return [tuple(row.values()) for row in frame.to_pylist()]


def test_exact_reasons_come_back(command, tmp_path):
    source, first, again = (tmp_path / name for name in ("a.jsonl", "a.parquet", "again.parquet"))
    reasons = '[{"text":"a; b","author":"ktl"},{"text":"c","time":"2025-07-01T04:05:06Z"}]'
    source.write_text('{"instrument":"LSSTCam","visit":5,"reasons":' + reasons + "}\n")
    command("convert", source, "-o", first)
    client.write(client.read(str(first)), str(again))
    assert command.digests(again) == command.digests(source)
    # The column has the texts, and cannot have more.
    client.write(client.read(str(first)).replace_schema_metadata(None), str(again))
    assert command.digests(again)[0] == command.digests(source)[0]
    assert command.digests(again)[1] != command.digests(source)[1]

