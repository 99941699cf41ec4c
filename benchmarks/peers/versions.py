"""Prints the versions of the peers as a JSON object."""

import importlib.metadata
import json
import platform
import subprocess

versions = {name: importlib.metadata.version(name) for name in ("duckdb", "numpy", "pandas", "polars", "pyarrow", "pyroaring")}
versions["Python"] = platform.python_version()
try:
    versions["coreutils"] = subprocess.run(["sort", "--version"], stdout=subprocess.PIPE, text=True).stdout.split("\n")[0].split()[-1]
except OSError:
    pass
print(json.dumps(versions))
