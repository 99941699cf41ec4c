package parquet_test

import (
	"bytes"
	"testing"

	pq "github.com/parquet-go/parquet-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// TestWordsComeBack writes a band and a reason that stand in several runs,
// after others stood between.
func TestWordsComeBack(t *testing.T) {
	type row struct {
		Skymap string `parquet:"skymap"`
		Band   string `parquet:"band"`
		Patch  int64  `parquet:"patch"`
		Reason string `parquet:"reason"`
	}
	want := []row{
		{"a", "g", 1, "leak"}, {"a", "g", 3, ""}, {"a", "r", 1, "ghost"},
		{"b", "g", 1, ""}, {"b", "g", 5, ""}, {"b", "g", 9, "leak"}, {"b", "r", 2, "leak"}, {"b", "r", 4, ""},
	}
	b := dataidlist.NewBuilder(listtest.Group(t, "band", "patch"))
	for _, r := range want {
		var reasons []dataidlist.Reason
		if r.Reason != "" {
			reasons = append(reasons, dataidlist.Reason{Text: r.Reason})
		}
		require.NoError(t, b.AddRun([]string{r.Skymap, r.Band}, []int64{0, r.Patch}, 1, reasons...))
	}
	data := written(t, b.List(), &table.WriteOptions{})
	got, err := pq.Read[row](bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	assert.Equal(t, want, got)
}
