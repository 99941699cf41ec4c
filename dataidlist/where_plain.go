package dataidlist

import (
	"fmt"
	"strconv"
	"strings"
)

// An item is a term of an IN: equally spaced values.
type item struct{ first, last, step int64 }

// String writes an item as the Butler reads it, with both ends inclusive.
func (i item) String() string {
	switch {
	case i.first == i.last:
		return strconv.FormatInt(i.first, 10)
	case i.step > 1:
		return fmt.Sprintf("%d..%d:%d", i.first, i.last, i.step)
	}
	return fmt.Sprintf("%d..%d", i.first, i.last)
}

// How many equally spaced single values are worth an item with a step: in an IN,
// and where it takes the place of their gaps.
const (
	fewSteps  = 3
	manySteps = 20
)

// itemsOf makes items of spans in order, with steps where at least least single
// values are equally spaced.
func itemsOf(spans []span, least int) []item {
	var items []item
	for len(spans) > 0 {
		n, step := progression(spans, least)
		items = append(items, item{spans[0].first, spans[n-1].last, step})
		spans = spans[n:]
	}
	return items
}

// progression gives how many of the first spans are equally spaced single
// values, if at least least, and their distance; else 1.
func progression(spans []span, least int) (n int, step int64) {
	single := func(i int) bool { return i < len(spans) && spans[i].first == spans[i].last }
	if !single(0) || !single(1) {
		return 1, 1
	}
	step = spans[1].first - spans[0].first
	for n = 2; single(n) && spans[n].first-spans[n-1].first == step; n++ {
	}
	if n < least {
		return 1, 1
	}
	return n, step
}

// plainDepth is up to what depth an expression is written as one would say it:
// half of what SQLite takes, since there may be more in the query.
const plainDepth = 500

// plainText is a condition as one would say it, an OR of ANDs of INs, and what
// the Butler makes of it: an AND of clauses, each an OR of single terms.
type plainText struct {
	text    string
	terms   int // that are written
	clauses int
	longest int // number of terms of the longest clause
	negated int // number of clauses of the contrary
}

// depth is that of the clauses.
func (p plainText) depth() int { return min(p.clauses+p.longest, manyClauses) }

// not writes that a condition does not hold.
func (p plainText) not() plainText {
	return plainText{text: "NOT (" + p.text + ")", terms: p.terms, clauses: p.negated, longest: p.clauses, negated: manyClauses}
}

// manyClauses stands for any larger number of clauses, which can be
// exponential in that of terms.
const manyClauses = 1 << 30

// times multiplies numbers of clauses.
func times(a, b int) int { return int(min(uint64(a)*uint64(b), manyClauses)) }

// plain writes a condition whose rests are written.
func (w *whereWriter) plain(c *condition) plainText {
	var parts []string
	all := plainText{clauses: 1}
	for _, b := range c.branches {
		p := w.in(c.dimension, b)
		if b.rest != nil {
			rest := b.rest.plain
			p.text += " AND " + rest.text
			p.terms += rest.terms
			p.clauses += rest.clauses
			p.longest = max(p.longest, rest.longest)
			p.negated = times(p.negated, rest.negated)
		}
		parts = append(parts, p.text)
		all.terms += p.terms
		all.clauses = times(all.clauses, p.clauses)
		all.longest += p.longest
		all.negated = p.negated
	}
	if len(parts) == 1 {
		all.text = parts[0]
		return all
	}
	all.text = "((" + strings.Join(parts, ") OR (") + "))"
	all.negated = manyClauses // it has a clause for each choice of a term of every clause
	return all
}

// in writes the values of a branch.
func (w *whereWriter) in(name string, b branch) plainText {
	switch {
	case b.strings != nil:
		return termsOf(inStrings(name, b.strings, false), len(b.strings))
	case w.sql:
		return termsOf(sqlInts(name, b.spans), len(b.spans))
	}
	items := itemsOf(b.spans, fewSteps)
	return termsOf(inItems(name, items), len(items))
}

// termsOf is the plain text of an OR of n terms.
func termsOf(text string, n int) plainText {
	return plainText{text: text, terms: n, clauses: 1, longest: n, negated: n}
}

// inStrings writes that a value is one of some, or is none of them.
func inStrings(name string, values []string, not bool) string {
	equal, in := "=", "IN"
	if not {
		equal, in = "!=", "NOT IN"
	}
	quoted := make([]string, len(values))
	for i, s := range values {
		quoted[i] = "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	if len(quoted) == 1 {
		return fmt.Sprintf("%s %s %s", name, equal, quoted[0])
	}
	return fmt.Sprintf("%s %s (%s)", name, in, strings.Join(quoted, ", "))
}

func inItems(name string, items []item) string {
	if len(items) == 1 && items[0].first == items[0].last {
		return name + " = " + items[0].String()
	}
	return name + " IN (" + join(items) + ")"
}

func join(items []item) string {
	texts := make([]string, len(items))
	for i, item := range items {
		texts[i] = item.String()
	}
	return strings.Join(texts, ", ")
}

// sqlInts writes what every SQL database understands.
func sqlInts(name string, spans []span) string {
	var alone, parts []string
	for _, s := range spans {
		if s.first == s.last {
			alone = append(alone, strconv.FormatInt(s.first, 10))
		} else {
			parts = append(parts, fmt.Sprintf("%s BETWEEN %d AND %d", name, s.first, s.last))
		}
	}
	switch {
	case len(spans) == 1 && len(alone) == 1:
		return name + " = " + alone[0]
	case len(alone) > 0:
		parts = append(parts, fmt.Sprintf("%s IN (%s)", name, strings.Join(alone, ", ")))
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return "(" + strings.Join(parts, " OR ") + ")"
}
