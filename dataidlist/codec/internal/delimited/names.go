package delimited

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// Read gives a table to the mapper: its names, which are in the first record, or
// in a comment before it, or told, and its rows. It gives nothing if there is
// none.
func (r *Reader) Read(m *table.Mapper, opts *table.ReadOptions) error {
	comments, lines, _, err := r.Head()
	if err != nil {
		return err
	}
	first, err := r.Next()
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return err
	}
	words := make([]string, len(first))
	for i, c := range first {
		words[i] = strings.Trim(string(c.Bytes), " \t")
	}
	if !IsRow(words, m) {
		r.Name(words)
		if err := m.Columns(r.row, words); err != nil {
			return err
		}
		return r.Rows(m)
	}
	names, line, err := r.namesOf(len(first), comments, lines, opts.OrZero())
	if err != nil {
		return r.fail(r.row, -1, err)
	}
	r.Name(names)
	if err := m.Columns(line, names); err != nil {
		return err
	}
	if err := m.Row(r.row, first); err != nil {
		return err
	}
	return r.Rows(m)
}

// IsRow reports whether the first line of a table has values and no names: one of
// its cells is a number or a range, and none is a dimension.
func IsRow(cells []string, m *table.Mapper) bool {
	row := false
	for _, cell := range cells {
		if m.IsDimension(cell) {
			return false
		}
		row = row || isNumber(cell)
	}
	return row
}

// isNumber reports whether a cell is a number, of any kind, or a range.
func isNumber(cell string) bool {
	if cell == "" || cell[0] != '-' && cell[0] != '+' && cell[0] != '.' && (cell[0] < '0' || cell[0] > '9') {
		return false // such as NaN
	}
	_, err := strconv.ParseFloat(cell, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		_, _, _, err = table.ParseRange(cell)
	}
	return err == nil
}

// namesOf gives the names of the columns of a table whose first record is a row,
// and the line where they stand: what is told, or else the first comment that has
// as many words as the row has cells, none of which is a number.
func (r *Reader) namesOf(columns int, comments []string, lines []int64, opts *table.ReadOptions) ([]string, int64, error) {
	if opts.Dimensions == nil {
		for i, comment := range comments {
			if names := r.wordsOf(comment); len(names) == columns && !IsRow(names, nil) {
				return names, lines[i], nil
			}
		}
	}
	names, err := ToldNames(columns, opts)
	return names, 0, err
}

// ToldNames gives the names that the user tells for the columns of a table that
// has none.
func ToldNames(columns int, opts *table.ReadOptions) ([]string, error) {
	told := opts.OrZero().Dimensions
	switch {
	case len(told) == columns:
		return told, nil
	case len(told) == 0 && columns == 1:
		return nil, table.OptionsError(errors.New("the first line has a value and no name: say what its column is, as in --dimension visit"))
	case len(told) == 0:
		return nil, table.OptionsError(fmt.Errorf("the first line has values and no names: say what its %d columns are, as in --dimension visit,detector", columns))
	case len(told) == 1:
		return nil, table.OptionsError(fmt.Errorf("%d values, and --dimension tells one: if the others are columns of a table, name them too, as in --dimension %s,second --ignore-columns second; if each line is a span of %s, say --from segments", columns, told[0], told[0]))
	}
	return nil, table.OptionsError(fmt.Errorf("%d values, and --dimension tells the names of %d columns: name each, and ignore what is no dimension with --ignore-columns", columns, len(told)))
}

// wordsOf cuts a comment as a record of names.
func (r *Reader) wordsOf(comment string) []string {
	if r.Delimiter == ' ' {
		return strings.Fields(comment)
	}
	words := strings.Split(comment, string(r.Delimiter))
	for i := range words {
		words[i] = strings.Trim(strings.TrimSpace(words[i]), `"`)
	}
	return words
}
