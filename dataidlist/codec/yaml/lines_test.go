package yaml_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/codectest"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/yamltree"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/codec/yaml"
)

// TestPrinted reads DataIds as Python prints them. All that is not refused is
// HSC 5 and HSC 6.
func TestPrinted(t *testing.T) {
	for name, c := range map[string]struct{ input, message string }{
		"the Butler's":           {"{instrument: 'HSC', visit: 5, band: 'r', day_obs: 20140324, physical_filter: 'HSC-R'}\n{instrument: 'HSC', visit: 6, band: 'r', day_obs: 20140324, physical_filter: 'HSC-R'}\n", ""},
		"commas":                 {"{instrument: 'HSC', visit: 5},\n{instrument: 'HSC', visit: 6},", ""},
		"a comma":                {"{instrument: 'HSC', visit: 5},\n{instrument: 'HSC', visit: 6}\n", ""},
		"a list":                 {"[{instrument: 'HSC', visit: 5}, {instrument: 'HSC', visit: 6}]\n", ""},
		"a list on lines":        {"[\n{instrument: 'HSC', visit: 5},\n{instrument: 'HSC', visit: 6},\n]\n", ""},
		"dictionaries":           {"{'instrument': 'HSC', 'visit': 5}\n{'visit': 6, 'instrument': \"HSC\"}\n", ""},
		"a list of them":         {"[{'instrument': 'HSC', 'visit': 5}, {'instrument': 'HSC', 'visit': 6}]", ""},
		"without quotes":         {"{instrument: HSC, visit: 5}\n{instrument: HSC, visit: 6}\n", ""},
		"indented, with CRLF":    {"\ufeff\r\n# of today\r\n  {instrument: 'HSC', visit: 5}  \r\n\r\n\t{instrument: 'HSC', visit: 6} , \r\n# end", ""},
		"escapes":                {"{instrument: \"\\x48SC\", visit: 5}\n{instrument: HSC, visit: 6, reason: ''}\n", ""},
		"Butler objects":         {"{dataId: {instrument: HSC, visit: 5}, run: u}\n{data_id: {instrument: HSC, visit: 6}}\n", ""},
		"aliases in a line":      {"{instrument: &a HSC, visit: 5}\n{instrument: HSC, visit: 6, reasons: [&r {text: a}, *r]}\n", ""},
		"an alias of a line":     {"{instrument: &a HSC, visit: 5}\n{instrument: *a, visit: 6}\n", "f.yaml:2: an alias *a of what has no anchor &a before it"},
		"None":                   {"{instrument: 'HSC', visit: 5}\n{instrument: None, visit: 6}\n", "f.yaml:2: column instrument: bad value: it is null; a DataId has a value for each dimension: where empty means all, say so with --empty-means-all FULL"},
		"None in a line of more": {"{instrument: 'HSC', visit: 5}\n{instrument: HSC, visit: None, reasons: []}\n", "f.yaml:2: column visit: bad value: it is null; a DataId has a value for each dimension: where empty means all, say so with --empty-means-all FULL"},
		"a number of numpy":      {"{instrument: 'HSC', visit: 5}\n{instrument: 'HSC', visit: np.int64(6)}\n", `f.yaml:2: column visit: bad value: "np.int64(6)" is not an integer`},
		"a text for an int":      {"{instrument: 'HSC', visit: 5}\n{instrument: 'HSC', visit: '6'}\n", `f.yaml:2: column visit: bad value: "6" is a string; an integer is expected`},
		"a backslash":            {"{instrument: 'HSC', visit: 5}\n{instrument: 'H\\x53C', visit: 6}\n", "f.yaml:2: a backslash in a line with single quotes, which Python and YAML take for different things: write its texts in double quotes"},
		"a line of text":         {"{instrument: 'HSC', visit: 5},\nand more\n", "f.yaml:2: a DataId in braces is expected in each line, as in {instrument: HSC, visit: 318}"},
		"a DataId on lines":      {"{instrument: 'HSC', visit: 5},\n{instrument: 'HSC',\nvisit: 6}\n", "f.yaml:2: a DataId in braces is expected in each line, as in {instrument: HSC, visit: 318}"},
		"two in a line":          {"{instrument: 'HSC', visit: 5},\n{instrument: 'HSC', visit: 6}, {instrument: 'HSC', visit: 6}\n", "f.yaml:2: not YAML: did not find expected <document start>"},
		"a set":                  {"{instrument: 'HSC', visit: 5},\n{HSC, 6}\n", "f.yaml:2: column HSC: not a dimension of daf_butler/8: use --reason-column, --rename HSC=DIMENSION or --ignore-columns"},
		"a key twice":            {"{instrument: 'HSC', visit: 5},\n{instrument: 'HSC', visit: 5, visit: 6}\n", `f.yaml:2: the key "visit" comes twice`},
		"a brace too much":       {"{instrument: 'HSC', visit: 5},\n{instrument: 'HSC', visit: 6}}\n", "f.yaml:2: not YAML: did not find expected <document start>"},
		"a bad comment":          {"{instrument: 'HSC', visit: 5},\n# \x01\n", "f.yaml:2: a DataId in braces is expected in each line, as in {instrument: HSC, visit: 318}"},
		"no DataId":              {"{instrument: 'HSC', visit: 5},\n{}\n", "f.yaml:2: no column is a dimension of daf_butler/8: name the columns with --rename, or the dimension of a text file with --dimension"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(c.input), iotest.OneByteReader(strings.NewReader(c.input))} {
				got, err := yaml.Read(table.Source{Name: "f.yaml", R: r, Size: -1}, &table.ReadOptions{})
				if c.message != "" {
					require.EqualError(t, err, c.message)
					continue
				}
				require.NoError(t, err)
				require.Equal(t, []string{"instrument=HSC visit=5", "instrument=HSC visit=6"}, codectest.Lines(got.List.WithoutReasons()))
			}
		})
	}
	_, err := read("{htm7: 1},\n", &table.ReadOptions{Select: "raw"})
	require.EqualError(t, err, "f.yaml: --select raw: the input is no export of the Butler, which has dataset types and dimension elements")
}

func TestAMappingAlone(t *testing.T) {
	for input, want := range map[string]string{
		"instrument: HSC\nvisit: 5\n": "instrument=HSC visit=5", "{instrument: 'HSC', visit: 5}": "instrument=HSC visit=5",
		"{instrument: HSC,\n visit: 5}\n": "instrument=HSC visit=5", "data_id: {htm7: 1}\nrun: u\n": "htm7=1", "{'dataId': {'htm7': 1}}": "htm7=1",
	} {
		got, err := read(input, &table.ReadOptions{})
		require.NoError(t, err, input)
		require.Equal(t, []string{want}, codectest.Lines(got.List), input)
	}
	_, err := read("visit: 5\nmood: x\n", &table.ReadOptions{Set: map[string]string{"instrument": "HSC"}})
	require.EqualError(t, err, "f.yaml:1: column mood: not a dimension of daf_butler/8: use --reason-column, --rename mood=DIMENSION or --ignore-columns")
}

func TestLinesMayBeMany(t *testing.T) {
	line, items := "{htm7: 7}\n", yamltree.MaxItems+1
	many := strings.NewReader(strings.Repeat(line, items))
	got, err := yaml.Read(table.Source{Name: "f", R: many}, nil)
	require.NoError(t, err)
	require.EqualValues(t, items, got.Rows)

	long := io.MultiReader(strings.NewReader(line+line+"{htm7: 7, reason: "), endless("x"))
	_, err = yaml.Read(table.Source{Name: "f", R: long}, nil)
	require.ErrorIs(t, err, dataidlist.ErrLimit)
	broken := errors.New("disk on fire")
	_, err = yaml.Read(table.Source{Name: "f", R: io.MultiReader(strings.NewReader(line+line), iotest.ErrReader(broken))}, nil)
	require.ErrorIs(t, err, broken)
}

// endless is a text that comes again and again.
type endless string

func (e endless) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		n += copy(p[n:], e)
	}
	return n, nil
}

// FuzzLines compares DataIds that are read line by line with the same ones as the
// items of a sequence, which may be more than lines can be.
func FuzzLines(f *testing.F) {
	f.Add("{htm7: 1}\n{htm7: 2}\n")
	f.Add("# c\n{'htm7': 1, reason: \"a\"},\r\n\n {htm7: 2, reasons: [{text: 'b'}]} \n")
	f.Add("{data_id: {htm7: 1}}\n{htm7: &a 2, reason: *a}\n{htm7: None}")
	f.Fuzz(func(t *testing.T, input string) {
		source := func(text string) table.Source { return table.Source{Name: "f", R: strings.NewReader(text)} }
		got, err := yaml.Read(source(input), nil)
		if err != nil || !yaml.IsLines(source(input)) {
			return
		}
		var items strings.Builder
		for line := range strings.Lines(strings.TrimPrefix(input, "\ufeff")) {
			if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
				items.WriteString("- " + strings.TrimSuffix(line, ",") + "\n")
			}
		}
		want, err := yaml.Read(source(items.String()), nil)
		require.NoError(t, err)
		require.Equal(t, want.List.FullDigest(), got.List.FullDigest())
		require.Equal(t, want.Rows, got.Rows)
	})
}
