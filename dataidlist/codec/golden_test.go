package codec_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// TestGolden reads what earlier versions of the writers wrote, in every format,
// and compares the last version byte for byte with what the writer writes.
// UPDATE_GOLDEN=1 adds the files that are not there; a writer that writes other
// bytes needs the next version here.
func TestGolden(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "visit", "detector"))
	require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{2025062900604, 0}, 189))
	require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{2025062900605, 90}, 9, dataidlist.Reason{Text: "trailed", URL: "https://example.org/1"}))
	detectors := b.List().WithInfo(dataidlist.Info{Title: "golden"})
	b = dataidlist.NewBuilder(listtest.Group(t, "visit"))
	require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{2025062900604}, 2))
	require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{2025070100378}, 1))
	visits := b.List()
	instrument := map[string]string{"instrument": "LSSTCam"}
	ofVisits := table.ReadOptions{Dimensions: []string{"visit"}, Set: instrument}

	for _, c := range []struct {
		suffix, format string
		version        string // of the writer
		list           *dataidlist.List
		write          table.WriteOptions
		read           table.ReadOptions
		reasons        string // what comes back of them: exact, texts or none
	}{
		{suffix: ".parquet", format: "parquet", version: "v3", list: detectors, reasons: "exact"},
		{suffix: ".parquet", format: "parquet", version: "v3", list: detectors, reasons: "exact", read: table.ReadOptions{Prove: true}},
		{suffix: ".arrow", format: "arrow", version: "v1", list: detectors, reasons: "exact"},
		{suffix: ".arrows", format: "arrow-stream", version: "v1", list: detectors, reasons: "exact"},
		{suffix: ".json", format: "json", version: "v1", list: detectors, reasons: "exact"},
		{suffix: ".bare.json", format: "json", version: "v1", list: detectors, write: table.WriteOptions{Bare: true}},
		{suffix: ".jsonl", format: "jsonl", version: "v1", list: detectors, reasons: "exact"},
		{suffix: ".csv", format: "csv", version: "v1", list: detectors, reasons: "texts"},
		{suffix: ".tsv", format: "tsv", version: "v1", list: detectors, reasons: "texts"},
		{suffix: ".ecsv", format: "ecsv", version: "v1", list: detectors, reasons: "texts"},
		{suffix: ".yaml", format: "yaml", version: "v1", list: detectors, reasons: "exact"},
		{suffix: ".golden.json", format: "golden", version: "v1", list: detectors, write: table.WriteOptions{IDsOnly: true},
			read: table.ReadOptions{Dimensions: []string{"visit", "detector"}, Set: instrument}},
		{suffix: ".ssv", format: "ssv", version: "v1", list: detectors, reasons: "texts"},
		{suffix: ".fwf", format: "fixed-width", version: "v1", list: detectors},
		{suffix: ".gen2", format: "gen2", version: "v1", list: detectors},
		{suffix: ".xml", format: "grl", version: "v1", list: detectors, read: table.ReadOptions{Dimensions: []string{"visit", "detector"}, Set: instrument}},
		{suffix: ".seg", format: "segments", version: "v1", list: visits, read: ofVisits},
		{suffix: ".txt", format: "text", version: "v1", list: visits, read: ofVisits},
		{suffix: ".roaring", format: "roaring", version: "v1", list: visits, read: ofVisits},
	} {
		var written bytes.Buffer
		require.NoError(t, codec.Write(&written, c.list, c.format, &c.write))
		current := goldenName(c.version, c.suffix)
		if _, err := os.Stat(current); err != nil && os.Getenv("UPDATE_GOLDEN") != "" {
			require.NoError(t, os.WriteFile(current, written.Bytes(), 0o600))
		}
		bytesThen, err := os.ReadFile(current)
		require.NoError(t, err)
		assert.True(t, bytes.Equal(bytesThen, written.Bytes()), "%s: the writer writes other bytes: give it the next version here", current)

		all, err := filepath.Glob(goldenName("v*", c.suffix))
		require.NoError(t, err)
		for _, name := range all {
			if version := strings.TrimSuffix(filepath.Base(name), c.suffix); strings.Contains(version, ".") {
				continue // of a longer suffix
			}
			got, err := codec.ReadFile(t.Context(), name, "", &c.read)
			require.NoError(t, err, name)
			assert.Equal(t, c.list.Digest(), got.List.Digest(), name)
			switch c.reasons {
			case "exact":
				assert.Equal(t, c.list.FullDigest(), got.List.FullDigest(), name)
			case "texts":
				last, _ := got.List.Select(got.List.Count() - 1)
				assert.Equal(t, []dataidlist.Reason{{Text: "trailed"}}, got.List.ReasonsOf(last), name)
			default:
				assert.Zero(t, got.List.NumReasons(), name)
			}
		}
	}
	assert.Equal(t, "dil1:924ab97516a5", detectors.Digest().Short())
}

// goldenName gives the name of the file that a version of a writer wrote.
func goldenName(version, suffix string) string {
	return filepath.Join("../../testdata/golden", "list-"+version+suffix)
}
