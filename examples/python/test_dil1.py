"""dil1.py agrees with the vectors and with the golden file that the Go code wrote."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from dil1 import normal_time, parse

HERE = Path(__file__).parent
TESTDATA = HERE.parent.parent / "testdata"


def dil1(*arguments):
    done = subprocess.run([sys.executable, HERE / "dil1.py", *arguments], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_vectors():
    files = sorted((TESTDATA / "vectors").glob("*.json"))
    assert files
    code, out = dil1("--vectors", *files)
    assert code == 0
    passed, _, total, *_ = out.split()
    assert passed == total != "0"


def test_wrong_digest_is_seen(tmp_path):
    text = (TESTDATA / "vectors" / "edges.json").read_text()
    wrong = tmp_path / "wrong.json"
    wrong.write_text(text.replace('"dil1:', '"dil1:0', 1))
    assert dil1("--vectors", wrong)[0] == 1


REFUSE = TESTDATA / "vectors" / "refuse"
TEXTS = [v for v in json.loads((REFUSE / "vectors.json").read_bytes()) if v["format"] in ("dil1", "dilr1")]


@pytest.mark.parametrize("vector", TEXTS, ids=lambda vector: vector["file"])
def test_texts_of_digests(vector):
    text, prefix = (REFUSE / vector["file"]).read_bytes().decode(), vector["format"] + ":"
    if vector["expect"] == "pass":
        assert prefix + parse(text, prefix).hex() == text
    else:
        with pytest.raises(ValueError, match="is no digest"):
            parse(text, prefix)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("2025-07-01T04:05:06Z", "2025-07-01T04:05:06Z"),
        ("2025-07-01T06:05:06.250+02:00", "2025-07-01T04:05:06.25Z"),
        ("2025-07-01T04:05:06.123456789Z", "2025-07-01T04:05:06.123456789Z"),
        ("2025-07-01T04:05:06.000-00:00", "2025-07-01T04:05:06Z"),
        ("0999-12-31T23:59:59.000000001-23:59", "1000-01-01T23:58:59.000000001Z"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
    ],
)
def test_times(text, normal):
    assert normal_time(text) == normal


@pytest.mark.parametrize(
    "text",  # as in dataidlist/reason_test.go
    [
        "now", "2025-07-01", "2025-07-01T04:05:06", "2025-07-01 04:05:06Z", "2025-07-01t04:05:06Z", "2025-07-01T04:05:06z",
        "2025-07-01T4:05:06Z", "2025-07-01T4:05:06.5Z", "2025-07-01T04:05Z", "2025-07-01T04:05:60Z", "2025-07-01T24:00:00Z",
        "2025-02-30T04:05:06Z", "2025-07-01T04:05:06,5Z", "2025-07-01T04:05:06.Z", "2025-07-01T04:05:06.1234567890Z",
        "2025-07-01T04:05:06+0200", "2025-07-01T04:05:06+24:00", "2025-07-01T04:05:06-02:60", "2025-07-01T04:05:06Z ",
        "0001-01-01T00:00:00Z", "0999-12-31T23:59:59Z", "9999-12-31T23:59:59-00:01",
    ],
)
def test_other_times_are_refused(text):
    with pytest.raises(ValueError, match="time|day|second"):
        normal_time(text)


def test_golden_parquet():
    code, out = dil1(TESTDATA / "golden" / "list-v1.parquet")
    assert code == 0
    assert out.startswith("dil1:924ab97516a5")
