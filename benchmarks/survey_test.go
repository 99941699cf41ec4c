package main

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
)

func TestVisitNumbersFillTheNights(t *testing.T) {
	all := slices.Collect(visitNumbers(surveyStart(), surveyNights, surveyVisits))
	require.Len(t, all, surveyVisits)
	assert.True(t, slices.IsSorted(all))
	assert.EqualValues(t, 20250401_00001, all[0])
	assert.EqualValues(t, 20350329_00576, all[len(all)-1])
	assert.EqualValues(t, 20250402_00001, all[575], "the first night has 575 visits")
}

func TestSetsHaveThePublishedSizes(t *testing.T) {
	for name, want := range map[string]uint64{"decam": 45_292, "biweekly": 854_501, "dp2": 5_150_198, "dr1": 35_596_260} {
		made := build(t, name, 1)
		assert.Equal(t, want, made[baseList].Count(), name)
		someVisits := project(t, made[baseList], "visit").Count() / 100
		assert.Equal(t, someVisits, made[visitList].Count(), name)
	}
}

func TestSetsAreTheSameEveryTime(t *testing.T) {
	for _, s := range sets() {
		first, second := build(t, s.name, quickScale), build(t, s.name, quickScale)
		require.NotEmpty(t, first)
		for r := range first {
			assert.Equal(t, first[r].Digest(), second[r].Digest(), "%s %s", s.name, r)
			assert.NotZero(t, first[r].Count(), "%s %s", s.name, r)
		}
	}
	// Files that were made before stand for what is made now: whoever changes this digest also changes inputsVersion.
	assert.Equal(t, "dil1:da6f6a86156954183a59fbe7267e1aba279b2a3aaa0dafa6184a1cd5ae95a20a", build(t, "warps", quickScale)[baseList].Digest().String())
}

func TestCutLeavesOutVisitsAndPairs(t *testing.T) {
	made := build(t, "dp2", quickScale)
	perVisit := made[pairList].Count()
	assert.Equal(t, project(t, made[pairList], "visit").Count(), perVisit, "one detector of each visit")
	rest, err := made[cutList].Matching(made[visitList])
	require.NoError(t, err)
	assert.Zero(t, rest.Count())
	both, err := dataidlist.Intersect(made[cutList], made[pairList])
	require.NoError(t, err)
	assert.Zero(t, both.Count())
}

func TestDiscIsWhatHasItsCentreInside(t *testing.T) {
	const x, y = 137.25, 301.875
	group, err := groupOf("visit", "patch")
	require.NoError(t, err)
	b := dataidlist.NewBuilder(group)
	require.NoError(t, addDisc(b, []string{lsstcam, skymap}, 7, x, y))
	added, disc := b.Added(), b.List()
	want := dataidlist.NewBuilder(group)
	for line := range tractRows * tractSide {
		for column := range tractColumns * tractSide {
			if math.Hypot(float64(column)+0.5-x, float64(line)+0.5-y) > fieldRadius {
				continue
			}
			tract := line/tractSide*tractColumns + column/tractSide
			patch := line%tractSide*tractSide + column%tractSide
			require.NoError(t, want.AddRun([]string{lsstcam, skymap}, []int64{7, int64(tract), int64(patch)}, 1))
		}
	}
	assert.True(t, want.List().Equal(disc))
	assert.Equal(t, added, disc.Count(), "no patch comes twice")
}

func TestBadExposuresAre527(t *testing.T) {
	var file bytes.Buffer
	require.NoError(t, badExposures(&file))
	lines := strings.Split(strings.TrimSpace(file.String()), "\n")
	at := slices.Index(lines, "exposure,comment")
	require.Positive(t, at)
	rows := lines[at+1:]
	slices.Sort(rows)
	assert.Len(t, slices.Compact(rows), 527)
}

func build(t *testing.T, name string, s scale) lists {
	t.Helper()
	all := sets()
	at := slices.IndexFunc(all, func(s set) bool { return s.name == name })
	require.GreaterOrEqual(t, at, 0, name)
	made, err := all[at].build(s)
	require.NoError(t, err)
	return made
}

func project(t *testing.T, l *dataidlist.List, dimension string) *dataidlist.List {
	t.Helper()
	group, err := groupOf(dimension)
	require.NoError(t, err)
	coarse, err := l.Project(group)
	require.NoError(t, err)
	return coarse
}
