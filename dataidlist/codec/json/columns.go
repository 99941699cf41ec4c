package json

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/strictjson"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// A table that is written by columns is kept until its end, up to these limits.
const (
	maxKept      = 16 << 20 // values
	maxKeptBytes = 64 << 20 // bytes of strings; of those that are the same in a column one counts
)

// byColumns reads an object that has an array for each column, or an object whose
// keys are the index.
func (r *reader) byColumns() error {
	if err := r.startMapper(); err != nil {
		return err
	}
	var columns []*column
	var index *column
	for key, err := range r.scanner.Object() {
		if err == nil && len(columns) == maxColumns {
			err = fmt.Errorf("%w: more than %d columns", dataidlist.ErrLimit, maxColumns)
		}
		if err != nil {
			return r.fail("", err)
		}
		c := &column{name: string(key)}
		columns = append(columns, c)
		if slices.Contains(r.opts.Ignore, c.name) {
			continue // the loop skips it
		}
		if err := r.readColumn(c, &index); err != nil {
			return r.fail(c.name, err)
		}
	}
	if err := r.end(); err != nil {
		return err
	}
	if index != nil {
		columns = append(columns, index)
	}
	return r.addColumns(columns)
}

// readColumn reads the values of a column, and the index if it is the first one
// that has it.
func (r *reader) readColumn(c *column, index **column) error {
	kind, err := r.scanner.Peek()
	switch {
	case err != nil:
		return err
	case kind == strictjson.ArrayStart:
		for _, err := range r.scanner.Array() {
			if err == nil {
				err = r.gather(c)
			}
			if err != nil {
				return err
			}
		}
		return nil
	case kind != strictjson.ObjectStart:
		return r.scanner.Errorf("found %v where other columns have an array or an object with all values", kind)
	}
	told, keys := r.named(indexName), r.scanner.Entries()
	isFirst := told && *index == nil
	if isFirst {
		*index = &column{name: indexName}
		keys = r.scanner.Object() // which refuses a key that comes twice
	}
	for key, err := range keys {
		switch {
		case err != nil:
		case isFirst:
			err = r.gatherKey(*index, key)
		case told && (c.n >= (*index).n || string(key) != (*index).key(c.n)):
			err = r.scanner.Errorf("the key %s is not that of another column in this place", dataidlist.Quote(string(key)))
		case !told && string(key) != strconv.Itoa(c.n):
			err = errIndex(dataidlist.Quote(string(key)), int64(c.n))
		}
		if err == nil {
			err = r.gather(c)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// addColumns gives the rows of the columns to the mapper.
func (r *reader) addColumns(columns []*column) error {
	var names []string
	for _, c := range columns {
		names = append(names, c.name)
	}
	if len(columns) == 1 {
		names[0] = r.mapper.OnlyColumn(names[0])
	}
	if err := r.mapper.Columns(0, names); err != nil {
		return err
	}
	rows := -1
	values := make([]table.Column, len(columns))
	for i, c := range columns {
		switch {
		case !r.mapper.Uses(i):
			continue
		case c.fault != nil:
			return c.fault
		case rows >= 0 && c.n != rows:
			return r.fail(c.name, fmt.Errorf("this column has %d values, and another one %d", c.n, rows))
		}
		rows, values[i] = c.n, c.complete()
	}
	return r.mapper.Block(1, max(rows, 0), values)
}

// A column holds values that are kept: ints or strings, with nulls among them.
type column struct {
	table.Column
	name   string
	n      int              // values that were read
	places map[string]int32 // of the words
	fault  error            // why it is no column of ints or of strings; it then holds nothing
}

// gather reads the next value of a column.
func (r *reader) gather(c *column) error {
	t, err := r.scanner.Next()
	if err != nil {
		return err
	}
	c.n++
	if c.fault != nil {
		return nil
	}
	switch t.Kind {
	case strictjson.Null:
		c.addNull()
	case strictjson.String:
		if c.Ints != nil {
			return r.refuse(c, "the string "+dataidlist.Quote(string(t.Text))+" among ints")
		}
		r.bytes += c.addString(t.Text)
	case strictjson.Number:
		n, err := t.Int64()
		switch {
		case err != nil:
			return r.refuse(c, string(describe(t.Text)))
		case c.Words != nil:
			return r.refuse(c, fmt.Sprintf("the number %d among strings", n))
		}
		c.addInt(n)
	default:
		return r.refuse(c, t.Kind.String())
	}
	return r.countKept()
}

// gatherKey adds a key to the column of the index.
func (r *reader) gatherKey(c *column, key []byte) error {
	c.n++
	switch n, err := dataidlist.ParseInt(string(key)); {
	case err == nil && c.Words == nil:
		c.addInt(n)
	case c.Ints != nil:
		return r.scanner.Errorf("the key %s is no number as those before it", dataidlist.Quote(string(key)))
	default:
		r.bytes += c.addString(key)
	}
	return r.countKept()
}

func (r *reader) countKept() error {
	switch r.values++; {
	case r.values > maxKept:
		return fmt.Errorf("%w: more than %d values in a table that is kept until its end: write it by rows", dataidlist.ErrLimit, maxKept)
	case r.bytes > maxKeptBytes:
		return fmt.Errorf("%w: more than %d bytes of strings in a table that is kept until its end: write it by rows", dataidlist.ErrLimit, maxKeptBytes)
	}
	return nil
}

// refuse drops a column that has something else. That is an error only if it is
// one of a dimension or of reasons.
func (r *reader) refuse(c *column, found string) error {
	err := fmt.Errorf("%w: %s; a column has ints or strings, and nulls", dataidlist.ErrValue, found)
	*c = column{name: c.name, n: c.n, fault: &dataidlist.InputError{File: r.file, Row: int64(c.n), Column: c.name, Byte: r.scanner.Offset() + 1, Err: err}}
	return nil
}

func (c *column) addInt(n int64) {
	if c.Ints == nil {
		c.Ints = make([]int64, c.n-1, c.n)
	}
	c.Ints = append(c.Ints, n)
	c.mark(false)
}

// addString returns the number of bytes that it keeps.
func (c *column) addString(text []byte) (kept int) {
	if c.places == nil {
		c.places, c.Index = map[string]int32{}, make([]int32, c.n-1, c.n)
	}
	at, ok := c.places[string(text)]
	if !ok {
		word := string(text)
		at, kept = int32(len(c.Words)), len(text)
		c.places[word], c.Words = at, append(c.Words, word)
	}
	c.Index = append(c.Index, at)
	c.mark(false)
	return kept
}

func (c *column) addNull() {
	if c.Nulls == nil {
		c.Nulls = make([]bool, c.n-1, c.n)
	}
	switch {
	case c.Ints != nil:
		c.Ints = append(c.Ints, 0)
	case c.Words != nil:
		c.Index = append(c.Index, 0)
	}
	c.mark(true)
}

// mark notes whether the last value is null.
func (c *column) mark(null bool) {
	if c.Nulls != nil {
		c.Nulls = append(c.Nulls, null)
	}
}

// complete gives the column as the mapper takes it: one of nothing but nulls is
// of strings.
func (c *column) complete() table.Column {
	if c.Ints == nil && c.Words == nil {
		c.Index = make([]int32, c.n)
	}
	return c.Column
}

// cell gives the value of a row.
func (c *column) cell(row int) table.Cell {
	switch {
	case c.Nulls != nil && c.Nulls[row]:
		return table.Cell{Kind: table.Null}
	case c.Ints != nil:
		return table.Cell{Kind: table.Int, Int: c.Ints[row]}
	}
	return table.Cell{Kind: table.Str, Bytes: []byte(c.Words[c.Index[row]])}
}

// key gives the text of a row of the index.
func (c *column) key(row int) string {
	if cell := c.cell(row); cell.Kind != table.Int {
		return string(cell.Bytes)
	}
	return strconv.FormatInt(c.Ints[row], 10)
}
