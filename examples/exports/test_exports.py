"""What `campaign export` writes, read by the libraries of those who defined the formats. No test needs a network."""

import base64
import importlib.resources
import json
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from openlineage.client import event_v2, facet_v2
from prov.model import ProvActivity, ProvAgent, ProvDocument, ProvEntity
from rocrate.rocrate import ROCrate
from rocrate_validator import models, services
from rocrate_validator.utils.http import HttpRequester

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def notebook(tmp_path_factory):
    """A notebook with a campaign that succeeded in the second attempt, a repair of it that failed, and a draft."""
    folder = tmp_path_factory.mktemp("notebook")
    subprocess.run(["go", "build", "-o", folder / "campaign", "./cmd/campaign"], cwd=ROOT, check=True)
    (folder / "all.csv").write_text("instrument,visit,detector\nLSSTCam,2026050100001..2026050100009,0..1\n")
    (folder / "bad.csv").write_text("instrument,visit,reason\nLSSTCam,2026050100003..2026050100004,trailed\n")

    def run(*args):
        command = [folder / "campaign", "--as", "k. t. lim+é", *args]
        done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
        return done.stdout

    (folder / "definition.yaml").write_text(json.dumps({
        "name": 'DP2 "step1" <é>', "reason": "DP2 single frame", "inputs": [
            {"kind": "query", "value": "instrument='LSSTCam'"}, {"kind": "git", "value": "https://example.org/lists", "commit": "1a" * 20}],
        "pins": [{"kind": "pipelines", "name": "lsst_distrib", "version": "w_2026_20"},
                 {"kind": "pipeline-yaml", "name": "DRP", "uri": "${DRP_PIPE_DIR}/pipelines/LSSTCam/DRP.yaml"},
                 {"kind": "config", "name": "bps", "uri": "git+https://example.org/bps", "commit": "2b" * 20},
                 {"kind": "container", "name": "stack", "digest": "sha256:" + "1a" * 32}],
        "workflow_definition": [{"name": "step1", "command": "bps submit step1.yaml", "system": "panda"}, {"name": "by-machine"}]}))
    run("define", "--file", "definition.yaml")
    run("lists", "add", "CMP-1", "--input", "all.csv")
    run("lists", "add", "CMP-1", "--exclude", "bad.csv", "--reason", "visual inspection, May")
    run("submit", "CMP-1", "--reason", "board decision")
    run("workflow", "submit", "CMP-1", "step1")
    run("workflow", "fail", "CMP-1", "step1", "--reason", "site down")
    run("resume", "CMP-1")
    run("workflow", "retry", "CMP-1", "step1")
    run("workflow", "submit", "CMP-1", "step1")
    run("workflow", "finish", "CMP-1", "step1")
    run("clone", "CMP-1")
    run("submit", "CMP-2", "--reason", "repair")
    run("workflow", "submit", "CMP-2", "step1")
    run("workflow", "cancel", "CMP-2", "step1")
    run("define", "--name", "draft", "--reason", "none yet")
    return SimpleNamespace(run=run, folder=folder)


def test_prov(notebook):
    text = notebook.run("export", "--all", "--format", "prov")
    document = ProvDocument.deserialize(content=text, format="json")
    again = ProvDocument.deserialize(content=document.serialize(format="json"), format="json")
    assert document == again
    written, read = json.loads(text), json.loads(document.serialize(format="json"))
    for kind in set(written) - {"prefix"}:
        assert written[kind].keys() == read[kind].keys() or all(n.startswith("_:") for n in written[kind]), kind
        assert len(written[kind]) == len(read[kind]), kind
    names = {str(e.identifier) for e in document.get_records(ProvEntity)}
    assert {"sky:CMP-1.r1", "sky:CMP-2.r1", "sky:CMP-1.output"} <= names
    assert {str(a.identifier) for a in document.get_records(ProvActivity)} >= {"sky:CMP-1.step1.1", "sky:CMP-1.step1.2"}
    assert [str(a.identifier) for a in document.get_records(ProvAgent)] == ["sky:person.k%2E%20t%2E%20lim%2B%C3%A9"]
    for a in document.get_records(ProvActivity):
        assert a.get_startTime() <= a.get_endTime()


def test_openlineage(notebook):
    lines = notebook.run("export", "--all", "--format", "openlineage").splitlines()
    events = [json.loads(line) for line in lines]
    assert [e["eventType"] for e in events] == ["START", "FAIL", "START", "COMPLETE", "START", "ABORT"]
    assert events[1]["run"]["facets"]["errorMessage"]["message"] == "site down"
    assert [e["run"]["runId"] == events[0]["run"]["runId"] for e in events[:4]] == [True, True, False, False]
    facets = {
        "parent": facet_v2.parent_run.ParentRunFacet, "errorMessage": facet_v2.error_message_run.ErrorMessageRunFacet,
        "processing_engine": facet_v2.processing_engine_run.ProcessingEngineRunFacet, "jobType": facet_v2.job_type_job.JobTypeJobFacet,
        "ownership": facet_v2.ownership_job.OwnershipJobFacet, "sourceCode": facet_v2.source_code_job.SourceCodeJobFacet,
        "documentation": facet_v2.documentation_dataset.DocumentationDatasetFacet,
        "version": facet_v2.dataset_version_dataset.DatasetVersionDatasetFacet,
    }
    seen = set()

    def checked(found):
        for name, facet in found.items():
            assert facet["_producer"] and facet["_schemaURL"]
            if name == "skycampaign_seal":
                continue
            seen.add(name)
            values = {k: v for k, v in facet.items() if not k.startswith("_")}
            if name == "parent":
                values = {"run": facet_v2.parent_run.Run(**values["run"]), "job": facet_v2.parent_run.Job(**values["job"])}
            made = facets[name](**values)
            if name != "documentation":  # jobs and datasets have one each
                assert made._get_schema() == facet["_schemaURL"]
        return {}

    for e in events:
        inputs = [event_v2.InputDataset(d["namespace"], d["name"], checked(d["facets"])) for d in e["inputs"]]
        event = event_v2.RunEvent(
            eventType=event_v2.RunState[e["eventType"]], eventTime=e["eventTime"], producer=e["producer"],
            run=event_v2.Run(e["run"]["runId"], checked(e["run"]["facets"])),
            job=event_v2.Job(e["job"]["namespace"], e["job"]["name"], checked(e["job"]["facets"])),
            inputs=inputs, outputs=[event_v2.OutputDataset(d["namespace"], d["name"]) for d in e["outputs"]])
        assert event.schemaURL == e["schemaURL"] or event._get_schema() == e["schemaURL"]
        assert len(inputs) == 3
    assert seen == facets.keys()


@pytest.fixture
def offline(monkeypatch):
    """Gives the validator the context of RO-Crate 1.1, which the library of version 0.13 ships, in place of the network."""
    context = importlib.resources.files("rocrate").joinpath("data/ro-crate.jsonld").read_text()
    assert '"@id": "https://w3id.org/ro/crate/1.1/context"' in context

    def get(_, url, **__):
        assert str(url).rstrip("/") == "https://w3id.org/ro/crate/1.1/context", url
        return SimpleNamespace(status_code=200, text=context, content=context.encode(), headers={"Content-Type": "application/ld+json"},
                               json=lambda: json.loads(context), raise_for_status=lambda: None)

    monkeypatch.setattr(HttpRequester, "get", get, raising=False)


@pytest.mark.parametrize("profile", ["ro-crate-1.1", "process-run-crate-0.5"])
def test_ro_crate(notebook, offline, tmp_path, profile):
    crate = tmp_path / "crate"
    notebook.run("export", "--all", "--format", "ro-crate", "-o", f"{crate}/")
    issues = validate(crate, profile)
    assert issues == []

    metadata = crate / "ro-crate-metadata.json"
    spoiled = json.loads(metadata.read_text())
    for entity in spoiled["@graph"]:
        if entity["@type"] == "CreateAction":
            del entity["instrument"]
        if entity["@id"] == "./":
            del entity["datePublished"]
    metadata.write_text(json.dumps(spoiled))
    assert validate(crate, profile), "the validator looks"


# Recommended, and not to be had: who publishes, and to which organisation a person belongs, is not in the records; a workflow that failed has
# no result; and of all absolute URIs the validator takes those of http alone for software.
UNKNOWN = {"ro-crate-1.1_22.3", "ro-crate-1.1_30.2", "ro-crate-1.1_30.3", "process-run-crate-0.5_11.1", "process-run-crate-0.5_5.1"}


def validate(crate, profile):
    """Return what the validator requires or recommends and does not find."""
    settings = services.ValidationSettings(
        rocrate_uri=str(crate), profile_identifier=profile, requirement_severity=models.Severity.RECOMMENDED,
        disable_remote_crate_download=True)
    found = [(i.check.identifier, i.message) for i in services.validate(settings).get_issues(models.Severity.RECOMMENDED)]
    return [issue for issue in found if issue[0] not in UNKNOWN]


def test_ro_crate_is_read(notebook, tmp_path):
    crate = tmp_path / "crate"
    notebook.run("export", "--all", "--format", "ro-crate", "-o", f"{crate}/")
    read = ROCrate(crate)
    files = [e for e in read.data_entities if e.type == "File"]
    assert {(crate / f.id).is_file() for f in files} == {True}
    assert len(files) == 3, "what both campaigns have is there once"
    actions = [e for e in read.get_entities() if e.type == "CreateAction"]
    assert sorted(a["actionStatus"].rsplit("/", 1)[1] for a in actions) == ["CompletedActionStatus", "FailedActionStatus", "FailedActionStatus"]


def test_in_toto(notebook):
    lines = notebook.run("export", "CMP-1", "--format", "in-toto").splitlines()
    statement = json.loads(lines[0])
    names = [s["name"] for s in statement["subject"]]
    assert len(names) == len(set(names)) == 4
    assert {m["uri"] for m in statement["predicate"]["materials"]} >= {"pkg:generic/lsst_distrib@w_2026_20"}
    commits = {m["name"]: m["digest"]["gitCommit"] for m in statement["predicate"]["materials"] if "gitCommit" in m.get("digest", {})}
    assert commits == {"https://example.org/lists": "1a" * 20, "bps": "2b" * 20}
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", "key.pem"], cwd=notebook.folder, check=True)
    envelope = json.loads(notebook.run("export", "CMP-1", "--format", "in-toto", "--key", "key.pem"))
    assert json.loads(base64.b64decode(envelope["payload"])) == statement
