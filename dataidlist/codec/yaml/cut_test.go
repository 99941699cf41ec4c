package yaml_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/codectest"
	"github.com/skycampaign/skycampaign/dataidlist/codec/yaml"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// TestCuts cuts documents at every byte. A flow collection ends with its bracket
// and a quote with its quote; a block has no end, nor has a plain scalar: of a
// list in one, only what its header says is missed.
func TestCuts(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "visit"))
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{5}, 2, dataidlist.Reason{Text: "slew"}))
	var ours bytes.Buffer
	require.NoError(t, yaml.Write(&ours, b.List(), nil))
	for name, c := range map[string]codectest.Cut{
		"ours":          {Whole: ours.String(), Open: `(?s).*"visit": 6[^}]*}`},
		"flow":          {Whole: "---\n[{instrument: HSC, visit: 5},\n {instrument: 'HSC', visit: 20}]\n...\n", Open: `(?s).*\](\n(\.\.\.)?)?`},
		"flow items":    {Whole: "- {instrument: HSC, visit: 5}\n- {instrument: \"HSC\", visit: 20}\n", Open: `- \{[^}]*\}\n?|- \{[^}]*\}\n- \{[^}]*\}`},
		"block items":   {Whole: "- instrument: HSC\n  visit: 5\n- instrument: HSC\n  visit: 20\n", Open: `- instrument: H(S|SC(\n *)?)?|- instrument: HSC\n  visit: 5\n?|- instrument: HSC\n  visit: 5\n- instrument: HSC\n  visit: 20?`},
		"after dataIds": {Whole: "title: a\ndataIds:\n- {instrument: HSC, visit: 5}\n- {instrument: HSC, visit: 20}\n", Open: `title: a\ndataIds:\n(- \{[^}]*\}\n)?- \{[^}]*\}\n?`},
	} {
		c.Read = yaml.Read
		t.Run(name, c.Check)
		c.Read = yaml.ReadWhole
		t.Run(name+", whole", c.Check)
	}
}
