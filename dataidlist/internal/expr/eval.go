package expr

import (
	"iter"
	"math"
	"slices"
	"strings"
)

// Expr is a parsed expression. It is immutable, and may be used by several
// goroutines at a time.
type Expr struct{ root node }

// Env gives the values of a run of DataIds, which agree in all dimensions but
// the last int dimension. It must not change while [Expr.Matches] is consumed.
type Env interface {
	// StringValue returns the value of a string dimension.
	StringValue(dimension string) string
	// IntValue returns the value of an int dimension other than the last.
	IntValue(dimension string) int64
	// LastInt names the last int dimension, "" if the group has no int
	// dimension.
	LastInt() string
}

// Matches returns the parts of a run that the expression selects: those of the
// last int values lo to hi, both included. The intervals are in order, and
// neither overlap nor touch. There is one or none, the whole run, if the
// expression does not name the last int dimension, or if there is no int
// dimension (then lo and hi are any one value, such as 0).
//
// Each last value at which a condition of the expression changes its answer
// costs one evaluation, whatever the length of the run; values that a false
// term of an AND or a true one of an OR settles are skipped.
func (e *Expr) Matches(env Env, lo, hi int64) iter.Seq[Interval] {
	return func(yield func(Interval) bool) {
		part, open := Interval{}, false
		for v := lo; v <= hi; {
			match, until := e.root.at(env, v)
			if match && !open {
				part.First, open = v, true
			} else if !match && open {
				part.Last, open = v-1, false
				if !yield(part) {
					return
				}
			}
			if until >= hi {
				break
			}
			v = until + 1
		}
		if open {
			part.Last = hi
			yield(part)
		}
	}
}

func (n and) at(env Env, v int64) (bool, int64) { return decide(n, false, env, v) }

func (n or) at(env Env, v int64) (bool, int64) { return decide(n, true, env, v) }

// decide evaluates terms of which any one that is decisive (false in an AND,
// true in an OR) settles the answer, for as long as the most lasting of those
// stands. Otherwise the answer stands until the first term changes.
func decide(terms []node, decisive bool, env Env, v int64) (bool, int64) {
	settled, until := false, int64(math.MaxInt64)
	for _, t := range terms {
		match, stands := t.at(env, v)
		switch {
		case match != decisive:
			if !settled {
				until = min(until, stands)
			}
			continue
		case settled:
			until = max(until, stands)
		default:
			settled, until = true, stands
		}
		if until == math.MaxInt64 {
			break
		}
	}
	return settled == decisive, until
}

func (n not) at(env Env, v int64) (bool, int64) {
	match, until := n.term.at(env, v)
	return !match, until
}

func (n *intIn) at(env Env, v int64) (bool, int64) {
	if n.dimension == env.LastInt() {
		return n.find(v)
	}
	match, _ := n.find(env.IntValue(n.dimension))
	return match, math.MaxInt64
}

func (n *stringIn) at(env Env, _ int64) (bool, int64) {
	_, match := slices.BinarySearch(n.values, env.StringValue(n.dimension))
	return match, math.MaxInt64
}

func (n *stringCompare) at(env Env, _ int64) (bool, int64) {
	return n.op.holds(strings.Compare(env.StringValue(n.dimension), n.value)), math.MaxInt64
}
