"""astropy reads, joins and writes lists."""

import pytest
from contract import Contract, need

client = need("with_astropy")


@pytest.mark.filterwarnings("ignore:No table..len..band")  # consdb.parquet is not ours
class TestAstropy(Contract):
    client, string, int64 = client, "str", "int64"

    @staticmethod
    def types(frame):
        return {name: "str" if frame[name].dtype.kind == "U" else frame[name].dtype.name for name in frame.colnames}

    @staticmethod
    def rows(frame):
        return list(zip(*(frame[name].tolist() for name in frame.colnames)))
