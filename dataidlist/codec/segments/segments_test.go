package segments_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/codectest"
	"github.com/skycampaign/skycampaign/dataidlist/codec/segments"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/internal/pyenv"
)

// ligo gives options for the seconds of one observatory.
func ligo(t testing.TB) *table.ReadOptions {
	t.Helper()
	u, err := dataidlist.NewUniverse("ligo", 1, []dataidlist.Dimension{{Name: "ifo", Type: dataidlist.String}, {Name: "gps", Type: dataidlist.Int64}})
	require.NoError(t, err)
	return &table.ReadOptions{Universe: u, Dimensions: []string{"gps"}, Set: map[string]string{"ifo": "H1"}}
}

func read(in string, opts *table.ReadOptions) (*table.Result, error) {
	return segments.Read(table.Source{Name: "f.seg", R: strings.NewReader(in), Size: -1}, opts)
}

func TestRead(t *testing.T) {
	for name, in := range map[string]string{
		"two numbers":     "10 12\n20\t21\n",
		"three":           "10 12 2\n20 21 1",
		"segwizard":       "# seg\tstart\tstop\tduration\n0\t10\t12\t2\n1\t20\t21\t1\n",
		"floats":          "\ufeff10.0 12.000 # slew\r\n\r\n  20. 21\r\n",
		"out of order":    "20 21\n10 11\n11 12\n",
		"overlaps":        "10 12\n11 12\n20 21\n",
		"a segment of 0 ": "10 12\n15 15\n20 21\n",
	} {
		require.True(t, segments.Detect([]byte("# start end\n"+strings.TrimPrefix(in, "\ufeff"))), name)
		got, err := read(in, ligo(t))
		require.NoError(t, err, name)
		var seconds []string
		for d := range got.List.All() {
			seconds = append(seconds, d.String())
		}
		assert.Equal(t, []string{"ifo=H1 gps=10", "ifo=H1 gps=11", "ifo=H1 gps=20"}, seconds, name)
		assert.Equal(t, "segments", got.Format)
	}
}

func TestReadRefuses(t *testing.T) {
	for in, want := range map[string]string{
		"10 12\n5\n":                      "f.seg:2: 1 numbers: a segment is START END, START END DURATION or NUMBER START END DURATION",
		"1 2 3 4 5\n":                     "f.seg:1: 5 numbers: a segment is START END, START END DURATION or NUMBER START END DURATION",
		"10 12\n12 14 2\n":                "f.seg:2: 3 numbers, and 2 in the lines before",
		"12 10\n":                         "f.seg:1: column end: bad value: the segment ends at 10, before its start at 12",
		"0 10 12 3\n":                     "f.seg:1: column duration: bad value: from 10 to 12 it is 2, not 3",
		"10 12.5\n":                       `f.seg:1: column end: bad value: "12.5" is a part of a second: DataIds are whole ones, round the start up and the end down, or the other way`,
		"10 inf\n":                        `f.seg:1: column end: bad value: "inf" is not an integer`,
		"x 10 12 2\n":                     `f.seg:1: column segment: bad value: "x" is not an integer`,
		"-5 12\n":                         "f.seg:1: column start: bad value: -5 is negative; values are 0 to 9223372036854775807",
		"1 9000000000000000000":           "f.seg:1: limit passed: with a range of 8999999999999999999 values there are more than 8388608 chunks",
		"5 " + strings.Repeat("9", 1<<16): "f.seg:1: limit passed: a line of more than 65536 bytes",
	} {
		_, err := read(in, ligo(t))
		assert.EqualError(t, err, want)
	}
	_, err := read("10 12", nil)
	require.ErrorIs(t, err, table.ErrOptions)
	assert.EqualError(t, err, "f.seg: segments do not say which dimension their seconds are: name one, as in --dimension gps")
	failed := errors.New("disk on fire")
	_, err = segments.Read(table.Source{Name: "f", R: io.MultiReader(strings.NewReader("1 2\n"), iotest.ErrReader(failed))}, ligo(t))
	require.ErrorIs(t, err, failed)
}

func TestDetect(t *testing.T) {
	for in, want := range map[string]bool{
		"# start stop\n10 12": true, "# science\n# seg START End duration\n10 12\n12 1": true,
		"10 12": false, "# science\n10 12\n12 1": false, "# start stop": false, "# start stop\n12 10\n": false, "# start\n10 12\n": false,
		"": false, "10\n": false, "10..12\n": false, "12 10\n": false, "10 12\n10 11 1\n": false, "10 12 3\n": false,
		"visit detector\n10 12\n": false, "#visit detector\n10 12\n": false, "10,12\n": false,
	} {
		assert.Equal(t, want, segments.Detect([]byte(in)), in)
	}
}

func build(t require.TestingT, opts *table.ReadOptions, runs ...[2]int64) *dataidlist.List {
	g, err := opts.Universe.Group("ifo", "gps")
	require.NoError(t, err)
	b := dataidlist.NewBuilder(g)
	for _, r := range runs {
		require.NoError(t, b.AddRun([]string{"H1"}, []int64{r[0]}, r[1]))
	}
	return b.List()
}

func TestWriteJoinsChunks(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, segments.Write(&out, build(t, ligo(t), [2]int64{0, 3}, [2]int64{65000, 200000}), nil))
	assert.Equal(t, "# seg\tstart\tstop\tduration\n0\t0\t3\t3\n1\t65000\t265000\t200000\n", out.String())
	out.Reset()
	require.NoError(t, segments.Write(&out, build(t, ligo(t)), nil))
	assert.Equal(t, "# seg\tstart\tstop\tduration\n", out.String())
}

func TestWriteRefuses(t *testing.T) {
	err := segments.Write(io.Discard, build(t, ligo(t), [2]int64{math.MaxInt64, 1}), nil)
	require.ErrorIs(t, err, dataidlist.ErrValue)
	full := errors.New("disk full")
	require.ErrorIs(t, segments.Write(codectest.Failing{Err: full}, build(t, ligo(t), [2]int64{5, 1}), nil), full)
	opts := ligo(t)
	g, err := opts.Universe.Group("ifo")
	require.NoError(t, err)
	assert.EqualError(t, segments.Write(io.Discard, dataidlist.Empty(g), nil),
		"dimension groups do not fit: a file of segments is for lists with 1 int dimensions, and {ifo} has 0: write another format")
}

func TestRoundTrip(t *testing.T) {
	opts := ligo(t)
	rapid.Check(t, func(t *rapid.T) {
		var runs [][2]int64
		for range rapid.IntRange(0, 20).Draw(t, "runs") {
			first := rapid.OneOf(rapid.Int64Range(0, 1<<17), rapid.Int64Range(0, 1<<62)).Draw(t, "first")
			runs = append(runs, [2]int64{first, rapid.Int64Range(1, 1<<17).Draw(t, "length")})
		}
		l := build(t, opts, runs...)
		var out bytes.Buffer
		require.NoError(t, segments.Write(&out, l, nil))
		got, err := read(out.String(), opts)
		require.NoError(t, err)
		require.Equal(t, l.Digest(), got.List.Digest())
		require.Equal(t, l.Count() > 0, segments.Detect(out.Bytes()))
	})
}

// TestGravitationalWaveTools has the segments of both in common, by us and by
// the package that the observatories use.
func TestGravitationalWaveTools(t *testing.T) {
	const script = `
import sys
from igwn_segments import segmentlist, segment
from igwn_segments.utils import fromsegwizard, tosegwizard
ours, theirs = sys.argv[1:]
with open(ours) as f:
    got = fromsegwizard(f, coltype=int, strict=True)
assert got == segmentlist([segment(10, 12), segment(65000, 70000)]), got
vetoes = segmentlist([segment(11, 66000), segment(69000, 69001)])
with open(theirs, "w") as f:
    tosegwizard(f, (got - vetoes).coalesce(), coltype=int)
`
	python := pyenv.Python(t)
	opts := ligo(t)
	science := build(t, opts, [2]int64{10, 2}, [2]int64{65000, 5000})
	dir := t.TempDir()
	ours, theirs := filepath.Join(dir, "ours.seg"), filepath.Join(dir, "theirs.seg")
	var out bytes.Buffer
	require.NoError(t, segments.Write(&out, science, nil))
	require.NoError(t, os.WriteFile(ours, out.Bytes(), 0o600))
	message, err := exec.Command(python, "-c", script, ours, theirs).CombinedOutput()
	require.NoError(t, err, string(message))

	text, err := os.ReadFile(theirs)
	require.NoError(t, err)
	got, err := read(string(text), opts)
	require.NoError(t, err)
	want, err := dataidlist.Subtract(science, build(t, opts, [2]int64{11, 66000 - 11}, [2]int64{69000, 1}))
	require.NoError(t, err)
	assert.Equal(t, want.Digest(), got.List.Digest())
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{"10 12\n20 21", "# seg start stop duration\n0 10.0 12 2\n", "5 5 0\n65530 131080 65550"} {
		f.Add([]byte(seed))
	}
	opts := ligo(f)
	f.Fuzz(func(t *testing.T, in []byte) {
		segments.Detect(in)
		got, err := segments.Read(table.Source{Name: "f", R: bytes.NewReader(in), Size: -1}, opts)
		if err != nil || got.List.NumRuns() > 1<<16 {
			return
		}
		var out bytes.Buffer
		require.NoError(t, segments.Write(&out, got.List, nil))
		again, err := read(out.String(), opts)
		require.NoError(t, err)
		require.Equal(t, got.List.Digest(), again.List.Digest())
	})
}

func ExampleRead() {
	u, err := dataidlist.NewUniverse("ligo", 1, []dataidlist.Dimension{{Name: "gps", Type: dataidlist.Int64}})
	if err != nil {
		panic(err)
	}
	result, err := segments.Read(table.Source{Name: "science.txt", R: strings.NewReader("1126051217 1126051300\n1126051400 1126051401\n"), Size: -1},
		&table.ReadOptions{Universe: u, Dimensions: []string{"gps"}})
	if err != nil {
		panic(err)
	}
	fmt.Println(result.List.Count(), "seconds")
	// Output: 84 seconds
}
