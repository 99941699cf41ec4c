package fixedwidth

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/whole"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

const (
	maxLine    = 1 << 20
	maxColumns = 4096
)

// Detect reports whether the second line that is not empty is one of dashes.
func Detect(head []byte) bool {
	seen := 0
	for line := range bytes.Lines(head) {
		if line = bytes.TrimRight(line, " \r\n"); len(line) == 0 {
			continue
		}
		if seen++; seen == 2 {
			_, err := columnsOf(line)
			return err == nil
		}
	}
	return false
}

// A column is the places of its first character and of the one after the last.
type column struct{ from, to int }

// columnsOf finds the columns by the dashes below their names.
func columnsOf(dashes []byte) ([]column, error) {
	var columns []column
	at := 0
	for word := range bytes.SplitSeq(dashes, []byte(" ")) {
		if len(word) == 0 || len(bytes.Trim(word, "-")) > 0 {
			return nil, errors.New("a line of dashes is expected below the names of the columns, a group for each with one space between them")
		}
		if len(columns) == maxColumns {
			return nil, fmt.Errorf("%w: more than %d columns", dataidlist.ErrLimit, maxColumns)
		}
		columns = append(columns, column{at, at + len(word)})
		at += len(word) + 1
	}
	return columns, nil
}

// Read reads a list.
func Read(src table.Source, opts *table.ReadOptions) (*table.Result, error) {
	m, err := table.NewMapper(src.Name, opts)
	if err != nil {
		return nil, err
	}
	r := &reader{file: src.Name, lines: bufio.NewScanner(whole.Reader(src))}
	r.lines.Buffer(nil, maxLine)
	if err := r.header(m); err != nil {
		return nil, err
	}
	if err := r.rows(m); err != nil {
		return nil, err
	}
	return m.Finish("fixed-width")
}

type reader struct {
	file    string
	lines   *bufio.Scanner
	number  int64 // of the line, from 1
	columns []column
	cells   []table.Cell
}

func (r *reader) fail(err error) error {
	return &dataidlist.InputError{File: r.file, Row: r.number, Err: err}
}

// next returns a line without the spaces at its end, or [io.EOF].
func (r *reader) next() ([]byte, error) {
	r.number++
	if !r.lines.Scan() {
		err := r.lines.Err()
		switch {
		case err == nil:
			return nil, io.EOF
		case errors.Is(err, bufio.ErrTooLong):
			err = fmt.Errorf("%w: a line of more than %d bytes", dataidlist.ErrLimit, maxLine)
		}
		return nil, r.fail(err)
	}
	line := r.lines.Bytes()
	if !utf8.Valid(line) || bytes.IndexByte(line, 0) >= 0 {
		return nil, r.fail(errors.New("not UTF-8 text: convert the file"))
	}
	return bytes.TrimRight(line, " \r"), nil
}

// header reads the names of the columns and the dashes below them. An empty
// input has no columns.
func (r *reader) header(m *table.Mapper) error {
	var names []byte
	for len(names) == 0 {
		line, err := r.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		names = bytes.Clone(line)
	}
	dashes, err := r.next()
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if r.columns, err = columnsOf(dashes); err != nil {
		return r.fail(err)
	}
	r.number--
	if err := r.cut(names); err != nil {
		return err
	}
	texts := make([]string, len(r.cells))
	for i, cell := range r.cells {
		texts[i] = string(cell.Bytes)
	}
	if err := m.Columns(r.number, texts); err != nil {
		return err
	}
	r.number++
	return nil
}

// rows reads the lines below the dashes.
func (r *reader) rows(m *table.Mapper) error {
	for ended := false; ; {
		line, err := r.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case len(line) == 0:
			ended = true
			continue
		case ended:
			return r.fail(errors.New("a second table begins here: keep one, as of one dataset type, in a file"))
		}
		if err := r.cut(line); err != nil {
			return err
		}
		if err := m.Row(r.number, r.cells); err != nil {
			return err
		}
	}
}

// cut cuts a line into the cells of the columns. Columns count characters.
func (r *reader) cut(line []byte) error {
	r.cells = r.cells[:0]
	place, end := 0, 0 // in characters and in bytes
	to := func(next int) []byte {
		start := end
		for ; place < next && end < len(line); place++ {
			_, size := utf8.DecodeRune(line[end:])
			end += size
		}
		return line[start:end]
	}
	for _, c := range r.columns {
		if gap := to(c.from); len(bytes.Trim(gap, " ")) > 0 {
			return r.fail(fmt.Errorf("%s is between two columns: every value must be above or below the dashes of its column", dataidlist.Quote(string(gap))))
		}
		r.cells = append(r.cells, table.Cell{Kind: table.Text, Bytes: bytes.Trim(to(c.to), " ")})
	}
	if end < len(line) {
		return r.fail(fmt.Errorf("%s is behind the last column", dataidlist.Quote(string(line[end:]))))
	}
	return nil
}
