package delimited

import (
	"bytes"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/ahead"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// ahead returns a reader of the plain rows, which finds none if spaces around
// cells or between them count for nothing.
func (r *Reader) ahead(m *table.Mapper) *ahead.Reader {
	part := r.part
	if r.Trim || r.Delimiter == ' ' {
		part = 0
	}
	return ahead.New(input{&r.lines}, &plainRows{delimiter: r.Delimiter}, m, part)
}

// An input is the lines of a reader between two records.
type input struct{ lines *lines }

func (in input) Offset() int64          { return in.lines.offset }
func (in input) Number() int64          { return in.lines.number - 1 }
func (in input) Ahead(n int) []byte     { return in.lines.ahead(n) }
func (in input) Advance(n int, _ int64) { in.lines.skip(n) }

// plainRows are the rows that are read ahead, in parallel: each on one line,
// with ints in plain digits, texts without control characters, and quotes only
// around whole cells. All else is left to [Reader.Next], which also says what is
// wrong.
type plainRows struct {
	delimiter byte
	kinds     []table.Kind
}

func (p *plainRows) Learn(columns table.Plain, _ []byte) bool {
	p.kinds = columns.Kinds
	return true
}

// Border is the last line end, which ends a row unless it is in quotes.
func (p *plainRows) Border(text []byte) int { return bytes.LastIndexByte(text, '\n') + 1 }

// noRow are the bytes with which a comment or an empty line begins.
const noRow = "#\n\r"

func (p *plainRows) Parse(rows *ahead.Rows) {
	text := rows.Text()
	for at := 0; at < len(text) && strings.IndexByte(noRow, text[at]) < 0; {
		var column int
		for column, at = rows.Begin(at); column < len(p.kinds); column++ {
			var ok bool
			if at, ok = p.cell(rows, column, at); !ok {
				return
			}
		}
		rows.Add(at, 1)
	}
}

// cell reads a cell and returns the place behind what ends it: the delimiter
// or, for the last one, the line end.
func (p *plainRows) cell(rows *ahead.Rows, column, at int) (next int, ok bool) {
	text := rows.Text()
	if text[at] != '"' {
		end, ok := p.value(rows, column, at, at, p.delimiter)
		return p.ended(text, column, end, ok)
	}
	end, ok := p.value(rows, column, at, at+1, '"')
	ok = ok && end < len(text) && text[end] == '"'
	return p.ended(text, column, end+1, ok)
}

// value reads the value of the cell at a place, which begins at start, and
// returns its end.
func (p *plainRows) value(rows *ahead.Rows, column, at, start int, delimiter byte) (end int, ok bool) {
	switch p.kinds[column] {
	case table.Int:
		v, end := ahead.Int(rows.Text(), start)
		rows.SetInt(column, at, v)
		return end, end > start
	case table.Text:
		end, ok := ahead.Text(rows.Text(), start, delimiter, '"')
		rows.SetText(column, start, end)
		return end, ok
	}
	return ahead.Text(rows.Text(), start, delimiter, '"')
}

// ended returns the place behind what ends a cell at the place end.
func (p *plainRows) ended(text []byte, column, end int, ok bool) (next int, _ bool) {
	if column < len(p.kinds)-1 {
		return end + 1, ok && end < len(text) && text[end] == p.delimiter
	}
	if ok && end < len(text) && text[end] == '\r' {
		end++
	}
	return end + 1, ok && end < len(text) && text[end] == '\n'
}
