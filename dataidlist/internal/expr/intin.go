package expr

import (
	"cmp"
	"math"
	"slices"
	"sort"
)

// Interval is all integers from First to Last, both included.
type Interval struct{ First, Last int64 }

// intIn selects the DataIds whose value of an int dimension is in a set.
type intIn struct {
	dimension string
	intervals []Interval // sorted; neither overlapping nor adjacent
	steps     []stepped  // sorted, distinct, indexed by [indexSteps]
}

// stepped is first, first+step … last: two or more values, step above 1.
type stepped struct {
	first, last, step int64
	reach             int64 // greatest last of the subtree; see indexSteps
}

// compareInt returns the condition "dimension op v".
func compareInt(dimension string, op compareOp, v int64) node {
	n := &intIn{dimension: dimension}
	switch op {
	case equal, notEqual:
		n.add(v, v, 1)
	case less, atLeast:
		n.add(0, v-1, 1)
	case atMost, greater:
		n.add(0, v, 1)
	}
	switch op {
	case notEqual, atLeast, greater:
		return negate(n)
	default:
		return n
	}
}

// add puts a range into the set, which must be normalised after the last.
func (n *intIn) add(first, last, step int64) {
	if first > last {
		return
	}
	last -= (last - first) % step
	if step == 1 || first == last {
		n.intervals = append(n.intervals, Interval{first, last})
	} else {
		n.steps = append(n.steps, stepped{first: first, last: last, step: step})
	}
}

// normalise brings the set into the form that its fields promise.
func (n *intIn) normalise() {
	slices.SortFunc(n.intervals, func(a, b Interval) int { return cmp.Compare(a.First, b.First) })
	merged := n.intervals[:0]
	for _, v := range n.intervals {
		// v.First-1 cannot overflow, as values are not negative.
		if k := len(merged) - 1; k >= 0 && v.First-1 <= merged[k].Last {
			merged[k].Last = max(merged[k].Last, v.Last)
		} else {
			merged = append(merged, v)
		}
	}
	n.intervals = merged

	same := func(a, b stepped) bool { return a.first == b.first && a.last == b.last && a.step == b.step }
	slices.SortFunc(n.steps, func(a, b stepped) int {
		return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.last, b.last), cmp.Compare(a.step, b.step))
	})
	n.steps = slices.CompactFunc(n.steps, same)
	indexSteps(n.steps)
}

// complement returns the set's complement if that is as simple as the set: one
// interval at an end of the values, or nothing.
func (n *intIn) complement() (*intIn, bool) {
	rest := &intIn{dimension: n.dimension}
	switch {
	case len(n.steps) > 0 || len(n.intervals) > 1:
		return nil, false
	case len(n.intervals) == 0:
		rest.add(0, math.MaxInt64, 1)
		return rest, true
	}
	switch v := n.intervals[0]; {
	case v.Last == math.MaxInt64:
		rest.add(0, v.First-1, 1)
	case v.First == 0:
		rest.add(v.Last+1, math.MaxInt64, 1)
	default:
		return nil, false
	}
	return rest, true
}

// find reports whether v is in the set, and up to which value, at least v, the
// answer stands. It takes time in the logarithm of the number of ranges, plus
// the number of stepped ranges around v.
func (n *intIn) find(v int64) (in bool, until int64) {
	until = math.MaxInt64
	i := sort.Search(len(n.intervals), func(i int) bool { return n.intervals[i].Last >= v })
	if i < len(n.intervals) {
		if n.intervals[i].First <= v {
			return true, n.intervals[i].Last
		}
		until = n.intervals[i].First - 1
	}
	if next, ok := nextStep(n.steps, v); ok {
		if next == v {
			return true, v
		}
		until = min(until, next-1)
	}
	return false, until
}

// indexSteps makes of sorted ranges a search tree, whose root is the one in
// the middle and whose subtrees are the halves, and returns its reach.
func indexSteps(steps []stepped) int64 {
	if len(steps) == 0 {
		return -1
	}
	m := len(steps) / 2
	root := &steps[m]
	root.reach = max(root.last, indexSteps(steps[:m]), indexSteps(steps[m+1:]))
	return root.reach
}

// nextStep returns the least value of an indexed tree that is v or more.
func nextStep(steps []stepped, v int64) (next int64, ok bool) {
	if len(steps) == 0 {
		return 0, false
	}
	m := len(steps) / 2
	root := steps[m]
	if root.reach < v {
		return 0, false
	}
	next, ok = nextStep(steps[:m], v)
	if ok && next == v {
		return next, true
	}
	if root.last >= v {
		if own := root.next(v); !ok || own < next {
			next, ok = own, true
		}
	}
	if root.first >= v {
		return next, ok // the right half begins no earlier
	}
	if right, found := nextStep(steps[m+1:], v); found && (!ok || right < next) {
		next, ok = right, true
	}
	return next, ok
}

// next returns the least value of s that is v or more; v is at most s.last.
func (s stepped) next(v int64) int64 {
	if v <= s.first {
		return s.first
	}
	if over := (v - s.first) % s.step; over != 0 {
		return v + (s.step - over)
	}
	return v
}
