package dataidlist

import (
	"fmt"
	"iter"
	"strconv"
	"strings"
)

// WhereOptions says how [List.Where] writes.
type WhereOptions struct {
	Not bool // for all DataIds that are not in the list
	SQL bool // for a database whose columns have the names of the dimensions; they are quoted
}

// Where returns an expression that is true for the DataIds of the list and no
// others, and the number of its terms: values and ranges. DataIds that have
// the same values in the last dimensions are written together, so that a full
// focal plane is one term for all its visits; consecutive values are one
// range, and equally spaced ones a range with a step. The expression of an
// empty list is false for every DataId.
func (l *List) Where(opts WhereOptions) (text string, terms int) {
	w := &whereWriter{group: l.group, sql: opts.SQL}
	text = w.runs(l.Runs())
	if opts.Not {
		text = "NOT (" + text + ")"
	}
	return text, w.terms
}

type whereWriter struct {
	group *Group
	sql   bool
	terms int
}

// A level collects the values of one dimension by what follows them.
type level struct {
	rests  []string            // in order of appearance
	ints   map[string][]span   // values by rest, for an int dimension
	values map[string][]string // the same for a string dimension
	terms  map[string]int      // terms inside each rest
}

func (v *level) clear() {
	*v = level{ints: map[string][]span{}, values: map[string][]string{}, terms: map[string]int{}}
}

func (v *level) see(rest string, terms int) {
	if _, ok := v.terms[rest]; !ok {
		v.rests = append(v.rests, rest)
		v.terms[rest] = terms
	}
}

// never writes a condition that no value fulfils.
func (w *whereWriter) never() string {
	if len(w.group.ints) > 0 {
		w.terms = 1
		return w.name(w.group.ints[0]) + " < 0"
	}
	w.terms = 2
	return fmt.Sprintf("%[1]s = '-' AND %[1]s != '-'", w.name(w.group.strings[0]))
}

// name writes a dimension. SQL reserves some of their names, such as group.
func (w *whereWriter) name(dimension string) string {
	if w.sql {
		return `"` + dimension + `"`
	}
	return dimension
}

// runs writes the condition of the DataIds of runs, which are in order.
func (w *whereWriter) runs(runs iter.Seq[Run]) string {
	ns, nk := len(w.group.strings), len(w.group.ints)
	levels := make([]level, ns+nk)
	for i := range levels {
		levels[i].clear()
	}
	var strs []string
	var ints []int64
	// close writes the levels below depth and hangs them on the values of the
	// last DataId.
	closeTo := func(depth int) {
		for i := len(levels) - 1; i > depth; i-- {
			rest, terms := w.level(i, &levels[i])
			levels[i].clear()
			up := &levels[i-1]
			up.see(rest, terms)
			if i-1 < ns {
				up.values[rest] = append(up.values[rest], strs[i-1])
			} else {
				up.ints[rest] = appendSpan(up.ints[rest], ints[i-1-ns], ints[i-1-ns])
			}
		}
	}
	for run := range runs {
		if strs != nil {
			closeTo(firstChange(strs, ints, run))
		}
		strs, ints = run.Strings, append(ints[:0], run.Ints...)
		last := &levels[len(levels)-1]
		last.see("", 0)
		if nk == 0 {
			last.values[""] = append(last.values[""], strs[ns-1])
		} else {
			last.ints[""] = appendSpan(last.ints[""], ints[nk-1], ints[nk-1]+run.Len-1)
		}
	}
	if strs == nil {
		return w.never()
	}
	closeTo(0)
	text, terms := w.level(0, &levels[0])
	w.terms = terms
	return text
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

// appendSpan appends values that come after all others.
func appendSpan(spans []span, first, last int64) []span {
	if n := len(spans); n > 0 && spans[n-1].last+1 == first {
		spans[n-1].last = last
		return spans
	}
	return append(spans, span{first, last})
}

// level writes the condition of a level and all below it.
func (w *whereWriter) level(i int, v *level) (text string, terms int) {
	var parts []string
	for _, rest := range v.rests {
		var own string
		var n int
		if ns := len(w.group.strings); i < ns {
			own, n = w.strings(w.name(w.group.strings[i]), v.values[rest])
		} else {
			own, n = w.ints(w.name(w.group.ints[i-ns]), v.ints[rest])
		}
		if rest != "" {
			own += " AND " + rest
		}
		parts = append(parts, own)
		terms += n + v.terms[rest]
	}
	if len(parts) == 1 {
		return parts[0], terms
	}
	return "((" + strings.Join(parts, ") OR (") + "))", terms
}

func (w *whereWriter) strings(name string, values []string) (string, int) {
	quoted := make([]string, len(values))
	for i, s := range values {
		quoted[i] = "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	if len(quoted) == 1 {
		return name + " = " + quoted[0], 1
	}
	return name + " IN (" + strings.Join(quoted, ", ") + ")", len(quoted)
}

func (w *whereWriter) ints(name string, spans []span) (string, int) {
	if len(spans) == 1 && spans[0].first == spans[0].last {
		return fmt.Sprintf("%s = %d", name, spans[0].first), 1
	}
	if w.sql {
		return w.sqlInts(name, spans)
	}
	var items []string
	for len(spans) > 0 {
		n, step := progression(spans)
		first, last := spans[0].first, spans[n-1].last
		switch {
		case first == last:
			items = append(items, strconv.FormatInt(first, 10))
		case step > 1:
			items = append(items, fmt.Sprintf("%d..%d:%d", first, last, step))
		default:
			items = append(items, fmt.Sprintf("%d..%d", first, last))
		}
		spans = spans[n:]
	}
	return name + " IN (" + strings.Join(items, ", ") + ")", len(items)
}

// progression gives how many of the first spans are equally spaced single
// values, if at least three, and their distance; else 1.
func progression(spans []span) (n int, step int64) {
	single := func(i int) bool { return i < len(spans) && spans[i].first == spans[i].last }
	if !single(0) || !single(1) {
		return 1, 1
	}
	step = spans[1].first - spans[0].first
	for n = 2; single(n) && spans[n].first-spans[n-1].first == step; n++ {
	}
	if n < 3 {
		return 1, 1
	}
	return n, step
}

// sqlInts writes what every SQL database understands.
func (w *whereWriter) sqlInts(name string, spans []span) (string, int) {
	var alone, parts []string
	for _, s := range spans {
		if s.first == s.last {
			alone = append(alone, strconv.FormatInt(s.first, 10))
		} else {
			parts = append(parts, fmt.Sprintf("%s BETWEEN %d AND %d", name, s.first, s.last))
		}
	}
	if len(alone) > 0 {
		parts = append(parts, fmt.Sprintf("%s IN (%s)", name, strings.Join(alone, ", ")))
	}
	if len(parts) == 1 {
		return parts[0], len(spans)
	}
	return "(" + strings.Join(parts, " OR ") + ")", len(spans)
}
