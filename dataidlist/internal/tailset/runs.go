package tailset

import (
	"math"
	"sort"
)

// countValues returns the number of values in runs.
func countValues(runs []Run) uint64 {
	n := uint64(0)
	for _, r := range runs {
		n += r.count()
	}
	return n
}

// countMaximal returns the number of runs once adjacent ones are joined.
func countMaximal(runs []Run) int {
	n := len(runs)
	for i := 1; i < len(runs); i++ {
		if runs[i-1].Last+1 == runs[i].First {
			n--
		}
	}
	return n
}

// countContainers returns how many blocks of 65 536 values the runs touch.
func countContainers(runs []Run) int {
	n := 0
	prev := -1
	for _, r := range runs {
		first, last := int(r.First>>16), int(r.Last>>16)
		n += last - max(first, prev+1) + 1
		prev = last
	}
	return n
}

// coalesce returns a copy of runs with adjacent ones joined.
func coalesce(runs []Run) []Run {
	out := make([]Run, 0, countMaximal(runs))
	for _, r := range runs {
		out = appendAfter(out, 0, r.First, r.Last)
	}
	return out
}

// appendAfter appends a run to dst, or extends the run before it when they are
// adjacent and that run is not before index base.
func appendAfter(dst []Run, base int, first, last uint32) []Run {
	if n := len(dst); n > base && dst[n-1].Last+1 == first {
		dst[n-1].Last = last
		return dst
	}
	return append(dst, Run{first, last})
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

// uniteRuns appends the union of a and b to dst.
func uniteRuns(dst, a, b []Run) []Run {
	i, j := 0, 0
	for i < len(a) && j < len(b) {
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
	// The last run opened took in all it reaches, so what is left stands apart.
	dst = append(dst, a[i:]...)
	return append(dst, b[j:]...)
}

// intersectRuns appends the intersection of a and b to dst.
func intersectRuns(dst, a, b []Run) []Run {
	i, j := 0, 0
	for i < len(a) && j < len(b) {
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

// countCommon returns the number of values in both a and b.
func countCommon(a, b []Run) uint64 {
	n := uint64(0)
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		ra, rb := a[i], b[j]
		if first, last := max(ra.First, rb.First), min(ra.Last, rb.Last); first <= last {
			n += uint64(last) - uint64(first) + 1
		}
		if ra.Last <= rb.Last {
			i++
		}
		if rb.Last <= ra.Last {
			j++
		}
	}
	return n
}

// runsOverlap reports whether a and b have a value in common.
func runsOverlap(a, b []Run) bool {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].Last < b[0].First:
			a = a[1:]
		case b[0].Last < a[0].First:
			b = b[1:]
		default:
			return true
		}
	}
	return false
}

// subtractRuns appends the values of a that are not in b to dst.
func subtractRuns(dst, a, b []Run) []Run {
	j := 0
	for _, r := range a {
		for j < len(b) && b[j].Last < r.First {
			j++
		}
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
	// An edge of either list begins or ends a run of the result, unless both
	// lists have it.
	open, first := false, uint32(0)
	i, j := 0, 0
	ea, eb := edge(a, i), edge(b, j)
	for {
		at := ea
		switch {
		case ea < eb:
			i++
			ea = edge(a, i)
		case eb < ea:
			at = eb
			j++
			eb = edge(b, j)
		case at == noEdge:
			return dst
		default:
			i++
			j++
			ea, eb = edge(a, i), edge(b, j)
			continue
		}
		if open {
			dst = append(dst, Run{first, uint32(at - 1)})
		}
		open, first = !open, uint32(at)
	}
}

const noEdge = math.MaxUint64

// edge returns the k-th edge of runs: the first value of a run when k is even,
// the value after it when k is odd.
func edge(runs []Run, k int) uint64 {
	switch {
	case k/2 >= len(runs):
		return noEdge
	case k%2 == 0:
		return uint64(runs[k/2].First)
	}
	return uint64(runs[k/2].Last) + 1
}
