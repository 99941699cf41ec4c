package table

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// A plan says what each column is.
type plan struct {
	strs    []int    // column of each required string dimension, −1 where it is set
	ints    []int    // the same for the int dimensions
	lasts   []int    // column of the end of the range in each int dimension, −1 if there is none
	implied []int    // column of each implied dimension, −1 where absent
	checks  []int    // which of these are there
	words   []string // of each required string dimension what it is set to, if it is
	spans   []span   // the same for the int dimensions
	reason  int      // −1 if there is none
	splits  []split
}

// columnsOf is what the names of columns say of them.
type columnsOf struct {
	dims   map[string]int // column of each dimension, −1 for one that is set
	lasts  map[string]int // column of the end of the range in a dimension
	reason int            // −1 if there is none
	splits []split
}

// last gives the column of the end of the range in a dimension, −1 if there is
// none.
func (c *columnsOf) last(dimension string) int {
	if at, ok := c.lasts[dimension]; ok {
		return at
	}
	return -1
}

// A shape is a sequence of columns and what they are. Rows of JSON and YAML
// may go from one to another and back.
type shape struct {
	columns []string
	plan    plan
}

// maxKnown is how many shapes are remembered.
const maxKnown = 16

// Columns tells the names of the columns of the rows that follow; row is where
// they stand, for messages. It may be called again, but the group must stay
// the same. The slice is not kept.
func (m *Mapper) Columns(row int64, names []string) error {
	if m.columns != nil && slices.Equal(names, m.columns) {
		return nil
	}
	for _, known := range m.known {
		if slices.Equal(names, known.columns) {
			m.use(known)
			return nil
		}
	}
	if err := m.refuseMasks(row, names); err != nil {
		return err
	}
	if m.passage != nil {
		return m.passColumns(row, names)
	}
	found, err := m.dimensions(row, names)
	if err != nil {
		return err
	}
	dims := found.dims
	m.named = m.named || slices.Equal(names, m.opts.Dimensions)
	have := slices.Sorted(maps.Keys(dims))
	if !slices.ContainsFunc(have, func(name string) bool { return dims[name] >= 0 }) {
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
	for _, name := range slices.Sorted(maps.Keys(found.lasts)) {
		if !slices.Contains(m.group.Ints(), name) {
			return m.refuse(row, names[found.lasts[name]], fmt.Errorf("the end of a range of dimension %s, which is no int dimension of %s: name its column alone with --rename", name, m.group))
		}
	}
	p, err := m.newPlan(found)
	if err != nil {
		return err
	}
	if len(m.known) == maxKnown {
		m.known = slices.Delete(m.known, 0, 1)
	}
	m.known = append(m.known, shape{slices.Clone(names), p})
	m.use(m.known[len(m.known)-1])
	return nil
}

// newPlan makes the plan for columns of the group.
func (m *Mapper) newPlan(found *columnsOf) (p plan, err error) {
	p = plan{reason: found.reason, splits: found.splits}
	for _, name := range m.group.Strings() {
		p.strs, p.words = append(p.strs, found.dims[name]), append(p.words, m.opts.Set[name])
	}
	for _, name := range m.group.Ints() {
		s := span{}
		if found.dims[name] < 0 {
			if s, err = parseSpan(m.opts.Set[name]); err != nil {
				return p, m.refuse(0, "", fmt.Errorf("--set %s: %w", name, err))
			}
		}
		p.ints, p.lasts, p.spans = append(p.ints, found.dims[name]), append(p.lasts, found.last(name)), append(p.spans, s)
	}
	for i, name := range m.group.Implied() {
		at, ok := found.dims[name]
		switch {
		case !ok:
			at = -1
		case at < 0:
			// It is the same for all rows, and only has to be a value.
			if err := m.implied[i].take(Cell{Kind: Text, Bytes: []byte(m.opts.Set[name])}); err != nil {
				return p, m.refuse(0, "", fmt.Errorf("--set %s: %w", name, err))
			}
		default:
			p.checks = append(p.checks, i)
		}
		p.implied = append(p.implied, at)
	}
	return p, nil
}

// use takes the columns of the rows that follow, and the values that are set.
func (m *Mapper) use(s shape) {
	m.columns, m.plan = s.columns, s.plan
	for i, at := range m.plan.strs {
		if at < 0 {
			m.strs[i] = m.plan.words[i]
		}
	}
	for i, at := range m.plan.ints {
		if at < 0 {
			m.ints[i] = m.plan.spans[i]
		}
	}
}

// dimensions finds out what each column is.
func (m *Mapper) dimensions(row int64, names []string) (*columnsOf, error) {
	dims, reason := map[string]int{}, -1
	for name := range m.opts.Set {
		if m.group == nil || m.group.Has(name) || !m.shared(name) {
			dims[name] = -1
		}
	}
	reasonColumn := m.reasonColumn(names)
	renamed, lasts := m.renames(names)
	for i, column := range names {
		name := column
		if to, ok := renamed[i]; ok {
			name = to
		}
		if last, ok := lasts[name]; ok && last == i {
			continue // it goes with the column of the range's begin
		}
		_, isDimension := m.universe.Dimension(name)
		switch {
		case slices.Contains(m.opts.Ignore, column):
			m.used[column] = true
		case column == reasonColumn && (column == m.opts.ReasonColumn || !isDimension):
			if reason >= 0 {
				return nil, m.fail(row, column, errors.New("this column comes twice"))
			}
			reason = i
			m.used[column] = column == m.opts.ReasonColumn
		case column == "":
			return nil, m.fail(row, "", fmt.Errorf("column %d has no name: drop it with --ignore-columns ''", i+1))
		case !isDimension && name == column && slices.Equal(names, m.opts.Dimensions):
			return nil, m.refuse(row, "", &UnknownError{names, m.universe, fmt.Errorf("--dimension %s: not a dimension of %s", column, m.universe)})
		case !isDimension:
			return nil, m.refuse(row, column, &UnknownError{names, m.universe, fmt.Errorf("not a dimension of %s: use --reason-column, --rename %s=DIMENSION or --ignore-columns", m.universe, column)})
		default:
			if before, dup := dims[name]; dup && before >= 0 {
				return nil, m.fail(row, column, fmt.Errorf("dimension %s comes twice", name))
			} else if dup && !m.shared(name) {
				return nil, m.refuse(row, column, fmt.Errorf("the file has dimension %s: leave out --set %s, or drop the column with --ignore-columns", name, name))
			}
			dims[name] = i
		}
	}
	for name, column := range dims {
		m.used[name] = m.used[name] || column < 0
	}
	return &columnsOf{dims: dims, lasts: lasts, reason: reason, splits: m.splitColumns(names, dims)}, nil
}

// reasonColumn gives the name of the column of reasons, if there is one.
func (m *Mapper) reasonColumn(names []string) string {
	if name := m.opts.ReasonColumn; name != "" && slices.Contains(names, name) {
		return name
	}
	return DefaultReasonColumn
}

// shared reports whether an option was said of several inputs.
func (m *Mapper) shared(name string) bool { return slices.Contains(m.opts.Shared, name) }

// Altered reports whether options have changed what the columns say, so that
// what the file records of its list no longer holds.
func (m *Mapper) Altered() bool {
	if m.passage != nil {
		return true // there is no list
	}
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
	for _, column := range slices.Sorted(maps.Keys(m.opts.Split)) {
		if err := check("--split-column", column); err != nil {
			return err
		}
	}
	return check("--reason-column", m.opts.ReasonColumn)
}
