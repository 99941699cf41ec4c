package parquet_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/codectest"
	"github.com/skycampaign/skycampaign/dataidlist/codec/parquet"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// TestCuts cuts a file at every byte: its footer is at its end.
func TestCuts(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "visit"))
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{5}, 2))
	whole := string(written(t, b.List(), &table.WriteOptions{}))
	for name, opts := range map[string]*table.ReadOptions{"by its index": {}, "by its rows": {Prove: true}} {
		t.Run(name, codectest.Cut{Whole: whole, Read: parquet.Read, Options: opts}.Check)
	}
}
