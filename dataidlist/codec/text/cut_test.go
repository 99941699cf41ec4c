package text_test

import (
	"testing"

	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/codectest"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/codec/text"
)

// TestCuts cuts a text at every byte. Lines have no end: the digits and lines
// that are lost are not missed.
func TestCuts(t *testing.T) {
	codectest.Cut{
		Whole:   "# night\n2025\n7..19:12 # all\n",
		Open:    `(# ?n?i?g?h?t?\n?)?|# night\n(2|20|202|2025\n?|2025\n7(\.\.19(:1|:12 ?|:12 # ?a?l?l?)?)?)`,
		Read:    text.Read,
		Options: &table.ReadOptions{Dimensions: []string{"htm7"}},
	}.Check(t)
}
