package table

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Check returns an error if two of the options contradict each other: where one
// column is ignored, renamed or the reason, and another of these; where one is
// split that is ignored or the reason; where one dimension has two columns, or is
// set and has a column. It names the column or the dimension and both options, and
// wraps [ErrOptions].
//
// Of several inputs each may have another column of a dimension: what Shared
// names contradicts nothing about a dimension.
func (o *ReadOptions) Check() error {
	c := contradictions{shared: o.Shared, columns: map[string]saying{}, dimensions: map[string]saying{}}
	for _, column := range o.Ignore {
		c.column(column, saying{"--ignore-columns " + column, "ignored", column})
	}
	if column := o.ReasonColumn; column != "" {
		c.column(column, saying{"--reason-column " + column, "the reason", column})
	}
	for _, column := range slices.Sorted(maps.Keys(o.Rename)) {
		option := "--rename " + column + "=" + o.Rename[column]
		for _, name := range endsOf(column) {
			c.column(name, saying{option, "renamed", column})
		}
		c.dimension(o.Rename[column], saying{option, "column " + column, column})
	}
	for _, column := range slices.Sorted(maps.Keys(o.Split)) {
		option := "--split-column " + column + "=" + o.Split[column]
		if _, renamed := o.Rename[column]; renamed {
			continue
		}
		c.column(column, saying{option, "split", column})
		c.dimension(column, saying{option, "column " + column, column})
	}
	for _, name := range slices.Sorted(maps.Keys(o.Set)) {
		c.dimension(name, saying{"--set " + name + "=" + o.Set[name], "set", name})
	}
	return c.first
}

// endsOf gives the columns that a name in Rename is about: that column, and
// those of the ends of a range.
func endsOf(name string) []string {
	first, last, ranged := strings.Cut(name, "..")
	if !ranged || first == last {
		return []string{name}
	}
	return []string{name, first, last}
}

// A saying is what an option says.
type saying struct {
	option string // as on the command line
	what   string // it says of the column or dimension
	name   string // in the options
}

// contradictions finds the first one.
type contradictions struct {
	shared              []string
	columns, dimensions map[string]saying
	first               error
}

// column takes what is said of a column, of which one thing can be true.
func (c *contradictions) column(name string, s saying) {
	before, said := c.columns[name]
	c.columns[name] = s
	if said && before.option != s.option {
		c.fail("column "+name, before, s)
	}
}

// dimension takes where the values of a dimension come from.
func (c *contradictions) dimension(name string, s saying) {
	before, said := c.dimensions[name]
	c.dimensions[name] = s
	if said && !slices.Contains(c.shared, before.name) && !slices.Contains(c.shared, s.name) {
		c.fail("dimension "+name, before, s)
	}
}

func (c *contradictions) fail(of string, one, other saying) {
	if c.first == nil {
		c.first = OptionsError(fmt.Errorf("%s is %s by %s and %s by %s: leave one of these out", of, one.what, one.option, other.what, other.option))
	}
}
