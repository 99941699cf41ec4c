package dataidlist

import (
	"math/rand/v2"

	"github.com/RoaringBitmap/roaring/v2/roaring64"
)

// Sample returns n DataIds drawn at random, each set of n equally likely, with
// their reasons; all of them if the list has no more. The same list, n and
// seed give the same sample for ever: the ranks are drawn by Floyd's algorithm
// (Bentley and Floyd, Communications of the ACM 30, 1987) from the generator
// PCG-DXSM of math/rand/v2 with the state (seed, 0).
func (l *List) Sample(n, seed uint64) *List {
	count := l.Count()
	if n >= count {
		return l
	}
	random := rand.New(rand.NewPCG(seed, 0))
	ranks := roaring64.New()
	for top := count - n; top < count; top++ {
		rank := random.Uint64N(top + 1)
		if !ranks.CheckedAdd(rank) {
			ranks.Add(top)
		}
	}
	b := newStoreBuilder(len(l.group.ints))
	ints := make([]int64, len(l.group.ints))
	s, sums := l.ids, l.sums()
	block, part := 0, 0
	for it := ranks.Iterator(); it.HasNext(); {
		rank := it.Next()
		for block+1 < len(sums) && sums[block+1] <= rank {
			block++
		}
		for s.first[part+1] <= block {
			part++
		}
		s.lay.ints(ints, s.head(block), s.sets[block].Select(rank-sums[block]))
		b.add(s.parts[part], ints, 1)
	}
	return l.with(b.store())
}
