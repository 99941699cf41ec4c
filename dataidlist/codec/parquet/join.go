package parquet

import (
	"io"
	"slices"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/parquet/internal/encoding"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// A joiner makes a list of row groups: of the runs of their columns, where
// there are few, or else of their values, column by column.
type joiner struct {
	builder *dataidlist.Builder
	unpack  *decompressor
	strings []stringVector
	ints    []intVector

	strs []string // of the next rows
	at   []int64
	cols [][]int64
}

// A stringVector is what the next rows have in a string column, which is nil
// where the value is set.
type stringVector struct {
	column *columnReader
	words  []string
	runs   []encoding.Word
	rest   []encoding.Word // of runs
}

// An intVector is what the next rows have in an int column, which is nil where
// the value is set: runs, or values if it is dense.
type intVector struct {
	column *columnReader
	dense  bool // few values are in runs
	runs   []encoding.Run
	rest   []encoding.Run // of runs
	values []int64
	set    int64
}

// manyRuns is the number of rows a run, on average, under which values are
// the shorter way.
const manyRuns = 16

func newJoiner(r io.ReaderAt, f *footer, d *table.Direct, maxOpen int64) *joiner {
	j := &joiner{
		builder: dataidlist.NewBuilder(d.Group),
		unpack:  &decompressor{},
		strings: make([]stringVector, len(d.Strings)),
		ints:    make([]intVector, len(d.Ints)),
		strs:    make([]string, len(d.Strings)),
		at:      make([]int64, len(d.Ints)),
		cols:    make([][]int64, len(d.Ints)),
	}
	room := &pageRoom{most: maxOpen}
	column := func(i int) *columnReader {
		at := d.Columns[i]
		if at < 0 {
			return nil
		}
		return &columnReader{at: at, field: f.fields[at], pages: pageReader{r: r, room: room, unpack: j.unpack}}
	}
	for i := range j.strings {
		j.strings[i] = stringVector{column: column(i), words: d.Strings[i : i+1]}
	}
	for i := range j.ints {
		j.ints[i] = intVector{column: column(len(j.strings) + i), set: d.Ints[i]}
	}
	return j
}

// columns calls do for all columns until it returns an error.
func (j *joiner) columns(do func(c *columnReader) error) error {
	for i := range j.strings {
		if c := j.strings[i].column; c != nil {
			if err := do(c); err != nil {
				return err
			}
		}
	}
	for i := range j.ints {
		if c := j.ints[i].column; c != nil {
			if err := do(c); err != nil {
				return err
			}
		}
	}
	return nil
}

// readGroup adds the rows of a row group.
func (j *joiner) readGroup(g rowGroup) error {
	err := j.columns(func(c *columnReader) error {
		c.start(g.chunks[c.field.column])
		return nil
	})
	for left := g.rows; left > 0 && err == nil; {
		n := int(min(left, batchRows))
		err = j.columns(func(c *columnReader) error {
			have, err := c.available()
			n = min(n, have)
			return err
		})
		if err == nil {
			err = j.readBlock(n)
		}
		left -= int64(n)
	}
	if err != nil {
		return err
	}
	return j.columns(func(c *columnReader) error {
		if c.left > 0 {
			return errSlow
		}
		return nil
	})
}

// readBlock adds n rows, in which no page ends.
func (j *joiner) readBlock(n int) error {
	pieces, dense := 0, false
	for i := range j.strings {
		v := &j.strings[i]
		if err := v.read(n); err != nil {
			return err
		}
		pieces += len(v.runs)
	}
	for i := range j.ints {
		v := &j.ints[i]
		if err := v.read(n); err != nil {
			return err
		}
		pieces += v.pieces(n, i == len(j.ints)-1)
		dense = dense || len(v.values) > 0
	}
	if !dense && pieces <= max(1, n/manyRuns) {
		return j.addRuns(n)
	}
	return j.addRows(n)
}

// addRuns joins the runs of the columns.
func (j *joiner) addRuns(n int) error {
	for left := n; left > 0; {
		m := left // rows that the next run has
		for i := range j.strings {
			v := &j.strings[i]
			j.strs[i] = v.words[v.rest[0].Index]
			m = min(m, v.rest[0].N)
		}
		for i := range j.ints {
			run := j.ints[i].rest[0]
			j.at[i] = run.First
			if run.N > 1 && (run.Step == 1) != (i == len(j.ints)-1) {
				run.N = 1
			}
			m = min(m, run.N)
		}
		if err := j.builder.AddRun(j.strs, j.at, int64(m)); err != nil {
			return err
		}
		for i := range j.strings {
			j.strings[i].skip(m)
		}
		for i := range j.ints {
			j.ints[i].skip(m)
		}
		left -= m
	}
	return nil
}

// addRows adds the values of the int columns, as far as the strings are the
// same.
func (j *joiner) addRows(n int) error {
	for i := range j.ints {
		j.ints[i].expand(n)
	}
	for at := 0; at < n; {
		m := n - at
		for i := range j.strings {
			v := &j.strings[i]
			j.strs[i] = v.words[v.rest[0].Index]
			m = min(m, v.rest[0].N)
		}
		for i := range j.ints {
			j.cols[i] = j.ints[i].values[at : at+m]
		}
		if err := j.builder.AddRows(j.strs, j.cols); err != nil {
			return err
		}
		for i := range j.strings {
			j.strings[i].skip(m)
		}
		at += m
	}
	return nil
}

// read takes the next n rows.
func (v *stringVector) read(n int) (err error) {
	if v.runs = v.runs[:0]; v.column == nil {
		v.runs = append(v.runs, encoding.Word{N: n})
	} else {
		v.runs, v.words, err = v.column.wordRuns(v.runs, n)
	}
	v.rest = v.runs
	return err
}

// skip goes on by n rows, which are of one run.
func (v *stringVector) skip(n int) {
	if v.rest[0].N -= n; v.rest[0].N == 0 {
		v.rest = v.rest[1:]
	}
}

// read takes the next n rows.
func (v *intVector) read(n int) (err error) {
	v.runs, v.values = v.runs[:0], v.values[:0]
	switch {
	case v.column == nil:
		v.runs = append(v.runs, encoding.Run{First: v.set, N: n})
	case v.dense:
		v.values = slices.Grow(v.values, n)[:n]
		err = v.column.intValues(v.values)
		v.dense = v.column.unsigned32() || breaks(v.values[:min(n, sampleRows)]) > sampleRows/manyRuns
	case v.column.unsigned32():
		v.dense = true
		return v.read(n)
	default:
		v.runs, err = v.column.intRuns(v.runs, n)
		v.dense = len(v.runs) > n/manyRuns
	}
	v.rest = v.runs
	return err
}

// sampleRows is how many values are looked at to see whether there are runs.
const sampleRows = 256

// breaks counts the values with which no run goes on.
func breaks(values []int64) (n int) {
	for i := 1; i < len(values); i++ {
		if d := values[i] - values[i-1]; d < 0 || d > 1 {
			n++
		}
	}
	return n
}

// pieces gives the number of runs of the list that the column leaves n rows,
// at least; last is whether its dimension is the last.
func (v *intVector) pieces(n int, last bool) (pieces int) {
	if len(v.values) > 0 {
		return n
	}
	for _, run := range v.runs {
		if (run.Step == 1) == last {
			pieces++
		} else {
			pieces += run.N
		}
	}
	return pieces
}

// skip goes on by n rows, which are of one run.
func (v *intVector) skip(n int) {
	run := &v.rest[0]
	run.First += run.Step * int64(n)
	if run.N -= n; run.N == 0 {
		v.rest = v.rest[1:]
	}
}

// expand makes n values of the runs, if there are runs.
func (v *intVector) expand(n int) {
	if len(v.values) > 0 {
		return
	}
	v.values = slices.Grow(v.values, n)
	for _, run := range v.runs {
		for i := range int64(run.N) {
			v.values = append(v.values, run.First+run.Step*i)
		}
	}
}
