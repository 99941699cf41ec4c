"""dil1.py agrees with the vectors and with the golden file that the Go code wrote."""

import subprocess
import sys
from pathlib import Path

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


def test_golden_parquet():
    code, out = dil1(TESTDATA / "golden" / "list-v1.parquet")
    assert code == 0
    assert out.startswith("dil1:924ab97516a5")
