package dataidlist_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// An expansion of one projection of a list by another has the list's
// dimensions or some of them.
func TestExpandAgreesWithTheModel(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		_, model := listtest.Random(rng, g, shape)
		model = model.Keep(func(listtest.Row) bool { return rng.IntN(10) == 0 })
		subs := listtest.SubGroups(g)
		for range 4 {
			a, b := subs[rng.IntN(len(subs))], subs[rng.IntN(len(subs))]
			list, m := listtest.Coarse(rng, model, a)
			by, n := listtest.Coarse(rng, model, b)
			if len(m.Rows)*len(n.Rows) > 20000 {
				continue
			}
			both, err := g.Universe().Group(append(a.Dimensions(), b.Dimensions()...)...)
			require.NoError(t, err)
			got, err := list.Expand(by)
			require.NoError(t, err)
			listtest.Check(t, m.Expand(n, both), got, a, "by", b)
		}
	})
}

func TestExpandGivesEveryDetectorOfAVisit(t *testing.T) {
	visits := dataidlist.NewBuilder(listtest.Group(t, "visit"))
	require.NoError(t, visits.AddRun([]string{"LSSTCam"}, []int64{2025042200001}, 1000, dataidlist.Reason{Text: "deep"}))
	require.NoError(t, visits.AddRun([]string{"HSC"}, []int64{2}, 1))
	require.NoError(t, visits.AddRun([]string{"LATISS"}, []int64{2}, 1))
	detectors := dataidlist.NewBuilder(listtest.Group(t, "instrument", "detector"))
	require.NoError(t, detectors.AddRun([]string{"LSSTCam"}, []int64{0}, 189, dataidlist.Reason{Text: "science"}))
	require.NoError(t, detectors.AddRun([]string{"HSC"}, []int64{0}, 104))
	got, err := visits.List().Expand(detectors.List())
	require.NoError(t, err)
	assert.True(t, got.Group().Equal(listtest.Group(t, "visit", "detector")))
	assert.EqualValues(t, 1000*189+104, got.Count())
	assert.EqualValues(t, 1001, got.NumRuns())
	require.Equal(t, 1, got.NumReasons(), "those of the detectors are left out")
	for reason, ids := range got.Reasons() {
		assert.Equal(t, "deep", reason.Text)
		assert.EqualValues(t, 1000*189, ids.Count())
	}
}

func TestExpandRefusesWhatDoesNotFit(t *testing.T) {
	visits := dataidlist.Empty(listtest.Group(t, "visit"))
	for name, other := range map[string]*dataidlist.Group{
		"what a visit implies": listtest.Group(t, "band"),
		"the filter, too":      listtest.Group(t, "physical_filter"),
	} {
		_, err := visits.Expand(dataidlist.Empty(other))
		require.ErrorIs(t, err, dataidlist.ErrGroup, name)
		_, err = dataidlist.Empty(other).Expand(visits)
		require.ErrorIs(t, err, dataidlist.ErrGroup, name)
	}
	groups := listtest.Groups(t)
	_, err := visits.Expand(dataidlist.Empty(groups[len(groups)-1]))
	require.ErrorIs(t, err, dataidlist.ErrGroup)
	assert.ErrorContains(t, err, "namespaces daf_butler and lab")
	old, err := dataidlist.DafButler(5)
	require.NoError(t, err)
	g, err := old.Group("exposure")
	require.NoError(t, err)
	_, err = dataidlist.Empty(g).Expand(dataidlist.Empty(listtest.Group(t, "group")))
	require.ErrorIs(t, err, dataidlist.ErrGroup, "version 5 has no group")
}

// Exposures are not the last dimension of both: each would be a row of its own.
func TestExpandRefusesARangeBeyondMemory(t *testing.T) {
	visits := dataidlist.NewBuilder(listtest.Group(t, "visit", "detector"))
	require.NoError(t, visits.AddRun([]string{"HSC"}, []int64{2, 0}, 104))
	few := visits.List()
	exposures := func(n int64) *dataidlist.List {
		b := dataidlist.NewBuilder(listtest.Group(t, "exposure"))
		require.NoError(t, b.AddRun([]string{"HSC"}, []int64{0}, n))
		return b.List()
	}
	_, err := few.Expand(exposures(dataidlist.MaxRangeRuns + 1))
	require.ErrorIs(t, err, dataidlist.ErrLimit)
	require.ErrorContains(t, err, "to expand by 8388609 DataIds")
	_, err = exposures(16*dataidlist.MaxRangeRuns + 1).Expand(few)
	require.ErrorIs(t, err, dataidlist.ErrLimit)
	require.ErrorContains(t, err, "more than 134217728 runs")
}
