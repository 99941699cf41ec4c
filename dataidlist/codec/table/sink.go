package table

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// Sink takes the rows of an input as they stand, where they are not to become
// a list: see [ReadOptions]. So all formats of lists can be read as tables.
type Sink interface {
	// Columns is told the names of the columns of the rows that follow; row is
	// where they stand. The names are as the options have them: renamed; the
	// column of the reason is called reason; one that is ignored has no name;
	// and behind the columns of the file come those that are set. It returns what
	// the sink wants of each column: Int, for ints; Text, for anything; or Null,
	// for nothing. It is called again where rows have other columns. The slice of
	// names is not kept.
	Columns(row int64, names []string) ([]Kind, error)
	// Row takes a row: a cell for each column, of which only those that are
	// wanted matter, and reasons besides that of the reason column. All of it
	// is good only during the call.
	Row(row int64, cells []Cell, reasons []dataidlist.Reason) error
}

// A passage hands rows to a sink.
type passage struct {
	sink  Sink
	kinds []Kind // of the columns of the file
	cells []Cell // of a row, with what is set behind those of the file
	rows  uint64
}

// passColumns is what [Mapper.Columns] does for a sink.
func (m *Mapper) passColumns(row int64, names []string) error {
	if len(m.opts.Split) > 0 || m.opts.Full != nil {
		return m.refuse(0, "", errors.New("--split-column and --empty-means-all make DataIds of rows, and here rows are read as they stand: convert the file with them first"))
	}
	m.named = m.named || slices.Equal(names, m.opts.Dimensions)
	given := make([]string, len(names), len(names)+len(m.opts.Set))
	reasonColumn := m.reasonColumn(names)
	for i, column := range names {
		to, renamed := m.opts.Rename[column]
		switch {
		case slices.Contains(m.opts.Ignore, column):
			m.used[column] = true
		case column == reasonColumn:
			given[i] = DefaultReasonColumn
			m.used[column] = m.used[column] || column == m.opts.ReasonColumn
		case renamed:
			given[i] = to
			m.used[column] = true
		case column == "":
			return m.fail(row, "", fmt.Errorf("column %d has no name: drop it with --ignore-columns ''", i+1))
		default:
			given[i] = column
		}
		if given[i] != "" && slices.Contains(given[:i], given[i]) {
			return m.fail(row, column, fmt.Errorf("%s comes twice", given[i]))
		}
	}
	p := m.passage
	p.cells = append(p.cells[:0], make([]Cell, len(names))...)
	for _, name := range slices.Sorted(maps.Keys(m.opts.Set)) {
		switch has := slices.Contains(given, name); {
		case has && !m.shared(name):
			return m.refuse(row, name, fmt.Errorf("the file has dimension %s: leave out --set %s, or drop the column with --ignore-columns", name, name))
		case !has:
			given = append(given, name)
			p.cells = append(p.cells, Cell{Kind: Text, Bytes: []byte(m.opts.Set[name])})
			m.used[name] = true
		}
	}
	kinds, err := p.sink.Columns(row, given)
	if err != nil {
		return m.placed(row, err)
	}
	m.columns, p.kinds = slices.Clone(names), slices.Clone(kinds[:len(names)])
	return nil
}

// wanted gives the columns of the file that the sink wants.
func (p *passage) wanted() []int {
	var at []int
	for i, kind := range p.kinds {
		if kind != Null {
			at = append(at, i)
		}
	}
	return at
}

// passRow hands a row to the sink.
func (m *Mapper) passRow(row, n int64, cells []Cell, reasons []dataidlist.Reason) error {
	p := m.passage
	switch {
	case n != 1:
		return m.fail(row, "", errors.New("the input has ranges and no rows"))
	case len(cells) != len(m.columns):
		return m.fail(row, "", fmt.Errorf("%d values where %d columns are named", len(cells), len(m.columns)))
	}
	copy(p.cells, cells)
	p.rows++
	if err := p.sink.Row(row, p.cells, reasons); err != nil {
		return m.placed(row, err)
	}
	return nil
}

// placed puts the row to an error that has no place.
func (m *Mapper) placed(row int64, err error) error {
	var known *dataidlist.InputError
	if errors.As(err, &known) {
		return err
	}
	return m.fail(row, "", err)
}

// passed is what [Mapper.Finish] returns where a sink has the rows.
func (m *Mapper) passed(format string) (*Result, error) {
	if err := m.unused(); err != nil {
		return nil, err
	}
	return &Result{Format: format, Rows: m.passage.rows, Used: m.used, Named: m.named}, nil
}
