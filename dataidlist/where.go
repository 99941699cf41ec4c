package dataidlist

import (
	"cmp"
	"fmt"
	"iter"
	"strings"
)

// WhereOptions says how [List.Where] writes.
type WhereOptions struct {
	Not bool // for all DataIds that are not in the list
	SQL bool // for a database whose columns have the names of the dimensions; they are quoted
}

// WhereCost is what an expression asks of its reader.
type WhereCost struct {
	Terms int // values and ranges that are written
	// Depth is how deep a chain of ANDs and ORs the Butler makes of the
	// expression. SQLite and Python end at 1,000. It is 0 for SQL.
	Depth int
	// Unreadable is a string value that the Butler has no way to write, because
	// of a quote or a line end in it: it cannot read the expression. It is empty
	// where all values can be written, and for SQL.
	Unreadable string
}

// Where returns an expression that is true for the DataIds of the list and no
// others. DataIds that have the same values in the last dimensions are written
// together, so that a full focal plane is one term for all its visits;
// consecutive values are one range, and equally spaced ones a range with a step.
// The expression of an empty list is false for every DataId.
//
// The Butler turns an expression into an AND of ORs of single terms, which can
// be exponentially longer. So an expression is written as one would say it, an
// OR of ANDs, only where that stays short, and otherwise as such an AND of ORs:
// its depth is about the number of distinct sets of last values plus twice the
// square root of the number of terms, or the number of terms if that is small.
func (l *List) Where(opts WhereOptions) (text string, cost WhereCost) {
	w := &whereWriter{group: l.must().group, sql: opts.SQL}
	return w.write(w.tree(l.runs()), opts.Not)
}

// unreadable gives the first of some strings that the Butler has no way to
// write, or an empty one: in its expressions a string ends at the first quote,
// and is on one line.
func unreadable(values []string) string {
	for _, s := range values {
		if strings.ContainsAny(s, "'\n") {
			return s
		}
	}
	return ""
}

type whereWriter struct {
	group *Group
	sql   bool
}

// A condition is what must hold of the dimensions from one on. It is true if a
// branch is; branches have no value in common. The empty condition, below the
// last dimension, is nil.
type condition struct {
	dimension  string // as it is written
	branches   []branch
	plain      plainText
	unreadable string // a value, of this dimension or one below, that the Butler cannot read
}

// A branch is the values of a dimension that are followed by the same.
type branch struct {
	strings []string // for a string dimension
	spans   []span   // for an int dimension, in order
	rest    *condition
}

// write writes a condition, or that it does not hold.
func (w *whereWriter) write(c *condition, not bool) (string, WhereCost) {
	plain := c.plain
	if not {
		plain = plain.not()
	}
	switch {
	case w.sql:
		return plain.text, WhereCost{Terms: plain.terms}
	case plain.depth() <= plainDepth:
		return plain.text, WhereCost{plain.terms, plain.depth(), c.unreadable}
	}
	clauses := c.holds
	if not {
		clauses = c.fails
	}
	whole := clauses()
	return whole.text(), WhereCost{whole.terms, whole.depth(), c.unreadable}
}

// name writes a dimension. SQL reserves some of their names, such as group.
func (w *whereWriter) name(dimension string) string {
	if w.sql {
		return `"` + dimension + `"`
	}
	return dimension
}

// A level collects the values of one dimension by what follows them.
type level struct {
	rests   []*condition // in order of appearance
	strings map[*condition][]string
	spans   map[*condition][]span
}

func newLevel() level {
	return level{strings: map[*condition][]string{}, spans: map[*condition][]span{}}
}

func (v *level) addString(rest *condition, value string) {
	if _, ok := v.strings[rest]; !ok {
		v.rests = append(v.rests, rest)
	}
	v.strings[rest] = append(v.strings[rest], value)
}

func (v *level) addSpan(rest *condition, first, last int64) {
	if _, ok := v.spans[rest]; !ok {
		v.rests = append(v.rests, rest)
	}
	v.spans[rest] = appendSpan(v.spans[rest], first, last)
}

// appendSpan appends values that come after all others.
func appendSpan(spans []span, first, last int64) []span {
	if n := len(spans); n > 0 && spans[n-1].last+1 == first {
		spans[n-1].last = last
		return spans
	}
	return append(spans, span{first, last})
}

// tree makes the condition of the DataIds of runs, which are in order.
func (w *whereWriter) tree(runs iter.Seq[Run]) *condition {
	ns, nk := len(w.group.strings), len(w.group.ints)
	levels := make([]level, ns+nk)
	for i := range levels {
		levels[i] = newLevel()
	}
	// same has the one condition of each text, so that equal ones are one.
	same := map[string]*condition{}
	var strs []string
	var ints []int64
	// close makes conditions of the levels below depth, and hangs them on the
	// values of the last DataId.
	closeTo := func(depth int) {
		for i := len(levels) - 1; i > depth; i-- {
			rest := w.condition(i, &levels[i])
			if known, ok := same[rest.plain.text]; ok {
				rest = known
			} else {
				same[rest.plain.text] = rest
			}
			levels[i] = newLevel()
			if up := &levels[i-1]; i-1 < ns {
				up.addString(rest, strs[i-1])
			} else {
				up.addSpan(rest, ints[i-1-ns], ints[i-1-ns])
			}
		}
	}
	for run := range runs {
		if strs != nil {
			closeTo(firstChange(strs, ints, run))
		}
		strs, ints = run.Strings, append(ints[:0], run.Ints...)
		if last := &levels[len(levels)-1]; nk == 0 {
			last.addString(nil, strs[ns-1])
		} else {
			last.addSpan(nil, ints[nk-1], ints[nk-1]+run.Len-1)
		}
	}
	if strs == nil {
		return w.never()
	}
	closeTo(0)
	return w.condition(0, &levels[0])
}

// firstChange gives the first level in which a run differs from what was
// before it.
func firstChange(strs []string, ints []int64, run Run) int {
	for i, s := range run.Strings {
		if s != strs[i] {
			return i
		}
	}
	for i, v := range run.Ints {
		if v != ints[i] {
			return len(strs) + i
		}
	}
	return len(strs) + len(ints) - 1
}

// condition makes the condition of a level and all below it.
func (w *whereWriter) condition(i int, v *level) *condition {
	c := &condition{}
	ns := len(w.group.strings)
	if i < ns {
		c.dimension = w.name(w.group.strings[i])
	} else {
		c.dimension = w.name(w.group.ints[i-ns])
	}
	for _, rest := range v.rests {
		c.branches = append(c.branches, branch{v.strings[rest], v.spans[rest], rest})
		c.unreadable = cmp.Or(c.unreadable, unreadable(v.strings[rest]))
		if rest != nil {
			c.unreadable = cmp.Or(c.unreadable, rest.unreadable)
		}
	}
	c.plain = w.plain(c)
	return c
}

// never is a condition that no value fulfils. It names a string dimension where
// there is one: the Butler wants the instrument or skymap named in every query.
func (w *whereWriter) never() *condition {
	if len(w.group.strings) == 0 {
		name := w.name(w.group.ints[0])
		return &condition{plain: plainText{text: name + " < 0", terms: 1, clauses: 1, longest: 1, negated: 1}}
	}
	name := w.name(w.group.strings[0])
	text := fmt.Sprintf("%[1]s = '-' AND %[1]s != '-'", name)
	return &condition{plain: plainText{text: text, terms: 2, clauses: 2, longest: 1, negated: 1}}
}
