package dataidlist

import (
	"iter"
	"maps"
	"math/bits"
	"math/rand/v2"
	"slices"

	"github.com/skycampaign/skycampaign/dataidlist/internal/tailset"
)

// Sample returns n DataIds drawn at random, each set of n equally likely, with
// their reasons; all of them if the list has no more. The same list, n and
// seed give the same sample for ever: the ranks are drawn by Floyd's algorithm
// (Bentley and Floyd, Communications of the ACM 30, 1987) from the generator
// PCG-DXSM of math/rand/v2 with the state (seed, 0).
func (l *List) Sample(n, seed uint64) *List {
	if n >= l.Count() {
		return l
	}
	return l.with(l.ids.choose(drawRanks(l.Count(), n, seed)))
}

// drawRanks gives n of the numbers 0 … count−1, ascending.
func drawRanks(count, n, seed uint64) iter.Seq[uint64] {
	random := rand.New(rand.NewPCG(seed, 0))
	draw := func(add func(uint64) bool) {
		for top := count - n; top < count; top++ {
			if !add(random.Uint64N(top + 1)) {
				add(top)
			}
		}
	}
	if count/64 > 8*n {
		few := make(map[uint64]bool, n)
		draw(func(rank uint64) bool {
			fresh := !few[rank]
			few[rank] = true
			return fresh
		})
		return slices.Values(slices.Sorted(maps.Keys(few)))
	}
	words := make([]uint64, count/64+1)
	draw(func(rank uint64) bool {
		word, bit := &words[rank/64], uint64(1)<<(rank%64)
		fresh := *word&bit == 0
		*word |= bit
		return fresh
	})
	return func(yield func(uint64) bool) {
		for i, word := range words {
			for ; word != 0; word &= word - 1 {
				if !yield(uint64(i)*64 + uint64(bits.TrailingZeros64(word))) {
					return
				}
			}
		}
	}
}

// choose gives the DataIds that have one of the ranks, which ascend.
func (s *store) choose(ranks iter.Seq[uint64]) *store {
	next, stop := iter.Pull(ranks)
	defer stop()
	rank, more := next()
	out := newAppender(s.lay)
	var runs, chosen []tailset.Run
	var before uint64 // DataIds before the run
	for p, part := range s.parts {
		for block := s.first[p]; block < s.first[p+1]; block++ {
			runs, chosen = s.sets[block].AppendRuns(runs[:0]), chosen[:0]
			for _, r := range runs {
				end := before + uint64(r.Last-r.First) + 1
				for ; more && rank < end; rank, more = next() {
					at := r.First + uint32(rank-before)
					chosen = append(chosen, tailset.Run{First: at, Last: at})
				}
				before = end
			}
			out.add(part, s.head(block), tailset.FromRuns(chosen))
		}
	}
	return out.store()
}
