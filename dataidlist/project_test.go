package dataidlist_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

func TestProjectAgreesWithTheModel(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, model := listtest.Random(rng, g, shape)
		for _, onto := range someSubGroups(rng, g) {
			got, err := list.Project(onto)
			require.NoError(t, err)
			listtest.Check(t, model.Project(onto), got, onto)
		}
	})
}

func TestProjectAllAgreesWithTheModel(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		full, fullModel := listtest.Random(rng, g, shape)
		list, model := listtest.Related(rng, fullModel)
		for _, onto := range someSubGroups(rng, g) {
			got, err := list.ProjectAll(onto, full)
			require.NoError(t, err)
			listtest.CheckSame(t, model.ProjectAll(onto, fullModel), listtest.ModelOf(got), onto)
		}
	})
}

// someSubGroups gives all groups that g can be projected onto, or a random few
// of them where there are many.
func someSubGroups(rng *rand.Rand, g *dataidlist.Group) []*dataidlist.Group {
	all := listtest.SubGroups(g)
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:min(len(all), 6)]
}

func TestProjectAllWantsEveryDetector(t *testing.T) {
	g := listtest.Group(t, "visit", "detector")
	b := dataidlist.NewBuilder(g)
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{2, 0}, 112))
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{4, 0}, 112))
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{6, 0}, 112))
	full := b.List()
	b = dataidlist.NewBuilder(g)
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{2, 0}, 111))
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{4, 0}, 112))
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{8, 0}, 112)) // of no visit in full
	visits, err := b.List().ProjectAll(listtest.Group(t, "visit"), full)
	require.NoError(t, err)
	assert.Equal(t, []string{"instrument=HSC visit=4"}, texts(visits))
}

func texts(l *dataidlist.List) []string {
	all := []string{}
	for d := range l.All() {
		all = append(all, d.String())
	}
	return all
}

func TestProjectOfLongRuns(t *testing.T) {
	u, err := dataidlist.NewUniverse("lab", 1, []dataidlist.Dimension{
		{Name: "a", Type: dataidlist.Int64}, {Name: "b", Type: dataidlist.Int64},
	})
	require.NoError(t, err)
	both, err := u.Group("a", "b")
	require.NoError(t, err)
	b := dataidlist.NewBuilder(both)
	const long = 1 << 34 // crosses blocks
	require.NoError(t, b.AddRun(nil, []int64{3, 7}, long))
	require.NoError(t, b.AddRun(nil, []int64{1 << 40, 9}, long))
	list := b.List()
	require.EqualValues(t, 2, list.NumRuns())
	a, err := u.Group("a")
	require.NoError(t, err)
	onA, err := list.Project(a)
	require.NoError(t, err)
	assert.Equal(t, []string{"a=3", "a=1099511627776"}, texts(onA))
	inner, err := u.Group("b")
	require.NoError(t, err)
	onB, err := list.Project(inner)
	require.NoError(t, err)
	assert.EqualValues(t, long+2, onB.Count())
}

func TestProjectRefusesWhatTheListLacks(t *testing.T) {
	visits := dataidlist.Empty(listtest.Group(t, "visit"))
	_, err := visits.Project(listtest.Group(t, "visit", "detector"))
	require.ErrorIs(t, err, dataidlist.ErrGroup)
	assert.ErrorContains(t, err, "dimension detector is not among")
	_, err = visits.Project(listtest.Group(t, "band")) // implied by the visit
	require.ErrorIs(t, err, dataidlist.ErrGroup)
	_, err = visits.ProjectAll(listtest.Group(t, "band"), visits)
	require.ErrorIs(t, err, dataidlist.ErrGroup)
	_, err = visits.ProjectAll(listtest.Group(t, "visit"), dataidlist.Empty(listtest.Group(t, "exposure")))
	require.ErrorIs(t, err, dataidlist.ErrGroup)
}
