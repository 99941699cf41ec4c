package expr

import (
	"slices"
	"strings"
)

// node is one operator or condition of an expression.
type node interface {
	// at reports whether the node selects the DataId of env whose last int
	// value is v, and up to which last value, at least v, the answer stands.
	at(env Env, v int64) (match bool, until int64)
	// write appends the canonical text.
	write(b *strings.Builder)
}

// and and or have two or more terms, none of which is of their own type; that
// keeps a chain of any length flat.
type (
	and []node
	or  []node
)

// not negates an and, an or, an intIn or a stringIn; see [negate].
type not struct{ term node }

// newAnd joins one or more terms.
func newAnd(terms []node) node {
	if len(terms) == 1 {
		return terms[0]
	}
	flat := make(and, 0, len(terms))
	for _, t := range terms {
		if inner, ok := t.(and); ok {
			flat = append(flat, inner...)
		} else {
			flat = append(flat, t)
		}
	}
	return flat
}

// newOr joins one or more terms. It makes one set of all sets of a dimension:
// a long "visit = 1 OR visit = 2 …" then costs no more than "visit IN (1, 2 …)".
func newOr(terms []node) node {
	if len(terms) == 1 {
		return terms[0]
	}
	flat := make(or, 0, len(terms))
	ints, strs := map[string]*intIn{}, map[string]*stringIn{}
	add := func(t node) {
		switch t := t.(type) {
		case *intIn:
			if all := ints[t.dimension]; all != nil {
				all.intervals = append(all.intervals, t.intervals...)
				all.steps = append(all.steps, t.steps...)
				return
			}
			ints[t.dimension] = t
		case *stringIn:
			if all := strs[t.dimension]; all != nil {
				all.values = append(all.values, t.values...)
				return
			}
			strs[t.dimension] = t
		}
		flat = append(flat, t)
	}
	for _, t := range terms {
		if inner, ok := t.(or); ok {
			for _, t := range inner {
				add(t)
			}
		} else {
			add(t)
		}
	}
	for _, n := range ints {
		n.normalise()
	}
	for _, n := range strs {
		n.normalise()
	}
	if len(flat) == 1 {
		return flat[0]
	}
	return flat
}

// negate returns the complement of n, in the simplest form that there is.
func negate(n node) node {
	switch n := n.(type) {
	case not:
		return n.term
	case *stringCompare:
		return &stringCompare{n.dimension, n.op.complement(), n.value}
	case *intIn:
		if rest, ok := n.complement(); ok {
			return rest
		}
	}
	return not{n}
}

// stringIn selects the DataIds whose value of a string dimension is one of a
// set.
type stringIn struct {
	dimension string
	values    []string // sorted, distinct
}

func (n *stringIn) normalise() {
	slices.Sort(n.values)
	n.values = slices.Compact(n.values)
}

// stringCompare selects by the bytewise order of a string dimension. Its
// operator is an inequality.
type stringCompare struct {
	dimension string
	op        compareOp
	value     string
}

// compareString returns the condition "dimension op value".
func compareString(dimension string, op compareOp, value string) node {
	switch op {
	case equal:
		return &stringIn{dimension, []string{value}}
	case notEqual:
		return not{&stringIn{dimension, []string{value}}}
	default:
		return &stringCompare{dimension, op, value}
	}
}

// compareOp is a comparison operator.
type compareOp uint8

const (
	equal compareOp = iota
	notEqual
	less
	atMost
	greater
	atLeast
)

// String gives the operator as it is written.
func (op compareOp) String() string {
	return [...]string{"=", "!=", "<", "<=", ">", ">="}[op]
}

// mirror returns the operator with its sides exchanged.
func (op compareOp) mirror() compareOp {
	return [...]compareOp{equal, notEqual, greater, atLeast, less, atMost}[op]
}

// complement returns the operator that is true where op is false.
func (op compareOp) complement() compareOp {
	return [...]compareOp{notEqual, equal, atLeast, greater, atMost, less}[op]
}

// holds reports whether an inequality is true of a three-way comparison of its
// sides.
func (op compareOp) holds(order int) bool {
	switch op {
	case less:
		return order < 0
	case atMost:
		return order <= 0
	case greater:
		return order > 0
	default:
		return order >= 0
	}
}
