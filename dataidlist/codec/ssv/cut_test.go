package ssv_test

import (
	"testing"

	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/codectest"
	"github.com/skycampaign/skycampaign/dataidlist/codec/ssv"
)

// TestCuts cuts a table at every byte. Lines have no end: only cells of a row and
// the end of a quote are missed.
func TestCuts(t *testing.T) {
	codectest.Cut{
		Whole: "instrument visit\n\"HSC\"  25\nLSSTCam 1\n",
		Open:  `instrument ?|instrument (visit(\n("HSC"  2(5\n?)?)?)?)?|[^L]*LSSTCam 1`,
		Read:  ssv.Read,
	}.Check(t)
}
