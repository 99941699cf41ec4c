package dataidlist_test

import (
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// operations are those on lists of one group, with their models.
var operations = map[string]struct {
	lists  func(*dataidlist.List, ...*dataidlist.List) (*dataidlist.List, error)
	models func(...*listtest.Model) *listtest.Model
}{
	"union":                {dataidlist.Union, listtest.Union},
	"intersect":            {dataidlist.Intersect, listtest.Intersect},
	"subtract":             {dataidlist.Subtract, listtest.Subtract},
	"symmetric difference": {dataidlist.SymmetricDifference, listtest.SymmetricDifference},
}

func TestOperationsAgreeWithTheModel(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		first, model := listtest.Random(rng, g, shape)
		lists, models := []*dataidlist.List{first}, []*listtest.Model{model}
		for range 2 { // of two lists, then of three
			next, m := listtest.Related(rng, model)
			lists, models = append(lists, next), append(models, m)
			for name, op := range operations {
				got, err := op.lists(lists[0], lists[1:]...)
				require.NoError(t, err)
				if len(lists) == 2 {
					listtest.Check(t, op.models(models...), got, name)
				} else {
					listtest.CheckSame(t, op.models(models...), listtest.ModelOf(got), name)
				}
			}
		}
		for i, list := range lists {
			listtest.CheckSame(t, models[i], listtest.ModelOf(list), "operands do not change")
		}
	})
}

func TestOperationsOfDifferentShapes(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		a, ma := listtest.Random(rng, g, shape)
		for _, other := range someShapes(rng) {
			b, mb := listtest.Random(rng, g, other)
			for name, op := range operations {
				got, err := op.lists(a, b)
				require.NoError(t, err)
				listtest.CheckSame(t, op.models(ma, mb), listtest.ModelOf(got), name, other)
			}
		}
	})
}

// someShapes gives a few shapes at random.
func someShapes(rng *rand.Rand) []listtest.Shape {
	all := listtest.Shapes()
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:2]
}

func TestOperationsKeepTheLawsOfSets(t *testing.T) {
	must := func(l *dataidlist.List, err error) dataidlist.FullDigest {
		require.NoError(t, err)
		return l.FullDigest()
	}
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		a, m := listtest.Random(rng, g, shape)
		b, _ := listtest.Related(rng, m)
		c, _ := listtest.Related(rng, m)
		empty := dataidlist.Empty(g)
		assert.Equal(t, a.FullDigest(), must(dataidlist.Union(a, a)))
		assert.Equal(t, a.FullDigest(), must(dataidlist.Union(a, empty)))
		assert.Equal(t, a.FullDigest(), must(dataidlist.Subtract(a, empty)))
		assert.Equal(t, empty.FullDigest(), must(dataidlist.Subtract(a, a)))
		assert.Equal(t, empty.FullDigest(), must(dataidlist.Intersect(a, empty)))
		assert.Equal(t, must(dataidlist.Union(a, b, c)), must(dataidlist.Union(c, b, a)))
		ab, err := dataidlist.Union(a, b)
		require.NoError(t, err)
		assert.Equal(t, must(dataidlist.Union(a, b, c)), must(dataidlist.Union(ab, c)))
		rest, err := dataidlist.Subtract(a, b)
		require.NoError(t, err)
		common, err := dataidlist.Intersect(a, b)
		require.NoError(t, err)
		assert.Equal(t, a.Count(), rest.Count()+common.Count())
		assert.Equal(t, a.FullDigest(), must(dataidlist.Union(rest, common)))
	})
}

func TestOperationsRefuseOtherGroups(t *testing.T) {
	visits := dataidlist.Empty(listtest.Group(t, "visit"))
	detectors := dataidlist.Empty(listtest.Group(t, "visit", "detector"))
	for name, op := range operations {
		_, err := op.lists(detectors, detectors, visits)
		require.ErrorIs(t, err, dataidlist.ErrGroup, name)
		assert.ErrorContains(t, err, "project the finer one first", name)
	}
}

func TestOperationsTakeOtherVersionsOfTheUniverse(t *testing.T) {
	old, err := dataidlist.DafButler(5)
	require.NoError(t, err)
	g, err := old.Group("visit", "detector")
	require.NoError(t, err)
	rng := listtest.Rand(t)
	a, ma := listtest.Random(rng, g, listtest.Runs)
	b, mb := listtest.Random(rng, listtest.Group(t, "visit", "detector"), listtest.Runs)
	got, err := dataidlist.Union(a, b)
	require.NoError(t, err)
	listtest.Check(t, listtest.Union(ma, mb), got)
}

func TestOperationsDoNotDependOnProcessors(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, shape := range []listtest.Shape{listtest.Dense, listtest.ManyPartitions, listtest.Mixed} {
		var digests []string
		for _, n := range []int{1, 2, 8} {
			runtime.GOMAXPROCS(n)
			rng := listtest.Rand(t)
			a, m := listtest.Random(rng, listtest.Group(t, "group", "detector"), shape)
			b, _ := listtest.Related(rng, m)
			text := ""
			for _, name := range []string{"union", "intersect", "subtract", "symmetric difference"} {
				got, err := operations[name].lists(a, b)
				require.NoError(t, err)
				text += got.FullDigest().String()
			}
			digests = append(digests, text)
		}
		assert.Equal(t, digests[0], digests[1])
		assert.Equal(t, digests[0], digests[2])
	}
}

func TestListServesManyGoroutines(t *testing.T) {
	rng := listtest.Rand(t)
	list, model := listtest.Random(rng, listtest.Group(t, "visit", "detector"), listtest.Tenth)
	other, m := listtest.Related(rng, model)
	want, err := dataidlist.Subtract(model.List(), other)
	require.NoError(t, err)
	visits, err := list.Project(listtest.Group(t, "visit"))
	require.NoError(t, err)
	wantOther := m.List().FullDigest()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			rest, err := dataidlist.Subtract(list, other)
			assert.NoError(t, err)
			assert.Equal(t, want.FullDigest(), rest.FullDigest())
			assert.Equal(t, wantOther, other.FullDigest())
			assert.Len(t, list.Chunks(), len(model.List().Chunks()))
			for i := range list.Count() {
				d, ok := list.Select(i)
				assert.True(t, ok && list.Contains(d))
			}
			again, err := list.Matching(visits)
			assert.NoError(t, err)
			assert.True(t, again.Equal(list))
			text, _ := list.Where(dataidlist.WhereOptions{})
			again, err = list.Filter(text)
			assert.NoError(t, err)
			assert.True(t, again.Equal(list))
		})
	}
	all.Wait()
}
