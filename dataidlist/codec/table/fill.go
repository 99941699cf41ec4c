package table

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// A filling collects the rows in which some dimensions are empty. Rows with the
// same ones are rows over a coarser group, which has a mapper of its own.
type filling struct {
	coarse map[string]*Mapper // by the names of the dimensions that have a value
	rows   uint64
}

// isEmpty reports whether a cell has no value.
func isEmpty(c Cell) bool {
	switch c.Kind {
	case Null:
		return true
	case Text:
		return len(bytes.Trim(c.Bytes, " \t")) == 0
	case Str:
		return len(c.Bytes) == 0
	}
	return false
}

// fill takes n rows, as [Mapper.rows] does, if some of their dimensions are
// empty and stand for all their values.
func (m *Mapper) fill(row, n int64, cells []Cell, reasons []dataidlist.Reason) (taken bool, err error) {
	if m.opts.Full == nil || !slices.ContainsFunc(cells, isEmpty) {
		return false, nil
	}
	var given, empty []string
	for i, columns := range [][]int{m.plan.strs, m.plan.ints} {
		names := [][]string{m.group.Strings(), m.group.Ints()}[i]
		for d, at := range columns {
			if at >= 0 && isEmpty(cells[at]) {
				empty = append(empty, names[d])
			} else {
				given = append(given, names[d])
			}
		}
	}
	if len(empty) == 0 {
		return false, nil
	}
	c, err := m.coarse(given)
	if err != nil {
		return true, m.fail(row, m.columnOf(empty[0]), err)
	}
	for _, at := range m.plan.implied {
		if at >= 0 && !isEmpty(cells[at]) {
			return true, m.refuse(row, m.columns[at], fmt.Errorf("dimension %s is empty here, and %s does not choose among its values: drop the column with --ignore-columns", empty[0], m.columns[at]))
		}
	}
	m.filling.rows += uint64(n)
	c.use(shape{m.columns, m.plan.only(m.group, c.group)})
	c.ranged = m.ranged
	err = c.rows(row, n, cells, reasons)
	m.ranged = c.ranged
	return true, err
}

// columnOf gives the name of the column of a required dimension.
func (m *Mapper) columnOf(dimension string) string {
	at := slices.Index(m.group.Strings(), dimension)
	columns := m.plan.strs
	if at < 0 {
		at, columns = slices.Index(m.group.Ints(), dimension), m.plan.ints
	}
	return m.columns[columns[at]]
}

// coarse gives the mapper of the rows that have values of these dimensions.
func (m *Mapper) coarse(given []string) (*Mapper, error) {
	key := strings.Join(given, " ")
	if c := m.filling.coarse[key]; c != nil {
		return c, nil
	}
	if len(given) == 0 {
		return nil, fmt.Errorf("%w: all dimensions are empty, which would mean every DataId", dataidlist.ErrValue)
	}
	g, err := m.universe.Group(given...)
	if err != nil {
		return nil, err
	}
	for _, name := range g.Dimensions() {
		if !slices.Contains(given, name) {
			return nil, fmt.Errorf("%w: it is empty, and other values of the row mean something only with it: universe %s requires %s", dataidlist.ErrValue, m.universe, name)
		}
	}
	c := &Mapper{file: m.file, opts: &ReadOptions{}, universe: m.universe}
	c.start(g)
	if m.filling.coarse == nil {
		m.filling.coarse = map[string]*Mapper{}
	}
	m.filling.coarse[key] = c
	return c, nil
}

// only gives the plan for the dimensions of a coarser group.
func (p plan) only(fine, coarse *dataidlist.Group) plan {
	few := plan{reason: p.reason}
	for _, name := range coarse.Strings() {
		i := slices.Index(fine.Strings(), name)
		few.strs, few.words = append(few.strs, p.strs[i]), append(few.words, p.words[i])
	}
	for _, name := range coarse.Ints() {
		i := slices.Index(fine.Ints(), name)
		few.ints, few.lasts, few.spans = append(few.ints, p.ints[i]), append(few.lasts, p.lasts[i]), append(few.spans, p.spans[i])
	}
	return few
}

// filled gives the result of a list and of the rows that were filled.
func (m *Mapper) filled(r *Result) error {
	if m.filling.rows == 0 {
		return nil
	}
	full := m.opts.Full.WithoutReasons()
	if !full.Group().Equal(m.group) {
		return m.refuse(0, "", fmt.Errorf("--empty-means-all: the full list is over %s and the input over %s", full.Group(), m.group))
	}
	parts := []*dataidlist.List{}
	for _, c := range m.filling.coarse {
		some := c.builder.List()
		all, err := some.Expand(full)
		if err != nil {
			return m.fail(0, "", fmt.Errorf("--empty-means-all: %w", err))
		}
		found, err := all.WithoutReasons().Project(c.group)
		if err != nil {
			return m.fail(0, "", err)
		}
		parts = append(parts, all)
		r.Unfilled += some.Count() - found.Count()
		r.Rows += all.Count()
	}
	list, err := dataidlist.Union(r.List, parts...)
	if err != nil {
		return m.fail(0, "", err)
	}
	r.List, r.Filled, r.Duplicates = list, m.filling.rows, r.Rows-list.Count()
	return nil
}
