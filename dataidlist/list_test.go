package dataidlist_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

func TestListRankAndSelectAreInverse(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, model := listtest.Random(rng, g, shape)
		for i, row := range model.Rows {
			if len(model.Rows) > 300 && rng.IntN(5) > 0 {
				continue
			}
			d, ok := list.Select(uint64(i))
			require.True(t, ok)
			require.Equal(t, model.DataID(row), d)
			rank, err := list.Rank(d)
			require.NoError(t, err)
			require.EqualValues(t, i, rank)
			require.True(t, list.Contains(d))
		}
		_, ok := list.Select(list.Count())
		require.False(t, ok)
		_, ok = list.Select(math.MaxUint64)
		require.False(t, ok)
	})
}

func TestListRankOfWhatItLacks(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, model := listtest.Random(rng, g, shape)
		_, others := listtest.Related(rng, model)
		_, random := listtest.Random(rng, g, listtest.Mixed)
		all := make([]dataidlist.DataID, len(model.Rows))
		for i, row := range model.Rows {
			all[i] = model.DataID(row)
		}
		for _, row := range slices.Concat(others.Rows, random.Rows) {
			d := model.DataID(row)
			want := sort.Search(len(all), func(i int) bool { return all[i].Compare(d) >= 0 })
			rank, err := list.Rank(d)
			require.NoError(t, err)
			require.EqualValues(t, want, rank, "%v", d)
			require.Equal(t, want < len(all) && all[want] == d, list.Contains(d), "%v", d)
		}
	})
}

func TestListOfAnotherGroupHasNothing(t *testing.T) {
	visits := listtest.Group(t, "visit")
	b := dataidlist.NewBuilder(visits)
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{2}, 1, dataidlist.Reason{Text: "x"}))
	list := b.List()
	exposure, err := listtest.Group(t, "exposure").DataID([]string{"HSC"}, []int64{2})
	require.NoError(t, err)
	for _, d := range []dataidlist.DataID{exposure, {}} {
		assert.False(t, list.Contains(d))
		assert.Empty(t, list.ReasonsOf(d))
		_, err = list.Rank(d)
		require.ErrorIs(t, err, dataidlist.ErrGroup)
	}
}

func TestListIterationStops(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, model := listtest.Random(rng, g, shape)
		runs := listtest.NaiveDigest(g, model.Rows).Runs
		if len(g.Ints()) == 0 {
			runs = len(model.Rows)
		}
		for _, most := range []int{0, 1, rng.IntN(50), len(model.Rows)} {
			n := 0
			for range list.All() {
				if n == most {
					break
				}
				n++
			}
			require.Equal(t, min(most, len(model.Rows)), n)
			n = 0
			for range list.Runs() {
				if n == most {
					break
				}
				n++
			}
			require.Equal(t, min(most, runs), n)
		}
		for range list.Reasons() {
			break
		}
	})
}

func TestListEqualAndSubsetOf(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, model := listtest.Random(rng, g, shape)
		// The same list by another way, with a layout that is wider than it needs.
		wide, _ := listtest.Random(rng, g, listtest.Huge)
		both, err := dataidlist.Union(list, wide)
		require.NoError(t, err)
		wide, err = dataidlist.Subtract(wide, list)
		require.NoError(t, err)
		again, err := dataidlist.Subtract(both, wide)
		require.NoError(t, err)
		require.True(t, list.Equal(again))
		require.True(t, again.Equal(list))
		require.Equal(t, list.Digest(), again.Digest())

		other, m := listtest.Related(rng, model)
		same := len(m.Rows) == len(model.Rows) && len(listtest.Intersect(m, model).Rows) == len(m.Rows)
		require.Equal(t, same, list.Equal(other))
		require.Equal(t, same, list.Digest() == other.Digest())
		subset, err := other.SubsetOf(list)
		require.NoError(t, err)
		require.Equal(t, len(listtest.Subtract(m, model).Rows) == 0, subset)
		common, err := dataidlist.Intersect(list, other)
		require.NoError(t, err)
		subset, err = common.SubsetOf(other)
		require.NoError(t, err)
		require.True(t, subset)
	})
	visits, exposures := dataidlist.Empty(listtest.Group(t, "visit")), dataidlist.Empty(listtest.Group(t, "exposure"))
	require.False(t, visits.Equal(exposures))
	_, err := visits.SubsetOf(exposures)
	require.ErrorIs(t, err, dataidlist.ErrGroup)
}

func TestListSlice(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, model := listtest.Random(rng, g, shape)
		n := len(model.Rows)
		a, b := rng.IntN(n+1), rng.IntN(n+1)
		for _, c := range [][2]uint64{
			{0, uint64(n)}, {0, 0}, {uint64(n), uint64(n)}, {uint64(n), math.MaxUint64}, {uint64(n) + 5, math.MaxUint64},
			{uint64(a), math.MaxUint64}, {uint64(a), uint64(b)}, {uint64(a), uint64(a) + 1},
		} {
			from, to := min(c[0], uint64(n)), min(c[1], uint64(n))
			want := &listtest.Model{Group: g, Rows: model.Rows[from:max(from, to)]}
			listtest.Check(t, want, list.Slice(c[0], c[1]), c)
		}
	})
}

func TestListInfo(t *testing.T) {
	list := dataidlist.Empty(listtest.Group(t, "visit"))
	named := list.WithInfo(dataidlist.Info{Title: "t", Description: "d", Derivation: &dataidlist.Derivation{Operation: "union"}})
	assert.Equal(t, "t", named.Info().Title)
	assert.Empty(t, list.Info(), "the list itself does not change")
	assert.Equal(t, list.FullDigest(), named.FullDigest())
	assert.Equal(t, "t", named.WithoutReasons().Info().Title)
	input := dataidlist.InputOf("base", "a.parquet", named)
	assert.Equal(t, dataidlist.Input{
		Role: "base", Name: "a.parquet", Digest: list.Digest(), FullDigest: list.FullDigest(), Derivation: named.Info().Derivation,
	}, input)
	assert.Equal(t, "{instrument, visit} 0 DataIds "+list.Digest().Short(), list.String())
}

func TestListSummary(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, model := listtest.Random(rng, g, shape)
		var want []dataidlist.Summary
		for i, name := range g.Dimensions() {
			d, _ := g.Universe().Dimension(name)
			s := dataidlist.Summary{Name: name, Type: d.Type}
			values := map[string]bool{}
			var first, last listtest.Row
			for n, r := range model.Rows {
				one := listtest.Row{}
				if k := i - len(g.Strings()); k < 0 {
					one.Strings = r.Strings[i : i+1]
				} else {
					one.Ints = r.Ints[k : k+1]
				}
				text, _ := model.DataID(r).Value(name)
				values[text] = true
				if n == 0 || slices.Compare(one.Strings, first.Strings) < 0 || slices.Compare(one.Ints, first.Ints) < 0 {
					first, s.First = one, text
				}
				if n == 0 || slices.Compare(one.Strings, last.Strings) > 0 || slices.Compare(one.Ints, last.Ints) > 0 {
					last, s.Last = one, text
				}
			}
			s.Distinct = uint64(len(values))
			want = append(want, s)
		}
		require.Equal(t, want, list.Summary())
	})
}

// TestOpenedListSummary has visits with the same detectors over and over, of
// which a list that is opened from an index makes no runs.
func TestOpenedListSummary(t *testing.T) {
	g := listtest.Group(t, "visit", "detector")
	for name, last := range map[string][]int64{
		"a full row":        {255, 255, 255},
		"the same":          {188, 188, 188},
		"the first value":   {0, 0, 0},
		"one that has more": {188, 200, 188},
	} {
		for _, stride := range []int64{1, 2, 7} { // of the visits
			b := dataidlist.NewBuilder(g)
			for v := range int64(900) {
				require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{70_000 + stride*v, 0}, last[v%3]+1))
			}
			list := b.List()
			opened, err := dataidlist.OpenIndex(g, list.AppendIndex(nil))
			require.NoError(t, err)
			want := []dataidlist.Summary{
				{Name: "instrument", Type: dataidlist.String, Distinct: 1, First: "LSSTCam", Last: "LSSTCam"},
				{Name: "detector", Type: dataidlist.Int64, Distinct: uint64(slices.Max(last)) + 1, First: "0", Last: fmt.Sprint(slices.Max(last))},
				{Name: "visit", Type: dataidlist.Int64, Distinct: 900, First: "70000", Last: fmt.Sprint(70_000 + stride*899)},
			}
			require.ElementsMatch(t, want, list.Summary(), name)
			require.ElementsMatch(t, want, opened.List().Summary(), name)
		}
	}
}

// The runs of visits that all begin and end with the whole focal plane are one.
func TestSummaryOfARunOverSeveralRows(t *testing.T) {
	g := listtest.Group(t, "visit", "detector")
	for whole := range int64(4) { // visits between the first and the last
		b := dataidlist.NewBuilder(g)
		require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{7, 200}, 56))
		for v := range whole {
			require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{8 + v, 0}, 256))
		}
		require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{8 + whole, 0}, 4))
		distinct := uint64(256)
		if whole == 0 {
			distinct = 60
		}
		want := dataidlist.Summary{Name: "detector", Type: dataidlist.Int64, Distinct: distinct, First: "0", Last: "255"}
		assert.Contains(t, b.List().Summary(), want, "%d", whole)
	}
}
