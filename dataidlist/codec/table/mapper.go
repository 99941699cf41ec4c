package table

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math"
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
	ranged   uint64          // runs of ranges besides one a row
	used     map[string]bool // names of the options that the columns had a use for
	named    bool            // whether the columns were those of the option

	strs    []string
	ints    []span
	at      []int64
	reasons []dataidlist.Reason
}

// A plan says what each column is.
type plan struct {
	strs    []int // column of each required string dimension, −1 where it is set
	ints    []int // the same for the int dimensions
	implied []int // column of each implied dimension, −1 where absent
	reason  int   // −1 if there is none
}

// A shape is a sequence of columns and what they are. Rows of JSON and YAML
// may go from one to another and back.
type shape struct {
	columns []string
	plan    plan
}

// maxKnown is how many shapes are remembered.
const maxKnown = 16

// NewMapper returns a mapper for the input of that name. It returns an error
// if the options contradict each other.
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
	for name := range opts.Set {
		if _, ok := m.universe.Dimension(name); !ok {
			return nil, m.refuse(0, "", fmt.Errorf("--set %s: universe %s has no such dimension", name, m.universe))
		}
	}
	for from, to := range opts.Rename {
		if _, ok := m.universe.Dimension(to); !ok {
			return nil, m.refuse(0, "", fmt.Errorf("--rename %s=%s: universe %s has no dimension %s", from, to, m.universe, dataidlist.Quote(to)))
		}
	}
	return m, nil
}

// fail puts the place to an error.
func (m *Mapper) fail(row int64, column string, err error) error {
	return &dataidlist.InputError{File: m.file, Row: row, Column: column, Offset: -1, Err: err}
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

// Columns tells the names of the columns of the rows that follow; row is where
// they stand, for messages. It may be called again, but the group must stay
// the same. The slice is not kept.
func (m *Mapper) Columns(row int64, names []string) error {
	if m.columns != nil && slices.Equal(names, m.columns) {
		return nil
	}
	for _, known := range m.known {
		if slices.Equal(names, known.columns) {
			m.columns, m.plan = known.columns, known.plan
			return nil
		}
	}
	dims, reason, err := m.dimensions(row, names)
	if err != nil {
		return err
	}
	m.named = m.named || slices.Equal(names, m.opts.Dimensions)
	have := slices.Sorted(maps.Keys(dims))
	if len(have) == 0 {
		return m.refuse(row, "", fmt.Errorf("no column is a dimension of %s: name the columns with --rename, or the dimension of a text file with --dimension", m.universe))
	}
	g, err := m.universe.Group(have...)
	if err != nil {
		return m.fail(row, "", err)
	}
	for _, name := range g.Dimensions() {
		if _, ok := dims[name]; !ok {
			return m.refuse(row, "", fmt.Errorf("dimension %s is missing: give it with --set %s=VALUE", name, name))
		}
	}
	switch {
	case m.group == nil:
		m.start(g)
	case !m.group.Equal(g):
		return m.fail(row, "", fmt.Errorf("%w: here are DataIds of %s, before of %s: a list has one group", dataidlist.ErrGroup, g, m.group))
	}
	m.columns = slices.Clone(names)
	m.plan = plan{reason: reason}
	for i, name := range m.group.Strings() {
		m.plan.strs = append(m.plan.strs, dims[name])
		if dims[name] < 0 {
			m.strs[i] = m.opts.Set[name]
		}
	}
	for i, name := range m.group.Ints() {
		m.plan.ints = append(m.plan.ints, dims[name])
		if dims[name] < 0 {
			if m.ints[i], err = parseSpan(m.opts.Set[name]); err != nil {
				return m.refuse(0, "", fmt.Errorf("--set %s: %w", name, err))
			}
		}
	}
	for _, name := range m.group.Implied() {
		at, ok := dims[name]
		if !ok {
			at = -1
		}
		m.plan.implied = append(m.plan.implied, at)
	}
	if len(m.known) == maxKnown {
		m.known = slices.Delete(m.known, 0, 1)
	}
	m.known = append(m.known, shape{m.columns, m.plan})
	return nil
}

// dimensions finds the column of each dimension, −1 for one that is set, and
// that of the reason.
func (m *Mapper) dimensions(row int64, names []string) (dims map[string]int, reason int, err error) {
	dims, reason = map[string]int{}, -1
	for name := range m.opts.Set {
		if m.group == nil || m.group.Has(name) || !m.shared(name) {
			dims[name] = -1
		}
	}
	reasonColumn := m.opts.ReasonColumn
	if reasonColumn == "" || !slices.Contains(names, reasonColumn) {
		reasonColumn = DefaultReasonColumn
	}
	for i, column := range names {
		name := column
		if to, ok := m.opts.Rename[column]; ok {
			name = to
			m.used[column] = true
		}
		_, isDimension := m.universe.Dimension(name)
		switch {
		case slices.Contains(m.opts.Ignore, column):
			m.used[column] = true
		case column == reasonColumn && (column == m.opts.ReasonColumn || !isDimension):
			if reason >= 0 {
				return nil, 0, m.fail(row, column, errors.New("this column comes twice"))
			}
			reason = i
			m.used[column] = column == m.opts.ReasonColumn
		case column == "":
			return nil, 0, m.fail(row, "", fmt.Errorf("column %d has no name: drop it with --ignore-columns ''", i+1))
		case !isDimension:
			return nil, 0, m.refuse(row, column, fmt.Errorf("not a dimension of %s: use --reason-column, --rename %s=DIMENSION or --ignore-columns", m.universe, column))
		default:
			if before, dup := dims[name]; dup && before >= 0 {
				return nil, 0, m.fail(row, column, fmt.Errorf("dimension %s comes twice", name))
			} else if dup && !m.shared(name) {
				return nil, 0, m.refuse(row, column, fmt.Errorf("the file has dimension %s: leave out --set %s, or drop the column with --ignore-columns", name, name))
			}
			dims[name] = i
		}
	}
	for name, column := range dims {
		m.used[name] = m.used[name] || column < 0
	}
	return dims, reason, nil
}

// shared reports whether an option was said of several inputs.
func (m *Mapper) shared(name string) bool { return slices.Contains(m.opts.Shared, name) }

// Altered reports whether options have changed what the columns say, so that
// what the file records of its list no longer holds.
func (m *Mapper) Altered() bool {
	for name, used := range m.used {
		if used && name != DefaultReasonColumn {
			return true
		}
	}
	return false
}

// unused returns an error for an option that names a column which the input
// does not have.
func (m *Mapper) unused() error {
	check := func(option, column string) error {
		if column == "" || m.columns == nil || m.used[column] || m.shared(column) {
			return nil
		}
		return m.refuse(0, "", fmt.Errorf("%s %s: the input has no such column", option, column))
	}
	for _, column := range slices.Sorted(maps.Keys(m.opts.Rename)) {
		if err := check("--rename", column); err != nil {
			return err
		}
	}
	for _, column := range m.opts.Ignore {
		if err := check("--ignore-columns", column); err != nil {
			return err
		}
	}
	return check("--reason-column", m.opts.ReasonColumn)
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
	if len(cells) != len(m.columns) {
		return m.fail(row, "", fmt.Errorf("%d values where %d columns are named", len(cells), len(m.columns)))
	}
	for i, column := range m.plan.strs {
		if column >= 0 {
			if err := m.setString(i, cells[column]); err != nil {
				return m.fail(row, m.columns[column], err)
			}
		}
	}
	var ranges bool
	for i, column := range m.plan.ints {
		if column >= 0 {
			s, err := intCell(cells[column])
			if err != nil {
				return m.fail(row, m.columns[column], err)
			}
			m.ints[i] = s
		}
		if n > 1 && i == len(m.ints)-1 {
			m.ints[i].last += n - 1
		}
		ranges = ranges || m.ints[i].first != m.ints[i].last
	}
	for i, column := range m.plan.implied {
		if column >= 0 {
			if err := m.implied[i].check(m, row, cells[column]); err != nil {
				return m.fail(row, m.columns[column], err)
			}
		}
	}
	m.reasons = append(m.reasons[:0], reasons...)
	if m.plan.reason >= 0 {
		r, err := reasonCell(cells[m.plan.reason])
		if err != nil {
			return m.fail(row, m.columns[m.plan.reason], err)
		}
		if r.Text != "" {
			m.reasons = append(m.reasons, r)
		}
	}
	add := m.addOne
	if ranges {
		add = m.addRanges
	}
	if err := add(); err != nil {
		return m.fail(row, "", err)
	}
	return nil
}

// setString takes a string value; the one before is kept where it is the same.
func (m *Mapper) setString(i int, c Cell) error {
	switch c.Kind {
	case Text, Str:
		switch {
		case len(c.Bytes) == 0:
			return fmt.Errorf("%w: it is empty; a DataId has a value for each dimension", dataidlist.ErrValue)
		case string(c.Bytes) != m.strs[i]:
			m.strs[i] = string(c.Bytes)
		}
		return nil
	case Null:
		return fmt.Errorf("%w: it is null; a DataId has a value for each dimension", dataidlist.ErrValue)
	case Int, Range:
		return fmt.Errorf("%w: %s is a number; a string is expected", dataidlist.ErrValue, c.words())
	}
	return fmt.Errorf("%w: %s; a string is expected", dataidlist.ErrValue, c.words())
}

func intCell(c Cell) (span, error) {
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
			return span{}, fmt.Errorf("%w: it is empty; a DataId has a value for each dimension", dataidlist.ErrValue)
		}
		if v, ok := plainInt(text); ok {
			return span{v, v, 1}, nil
		}
		return parseSpan(string(text))
	case Str:
		return span{}, fmt.Errorf("%w: %s is a string; an integer is expected", dataidlist.ErrValue, dataidlist.Quote(string(c.Bytes)))
	case Null:
		return span{}, fmt.Errorf("%w: it is null; a DataId has a value for each dimension", dataidlist.ErrValue)
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

func (m *Mapper) addOne() error {
	for i, s := range m.ints {
		m.at[i] = s.first
	}
	return m.builder.AddRun(m.strs, m.at, 1, m.reasons...)
}

// addRanges adds all combinations of the values of the ranges.
func (m *Mapper) addRanges() error {
	k := len(m.ints)
	last := m.ints[k-1]
	runs, n, left := uint64(1), int64(1), dataidlist.MaxRangeRuns-m.ranged
	for i, s := range m.ints {
		m.at[i] = s.first
		if i == k-1 && s.step == 1 {
			if s.size() == math.MaxInt64 {
				return fmt.Errorf("%w: a range of 2^63 values", dataidlist.ErrLimit)
			}
			n = s.last - s.first + 1
			break
		}
		if s.size() >= left || runs*(s.size()+1) > left {
			return fmt.Errorf("%w: the ranges of the input stand for more than %d runs of DataIds", dataidlist.ErrLimit, dataidlist.MaxRangeRuns)
		}
		runs *= s.size() + 1
	}
	m.ranged += runs - 1
	along := k // dimensions that are stepped through one by one
	if last.step == 1 {
		along = k - 1
	}
	for {
		if err := m.builder.AddRun(m.strs, m.at, n, m.reasons...); err != nil {
			return err
		}
		i := along - 1
		for ; i >= 0; i-- {
			if m.at[i] < m.ints[i].last {
				m.at[i] += m.ints[i].step
				break
			}
			m.at[i] = m.ints[i].first
		}
		if i < 0 {
			return nil
		}
	}
}

// Group returns the group, nil as long as it is not known.
func (m *Mapper) Group() *dataidlist.Group { return m.group }

// Finish returns the list of all rows. For an input that had neither columns
// nor rows the group is that of the options' dimensions.
func (m *Mapper) Finish(format string) (*Result, error) {
	if m.group == nil {
		if err := m.Columns(0, m.opts.Dimensions); err != nil {
			return nil, m.refuse(0, "", errors.New("the input has no DataIds and does not name its dimensions: give them with --dimension and --set"))
		}
	}
	return m.Adopt(format, m.builder.List(), m.builder.Added())
}
