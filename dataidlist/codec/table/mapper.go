package table

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// DefaultReasonColumn is the column that holds reasons where the user names no
// other.
const DefaultReasonColumn = "reason"

// Mapper makes a list of the rows of one input. A Mapper is not safe for
// concurrent use.
type Mapper struct {
	file     string
	opts     *ReadOptions
	universe *dataidlist.Universe
	group    *dataidlist.Group
	builder  *dataidlist.Builder
	columns  []string
	plan     plan
	known    []shape // the last that came, at most maxKnown
	implied  []*impliedCheck
	filling  filling
	passage  *passage        // nil unless the rows go to a sink
	ranged   uint64          // runs of ranges besides one a row
	used     map[string]bool // names of the options that the columns had a use for
	named    bool            // whether the columns were those of the option

	strs    []string
	ints    []span
	at      []int64
	reasons []dataidlist.Reason
}

// NewMapper returns a mapper for the input of that name. It returns an error
// if the options contradict each other ([ReadOptions.Check]), or name a dimension
// that the universe does not have.
func NewMapper(file string, opts *ReadOptions) (*Mapper, error) {
	opts = opts.OrZero()
	m := &Mapper{file: file, opts: opts, universe: opts.Universe, used: map[string]bool{}}
	if m.universe == nil {
		u, err := dataidlist.DafButler(dataidlist.DefaultVersion)
		if err != nil {
			return nil, err
		}
		m.universe = u
	}
	if err := opts.Check(); err != nil {
		return nil, m.fail(0, "", err)
	}
	for name := range opts.Set {
		if _, ok := m.universe.Dimension(name); !ok {
			return nil, m.refuse(0, "", fmt.Errorf("--set %s: universe %s has no such dimension", name, m.universe))
		}
	}
	if opts.Sink != nil {
		m.passage = &passage{sink: opts.Sink}
		return m, nil
	}
	for from, to := range opts.Rename {
		if _, ok := m.universe.Dimension(to); !ok {
			return nil, m.refuse(0, "", fmt.Errorf("--rename %s=%s: universe %s has no dimension %s", from, to, m.universe, dataidlist.Quote(to)))
		}
	}
	return m, nil
}

// IsDimension reports whether the universe has a dimension of that name. A nil
// mapper has none.
func (m *Mapper) IsDimension(name string) bool {
	if m == nil {
		return false
	}
	_, ok := m.universe.Dimension(name)
	return ok
}

// OnlyColumn returns the name that the only column of an input goes by. Where that
// is neither a dimension nor in the options, and one dimension is told, the
// column is that dimension.
func (m *Mapper) OnlyColumn(name string) string {
	_, renamed := m.opts.Rename[name]
	if renamed || name == m.opts.ReasonColumn || slices.Contains(m.opts.Ignore, name) || m.IsDimension(name) || len(m.opts.Dimensions) != 1 {
		return name
	}
	return m.opts.Dimensions[0]
}

// fail puts the place to an error.
func (m *Mapper) fail(row int64, column string, err error) error {
	return &dataidlist.InputError{File: m.file, Row: row, Column: column, Err: err}
}

// refuse is fail for what other options would avoid.
func (m *Mapper) refuse(row int64, column string, err error) error {
	return m.fail(row, column, OptionsError(err))
}

// UseGroup fixes the group before any columns are known, as a header does.
func (m *Mapper) UseGroup(g *dataidlist.Group) {
	m.universe = g.Universe()
	m.start(g)
}

func (m *Mapper) start(g *dataidlist.Group) {
	m.group = g
	m.builder = dataidlist.NewBuilder(g)
	m.strs = make([]string, len(g.Strings()))
	m.ints = make([]span, len(g.Ints()))
	m.at = make([]int64, len(g.Ints()))
	for _, name := range g.Implied() {
		m.implied = append(m.implied, newImpliedCheck(g, name))
	}
}

// Row adds a row: one cell for each column, and reasons besides that of the
// reason column. A row with ranges stands for all combinations of their
// values. The error names the file, the row as the caller numbers it, and the
// column.
func (m *Mapper) Row(row int64, cells []Cell, reasons ...dataidlist.Reason) error {
	return m.rows(row, 1, cells, reasons)
}

// rows adds n rows that begin with these cells and follow each other in the
// last int dimension. There are several only if it has a column.
func (m *Mapper) rows(row, n int64, cells []Cell, reasons []dataidlist.Reason) error {
	if m.passage != nil {
		return m.passRow(row, n, cells, reasons)
	}
	if len(cells) != len(m.columns) {
		return m.fail(row, "", fmt.Errorf("%d values where %d columns are named", len(cells), len(m.columns)))
	}
	if several, err := m.splitRow(row, n, cells, reasons); several || err != nil {
		return err
	}
	if taken, err := m.fill(row, n, cells, reasons); taken || err != nil {
		return err
	}
	ranged, err := m.take(row, n, cells, reasons)
	if err != nil {
		return err
	}
	runs, add := uint64(1), m.addOne
	if ranged {
		add = m.addRuns
		if runs, err = m.countRuns(); err != nil {
			return m.fail(row, "", err)
		}
	}
	for _, i := range m.plan.checks {
		if column := m.plan.implied[i]; m.says(cells[column]) {
			if err := m.implied[i].look(m, cells[column]); err != nil {
				return m.fail(row, m.columns[column], err)
			}
		}
	}
	if err := add(); err != nil {
		return m.fail(row, "", err)
	}
	m.ranged += runs - 1
	for _, i := range m.plan.checks {
		if m.says(cells[m.plan.implied[i]]) {
			m.implied[i].keep(row)
		}
	}
	return nil
}

// says reports whether a row says something with a value of an implied
// dimension. Where empty means all, an empty one says nothing.
func (m *Mapper) says(c Cell) bool { return m.opts.Full == nil || !isEmpty(c) }

// take takes the values of the required dimensions and the reasons of n rows,
// and reports whether they are more than one DataId.
func (m *Mapper) take(row, n int64, cells []Cell, reasons []dataidlist.Reason) (ranged bool, err error) {
	for i, column := range m.plan.strs {
		if column >= 0 {
			if err := m.setString(i, &cells[column]); err != nil {
				return false, m.fail(row, m.columns[column], err)
			}
		}
	}
	for i, column := range m.plan.ints {
		if column >= 0 {
			s, err := intCell(&cells[column])
			if err != nil {
				return false, m.fail(row, m.columns[column], err)
			}
			if last := m.plan.lasts[i]; last >= 0 {
				end, err := intCell(&cells[last])
				if err == nil {
					s, err = s.upTo(end)
				}
				if err != nil {
					return false, m.fail(row, m.columns[last], err)
				}
			}
			m.ints[i] = s
		}
		ranged = ranged || m.ints[i].first != m.ints[i].last
	}
	if n > 1 {
		m.ints[len(m.ints)-1].last += n - 1
		ranged = true
	}
	m.reasons = append(m.reasons[:0], reasons...)
	if m.plan.reason >= 0 {
		r, err := reasonCell(cells[m.plan.reason])
		if err != nil {
			return false, m.fail(row, m.columns[m.plan.reason], err)
		}
		if r.Text != "" {
			m.reasons = append(m.reasons, r)
		}
	}
	return ranged, nil
}

// needsValue says what is wrong with a cell without a value.
const needsValue = "a DataId has a value for each dimension: where empty means all, say so with --empty-means-all FULL"

// setString takes a string value; the one before is kept where it is the same.
func (m *Mapper) setString(i int, c *Cell) error {
	if (c.Kind != Text && c.Kind != Str) || len(c.Bytes) == 0 {
		return errNoString(c)
	}
	if string(c.Bytes) != m.strs[i] {
		m.strs[i] = string(c.Bytes)
	}
	return nil
}

// errNoString says why a cell is no string with something in it.
func errNoString(c *Cell) error {
	switch c.Kind {
	case Text, Str:
		return fmt.Errorf("%w: it is empty; %s", dataidlist.ErrValue, needsValue)
	case Null:
		return fmt.Errorf("%w: it is null; %s", dataidlist.ErrValue, needsValue)
	case Int, Range:
		return fmt.Errorf("%w: %s is a number; a string is expected", dataidlist.ErrValue, c.words())
	}
	return fmt.Errorf("%w: %s; a string is expected", dataidlist.ErrValue, c.words())
}

func intCell(c *Cell) (span, error) {
	switch c.Kind {
	case Int:
		if c.Int < 0 {
			return span{}, fmt.Errorf("%w: %d is negative; values are 0 to 9223372036854775807", dataidlist.ErrValue, c.Int)
		}
		return span{c.Int, c.Int, 1}, nil
	case Range:
		if c.Int < 0 || c.Last < c.Int {
			return span{}, fmt.Errorf("%w: range %s is not from a value to the same or a larger one", dataidlist.ErrValue, c.words())
		}
		return span{c.Int, c.Last, 1}, nil
	case Text:
		text := bytes.Trim(c.Bytes, " \t")
		if len(text) == 0 {
			return span{}, fmt.Errorf("%w: it is empty; %s", dataidlist.ErrValue, needsValue)
		}
		if v, ok := plainInt(text); ok {
			return span{v, v, 1}, nil
		}
		return parseSpan(string(text))
	case Str:
		return span{}, fmt.Errorf("%w: %s is a string; an integer is expected", dataidlist.ErrValue, dataidlist.Quote(string(c.Bytes)))
	case Null:
		return span{}, fmt.Errorf("%w: it is null; %s", dataidlist.ErrValue, needsValue)
	}
	return span{}, fmt.Errorf("%w: %s; an integer is expected", dataidlist.ErrValue, c.Bytes)
}

func reasonCell(c Cell) (dataidlist.Reason, error) {
	switch c.Kind {
	case Text, Str:
		return dataidlist.Reason{Text: strings.TrimSpace(string(c.Bytes))}, nil
	case Null:
		return dataidlist.Reason{}, nil
	}
	return dataidlist.Reason{}, fmt.Errorf("%w: %s is no text for a reason", dataidlist.ErrValue, c.words())
}

// Group returns the group, nil as long as it is not known and where rows go to
// a sink.
func (m *Mapper) Group() *dataidlist.Group { return m.group }

// Finish returns the list of all rows. For an input that had neither columns
// nor rows the group is that of the options' dimensions.
func (m *Mapper) Finish(format string) (*Result, error) {
	if m.passage != nil {
		return m.passed(format)
	}
	if m.group == nil {
		if err := m.Columns(0, m.opts.Dimensions); err != nil {
			return nil, m.refuse(0, "", errors.New("the input has no DataIds and does not name its dimensions: give them with --dimension and --set"))
		}
	}
	return m.Adopt(format, m.builder.List(), m.builder.Added())
}
