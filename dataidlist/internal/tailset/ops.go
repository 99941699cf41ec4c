package tailset

import "slices"

// Union returns the values in any of the sets.
func Union(sets ...Set) Set { return reduce(sets, unite) }

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
	case !sweepable(a, b):
		return blockwise(union, a, b)
	}
	return sweep(union, a, b)
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
	case a.inBitmapForm() || b.inBitmapForm():
		return blockwise(intersection, a, b)
	}
	if a.NumRuns() < b.NumRuns() {
		a, b = b, a
	}
	if steps := a.steps(); steps != nil && fewAgainst(b, a) {
		var one [1]Run
		few := window(b.runs(&one), a.first, a.last)
		return FromRuns(intersectSteps(make([]Run, 0, len(few)), few, steps))
	}
	return sweep(intersection, a, b)
}

func subtract(a, b Set) Set {
	switch {
	case !spansMeet(a, b):
		return a
	case a.coveredBy(b):
		return Set{}
	case a.inBitmapForm() || !sweepable(a, b):
		return blockwise(difference, a, b)
	case a.steps() != nil && fewAgainst(b, a):
		var one [1]Run
		return subtractSteps(a.steps(), b.listRuns(&one))
	}
	return sweep(difference, a, b)
}

func xor(a, b Set) Set {
	switch {
	case b.IsEmpty():
		return a
	case a.IsEmpty():
		return b
	case !sweepable(a, b):
		return blockwise(exclusion, a, b)
	}
	return sweep(exclusion, a, b)
}

// sweepable reports whether a sweep over the runs of a and b is the way to
// operate on them: both are in run form, or one is and the other has so few
// runs in each container that to list them costs less than to go over words.
func sweepable(a, b Set) bool {
	if a.inBitmapForm() {
		a, b = b, a
	}
	return !a.inBitmapForm() &&
		(!b.inBitmapForm() || a.NumRuns()+b.NumRuns() <= denseRun*len(b.many.containers))
}

// fewAgainst reports whether a has so few runs that it is better to look each
// of them up in the steps of b than to make the runs of b.
func fewAgainst(a, b Set) bool { return manyMore*a.NumRuns() < b.NumRuns() }

// sweeps has the sweeps of runs.go. None makes more runs than a and b have
// together.
var sweeps = [...]func(dst, a, b []Run) []Run{
	union: uniteRuns, intersection: intersectRuns, difference: subtractRuns, exclusion: xorRuns,
}

// sweep returns the set of op on a and b, by a sweep over their runs.
func sweep(op operation, a, b Set) Set {
	var oneA, oneB [1]Run
	ra, rb := a.listRuns(&oneA), b.listRuns(&oneB)
	x, y := ra, rb
	room := len(x) + len(y)
	if op == intersection {
		x, y = window(x, b.first, b.last), window(y, a.first, a.last)
		room = min(len(x)+len(y), 2*manyMore*min(len(x), len(y)))
	}
	mem := borrowScratch()
	defer scratches.Put(mem)
	runs := sweeps[op](slices.Grow(mem.runs[:0], room), x, y)
	mem.runs = runs
	switch {
	case slices.Equal(runs, ra):
		return a
	case slices.Equal(runs, rb):
		return b
	}
	return FromRuns(runs)
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
