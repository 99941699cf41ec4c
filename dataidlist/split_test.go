package dataidlist_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// unitOf gives the model's rows that must stay with a row: those with the same
// string values and first int value.
func unitOf(r listtest.Row) listtest.Row {
	return listtest.Row{Strings: r.Strings, Ints: r.Ints[:min(1, len(r.Ints))]}
}

// checkParts requires that the parts are a list, cut between units, and that
// each expression selects its part from the list.
func checkParts(t *testing.T, list *dataidlist.List, model *listtest.Model, parts []dataidlist.Part) {
	t.Helper()
	rest := model.Rows
	for i, p := range parts {
		n := int(p.List.Count())
		require.NotZero(t, n)
		require.LessOrEqual(t, n, len(rest))
		listtest.Check(t, &listtest.Model{Group: model.Group, Rows: rest[:n]}, p.List, "part", i)
		if n < len(rest) {
			require.NotEqual(t, unitOf(rest[n-1]), unitOf(rest[n]), "a visit in two parts")
		}
		rest = rest[n:]
		got, err := list.Filter(p.Where)
		require.NoError(t, err)
		require.True(t, got.Equal(p.List), p.Where)
	}
	require.Empty(t, rest)
}

// largestUnit is the number of DataIds in the largest unit.
func largestUnit(m *listtest.Model) int {
	most, n := 0, 0
	for i, r := range m.Rows {
		if i == 0 || !assert.ObjectsAreEqual(unitOf(m.Rows[i-1]), unitOf(r)) {
			n = 0
		}
		n++
		most = max(most, n)
	}
	return most
}

func TestSplitGroupsCutsBetweenVisits(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, model := listtest.Random(rng, g, shape)
		largest := largestUnit(model)
		for _, n := range []int{1, 2, 1 + rng.IntN(20), math.MaxInt} {
			if n == math.MaxInt && len(model.Rows) > 400 {
				continue
			}
			parts, err := list.SplitGroups(n)
			require.NoError(t, err)
			require.LessOrEqual(t, len(parts), n)
			checkParts(t, list, model, parts)
			for _, p := range parts {
				require.LessOrEqual(t, int(p.List.Count()), len(model.Rows)/n+1+largest, "parts are balanced")
			}
		}
	})
}

func TestSplitSizeCutsBetweenVisits(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, model := listtest.Random(rng, g, shape)
		largest := largestUnit(model)
		for _, most := range []int{largest, largest + len(model.Rows)/7, largest + rng.IntN(500), math.MaxInt} {
			if most > 0 && len(model.Rows)/most > 400 {
				continue
			}
			parts, err := list.SplitSize(uint64(most))
			require.NoError(t, err)
			checkParts(t, list, model, parts)
			for i, p := range parts {
				require.LessOrEqual(t, int(p.List.Count()), most)
				if i > 0 {
					next := 0 // DataIds of the part's first unit would not have fitted before
					first := listtest.ModelOf(p.List).Rows
					for next < len(first) && assert.ObjectsAreEqual(unitOf(first[next]), unitOf(first[0])) {
						next++
					}
					require.Greater(t, int(parts[i-1].List.Count())+next, most, "as few parts as it takes")
				}
			}
		}
		if largest > 0 {
			_, err := list.SplitSize(uint64(largest - 1))
			require.ErrorIs(t, err, dataidlist.ErrLimit)
		}
	})
}

func TestSplitSizeNamesWhatIsTooLarge(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "visit", "detector"))
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{2, 0}, 10))
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{4, 0}, 104))
	_, err := b.List().SplitSize(103)
	require.ErrorContains(t, err, "instrument=HSC visit=4 has 104 DataIds, more than 103")
}

func TestSplitLeavesNoGap(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "visit"))
	for _, visit := range []int64{2, 10, 20, 7050123199999, math.MaxInt64} {
		require.NoError(t, b.AddRun([]string{"HSC"}, []int64{visit}, 1))
	}
	require.NoError(t, b.AddRun([]string{"LATISS"}, []int64{5}, 1))
	parts, err := b.List().SplitSize(2)
	require.NoError(t, err)
	var wheres []string
	for _, p := range parts {
		wheres = append(wheres, p.Where)
	}
	assert.Equal(t, []string{
		"instrument = 'HSC' AND visit IN (2..19)",
		"instrument = 'HSC' AND visit IN (20..9223372036854775806)",
		"((instrument = 'HSC' AND visit = 9223372036854775807) OR (instrument = 'LATISS' AND visit = 5))",
	}, wheres)
}

func TestSplitTakesNoMemoryForEachDataID(t *testing.T) {
	const long = 1 << 36
	b := dataidlist.NewBuilder(listtest.Group(t, "exposure"))
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{0}, long))
	list := b.List()
	parts, err := list.SplitGroups(3)
	require.NoError(t, err)
	require.Len(t, parts, 3)
	assert.Equal(t, "instrument = 'HSC' AND exposure IN (22906492246..45812984490)", parts[1].Where)
	parts, err = list.SplitSize(long / 4)
	require.NoError(t, err)
	assert.Len(t, parts, 4)
}

func TestSplitOfNothing(t *testing.T) {
	empty := dataidlist.Empty(listtest.Group(t, "visit", "detector"))
	_, err := empty.SplitGroups(0)
	require.ErrorIs(t, err, dataidlist.ErrValue)
	parts, err := empty.SplitGroups(3)
	require.NoError(t, err)
	assert.Empty(t, parts)
	parts, err = empty.SplitSize(0)
	require.NoError(t, err)
	assert.Empty(t, parts)
	parts, err = empty.SplitBy("visit")
	require.NoError(t, err)
	assert.Empty(t, parts)
}

func TestSplitByAgreesWithTheModel(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, model := listtest.Random(rng, g, shape)
		for _, name := range g.Dimensions() {
			all := model.Project(subset(t, g, name))
			if len(all.Rows) > 60 {
				continue
			}
			parts, err := list.SplitBy(name)
			require.NoError(t, err)
			union, before := []*listtest.Model{{Group: g}}, ""
			for _, p := range parts {
				want := model.Keep(func(r listtest.Row) bool {
					value, _ := model.DataID(r).Value(name)
					return value == p.Value
				})
				listtest.Check(t, want, p.List, name, p.Value)
				got, err := list.Filter(p.Where)
				require.NoError(t, err)
				require.True(t, got.Equal(p.List))
				union = append(union, want)
				if d, _ := g.Universe().Dimension(name); d.Type == dataidlist.String {
					require.Less(t, before, p.Value)
					before = p.Value
				}
			}
			listtest.CheckSame(t, model, listtest.Union(union...), name)
		}
	})
}

// subset gives the smallest group with a dimension.
func subset(t *testing.T, g *dataidlist.Group, name string) *dataidlist.Group {
	h, err := g.Universe().Group(name)
	require.NoError(t, err)
	return h
}

func TestSplitByNight(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "visit", "detector"))
	for _, visit := range []int64{2025042200001, 2025042299999, 2025042300000, 5025042200003} {
		require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{visit, 0}, 189))
	}
	list := b.List()
	parts, err := list.SplitBy("day_obs")
	require.NoError(t, err)
	require.Len(t, parts, 2)
	assert.Equal(t, "20250422", parts[0].Value)
	assert.EqualValues(t, 3*189, parts[0].List.Count())
	assert.Equal(t, "20250423", parts[1].Value)
	assert.EqualValues(t, 189, parts[1].List.Count())

	b = dataidlist.NewBuilder(listtest.Group(t, "exposure"))
	require.NoError(t, b.AddRun([]string{"LATISS"}, []int64{2025042299998}, 4))
	parts, err = b.List().SplitBy("day_obs")
	require.NoError(t, err)
	require.Len(t, parts, 2, "a run over midnight")
	assert.EqualValues(t, 2, parts[0].List.Count())
}

func TestSplitByRefusesWhatItDoesNotKnow(t *testing.T) {
	hsc := dataidlist.NewBuilder(listtest.Group(t, "visit", "detector"))
	require.NoError(t, hsc.AddRun([]string{"HSC"}, []int64{2, 0}, 1))
	list := hsc.List()
	_, err := list.SplitBy("day_obs")
	require.ErrorIs(t, err, dataidlist.ErrValue)
	for _, name := range []string{"band", "tract", "nonsense", ""} {
		_, err = list.SplitBy(name)
		require.ErrorIs(t, err, dataidlist.ErrGroup, name)
	}
	_, err = dataidlist.Empty(listtest.Group(t, "patch")).SplitBy("day_obs")
	require.ErrorIs(t, err, dataidlist.ErrGroup)

	lab, err := dataidlist.NewUniverse("lab", 1, []dataidlist.Dimension{{Name: "visit", Type: dataidlist.Int64}})
	require.NoError(t, err)
	g, err := lab.Group("visit")
	require.NoError(t, err)
	b := dataidlist.NewBuilder(g)
	require.NoError(t, b.AddRun(nil, []int64{2025042200001}, 1))
	_, err = b.List().SplitBy("day_obs")
	require.ErrorContains(t, err, "only with an instrument")
}
