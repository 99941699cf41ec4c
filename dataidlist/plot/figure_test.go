package plot_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
	"github.com/skycampaign/skycampaign/dataidlist/plot"
)

func TestNoListIsNoFigure(t *testing.T) {
	good := list(t, listtest.Group(t, "visit", "detector"), run{[]string{"HSC"}, []int64{1228, 0}, 104, ""})
	for _, bad := range []*dataidlist.List{nil, {}} {
		_, err := plot.New(bad, plot.Options{})
		require.ErrorIs(t, err, dataidlist.ErrGroup)
		for _, pair := range [][2]*dataidlist.List{{bad, good}, {good, bad}} {
			_, err = plot.Compare(pair[0], pair[1], "")
			require.ErrorIs(t, err, dataidlist.ErrGroup)
		}
	}
	f, err := plot.New(good, plot.Options{})
	require.NoError(t, err)
	want, err := json.Marshal(f)
	require.NoError(t, err)
	got, err := json.Marshal(*f)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got))
	_, err = json.Marshal(plot.Figure{})
	assert.ErrorContains(t, err, "figures are made by New and Compare")
}

func TestWhatDoesNotSuit(t *testing.T) {
	hsc := list(t, listtest.Group(t, "visit", "detector"), run{[]string{"HSC"}, []int64{1228, 0}, 104, ""})
	f, err := plot.New(hsc, plot.Options{})
	require.NoError(t, err)
	assert.Equal(t, []plot.Kind{plot.Values, plot.Detectors}, f.Kinds(), "visits by number stand in for the calendar")
	for kind, says := range map[plot.Kind]string{
		plot.Calendar: "only Rubin's instruments",
		plot.Sky:      "no tract, healpix or htm",
		plot.Reasons:  "has none",
		plot.Timeline: "no reasons",
		plot.Apply:    "compare it with another",
	} {
		_, err := plot.New(hsc, plot.Options{Kinds: []plot.Kind{kind}})
		require.ErrorIs(t, err, plot.ErrKind, kind)
		assert.ErrorContains(t, err, says)
	}
	_, err = plot.New(hsc, plot.Options{Kinds: []plot.Kind{"pie"}})
	assert.ErrorContains(t, err, `kind "pie": one of calendar, values, `)
	_, err = plot.New(hsc, plot.Options{By: "tract"})
	assert.ErrorIs(t, err, dataidlist.ErrGroup)

	var many []run
	for i := range 6 {
		many = append(many, run{[]string{"cam" + strconv.Itoa(i)}, []int64{1, 1}, 1, ""})
	}
	_, err = plot.New(list(t, listtest.Group(t, "visit", "detector"), many...), plot.Options{Kinds: []plot.Kind{plot.Detectors}})
	assert.ErrorIs(t, err, dataidlist.ErrLimit)
	var years []run
	for i := range 21 {
		years = append(years, run{[]string{"LSSTCam"}, []int64{int64(2000+i)*1000000000 + 10100000}, 1, ""})
	}
	_, err = plot.New(list(t, listtest.Group(t, "exposure"), years...), plot.Options{})
	assert.ErrorIs(t, err, dataidlist.ErrLimit)
}

func TestEmptyList(t *testing.T) {
	f, err := plot.New(dataidlist.Empty(listtest.Group(t, "visit", "detector")), plot.Options{Title: "nothing"})
	require.NoError(t, err)
	assert.Empty(t, f.Kinds())
	assertXML(t, svg(t, f))
	assert.Contains(t, text(t, f, plot.Terminal{}), "nothing\n0 DataIds of {instrument, visit, detector}, dil1:")
	f, err = plot.Compare(dataidlist.Empty(listtest.Group(t, "patch")), dataidlist.Empty(listtest.Group(t, "patch")), "")
	require.NoError(t, err)
	assertXML(t, svg(t, f))
	assert.Contains(t, text(t, f, plot.Terminal{}), "0 kept, 0 removed")
}

func TestCompare(t *testing.T) {
	rng := listtest.Rand(t)
	before, after := survey(rng, t, "LSSTCam"), survey(rng, t, "LSSTCam")
	after, err := dataidlist.Union(after, before.Slice(100, before.Count()-1000))
	require.NoError(t, err)
	f, err := plot.Compare(before, after, "")
	require.NoError(t, err)
	d := documentOf(t, f)
	assert.Equal(t, []plot.Kind{plot.Apply, plot.Detectors}, f.Kinds())
	assert.Equal(t, []string{"kept", "removed", "added"}, d.Panels[0].Series)
	var sums [3]uint64
	for _, b := range d.Panels[0].Bins {
		for i, n := range b.Counts {
			sums[i] += n
		}
	}
	want := func(a *dataidlist.List, err error) uint64 {
		require.NoError(t, err)
		n := uint64(0)
		for d := range a.All() {
			if _, err := dataidlist.DayObs("LSSTCam", d.Ints()[0]); err == nil {
				n++
			}
		}
		return n
	}
	assert.Equal(t, [3]uint64{want(dataidlist.Intersect(before, after)), want(dataidlist.Subtract(before, after)), want(dataidlist.Subtract(after, before))}, sums)
	removed, err := dataidlist.Subtract(before, after)
	require.NoError(t, err)
	for i, name := range []string{"removed", "added"} { // each with a scale of its own
		alone := d.Panels[1+i]
		assert.Equal(t, []string{name}, alone.Series)
		require.Len(t, alone.Bins, len(d.Panels[0].Bins))
		for j, b := range alone.Bins {
			assert.Equal(t, []uint64{d.Panels[0].Bins[j].Counts[1+i]}, b.Counts)
		}
	}
	byDetector := uint64(0)
	for _, v := range d.Panels[3].Detectors {
		byDetector += v.Count
	}
	assert.Equal(t, removed.Count(), byDetector)

	_, err = plot.Compare(before, dataidlist.Empty(listtest.Group(t, "visit")), "")
	assert.ErrorIs(t, err, dataidlist.ErrGroup)
}

// document is the JSON of a figure.
type document struct {
	Title  string
	Count  uint64
	Panels []struct {
		Kind       plot.Kind
		Title      string
		Summary    string
		Instrument string
		Skymap     string
		Axis       string
		Series     []string
		Nights     []struct {
			DayObs int64 `json:"day_obs"`
			Count  uint64
		}
		Detectors, Cells []struct {
			Value int64
			Count uint64
		}
		Bars []struct {
			Text  string
			Count uint64
		}
		Bins []struct {
			First, Last int64
			Counts      []uint64
		}
	}
}

func documentOf(t testing.TB, f *plot.Figure) document {
	t.Helper()
	text, err := json.Marshal(f)
	require.NoError(t, err)
	var d document
	require.NoError(t, json.Unmarshal(text, &d))
	return d
}

// A run is what a test adds to a list.
type run struct {
	strings []string
	ints    []int64
	n       int64
	reason  string
}

func list(t testing.TB, g *dataidlist.Group, runs ...run) *dataidlist.List {
	t.Helper()
	b := dataidlist.NewBuilder(g)
	for _, r := range runs {
		var why []dataidlist.Reason
		if r.reason != "" {
			why = append(why, dataidlist.Reason{Text: r.reason})
		}
		require.NoError(t, b.AddRun(r.strings, r.ints, r.n, why...))
	}
	return b.List()
}

// survey is some nights of an instrument, at random.
func survey(rng *rand.Rand, t testing.TB, instrument string) *dataidlist.List {
	g := listtest.Group(t, "visit", "detector")
	var runs []run
	for range 200 {
		visit := int64(20250000+100*rng.IntN(12)+rng.IntN(31)+101)*100000 + int64(rng.IntN(50))
		first := int64(rng.IntN(189))
		reason := []string{"", "trailed", "donuts", "<script>", "two\nlines"}[rng.IntN(5)]
		runs = append(runs, run{[]string{instrument}, []int64{visit, first}, rng.Int64N(205-first) + 1, reason})
	}
	return list(t, g, runs...)
}

func svg(t testing.TB, f *plot.Figure) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, f.SVG(&b))
	return b.String()
}

func text(t testing.TB, f *plot.Figure, terminal plot.Terminal) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, f.Text(&b, terminal))
	return b.String()
}

func assertXML(t testing.TB, svg string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		if _, err := d.Token(); err != nil {
			require.ErrorIs(t, err, io.EOF)
			return
		}
	}
}
