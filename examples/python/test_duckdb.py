"""DuckDB reads, joins and writes lists."""

from contract import Contract, need

client = need("with_duckdb")


class TestDuckdb(Contract):
    client, string, int64 = client, "VARCHAR", "BIGINT"

    @staticmethod
    def types(frame):
        return dict(zip(frame.columns, map(str, frame.types)))

    @staticmethod
    def rows(frame):
        return frame.fetchall()
