package gen2_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/gen2"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/codectest"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

func read(in string, opts *table.ReadOptions) (*table.Result, error) {
	return gen2.Read(table.Source{Name: "f.gen2", R: strings.NewReader(in), Size: -1}, opts)
}

// hsc reads the words that Hyper Suprime-Cam's pipeline had.
var hsc = &table.ReadOptions{Set: map[string]string{"instrument": "HSC"}, Rename: map[string]string{"ccd": "detector"}}

func texts(l *dataidlist.List) string {
	var all []string
	for d := range l.All() {
		ints := d.Ints()
		all = append(all, fmt.Sprint(ints))
	}
	return strings.Join(all, " ")
}

func TestRead(t *testing.T) {
	const want = "[4 0] [4 1] [4 5] [4 7] [6 0] [6 1] [6 5] [6 7]"
	for name, in := range map[string]string{
		"a line":           "visit=4^6 ccd=0..1^5..8:2\n",
		"several lines":    "\ufeff# redo\r\n\r\nvisit=4 ccd=0..1 # both\r\nccd=5^7 visit=4\r\nvisit=6 ccd=0^1^5^7",
		"a command line":   "--id visit=4^6 ccd=0..1 --selectId visit=4^6 ccd=5^7",
		"over many lines":  "--id\nvisit=4^6\nccd=0..1^5^7\n\n",
		"ids over a line":  "--id visit=4^6 ccd=0..1 --id\n visit=4 ccd=5^7 --id visit=6\nccd=7..7^5\n",
		"more than once":   "visit=4^4^6 ccd=0..1^5^7\nvisit=4..6:2 ccd=0\n",
		"with a step of 1": "visit=4..6:2 ccd=0..1:1^5..7:2\n",
	} {
		require.True(t, gen2.Detect([]byte(in)), name)
		got, err := read(in, hsc)
		require.NoError(t, err, name)
		assert.Equal(t, want, texts(got.List), name)
		assert.Equal(t, "gen2", got.Format)
	}
}

func TestStringsAreTaken(t *testing.T) {
	got, err := read("visit=4 filter=HSC-R^HSC-I", &table.ReadOptions{Set: map[string]string{"instrument": "HSC"}, Rename: map[string]string{"filter": "physical_filter"}})
	require.ErrorContains(t, err, `column filter: bad value: "HSC-I" here and "HSC-R" in row 1`, "a visit has one filter")
	require.Nil(t, got)
	got, err = read("tract=9813 patch=4 filter=HSC-R^1..3", &table.ReadOptions{Set: map[string]string{"skymap": "hsc"}, Rename: map[string]string{"filter": "band"}})
	require.NoError(t, err)
	var all []string
	for d := range got.List.All() {
		all = append(all, d.String())
	}
	assert.Equal(t, []string{"skymap=hsc band=1..3 tract=9813 patch=4", "skymap=hsc band=HSC-R tract=9813 patch=4"}, all)
}

func TestReadRefuses(t *testing.T) {
	hundred := strings.Repeat("^1", 300)[1:]
	for in, want := range map[string]string{
		"\nvisit 4":                    `f.gen2:2: "visit": words NAME=VALUES are expected, and --id before them`,
		"--id visit=4 ccd=5 --rerun=x": `f.gen2:1: "--rerun=x": words NAME=VALUES are expected, and --id before them`,
		"=4":                           `f.gen2:1: "=4": words NAME=VALUES are expected, and --id before them`,
		"visit=4 ccd=5 visit=6":        "f.gen2:1: column visit: the name comes twice in one id: put ^ between its values",
		"visit=4 ccd='5'":              `f.gen2:1: column ccd: a quote in "'5'": quotes are for the shell, leave them out`,
		"visit=4 ccd=5\n--id":          "f.gen2:2: an id without values",
		"visit=4 ccd=5\nvisit=6":       "f.gen2:2: dimension groups do not fit: here are DataIds of {instrument, visit}, before of {instrument, visit, detector}: a list has one group",
		"visit=4 ccd=5^^7":             "f.gen2:1: column ccd: bad value: it is empty; a DataId has a value for each dimension: where empty means all, say so with --empty-means-all FULL",
		"visit=4 ccd=5..3":             `f.gen2:1: column ccd: bad value: range "5..3" ends before it begins`,
		"visit=4 ccd=1,1":              `f.gen2:1: column ccd: bad value: "1,1" is not an integer`,
		"visit=4 ccd=5 mood=bad":       "f.gen2:1: column mood: not a dimension of daf_butler/8: use --reason-column, --rename mood=DIMENSION or --ignore-columns",
		"visit=" + hundred + " ccd=" + hundred + " tract=" + hundred: "f.gen2:1: limit passed: the ids stand for more than 8388608 combinations of values and ranges",
		"visit=" + strings.Repeat("1", 1<<20):                        "f.gen2:1: limit passed: a line of more than 1048576 bytes",
	} {
		opts := *hsc
		if strings.Contains(in, "tract") {
			opts.Set = map[string]string{"instrument": "HSC", "skymap": "hsc"}
		}
		_, err := read(in, &opts)
		assert.EqualError(t, err, want, in[:min(len(in), 40)])
	}
	_, err := read("--id\n"+strings.Repeat("abc=", 1<<17)+"\n"+strings.Repeat("abd=", 1<<17)+"\nx=", hsc)
	assert.EqualError(t, err, "f.gen2:4: limit passed: an id of more than 1048576 bytes")
	_, err = read("# nothing\n", nil)
	assert.EqualError(t, err, "f.gen2: the input has no DataIds and does not name its dimensions: give them with --dimension and --set")
	failed := errors.New("disk on fire")
	_, err = gen2.Read(table.Source{Name: "f", R: io.MultiReader(strings.NewReader("visit=4 ccd=5\n"), iotest.ErrReader(failed))}, hsc)
	require.ErrorIs(t, err, failed)
}

func written(t testing.TB, l *dataidlist.List) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, gen2.Write(&out, l, nil))
	return out.String()
}

func TestWriteJoins(t *testing.T) {
	got, err := read("visit=4^6..8 ccd=0..8^10..103\nvisit=9 ccd=5\nvisit=11 ccd=5\n", hsc)
	require.NoError(t, err)
	assert.Equal(t, "--id instrument=HSC visit=4^6..8 detector=0..8^10..103\n--id instrument=HSC visit=9^11 detector=5\n", written(t, got.List))
}

func TestLinesAreNotTooLong(t *testing.T) {
	g := listtest.Group(t, "visit", "detector")
	b := dataidlist.NewBuilder(g)
	for i := range int64(5000) {
		require.NoError(t, b.AddRun([]string{"HSC"}, []int64{7, 2 * i}, 1))
		require.NoError(t, b.AddRun([]string{"HSC"}, []int64{100 + 2*i, 3}, 1))
	}
	list := b.List()
	out := written(t, list)
	for line := range strings.Lines(out) {
		require.Less(t, len(line), 8000)
	}
	got, err := read(out, nil)
	require.NoError(t, err)
	assert.Equal(t, list.Digest(), got.List.Digest())
}

func TestRoundTrip(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, model := listtest.Random(rng, g, shape)
		var out bytes.Buffer
		if err := gen2.Write(&out, list, nil); err != nil {
			require.ErrorIs(t, err, dataidlist.ErrValue)
			require.NotEqual(t, listtest.OnePartition, shape, "whose strings are plain")
			return
		}
		require.Equal(t, list.Count() > 0, gen2.Detect(out.Bytes()))
		got, err := read(out.String(), &table.ReadOptions{Universe: g.Universe(), Dimensions: g.Dimensions()})
		require.NoError(t, err)
		listtest.Check(t, model.WithoutReasons(), got.List)
		require.EqualValues(t, list.Count(), got.Rows)
	})
}

func TestWriteRefuses(t *testing.T) {
	for _, value := range []string{"a b", "a^b", "a'b", `"`, "a\u00a0b", "a\n"} {
		b := dataidlist.NewBuilder(listtest.Group(t, "instrument"))
		require.NoError(t, b.AddRun([]string{value}, nil, 1))
		err := gen2.Write(io.Discard, b.List(), nil)
		require.ErrorIs(t, err, dataidlist.ErrValue)
		assert.ErrorContains(t, err, "of instrument would be read as something else: write another format")
	}
	b := dataidlist.NewBuilder(listtest.Group(t, "instrument"))
	require.NoError(t, b.AddRun([]string{"#a=b"}, nil, 1))
	list := b.List()
	got, err := read(written(t, list), nil)
	require.NoError(t, err)
	assert.Equal(t, list.Digest(), got.List.Digest())
	full := errors.New("disk full")
	require.ErrorIs(t, gen2.Write(codectest.Failing{Err: full}, list, nil), full)
}

func TestDetect(t *testing.T) {
	for in, want := range map[string]bool{
		"visit=4": true, "\n # x\n--id\nvisit=4": true, "--selectId a=1": true,
		"": false, "visit\n4\n": false, "visit==4\n": false, "4=4": false, "a: b=4": false, "visit =4": false, "--rerun x": false,
	} {
		assert.Equal(t, want, gen2.Detect([]byte(in)), in)
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{"--id instrument=HSC visit=4^6 detector=0..8^10..13:3 # x\n", "instrument=a^b visit=1 detector=0\n", "--id\ninstrument=HSC\nvisit=9223372036854775807 detector=0"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		gen2.Detect(in)
		got, err := gen2.Read(table.Source{Name: "f", R: bytes.NewReader(in), Size: -1}, nil)
		if err != nil || got.List.NumRuns() > 1<<16 || got.List.Count() == 0 {
			return
		}
		var out bytes.Buffer
		require.NoError(t, gen2.Write(&out, got.List, nil), "what was read can be written")
		again, err := read(out.String(), &table.ReadOptions{Universe: got.List.Group().Universe()})
		require.NoError(t, err)
		require.Equal(t, got.List.Digest(), again.List.Digest())
	})
}

func ExampleRead() {
	result, err := gen2.Read(table.Source{Name: "redo.txt", R: strings.NewReader("visit=26024^26028 ccd=0..8^10..103\n"), Size: -1}, &table.ReadOptions{
		Set:    map[string]string{"instrument": "HSC"},
		Rename: map[string]string{"ccd": "detector"},
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(result.List.Group(), result.List.Count())
	// Output: {instrument, visit, detector} 206
}
