package csv_test

import (
	"testing"

	"github.com/skycampaign/skycampaign/dataidlist/codec/csv"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/codectest"
)

// TestCuts has tables that are cut at every byte. Lines have no end: neither
// 2025062900604 without its last digits nor the rows after it are missed, only
// cells of a row and the end of a quote.
func TestCuts(t *testing.T) {
	for name, c := range map[string]codectest.Cut{
		"plain": {
			Whole: "instrument,visit\nLSSTCam,10\nHSC,2025\n",
			Open:  `instrument(,visit(\n(LSSTCam,10?(\n(HSC,2(0(2(5)?)?)?)?)?)?)?)?`,
		},
		"tabs and comments": {
			Whole: "# a b\ninstrument\tvisit\r\n#\nHSC\t5\r\n",
			Open:  `# a b\ninstrument(\tvisit(\r|\r\n(#\n?)?|\r\n#\nHSC\t5\r?)?)?`,
		},
		"quotes": {
			Whole: "instrument,visit,reason\nHSC,\"5\",\"not \"\"good\"\",\nat all\"\n",
			Open:  `instrument(,visit(,reason\n?)?)?|[^"]*"5",("not "("good"(",\nat all")?)?)?`,
		},
	} {
		c.Read = csv.Read
		t.Run(name, c.Check)
	}
}
