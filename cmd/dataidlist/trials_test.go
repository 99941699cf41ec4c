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
	// K08, without the option that it needs.
	"info ccd0.txt --universe REPO/examples/universes/des.yaml --ignore-columns ccd,id --rename date=nite": `ccd0.txt:2: column ccdnum: bad value: "07": write it without sign and leading zeros`,
	// K14, as an error.
	"info pandas_index.parquet --set instrument=LSSTCam":                          "column __index_level_0__|--ignore-columns",
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
	// K01
	"info visit_mjd.txt --set instrument=LSSTCam-imSim --dimension visit":                "visit_mjd.txt:1: 2 values, and --dimension tells one|--dimension visit,second --ignore-columns second|--from segments",
	"info science.segments --universe REPO/examples/universes/ligo.yaml --dimension gps": "LIST dil1:7779e72f8d81f778b20b4d538bb2ec01acaf164e44b491a13012520abc3a59d2",
	// K02
	"where bad.csv --set instrument=LSSTCam --ignore-columns exposure,comment --rename exposure=visit --not": "column exposure is ignored by --ignore-columns exposure and renamed by --rename exposure=visit",
	"info bad.csv --set instrument=LSSTCam --ignore-columns comment --rename exposure=visit":                 "LIST dil1:588d8775bd195253650eeaf2ad416a0c59ec1234bff791db91742ae4abb73a80",
	// K03
	"info nohead.csv --set instrument=LSSTCam --dimension visit,detector":                        "LIST dil1:6a4f6adcd7c42efa4191392b8b8328b175d2d8e4628a56dbe9f2c6dadfa8eeef",
	"info nohead.csv --set instrument=LSSTCam --rename 2025081700113=visit --rename 31=detector": "nohead.csv:1: the first line has values and no names|--dimension visit,detector",
	// K04
	"info bad_expid.txt --set instrument=DECam --dimension exposure": "LIST dil1:a60161e0a36c32760d6916651d58eedc52567d901fc13e65e3fc55c4c07d957e",
	// K06
	"info unnamed.csv --set instrument=LSSTCam --ignore-columns 'Unnamed: 0'": "LIST dil1:6a4f6adcd7c42efa4191392b8b8328b175d2d8e4628a56dbe9f2c6dadfa8eeef",
	// K09
	"info savetxt.csv --set instrument=LSSTCam": "LIST dil1:6a4f6adcd7c42efa4191392b8b8328b175d2d8e4628a56dbe9f2c6dadfa8eeef",
	// K18: directories stay refused here.
	"info hive": "hive: it is a directory",
	// K19
	"info enc_delta_length_byte_array_delta_binary_packed_2.0.parquet":     "LIST dil1:6a4f6adcd7c42efa4191392b8b8328b175d2d8e4628a56dbe9f2c6dadfa8eeef",
	"info enc_plain_byte_stream_split_1.0.parquet":                         "LIST dil1:6a4f6adcd7c42efa4191392b8b8328b175d2d8e4628a56dbe9f2c6dadfa8eeef",
	"info duckdb_v2.parquet":                                               "LIST dil1:6a4f6adcd7c42efa4191392b8b8328b175d2d8e4628a56dbe9f2c6dadfa8eeef",
	"info polars.parquet":                                                  "LIST dil1:6a4f6adcd7c42efa4191392b8b8328b175d2d8e4628a56dbe9f2c6dadfa8eeef",
	"info views.arrow":                                                     "LIST dil1:6a4f6adcd7c42efa4191392b8b8328b175d2d8e4628a56dbe9f2c6dadfa8eeef",
	"info masked.ecsv --set instrument=LSSTCam":                            "LIST dil1:6a4f6adcd7c42efa4191392b8b8328b175d2d8e4628a56dbe9f2c6dadfa8eeef",
	"info masked_id.ecsv --set instrument=LSSTCam":                         "masked_id.ecsv:9: column visit: bad value: it is empty",
	"info null_id.ecsv --set instrument=LSSTCam":                           `null_id.ecsv:8: column detector: bad value: "null" is not an integer`,
	"info float_id.csv --set instrument=LSSTCam":                           `float_id.csv:2: column visit: bad value: "2025081700113.0" is not a whole number`,
	"info sci_id.csv --set instrument=LSSTCam":                             `sci_id.csv:2: column visit: bad value: "2.02508E+12" is not a whole number`,
	"info bom_crlf.csv --set instrument=LSSTCam":                           "LIST dil1:6a4f6adcd7c42efa4191392b8b8328b175d2d8e4628a56dbe9f2c6dadfa8eeef",
	"info trailing_comma.csv --set instrument=LSSTCam --ignore-columns ''": "LIST dil1:6a4f6adcd7c42efa4191392b8b8328b175d2d8e4628a56dbe9f2c6dadfa8eeef",
	"info per_dataset.json --universe REPO/examples/universes/cms.yaml":    "per_dataset.json:1: column /A/B/RAW: not a dimension of cms/1",
	"info nothing.json --universe REPO/examples/universes/cms.yaml":        "LIST dil1:8e9e63916bbf717e234ab9390bfdf77f94a17dbf62caf6002d44be6b43d5100e",
	"info dashed_range.txt --set instrument=LSSTCam --dimension visit":     `dashed_range.txt:1: column visit: bad value: "2025081700113-2025081700115" is not a whole number`,
	// K22
	"info out_commented.txt --from ssv --set instrument=Mosaic --rename EXPID=exposure --reason-column Comments": "out_commented.txt:3: 1 values where 2 columns are named",
	"info printed.txt": "LIST dil1:6a4f6adcd7c42efa4191392b8b8328b175d2d8e4628a56dbe9f2c6dadfa8eeef",
}

// openTrials are the commands that do not give what is expected yet. The test fails
// when one does, so that its answer comes into trialWants.
var openTrials = map[string]bool{
	"info semicolon.csv --set instrument=LSSTCam":                        true,
	"info many_columns.csv --set instrument=LSSTCam":                     true,
	"info types.rdb --universe obsid.yaml --from tsv --ignore-columns n": true,
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
			require.True(t, known || openTrials[line[2]], "trialWants lacks %s: %s", line[2], line[3])
			run := exec.Command("sh", "-c", "dataidlist "+strings.ReplaceAll(line[2], "REPO", repository)+" --json")
			run.Dir = trialsDir
			var stdout, stderr bytes.Buffer
			run.Stdout, run.Stderr = &stdout, &stderr
			_ = run.Run()
			if openTrials[line[2]] {
				assert.NotContains(t, stdout.String(), "dil1:6a4f6adcd7c42efa4191392b8b8328b175d2d8e4628a56dbe9f2c6dadfa8eeef", "it gives its list now")
				assert.NotContains(t, stderr.String(), "airmass, seeing", "it names all columns now")
				return
			}
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
