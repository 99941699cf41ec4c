package delimited

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/ahead"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/whole"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

const (
	// MaxRecord is the largest length in bytes of a line, or of the lines that
	// a record with quoted line breaks has.
	MaxRecord = 1 << 20
	// MaxColumns is the largest number of columns.
	MaxColumns = 4096
)

// Reader reads records. Between records, empty lines and lines that begin with
// # are skipped; a line may end in CR LF; a byte order mark at the start is
// dropped.
type Reader struct {
	// Delimiter stands between cells. 0 means a tab if the first record has
	// one, else a comma. If it is a space, any number of spaces is one.
	Delimiter byte
	// Trim drops the spaces around cells, but not those within quotes, and
	// skips lines of spaces.
	Trim bool
	// Gap makes tabs spaces too, where the delimiter is a space, and is how many
	// of them there are at least between cells. With a gap of 2 cells may have
	// single spaces in them, and one tab is a gap.
	Gap int

	lines   lines
	file    string
	columns []string // names, for messages; nil until Columns was called
	cells   []table.Cell
	row     int64 // line where the record begins
	part    int   // see ahead.New
}

// NewReader returns a reader of the source.
func NewReader(src table.Source) *Reader {
	return &Reader{file: src.Name, lines: lines{src: whole.Reader(src)}, part: ahead.PartSize}
}

// Comment returns the text after the # of the next line and takes that line
// away. It returns false if the next line is not a comment. The text is valid
// until the next call.
func (r *Reader) Comment() (text []byte, ok bool, err error) {
	line, err := r.lines.peek(0)
	if errors.Is(err, io.EOF) || err == nil && (len(line) == 0 || line[0] != '#') {
		return nil, false, nil
	}
	if err == nil {
		err = checkText(line)
	}
	if err != nil {
		return nil, false, r.fail(r.lines.number, -1, err)
	}
	r.lines.skip(len(line))
	return bytes.TrimSuffix(bytes.TrimSuffix(line[1:], []byte("\n")), []byte("\r")), true, nil
}

// Columns reads the record that names the columns, of which some may be empty.
// It returns [io.EOF] if there is none.
func (r *Reader) Columns() ([]string, error) {
	cells, err := r.Next()
	if err != nil {
		return nil, err
	}
	r.columns = make([]string, len(cells))
	for i, c := range cells {
		r.columns[i] = string(bytes.Trim(c.Bytes, " \t"))
	}
	return r.columns, nil
}

// maxHead is the largest size in bytes of the comments before a table.
const maxHead = 1 << 20

// Head takes the comments and the empty lines before the next record. It
// returns the texts after the # of the comments, with the numbers of their
// lines, and the line with which the record begins, without taking it; nil at
// the end of the input.
func (r *Reader) Head() (comments []string, lines []int64, record []byte, err error) {
	for size := 0; ; {
		line, err := r.lines.peek(0)
		if errors.Is(err, io.EOF) {
			return comments, lines, nil, nil
		}
		if err == nil {
			err = checkText(line)
		}
		if err == nil && line[0] == '#' {
			if size += len(line); size > maxHead {
				err = fmt.Errorf("%w: comments of more than %d bytes before the table", dataidlist.ErrLimit, maxHead)
			}
			comments, lines = append(comments, string(bytes.TrimRight(line[1:], "\r\n"))), append(lines, r.lines.number)
		} else if err == nil && !r.empty(line) {
			return comments, lines, line, nil
		}
		if err != nil {
			return nil, nil, nil, r.fail(r.lines.number, -1, err)
		}
		r.lines.skip(len(line))
	}
}

// Name names the columns of a table without a record that does.
func (r *Reader) Name(columns []string) { r.columns = columns }

// Line returns the line where the last record began, counted from 1.
func (r *Reader) Line() int64 { return r.row }

// Rows gives all records that follow to the mapper, which knows the columns.
func (r *Reader) Rows(m *table.Mapper) error {
	plain := r.ahead(m)
	for {
		plain.Read()
		cells, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := m.Row(r.row, cells); err != nil {
			return err
		}
	}
}

// Next reads a record. The cells are of the kind [table.Text] and valid until
// the next call. It returns [io.EOF] at the end of the input and otherwise a
// [*dataidlist.InputError].
func (r *Reader) Next() ([]table.Cell, error) {
	for {
		line, err := r.lines.peek(0)
		if errors.Is(err, io.EOF) {
			return nil, err
		}
		r.row = r.lines.number
		if err != nil {
			return nil, r.Fail(-1, err)
		}
		if line[0] == '#' {
			err = checkText(line)
		} else if !r.empty(line) {
			return r.record(line)
		}
		if err != nil {
			return nil, r.Fail(-1, err)
		}
		r.lines.skip(len(line))
	}
}

// empty reports whether a line has no record.
func (r *Reader) empty(line []byte) bool {
	line = bytes.TrimRight(line, "\r\n")
	blank := " "
	if r.Gap > 0 {
		blank = " \t"
	}
	return len(line) == 0 || r.Trim && len(bytes.Trim(line, blank)) == 0
}

// record takes the record that begins with this line.
func (r *Reader) record(line []byte) ([]table.Cell, error) {
	quotes := bytes.Count(line, []byte{'"'})
	for odd := quotes&1 == 1; odd; {
		// A quote is open at the end of the line, or misplaced; split will
		// tell.
		more, err := r.lines.peek(len(line))
		if errors.Is(err, io.EOF) {
			line = more
			break
		}
		if errors.Is(err, dataidlist.ErrLimit) {
			err = fmt.Errorf("a quote opens in this line and is not closed: %w", err)
		}
		if err != nil {
			return nil, r.Fail(-1, err)
		}
		odd = bytes.Count(more[len(line):], []byte{'"'})&1 == 0
		line = more
	}
	r.lines.skip(len(line))
	if r.Delimiter == 0 {
		r.Delimiter = ','
		if bytes.IndexByte(line, '\t') >= 0 {
			r.Delimiter = '\t'
		}
	}
	text := bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
	r.cells = r.cells[:0]
	if err := checkText(text); err != nil {
		return nil, r.Fail(-1, err)
	}
	s := splitter{reader: r, text: text}
	var err error
	if quotes == 0 && r.Delimiter != ' ' {
		err = s.plain()
	} else {
		err = s.quoted()
	}
	if err != nil {
		return nil, err
	}
	if r.columns != nil && len(r.cells) != len(r.columns) {
		return nil, r.Fail(-1, fmt.Errorf("%d values where %d columns are named", len(r.cells), len(r.columns)))
	}
	return r.cells, nil
}

// Fail puts the place of the last record to an error; column is the index of
// the cell, or −1 if it does not matter.
func (r *Reader) Fail(column int, err error) error { return r.fail(r.row, column, err) }

// FailNext puts the place of the record that is next to an error.
func (r *Reader) FailNext(err error) error { return r.fail(r.lines.number, -1, err) }

func (r *Reader) fail(row int64, column int, err error) error {
	e := &dataidlist.InputError{File: r.file, Row: row, Err: err}
	if column >= 0 && column < len(r.columns) {
		e.Column = r.columns[column]
	}
	return e
}

// checkText refuses what no text file has.
func checkText(text []byte) error {
	if at := bytes.IndexByte(text, 0); at >= 0 {
		return fmt.Errorf("a zero byte at byte %d of the record: this is not a text file", at+1)
	}
	if !utf8.Valid(text) {
		return errors.New("not valid UTF-8: convert the file")
	}
	return nil
}
