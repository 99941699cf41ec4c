package dataidlist

import (
	"encoding/binary"
	"slices"
	"sort"

	"github.com/skycampaign/skycampaign/dataidlist/internal/tailset"
)

// A store is an immutable set of DataIds of one shape: partitions (tuples of
// string values) in order, in each of them blocks in order of their heads, in
// each block a non-empty set of tails.
type store struct {
	lay   *layout
	parts []string      // partition keys (joinStrings), ascending
	first []int         // blocks of partition p are first[p] … first[p+1]−1
	heads []uint64      // lay.heads words a block
	sets  []tailset.Set // one a block
	count uint64        // DataIds
}

func (s *store) head(block int) []uint64 {
	h := s.lay.heads
	return s.heads[block*h : block*h+h : block*h+h]
}

// partOf gives the partition of a block.
func (s *store) partOf(block int) int {
	return sort.Search(len(s.parts), func(p int) bool { return s.first[p+1] > block })
}

// find gives the block of a partition with that head, or the place where it
// would be and false.
func (s *store) find(part int, head []uint64) (int, bool) {
	from, to := s.first[part], s.first[part+1]
	i := from + sort.Search(to-from, func(i int) bool { return slices.Compare(s.head(from+i), head) >= 0 })
	return i, i < to && slices.Equal(s.head(i), head)
}

// contains reports whether a DataId is in the set.
func (s *store) contains(part string, ints []int64) bool {
	p, ok := slices.BinarySearch(s.parts, part)
	if !ok || !s.lay.fits(ints) {
		return false
	}
	head := make([]uint64, s.lay.heads)
	s.lay.head(head, ints)
	i, ok := s.find(p, head)
	return ok && s.sets[i].Contains(s.lay.tail(ints))
}

// equal reports whether two stores of one group are the same set.
func (s *store) equal(t *store) bool {
	if s == t || s.count != t.count {
		return s == t
	}
	lay := s.lay.join(t.lay)
	a, b := s.withLayout(lay), t.withLayout(lay)
	return slices.Equal(a.parts, b.parts) && slices.Equal(a.first, b.first) && slices.Equal(a.heads, b.heads) &&
		slices.EqualFunc(a.sets, b.sets, tailset.Equal)
}

// chunkEnd gives the first block after the chunk that block i starts, within
// its partition, which ends before block end.
func (s *store) chunkEnd(i, end int) int {
	chunk := s.lay.chunk(s.head(i))
	for i++; i < end && s.lay.chunk(s.head(i)) == chunk; i++ {
	}
	return i
}

// eachRun calls yield for the runs (FORMAT.md 3.3) of the blocks from … to−1
// in order, with the partition's number, the int values of the first DataId,
// which yield must not keep, and the length. It stops when yield returns
// false.
func (s *store) eachRun(from, to int, yield func(part int, ints []int64, n int64) bool) {
	if !s.lay.crosses() {
		s.eachTailRun(from, to, yield)
		return
	}
	// A run may go on in the next block: hold each back until it is known.
	k := len(s.lay.widths)
	held, heldPart, heldLen := make([]int64, k), -1, int64(0)
	more := true
	s.eachTailRun(from, to, func(part int, ints []int64, n int64) bool {
		if part == heldPart && ints[k-1] == held[k-1]+heldLen && slices.Equal(ints[:k-1], held[:k-1]) {
			heldLen += n
			return true
		}
		if heldPart >= 0 {
			more = yield(heldPart, held, heldLen)
		}
		copy(held, ints)
		heldPart, heldLen = part, n
		return more
	})
	if more && heldPart >= 0 {
		yield(heldPart, held, heldLen)
	}
}

// eachTailRun is eachRun without joining runs across blocks.
func (s *store) eachTailRun(from, to int, yield func(part int, ints []int64, n int64) bool) {
	if from >= to {
		return
	}
	var runs []tailset.Run
	ints := make([]int64, len(s.lay.widths))
	row := s.lay.tailRow()
	part := s.partOf(from)
	for i := from; i < to; i++ {
		for s.first[part+1] <= i {
			part++
		}
		head := s.head(i)
		runs = s.sets[i].AppendRuns(runs[:0])
		for _, r := range runs {
			for at := r.First; ; {
				end := min(at|row, r.Last)
				s.lay.ints(ints, head, at)
				if !yield(part, ints, int64(end-at)+1) {
					return
				}
				if end == r.Last {
					break
				}
				at = end + 1
			}
		}
	}
}

// strings gives the string values of a partition.
func (s *store) strings(part, n int) []string {
	return splitStrings(s.parts[part], n)
}

// withLayout gives the same set in another, wider layout.
func (s *store) withLayout(lay *layout) *store {
	if s.lay.equal(lay) {
		return s
	}
	var b storeBuilder
	b.start(lay)
	s.eachTailRun(0, len(s.sets), func(part int, ints []int64, n int64) bool {
		b.addTails(s.parts[part], ints, n)
		return true
	})
	return b.store()
}

// replace gives a store with the same blocks and other sets; those that are
// empty are left out.
func (s *store) replace(sets []tailset.Set) *store {
	out := newAppender(s.lay)
	out.growFor(sets)
	for p, part := range s.parts {
		for i := s.first[p]; i < s.first[p+1]; i++ {
			out.add(part, s.head(i), sets[i])
		}
	}
	return out.store()
}

// appender makes one store of blocks that come in order.
type appender struct {
	s *store
}

func newAppender(lay *layout) *appender { return &appender{&store{lay: lay}} }

// grow makes room for so many blocks more.
func (a *appender) grow(blocks int) {
	a.s.heads = slices.Grow(a.s.heads, blocks*a.s.lay.heads)
	a.s.sets = slices.Grow(a.s.sets, blocks)
}

// growFor makes room for those sets that are not empty.
func (a *appender) growFor(sets []tailset.Set) {
	n := 0
	for _, set := range sets {
		if !set.IsEmpty() {
			n++
		}
	}
	a.grow(n)
}

// add appends a block; an empty one is left out. The appender keeps part and
// set and copies head.
func (a *appender) add(part string, head []uint64, set tailset.Set) {
	if set.IsEmpty() {
		return
	}
	s := a.s
	if n := len(s.parts); n == 0 || s.parts[n-1] != part {
		s.parts = append(s.parts, part)
		s.first = append(s.first, len(s.sets))
	}
	s.heads = append(s.heads, head...)
	s.sets = append(s.sets, set)
	s.count += set.Count()
}

// store gives the store away: the appender has none afterwards.
func (a *appender) store() *store {
	s := a.s
	a.s = nil
	s.first = append(s.first, len(s.sets))
	return s
}

// appendHead writes a head so that bytewise order is the order of heads.
func appendHead(dst []byte, head []uint64) []byte {
	for _, h := range head {
		dst = binary.BigEndian.AppendUint64(dst, h)
	}
	return dst
}
