package tailset_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist/internal/tailset"
)

// checkPair compares every operation on two sets with the model.
func checkPair(t *testing.T, a, b []run) {
	t.Helper()
	sa, sb := tailset.FromRuns(a), tailset.FromRuns(b)
	checkSet(t, combine(anyOf, a, b), tailset.Union(sa, sb))
	checkSet(t, combine(allOf, a, b), tailset.Intersect(sa, sb))
	checkSet(t, combine(firstOnly, a, b), tailset.Difference(sa, sb))
	checkSet(t, combine(odd, a, b), tailset.SymmetricDifference(sa, sb))
	require.True(t, tailset.Equal(sa, tailset.FromRuns(a)), "a is unchanged")
	require.True(t, tailset.Equal(sb, tailset.FromRuns(b)), "b is unchanged")
}

func TestPairsOfShapes(t *testing.T) {
	all := shapes()
	for i, a := range all {
		for j, b := range all {
			if testing.Short() && (i+j)%4 != 0 {
				continue
			}
			t.Run(a.name+"/"+b.name, func(t *testing.T) { checkPair(t, a.runs, b.runs) })
		}
	}
}

// smallRuns returns a few runs with ends that often touch, near the value at.
func smallRuns(rng *rand.Rand, at uint32) []run {
	var runs []run
	x := uint64(at) + rng.Uint64N(4)
	for range rng.IntN(6) {
		last := x + rng.Uint64N(5)
		if last > top {
			break
		}
		runs = append(runs, run{uint32(x), uint32(last)})
		x = last + 2 + rng.Uint64N(4)
	}
	return runs
}

func TestPairsOfSmallSets(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 3000 {
		at := []uint32{0, 65_520, top - 20}[rng.IntN(3)]
		a, b := smallRuns(rng, at), smallRuns(rng, at)
		checkPair(t, a, b)
	}
}

func TestManyOperands(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	all := shapes()
	for n := range 7 {
		for range 6 {
			lists := make([][]run, n)
			sets := make([]tailset.Set, n)
			for i := range lists {
				lists[i] = all[rng.IntN(len(all))].runs
				sets[i] = tailset.FromRuns(lists[i])
			}
			checkSet(t, combine(anyOf, lists...), tailset.Union(sets...))
			checkSet(t, combine(odd, lists...), tailset.SymmetricDifference(sets...))
			if n == 0 {
				assert.True(t, tailset.Intersect().IsEmpty())
				continue
			}
			checkSet(t, combine(allOf, lists...), tailset.Intersect(sets...))
			checkSet(t, combine(firstOnly, lists...), tailset.Difference(sets[0], sets[1:]...))
		}
	}
}

// Results share memory with operands: a change through a result would show.
func TestOperandsAreUnchanged(t *testing.T) {
	var sets []tailset.Set
	var before []string
	for _, sh := range shapes() {
		s := tailset.FromRuns(sh.runs)
		if s.Count() > 1<<24 {
			continue // 65 536 containers to print
		}
		sets = append(sets, s)
		before = append(before, fingerprint(t, s))
	}
	for _, a := range sets {
		for _, b := range sets {
			u := tailset.Union(a, b)
			d := tailset.Difference(u, b)
			x := tailset.SymmetricDifference(u, d, a)
			tailset.Intersect(u, x, tailset.Union(a, d, x))
		}
	}
	for i, s := range sets {
		assert.Equal(t, before[i], fingerprint(t, s))
	}
}

// fingerprint is everything of a set in memory that can be seen.
func fingerprint(t *testing.T, s tailset.Set) string {
	b := s.Bitmap()
	portable, err := b.ToBytes()
	require.NoError(t, err)
	return fmt.Sprintf("%v %d %v %x", s.InBitmapForm(), len(portable), b.Stats(), b.Checksum())
}

// For the race detector.
func TestConcurrentUse(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 9))
	sets := []tailset.Set{
		tailset.FromRuns(regular(3, 575, 189, 255)),
		tailset.FromRuns(random(rng, 0, 150_000, 0.1)),
		tailset.FromRuns(random(rng, 50_000, 300_000, 0.5)),
		tailset.FromRuns(append(random(rng, 0, 70_000, 0.1), run{80_000, 800_000})),
		tailset.Of(1000, 2_000_000),
	}
	// A result shares containers with its operands; use it as one too.
	sets = append(sets, tailset.Union(sets[1], sets[3]))
	want := tailset.Union(sets...)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for _, a := range sets {
				for _, b := range sets {
					u := tailset.Union(a, b)
					d := tailset.SymmetricDifference(tailset.Difference(a, b), tailset.Difference(b, a))
					c := tailset.Intersect(a, b)
					if !tailset.Equal(u, tailset.Union(d, c)) {
						t.Error("algebra disagrees with itself")
					}
					a.Bitmap().Clone()
					a.AppendRuns(nil)
					a.AppendRunsIn(nil, 5, 70_000)
					a.Rank(b.Select(b.Count() / 2))
				}
			}
			if !tailset.Equal(want, tailset.Union(sets...)) {
				t.Error("union changed")
			}
		})
	}
	wg.Wait()
}

// FuzzOps reads two sets from bytes: each byte pair is a gap and a length.
func FuzzOps(f *testing.F) {
	f.Add(uint32(0), []byte{0, 1, 2, 3, 4, 5}, []byte{1, 1, 200, 200, 1, 1})
	f.Add(uint32(65_500), []byte{10, 30, 0, 0, 0, 200}, []byte{})
	f.Add(uint32(top-300), []byte{1, 255, 1, 255}, []byte{255, 1})
	f.Add(uint32(65_000), bytes.Repeat([]byte{1, 0, 2, 1}, 300), bytes.Repeat([]byte{3, 1}, 400)) // bitmap form
	f.Fuzz(func(t *testing.T, base uint32, a, b []byte) {
		checkPair(t, decodeRuns(base, a), decodeRuns(base, b))
	})
}

func decodeRuns(base uint32, p []byte) []run {
	var runs []run
	x := uint64(base)
	for ; len(p) >= 2; p = p[2:] {
		first := x + uint64(p[0])
		last := first + uint64(p[1])*uint64(p[1]) // long runs as well as short
		if last > top {
			break
		}
		runs = append(runs, run{uint32(first), uint32(last)})
		x = last + 2
	}
	return runs
}
