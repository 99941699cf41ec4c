package ecsv_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/ecsv"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/codectest"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// TestCuts cuts tables at every byte. Lines have no end; what a header of ours
// says of the list is one.
func TestCuts(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "visit"))
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{24}, 3))
	for name, c := range map[string]codectest.Cut{
		"ours":      {Whole: write(t, b.List()), Open: `(?s).*HSC,26`},
		"astropy's": {Whole: head(visitTypes) + "instrument visit\n\"HSC\" 1\nHSC 25\n", Open: `(?s)[^"]*\ninstrument visit(\n("HSC" 1(\n(HSC 25?)?)?)?)?`},
	} {
		c.Read = ecsv.Read
		t.Run(name, c.Check)
	}
}
