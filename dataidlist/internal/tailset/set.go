package tailset

import (
	"slices"
	"sort"
)

// Run is the values First to Last, both included. First is not above Last.
type Run struct{ First, Last uint32 }

// count returns the number of values in r, at most 1<<32.
func (r Run) count() uint64 { return uint64(r.Last) - uint64(r.First) + 1 }

// Set is an immutable set of uint32 values. The zero value is the empty set.
// A Set is small: pass it by value. It is safe for concurrent use.
//
// Sets are compared with [Equal], not with ==.
type Set struct {
	count       uint64 // 0 to 1<<32
	first, last uint32 // the least and the greatest value, 0 when empty
	many        *many  // nil for a set of at most one run
}

// many is the part of a set of two or more runs that lives on the heap.
type many struct {
	numRuns    int
	runs       []Run       // maximal runs in order; nil in the bitmap form, and while packed
	containers []container // stored ones, in order; nil in the run form
	packed     *packed     // what the runs are made of when they are needed; nil if runs are there
}

// list returns the runs of a set in run form.
func (m *many) list() []Run {
	if m.packed != nil {
		return m.packed.list(m.numRuns)
	}
	return m.runs
}

// Of returns the set of the values first to last, both included. It is empty
// when first is above last.
func Of(first, last uint32) Set {
	if first > last {
		return Set{}
	}
	return Set{count: Run{first, last}.count(), first: first, last: last}
}

// FromRuns returns the set of the values in runs, which must be in order and
// disjoint; adjacent runs are joined. It keeps no reference to runs.
func FromRuns(runs []Run) Set {
	t := tallyOf(runs)
	switch {
	case t.numRuns != len(runs):
		runs = coalesce(runs, t.numRuns)
	case t.numRuns > 1 && !t.bitmapForm():
		runs = slices.Clone(runs)
	}
	return pack(runs, t)
}

// pack returns the set of the given maximal runs, which are as t says. In run
// form it keeps runs.
func pack(runs []Run, t tally) Set {
	if len(runs) == 0 {
		return Set{}
	}
	s := Set{count: t.count, first: runs[0].First, last: runs[len(runs)-1].Last}
	if len(runs) == 1 {
		return s
	}
	s.many = &many{numRuns: len(runs)}
	if !t.bitmapForm() {
		s.many.runs = runs
		return s
	}
	s.many.containers = make([]container, 0, t.containers)
	for p := (parts{runs: runs}); p.key() < noKey; {
		s.many.containers = append(s.many.containers, p.take().stored())
	}
	return s
}

// IsEmpty reports whether s has no value.
func (s Set) IsEmpty() bool { return s.count == 0 }

// Count returns the number of values, 0 to 1<<32, in constant time.
func (s Set) Count() uint64 { return s.count }

// NumRuns returns the number of maximal runs in constant time.
func (s Set) NumRuns() int {
	switch {
	case s.many != nil:
		return s.many.numRuns
	case s.count != 0:
		return 1
	}
	return 0
}

// Min returns the least value of a non-empty set, and 0 for the empty set.
func (s Set) Min() uint32 { return s.first }

// Max returns the greatest value of a non-empty set, and 0 for the empty set.
func (s Set) Max() uint32 { return s.last }

// Contains reports whether x is in s.
func (s Set) Contains(x uint32) bool {
	if s.count == 0 || x < s.first || x > s.last {
		return false
	}
	if s.inBitmapForm() {
		c := s.containersFrom(x)
		return len(c) > 0 && c[0].base == x&^blockMask && c[0].has(uint16(x))
	}
	var one [1]Run
	runs := s.runs(&one)
	return runs[firstEndingFrom(runs, x)].First <= x // x <= s.last, so there is one
}

// Rank returns how many values of s are below x, in time linear in the runs or
// containers below x.
func (s Set) Rank(x uint32) uint64 {
	if s.count == 0 || x <= s.first {
		return 0
	}
	if x > s.last {
		return s.count
	}
	rank := uint64(0)
	if s.inBitmapForm() {
		for _, c := range s.many.containers {
			if c.base|blockMask >= x {
				if c.base <= x {
					rank += uint64(c.rank(uint16(x)))
				}
				break
			}
			rank += uint64(c.count)
		}
		return rank
	}
	var one [1]Run
	for _, r := range s.runs(&one) {
		if r.Last >= x {
			if r.First < x {
				rank += uint64(x - r.First)
			}
			break
		}
		rank += r.count()
	}
	return rank
}

// Select returns the value of rank i, so Select(0) is Min. It panics when i is
// not below Count. It takes time linear in the runs or containers before it.
func (s Set) Select(i uint64) uint32 {
	if i >= s.count {
		panic("tailset: Select: rank out of range")
	}
	if s.inBitmapForm() {
		list := s.many.containers
		for i >= uint64(list[0].count) {
			i -= uint64(list[0].count)
			list = list[1:]
		}
		return list[0].at(int(i))
	}
	var one [1]Run
	runs := s.runs(&one)
	for len(runs) > 1 && i >= runs[0].count() {
		i -= runs[0].count()
		runs = runs[1:]
	}
	return runs[0].First + uint32(i)
}

// AppendRuns appends the maximal runs of s, in order, to dst.
func (s Set) AppendRuns(dst []Run) []Run {
	if s.inBitmapForm() {
		base := len(dst)
		dst = slices.Grow(dst, s.many.numRuns)
		for i := range s.many.containers {
			dst = s.many.containers[i].appendRuns(dst, base)
		}
		return dst
	}
	if s.many != nil && s.many.packed != nil {
		return s.many.packed.appendTo(slices.Grow(dst, s.many.numRuns))
	}
	var one [1]Run
	return append(dst, s.runs(&one)...)
}

// AppendRunsIn appends the maximal runs of the values of s from first to last,
// both included, in order, to dst.
func (s Set) AppendRunsIn(dst []Run, first, last uint32) []Run {
	if s.count == 0 || first > last || last < s.first || first > s.last {
		return dst
	}
	base := len(dst)
	if s.inBitmapForm() {
		for _, c := range s.containersFrom(first) {
			if c.base > last {
				break
			}
			dst = c.appendRuns(dst, base)
		}
		dst = append(dst[:base], window(dst[base:], first, last)...)
	} else {
		var one [1]Run
		dst = append(dst, window(s.runs(&one), first, last)...)
	}
	if len(dst) > base { // cut the runs that reach beyond the range
		dst[base].First = max(dst[base].First, first)
		dst[len(dst)-1].Last = min(dst[len(dst)-1].Last, last)
	}
	return dst
}

// Equal reports whether a and b have the same values.
func Equal(a, b Set) bool {
	if a.count != b.count || a.first != b.first || a.last != b.last || a.NumRuns() != b.NumRuns() {
		return false
	}
	if a.many == b.many {
		return true
	}
	// One of the two lists is nil. Equal counts of runs and values need not mean
	// equal forms.
	if a.inBitmapForm() != b.inBitmapForm() {
		return false
	}
	return slices.Equal(a.many.list(), b.many.list()) &&
		slices.EqualFunc(a.many.containers, b.many.containers, container.same)
}

func (s Set) inBitmapForm() bool { return s.many != nil && s.many.containers != nil }

// containersFrom returns the containers of a set in bitmap form without those
// that lie below x.
func (s Set) containersFrom(x uint32) []container {
	list := s.many.containers
	return list[sort.Search(len(list), func(i int) bool { return list[i].base|blockMask >= x }):]
}

// runs returns the runs of a set in run form. It puts a lone run, which has no
// slice of its own, into one.
func (s Set) runs(one *[1]Run) []Run {
	switch {
	case s.many != nil:
		return s.many.list()
	case s.count != 0:
		one[0] = Run{s.first, s.last}
		return one[:]
	}
	return nil
}

// listRuns returns the runs of a set in either form, which may be its own.
func (s Set) listRuns(one *[1]Run) []Run {
	if s.inBitmapForm() {
		return s.AppendRuns(nil)
	}
	return s.runs(one)
}
