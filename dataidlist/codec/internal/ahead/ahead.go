// Package ahead makes readers of text formats fast: it reads the plain rows of
// an input in parallel, ahead of the strict reader of the format, which reads
// the others.
//
// What comes next of an input is cut into parts at what look like ends of
// rows. All processors look for plain rows in them, each from the start of its
// part to the first byte that it does not understand. Then the parts are gone
// through in order: their rows are given to the mapper and taken away from the
// strict reader, and where one ends early the strict reader reads the next
// row. A part counts only if the reader arrives exactly where it starts, so
// that a cut in a wrong place, such as at a line end within quotes, is no
// error: the part is read anew from where the reader is.
//
// So the fast path never refuses anything. A row that is wrong, or that the
// mapper does not accept, is left to the strict reader, which says why.
package ahead

import (
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

const (
	// PartSize is a good length in bytes of a part: long against what it costs to
	// hand it out, short against the cache.
	PartSize = 256 << 10
	// partsEach is how many parts each processor gets at a time.
	partsEach = 4
	// maxWorkers bounds the memory.
	maxWorkers = 16
)

// An Input is a strict reader that stands between two rows.
type Input interface {
	// Offset returns how many bytes of the input were taken.
	Offset() int64
	// Number returns the number from which the rows that come next are counted
	// on, see [Rows.Add].
	Number() int64
	// Ahead returns the n bytes that come next, fewer if the input ends. They
	// are valid until the reader reads more.
	Ahead(n int) []byte
	// Advance takes n of these bytes, which are that many rows.
	Advance(n int, rows int64)
}

// A Format knows the plain rows of a format.
type Format interface {
	// Learn is told the columns and looks at the row that text begins with. It
	// reports whether there may be plain rows.
	Learn(columns table.Plain, text []byte) bool
	// Border returns the end of the last row in text that is followed by
	// another one, or 0 if none is seen.
	Border(text []byte) int
	// Parse reads the plain rows that the text of rows begins with. It is
	// called by several goroutines, with different rows.
	Parse(rows *Rows)
}

// A Reader gives a mapper the plain rows of an input.
type Reader struct {
	input  Input
	format Format
	mapper *table.Mapper
	size   int // of a part

	columns table.Plain
	parts   []*part // in order, none before where the input is
	spare   []*part
	retry   int64 // offset before which to look for parts is of no use
	cells   []table.Cell
}

// A part is a piece of the input, and the plain rows that it begins with.
type part struct {
	start, end int64 // offsets
	rows       Rows
}

// New returns a reader for the mapper, which must know the columns when rows
// are read. Parts have at most that size; with 0 there are none, and all rows
// are left to the strict reader.
func New(input Input, format Format, mapper *table.Mapper, size int) *Reader {
	return &Reader{input: input, format: format, mapper: mapper, size: size}
}

// Read takes the plain rows that come next in the input.
func (r *Reader) Read() {
	for {
		at := r.input.Offset()
		p := r.partAt(at)
		if p == nil {
			return
		}
		text := r.input.Ahead(int(p.end - at))
		if p.start != at { // the strict reader has read into the part
			p.start = at
			p.rows.reset(r.columns, text)
			r.format.Parse(&p.rows)
		}
		p.rows.text = text // which may have moved
		n, rows := r.give(&p.rows)
		r.input.Advance(n, rows)
		if n < len(text) {
			return
		}
	}
}

// partAt returns the part in which the input is, nil if there is none.
func (r *Reader) partAt(at int64) *part {
	for len(r.parts) > 0 && r.parts[0].end <= at {
		r.spare = append(r.spare, r.parts[0])
		r.parts = r.parts[1:]
	}
	if len(r.parts) == 0 && at >= r.retry && r.size > 0 {
		r.look(at)
	}
	if len(r.parts) == 0 {
		return nil
	}
	return r.parts[0]
}

// look cuts what comes next into parts and finds their plain rows.
func (r *Reader) look(at int64) {
	workers := min(runtime.GOMAXPROCS(0), maxWorkers)
	text := r.input.Ahead(r.size * workers * partsEach)
	r.columns = r.mapper.Plain()
	if r.format.Learn(r.columns, text) {
		r.cut(at, text)
	}
	if len(r.parts) == 0 {
		r.retry = at + int64(min(r.size, len(text)))
		return
	}
	r.parse(min(workers, len(r.parts)))
}

// cut cuts text, which is at that offset, into parts.
func (r *Reader) cut(at int64, text []byte) {
	for start := 0; start < len(text); {
		end := start + r.format.Border(text[start:min(start+r.size, len(text))])
		if end == start {
			return
		}
		p := r.newPart()
		p.start, p.end = at+int64(start), at+int64(end)
		p.rows.reset(r.columns, text[start:end])
		r.parts = append(r.parts, p)
		start = end
	}
}

func (r *Reader) newPart() *part {
	if n := len(r.spare); n > 0 {
		p := r.spare[n-1]
		r.spare = r.spare[:n-1]
		return p
	}
	return &part{}
}

// parse finds the plain rows of all parts.
func (r *Reader) parse(workers int) {
	var next atomic.Int64
	work := func() {
		for i := int(next.Add(1)) - 1; i < len(r.parts); i = int(next.Add(1)) - 1 {
			r.format.Parse(&r.parts[i].rows)
		}
	}
	var done sync.WaitGroup
	for range workers - 1 {
		done.Go(work)
	}
	work()
	done.Wait()
}

// give gives rows to the mapper and returns how many bytes and rows it has
// taken. It stops before a run that the mapper refuses, as it refuses the first
// row of it.
func (r *Reader) give(rows *Rows) (n int, count int64) {
	if len(rows.runs) > 0 && r.mapper.Columns(r.input.Number(), r.columns.Names) != nil {
		return 0, 0
	}
	number := r.input.Number()
	for i := range rows.runs {
		run := &rows.runs[i]
		r.cells = rows.appendCells(r.cells[:0], i)
		if r.mapper.Run(number+int64(run.number), int64(run.rows), r.cells) != nil {
			return int(run.start), count
		}
		count += int64(run.rows)
	}
	return rows.end, count
}
