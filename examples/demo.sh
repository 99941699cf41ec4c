#!/usr/bin/env bash
# The main job: cut a campaign's input by lists from four sources, and say what
# each of them did. Results go to a folder of their own.
set -euo pipefail
cd "$(dirname "$0")/.."

data=testdata/demo
out=$(mktemp -d "${TMPDIR:-/tmp}/dataidlist-demo.XXXXXX")

go build -o "$out/dataidlist" ./cmd/dataidlist

"$out/dataidlist" apply --to "$data/visits.csv" \
	--set instrument=LSSTCam --dimension visit --include "$data/field.txt" \
	--set instrument=LSSTCam --rename exposure=visit --reason-column comment --exclude "$data/bad.ecsv" \
	--exclude "$data/detectors.csv" \
	-o "$out/selected.parquet"

echo
"$out/dataidlist" hash "$out/selected.parquet"
