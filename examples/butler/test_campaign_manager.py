"""The whole workflow of README.md: what is processed is what the lists say, and what failed comes back as a list."""

import json
import subprocess
import sys
from pathlib import Path

from drp import BROKEN
from lsst.daf.butler import Butler
from repository import INSTRUMENT, RAFT, RAW_VISITS, visits

NAMES = ("instrument", "exposure", "detector")


def test_campaign(root, command, environment, tmp_path):
    script = Path(__file__).parent / "campaign_manager.py"
    done = subprocess.run([sys.executable, script, root, tmp_path], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    everything = {(INSTRUMENT, exposure, detector) for exposure in visits()[:RAW_VISITS] for detector in RAFT}
    wanted = {row for row in everything if row[1] != 2031030400103}
    failed = {(INSTRUMENT, *image) for image in BROKEN}
    assert failed < wanted
    rows = {name: command.rows(tmp_path / f"{name}.parquet", NAMES) for name in ("found", "input", "failed", "made")}
    assert rows == {"found": everything, "input": wanted, "failed": failed, "made": wanted - failed}
    with Butler.from_config(root) as butler:
        refs = butler.query_datasets("post_isr_image", "u/ktl/*", find_first=False)
        assert {tuple(ref.dataId[name] for name in NAMES) for ref in refs} == wanted - failed
    # Who reads the list of what failed learns why; who reads the input, what was left out of it.
    (reason,) = json.loads(command("info", "--json", tmp_path / "failed.parquet"))["reasons"]
    assert reason["text"] == "isr: ValueError"
    assert "bad.parquet" in command("log", tmp_path / "input.parquet")
