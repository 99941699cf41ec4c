package tailset

import "sort"

// coalesce returns a copy of runs with adjacent ones joined, numRuns then.
func coalesce(runs []Run, numRuns int) []Run {
	out := make([]Run, 0, numRuns)
	for _, r := range runs {
		if n := len(out); n > 0 && out[n-1].Last+1 == r.First {
			out[n-1].Last = r.Last
		} else {
			out = append(out, r)
		}
	}
	return out
}

// firstEndingFrom returns the index of the first run that ends at x or after,
// or len(runs).
func firstEndingFrom(runs []Run, x uint32) int {
	return sort.Search(len(runs), func(i int) bool { return runs[i].Last >= x })
}

// window returns the runs, uncut, that have a value from first to last.
func window(runs []Run, first, last uint32) []Run {
	runs = runs[firstEndingFrom(runs, first):]
	return runs[:sort.Search(len(runs), func(i int) bool { return runs[i].First > last })]
}

// alike returns how many runs a and b have in common at their start. A list and
// what was left of it after a cut are alike for many runs together, and a sweep
// passes over those fast.
func alike(a, b []Run) int {
	n := min(len(a), len(b))
	a, b = a[:n], b[:n]
	for i := range a {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// uniteRuns appends the union of a and b to dst.
func uniteRuns(dst, a, b []Run) []Run {
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		// The last run opened took in all it reaches, so those alike stand apart.
		if n := alike(a[i:], b[j:]); n > 0 {
			dst = append(dst, a[i:i+n]...)
			i, j = i+n, j+n
			continue
		}
		// Open the run that starts first, then take in all that reach it.
		var open Run
		if a[i].First <= b[j].First {
			open = a[i]
			i++
		} else {
			open = b[j]
			j++
		}
		for {
			reach := uint64(open.Last) + 1
			if i < len(a) && uint64(a[i].First) <= reach {
				open.Last = max(open.Last, a[i].Last)
				i++
			} else if j < len(b) && uint64(b[j].First) <= reach {
				open.Last = max(open.Last, b[j].Last)
				j++
			} else {
				break
			}
		}
		dst = append(dst, open)
	}
	dst = append(dst, a[i:]...)
	return append(dst, b[j:]...)
}

// manyMore is how many times as many runs one list must have as the other, for
// a search in it to beat a walk over it.
const manyMore = 8

// intersectRuns appends the intersection of a and b to dst.
func intersectRuns(dst, a, b []Run) []Run {
	switch {
	case len(a) > manyMore*len(b):
		return intersectFew(dst, b, a)
	case len(b) > manyMore*len(a):
		return intersectFew(dst, a, b)
	}
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		if n := alike(a[i:], b[j:]); n > 0 {
			dst = append(dst, a[i:i+n]...)
			i, j = i+n, j+n
			continue
		}
		ra, rb := a[i], b[j]
		if first, last := max(ra.First, rb.First), min(ra.Last, rb.Last); first <= last {
			dst = append(dst, Run{first, last})
		}
		if ra.Last <= rb.Last {
			i++
		}
		if rb.Last <= ra.Last {
			j++
		}
	}
	return dst
}

// intersectFew is intersectRuns that looks up each of a few runs in many.
func intersectFew(dst, few, many []Run) []Run {
	const near = 32 // so many runs are passed over one by one
	i := 0
	for _, r := range few {
		for end := i + near; i < len(many) && many[i].Last < r.First; i++ {
			if i == end {
				i += firstEndingFrom(many[i:], r.First)
				break
			}
		}
		for ; i < len(many) && many[i].First <= r.Last; i++ {
			dst = append(dst, Run{max(r.First, many[i].First), min(r.Last, many[i].Last)})
			if many[i].Last > r.Last {
				break // it may reach the next of the few
			}
		}
	}
	return dst
}

// subtractRuns appends the values of a that are not in b to dst.
func subtractRuns(dst, a, b []Run) []Run {
	i, j := 0, 0
	for i < len(a) {
		for j < len(b) && b[j].Last < a[i].First {
			j++
		}
		if n := alike(a[i:], b[j:]); n > 0 {
			i, j = i+n, j+n
			continue
		}
		r := a[i]
		i++
		// Cut r at each run of b that starts in it.
		gone := false
		for j < len(b) && b[j].First <= r.Last {
			if b[j].First > r.First {
				dst = append(dst, Run{r.First, b[j].First - 1})
			}
			if b[j].Last >= r.Last {
				gone = true // b[j] may cut the next run too
				break
			}
			r.First = b[j].Last + 1
			j++
		}
		if !gone {
			dst = append(dst, r)
		}
	}
	return dst
}

// xorRuns appends the values in just one of a and b to dst.
func xorRuns(dst, a, b []Run) []Run {
	base := len(dst)
	i, j := 0, 0
	x, y := runAt(a, i), runAt(b, j) // what is left of a[i] and of b[j]
	for x.first != noValue || y.first != noValue {
		switch {
		case x == y:
			n := 1 + alike(a[i+1:], b[j+1:])
			i, j = i+n, j+n
			x, y = runAt(a, i), runAt(b, j)
			continue
		case x.last < y.first:
			dst = appendAfter(dst, base, x)
			i++
			x = runAt(a, i)
			continue
		case y.last < x.first:
			dst = appendAfter(dst, base, y)
			j++
			y = runAt(b, j)
			continue
		}
		if x.first != y.first {
			dst = appendAfter(dst, base, wideRun{min(x.first, y.first), max(x.first, y.first) - 1})
		}
		// Go on behind what both have.
		after := min(x.last, y.last) + 1
		if x.first = after; x.last < after {
			i++
			x = runAt(a, i)
		}
		if y.first = after; y.last < after {
			j++
			y = runAt(b, j)
		}
	}
	return dst
}

// noValue is above all values.
const noValue = 1 << 32

// wideRun is a run with room for noValue.
type wideRun struct{ first, last uint64 }

// runAt returns the i-th of the runs, or a run above all values.
func runAt(runs []Run, i int) wideRun {
	if i < len(runs) {
		return wideRun{uint64(runs[i].First), uint64(runs[i].Last)}
	}
	return wideRun{noValue, noValue}
}

// appendAfter appends r to dst, or extends the run before it when they are
// adjacent and that run is not before index base.
func appendAfter(dst []Run, base int, r wideRun) []Run {
	if n := len(dst); n > base && uint64(dst[n-1].Last)+1 == r.first {
		dst[n-1].Last = uint32(r.last)
		return dst
	}
	return append(dst, Run{uint32(r.first), uint32(r.last)})
}
