package fixedwidth_test

import (
	"testing"

	"github.com/skycampaign/skycampaign/dataidlist/codec/fixedwidth"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/codectest"
)

// TestCuts cuts a table at every byte. It has no last line, and nothing says that
// a value is as wide as its column.
func TestCuts(t *testing.T) {
	codectest.Cut{
		Whole: "\ninstrument visit\n---------- -----\n       HSC    25\n   LSSTCam     7\n\n",
		Open:  `\ninstrument visit\n---------- -----(\n *|\n       HSC    25?|\n       HSC    25\n *|\n       HSC    25\n   LSSTCam     7\n?)?`,
		Read:  fixedwidth.Read,
	}.Check(t)
}
