package dataidlist

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist/internal/tailset"
)

// Blocks of equal chunks are replaced by other DataIds once the digests are
// known: whoever opens such a chunk finds a difference.
func TestDiffOpensOnlyChunksThatDiffer(t *testing.T) {
	u, err := DafButler(DefaultVersion)
	require.NoError(t, err)
	g, err := u.Group("visit", "detector")
	require.NoError(t, err)
	const nights, other = 20, 7
	build := func(detectors int64) *List {
		b := NewBuilder(g)
		for night := range int64(nights) {
			n := int64(189)
			if night == other {
				n = detectors
			}
			require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{ChunkWidth * night, 0}, n))
		}
		return b.List()
	}
	left, right := build(189), build(100)
	require.Len(t, left.Chunks(), nights)
	require.Len(t, right.Chunks(), nights)
	for i := range nights {
		if i != other {
			left.ids.sets[i] = tailset.Of(1000, 1001)
			right.ids.sets[i] = tailset.Of(2000, 2001)
		}
	}
	diff, err := Diff(left, right)
	require.NoError(t, err)
	assert.Equal(t, nights-1, diff.ChunksEqual)
	assert.EqualValues(t, 89, diff.OnlyLeft.Count())
	assert.Zero(t, diff.OnlyRight.Count())
	assert.EqualValues(t, (nights-1)*189+100, diff.Common)
}
