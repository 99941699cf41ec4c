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

func TestMatchingAgreesWithTheModel(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, model := listtest.Random(rng, g, shape)
		for _, sub := range someSubGroups(rng, g) {
			coarse, m := listtest.Coarse(rng, model, sub)
			in, err := list.Matching(coarse)
			require.NoError(t, err)
			listtest.CheckSame(t, model.Matching(m), listtest.ModelOf(in), "matching", sub)
			out, err := list.NotMatching(coarse)
			require.NoError(t, err)
			listtest.CheckSame(t, model.NotMatching(m), listtest.ModelOf(out), "not matching", sub)
			require.Equal(t, list.Count(), in.Count()+out.Count())
		}
	})
}

// A list with small values and a coarser one with large ones have different
// layouts.
func TestMatchingOfDifferentShapes(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, model := listtest.Random(rng, g, shape)
		all := listtest.SubGroups(g)
		for _, other := range someShapes(rng) {
			sub := all[rng.IntN(len(all))]
			_, random := listtest.Random(rng, sub, other)
			_, half := listtest.Coarse(rng, model, sub)
			m := listtest.Union(random, half)
			got, err := list.Matching(m.List())
			require.NoError(t, err)
			listtest.CheckSame(t, model.Matching(m), listtest.ModelOf(got), other, sub)
		}
	})
}

// A range of visits in an exclusion list may be long beyond all memory if each
// visit took some.
func TestMatchingOfALongRange(t *testing.T) {
	fine := listtest.Group(t, "visit", "detector")
	const long = 1 << 32
	for _, detector := range []int64{5, 1 << 20, math.MaxInt64} {
		b := dataidlist.NewBuilder(fine)
		for _, visit := range []int64{0, 9, 10, 1 << 30, long, long + 9, long + 10, math.MaxInt64} {
			require.NoError(t, b.AddRun([]string{"HSC"}, []int64{visit, detector}, 1))
		}
		list := b.List()
		b = dataidlist.NewBuilder(listtest.Group(t, "visit"))
		require.NoError(t, b.AddRun([]string{"HSC"}, []int64{10}, long))
		got, err := list.NotMatching(b.List())
		require.NoError(t, err)
		var visits []int64
		for d := range got.All() {
			visits = append(visits, d.Ints()[0])
		}
		assert.Equal(t, []int64{0, 9, long + 10, math.MaxInt64}, visits)
	}
}

func TestMatchingRefusesAFinerList(t *testing.T) {
	visits, detectors := listtest.Group(t, "visit"), listtest.Group(t, "visit", "detector")
	for _, join := range []func(l, coarse *dataidlist.List) (*dataidlist.List, error){
		(*dataidlist.List).Matching, (*dataidlist.List).NotMatching,
	} {
		_, err := join(dataidlist.Empty(visits), dataidlist.Empty(detectors))
		require.ErrorIs(t, err, dataidlist.ErrGroup)
		assert.ErrorContains(t, err, "which has dimension detector: project that one first")
	}
}

// Two files may give one namespace to universes that do not agree.
func TestMatchingRefusesAnotherUniverseOfTheName(t *testing.T) {
	group := func(dims ...dataidlist.Dimension) *dataidlist.Group {
		u, err := dataidlist.NewUniverse("lab", 1, dims)
		require.NoError(t, err)
		var names []string
		for _, d := range dims {
			names = append(names, d.Name)
		}
		g, err := u.Group(names...)
		require.NoError(t, err)
		return g
	}
	a, b := dataidlist.Dimension{Name: "a", Type: dataidlist.Int64}, dataidlist.Dimension{Name: "b", Type: dataidlist.Int64}
	fine := group(a, b)
	builder := dataidlist.NewBuilder(fine)
	require.NoError(t, builder.AddRun(nil, []int64{1, 1}, 5))
	list := builder.List()
	for name, other := range map[string]*dataidlist.Group{
		"another order": group(b, a),
		"another type":  group(dataidlist.Dimension{Name: "a"}, b),
		"one of it":     group(dataidlist.Dimension{Name: "b"}),
	} {
		t.Run(name, func(t *testing.T) {
			m := dataidlist.Empty(other)
			_, err := list.Matching(m)
			require.ErrorIs(t, err, dataidlist.ErrGroup)
			_, err = list.Project(other)
			require.ErrorIs(t, err, dataidlist.ErrGroup)
			_, err = list.Expand(m)
			require.ErrorIs(t, err, dataidlist.ErrGroup)
			_, _, err = dataidlist.Apply(list, []dataidlist.Rule{{Role: dataidlist.Exclude, List: m}})
			require.ErrorIs(t, err, dataidlist.ErrGroup)
			assert.False(t, fine.Covers(other))
		})
	}
}
