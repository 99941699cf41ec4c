package dataidlist

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// layouts gives those of one to five int dimensions with every mixture of
// widths.
func layouts() []*layout {
	var all []*layout
	for k := 1; k <= 5; k++ {
		for n := range 1 << (2 * k) {
			widths := make([]uint8, k)
			for i := range widths {
				widths[i] = widthClasses[n>>(2*i)&3]
			}
			all = append(all, newLayout(k, widths))
		}
	}
	return all
}

// edges gives values at the edges of a width.
func edges(rng *rand.Rand, width uint8) int64 {
	most := int64(1)<<width - 1
	return []int64{0, 1, most, most / 2, rng.Int64N(most), min(most, ChunkWidth-1), min(most, ChunkWidth), min(most, 1<<32-1), min(most, 1<<32)}[rng.IntN(9)]
}

func TestLayoutRoundTripKeepsOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	type place struct {
		ints []int64
		head []uint64
		tail uint32
	}
	for _, l := range layouts() {
		var places []place
		for range 20 {
			p := place{ints: make([]int64, len(l.widths)), head: make([]uint64, l.heads)}
			for i := range p.ints {
				p.ints[i] = edges(rng, l.widths[i])
			}
			require.True(t, l.fits(p.ints))
			l.head(p.head, p.ints)
			p.tail = l.tail(p.ints)
			back := make([]int64, len(p.ints))
			l.ints(back, p.head, p.tail)
			require.Equal(t, p.ints, back, "%v", l.widths)
			require.Equal(t, p.ints[0]/ChunkWidth, l.chunk(p.head))
			places = append(places, p)
		}
		for _, a := range places {
			for _, b := range places {
				want := slices.Compare(a.ints, b.ints)
				got := slices.Compare(a.head, b.head)
				if got == 0 && a.tail < b.tail {
					got = -1
				} else if got == 0 && a.tail > b.tail {
					got = 1
				}
				require.Equal(t, want, got, "%v %v %v", l.widths, a.ints, b.ints)
			}
		}
	}
}

func TestLayoutOfAFocalPlane(t *testing.T) {
	l := newLayout(2, nil).widened([]int64{2025042200001, 188})
	require.Equal(t, []uint8{63, 8}, l.widths)
	require.Equal(t, 1, l.heads, "a night is one block")
	require.EqualValues(t, 255, l.tailRow())
	require.False(t, l.crosses())
}

func TestLayoutWidens(t *testing.T) {
	narrow := newLayout(3, nil)
	require.Equal(t, []uint8{63, 8, 8}, narrow.widths)
	require.True(t, narrow.fits([]int64{math.MaxInt64, 255, 255}))
	require.False(t, narrow.fits([]int64{0, 256, 0}))
	require.False(t, narrow.fits([]int64{0, 0, 256}))
	wide := narrow.widened([]int64{0, 256, 1 << 32})
	require.Equal(t, []uint8{63, 16, 63}, wide.widths)
	require.Same(t, wide, narrow.join(wide))
	require.Same(t, wide, wide.join(narrow))
	other := narrow.widened([]int64{0, 1 << 16, 0})
	require.Equal(t, []uint8{63, 32, 63}, wide.join(other).widths)
	for v, want := range map[int64]uint8{0: 8, 255: 8, 256: 16, 65535: 16, 65536: 32, 1<<32 - 1: 32, 1 << 32: 63, math.MaxInt64: 63} {
		require.Equal(t, want, widthClass(v), "%d", v)
	}
}

func TestStoreKeepsItsDataIDsInAWiderLayout(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, l := range layouts() {
		k := len(l.widths)
		b := newStoreBuilder(k)
		for range 30 {
			ints := make([]int64, k)
			for i := range ints {
				ints[i] = rng.Int64N(300)
			}
			b.add("", ints, 1+rng.Int64N(300))
		}
		s := b.store()
		wide := s.withLayout(s.lay.join(l))
		require.Equal(t, s.count, wide.count)
		var want, got [][]int64
		s.eachRun(0, len(s.sets), func(_ int, ints []int64, n int64) bool {
			want = append(want, append(slices.Clone(ints), n))
			return true
		})
		wide.eachRun(0, len(wide.sets), func(_ int, ints []int64, n int64) bool {
			got = append(got, append(slices.Clone(ints), n))
			return true
		})
		require.Equal(t, want, got, "%v", l.widths)
	}
}
