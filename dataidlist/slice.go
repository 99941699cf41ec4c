package dataidlist

import (
	"slices"

	"github.com/skycampaign/skycampaign/dataidlist/internal/tailset"
)

// Slice returns the DataIds with the ranks from … to−1 in canonical order, or
// as many of them as there are, with their reasons. It shares memory with l and
// takes time in proportion to the result's blocks.
func (l *List) Slice(from, to uint64) *List {
	to = min(to, l.Count())
	if from >= to {
		return Empty(l.group)
	}
	return l.with(l.ids.slice(l.memo.sums(), from, to))
}

// slice gives the DataIds with ranks from … to−1; sums are the DataIds before
// each block.
func (s *store) slice(sums []uint64, from, to uint64) *store {
	out := newAppender(s.lay)
	block, _ := slices.BinarySearchFunc(sums, from, func(sum, rank uint64) int {
		if sum <= rank {
			return -1
		}
		return 1
	})
	for block = max(block-1, 0); block < len(sums) && sums[block] < to; block++ {
		set := s.sets[block]
		first, last := set.Min(), set.Max()
		if sums[block] < from {
			first = set.Select(from - sums[block])
		}
		if end := sums[block] + set.Count(); end > to {
			last = set.Select(to - sums[block] - 1)
		}
		out.add(s.parts[s.partOf(block)], s.head(block), tailset.Intersect(set, tailset.Of(first, last)))
	}
	return out.store()
}
