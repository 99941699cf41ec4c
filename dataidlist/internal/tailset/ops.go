package tailset

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// Union returns the values in any of the sets.
func Union(sets ...Set) Set {
	if len(sets) < 3 {
		return reduce(sets, unite)
	}
	// Bitmaps all at once: roaring then counts the values of the union only.
	var inRuns []Set
	var bitmaps []*roaring.Bitmap
	for _, s := range sets {
		if b := s.bitmap(); b != nil {
			bitmaps = append(bitmaps, b)
		} else {
			inRuns = append(inRuns, s)
		}
	}
	if len(bitmaps) < 2 {
		return reduce(sets, unite)
	}
	return unite(FromBitmap(roaring.FastOr(bitmaps...)), reduce(inRuns, unite))
}

// Intersect returns the values in all of the sets, and the empty set where
// there are none.
func Intersect(sets ...Set) Set {
	if len(sets) == 0 {
		return Set{}
	}
	least := 0
	for i, s := range sets {
		if s.count < sets[least].count {
			least = i
		}
	}
	common := sets[least]
	for i, s := range sets {
		if common.IsEmpty() {
			break
		}
		if i != least {
			common = intersect(common, s)
		}
	}
	return common
}

// Difference returns the values of a that are in none of the others.
func Difference(a Set, others ...Set) Set {
	if a.IsEmpty() {
		return Set{}
	}
	return subtract(a, Union(others...))
}

// SymmetricDifference returns the values in an odd number of the sets.
func SymmetricDifference(sets ...Set) Set { return reduce(sets, xor) }

// reduce combines the sets with an associative op, in a balanced tree so that
// many sets cost a logarithmic number of sweeps.
func reduce(sets []Set, op func(a, b Set) Set) Set {
	switch len(sets) {
	case 0:
		return Set{}
	case 1:
		return sets[0]
	}
	mid := len(sets) / 2
	return op(reduce(sets[:mid], op), reduce(sets[mid:], op))
}

func unite(a, b Set) Set {
	switch {
	case b.coveredBy(a):
		return a
	case a.coveredBy(b):
		return b
	case a.many == nil && b.many == nil && spansMeet(a, b):
		return Of(min(a.first, b.first), max(a.last, b.last))
	}
	if !inRunForm(a, b) {
		return FromBitmap(roaring.Or(a.Bitmap(), b.Bitmap()))
	}
	var oneA, oneB [1]Run
	ra, rb := a.runs(&oneA), b.runs(&oneB)
	return packSwept(uniteRuns(make([]Run, 0, len(ra)+len(rb)), ra, rb))
}

func intersect(a, b Set) Set {
	switch {
	case !spansMeet(a, b):
		return Set{}
	case a.coveredBy(b):
		return a
	case b.coveredBy(a):
		return b
	case a.many == nil && b.many == nil:
		return Of(max(a.first, b.first), min(a.last, b.last))
	}
	if !inRunForm(a, b) {
		return FromBitmap(roaring.And(a.bitmapNear(b), b.bitmapNear(a)))
	}
	var oneA, oneB [1]Run
	ra, rb := window(a.runs(&oneA), b.first, b.last), window(b.runs(&oneB), a.first, a.last)
	return packSwept(intersectRuns(make([]Run, 0, len(ra)+len(rb)), ra, rb))
}

func subtract(a, b Set) Set {
	switch {
	case !spansMeet(a, b):
		return a
	case a.coveredBy(b):
		return Set{}
	}
	if !inRunForm(a, b) {
		return FromBitmap(roaring.AndNot(a.Bitmap(), b.bitmapNear(a)))
	}
	var oneA, oneB [1]Run
	ra, rb := a.runs(&oneA), window(b.runs(&oneB), a.first, a.last)
	return packSwept(subtractRuns(make([]Run, 0, len(ra)+len(rb)), ra, rb))
}

func xor(a, b Set) Set {
	switch {
	case b.IsEmpty():
		return a
	case a.IsEmpty():
		return b
	}
	if !inRunForm(a, b) {
		return FromBitmap(roaring.Xor(a.Bitmap(), b.Bitmap()))
	}
	var oneA, oneB [1]Run
	ra, rb := a.runs(&oneA), b.runs(&oneB)
	return packSwept(xorRuns(make([]Run, 0, len(ra)+len(rb)), ra, rb))
}

// IntersectCount returns the number of values in both a and b, without making
// the set of them.
func IntersectCount(a, b Set) uint64 {
	switch {
	case !spansMeet(a, b):
		return 0
	case a.coveredBy(b):
		return a.count
	case b.coveredBy(a):
		return b.count
	}
	if a.bitmap() != nil {
		a, b = b, a
	}
	if a.bitmap() != nil {
		return a.bitmap().AndCardinality(b.bitmap())
	}
	var oneA, oneB [1]Run
	ra := window(a.runs(&oneA), b.first, b.last)
	if b.bitmap() == nil {
		return countCommon(ra, window(b.runs(&oneB), a.first, a.last))
	}
	n := uint64(0)
	for _, r := range ra {
		n += b.bitmap().CardinalityInRange(uint64(r.First), uint64(r.Last)+1)
	}
	return n
}

// Overlaps reports whether a and b have a value in common.
func Overlaps(a, b Set) bool {
	if !spansMeet(a, b) {
		return false
	}
	if a.bitmap() != nil {
		a, b = b, a
	}
	if a.bitmap() != nil {
		return a.bitmap().Intersects(b.bitmap())
	}
	var oneA, oneB [1]Run
	ra := window(a.runs(&oneA), b.first, b.last)
	if b.bitmap() == nil {
		return runsOverlap(ra, window(b.runs(&oneB), a.first, a.last))
	}
	for len(ra) > 0 {
		next := b.bitmap().NextValue(ra[0].First)
		if next < 0 {
			return false
		}
		if uint32(next) <= ra[0].Last {
			return true
		}
		ra = ra[firstEndingFrom(ra, uint32(next)):]
	}
	return false
}

// spansMeet reports whether a and b are non-empty and their spans, from least
// to greatest value, overlap.
func spansMeet(a, b Set) bool {
	return a.count != 0 && b.count != 0 && a.first <= b.last && b.first <= a.last
}

// coveredBy reports whether s is a subset of t for the plain reason that s is
// empty or t is one run.
func (s Set) coveredBy(t Set) bool {
	return s.count == 0 ||
		t.count != 0 && t.many == nil && t.first <= s.first && s.last <= t.last
}

func inRunForm(a, b Set) bool { return a.bitmap() == nil && b.bitmap() == nil }

// bitmapNear returns a bitmap of s that may leave out values beyond the span
// of t.
func (s Set) bitmapNear(t Set) *roaring.Bitmap {
	if b := s.bitmap(); b != nil {
		return b
	}
	return bitmapOf(s.AppendRunsIn(nil, t.first, t.last))
}

// packSwept packs the result of a sweep, without the room it did not need.
func packSwept(runs []Run) Set {
	if len(runs) < cap(runs)/2 && len(runs) > 1 {
		runs = slices.Clone(runs)
	}
	return pack(runs)
}
