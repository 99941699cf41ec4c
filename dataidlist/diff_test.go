package dataidlist_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// chunksOf groups the rows of a model by chunk (FORMAT.md 3.2).
func chunksOf(m *listtest.Model) map[string]string {
	chunks := map[string]string{}
	for _, r := range m.Rows {
		name := listtest.Row{Strings: r.Strings}
		if len(r.Ints) > 0 {
			name.Ints = []int64{r.Ints[0] / dataidlist.ChunkWidth}
		}
		d := m.DataID(r).String()
		key := rowText(name)
		chunks[key] += d + "\n"
	}
	return chunks
}

func rowText(r listtest.Row) string {
	text := ""
	for _, s := range r.Strings {
		text += "\x00" + s
	}
	for _, v := range r.Ints {
		text += fmt.Sprintf("\x00%d", v)
	}
	return text
}

func TestDiffAgreesWithTheModel(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		left, a := listtest.Random(rng, g, shape)
		right, b := listtest.Related(rng, a)
		diff, err := dataidlist.Diff(left, right)
		require.NoError(t, err)
		listtest.Check(t, listtest.Subtract(a, b), diff.OnlyLeft)
		listtest.Check(t, listtest.Subtract(b, a), diff.OnlyRight)
		require.EqualValues(t, len(listtest.Intersect(a, b).Rows), diff.Common)
		require.Equal(t, left.Equal(right), diff.Equal())

		inA, inB := chunksOf(a), chunksOf(b)
		equal := 0
		for chunk, rows := range inA {
			if inB[chunk] == rows {
				equal++
			}
			delete(inB, chunk)
		}
		require.Equal(t, len(inA)+len(inB), diff.ChunksCompared)
		require.Equal(t, equal, diff.ChunksEqual)
	})
}

func TestDiffOfOneDetectorOpensOneChunk(t *testing.T) {
	const nights = 50
	build := func(without int64) *dataidlist.List {
		b := dataidlist.NewBuilder(listtest.Group(t, "visit", "detector"))
		for night := range int64(nights) {
			for visit := range int64(10) {
				n := int64(189)
				if night == without && visit == 3 {
					n--
				}
				require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{dataidlist.ChunkWidth*(30899690+night) + visit, 0}, n))
			}
		}
		return b.List()
	}
	all := build(-1)
	diff, err := dataidlist.Diff(all, build(7))
	require.NoError(t, err)
	assert.Equal(t, nights, diff.ChunksCompared)
	assert.Equal(t, nights-1, diff.ChunksEqual)
	assert.EqualValues(t, 1, diff.OnlyLeft.Count())
	assert.Zero(t, diff.OnlyRight.Count())
	assert.EqualValues(t, all.Count()-1, diff.Common)
	assert.False(t, diff.Equal())

	diff, err = dataidlist.Diff(all, build(-1))
	require.NoError(t, err)
	assert.True(t, diff.Equal())
	assert.Equal(t, nights, diff.ChunksEqual)
}

func TestDiffRefusesOtherGroups(t *testing.T) {
	_, err := dataidlist.Diff(dataidlist.Empty(listtest.Group(t, "visit")), dataidlist.Empty(listtest.Group(t, "exposure")))
	require.ErrorIs(t, err, dataidlist.ErrGroup)
}
