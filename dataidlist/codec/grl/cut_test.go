package grl_test

import (
	"testing"

	"github.com/skycampaign/skycampaign/dataidlist/codec/grl"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/codectest"
)

// TestCuts cuts documents at every byte. One ends with the element that it is.
func TestCuts(t *testing.T) {
	const ranges = "<NamedLumiRange><Name>a</Name><!-- b --><LumiBlockCollection><Run>5</Run>\n<LBRange Start='1' End='7'/></LumiBlockCollection>" +
		"<LumiBlockCollection><Run>6</Run><LBRange Start='1' End='7'></LBRange></LumiBlockCollection></NamedLumiRange>"
	for name, whole := range map[string]string{
		"short": "<LumiRangeCollection>" + ranges + "</LumiRangeCollection>",
		"long":  "<?xml version=\"1.0\"?>\n<!DOCTYPE LumiRangeCollection SYSTEM \"x.dtd\">\n<LumiRangeCollection>" + ranges + "<Other>&lt;<x/></Other></LumiRangeCollection>\n<!-- end -->\n",
	} {
		t.Run(name, codectest.Cut{Whole: whole, Open: `[^!]*(<!D[^!]*)?<!-- b -->[^!]*</LumiRangeCollection>(\n(<!-- end -->)?)?`, Read: grl.Read, Options: atlas(t)}.Check)
	}
}
