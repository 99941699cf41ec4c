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

func TestSampleIsASubsetOfThatSize(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, model := listtest.Random(rng, g, shape)
		for _, n := range []uint64{0, 1, rng.Uint64N(list.Count() + 1), list.Count(), math.MaxUint64} {
			sample := list.Sample(n, 7)
			require.Equal(t, min(n, list.Count()), sample.Count())
			chosen := listtest.ModelOf(sample)
			listtest.CheckSame(t, model.Matching(chosen), chosen, "a subset with its reasons")
			require.Equal(t, sample.FullDigest(), list.Sample(n, 7).FullDigest())
		}
	})
}

// The sample of a list is for ever: these digests must not change.
func TestSampleGolden(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "visit", "detector"))
	for visit := range int64(100) {
		require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{2025042200001 + visit, 0}, 189))
	}
	list := b.List()
	for _, c := range []struct {
		n, seed uint64
		want    string
	}{
		{10, 1, "dil1:70312cd42e7c2093f83662b0695383ecbdd41a30334adff20c166066badfdbf6"},
		{10, 2, "dil1:6b6f812bedd3446212327318aef2f2e4ec02153294238651700396fb37d8b547"},
		{5000, 1, "dil1:bbcd60bd1656aac60e10d873b5456a84c09beb45dafaeef3e2b6c096bd0ac033"},
	} {
		assert.Equal(t, c.want, list.Sample(c.n, c.seed).Digest().String(), "%d with seed %d", c.n, c.seed)
	}
}

func TestSampleDependsOnTheSeed(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "exposure"))
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{0}, 1000))
	list := b.List()
	seen := map[dataidlist.Digest]bool{}
	for seed := range uint64(50) {
		seen[list.Sample(20, seed).Digest()] = true
	}
	assert.Len(t, seen, 50)
}

// Each of 40 DataIds is in a sample of 10 with probability 1/4: in 2000
// samples 500 times, with a standard deviation of 19.
func TestSampleIsUniform(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "exposure"))
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{0}, 20))
	require.NoError(t, b.AddRun([]string{"LATISS"}, []int64{1 << 40}, 20))
	list := b.List()
	hits := map[string]int{}
	for seed := range uint64(2000) {
		for d := range list.Sample(10, seed).All() {
			hits[d.String()]++
		}
	}
	require.Len(t, hits, 40)
	for d, n := range hits {
		assert.InDelta(t, 500, n, 100, d)
	}
}

// Few ranks of very many are not kept as bits.
func TestSampleOfALongList(t *testing.T) {
	const long = 1 << 36
	b := dataidlist.NewBuilder(listtest.Group(t, "visit", "detector"))
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{2, 0}, long))
	list := b.List()
	few := list.Sample(1000, 3)
	require.EqualValues(t, 1000, few.Count())
	first, _ := few.Select(0)
	last, _ := few.Select(999)
	assert.Less(t, first.Ints()[1], int64(long/100))
	assert.Greater(t, last.Ints()[1], int64(long-long/100))
}
