#!/usr/bin/env bash
# The main job: cut a campaign's input by lists from four sources, and say what
# each of them did, what is left, and how anyone can check it. Nothing stays
# behind.
set -euo pipefail
cd "$(dirname "$0")/.."

out=$(mktemp -d "${TMPDIR:-/tmp}/dataidlist-demo.XXXXXX")
trap 'rm -rf "$out"' EXIT

go build -o "$out/dataidlist" ./cmd/dataidlist
cp testdata/demo/* "$out"
cd "$out"

./dataidlist apply --to visits.csv \
	--set instrument=LSSTCam --dimension visit --include field.txt \
	--set instrument=LSSTCam --rename exposure=visit --reason-column comment --exclude bad.ecsv \
	--exclude detectors.csv \
	-o selected.parquet

echo
./dataidlist log selected.parquet
echo
./dataidlist head selected.parquet -n 5 --to table
echo
./dataidlist hash selected.parquet
