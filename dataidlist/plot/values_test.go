package plot_test

import (
	"errors"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
	"github.com/skycampaign/skycampaign/dataidlist/plot"
)

func TestCountsAreThoseOfTheRows(t *testing.T) {
	rng := listtest.Rand(t)
	for range 10 {
		l := survey(rng, t, "LSSTCam")
		nights, detectors, reasons := map[int64]uint64{}, map[int64]uint64{}, map[string]uint64{}
		undated := uint64(0)
		for _, row := range listtest.ModelOf(l).Rows {
			if day, err := dataidlist.DayObs("LSSTCam", row.Ints[0]); err == nil {
				nights[day]++
			} else {
				undated++
			}
			detectors[row.Ints[1]]++
			for _, r := range row.Reasons {
				reasons[r.Text]++
			}
			if len(row.Reasons) == 0 {
				reasons[""]++
			}
		}
		f, err := plot.New(l, plot.Options{})
		require.NoError(t, err)
		d := documentOf(t, f)
		require.Equal(t, []plot.Kind{plot.Calendar, plot.Detectors, plot.Reasons, plot.Timeline}, f.Kinds())
		for _, p := range d.Panels {
			switch p.Kind {
			case plot.Calendar:
				found := map[int64]uint64{}
				for _, n := range p.Nights {
					found[n.DayObs] = n.Count
				}
				assert.Equal(t, nights, found)
				assert.Equal(t, undated > 0, strings.Contains(p.Summary, "Not shown"))
			case plot.Detectors:
				found := map[int64]uint64{}
				for _, v := range p.Detectors {
					found[v.Value] = v.Count
				}
				assert.Equal(t, detectors, found)
			case plot.Reasons:
				found := map[string]uint64{}
				for _, b := range p.Bars {
					found[b.Text] = b.Count
				}
				assert.Equal(t, reasons, found)
			case plot.Timeline:
				inBins := uint64(0)
				for _, b := range p.Bins {
					for _, n := range b.Counts {
						inBins += n
					}
				}
				dated := uint64(0)
				for _, row := range listtest.ModelOf(l).Rows {
					if _, err := dataidlist.DayObs("LSSTCam", row.Ints[0]); err == nil {
						dated += uint64(max(len(row.Reasons), 1))
					}
				}
				assert.Equal(t, dated, inBins)
			}
		}
	}
}

// All shapes of lists, with the widest values, can be counted and drawn.
func TestValuesOfAllShapes(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		l, m := listtest.Random(rng, g, shape)
		for i, name := range g.Dimensions() {
			f, err := plot.New(l, plot.Options{Kinds: []plot.Kind{plot.Values}, By: name})
			require.NoError(t, err)
			inList := func(row listtest.Row) (string, int64) {
				if i < len(row.Strings) {
					return row.Strings[i], 0
				}
				return "", row.Ints[i-len(row.Strings)]
			}
			if l.Count() == 0 {
				assert.Empty(t, f.Kinds())
				continue
			}
			p := documentOf(t, f).Panels[0]
			total := uint64(0)
			for _, b := range p.Bins {
				total += b.Counts[0]
				n := m.Keep(func(row listtest.Row) bool {
					_, v := inList(row)
					return b.First <= v && v <= b.Last
				})
				assert.Equal(t, uint64(len(n.Rows)), b.Counts[0], "%s %d..%d", name, b.First, b.Last)
			}
			assert.LessOrEqual(t, len(p.Bins), 100)
			for j, b := range p.Bars {
				total += b.Count
				if j < 20 {
					n := m.Keep(func(row listtest.Row) bool { s, _ := inList(row); return s == b.Text })
					assert.Equal(t, uint64(len(n.Rows)), b.Count, b.Text)
				}
			}
			assert.Equal(t, l.Count(), total, name)
		}
		f, err := plot.New(l, plot.Options{})
		if errors.Is(err, dataidlist.ErrLimit) { // many instruments, or years
			return
		}
		require.NoError(t, err)
		assertXML(t, svg(t, f))
		for line := range strings.Lines(text(t, f, plot.Terminal{ASCII: true, Width: 60})) {
			assert.LessOrEqual(t, len(line), 61+20, line)
			assert.NotRegexp(t, `[^ -~\n]`, line)
		}
	})
}

func TestPixels(t *testing.T) {
	rng := listtest.Rand(t)
	for _, c := range []struct {
		dimension string
		first     int64 // number
		shift     int
	}{{"healpix9", 0, 8}, {"healpix3", 0, 0}, {"htm7", 8 << 14, 4}, {"htm20", 8 << 40, 30}} {
		g := listtest.Group(t, c.dimension)
		var runs []run
		for range 300 {
			runs = append(runs, run{nil, []int64{c.first + rng.Int64N(512<<c.shift)}, rng.Int64N(200) + 1, ""})
		}
		l := list(t, g, runs...)
		want := map[int64]uint64{}
		for d := range l.All() {
			want[(d.Ints()[0]-c.first)>>c.shift]++
		}
		f, err := plot.New(l, plot.Options{})
		require.NoError(t, err)
		p := documentOf(t, f).Panels[0]
		require.Equal(t, plot.Sky, p.Kind)
		found := map[int64]uint64{}
		for _, v := range p.Cells {
			found[v.Value] = v.Count
		}
		if c.dimension == "healpix3" { // has 768 cells; numbers above are told of
			maps.DeleteFunc(want, func(cell int64, _ uint64) bool { return cell >= 768 })
		}
		assert.Equal(t, want, found, c.dimension)
	}
}

func TestNumbersOfNoCellAreTold(t *testing.T) {
	l := list(t, listtest.Group(t, "htm2"), run{nil, []int64{0}, 300, ""})
	f, err := plot.New(l, plot.Options{})
	require.NoError(t, err)
	p := documentOf(t, f).Panels[0]
	assert.Len(t, p.Cells, 128)
	assert.Contains(t, p.Summary, "Not shown: 172 DataIds whose number is not that of a cell.")
	_, err = plot.New(list(t, listtest.Group(t, "htm2"), run{nil, []int64{7}, 3, ""}), plot.Options{Kinds: []plot.Kind{plot.Sky}})
	require.ErrorIs(t, err, plot.ErrKind)
}

func TestTracts(t *testing.T) {
	g := listtest.Group(t, "patch")
	l := list(t, g, run{[]string{"lsst_cells_v1"}, []int64{5063, 0}, 100, ""}, run{[]string{"lsst_cells_v1"}, []int64{18937, 5}, 2, ""},
		run{[]string{"lsst_cells_v1"}, []int64{18938, 5}, 3, ""}, run{[]string{"mine"}, []int64{7, 5}, 1, ""})
	f, err := plot.New(l, plot.Options{})
	require.NoError(t, err)
	d := documentOf(t, f)
	require.Len(t, d.Panels, 2)
	assert.Equal(t, "lsst_cells_v1", d.Panels[0].Skymap)
	assert.Equal(t, uint64(100), d.Panels[0].Cells[0].Count)
	assert.Contains(t, d.Panels[0].Summary, "2 tracts of 18,938: 5063, 18937. Most: 100 in tract 5063. Not shown: 3 DataIds")
	require.Len(t, d.Panels[1].Bins, 1)
	assert.Equal(t, []uint64{1}, d.Panels[1].Bins[0].Counts)
	assert.Contains(t, d.Panels[1].Summary, `Where the tracts of "mine" are is not known here`)
}

// A list of 2^31 detectors or nearly 2^63 visits takes no longer than others.
func TestLongRunsAreNotExpanded(t *testing.T) {
	g := listtest.Group(t, "visit", "detector")
	l := list(t, g, run{[]string{"LSSTCam"}, []int64{2025070100001, 3}, 1 << 31, ""})
	f, err := plot.New(l, plot.Options{})
	require.NoError(t, err)
	p := documentOf(t, f).Panels
	assert.Equal(t, uint64(1<<31), p[0].Nights[0].Count)
	assert.Len(t, p[1].Detectors, 1024-3)
	assert.Contains(t, p[1].Summary, "Not shown: 2,147,482,627 DataIds of detectors above 1023.")

	lab, err := dataidlist.NewUniverse("lab", 1, []dataidlist.Dimension{
		{Name: "instrument"}, {Name: "bench", Type: dataidlist.Int64}, {Name: "visit", Type: dataidlist.Int64}})
	require.NoError(t, err)
	g, err = lab.Group("instrument", "bench", "visit")
	require.NoError(t, err)
	l = list(t, g, run{[]string{"LSSTCam"}, []int64{1, 2025013100000}, 1 << 36, ""})
	f, err = plot.New(l, plot.Options{})
	require.NoError(t, err)
	p = documentOf(t, f).Panels
	assert.Equal(t, uint64(100000), p[0].Nights[0].Count, "the night is full, and the next number is of none")
	assert.Len(t, p[0].Nights, 1)
}

func TestNightsWithoutVisits(t *testing.T) {
	l := list(t, listtest.Group(t, "instrument", "day_obs"), run{[]string{"HSC"}, []int64{20250430}, 3, ""})
	f, err := plot.New(l, plot.Options{})
	require.NoError(t, err)
	d := documentOf(t, f)
	require.Len(t, d.Panels[0].Nights, 1)
	assert.Contains(t, d.Panels[0].Summary, "Not shown: 2 DataIds without a night.")
}
