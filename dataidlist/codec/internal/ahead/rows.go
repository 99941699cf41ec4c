package ahead

import (
	"bytes"

	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// Rows collects the plain rows that a text begins with. Rows that follow each
// other in the step column are joined to runs as they come.
//
// A [Format] reads a row like this: it begins with [Rows.Begin], sets the value
// of each column, and ends with [Rows.Add]. A row that is not ended is not
// there.
type Rows struct {
	text    []byte
	columns table.Plain
	runs    []run
	values  []int64 // of the first row of each run, as in row
	end     int     // of the last row in the text
	number  int     // of that row, counted from Input.Number

	// The row that is being read; until then, the values of the one before. An
	// int is its value, a text its place, what is ignored is 0.
	row   []int64
	start int
	stem  []byte // of the row before: what is before its value in the step column
}

// A run is rows that are the same but for the step column.
type run struct {
	start  uint32 // place of the first row in the text
	number uint32 // of the first row, counted from Input.Number
	rows   uint32
}

func (r *Rows) reset(columns table.Plain, text []byte) {
	r.text, r.columns = text, columns
	r.runs, r.values = r.runs[:0], r.values[:0]
	r.end, r.number = 0, 0
	r.row = append(r.row[:0], make([]int64, len(columns.Kinds))...)
	r.stem = nil
}

// Text returns the text.
func (r *Rows) Text() []byte { return r.text }

// Begin begins the row at a place in the text. It returns the first column that
// is to be set and the place to go on: that of the value in the step column if
// the row is the same as the one before until there, as nearly all rows of a
// sorted list are.
func (r *Rows) Begin(at int) (column, next int) {
	r.start = at
	if len(r.stem) > 0 && bytes.HasPrefix(r.text[at:], r.stem) {
		return r.columns.Step, at + len(r.stem)
	}
	return 0, at
}

// SetInt sets a value that begins at that place.
func (r *Rows) SetInt(column, at int, v int64) {
	if column == r.columns.Step {
		r.stem = r.text[r.start:at]
	}
	r.row[column] = v
}

// SetText sets a value that is a part of the text.
func (r *Rows) SetText(column, from, to int) {
	if string(r.textAt(r.row[column])) != string(r.text[from:to]) {
		r.row[column] = int64(from)<<32 | int64(to)
	}
}

func (r *Rows) textAt(place int64) []byte { return r.text[place>>32 : place&(1<<32-1)] }

// Add ends the row before the given place. Its number is by count above that of
// the row before it, or for the first row above [Input.Number].
func (r *Rows) Add(end, count int) {
	r.end = end
	r.number += count
	if r.continues() {
		r.runs[len(r.runs)-1].rows++
		return
	}
	r.runs = append(r.runs, run{uint32(r.start), uint32(r.number), 1})
	r.values = append(r.values, r.row...)
}

// continues reports whether the row belongs to the last run.
func (r *Rows) continues() bool {
	step := r.columns.Step
	if len(r.runs) == 0 || step < 0 {
		return false
	}
	first := r.values[len(r.values)-len(r.row):]
	if r.row[step] != first[step]+int64(r.runs[len(r.runs)-1].rows) {
		return false
	}
	for i, v := range r.row {
		if v != first[i] && i != step {
			return false
		}
	}
	return true
}

// appendCells appends the cells of the first row of a run.
func (r *Rows) appendCells(dst []table.Cell, i int) []table.Cell {
	n := len(r.row)
	for column, v := range r.values[i*n : i*n+n] {
		switch r.columns.Kinds[column] {
		case table.Int:
			dst = append(dst, table.Cell{Kind: table.Int, Int: v})
		case table.Text:
			dst = append(dst, table.Cell{Kind: table.Text, Bytes: r.textAt(v)})
		default:
			dst = append(dst, table.Cell{})
		}
	}
	return dst
}
