package table

import (
	"slices"
	"strconv"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// Column is what consecutive rows have in one column of a binary format:
// either ints or strings. Its slices belong to the reader and are used only
// during the call of [Mapper.Block].
type Column struct {
	Ints     []int64  // one a row
	Unsigned bool     // Ints are the bits of uint64 values
	Words    []string // what strings there are; one may be there more than once
	Index    []int32  // place in Words, one a row
	Nulls    []bool   // which rows have no value; nil if all have one
}

// AppendString adds a row to a string column. Neighbours with the same string
// share a word.
func (c *Column) AppendString(s []byte) {
	if n := len(c.Words); n == 0 || c.Words[n-1] != string(s) {
		c.Words = append(c.Words, string(s))
	}
	c.Index = append(c.Index, int32(len(c.Words)-1))
}

// cell gives the value of a row. It uses the room of text.
func (c *Column) cell(row int, text []byte) Cell {
	switch {
	case c.Nulls != nil && c.Nulls[row]:
		return Cell{}
	case c.Ints == nil:
		return Cell{Kind: Str, Bytes: append(text, c.Words[c.Index[row]]...)}
	case c.Unsigned && c.Ints[row] < 0:
		return Cell{Kind: Text, Bytes: strconv.AppendUint(text, uint64(c.Ints[row]), 10)}
	}
	return Cell{Kind: Int, Int: c.Ints[row], Bytes: strconv.AppendInt(text, c.Ints[row], 10)}
}

// Block adds n rows at once: columns has a Column for each that [Mapper.Columns]
// named, where that of an ignored one may be empty. The first row is numbered
// row in messages. It does what [Mapper.Row] would do with each row, but looks
// at runs: rows that agree in all columns and follow each other in the last
// int dimension are one step.
func (m *Mapper) Block(row int64, n int, columns []Column) error {
	cells, texts := make([]Cell, len(columns)), make([][]byte, len(columns))
	used := m.usedColumns()
	w := m.newWatch(columns, used)
	for from := 0; from < n; {
		to := w.runEnd(from, n)
		for _, at := range used {
			cells[at] = columns[at].cell(from, texts[at][:0])
			texts[at] = cells[at].Bytes
		}
		if err := m.rows(row+int64(from), int64(to-from), cells, nil); err != nil {
			return err
		}
		from = to
	}
	return nil
}

// Run adds n DataIds at once: that of a row with these cells, and those that
// follow it in the last int dimension, which has a column.
func (m *Mapper) Run(row, n int64, cells []Cell) error { return m.rows(row, n, cells, nil) }

// Direct says where the values of the rows are, for a reader that makes the
// list by itself.
type Direct struct {
	Group   *dataidlist.Group
	Columns []int    // column of each dimension in canonical order, −1 where it is set
	Strings []string // of each string dimension, what it is set to
	Ints    []int64  // the same for the int dimensions
}

// Direct reports whether the reader of a binary format may make the list by
// itself and give it to [Mapper.Adopt]: each row is one DataId, and there is
// nothing to check or to keep besides: no implied dimension, no reason, no
// value that stands for several.
func (m *Mapper) Direct() (*Direct, bool) {
	if m.passage != nil {
		return nil, false
	}
	present := func(at int) bool { return at >= 0 }
	if m.plan.reason >= 0 || slices.ContainsFunc(m.plan.implied, present) || slices.ContainsFunc(m.plan.lasts, present) ||
		m.plan.splits != nil || m.opts.Full != nil {
		return nil, false
	}
	d := &Direct{Group: m.group, Columns: slices.Concat(m.plan.strs, m.plan.ints), Strings: slices.Clone(m.strs)}
	for i, s := range m.ints {
		if m.plan.ints[i] < 0 && s.first != s.last {
			return nil, false
		}
		d.Ints = append(d.Ints, s.first)
	}
	return d, true
}

// Adopt is what [Mapper.Finish] is for rows that the mapper was given: it
// returns the list of so many rows that the reader made.
func (m *Mapper) Adopt(format string, list *dataidlist.List, rows uint64) (*Result, error) {
	if err := m.unused(); err != nil {
		return nil, err
	}
	r := &Result{
		List: list, Format: format, Rows: rows, Duplicates: rows - list.Count(),
		Used: m.used, Named: m.named,
	}
	if err := m.filled(r); err != nil {
		return nil, err
	}
	return r, nil
}

// Uses reports whether the mapper has a use for the column of that place among
// those that [Mapper.Columns] named: whether it is not ignored.
func (m *Mapper) Uses(column int) bool { return slices.Contains(m.usedColumns(), column) }

// usedColumns gives the columns that are not ignored.
func (m *Mapper) usedColumns() []int {
	if m.passage != nil {
		return m.passage.wanted()
	}
	used := slices.Concat(m.plan.strs, m.plan.ints, m.plan.lasts, m.plan.implied, []int{m.plan.reason})
	return slices.DeleteFunc(used, func(at int) bool { return at < 0 })
}

// A watch finds runs in the columns of a block.
type watch struct {
	single bool      // each row is its own run
	last   []int64   // column of the last int dimension
	ints   [][]int64 // columns that are the same in a run
	words  [][]int32
	nulls  [][]bool // columns in which a null ends a run
}

func (m *Mapper) newWatch(columns []Column, used []int) *watch {
	step := m.stepColumn()
	if step < 0 || columns[step].Ints == nil {
		return &watch{single: true}
	}
	w := &watch{last: columns[step].Ints}
	for _, at := range used {
		c := &columns[at]
		switch {
		case at == step:
		case c.Ints != nil:
			w.ints = append(w.ints, c.Ints)
		default:
			w.words = append(w.words, c.Index)
		}
		if c.Nulls != nil {
			w.nulls = append(w.nulls, c.Nulls)
		}
	}
	return w
}

// runEnd gives the row after the run that begins at from.
func (w *watch) runEnd(from, n int) int {
	to := from + 1
	if w.single {
		return to
	}
	for ; to < n; to++ {
		if w.last[to] <= w.last[to-1] || w.last[to] != w.last[to-1]+1 {
			return to
		}
		for _, c := range w.ints {
			if c[to] != c[to-1] {
				return to
			}
		}
		for _, c := range w.words {
			if c[to] != c[to-1] {
				return to
			}
		}
		for _, c := range w.nulls {
			if c[to] || c[to-1] {
				return to
			}
		}
	}
	return to
}
