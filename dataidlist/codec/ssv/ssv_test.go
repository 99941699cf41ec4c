package ssv_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/ssv"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

func read(in string, opts *table.ReadOptions) (*table.Result, error) {
	return ssv.Read(table.Source{Name: "f.ssv", R: strings.NewReader(in), Size: -1}, opts)
}

// decam reads tables as the surveys of the Dark Energy Camera keep them.
var decam = &table.ReadOptions{
	Set:          map[string]string{"instrument": "DECam"},
	Rename:       map[string]string{"expnum": "visit", "ccdnum": "detector"},
	Ignore:       []string{"date", "ccd", "id"},
	ReasonColumn: "problem",
	Shared:       []string{"date", "ccd", "id", "ccdnum", "problem"},
}

func rows(l *dataidlist.List) string {
	var all []string
	for d := range l.All() {
		text := fmt.Sprint(d.Ints())
		for _, r := range l.ReasonsOf(d) {
			text += " " + r.Text
		}
		all = append(all, text)
	}
	return strings.Join(all, ", ")
}

func TestRead(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"names in a comment":       {"#date     expnum ccd id ccdnum\n20310901  768000 nan nan  47\n20310904  768931 nan N15  53\n", "[768000 47], [768931 53]"},
		"comments and empty lines": {"\ufeff\n# date expnum ccd id ccdnum\r\n#select nite from exposure\r\n# where expnum > 7\r\n\r\n20310901\t768000 1 2 47 \t \r\n\t\r\n# more\r\n", "[768000 47]"},
		"a remark before":          {"# seen by eye, all of them\n#expnum ccdnum\n768000 47", "[768000 47]"},
		"names in a line":          {"# of 2031\nexpnum ccdnum\n768000 46..47\n", "[768000 46], [768000 47]"},
		"wide gaps":                {"#date           expnum        problem\n20310308        728257          Orion Nebula   \n20310901\t768000\tghosts\n", "[728257] Orion Nebula, [768000] ghosts"},
		"quotes":                   {"expnum problem\n728257 \"Orion \"\"Nebula\"\"\"\n768000 \"\"\n", "[728257] Orion \"Nebula\", [768000]"},
		"no rows":                  {"#expnum ccdnum\n", ""},
	} {
		got, err := read(c.in, decam)
		require.NoError(t, err, name)
		assert.Equal(t, c.want, rows(got.List), name)
		assert.Equal(t, "ssv", got.Format)
		assert.Equal(t, name != "no rows" && name != "quotes", ssv.Detect([]byte(c.in)), name)
	}
}

func TestReadRefuses(t *testing.T) {
	const names = "#date expnum ccd id ccdnum\n"
	for in, want := range map[string]string{
		"1 2\n":                            "f.ssv:1: the first line has values and no names: say what its 2 columns are, as in --dimension visit,detector",
		names + "20310901 768000 nan 47\n": "f.ssv:2: 4 values where 5 columns are named",
		names + "20310901 768000 nan nan 47\n20310901 768000 nan nan 47 0\n": "f.ssv:3: 6 values where 5 columns are named",
		names + "20310901 768000 nan nan nan\n":                              `f.ssv:2: column ccdnum: bad value: "nan" is not an integer`,
		names + "20310901 768000.0 nan nan 4\n":                              `f.ssv:2: column expnum: bad value: "768000.0" is not a whole number in plain digits`,
		"#expnum  problem\n728257 Orion Nebula\n":                            "f.ssv:2: 1 values where 2 columns are named",
		"expnum problem\n728257 Orion Nebula\n":                              "f.ssv:2: 3 values where 2 columns are named",
		"expnum mood\n728257 bad\n":                                          "f.ssv:1: column mood: not a dimension of daf_butler/8: use --reason-column, --rename mood=DIMENSION or --ignore-columns",
		"expnum problem\n728257 \"Orion\n":                                   "f.ssv:2: column problem: the quote that opens here is not closed",
		"expnum\n7\x00\n":                                                    "f.ssv:2: a zero byte at byte 2 of the record: this is not a text file",
		strings.Repeat("#"+strings.Repeat("x", 1000)+"\n", 1100):             "f.ssv:1047: limit passed: comments of more than 1048576 bytes before the table",
	} {
		_, err := read(in, decam)
		assert.EqualError(t, err, want, in[:min(len(in), 40)])
	}
	_, err := read("\n", nil)
	assert.EqualError(t, err, "f.ssv: the input has no DataIds and does not name its dimensions: give them with --dimension and --set")
	failed := errors.New("disk on fire")
	_, err = ssv.Read(table.Source{Name: "f", R: iotest.ErrReader(failed)}, decam)
	require.ErrorIs(t, err, failed)
}

func TestDetect(t *testing.T) {
	for in, want := range map[string]bool{
		"a b\n1 2\n": true, "a b\nc d\n": true, "#a b\n1 2\n": true, "# by eye\n#a\tb\n1 2\n": true,
		"": false, "a b\n": false, "a b\n1\n": false, "1 2\n": true, "# x\n1 2\n": true, "HSC 1\n": true, "1\t2\n": false, "a\n1\n": false, "#a\n1\n": false, "1\n": false,
		"a,b\n1,2\n": false, "a, b\n1, 2\n": false, "a\tb\n1\t2\n": false, "visit=1 ccd=2\nvisit=3 ccd=4\n": false, "- {a: b}\n- {a: c}\n": false,
	} {
		assert.Equal(t, want, ssv.Detect([]byte(in)), in)
	}
}

func TestRoundTrip(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, model := listtest.Random(rng, g, shape)
		model, list = model.WithoutReasons(), list.WithoutReasons()
		var out bytes.Buffer
		if err := ssv.Write(&out, list, nil); err != nil {
			require.ErrorIs(t, err, dataidlist.ErrValue)
			require.ErrorContains(t, err, "zero byte")
			return
		}
		got, err := read(out.String(), &table.ReadOptions{Universe: g.Universe()})
		require.NoError(t, err)
		listtest.Check(t, model, got.List)
	})
}

func TestReasonsComeBack(t *testing.T) {
	g := listtest.Group(t, "visit")
	b := dataidlist.NewBuilder(g)
	for i, text := range []string{"", "Orion Nebula", "-", `say "ghosts"`, "a\tb", "#1"} {
		var reasons []dataidlist.Reason
		if text != "" {
			reasons = append(reasons, dataidlist.Reason{Text: text})
		}
		require.NoError(t, b.AddRun([]string{"two words"}, []int64{int64(i)}, 1, reasons...))
	}
	var out bytes.Buffer
	list := b.List()
	require.NoError(t, ssv.Write(&out, list, nil))
	got, err := read(out.String(), nil)
	require.NoError(t, err)
	assert.Equal(t, list.FullDigest(), got.List.FullDigest())
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{"#instrument visit detector\nHSC 4 5..7\n", "instrument  visit  reason\nHSC  4  too late \n", "instrument visit\n\"a b\" 4\n# x\n\t\n", "# x\n#instrument\nHSC"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		ssv.Detect(in)
		got, err := ssv.Read(table.Source{Name: "f", R: bytes.NewReader(in), Size: -1}, nil)
		if err != nil || got.List.Count() > 1<<16 {
			return
		}
		l := got.List.WithoutReasons()
		var out bytes.Buffer
		require.NoError(t, ssv.Write(&out, l, nil))
		again, err := ssv.Read(table.Source{Name: "f", R: &out, Size: -1}, &table.ReadOptions{Universe: l.Group().Universe()})
		require.NoError(t, err)
		require.Equal(t, l.Digest(), again.List.Digest())
	})
}

func ExampleRead() {
	const noisy = "#date     expnum ccd id ccdnum\n20310904  768931 nan nan  53\n20310904  768931 nan nan  54\n"
	result, err := ssv.Read(table.Source{Name: "noise.txt", R: strings.NewReader(noisy), Size: -1}, &table.ReadOptions{
		Set:    map[string]string{"instrument": "DECam"},
		Rename: map[string]string{"expnum": "visit", "ccdnum": "detector"},
		Ignore: []string{"date", "ccd", "id"},
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(result.List.Group(), result.List.Count())
	// Output: {instrument, visit, detector} 2
}
