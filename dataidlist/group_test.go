package dataidlist_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

func TestGroupsOfTheButler(t *testing.T) {
	for _, c := range []struct {
		version           int
		names             string
		required, implied string
	}{
		{8, "band instrument", "instrument band", ""},
		{8, "visit", "instrument visit", "physical_filter band day_obs"},
		{8, "detector visit", "instrument visit detector", "physical_filter band day_obs"},
		{8, "exposure detector", "instrument exposure detector", "physical_filter band group day_obs"},
		{8, "visit exposure", "instrument exposure visit", "physical_filter band group day_obs"},
		{8, "visit band", "instrument visit", "physical_filter band day_obs"},
		{8, "physical_filter detector", "instrument physical_filter detector", "band"},
		{8, "physical_filter band", "instrument physical_filter", "band"},
		{8, "patch band", "skymap band tract patch", ""},
		{8, "visit patch", "instrument skymap visit tract patch", "physical_filter band day_obs"},
		{8, "visit patch band", "instrument skymap visit tract patch", "physical_filter band day_obs"},
		{8, "htm7", "htm7", ""},
		{8, "healpix9 band", "band healpix9", ""},
		{8, "htm10 htm2", "htm2 htm10", ""},
		{8, "ssp_hypothesis_bundle", "ssp_hypothesis_table ssp_hypothesis_bundle", ""},
		{8, "subfilter", "band subfilter", ""},
		{8, "group detector", "instrument group detector", ""},
		{8, "day_obs", "instrument day_obs", ""},
		{8, "day_obs group", "instrument group day_obs", ""},
		{8, "visit_system visit", "instrument visit visit_system", "physical_filter band day_obs"},
		{6, "visit", "instrument visit", "physical_filter band day_obs"},
		{5, "visit", "instrument visit", "physical_filter band"},
		{5, "exposure", "instrument exposure", "physical_filter band"},
		{1, "visit", "instrument visit", "physical_filter band visit_system"},
		{0, "visit visit_system", "instrument visit", "physical_filter band visit_system"},
	} {
		u, err := dataidlist.DafButler(c.version)
		require.NoError(t, err)
		g, err := u.Group(strings.Fields(c.names)...)
		require.NoError(t, err)
		assert.Equal(t, strings.Fields(c.required), g.Dimensions(), "%v %s", u, c.names)
		assert.ElementsMatch(t, strings.Fields(c.implied), g.Implied(), "%v %s", u, c.names)
		assert.Equal(t, "{"+strings.ReplaceAll(c.required, " ", ", ")+"}", g.String())
		assert.Same(t, u, g.Universe())
	}
}

func TestGroupRefuses(t *testing.T) {
	u, err := dataidlist.DafButler(5)
	require.NoError(t, err)
	for _, c := range []struct {
		names   []string
		problem string
	}{
		{nil, "at least one dimension"},
		{[]string{"day_obs"}, `universe daf_butler/5 has no dimension "day_obs"`},
		{[]string{"visit", "Visit"}, `no dimension "Visit"`},
		{[]string{""}, `no dimension ""`},
		{[]string{"htm25"}, `no dimension "htm25"`},
	} {
		_, err := u.Group(c.names...)
		require.ErrorIs(t, err, dataidlist.ErrGroup)
		require.ErrorContains(t, err, c.problem)
	}
}

func TestGroupLimitsDimensions(t *testing.T) {
	var dims []dataidlist.Dimension
	var names []string
	for i := range dataidlist.MaxDims + 1 {
		names = append(names, fmt.Sprintf("d%d", i))
		dims = append(dims, dataidlist.Dimension{Name: names[i], Type: dataidlist.Int64})
	}
	u, err := dataidlist.NewUniverse("lab", 1, dims)
	require.NoError(t, err)
	_, err = u.Group(names...)
	require.ErrorContains(t, err, "a group of 65 required dimensions; 1 to 64 are possible")
	g, err := u.Group(names[1:]...)
	require.NoError(t, err)
	// And lists of that many dimensions work.
	b := dataidlist.NewBuilder(g)
	model := &listtest.Model{Group: g}
	for i := range int64(20) {
		ints := make([]int64, dataidlist.MaxDims)
		for j := range ints {
			ints[j] = i * i << (j % 40)
		}
		require.NoError(t, b.AddRun(nil, ints, 1))
		model.Rows = append(model.Rows, listtest.Row{Ints: ints})
	}
	list := b.List()
	listtest.Check(t, listtest.NewModel(g, model.Rows), list)
	text, _ := list.Where(dataidlist.WhereOptions{Not: true})
	got, err := list.Filter(text)
	require.NoError(t, err)
	assert.Zero(t, got.Count())
}

func TestGroupEqualAndCovers(t *testing.T) {
	old, err := dataidlist.DafButler(5)
	require.NoError(t, err)
	oldVisit, err := old.Group("visit")
	require.NoError(t, err)
	visit, detector := listtest.Group(t, "visit"), listtest.Group(t, "visit", "detector")
	assert.True(t, visit.Equal(oldVisit), "the version does not matter")
	assert.True(t, visit.Equal(listtest.Group(t, "visit", "band")), "implied members do not matter")
	assert.False(t, visit.Equal(detector))
	assert.True(t, detector.Covers(visit))
	assert.True(t, detector.Covers(oldVisit))
	assert.True(t, visit.Covers(visit))
	assert.False(t, visit.Covers(detector))
	assert.False(t, detector.Covers(listtest.Group(t, "band")))
	lab, err := dataidlist.NewUniverse("lab", 8, []dataidlist.Dimension{{Name: "instrument"}, {Name: "visit", Type: dataidlist.Int64}})
	require.NoError(t, err)
	other, err := lab.Group("instrument", "visit")
	require.NoError(t, err)
	assert.False(t, visit.Equal(other), "another namespace")
	assert.False(t, visit.Covers(other))
}

func TestGroupDeterminants(t *testing.T) {
	visits := [][]string{{"instrument", "visit"}}
	g := listtest.Group(t, "visit", "detector")
	for _, implied := range g.Implied() {
		assert.Equal(t, visits, g.Determinants(implied), implied)
	}
	g = listtest.Group(t, "physical_filter", "detector")
	assert.Equal(t, [][]string{{"instrument", "physical_filter"}}, g.Determinants("band"))
	g = listtest.Group(t, "visit", "exposure")
	both := [][]string{{"instrument", "exposure"}, {"instrument", "visit"}}
	assert.ElementsMatch(t, both, g.Determinants("day_obs"))
	assert.ElementsMatch(t, both, g.Determinants("band"))
	assert.Equal(t, [][]string{{"instrument", "exposure"}}, g.Determinants("group"))
	assert.Empty(t, g.Determinants("detector"))
}

// What fixes an implied dimension is found through others (FORMAT.md 1.4).
func TestGroupDeterminantsThroughOthers(t *testing.T) {
	type dim = dataidlist.Dimension
	names := strings.Fields
	for name, c := range map[string]struct {
		dims    []dim
		implied string
		want    [][]string
	}{
		"what is required requires another": {[]dim{
			{Name: "sky"}, {Name: "tract", Requires: names("sky")}, {Name: "patch", Requires: names("tract"), Implies: names("x")}, {Name: "x"},
		}, "x", [][]string{{"sky", "tract", "patch"}}},
		"what is required is implied": {[]dim{
			{Name: "visit", Implies: names("band")}, {Name: "band"}, {Name: "sub", Requires: names("band"), Implies: names("x")}, {Name: "x"},
		}, "x", [][]string{{"visit", "sub"}}},
		"it is implied twice": {[]dim{
			{Name: "visit", Implies: names("band")}, {Name: "shot", Implies: names("band")}, {Name: "band"}, {Name: "sub", Requires: names("band"), Implies: names("x")}, {Name: "x"},
		}, "x", [][]string{{"visit", "sub"}, {"shot", "sub"}}},
		"what implies requires what is implied with it": {[]dim{
			{Name: "a", Requires: names("b"), Implies: names("c")}, {Name: "b", Requires: names("c"), Implies: names("x")}, {Name: "c"}, {Name: "x"},
		}, "x", [][]string{{"a", "b"}}},
	} {
		u, err := dataidlist.NewUniverse("lab", 1, c.dims)
		require.NoError(t, err)
		var all []string
		for _, d := range c.dims {
			all = append(all, d.Name)
		}
		g, err := u.Group(all...)
		require.NoError(t, err)
		assert.Equal(t, c.want, g.Determinants(c.implied), name)
	}
}

func TestSubGroupsAreThoseOfTheUniverse(t *testing.T) {
	var names []string
	for _, g := range listtest.SubGroups(listtest.Group(t, "visit", "patch")) {
		names = append(names, g.String())
	}
	assert.ElementsMatch(t, []string{
		"{instrument}", "{skymap}", "{instrument, skymap}", "{instrument, visit}", "{instrument, skymap, visit}", "{skymap, tract}",
		"{instrument, skymap, tract}", "{instrument, skymap, visit, tract}", "{skymap, tract, patch}",
		"{instrument, skymap, tract, patch}", "{instrument, skymap, visit, tract, patch}",
	}, names)
}
