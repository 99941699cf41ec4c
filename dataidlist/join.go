package dataidlist

import (
	"fmt"
	"slices"

	"github.com/skycampaign/skycampaign/dataidlist/internal/tailset"
)

// Matching returns the DataIds of l that agree with a DataId of coarse in all
// dimensions that coarse has (a semi-join), with their reasons. It returns an
// error that wraps [ErrGroup] if coarse has a dimension that l's group lacks.
func (l *List) Matching(coarse *List) (*List, error) {
	if err := l.checkCoarse(coarse); err != nil {
		return nil, err
	}
	return l.with(newMapping(l.group, coarse.group).matching(l.ids, coarse.ids)), nil
}

// NotMatching returns the DataIds of l that agree with no DataId of coarse in
// all dimensions that coarse has (an anti-join), with their reasons: excluding
// a visit removes all its detectors. It returns an error that wraps
// [ErrGroup] if coarse has a dimension that l's group lacks.
func (l *List) NotMatching(coarse *List) (*List, error) {
	if err := l.checkCoarse(coarse); err != nil {
		return nil, err
	}
	matched := newMapping(l.group, coarse.group).matching(l.ids, coarse.ids)
	return l.with(zip(difference, l.ids, matched)), nil
}

func (l *List) checkCoarse(coarse *List) error {
	if err := checkLists(l, coarse); err != nil {
		return err
	}
	if missing := l.group.lacks(coarse.group); missing != "" {
		return fmt.Errorf("%w: a list over %s cannot be cut by one over %s, which has %s: project that one first", ErrGroup, l.group, coarse.group, missing)
	}
	return nil
}

// matching gives the DataIds of fine that agree with a DataId of coarse.
func (m mapping) matching(fine, coarse *store) *store {
	if m.fine.Equal(m.coarse) {
		return overlap(fine, coarse)
	}
	// The short way: the coarse dimensions come first and all others are
	// within the tail, so that a coarse run is one run of tails. A run so long
	// that it would be very many blocks of the finer layout has to take the
	// other.
	if n, ok := m.prefixLen(); ok && n > 0 && fine.lay.heads <= n && coarse.count>>fine.lay.shift[n-1] <= maxSpread {
		coarse = spread(coarse, fine.lay, n)
		if len(m.strings) == len(m.fine.strings) {
			return overlap(fine, coarse)
		}
		return m.cut(fine, coarse, func() maskFunc {
			return func(block, part int) tailset.Set {
				if i, ok := coarse.find(part, fine.head(block)); ok {
					return coarse.sets[i]
				}
				return tailset.Set{}
			}
		})
	}
	return m.cut(fine, coarse, func() maskFunc { return m.maskByRuns(fine, coarse) })
}

// maxSpread is about the largest number of blocks that [spread] may make
// besides one for each run.
const maxSpread = 1 << 20

// A maskFunc gives those places of a fine block which agree with a DataId of
// a coarse partition. It may leave out places that the block does not have.
// It keeps working memory, so each goroutine needs its own.
type maskFunc func(block, coarsePart int) tailset.Set

// cut intersects each block of fine with its mask.
func (m mapping) cut(fine, coarse *store, masks func() maskFunc) *store {
	parts := make([]int, len(fine.parts)) // the coarse partition of each fine one, or −1
	for p := range parts {
		q, ok := slices.BinarySearch(coarse.parts, m.part(fine.parts[p]))
		if !ok {
			q = -1
		}
		parts[p] = q
	}
	sets := make([]tailset.Set, len(fine.sets))
	parallel(len(sets), func(from, to int) {
		part := fine.partOf(from)
		mask := masks()
		for i := from; i < to; i++ {
			for fine.first[part+1] <= i {
				part++
			}
			if parts[part] >= 0 {
				sets[i] = tailset.Intersect(fine.sets[i], mask(i, parts[part]))
			}
		}
	})
	return fine.replace(sets)
}

// spread gives, in the layout of a finer group, all places that agree with a
// coarse DataId in the first n int dimensions, with any values in the others.
// Partitions stay as they are in coarse.
func spread(coarse *store, lay *layout, n int) *store {
	out := newAppender(lay)
	var runs []tailset.Run
	var open []uint64
	part := -1
	flush := func() {
		if part >= 0 {
			out.add(coarse.parts[part], open, tailset.FromRuns(runs))
		}
		runs = runs[:0]
	}
	ints := make([]int64, len(lay.widths))
	head := make([]uint64, lay.heads)
	below := uint32(1)<<lay.offset[n-1] - 1 // the places of the other dimensions
	room := int64(lay.mask(n - 1))
	coarse.eachTailRun(0, len(coarse.sets), func(p int, values []int64, count int64) bool {
		copy(ints, values)
		for ; count > 0 && lay.fits(ints); ints[n-1]++ {
			lay.head(head, ints)
			if p != part || !slices.Equal(head, open) {
				flush()
				part, open = p, append(open[:0], head...)
			}
			m := min(count, room+1-ints[n-1]&room)
			if w := lay.widths[n-1]; w < 63 {
				m = min(m, 1<<w-ints[n-1])
			}
			at := lay.tail(ints)
			ints[n-1] += m - 1
			runs = append(runs, tailset.Run{First: at, Last: lay.tail(ints) | below})
			count -= m
		}
		return true
	})
	flush()
	return out.store()
}

// maskByRuns looks up each run of the fine block in coarse.
func (m mapping) maskByRuns(fine, coarse *store) maskFunc {
	k := len(m.fine.ints)
	keepsLast := m.keepsLast()
	prefix := make([]int64, len(m.ints)) // coarse values of the run, the last one left out if a run goes along it
	if keepsLast {
		prefix = prefix[:len(prefix)-1]
	}
	asked, askedPart := make([]int64, len(prefix)), -1
	var spans []span // what coarse has there, as values of the last dimension
	var runs, matched []tailset.Run
	ints := make([]int64, k)
	row := fine.lay.tailRow()
	look := func(part int) {
		for i := range prefix {
			prefix[i] = ints[m.ints[i]]
		}
		if part == askedPart && slices.Equal(prefix, asked) {
			return
		}
		askedPart = part
		copy(asked, prefix)
		spans = spans[:0]
		if keepsLast {
			spans = coarse.appendSpans(spans, part, prefix)
		} else if coarse.contains(coarse.parts[part], prefix) {
			spans = append(spans, span{0, 1<<63 - 1})
		}
	}
	return func(block, part int) tailset.Set {
		head := fine.head(block)
		runs, matched = fine.sets[block].AppendRuns(runs[:0]), matched[:0]
		for _, r := range runs {
			for at := r.First; ; {
				end := min(at|row, r.Last)
				fine.lay.ints(ints, head, at)
				look(part)
				if k == 0 {
					if len(spans) > 0 {
						matched = append(matched, r)
					}
				} else {
					first := ints[k-1]
					for _, s := range within(spans, first, first+int64(end-at)) {
						lo, hi := max(s.first, first), min(s.last, first+int64(end-at))
						matched = append(matched, tailset.Run{First: at + uint32(lo-first), Last: at + uint32(hi-first)})
					}
				}
				if end == r.Last {
					break
				}
				at = end + 1
			}
		}
		return tailset.FromRuns(matched)
	}
}

// span is an inclusive range of values of an int dimension.
type span struct{ first, last int64 }

// within gives those of sorted spans that touch first … last.
func within(spans []span, first, last int64) []span {
	from, _ := slices.BinarySearchFunc(spans, first, func(s span, v int64) int {
		if s.last < v {
			return -1
		}
		return 1
	})
	to := from
	for to < len(spans) && spans[to].first <= last {
		to++
	}
	return spans[from:to]
}

// appendSpans appends, in order, the values of the last int dimension that
// the DataIds of a partition have whose other int values are the prefix.
func (s *store) appendSpans(dst []span, part int, prefix []int64) []span {
	k := len(prefix) + 1
	low := append(slices.Clone(prefix), 0)
	if !s.lay.fits(low) {
		return dst
	}
	head := make([]uint64, s.lay.heads)
	s.lay.head(head, low)
	i, _ := s.find(part, head)
	at := s.lay.tail(low)
	var runs []tailset.Run
	ints := make([]int64, k)
	for ; i < s.first[part+1]; i++ {
		h := s.head(i)
		s.lay.ints(ints, h, at)
		if !slices.Equal(ints[:k-1], prefix) {
			break
		}
		runs = s.sets[i].AppendRunsIn(runs[:0], at, at|s.lay.tailRow())
		for _, r := range runs {
			s.lay.ints(ints, h, r.First)
			first := ints[k-1]
			dst = append(dst, span{first, first + int64(r.Last-r.First)})
		}
	}
	return dst
}
