package gen2_test

import (
	"testing"

	"github.com/skycampaign/skycampaign/dataidlist/codec/gen2"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/codectest"
)

// TestCuts cuts ids at every byte. Nothing says how many words an id has, or
// values a word.
func TestCuts(t *testing.T) {
	for name, c := range map[string]codectest.Cut{
		"flags": {Whole: "--id visit=1^25 instrument=HSC\n  detector=3..4\n", Open: `--id visit=1\^25 instrument=(H|HS|HSC|HSC\n *|HSC\n  detector=3(\.\.4)?)`},
		"lines": {Whole: "instrument=HSC visit=1\n# 2\ninstrument=HSC visit=25\n", Open: `instrument=(H|HS|HSC ?)|instrument=HSC visit=1(\n(#( 2?\n?)?)?)?|[^#]*# 2\ninstrument=HSC visit=25?`},
	} {
		c.Read = gen2.Read
		t.Run(name, c.Check)
	}
}
