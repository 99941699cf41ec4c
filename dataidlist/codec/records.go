package codec

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/ahead"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/resolve"
)

// Records reads dimension records: those of all elements of an export of the
// Butler, or a table of any format. Only columns of use are kept, and of them
// no record that lacks a value which it would be found by. Errors are
// [*dataidlist.InputError].
func (r *Rows) Records(ctx context.Context, into *resolve.Records) (*table.Result, error) {
	r.opts.Universe = into.Universe()
	sink := &recordSink{into: into}
	result, err := r.read(ctx, sink)
	if err != nil {
		return nil, err
	}
	for _, t := range sink.tables {
		if err := t.addTo(into); err != nil {
			return nil, &dataidlist.InputError{File: r.name, Err: err}
		}
	}
	return result, nil
}

// A recordSink collects records by what columns they have.
type recordSink struct {
	into    *resolve.Records
	tables  []*recordTable
	current *recordTable // nil if the rows are of no use
	places  []int        // of its columns in a row
	values  []table.Cell // of a row
	memory  texts
}

// A recordTable is records with the same columns of use.
type recordTable struct {
	names   []string
	types   []columnType
	columns []valueColumn
}

// A columnType says what the values of a column must be.
type columnType uint8

const (
	fieldColumn  columnType = iota // ints or texts, or none
	intColumn                      // of a dimension of the primary key
	stringColumn                   // the same
)

func (s *recordSink) Columns(_ int64, names []string) ([]table.Kind, error) {
	keep, err := s.into.Keep(names)
	if err != nil {
		return nil, table.OptionsError(err)
	}
	t := &recordTable{}
	s.places = s.places[:0]
	kinds := make([]table.Kind, len(names))
	for i, name := range names {
		if !keep[i] {
			continue
		}
		kinds[i] = table.Text
		d, dimension := s.into.Universe().Dimension(name)
		kind := fieldColumn
		switch {
		case dimension && d.Type == dataidlist.Int64:
			kinds[i], kind = table.Int, intColumn
		case dimension:
			kind = stringColumn
		}
		t.names, t.types = append(t.names, name), append(t.types, kind)
		s.places = append(s.places, i)
	}
	t.columns = make([]valueColumn, len(t.names))
	s.choose(t)
	return kinds, nil
}

// choose takes the table with these columns for the rows that follow.
func (s *recordSink) choose(t *recordTable) {
	if s.current = nil; len(t.names) == 0 {
		return
	}
	for _, other := range s.tables {
		if slices.Equal(other.names, t.names) {
			s.current = other
			return
		}
	}
	s.tables = append(s.tables, t)
	s.current = t
}

func (s *recordSink) Row(_ int64, cells []table.Cell, _ []dataidlist.Reason) error {
	t := s.current
	if t == nil {
		return nil
	}
	s.values = s.values[:0]
	for i, place := range s.places {
		if t.types[i] == fieldColumn && hasNoValue(cells[place]) {
			return nil // nothing finds it
		}
		value, err := t.types[i].value(cells[place])
		if err != nil {
			return fmt.Errorf("%s: %w", t.names[i], err)
		}
		s.values = append(s.values, value)
	}
	for i, value := range s.values {
		t.columns[i].add(value, &s.memory)
	}
	return nil
}

// hasNoValue reports whether a cell is null or an empty text.
func hasNoValue(c table.Cell) bool {
	return c.Kind == table.Null || (c.Kind == table.Text || c.Kind == table.Str) && len(c.Bytes) == 0
}

// value gives a cell as one of the kinds Int, Text and Str.
func (t columnType) value(c table.Cell) (table.Cell, error) {
	switch {
	case hasNoValue(c):
		return c, fmt.Errorf("%w: it has no value", dataidlist.ErrValue)
	case c.Kind == table.Other:
		return c, fmt.Errorf("%w: %s; an integer or a text is expected", dataidlist.ErrValue, c.Bytes)
	case c.Kind == table.Range, c.Kind == table.Int && t == stringColumn:
		return c, fmt.Errorf("%w: a number; a text is expected", dataidlist.ErrValue)
	case t != intColumn, c.Kind == table.Int && c.Int >= 0:
		return c, nil
	case c.Kind == table.Text:
		v, err := dataidlist.ParseInt(strings.Trim(string(c.Bytes), " \t"))
		return table.Cell{Kind: table.Int, Int: v}, err
	}
	return c, fmt.Errorf("%w: an integer from 0 is expected", dataidlist.ErrValue)
}

// addTo gives the table to the records.
func (t *recordTable) addTo(into *resolve.Records) error {
	columns := make([]resolve.Column, len(t.columns))
	for i := range t.columns {
		columns[i] = t.columns[i].Column
		if t.types[i] == stringColumn {
			t.columns[i].toTexts()
			columns[i] = t.columns[i].Column
		}
	}
	return into.Add(t.names, columns)
}

// A valueColumn collects values: as ints, as long as all are in plain digits.
type valueColumn struct {
	resolve.Column
	isText bool
}

func (c *valueColumn) add(cell table.Cell, memory *texts) {
	if !c.isText {
		v, plain := cell.Int, cell.Kind == table.Int && cell.Int >= 0
		if cell.Kind == table.Text {
			var end int
			v, end = ahead.Int(cell.Bytes, 0)
			plain = end > 0 && end == len(cell.Bytes)
		}
		if plain {
			c.Ints = append(c.Ints, v)
			return
		}
		c.toTexts()
	}
	if cell.Kind == table.Int {
		c.Texts = append(c.Texts, strconv.FormatInt(cell.Int, 10))
		return
	}
	var last string
	if n := len(c.Texts); n > 0 {
		last = c.Texts[n-1]
	}
	c.Texts = append(c.Texts, memory.add(cell.Bytes, last))
}

// toTexts writes ints as the texts that they came from.
func (c *valueColumn) toTexts() {
	for _, v := range c.Ints {
		c.Texts = append(c.Texts, strconv.FormatInt(v, 10))
	}
	c.Ints, c.isText = nil, true
}

// texts keeps strings in few pieces of memory.
type texts struct{ piece strings.Builder }

// textPiece is the size in bytes of a piece.
const textPiece = 64 << 10

// add returns the text as a string; last if that is the same.
func (t *texts) add(text []byte, last string) string {
	if string(text) == last {
		return last
	}
	if t.piece.Cap()-t.piece.Len() < len(text) {
		t.piece = strings.Builder{}
		t.piece.Grow(max(textPiece, len(text)))
	}
	start := t.piece.Len()
	t.piece.Write(text)
	return t.piece.String()[start:]
}
