package yamltree_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/yamltree"
)

func TestParse(t *testing.T) {
	root, err := yamltree.Parse([]byte("a: 1\nb: !x/y 'c'\nd: [e, 12]\n"))
	require.NoError(t, err)
	require.Equal(t, 2, yamltree.Get(root, "b").Line)
	require.Nil(t, yamltree.Get(root, "z"))
	require.Nil(t, yamltree.Get(nil, "z"))
	require.Nil(t, yamltree.Get(yamltree.Get(root, "d"), "e"))
	text, ok := yamltree.Text(yamltree.Get(root, "d").Content[0])
	require.True(t, ok)
	require.Equal(t, "e", text)
	for _, n := range []*yaml.Node{nil, root, yamltree.Get(root, "a")} {
		_, ok = yamltree.Text(n)
		require.False(t, ok)
	}
	var keys []string
	for k := range yamltree.Pairs(root) {
		keys = append(keys, k.Value)
		if k.Value == "b" {
			break
		}
	}
	require.Equal(t, []string{"a", "b"}, keys)

	for _, empty := range []string{"", "# only a comment\n", "\n\n"} {
		root, err = yamltree.Parse([]byte(empty))
		require.NoError(t, err)
		require.Nil(t, root)
	}
}

func TestParseRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		text, message string
		line          int
	}{
		"bad syntax":          {"a: 1\nb: c: d\n", "not YAML: mapping values are not allowed in this context", 2},
		"bad text":            {"a: \xff", "not YAML: invalid leading UTF-8 octet", 0},
		"an unknown alias":    {"a: 1\nb: *x\n", "an alias *x of what has no anchor &x before it", 0},
		"an alias in itself":  {"a: 1\nb: &x [1, {c: *x}]\n", "the alias *x is in what it stands for", 2},
		"an alias as its key": {"b: &x\n  *x : 1\n", "the alias *x is in what it stands for", 2},
		"a key's alias twice": {"? &x a\n: 1\n? *x\n: 2\n", `the key "a" comes twice`, 3},
		"a key of an alias":   {"a: &x [b]\n*x : 2\n", "a key that is no text", 2},
		"deep aliases": {"- &a " + strings.Repeat("[", 40) + strings.Repeat("]", 40) + "\n- " + strings.Repeat("[", 24) + "*a" + strings.Repeat("]", 24) + "\n",
			"limit passed: more than 64 collections in each other", 2},
		"many laughs":         {laughs(9, `"lol"`), "limit passed: aliases stand for more than 1048576 items or 67108864 bytes: write the values out", 7},
		"long laughs":         {laughs(3, `"`+strings.Repeat("x", 1<<19)+`"`), "limit passed: aliases stand for more than 1048576 items or 67108864 bytes: write the values out", 4},
		"a key twice":         {"- a: 1\n  b: 2\n  a: 3\n", `the key "a" comes twice`, 3},
		"a key twice, quoted": {"{a: 1, \"a\": 2}\n", `the key "a" comes twice`, 1},
		"a key of several":    {"? [a, b]\n: 1\n", "a key that is no text", 1},
		"a merge key":         {"<<: {a: 1}\n", "a merge key: write the members out", 1},
		"deep nesting":        {"a:\n  " + strings.Repeat("[", 64) + strings.Repeat("]", 64), "limit passed: more than 64 collections in each other", 2},
		"two documents":       {"a: 1\n---\nb: 2\n", "a second document: put it into a file of its own", 2},
		"a bad second one":    {"a: 1\n---\n]\n", "not YAML: did not find expected node content", 2},
		"too many items":      {strings.Repeat(",", yamltree.MaxItems), "limit passed: a YAML document of more than 1048576 items: convert it to another format", 0},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := yamltree.Parse([]byte(c.text))
			var at *yamltree.Error
			require.ErrorAs(t, err, &at)
			require.EqualError(t, err, c.message)
			require.Equal(t, c.line, at.Line)
		})
	}
}

// laughs is a text whose aliases stand for ten times as much with each line.
func laughs(lines int, laugh string) string {
	text := "l0: &l0 " + laugh + "\n"
	for i := range lines {
		text += fmt.Sprintf("l%d: &l%d [%s*l%d]\n", i+1, i+1, strings.Repeat(fmt.Sprintf("*l%d, ", i), 9), i)
	}
	return text
}

func TestAliases(t *testing.T) {
	root, err := yamltree.Parse([]byte("a: &x {b: &y [1, 2]}\nc: *x\nd: [*y, *x]\n? &k e\n: *k\n"))
	require.NoError(t, err)
	require.True(t, yamltree.HasAnchor(root))
	a, c, d := yamltree.Get(root, "a"), yamltree.Get(root, "c"), yamltree.Get(root, "d")
	require.Equal(t, []int{1, 2, 3, 3}, []int{a.Line, c.Line, d.Content[0].Line, d.Content[1].Line})
	for _, n := range []*yaml.Node{c, d.Content[1]} {
		require.Equal(t, yaml.MappingNode, n.Kind)
		require.Same(t, yamltree.Get(a, "b"), yamltree.Get(n, "b"))
		require.Empty(t, n.Anchor)
	}
	require.Equal(t, "2", d.Content[0].Content[1].Value)
	require.Equal(t, "e", yamltree.Get(root, "e").Value)

	root, err = yamltree.Parse([]byte("a: [b, {c: d}]\n"))
	require.NoError(t, err)
	require.False(t, yamltree.HasAnchor(root))
	require.False(t, yamltree.HasAnchor(nil))

	_, err = yamltree.Parse([]byte(laughs(5, "x"))) // which is 111110 of them
	require.NoError(t, err)
	deep := "- &a " + strings.Repeat("[", 40) + strings.Repeat("]", 40) + "\n- " + strings.Repeat("[", 23) + "*a" + strings.Repeat("]", 23) + "\n"
	_, err = yamltree.Parse([]byte(deep))
	require.NoError(t, err)
}

// Texts that are known to take some parsers very long. The time is compared
// with that of a shorter text on the same machine at the same time: eight
// times the length is eight times the work, and 64 times if it is quadratic.
func TestParseTimeIsLinear(t *testing.T) {
	for name, unit := range map[string]string{
		"open brackets": "[", "open braces": "{", "nested items": "- ", "comments": "# x\n", "keys": "a:\n", "question marks": "? ",
		"quotes": "\"", "spaces": " ", "line ends": "\n", "comments among items": "- a # b\n", "anchors": "&a ", "aliases": "- &a [a]\n- *a\n", "aliases in a list": "- &a [b, *a]\n", "tags": "!!x ",
	} {
		measure := func(size int) time.Duration {
			text := []byte(strings.Repeat(unit, size/len(unit)))
			start := time.Now()
			_, _ = yamltree.Parse(text)
			return time.Since(start)
		}
		const size = 64 << 10
		short, long := measure(size), measure(8*size)
		linear := func() bool { return long < 32*max(short, time.Millisecond) }
		for try := 0; try < 5 && !linear(); try++ { // the machine may have been busy with something else
			short, long = min(short, measure(size)), min(long, measure(8*size))
		}
		require.True(t, linear(), "%s: %v, and %v for 8 times as much", name, short, long)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"a: 1\n", "- [a, {b: c}]\n", "a: &x [*x]\n", "a: &x {b: &y [1]}\nc: [*x, *y]\n*x : 1\n", laughs(3, "x"), "? a\n: b\n", "--- |\n a\n...\n", "a: !!binary |\n  4p/p\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		root, err := yamltree.Parse(text)
		if err != nil {
			require.ErrorAs(t, err, new(*yamltree.Error))
			return
		}
		for k, v := range yamltree.Pairs(root) {
			require.Same(t, v, yamltree.Get(root, k.Value))
		}
		require.LessOrEqual(t, nodes(t, root, 1), 2*len(text)+1+yamltree.MaxItems)
	})
}

// nodes counts the nodes of a tree, which has no aliases and is not too deep.
func nodes(t *testing.T, n *yaml.Node, depth int) int {
	if n == nil {
		return 0
	}
	require.NotEqual(t, yaml.AliasNode, n.Kind)
	require.LessOrEqual(t, depth, dataidlist.MaxDepth+1)
	count := 1
	for _, child := range n.Content {
		count += nodes(t, child, depth+1)
	}
	return count
}
