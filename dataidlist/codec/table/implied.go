package table

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// An impliedCheck proves that an implied dimension has one value for each
// value of what implies it (FORMAT.md 1.4). A row with ranges says its value of
// all DataIds that it stands for.
//
// A row is looked at first and kept only when the list has it: one that is
// refused for something else may be left out, and has then said nothing.
type impliedCheck struct {
	isInt   bool
	keys    []*impliedKey
	value   int64            // of the row that was looked at: the int, or the number of the string
	texts   []string         // the strings, by their numbers
	numbers map[string]int64 // and the other way round
}

// An impliedKey is a set of required dimensions that fix the implied one, and
// what rows have said of their values.
type impliedKey struct {
	names      []string // as strs, and then ints
	strs, ints []int    // indexes in the group
	ledgers    map[string]*ledger

	// Of the row that was looked at last.
	words   []string // values of strs
	ledger  *ledger  // for these
	spans   []span   // values of ints
	value   int64
	kept    bool
	entry   entry       // the last one of the row
	entries int         // how many there are
	place   ledgerPlace // of the last one
}

func newImpliedCheck(g *dataidlist.Group, name string) *impliedCheck {
	d, _ := g.Universe().Dimension(name)
	c := &impliedCheck{isInt: d.Type == dataidlist.Int64, numbers: map[string]int64{}}
	for _, set := range g.Determinants(name) {
		key := &impliedKey{names: set, ledgers: map[string]*ledger{}}
		for _, dim := range set {
			if i := slices.Index(g.Strings(), dim); i >= 0 {
				key.strs = append(key.strs, i)
			} else {
				key.ints = append(key.ints, slices.Index(g.Ints(), dim))
			}
		}
		key.words, key.spans = make([]string, len(key.strs)), make([]span, len(key.ints))
		key.entry = make(entry, max(1, len(key.ints))+beside)
		c.keys = append(c.keys, key)
	}
	return c
}

// fixedBy reports whether an int dimension of the group is among those that
// fix the implied one.
func (c *impliedCheck) fixedBy(dim int) bool {
	return slices.ContainsFunc(c.keys, func(key *impliedKey) bool { return slices.Contains(key.ints, dim) })
}

// look takes the implied value of a row whose required values the mapper has.
// It returns an error if it cannot be a value, or if an earlier row has said
// another one.
func (c *impliedCheck) look(m *Mapper, cell Cell) error {
	if err := c.take(cell); err != nil {
		return err
	}
	for _, key := range c.keys {
		if other := key.look(m, c.value); other != nil {
			at := max(key.entry.first(), other.first())
			return fmt.Errorf("%w: %s here and %s in row %d, both for %s, which has only one", dataidlist.ErrValue,
				c.text(c.value), c.text(other.value()), other.rowOf(at), key.point(at))
		}
	}
	return nil
}

// keep keeps what the row has said that was looked at last.
func (c *impliedCheck) keep(row int64) {
	for _, key := range c.keys {
		key.keep(row)
	}
}

// take takes an implied value, if it can be one.
func (c *impliedCheck) take(cell Cell) (err error) {
	switch {
	case isEmpty(cell) && (c.isInt || cell.Kind == Null || len(cell.Bytes) == 0):
		return fmt.Errorf("%w: it is empty: give its value, or drop the column with --ignore-columns", dataidlist.ErrValue)
	case c.isInt:
		c.value, err = oneInt(cell)
	default:
		c.value, err = c.number(cell)
	}
	return err
}

// oneInt gives the value of a cell that is no range.
func oneInt(cell Cell) (int64, error) {
	s, err := intCell(&cell)
	if err == nil && s.first != s.last {
		err = fmt.Errorf("%w: %s are several values, and a DataId has one", dataidlist.ErrValue, cell.words())
	}
	return s.first, err
}

// number gives the number of a string.
func (c *impliedCheck) number(cell Cell) (int64, error) {
	if cell.Kind != Text && cell.Kind != Str {
		return 0, errNoString(&cell)
	}
	if len(c.texts) > 0 && c.texts[c.value] == string(cell.Bytes) {
		return c.value, nil // as in the row before
	}
	if number, ok := c.numbers[string(cell.Bytes)]; ok {
		return number, nil
	}
	switch {
	case len(cell.Bytes) > dataidlist.MaxValueLen:
		return 0, fmt.Errorf("%w: a string of %d bytes: %w of %d", dataidlist.ErrValue, len(cell.Bytes), dataidlist.ErrLimit, dataidlist.MaxValueLen)
	case !utf8.Valid(cell.Bytes):
		return 0, fmt.Errorf("%w: %s is not valid UTF-8", dataidlist.ErrValue, dataidlist.Quote(string(cell.Bytes)))
	}
	number := int64(len(c.texts))
	c.texts = append(c.texts, string(cell.Bytes))
	c.numbers[c.texts[number]] = number
	return number, nil
}

// text gives a value for messages.
func (c *impliedCheck) text(value int64) string {
	if c.isInt {
		return strconv.FormatInt(value, 10)
	}
	return dataidlist.Quote(c.texts[value])
}

// take takes the values of a row, and reports whether they are those of the row
// before.
func (k *impliedKey) take(strs []string, ints []span) (same bool) {
	same = k.ledger != nil
	for i, at := range k.strs {
		same = same && k.words[i] == strs[at]
	}
	if !same {
		var key []byte
		for i, at := range k.strs {
			k.words[i] = strs[at]
			key = strconv.AppendQuote(key, strs[at])
		}
		if k.ledger = k.ledgers[string(key)]; k.ledger == nil {
			k.ledger = &ledger{}
			k.ledgers[string(key)] = k.ledger
		}
	}
	for i, at := range k.ints {
		same = same && k.spans[i] == ints[at]
		k.spans[i] = ints[at]
	}
	return same
}

// look looks at a row, and returns the first entry that is against one that the
// row makes, which is then in k.entry; nil if there is none.
func (k *impliedKey) look(m *Mapper, value int64) (other entry) {
	if k.take(m.strs, m.ints) && k.kept && k.value == value {
		return nil
	}
	k.value, k.kept, k.entries = value, false, 0
	k.each(0, func() bool {
		k.entries++
		other, k.place = k.ledger.against(k.entry)
		return other == nil
	})
	return other
}

// keep keeps what the row says that was looked at.
func (k *impliedKey) keep(row int64) {
	if k.kept {
		return
	}
	k.each(row, func() bool {
		if k.entries > 1 {
			k.place = k.ledger.find(k.entry)
		}
		k.ledger.add(k.place, k.entry)
		return true
	})
	k.kept = true
}

// each calls do with each entry that a row makes, in order, as long as it
// returns true.
func (k *impliedKey) each(row int64, do func() bool) {
	eachRun(k.spans, k.entry[:len(k.spans)], func(n int64) bool {
		k.entry.set(k.entry.first()+n-1, k.value, row)
		return do()
	})
}

// point names the values of a point of the entry, whose last int is given.
func (k *impliedKey) point(at int64) string {
	words := make([]string, 0, len(k.names))
	for i, word := range k.words {
		words = append(words, k.names[i]+" "+dataidlist.Quote(word))
	}
	for i := range k.spans {
		v := k.entry[i]
		if i == len(k.spans)-1 {
			v = at
		}
		words = append(words, k.names[len(k.words)+i]+" "+strconv.FormatInt(v, 10))
	}
	return strings.Join(words, ", ")
}
