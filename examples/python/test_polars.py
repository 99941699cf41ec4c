"""Polars reads, joins and writes lists."""

from contract import Contract, need

client = need("with_polars")


class TestPolars(Contract):
    client, string, int64 = client, "String", "Int64"

    @staticmethod
    def types(frame):
        return {name: str(kind) for name, kind in frame.schema.items()}

    @staticmethod
    def rows(frame):
        return frame.rows()
