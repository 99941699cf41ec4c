package dataidlist

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// blockItems is the largest number of items of one IN of a long expression.
// The Butler's time for an IN is quadratic in it, and the depth of the
// expression is the number of blocks plus this.
const blockItems = 200

// conjunction is an expression that the Butler need not turn into something
// longer: an AND of parts, of which each is an OR of terms and at most one more
// conjunction.
type conjunction struct {
	parts   [][]string // of which one each must hold
	terms   int        // that are written
	clauses int        // that the Butler makes of it
	longest int        // number of terms of the longest clause
}

func (c conjunction) depth() int { return min(c.clauses+c.longest, manyClauses) }

func (c conjunction) text() string {
	texts := make([]string, len(c.parts))
	for i, part := range c.parts {
		texts[i] = strings.Join(part, " OR ")
		if len(part) > 1 {
			texts[i] = "(" + texts[i] + ")"
		}
	}
	return strings.Join(texts, " AND ")
}

// and adds what must hold too.
func (c *conjunction) and(more conjunction) {
	c.parts = append(c.parts, more.parts...)
	c.terms += more.terms
	c.clauses = min(c.clauses+more.clauses, manyClauses)
	c.longest = max(c.longest, more.longest)
}

// or adds to a conjunction of one part what may hold instead.
func (c conjunction) or(more conjunction) conjunction {
	others := []string{"(" + more.text() + ")"}
	if len(more.parts) == 1 {
		others = more.parts[0]
	}
	return conjunction{
		parts:   [][]string{slices.Concat(c.parts[0], others)},
		terms:   c.terms + more.terms,
		clauses: times(c.clauses, more.clauses),
		longest: c.longest + more.longest,
	}
}

// oneOf is an IN of n terms.
func oneOf(text string, n int) conjunction {
	return conjunction{parts: [][]string{{text}}, terms: n, clauses: 1, longest: n}
}

// holds writes that a condition holds: the first dimension has one of its
// values, and each of those implies what follows it.
func (c *condition) holds() conjunction {
	all := c.values()
	whole := oneOf(inStrings(c.dimension, all.strings, false), len(all.strings))
	if all.strings == nil {
		whole = inside(c.dimension, itemsOf(all.spans, fewSteps))
	}
	for _, b := range c.branches {
		switch {
		case b.rest == nil: // the last dimension, which has one branch
		case len(c.branches) == 1:
			whole.and(b.rest.holds())
		default:
			rest := b.rest.holds()
			for _, other := range outside(c.dimension, b) {
				whole.and(other.or(rest))
			}
		}
	}
	return whole
}

// fails writes that a condition does not hold: each value of the first
// dimension implies that what follows it does not hold.
func (c *condition) fails() conjunction {
	var whole conjunction
	for _, b := range c.branches {
		for _, other := range outside(c.dimension, b) {
			if b.rest != nil {
				other = other.or(b.rest.fails())
			}
			whole.and(other)
		}
	}
	return whole
}

// values gives the values of all branches.
func (c *condition) values() branch {
	if len(c.branches) == 1 {
		return c.branches[0]
	}
	var all branch
	var spans []span
	for _, b := range c.branches {
		all.strings = append(all.strings, b.strings...)
		spans = append(spans, b.spans...)
	}
	slices.Sort(all.strings)
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.first, b.first) })
	for _, s := range spans {
		all.spans = appendSpan(all.spans, s.first, s.last)
	}
	return all
}

// inside writes that a value is in items. Where these are many, it is in their
// range, and in no block's range without being in the block.
func inside(name string, items []item) conjunction {
	if len(items) <= blockItems {
		return oneOf(inItems(name, items), len(items))
	}
	first, last := items[0].first, items[len(items)-1].last
	whole := oneOf(inItems(name, []item{{first, last, 1}}), 1)
	for len(items) > 0 {
		block := items[:min(blockItems, len(items))]
		items = items[len(block):]
		end := last
		if len(items) > 0 {
			end = items[0].first - 1
		}
		whole.and(notIn(name, item{block[0].first, end, 1}).or(oneOf(inItems(name, block), len(block))))
	}
	return whole
}

// outside writes that a value is not that of a branch, as conjunctions of one
// part which must all hold. Of int dimensions each is one clause, about the gaps
// between items: NOT IN of several items would be as many. Values with steps
// have too many gaps, and are one item.
func outside(name string, b branch) []conjunction {
	if b.strings != nil {
		n := len(b.strings)
		return []conjunction{{parts: [][]string{{inStrings(name, b.strings, true)}}, terms: n, clauses: n, longest: 1}}
	}
	var all []conjunction
	for items := itemsOf(b.spans, manySteps); len(items) > 0; {
		n := 1
		for items[0].step == 1 && n < min(blockItems, len(items)) && items[n].step == 1 {
			n++
		}
		block := items[:n]
		items = items[n:]
		if n == 1 {
			all = append(all, notIn(name, block[0]))
			continue
		}
		var gaps []span
		for i := range block[1:] {
			gaps = append(gaps, span{block[i].last + 1, block[i+1].first - 1})
		}
		between := itemsOf(gaps, fewSteps)
		all = append(all, notIn(name, item{block[0].first, block[n-1].last, 1}).or(oneOf(inItems(name, between), len(between))))
	}
	return all
}

// notIn writes that a value is not in one item.
func notIn(name string, i item) conjunction {
	text := fmt.Sprintf("%s NOT IN (%s)", name, i)
	if i.first == i.last {
		text = fmt.Sprintf("%s != %s", name, i)
	}
	return oneOf(text, 1)
}
