package dataidlist

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/skycampaign/skycampaign/dataidlist/internal/tailset"
)

// Difference is what [Diff] finds.
type Difference struct {
	OnlyLeft  *List  // with the reasons of the left list
	OnlyRight *List  // with the reasons of the right list
	Common    uint64 // DataIds in both

	// Chunks are counted once for each place that either list has.
	ChunksCompared int // places
	ChunksEqual    int // places where both lists have the same DataIds
}

// Equal reports whether the two lists have the same DataIds.
func (d *Difference) Equal() bool { return d.OnlyLeft.Count() == 0 && d.OnlyRight.Count() == 0 }

// Diff compares the DataIds that two lists have in memory, chunk by chunk, and
// takes apart those chunks that differ. No digest is needed, nor believed. It
// returns an error that wraps [ErrGroup] if the groups differ.
func Diff(left, right *List) (*Difference, error) {
	if err := checkLists(left, right); err != nil {
		return nil, err
	}
	if !left.group.Equal(right.group) {
		return nil, fmt.Errorf("%w: difference of lists over %s and %s", ErrGroup, left.group, right.group)
	}
	lay := left.ids.lay.join(right.ids.lay)
	x, y := left.ids.withLayout(lay), right.ids.withLayout(lay)
	n := len(left.group.strings)
	pairs := pairChunks(x.chunkPlaces(n), y.chunkPlaces(n))
	same := make([]bool, len(pairs))
	parallel(len(pairs), func(from, to int) {
		for i := from; i < to; i++ {
			same[i] = sameBlocks(x, pairs[i].left, y, pairs[i].right)
		}
	})
	d := &Difference{ChunksCompared: len(pairs)}
	var a, b []Chunk // that differ
	for i, p := range pairs {
		if same[i] {
			d.ChunksEqual++
			for _, set := range x.sets[p.left.from:p.left.to] {
				d.Common += set.Count()
			}
			continue
		}
		a, b = append(a, p.left), append(b, p.right)
	}
	x, y = x.only(a), y.only(b)
	onlyLeft := zip(difference, x, y)
	d.OnlyLeft, d.OnlyRight = left.with(onlyLeft), right.with(zip(difference, y, x))
	d.Common += x.count - onlyLeft.count
	return d, nil
}

// A chunkPair is the chunks of two lists at one place. One of them may have no
// blocks.
type chunkPair struct{ left, right Chunk }

// pairChunks lays two chunk tables side by side.
func pairChunks(a, b []Chunk) []chunkPair {
	var pairs []chunkPair
	for len(a) > 0 || len(b) > 0 {
		var p chunkPair
		order := compareChunks(a, b)
		if order <= 0 {
			p.left, a = a[0], a[1:]
		}
		if order >= 0 {
			p.right, b = b[0], b[1:]
		}
		pairs = append(pairs, p)
	}
	return pairs
}

// compareChunks orders the first chunks of two tables; one that is at its end
// is last.
func compareChunks(a, b []Chunk) int {
	switch {
	case len(a) == 0:
		return 1
	case len(b) == 0:
		return -1
	}
	return cmp.Or(slices.Compare(a[0].Strings, b[0].Strings), cmp.Compare(a[0].Number, b[0].Number))
}

// sameBlocks reports whether chunks of two stores of one layout have the same
// DataIds.
func sameBlocks(x *store, a Chunk, y *store, b Chunk) bool {
	h := x.lay.heads
	return a.to-a.from == b.to-b.from && slices.Equal(x.heads[h*a.from:h*a.to], y.heads[h*b.from:h*b.to]) &&
		slices.EqualFunc(x.sets[a.from:a.to], y.sets[b.from:b.to], tailset.Equal)
}

// only gives the DataIds of some chunks, which are in order.
func (s *store) only(chunks []Chunk) *store {
	out := newAppender(s.lay)
	part := 0
	for _, c := range chunks {
		for i := c.from; i < c.to; i++ {
			for s.first[part+1] <= i {
				part++
			}
			out.add(s.parts[part], s.head(i), s.sets[i])
		}
	}
	return out.store()
}
