package csv_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/csv"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// TestTablesWithoutNames shows that a first line with a number in it is never taken
// for names, by which its DataId would be lost.
func TestTablesWithoutNames(t *testing.T) {
	set := map[string]string{"instrument": "HSC"}
	two := []string{"instrument=HSC visit=230 detector=1", "instrument=HSC visit=231 detector=2"}
	for name, c := range map[string]struct {
		in   string
		opts table.ReadOptions
		want []string // nil if it is refused
		err  string
	}{
		"told":                    {"230,1\n231,2\n", table.ReadOptions{Set: set, Dimensions: []string{"visit", "detector"}}, two, ""},
		"told, with tabs":         {"# by eye\n\n230\t1\n231\t2\n", table.ReadOptions{Set: set, Dimensions: []string{"visit", "detector"}}, two, ""},
		"told in another order":   {"1,230\n2,231\n", table.ReadOptions{Set: set, Dimensions: []string{"detector", "visit"}}, two, ""},
		"strings":                 {"HSC,230,1\n\"HSC\",231,2\n", table.ReadOptions{Dimensions: []string{"instrument", "visit", "detector"}}, two, ""},
		"with ranges":             {"230..231,1\n", table.ReadOptions{Set: set, Dimensions: []string{"visit", "detector"}}, []string{two[0], "instrument=HSC visit=231 detector=1"}, ""},
		"one is ignored":          {"230,59580.25,1\n231,-1e3,2\n", table.ReadOptions{Set: set, Dimensions: []string{"visit", "mjd", "detector"}, Ignore: []string{"mjd"}}, two, ""},
		"one is the reason":       {"230,1,bad\n231,2,\n", table.ReadOptions{Set: set, Dimensions: []string{"visit", "detector", "why"}, ReasonColumn: "why"}, two, ""},
		"names in a comment":      {"# by eye\n# visit, \"detector\"\n230,1\n231,2\n", table.ReadOptions{Set: set}, two, ""},
		"a row that is commented": {"# 229,7\n230,1\n", table.ReadOptions{Set: set}, nil, "f.csv:2: the first line has values and no names: say what its 2 columns are, as in --dimension visit,detector"},
		"nothing is told":         {"230,1\n231,2\n", table.ReadOptions{Set: set}, nil, "f.csv:1: the first line has values and no names: say what its 2 columns are, as in --dimension visit,detector"},
		"renamed values":          {"230,1\n231,2\n", table.ReadOptions{Set: set, Rename: map[string]string{"230": "visit", "1": "detector"}}, nil, "f.csv:1: the first line has values and no names: say what its 2 columns are, as in --dimension visit,detector"},
		"a string and no names":   {"HSC,230\n", table.ReadOptions{Rename: map[string]string{"HSC": "instrument", "230": "visit"}}, nil, "f.csv:1: the first line has values and no names: say what its 2 columns are, as in --dimension visit,detector"},
		"one is told of two": {"230,59580\n", table.ReadOptions{Set: set, Dimensions: []string{"visit"}}, nil,
			"f.csv:1: 2 values, and --dimension tells one: if the others are columns of a table, name them too, as in --dimension visit,second --ignore-columns second; if each line is a span of visit, say --from segments"},
		"two are told of three": {"230,1,x\n", table.ReadOptions{Set: set, Dimensions: []string{"visit", "detector"}}, nil,
			"f.csv:1: 3 values, and --dimension tells the names of 2 columns: name each, and ignore what is no dimension with --ignore-columns"},
		"another row is longer":  {"230,1\n231,2,3\n", table.ReadOptions{Set: set, Dimensions: []string{"visit", "detector"}}, nil, "f.csv:2: 3 values where 2 columns are named"},
		"names that have digits": {"visit,2\n230,1\n", table.ReadOptions{Set: set, Rename: map[string]string{"2": "detector"}}, two[:1], ""},
	} {
		got, err := csv.Read(table.Source{Name: "f.csv", R: strings.NewReader(c.in)}, &c.opts)
		if c.want == nil {
			require.EqualError(t, err, c.err, name)
			require.ErrorAs(t, err, new(*dataidlist.InputError), name)
			continue
		}
		require.NoError(t, err, name)
		var have []string
		for d := range got.List.All() {
			have = append(have, d.String())
		}
		assert.Equal(t, c.want, have, name)
	}
}
