"""The work of a campaign manager with lists of DataIds and the Butler, from the query to the list of what failed.

    python campaign_manager.py REPO FOLDER

README.md tells the story. REPO is as repository.py makes it; all files are written to FOLDER.
"""

import json
import shlex
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

from astropy.table import Table, vstack
from lsst.daf.butler import Butler, CollectionType

HERE = Path(__file__).parent
RAW = "LSSTCam/raw/all"
TAG = "LSSTCam/raw/CMP-1"
GROUPS = 2

BAD = """\
# %ECSV 1.0
# ---
# datatype:
# - {name: exposure, datatype: int64}
# - {name: comment, datatype: string}
exposure comment
2031030400103 "dome was closing"
2031030700133 "not processed here"
"""


def command(*arguments, folder, log=None):
    """Run a command and return what it prints. What it says goes to the file log, if that is named."""
    arguments = list(map(str, arguments))
    print("$", shlex.join(arguments), flush=True)
    with open(folder / log, "w") if log else nullcontext() as said:
        done = subprocess.run(arguments, cwd=folder, stdout=subprocess.PIPE, stderr=said, text=True, check=True)
    return done.stdout


def tag(repo, name, dataset_type, collections, where, count):
    """Make a TAGGED collection of the datasets that an expression selects, if they are as many as DataIds in the list."""
    with Butler.from_config(repo, writeable=True) as butler:
        refs = butler.query_datasets(dataset_type, collections, where=where, limit=None)
        if len(refs) != count:
            raise LookupError(f"{len(refs)} of {count} DataIds have a {dataset_type} in {collections}")
        butler.collections.register(name, CollectionType.TAGGED)
        butler.registry.associate(name, refs)


def tagged(repo, name, dataset_type, path):
    """Write the DataIds of the datasets in a collection, as the Butler writes them."""
    with Butler.from_config(repo) as butler:
        refs = butler.query_datasets(dataset_type, name, limit=None)
        Path(path).write_text(json.dumps([ref.dataId.to_simple(minimal=True).model_dump() for ref in refs]))


def submission(repo, folder, name, where):
    """Return the file of a group for bps submit: it takes what both the group's expression and its table of DataIds hold."""
    return f"""\
includeConfigs: [{HERE}/step1.yaml]
pipelines: {HERE}
payload:
  payloadName: {name}
  butlerConfig: {repo}
  dataQuery: {json.dumps(where)}
extraQgraphOptions: "--data-id-table {folder}/{name}.ecsv"
submitPath: "{folder}/submit/{{outputRun}}"
"""


def main(repo, folder):
    repo, folder = Path(repo).resolve(), Path(folder).resolve()
    (folder / "bad.ecsv").write_text(BAD)

    def dataidlist(*arguments):
        return command("dataidlist", *arguments, folder=folder)

    # What there is, and what of it is to be processed.
    found = command("butler", "query-data-ids", repo, "exposure", "detector", "--datasets", "raw", "--collections", RAW, folder=folder)
    (folder / "found.txt").write_text(found)
    dataidlist("convert", "found.txt", "-o", "found.parquet")
    dataidlist("convert", "--set", "instrument=LSSTCam", "--reason-column", "comment", "bad.ecsv", "-o", "bad.parquet")
    dataidlist("apply", "--to", "found.parquet", "--exclude", "bad.parquet", "-o", "input.parquet", "--report", "input.json")

    # The same set for everyone who uses this repository.
    where = json.loads(dataidlist("where", "--json", "input.parquet"))["where"]
    tag(repo, TAG, "raw", RAW, where, json.loads(dataidlist("info", "--json", "input.parquet"))["count"])
    tagged(repo, TAG, "raw", folder / "tagged.json")
    dataidlist("diff", "input.parquet", "tagged.json")

    # A submission for each group.
    parts = json.loads(dataidlist("split", "--json", "input.parquet", "--groups", GROUPS, "-o", "group%d.parquet"))["parts"]
    for part in parts:
        name = f"step1-{Path(part['file']).stem}"
        dataidlist("convert", part["file"], "--for", "butler", "-o", f"{name}.ecsv")
        (folder / f"{name}.yaml").write_text(submission(repo, folder, name, part["where"]))
        command("bps", "submit", f"{name}.yaml", folder=folder, log=f"{name}.log")

    # What failed, and why, is the next exclusion list. All the rest must be there.
    for graph in sorted(folder.glob("submit/**/provenance.qg")):
        tables_of_group = f"report/{graph.parents[1].name}"  # the names of the tables are the same in all groups
        command("butler", "provenance-report", graph, "--no-exception-table", "--data-id-table-dir", tables_of_group, folder=folder)
    tables = []
    for path in sorted(folder.glob("report/*/isr/FAILED/*.ecsv")):
        tables.append(Table.read(path))
        tables[-1]["reason"] = f"isr: {path.stem}"
    vstack(tables).write(folder / "failed.ecsv")
    dataidlist("convert", "failed.ecsv", "-o", "failed.parquet")
    made = command("butler", "query-datasets", repo, "post_isr_image", "--collections", "u/ktl/*", "--limit", 0, folder=folder)
    (folder / "made.txt").write_text(made)
    dataidlist("convert", "--ignore-columns", "type,run,id", "made.txt", "-o", "made.parquet")
    dataidlist("apply", "--to", "input.parquet", "--exclude", "failed.parquet", "-o", "expected.parquet")
    dataidlist("diff", "expected.parquet", "made.parquet")


if __name__ == "__main__":
    main(*sys.argv[1:])
