package main

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// TestBoxesAreTheList puts a list together again from its boxes, none of which
// overlaps another.
func TestBoxesAreTheList(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		l, _ := listtest.Random(rng, g, shape)
		b := dataidlist.NewBuilder(g)
		for box := range boxes(l) {
			addBox(t, b, box, append([]int64(nil), box.low...), 0)
		}
		assert.Equal(t, l.Count(), b.Added(), "each DataId is in one box")
		assert.Equal(t, l.Digest(), b.List().Digest())
	})
}

func addBox(t *testing.T, b *dataidlist.Builder, box box, at []int64, d int) {
	switch k := len(at); {
	case k == 0:
		require.NoError(t, b.AddRun(box.strs, nil, 1))
	case d == k-1:
		at[d] = box.low[d]
		require.NoError(t, b.AddRun(box.strs, at, box.high[d]-box.low[d]+1))
	default:
		for v := box.low[d]; ; v++ {
			at[d] = v
			addBox(t, b, box, at, d+1)
			if v == box.high[d] {
				return
			}
		}
	}
}

func TestRangesAreShort(t *testing.T) {
	g := listtest.Group(t, "visit", "detector")
	b := dataidlist.NewBuilder(g)
	for visit := range int64(500) {
		require.NoError(t, b.AddRun([]string{"HSC"}, []int64{visit, 0}, 50)) // without detector 50
		require.NoError(t, b.AddRun([]string{"HSC"}, []int64{visit, 51}, 61))
	}
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{700, 4}, 1))
	var text strings.Builder
	require.NoError(t, writeRanges(&text, "", b.List(), 9))
	assert.Equal(t, "instrument=HSC visit=0..499 detector=0..49\ninstrument=HSC visit=0..499 detector=51..111\ninstrument=HSC visit=700 detector=4\n", text.String())
}
