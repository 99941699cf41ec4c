package ssv

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/delimited"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// Detect reports whether the input begins like a table of at least two columns
// with their names, and has the same number of cells in its first row.
func Detect(head []byte) bool {
	var comments, lines []string
	for line := range strings.Lines(string(bytes.TrimPrefix(head, []byte("\ufeff")))) {
		line = strings.TrimSpace(line)
		if comment, ok := strings.CutPrefix(line, "#"); ok {
			comments = append(comments, comment)
		} else if line != "" {
			lines = append(lines, line)
		}
		if len(lines) == 2 {
			break
		}
	}
	if len(lines) == 0 {
		return false
	}
	names, row := lines[0], 1
	if isHeader(names) {
		if strings.Contains(names, "\t") {
			return false // it may be TSV
		}
	} else {
		at := header(comments, names)
		if at < 0 {
			return len(strings.Fields(names)) > 1 && !strings.ContainsAny(names, "\t,{}[]:=") && delimited.IsRow(strings.Fields(names), nil)
		}
		names, row = comments[at], 0
	}
	words := cells(names, gapOf(names))
	if len(words) < 2 || row == len(lines) || len(cells(lines[row], gapOf(names))) != len(words) {
		return false
	}
	for _, name := range words {
		if !namePattern.MatchString(name) {
			return false
		}
	}
	return true
}

var namePattern = regexp.MustCompile(`^[A-Za-z_][\w.-]*$`)

// isHeader reports whether a line may be the names of columns: no cell begins
// with a digit.
func isHeader(line string) bool {
	for _, cell := range strings.Fields(line) {
		if cell[0] >= '0' && cell[0] <= '9' {
			return false
		}
	}
	return true
}

// header returns which comment has the names of the columns of a table with
// this row, −1 if none has as many words. A row that is commented out has numbers.
func header(comments []string, row string) int {
	for i, comment := range comments {
		if !isHeader(comment) {
			continue
		}
		gap := gapOf(comment)
		if n := len(cells(comment, gap)); n > 0 && n == len(cells(row, gap)) {
			return i
		}
	}
	return -1
}

// wideGap is what is between the names of columns whose cells may have single
// spaces in them.
var wideGap = regexp.MustCompile(`\t\s*| \s+`)

// gapOf returns how many spaces there are at least between the cells below a
// line of names.
func gapOf(names string) int {
	names = strings.TrimSpace(names)
	if parts := wideGap.Split(names, -1); len(parts) > 1 && len(parts) == len(strings.Fields(names)) {
		return 2
	}
	return 1
}

// cells cuts a line without quotes.
func cells(line string, gap int) []string {
	if line = strings.TrimSpace(line); gap == 2 && line != "" {
		return wideGap.Split(line, -1)
	}
	return strings.Fields(line)
}

// Read reads a list.
func Read(src table.Source, opts *table.ReadOptions) (*table.Result, error) {
	m, err := table.NewMapper(src.Name, opts)
	if err != nil {
		return nil, err
	}
	r := delimited.NewReader(src)
	r.Delimiter, r.Trim, r.Gap = ' ', true, 1
	names, line, err := readNames(r, opts)
	if errors.Is(err, io.EOF) {
		return m.Finish("ssv")
	}
	if err != nil {
		return nil, err
	}
	if err := m.Columns(line, names); err != nil {
		return nil, err
	}
	if err := r.Rows(m); err != nil {
		return nil, err
	}
	return m.Finish("ssv")
}

// readNames reads the names of the columns and returns the line where they
// stand. It returns [io.EOF] if the input has nothing but empty lines.
func readNames(r *delimited.Reader, opts *table.ReadOptions) (names []string, line int64, err error) {
	comments, lines, first, err := r.Head()
	if err != nil {
		return nil, 0, err
	}
	row := string(first)
	if first != nil && isHeader(row) {
		r.Gap = gapOf(row)
		names, err = r.Columns()
		return names, r.Line(), err
	}
	if at := max(0, header(comments, row)); len(comments) > 0 && opts.OrZero().Dimensions == nil {
		r.Gap = gapOf(comments[at])
		names = cells(comments[at], r.Gap)
		r.Name(names)
		return names, lines[at], nil
	}
	if first == nil {
		return nil, 0, io.EOF
	}
	if names, err = delimited.ToldNames(len(cells(row, 1)), opts); err != nil {
		return nil, 0, r.FailNext(err)
	}
	r.Name(names)
	return names, 0, nil
}

// Write writes a list with single spaces.
func Write(w io.Writer, l *dataidlist.List, opts *table.WriteOptions) error {
	return delimited.Write(w, l, delimited.Style{Delimiter: ' '}, opts)
}
