package tailset

import (
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
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
	numRuns int
	runs    []Run           // maximal runs in order; nil in the bitmap form
	bitmap  *roaring.Bitmap // nil in the run form
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
	if countMaximal(runs) != len(runs) {
		return pack(coalesce(runs))
	}
	s := pack(runs)
	if s.many != nil && s.many.bitmap == nil {
		s.many.runs = slices.Clone(runs)
	}
	return s
}

// pack returns the set of the given maximal runs. In run form it keeps runs.
func pack(runs []Run) Set {
	switch len(runs) {
	case 0:
		return Set{}
	case 1:
		return Of(runs[0].First, runs[0].Last)
	}
	s := Set{count: countValues(runs), first: runs[0].First, last: runs[len(runs)-1].Last}
	s.many = &many{numRuns: len(runs)}
	if runsBitmapForm(runs, s.count) {
		s.many.bitmap = bitmapOf(runs)
	} else {
		s.many.runs = runs
	}
	return s
}

// FromBitmap returns the set of the values in b and takes ownership of b: the
// caller must not use it afterwards. A bitmap that was read from outside must
// have passed its Validate method.
func FromBitmap(b *roaring.Bitmap) Set {
	if b.IsEmpty() {
		return Set{}
	}
	t, err := tallyOf(b)
	if err != nil { // a container that roaring would not write: normalise it
		return pack(rangesOf(b))
	}
	if !bitmapForm(t.numRuns, t.count, t.containers) {
		return pack(appendBitmapRuns(make([]Run, 0, t.numRuns), b, 0, math.MaxUint32))
	}
	// Unmarked, even a Clone by a reader of Bitmap leaves b as it is.
	b.SetCopyOnWrite(false)
	return Set{
		count: t.count,
		first: b.Minimum(),
		last:  b.Maximum(),
		many:  &many{numRuns: t.numRuns, bitmap: b},
	}
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
	if b := s.bitmap(); b != nil {
		return b.Contains(x)
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
	if b := s.bitmap(); b != nil {
		return b.Rank(x - 1)
	}
	var one [1]Run
	rank := uint64(0)
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
	if b := s.bitmap(); b != nil {
		x, err := b.Select(uint32(i)) // a set of 1<<32 values is one run
		if err != nil {
			panic("tailset: Select: " + err.Error())
		}
		return x
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
	if b := s.bitmap(); b != nil {
		dst = slices.Grow(dst, s.many.numRuns)
		return appendBitmapRuns(dst, b, 0, math.MaxUint32)
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
	if b := s.bitmap(); b != nil {
		dst = appendBitmapRuns(dst, b, first, last)
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

// Bitmap returns the values of s as a bitmap, which may be shared with s: the
// caller must not change it.
func (s Set) Bitmap() *roaring.Bitmap {
	if b := s.bitmap(); b != nil {
		return b
	}
	var one [1]Run
	return bitmapOf(s.runs(&one))
}

// SizeBytes returns about how much memory s holds, itself included.
func (s Set) SizeBytes() uint64 {
	const setBytes, manyBytes, runBytes = 24, 40, 8
	switch {
	case s.many == nil:
		return setBytes
	case s.many.bitmap != nil:
		return setBytes + manyBytes + s.many.bitmap.GetSizeInBytes()
	}
	return setBytes + manyBytes + runBytes*uint64(cap(s.many.runs))
}

// Equal reports whether a and b have the same values.
func Equal(a, b Set) bool {
	if a.count != b.count || a.first != b.first || a.last != b.last || a.NumRuns() != b.NumRuns() {
		return false
	}
	if a.many == b.many {
		return true
	}
	if a.many.bitmap != nil { // equal counts of runs and values need not mean equal forms
		return b.many.bitmap != nil && a.many.bitmap.Equals(b.many.bitmap)
	}
	return b.many.bitmap == nil && slices.Equal(a.many.runs, b.many.runs)
}

// bitmap returns the bitmap of a set in bitmap form, else nil.
func (s Set) bitmap() *roaring.Bitmap {
	if s.many == nil {
		return nil
	}
	return s.many.bitmap
}

// runs returns the runs of a set in run form. It puts a lone run, which has no
// slice of its own, into one.
func (s Set) runs(one *[1]Run) []Run {
	switch {
	case s.many != nil:
		return s.many.runs
	case s.count != 0:
		one[0] = Run{s.first, s.last}
		return one[:]
	}
	return nil
}
