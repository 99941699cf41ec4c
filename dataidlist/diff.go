package dataidlist

import (
	"cmp"
	"fmt"
	"slices"
)

// Difference is what [Diff] finds.
type Difference struct {
	OnlyLeft  *List  // with the reasons of the left list
	OnlyRight *List  // with the reasons of the right list
	Common    uint64 // DataIds in both

	// The chunk tables tell where the lists can differ. Chunks are counted
	// once for each place that either list has.
	ChunksCompared int // places
	ChunksEqual    int // places where the sums are equal: these were not opened
}

// Equal reports whether the two lists have the same DataIds.
func (d *Difference) Equal() bool { return d.OnlyLeft.Count() == 0 && d.OnlyRight.Count() == 0 }

// Diff compares two lists. Only chunks whose sums differ are opened. It
// returns an error that wraps [ErrGroup] if the groups differ.
func Diff(left, right *List) (*Difference, error) {
	if !left.group.Equal(right.group) {
		return nil, fmt.Errorf("%w: difference of lists over %s and %s", ErrGroup, left.group, right.group)
	}
	d := &Difference{}
	var a, b []Chunk // that differ
	for i, j := 0, 0; i < len(left.Chunks()) || j < len(right.Chunks()); {
		d.ChunksCompared++
		switch order := compareChunks(left.Chunks()[i:], right.Chunks()[j:]); {
		case order < 0:
			a = append(a, left.Chunks()[i])
			i++
		case order > 0:
			b = append(b, right.Chunks()[j])
			j++
		default:
			x, y := left.Chunks()[i], right.Chunks()[j]
			if x.Sum == y.Sum && x.Count == y.Count {
				d.ChunksEqual++
				d.Common += x.Count
			} else {
				a, b = append(a, x), append(b, y)
			}
			i++
			j++
		}
	}
	x, y := left.ids.only(a), right.ids.only(b)
	onlyLeft := zip(difference, x, y)
	d.OnlyLeft, d.OnlyRight = left.with(onlyLeft), right.with(zip(difference, y, x))
	d.Common += x.count - onlyLeft.count
	return d, nil
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
