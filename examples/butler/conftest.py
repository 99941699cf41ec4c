"""What the tests share: the command, built from this tree, and a repository."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import repository
from lsst.daf.butler import Butler

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent  # of the Butler's commands, and of ours


class Command:
    """The dataidlist command, built from this tree."""

    def __init__(self, program):
        self.program = program

    def __call__(self, *arguments, code=0):
        """Return what the command prints, or says where it prints nothing."""
        done = subprocess.run([self.program, *map(str, arguments)], capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stderr
        return done.stdout or done.stderr

    def digest(self, path, *options):
        return json.loads(self("info", "--json", *options, path))["digest"]

    def rows(self, path, names, *options):
        """Return the DataIds in a file as a set of tuples of the values with some names."""
        lines = self("convert", "--ids-only", "--to", "jsonl", *options, path).splitlines()
        return {tuple(json.loads(line)[name] for name in names) for line in lines}

    def write(self, path, names, rows):
        """Write a list of DataIds, which are tuples of the values with some names, and return its path."""
        source = path.with_suffix(".rows.jsonl")
        source.write_text("".join(json.dumps(dict(zip(names, row))) + "\n" for row in rows))
        self("convert", source, "-o", path)
        return path


@pytest.fixture(scope="session")
def command(tmp_path_factory):
    program = tmp_path_factory.mktemp("bin") / "dataidlist"
    subprocess.run(["go", "build", "-o", program, "./cmd/dataidlist"], cwd=HERE.parents[1], check=True)
    return Command(program)


@pytest.fixture(scope="session")
def root(tmp_path_factory):
    """The folder of a repository."""
    folder = tmp_path_factory.mktemp("butler") / "repo"
    repository.make(folder)
    return folder


@pytest.fixture(scope="session")
def butler(root):
    with Butler.from_config(root) as butler:
        yield butler


@pytest.fixture(scope="session")
def environment(command):
    """The environment in which pipetask and bps find each other, dataidlist and our pipeline."""
    path = os.pathsep.join([str(command.program.parent), str(BIN), os.environ["PATH"]])
    folders = {name: str(BIN.parent) for name in ("CTRL_MPEXEC_DIR", "DAF_BUTLER_DIR")}
    return os.environ | folders | {"PATH": path, "PYTHONPATH": str(HERE)}


@pytest.fixture(scope="session")
def run(environment):
    """A function that runs a command of the Butler's and returns what it prints."""

    def run(*arguments, cwd=None):
        done = subprocess.run(list(map(str, arguments)), capture_output=True, text=True, check=False, env=environment, cwd=cwd)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run
