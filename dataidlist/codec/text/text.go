package text

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/whole"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// maxLine is the largest length of a line in bytes.
const maxLine = 64 << 10

// byteOrderMark is what some editors put at the start of a file.
var byteOrderMark = []byte("\ufeff")

// Detect reports whether the input begins with a number or a range on a line
// of its own.
func Detect(head []byte) bool {
	for line := range bytes.Lines(bytes.TrimPrefix(head, byteOrderMark)) {
		if value := content(line); len(value) > 0 {
			_, _, _, err := table.ParseRange(string(value))
			return err == nil
		}
	}
	return false
}

// content gives what a line holds besides spaces and a comment.
func content(line []byte) []byte {
	if at := bytes.IndexByte(line, '#'); at >= 0 {
		line = line[:at]
	}
	return bytes.Trim(line, " \t\r\n")
}

// Read reads a list over the group of the one dimension that the options name.
func Read(src table.Source, opts *table.ReadOptions) (*table.Result, error) {
	fail := func(line int64, err error) error {
		return &dataidlist.InputError{File: src.Name, Row: line, Err: err}
	}
	if opts = opts.OrZero(); len(opts.Dimensions) != 1 {
		return nil, fail(0, table.OptionsError(errors.New("a text file does not say which dimension its numbers are: name one, as in --dimension visit")))
	}
	m, err := table.NewMapper(src.Name, opts)
	if err != nil {
		return nil, err
	}
	if err := m.Columns(0, opts.Dimensions); err != nil {
		return nil, err
	}
	if g := m.Group(); g != nil && !slices.Contains(g.Ints(), opts.Dimensions[0]) {
		return nil, fail(0, table.OptionsError(fmt.Errorf("--dimension %s: the numbers of a text file are values of an int dimension", opts.Dimensions[0])))
	}
	lines := bufio.NewScanner(whole.Reader(src))
	lines.Buffer(nil, maxLine)
	cells := []table.Cell{{Kind: table.Text}}
	number := int64(0)
	for lines.Scan() {
		line := lines.Bytes()
		if number++; number == 1 {
			line = bytes.TrimPrefix(line, byteOrderMark)
		}
		if !utf8.Valid(line) {
			return nil, fail(number, errors.New("not valid UTF-8: convert the file"))
		}
		if cells[0].Bytes = content(line); len(cells[0].Bytes) > 0 {
			if err := m.Row(number, cells); err != nil {
				return nil, err
			}
		}
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return nil, fail(number+1, fmt.Errorf("%w: a line of more than %d bytes", dataidlist.ErrLimit, maxLine))
	} else if err != nil {
		return nil, fail(number+1, err)
	}
	return m.Finish("text")
}

// Write writes the values of the only int dimension of a list. It returns an
// error that wraps [dataidlist.ErrGroup] if there are more dimensions that
// matter.
func Write(w io.Writer, l *dataidlist.List, _ *table.WriteOptions) error {
	if err := check(l); err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, 64<<10)
	var line []byte
	for runs := range l.RunBatches(&dataidlist.RunBatch{}) {
		for i, first := range runs.Ints[0] {
			for n := range runs.Lens[i] {
				line = append(strconv.AppendInt(line[:0], first+n, 10), '\n')
				if _, err := out.Write(line); err != nil {
					return err
				}
			}
		}
	}
	return out.Flush()
}

// check tells whether a number is enough to tell the DataIds apart.
func check(l *dataidlist.List) error {
	g := l.Group()
	if len(g.Ints()) != 1 {
		return fmt.Errorf("%w: a text file holds one int dimension and the list is over %s: write CSV or Parquet", dataidlist.ErrGroup, g)
	}
	if l.Count() == 0 {
		return nil
	}
	first, _ := l.Select(0)
	last, _ := l.Select(l.Count() - 1)
	if !slices.Equal(first.Strings(), last.Strings()) {
		return fmt.Errorf("%w: a text file has no place for %s, of which the list has several values: write CSV or Parquet", dataidlist.ErrGroup, strings.Join(g.Strings(), " and "))
	}
	return nil
}
