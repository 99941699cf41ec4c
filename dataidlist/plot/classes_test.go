package plot_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/skycampaign/skycampaign/dataidlist/plot"
)

func TestClasses(t *testing.T) {
	for _, c := range []struct {
		counts, from []uint64
	}{
		{nil, nil},
		{[]uint64{0, 0}, nil},
		{[]uint64{7}, []uint64{7}},
		{[]uint64{1, 2, 3}, []uint64{1, 2, 3}},
		{[]uint64{2079000, 2100000, 2095000}, []uint64{2075000, 2080000, 2085000, 2090000, 2095000, 2100000}},
		{[]uint64{1, 1, 1, 2, 30, 58}, []uint64{1, 2, 5, 10, 20, 50}},
		{[]uint64{30, 500, 700, 690, 710}, []uint64{1, 200, 400, 600}},
		{[]uint64{1, 1, 41, 41, 41, 190}, []uint64{1, 5, 20, 100}},
		{[]uint64{1, 1, 1, math.MaxUint64}, []uint64{1, 2000, 5000000, 10000000000, 20000000000000, 50000000000000000}},
	} {
		from, _, _ := plot.Classes(c.counts, 6)
		assert.Equal(t, c.from, from, "%d", c.counts)
	}
}

func TestClassesHoldAllCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOf(rapid.OneOf(rapid.Uint64(), rapid.Uint64Range(0, 30), rapid.Uint64Range(2000000, 2100000))).Draw(t, "counts")
		n := rapid.IntRange(4, 6).Draw(t, "n")
		from, last, of := plot.Classes(counts, n)
		require.LessOrEqual(t, len(from), n)
		require.True(t, slices.IsSorted(from))
		require.Len(t, slices.Compact(slices.Clone(from)), len(from))
		for i, count := range counts {
			class := of[i]
			if count == 0 {
				require.Equal(t, -1, class)
				continue
			}
			require.GreaterOrEqual(t, class, 0)
			require.LessOrEqual(t, from[class], count)
			require.LessOrEqual(t, count, last)
			if class+1 < len(from) {
				require.Less(t, count, from[class+1])
			}
		}
	})
}
