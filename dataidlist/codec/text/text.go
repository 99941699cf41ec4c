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
	"unicode"
	"unicode/utf8"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/whole"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// maxLine is the largest length of a line in bytes.
const maxLine = 64 << 10

// byteOrderMark is what some editors put at the start of a file.
var byteOrderMark = []byte("\ufeff")

// Detect reports whether the input begins with a line that has a number or a
// range and nothing else, or else text that begins with a letter.
func Detect(head []byte) bool {
	for line := range bytes.Lines(bytes.TrimPrefix(head, byteOrderMark)) {
		if value, rest := cut(content(line)); len(value) > 0 {
			_, _, _, err := table.ParseRange(string(value))
			return err == nil && (len(rest) == 0 || isText(rest))
		}
	}
	return false
}

// cut parts the value of a line from the text behind it.
func cut(content []byte) (value, rest []byte) {
	at := bytes.IndexAny(content, " \t")
	if at < 0 {
		return content, nil
	}
	return content[:at], bytes.TrimLeft(content[at:], " \t")
}

// isText reports whether what follows a number is a text and no other number.
func isText(rest []byte) bool {
	first, _ := utf8.DecodeRune(rest)
	return unicode.IsLetter(first)
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
	isString := m.Group() != nil && !slices.Contains(m.Group().Ints(), opts.Dimensions[0])
	lines := bufio.NewScanner(whole.Reader(src))
	lines.Buffer(nil, maxLine)
	r := &rows{mapper: m, isString: isString, cells: []table.Cell{{Kind: table.Text}}}
	number := int64(0)
	for lines.Scan() {
		line := lines.Bytes()
		if number++; number == 1 {
			line = bytes.TrimPrefix(line, byteOrderMark)
		}
		if !utf8.Valid(line) {
			return nil, fail(number, errors.New("not valid UTF-8: convert the file"))
		}
		if err := r.row(number, content(line)); err != nil {
			return nil, err
		}
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return nil, fail(number+1, fmt.Errorf("%w: a line of more than %d bytes", dataidlist.ErrLimit, maxLine))
	} else if err != nil {
		return nil, fail(number+1, err)
	}
	return m.Finish("text")
}

// rows are the lines of a file.
type rows struct {
	mapper   *table.Mapper
	isString bool // the dimension is one of strings, and a line is a value
	texts    bool // some line has a text behind its number
	cells    []table.Cell
}

// row takes a line without its comment. What follows a number is the reason: a
// text, which begins with a letter in the first line that has one.
func (r *rows) row(line int64, content []byte) error {
	if len(content) == 0 {
		return nil
	}
	value, rest := content, []byte(nil)
	if !r.isString {
		value, rest = cut(content)
	}
	var reasons []dataidlist.Reason
	if r.texts = r.texts || isText(rest); len(rest) > 0 && r.texts {
		reasons = append(reasons, dataidlist.Reason{Text: string(rest)})
	} else {
		value = content // and if it is more than a number, the mapper says so
	}
	r.cells[0].Bytes = value
	return r.mapper.Row(line, r.cells, reasons...)
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
