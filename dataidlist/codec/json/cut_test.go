package json_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/codectest"
	"github.com/skycampaign/skycampaign/dataidlist/codec/json"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// TestCuts cuts documents at every byte. One ends with the bracket that it begins
// with. JSON Lines have no end: the end of a line is missed, but no line.
func TestCuts(t *testing.T) {
	const (
		five   = `{"instrument":"HSC","visit":5}`
		twenty = `{"instrument":"HSC","visit":20,"reason":"not \"good\""}`
		ref    = `":{"dataset_type_name":"raw","data_id":`
	)
	b := dataidlist.NewBuilder(listtest.Group(t, "visit"))
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{5}, 2, dataidlist.Reason{Text: "slew"}))
	ours := written(t, json.Write, b.List(), table.WriteOptions{})
	dims := &table.ReadOptions{Dimensions: []string{"visit", "detector"}, Set: map[string]string{"instrument": "HSC"}}
	for name, c := range map[string]codectest.Cut{
		"array":     {Whole: "[" + five + ",\n" + twenty + "]\n", Open: `\[.*\n.*\]`},
		"one line":  {Whole: "[" + five + "]"},
		"ours":      {Whole: ours, Open: `(?s).*\n}`},
		"an object": {Whole: "{\n\"instrument\":\"HSC\",\n\"visit\":5}\n", Open: `(?s).*}`},
		"golden":    {Whole: "{\"5\":[1,[2,3]],\n\"6\":[[7,9]]}\n", Open: `|(?s).*}`, Options: dims},
		"container": {
			Whole: `{"container_version":"V1","universe_version":8,"universe_namespace":"daf_butler",` +
				`"dataset_types":{"raw":{"dimensions":["instrument","visit"]}},"compact_refs":{"a` + ref + five + `},"b` + ref + five + `}}}`,
		},
		"lines":    {Whole: five + "\n" + twenty + "\n\n", Open: `\{[^}]*\}\n?|\{[^}]*\}\n\{[^}]*\}\n?`},
		"no lines": {Whole: "\n \n", Open: `(\n ?)?`, Options: dims},
	} {
		c.Read = json.Read
		t.Run(name, c.Check)
	}
}
