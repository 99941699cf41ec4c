package segments_test

import (
	"testing"

	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/codectest"
	"github.com/skycampaign/skycampaign/dataidlist/codec/segments"
)

// TestCuts cuts segments at every byte. Lines have no end. Where they have
// durations an end without its last digits does not agree with them.
func TestCuts(t *testing.T) {
	for name, c := range map[string]codectest.Cut{
		"two numbers":  {Whole: "#\n10 200\n300 400\n", Open: `(#\n?)?|#\n10 20|#\n10 200\n?|#\n10 200\n300 400`},
		"durations":    {Whole: "10 20 10\n30 400 370\n", Open: `(10 20( (10\n?)?)?)?|10 20 10\n30 400 370`},
		"four numbers": {Whole: "0\t10\t20\t10\n1\t30\t400\t370\n", Open: `(0\t10?\t?)?|0\t10\t20\t10\n?|0\t10\t20\t10\n1\t30\t400\t370`},
	} {
		c.Read, c.Options = segments.Read, ligo(t)
		t.Run(name, c.Check)
	}
}
