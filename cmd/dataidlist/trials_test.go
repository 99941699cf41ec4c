package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// trialsDir has inputs of strangers, which are not ours to ship, and in expected.tsv a
// command for each.
const trialsDir = "../../../shared/data/trials"

// trialWants says what each command of a trial gives: the digest of a list, or the words
// that its error must have. Where expected.tsv allows both, this is the choice.
var trialWants = map[string]string{
	"info skycoord.ecsv --set instrument=LSSTCam --ignore-columns pos.ra,pos.dec": "LIST dil1:6a4f6adcd7c42efa4191392b8b8328b175d2d8e4628a56dbe9f2c6dadfa8eeef",
	"info data_mask.ecsv --set instrument=LSSTCam --ignore-columns visit.mask":    "data_mask.ecsv:16: column visit: visit.mask is True|it is empty",
	"info visits.json --set instrument=LSSTCam --dimension visit":                 "LIST dil1:7d491b5b4febbf1884e918ab17ce94f14a01c64f77adc7dde9ebec00bd32b6df",
	"info columns_data.json --set instrument=LSSTCam":                             "LIST dil1:6a4f6adcd7c42efa4191392b8b8328b175d2d8e4628a56dbe9f2c6dadfa8eeef",
	"info nan.json --set instrument=LSSTCam --ignore-columns seeing":              "nan.json:1: column seeing: NaN is no JSON: write null",
	// K07, as an error: neither format is worth a reader of its own.
	"info ids.fits": "ids.fits: the input is FITS: convert it first|astropy",
	"info ids.vot":  "ids.vot: the input is VOTable: convert it first|astropy",
	// K15
	"info utf16.csv --set instrument=LSSTCam": "utf16.csv: the input is text in UTF-16: convert it to UTF-8|iconv -f UTF-16",
	// K17, as an error: that codec has no specification that all writers keep to.
	"info hadoop_lz4.parquet": "LZ4: this codec is not read|zstd, snappy, gzip, brotli, LZ4_RAW",
}

// TestTrials runs the commands of the trials in place.
func TestTrials(t *testing.T) {
	file, err := os.Open(filepath.Join(trialsDir, "expected.tsv"))
	if err != nil {
		t.Skip("the inputs of strangers are not here")
	}
	defer file.Close()
	repository, err := filepath.Abs("../..")
	require.NoError(t, err)
	r := csv.NewReader(file)
	r.Comma, r.LazyQuotes = '\t', true
	lines, err := r.ReadAll()
	require.NoError(t, err)
	for _, line := range lines[1:] {
		t.Run(line[0]+" "+line[1], func(t *testing.T) {
			want, known := trialWants[line[2]]
			require.True(t, known, "trialWants lacks %s: %s", line[2], line[3])
			run := exec.Command("sh", "-c", "dataidlist "+strings.ReplaceAll(line[2], "REPO", repository)+" --json")
			run.Dir = trialsDir
			var stdout, stderr bytes.Buffer
			run.Stdout, run.Stderr = &stdout, &stderr
			_ = run.Run()
			if digest, isList := strings.CutPrefix(want, "LIST "); isList {
				require.Zero(t, run.ProcessState.ExitCode(), stderr.String())
				var info struct{ Digest string }
				require.NoError(t, json.Unmarshal(stdout.Bytes(), &info))
				assert.Equal(t, digest, info.Digest)
				return
			}
			assert.Equal(t, 2, run.ProcessState.ExitCode(), stdout.String())
			for words := range strings.SplitSeq(want, "|") {
				assert.Contains(t, stderr.String(), words)
			}
		})
	}
}
