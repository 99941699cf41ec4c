package table

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// An impliedCheck proves that an implied dimension has one value for each
// value of what implies it (FORMAT.md 1.4).
type impliedCheck struct {
	name   string
	keys   []impliedKey
	isInt  bool
	buffer []byte
}

// An impliedKey is a set of required dimensions that fix the implied one, and
// what was seen of them.
type impliedKey struct {
	strs, ints []int // indexes in the group
	names      []string
	seen       map[string]impliedValue
	last       string // key of the last row, to save looking it up
	lastValue  impliedValue
}

type impliedValue struct {
	value string
	row   int64 // where it was seen first
}

func newImpliedCheck(g *dataidlist.Group, name string) *impliedCheck {
	d, _ := g.Universe().Dimension(name)
	c := &impliedCheck{name: name, isInt: d.Type == dataidlist.Int64}
	for _, set := range g.Determinants(name) {
		key := impliedKey{names: set, seen: map[string]impliedValue{}}
		for _, dim := range set {
			if i := slices.Index(g.Strings(), dim); i >= 0 {
				key.strs = append(key.strs, i)
			} else {
				key.ints = append(key.ints, slices.Index(g.Ints(), dim))
			}
		}
		c.keys = append(c.keys, key)
	}
	return c
}

// fixedBy reports whether an int dimension of the group is among those that
// fix the implied one.
func (c *impliedCheck) fixedBy(dim int) bool {
	return slices.ContainsFunc(c.keys, func(key impliedKey) bool { return slices.Contains(key.ints, dim) })
}

// check looks at the implied value of a row whose required values the mapper
// has taken.
func (c *impliedCheck) check(m *Mapper, row int64, cell Cell) error {
	value, err := c.value(cell)
	if err != nil {
		return err
	}
	for i := range c.keys {
		key := &c.keys[i]
		c.buffer = c.buffer[:0]
		for _, at := range key.strs {
			c.buffer = strconv.AppendQuote(c.buffer, m.strs[at])
		}
		for _, at := range key.ints {
			// A row with a range says the same of all its values; only the
			// range as a whole is compared with others.
			c.buffer = strconv.AppendInt(append(c.buffer, ' '), m.ints[at].first, 10)
			c.buffer = strconv.AppendInt(append(c.buffer, ' '), m.ints[at].last, 10)
		}
		if string(c.buffer) != key.last {
			key.last = string(c.buffer)
			seen, ok := key.seen[key.last]
			if !ok {
				seen = impliedValue{string(value), row}
				key.seen[key.last] = seen
			}
			key.lastValue = seen
		}
		if seen := key.lastValue; seen.value != string(value) {
			return fmt.Errorf("%w: %s here and %s in row %d, for the same %s, which fixes it", dataidlist.ErrValue, dataidlist.Quote(string(value)), dataidlist.Quote(seen.value), seen.row, strings.Join(key.names, ", "))
		}
	}
	return nil
}

// value checks the type of an implied value and gives its text.
func (c *impliedCheck) value(cell Cell) ([]byte, error) {
	if c.isInt {
		s, err := intCell(cell)
		return strconv.AppendInt(nil, s.first, 10), err
	}
	if cell.Kind != Text && cell.Kind != Str {
		return nil, fmt.Errorf("%w: it is no string", dataidlist.ErrValue)
	}
	return cell.Bytes, nil
}
