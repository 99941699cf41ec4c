package expr

import (
	"math"
	"strconv"
	"strings"
)

// String gives the expression in a canonical form, which parses to the same
// form and selects the same DataIds: words in upper case, only the parentheses
// that are needed, sets sorted and merged.
func (e *Expr) String() string {
	var b strings.Builder
	e.root.write(&b)
	return b.String()
}

func (n and) write(b *strings.Builder) {
	for i, t := range n {
		if i > 0 {
			b.WriteString(" AND ")
		}
		if _, loose := t.(or); loose {
			writeParenthesised(b, t)
		} else {
			t.write(b)
		}
	}
}

func (n or) write(b *strings.Builder) {
	for i, t := range n {
		if i > 0 {
			b.WriteString(" OR ")
		}
		t.write(b)
	}
}

func (n not) write(b *strings.Builder) {
	switch t := n.term.(type) {
	case *intIn:
		t.writeAs(b, "!=", "NOT IN")
	case *stringIn:
		t.writeAs(b, "!=", "NOT IN")
	default:
		b.WriteString("NOT ")
		writeParenthesised(b, t)
	}
}

func (n *intIn) write(b *strings.Builder) {
	if len(n.steps) == 0 && len(n.intervals) == 0 {
		b.WriteString(n.dimension + " < 0")
		return
	}
	n.writeAs(b, "=", "IN")
}

// writeAs writes a set that is not empty, with one operator for a single value
// and another for more. A set that is not negated may be an inequality.
func (n *intIn) writeAs(b *strings.Builder, one, many string) {
	b.WriteString(n.dimension + " ")
	if len(n.steps) == 0 && len(n.intervals) == 1 {
		switch v := n.intervals[0]; {
		case v.First == v.Last:
			b.WriteString(one + " ")
			writeInt(b, v.First)
			return
		case v.Last == math.MaxInt64:
			b.WriteString(">= ")
			writeInt(b, v.First)
			return
		case v.First == 0:
			b.WriteString("<= ")
			writeInt(b, v.Last)
			return
		}
	}
	b.WriteString(many + " ")
	separator := "("
	for _, v := range n.intervals {
		b.WriteString(separator)
		separator = ", "
		writeInt(b, v.First)
		if v.First != v.Last {
			b.WriteString("..")
			writeInt(b, v.Last)
		}
	}
	for _, s := range n.steps {
		b.WriteString(separator)
		separator = ", "
		writeInt(b, s.first)
		b.WriteString("..")
		writeInt(b, s.last)
		b.WriteString(":")
		writeInt(b, s.step)
	}
	b.WriteString(")")
}

func (n *stringIn) write(b *strings.Builder) { n.writeAs(b, "=", "IN") }

// writeAs writes a set with one operator for a single value and another for
// more.
func (n *stringIn) writeAs(b *strings.Builder, one, many string) {
	b.WriteString(n.dimension + " ")
	if len(n.values) == 1 {
		b.WriteString(one + " ")
		writeString(b, n.values[0])
		return
	}
	b.WriteString(many + " ")
	separator := "("
	for _, v := range n.values {
		b.WriteString(separator)
		separator = ", "
		writeString(b, v)
	}
	b.WriteString(")")
}

func (n *stringCompare) write(b *strings.Builder) {
	b.WriteString(n.dimension + " " + n.op.String() + " ")
	writeString(b, n.value)
}

func writeParenthesised(b *strings.Builder, n node) {
	b.WriteByte('(')
	n.write(b)
	b.WriteByte(')')
}

func writeInt(b *strings.Builder, v int64) { b.WriteString(strconv.FormatInt(v, 10)) }

func writeString(b *strings.Builder, s string) {
	b.WriteString("'" + strings.ReplaceAll(s, "'", "''") + "'")
}
