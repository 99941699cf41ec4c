package resolve

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// Records are the dimension records that serve to resolve an input. The zero
// value is of no use; a Records is made by [NewRecords]. Its methods are not
// safe for concurrent use.
type Records struct {
	universe *dataidlist.Universe
	input    []string
	tables   []*relation
}

// A relation is a table of records.
type relation struct {
	names    []string // of the columns, without the element before a field of its own
	columns  []Column
	rows     int
	required []string // dimensions that are its primary key
	own      []string // those of them that it is about
}

// NewRecords returns records for an input with these columns: names of
// dimensions, of fields (obs_id), or of fields of an element (exposure.obs_id).
// Columns without a name are ignored.
func NewRecords(u *dataidlist.Universe, columns []string) *Records {
	return &Records{universe: u, input: slices.Clone(columns)}
}

// Universe returns the universe of the dimensions.
func (r *Records) Universe() *dataidlist.Universe { return r.universe }

// isDimension reports whether a column holds primary keys.
func (r *Records) isDimension(column string) bool {
	_, ok := r.universe.Dimension(column)
	return ok
}

// isField reports whether a column is none of primary keys.
func (r *Records) isField(column string) bool { return column != "" && !r.isDimension(column) }

// HasFields reports whether the input has a column that is not a dimension.
func (r *Records) HasFields() bool { return slices.ContainsFunc(r.input, r.isField) }

// Keep reports which columns of a table of records are of use: those of its
// primary key and those that the input has. None is, if no step can be made with
// them. A column without a name is ignored. It returns an error if the table
// has no dimension, or lacks one that its others require.
func (r *Records) Keep(names []string) ([]bool, error) {
	t, err := r.relation(names)
	if err != nil {
		return nil, err
	}
	keep, fields := make([]bool, len(names)), 0
	for i, name := range t.names {
		switch {
		case name == "":
		case r.isDimension(name):
			keep[i] = slices.Contains(t.required, name) || slices.Contains(r.input, name)
		default:
			keep[i] = slices.ContainsFunc(r.input, func(field string) bool { return r.isField(field) && t.means(field, name) })
			if keep[i] {
				fields++
			}
		}
	}
	if fields == 0 && len(t.own) < 2 {
		clear(keep)
	}
	return keep, nil
}

// relation says what a table with these columns is about.
func (r *Records) relation(names []string) (*relation, error) {
	var dims []string
	for _, name := range names {
		if r.isDimension(name) {
			dims = append(dims, name)
		}
	}
	if len(dims) == 0 {
		return nil, fmt.Errorf("no column is a dimension of %s: name that of the primary key with --rename, as in --rename id=detector", r.universe)
	}
	g, err := r.universe.Group(dims...)
	if err != nil {
		return nil, err
	}
	t := &relation{names: slices.Clone(names), required: g.Dimensions()}
	for _, name := range t.required {
		if !slices.Contains(dims, name) {
			return nil, fmt.Errorf("dimension %s is missing: give it with --set %s=VALUE", name, name)
		}
		needed := func(other string) bool {
			d, _ := r.universe.Dimension(other)
			return slices.Contains(d.Requires, name)
		}
		if !slices.ContainsFunc(t.required, needed) {
			t.own = append(t.own, name)
		}
	}
	for i, name := range names {
		if element, field, ok := strings.Cut(name, "."); ok && slices.Contains(t.own, element) {
			t.names[i] = field
		}
	}
	return t, nil
}

// Add adds records: a column for each name, of which none is empty, all of one
// length. Those with the same names are added to each other. The slices are kept,
// and belong to the records then. It returns the errors of [Records.Keep], and
// one if a column has not the type of its dimension.
func (r *Records) Add(names []string, columns []Column) error {
	t, err := r.relation(names)
	if err != nil {
		return err
	}
	if len(columns) != len(names) || slices.ContainsFunc(columns, func(c Column) bool { return c.Len() != columns[0].Len() }) {
		return errors.New("the columns of records are not of one length, one for each name")
	}
	t.columns, t.rows = columns, columns[0].Len()
	for i, name := range t.names {
		if d, ok := r.universe.Dimension(name); ok && t.rows > 0 && (d.Type == dataidlist.Int64) != (t.columns[i].Ints != nil) {
			return fmt.Errorf("%w: the values of %s are not of type %s", dataidlist.ErrValue, name, d.Type)
		}
	}
	if t.rows == 0 {
		return nil
	}
	for _, other := range r.tables {
		if joined, err := other.join(t); joined || err != nil {
			return err
		}
	}
	r.tables = append(r.tables, t)
	return checkRows(t.rows)
}

// checkRows refuses more records than an index can number.
func checkRows(n int) error {
	if n > math.MaxInt32/2 {
		return fmt.Errorf("%w: more than %d records of one kind", dataidlist.ErrLimit, math.MaxInt32/2)
	}
	return nil
}

// join adds the records of another table, and reports false if it has other
// columns.
func (t *relation) join(more *relation) (bool, error) {
	if len(t.names) != len(more.names) {
		return false, nil
	}
	places := make([]int, len(t.names)) // in more
	for i, name := range t.names {
		if places[i] = slices.Index(more.names, name); places[i] < 0 {
			return false, nil
		}
	}
	for i, place := range places {
		c, added := &t.columns[i], more.columns[place]
		if (c.Ints != nil) != (added.Ints != nil) {
			*c, added = c.as(Column{}), added.as(Column{})
		}
		c.append(added)
	}
	t.rows += more.rows
	return true, checkRows(t.rows)
}

// String names what the table is about.
func (t *relation) String() string { return strings.Join(t.own, " and ") }

// column gives the place of a column, −1 if there is none of that name.
func (t *relation) column(name string) int {
	return slices.IndexFunc(t.names, func(column string) bool { return t.means(name, column) })
}

// means reports whether the name of a column of the input means that column of
// the table: it is the same, or that of a field with the element before it.
func (t *relation) means(name, column string) bool {
	element, field, qualified := strings.Cut(name, ".")
	return name == column || qualified && column == field && slices.Contains(t.own, element)
}
