package segments

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/whole"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// maxLine is the largest length of a line in bytes.
const maxLine = 64 << 10

// names are those of the numbers of a line.
var names = [...]string{"segment", "start", "end", "duration"}

// A segment is the seconds from start to end, without end.
type segment struct{ start, end int64 }

// Detect reports whether a comment of the input names the columns as those of
// segments, and its first line is one. Numbers alone are no segments: two of them
// may as well be a visit and its date.
func Detect(head []byte) bool {
	named := false
	for line := range bytes.Lines(bytes.TrimPrefix(head, []byte("\ufeff"))) {
		fields := bytes.Fields(content(line))
		if len(fields) == 0 {
			named = named || isHeader(line)
			continue
		}
		_, _, err := parse(fields)
		return named && err == nil
	}
	return false
}

// isHeader reports whether a comment names the columns, as LIGO's tools do.
func isHeader(comment []byte) bool {
	words := bytes.Fields(bytes.ToLower(bytes.TrimLeft(comment, " \t#")))
	has := func(names ...string) bool {
		return slices.ContainsFunc(words, func(w []byte) bool { return slices.Contains(names, string(w)) })
	}
	return has("start") && has("stop", "end")
}

// content gives what a line holds besides spaces and a comment.
func content(line []byte) []byte {
	line, _, _ = bytes.Cut(line, []byte("#"))
	return bytes.TrimSpace(line)
}

// parse reads the numbers of a line. The error is about the column.
func parse(fields [][]byte) (s segment, column string, err error) {
	columns := names[:]
	switch len(fields) {
	case 2, 3:
		columns = names[1 : 1+len(fields)]
	case 4:
	default:
		return s, "", fmt.Errorf("%d numbers: a segment is START END, START END DURATION or NUMBER START END DURATION", len(fields))
	}
	var numbers [len(names)]int64
	for i, field := range fields {
		if numbers[i], err = number(string(field)); err != nil {
			return s, columns[i], err
		}
	}
	if len(fields) == 4 {
		copy(numbers[:], numbers[1:])
	}
	s = segment{numbers[0], numbers[1]}
	switch duration := numbers[2]; {
	case s.end < s.start:
		return s, "end", fmt.Errorf("%w: the segment ends at %d, before its start at %d", dataidlist.ErrValue, s.end, s.start)
	case len(fields) > 2 && duration != s.end-s.start:
		return s, "duration", fmt.Errorf("%w: from %d to %d it is %d, not %d", dataidlist.ErrValue, s.start, s.end, s.end-s.start, duration)
	}
	return s, "", nil
}

// number reads an integer, which may have a fraction of zeros.
func number(text string) (int64, error) {
	whole, fraction, _ := strings.Cut(text, ".")
	if strings.Trim(fraction, "0") != "" {
		return 0, fmt.Errorf("%w: %s is a part of a second: DataIds are whole ones, round the start up and the end down, or the other way", dataidlist.ErrValue, dataidlist.Quote(text))
	}
	return dataidlist.ParseInt(whole)
}

// Read reads a list over the group of the one dimension that the options name.
func Read(src table.Source, opts *table.ReadOptions) (*table.Result, error) {
	fail := func(line int64, column string, err error) error {
		return &dataidlist.InputError{File: src.Name, Row: line, Column: column, Err: err}
	}
	if opts = opts.OrZero(); len(opts.Dimensions) != 1 {
		return nil, fail(0, "", table.OptionsError(errors.New("segments do not say which dimension their seconds are: name one, as in --dimension gps")))
	}
	m, err := table.NewMapper(src.Name, opts)
	if err != nil {
		return nil, err
	}
	if err := m.Columns(0, opts.Dimensions); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(whole.Reader(src))
	lines.Buffer(nil, maxLine)
	cells := []table.Cell{{Kind: table.Range}}
	line, numbers := int64(0), 0
	for lines.Scan() {
		text := lines.Bytes()
		if line++; line == 1 {
			text = bytes.TrimPrefix(text, []byte("\ufeff"))
		}
		if !utf8.Valid(text) {
			return nil, fail(line, "", errors.New("not valid UTF-8: convert the file"))
		}
		fields := bytes.Fields(content(text))
		if len(fields) == 0 {
			continue
		}
		if numbers == 0 {
			numbers = len(fields)
		}
		s, column, err := parse(fields)
		if err == nil && len(fields) != numbers {
			err = fmt.Errorf("%d numbers, and %d in the lines before", len(fields), numbers)
		}
		if err != nil {
			return nil, fail(line, column, err)
		}
		if s.start == s.end {
			continue // a segment of no time
		}
		cells[0].Int, cells[0].Last = s.start, s.end-1
		if err := m.Row(line, cells); err != nil {
			return nil, err
		}
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return nil, fail(line+1, "", fmt.Errorf("%w: a line of more than %d bytes", dataidlist.ErrLimit, maxLine))
	} else if err != nil {
		return nil, fail(line+1, "", err)
	}
	return m.Finish("segments")
}

// Write writes the values of the only int dimension of a list. It returns an
// error that wraps [dataidlist.ErrGroup] if there are more dimensions that
// matter, and [dataidlist.ErrValue] if the largest value of all is in the list,
// behind which no segment can end.
func Write(w io.Writer, l *dataidlist.List, _ *table.WriteOptions) error {
	if err := table.CheckInts(l, 1, "a file of segments"); err != nil {
		return err
	}
	if last, ok := l.Select(l.Count() - 1); ok && last.Ints()[0] == math.MaxInt64 {
		return fmt.Errorf("%w: no segment can end behind %d", dataidlist.ErrValue, int64(math.MaxInt64))
	}
	out := bufio.NewWriterSize(w, 64<<10)
	if _, err := out.WriteString("# seg\tstart\tstop\tduration\n"); err != nil {
		return err
	}
	n := 0
	write := func(s segment) error {
		if s.start == s.end {
			return nil
		}
		_, err := fmt.Fprintf(out, "%d\t%d\t%d\t%d\n", n, s.start, s.end, s.end-s.start)
		n++
		return err
	}
	var s segment
	for run := range l.Runs() { // which end at the borders of chunks
		if first := run.Ints[0]; first != s.end || s.end == 0 {
			if err := write(s); err != nil {
				return err
			}
			s.start = first
		}
		s.end = run.Ints[0] + run.Len
	}
	if err := write(s); err != nil {
		return err
	}
	return out.Flush()
}
