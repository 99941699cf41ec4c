"""Quantum graphs: pipetask qgraph takes tables and expressions, and BPS has it do so. test_campaign_manager.py runs some."""

from pathlib import Path

import pytest
from lsst.pipe.base.quantum_graph import PredictedQuantumGraph
from repository import INSTRUMENT, RAFT, RAW, RAW_VISITS, visits

HERE = Path(__file__).parent
NAMES = ("instrument", "exposure", "detector")
ALL = {(INSTRUMENT, exposure, detector) for exposure in visits()[:RAW_VISITS] for detector in RAFT}
LIST = {row for row in ALL if row[1] * row[2] % 3}


def quanta(path):
    """Return the DataIds of the quanta of a graph."""
    with PredictedQuantumGraph.open(path) as reader:
        reader.read_thin_graph()
        graph = reader.finish()
    return {tuple(data_id[name] for name in NAMES) for data_id in graph.quanta_by_task["isr"]}


@pytest.fixture
def source(command, tmp_path):
    return command.write(tmp_path / "list.parquet", NAMES, LIST)


@pytest.fixture
def qgraph(root, run, tmp_path):
    """A function that has pipetask make a graph with some options, and returns the DataIds of its quanta."""

    def qgraph(*options):
        graph = tmp_path / "graph.qg"
        how = ("-p", HERE / "drp.yaml", "-b", root, "-i", RAW, "-o", "u/test/graph", "--save-qgraph", graph)
        run("pipetask", "qgraph", *how, *options)
        return quanta(graph)

    return qgraph


def test_table(command, qgraph, source, tmp_path):
    command("convert", source, "--for", "butler", "-o", tmp_path / "table.parquet")
    assert qgraph("--data-id-table", tmp_path / "table.parquet") == LIST


def test_expression(command, qgraph, source):
    assert qgraph("--data-query", command("where", source).strip()) == LIST


def test_exclusion(command, qgraph, source, tmp_path):
    command("convert", source, "--for", "butler", "--not", "-o", tmp_path / "exclude.yaml")
    assert qgraph("-@", tmp_path / "exclude.yaml") == ALL - LIST


def test_bps_exclusion(root, command, run, source, tmp_path):
    command("convert", source, "--for", "butler", "--not", "-o", tmp_path / "exclude.yaml")
    (tmp_path / "rest.yaml").write_text(f"""
includeConfigs: [{HERE}/step1.yaml, {tmp_path}/exclude.yaml]
pipelines: {HERE}
payload: {{payloadName: rest, butlerConfig: {root}}}
submitPath: {tmp_path}/submit
""")
    run("bps", "--log-level", "WARNING", "acquire", "rest.yaml", cwd=tmp_path)
    (graph,) = tmp_path.glob("submit/*.qg")
    assert quanta(graph) == ALL - LIST
