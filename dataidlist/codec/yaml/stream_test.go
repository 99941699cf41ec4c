package yaml_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/yamltree"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/codec/yaml"
)

// requireSame reads a document item by item and as one tree. Both give the
// same list, or both an error; of two, either may be the better one. It reports
// whether there is a list. Lines of DataIds are no document for both.
func requireSame(t require.TestingT, input string, opts table.ReadOptions) (read bool) {
	if yaml.IsLines(table.Source{Name: "f", R: strings.NewReader(input)}) {
		return false
	}
	own, other := opts, opts
	got, err := yaml.Read(table.Source{Name: "f", R: iotest.HalfReader(strings.NewReader(input))}, &own)
	want, wantErr := yaml.ReadWhole(table.Source{Name: "f", R: strings.NewReader(input)}, &other)
	require.Equal(t, wantErr == nil, err == nil, "%q: %v, as one tree %v", input, err, wantErr)
	if err != nil {
		require.ErrorAs(t, err, new(*dataidlist.InputError))
		return false
	}
	require.Equal(t, want.List.FullDigest(), got.List.FullDigest(), "%q", input)
	require.Equal(t, want.Rows, got.Rows, "%q", input)
	require.Equal(t, want.Header, got.Header, "%q", input)
	return true
}

func TestItemsAreWhatTheDocumentSays(t *testing.T) {
	lists := map[bool]int{}
	for _, input := range []string{
		"- {htm7: 1}\n- {htm7: 2}\n", "- htm7: 1\n- htm7: 2", "-\n  htm7: 1\n-\n  htm7: 2\n", "- {htm7: 1,\nhtm7: 2}\n- {htm7: 3}\n",
		"- {htm7: 1,\n# c\n reason: a}\n- {htm7: 3}\n", "- htm7: 1\n  reason: |\n    a\n\n    b\n# c\n- htm7: 2\n",
		"- {htm7: 1, reason: \"a\n- {htm7: 2}\n\"}\n- {htm7: 3}\n", "- {htm7: 1, reason: 'it''s'}\n", "- {htm7: 1, reason: \"a\\nb\"}\n",
		"- {htm7: 1, htm7: 1}\n", "- htm7: 1\n  htm7: 2\n", "- {htm7: 1}\n  {htm7: 2}\n", "- {htm7: 1} x\n", "- {htm7: 1} # c\n- {htm7: 2}\n",
		"- {htm7: 1}\nx: 2\n", "- {htm7: 1}\n...\n", "- {htm7: 1}\n---\n- {htm7: 2}\n", "---\n- {htm7: 1}\n...\n# c\n", "---\n---\n- {htm7: 1}\n",
		"%YAML 1.1\n---\n- {htm7: 1}\n", "\ufeff- {htm7: 1}\n", "# c\n\n- {htm7: 1}\n\n  \n# c\n- {htm7: 2}\n\n", "  - {htm7: 1}\n  - {htm7: 2}\n",
		"  - {htm7: 1}\n- {htm7: 2}\n", "- {htm7: 1}\n  - {htm7: 2}\n", "- - {htm7: 1}\n", "- {htm7: null}\n", "- {htm7: }\n", "- {htm7:}\n", "- {}\n", "- ",
		"- {instrument: Null}\n", "- {instrument: NULLs}\n", "- {instrument: ~}\n", "- {instrument: yes}\n- {instrument: 12}\n- {instrument: 012}\n- {instrument: a-b}\n",
		"- {instrument: a b}\n", "- {instrument: a#b}\n", "- {instrument: 'a: b'}\n", "- {instrument: \"é\"}\n", "- {instrument: \"\x7f\"}\n", "- {instrument: \"a\tb\"}\n", "- {instrument: \"\xff\"}\n",
		"- {\"instrument\": HSC, \"visit\" : 1}\n", "- {\"instrument\":\"HSC\",\"visit\":1}\n", "- {instrument: HSC, visit: 1, }\n", "- {instrument: HSC, visit: 1,}\n",
		"- instrument: HSC\n  visit: 1\n   detector: 2\n", "- instrument: HSC\n visit: 1\n", "- instrument: HSC\n\n  # c\n  visit: 1\n", "- instrument: HSC\r\n  visit: 1\r\n- {instrument: HSC, visit: 2}\r\n",
		"- instrument: HSC\r  visit: 1\r- {instrument: HSC, visit: 2}\r", "- {htm7: 18446744073709551617}\n", "- {htm7: 1_0}\n", "- {htm7: &a 1}\n- {htm7: *a}\n", "- &a {htm7: 1}\n- *a\n",
		"- {dataId: 3}\n", "- {dataId: {htm7: 3}}\n- dataId: {htm7: 4}\n- dataId:\n    htm7: 5\n", "- {htm7: 3, reasons: [{text: a}]}\n", "- {htm7: 3, reasons: [0]}\n",
		"dataIds:\n- {htm7: 1}\n", "dataIds:\n\n  # c\n  - {htm7: 1}\n  - {htm7: 2}\n", "reasons:\n- {text: a}\n- {text: b}\n\"dataIds\":\n- {htm7: 1, reasons: [1,0]}\n- {htm7: 2, reasons: []}\n",
		"reasons:\n- {text: a}\ndataIds:\n- {htm7: 1, reasons: [0], reasons: [0]}\n", "reasons:\n- {text: a}\ndataIds:\n- {htm7: 1, reasons: [01]}\n", "reasons:\n- {text: a}\ndataIds:\n- {htm7: 1, reasons: [1]}\n",
		"dataIds:\n- {htm7: 1}\ncount: 1\n", "dataIds:\n- {htm7: 1}\nmood: x\n", "count: 1\ndataIds:\n- {htm7: 1}\n", "count: 2\ndataIds:\n- {htm7: 1}\n", "dataIds: # c\n- {htm7: 1}\n", "dataIds:\n",
		"dataIds:\n- {htm7: 1}\ndataIds:\n- {htm7: 2}\n", "? dataIds\n: - {htm7: 2}\ndataIds:\n- {htm7: 1}\n", "title: \"a\ndataIds:\n- b\"\ndataIds:\n- {htm7: 1}\n", "title: |\n a\ndataIds:\n- {htm7: 1}\n",
		"- title\ndataIds:\n- {htm7: 1}\n", "{count: 1}\ndataIds:\n- {htm7: 1}\n", "a: [\ndataIds:\n- {htm7: 1}\n", "dataIds:\n- {htm7: 1}\rcount: 1\r\n- {htm7: 2}\n", "dataIds:\n- {htm7: 1}\rx: 1\n- {htm7: 2}\n",
		"- 1\n- 2 # c\n-  3\n- 04\n", "- 1\n- {htm7: 2}\n# c\n- 3", "- 1\n  2\n", "- 1\n- [2]\n- - 3\n", "- 1: 2\n", "- 1\r\n- 2\r\n", "- 1\n#c\n\n- 2\n", "- 1_0\n", "- '1'\n", "- &a 1\n- *a\n", "dataIds:\n- 1\n- 2\n", "bad:\n- 1\n- 2\n",
		"- {data_id: {htm7: 3}}\n- data_id: {htm7: 4}\n", "- {data_id: 3}\n",
		"# \x15\n- {htm7: 1}\n", "- {htm7: 1}\n# \x7f\n- {htm7: 2}\n", "- htm7: 1\n# \xff\n- {htm7: 2}\n", "- {htm7: 1}\n# é\n- {htm7: 2}\n# \ufffd", "- {htm7: 1}\n# c\r- {htm7: 2}\n",
		"- {htm7: 1}\n# c\u0085- {htm7: 2}\n", "- {htm7: 1}\n# c\u2028- {htm7: 2}\n- {htm7: 3}\n", "- {htm7: 1}\n# \ufeff\n", "# c\r- {htm7: 1}\n- {htm7: 2}\n", "- {htm7: 1}\n\r\n\r\r\n- {htm7: 2}\n",
		"data:\n- {type: dimension, element: tract, records: [{skymap: s, id: 3}]}\ndataIds:\n- {htm7: 1}\n", "\xff\xfe-\x00 \x00{\x00h\x00t\x00m\x007\x00:\x00 \x001\x00}\x00\n\x00",
	} {
		lists[requireSame(t, input, table.ReadOptions{Dimensions: []string{"htm7"}})]++
	}
	require.Greater(t, min(lists[true], lists[false]), 40, "lists, and what is refused")
	requireSame(t, "- {reasons: HSC}\n- {reasons: [0]}\n", table.ReadOptions{Rename: map[string]string{"reasons": "instrument"}})
	requireSame(t, container, table.ReadOptions{Select: "raw"})
}

func TestItemsAreWhatTheirPiecesSay(t *testing.T) {
	pieces := []string{"- ", "\n", "\n  ", "\n- ", "{", "}", "htm7: ", "1", "2", ", ", ",", "reason: ", "a", "\"", "'", "[", "]", "reasons: ", "0", "# c", " ", "|", "dataIds:\n", "\n- {htm7: 3}\n", "dataId: ", "data_id: ", "\n- 5", "\r", "&a ", "*a", "---"}
	rapid.Check(t, func(t *rapid.T) {
		start := rapid.SampledFrom([]string{"", "- {htm7: 1}\n", "dataIds:\n- {htm7: 1}\n- {", "reasons:\n- {text: b}\ndataIds:\n- "}).Draw(t, "start")
		input := start + strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 12).Draw(t, "pieces"), "")
		requireSame(t, input, table.ReadOptions{Dimensions: []string{"htm7"}})
	})
}

// long gives a document longer than a tree may be, of items and a comment in
// every third line.
func long(end string) (r io.Reader, items int) {
	const comment = 1 << 20
	line := "#" + strings.Repeat("-", comment) + "\n"
	var parts []io.Reader
	for items <= 2*yamltree.MaxSize/comment {
		item := fmt.Sprintf("- dataId: {htm7: %d}\n- {\"htm7\": %d}\n", items, items+1)
		parts = append(parts, strings.NewReader(item), strings.NewReader(line))
		items += 2
	}
	return io.MultiReader(append(parts, strings.NewReader(end))...), items
}

func TestADocumentOfItemsMayBeLong(t *testing.T) {
	r, items := long("")
	got, err := yaml.Read(table.Source{Name: "f", R: r}, &table.ReadOptions{})
	require.NoError(t, err)
	require.Equal(t, uint64(items), got.List.Count())

	for end, message := range map[string]string{
		"- {htm7: x}\n":           `f:196: column htm7: bad value: "x" is not an integer`,
		"- {htm7: 1\n":            "f:196: not YAML: did not find expected ',' or '}'",
		"- *a\n":                  "f:196: an alias *a of what has no anchor &a before it",
		"...\n---\n- {htm7: 1}\n": "f:197: a second document: put it into a file of its own",
	} {
		r, _ = long(end)
		_, err = yaml.Read(table.Source{Name: "f", R: r}, &table.ReadOptions{})
		require.EqualError(t, err, message)
	}

	// The first item says better what is wrong than the limit does.
	r, _ = long("")
	_, err = yaml.Read(table.Source{Name: "f", R: io.MultiReader(strings.NewReader("- {htm7: \"1}\n"), r)}, &table.ReadOptions{})
	require.EqualError(t, err, "f:2: not YAML: found unexpected end of stream")
	r, _ = long("")
	_, err = yaml.Read(table.Source{Name: "f", R: io.MultiReader(strings.NewReader("mood:\n"), r)}, &table.ReadOptions{})
	require.ErrorIs(t, err, dataidlist.ErrLimit)

	broken := errors.New("disk on fire")
	_, err = yaml.Read(table.Source{Name: "f", R: io.MultiReader(strings.NewReader("- {htm7: 1}\n"), iotest.ErrReader(broken))}, &table.ReadOptions{})
	require.ErrorIs(t, err, broken)
}

func FuzzItems(f *testing.F) {
	f.Add("- {htm7: 1}\n- htm7: 2\n  reason: a\n- dataId: {htm7: 3}\n")
	f.Add("reasons:\n- {text: a}\ndataIds:\n  - {\"htm7\": 1, \"reasons\": [0]}\n  # c\n  - {'htm7': 2}\nmood: x\n")
	f.Add("- {htm7: 1}\n- &a {htm7: 2, reasons: &r [{text: a}]}\n- *a\n- {htm7: 3, reasons: *r}\n")
	f.Add("reasons: [&r {text: a}, *r]\nmood: &m 5\ndataIds:\n- {htm7: *m}\n")
	f.Fuzz(func(t *testing.T, input string) {
		requireSame(t, input, table.ReadOptions{Dimensions: []string{"htm7"}})
	})
}
