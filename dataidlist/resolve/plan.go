package resolve

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// Options say what is wanted.
type Options struct {
	Onto []string // dimensions of the result; nil for those of the input and of its fields
	All  bool     // several records of a row are taken, all of them
}

// Plan is a way from the columns of an input to primary keys. A Plan is
// immutable and safe for concurrent use.
type Plan struct {
	group   *dataidlist.Group
	all     bool
	steps   []step
	outputs []Output
	input   []string
}

// A step looks up records by columns that are known, and gives others. Places
// are those of columns in the input and then, in order, those that steps give.
type step struct {
	table  *relation
	index  *index
	keys   []int    // places
	names  []string // of the keys
	gives  []string
	values []Column // of the records, one for each that it gives
}

// Output is a column of the result: a dimension.
type Output struct {
	Name  string
	Input int // the column of the input that it is; −1 if steps give it
	place int
}

// Group returns the group of the result.
func (p *Plan) Group() *dataidlist.Group { return p.group }

// Outputs returns a new slice of the columns of the result: the required
// dimensions of the group, and those that they imply as far as the input has them
// and no record has told that they agree.
func (p *Plan) Outputs() []Output { return slices.Clone(p.outputs) }

// Uses reports whether a step looks up values of that column of the input.
func (p *Plan) Uses(column int) bool {
	return slices.ContainsFunc(p.steps, func(s step) bool { return slices.Contains(s.keys, column) })
}

// String says what is looked up by what, as in "exposure by instrument, obs_id;
// visit by instrument, exposure".
func (p *Plan) String() string {
	var steps []string
	for _, s := range p.steps {
		what := strings.Join(s.gives, " and ")
		if what == "" {
			what = "check of " + s.table.String()
		}
		steps = append(steps, what+" by "+strings.Join(s.names, ", "))
	}
	return strings.Join(steps, "; ")
}

// A planner makes a plan.
type planner struct {
	*Records
	options Options
	plan    *Plan
	places  map[string]int // of the dimensions that are known
	width   int            // number of places
}

// Plan returns the way from the input to the dimensions that the options ask
// for. It returns an error if the records lead nowhere, or if they leave a
// choice, and one that wraps [ErrRecords] if they contradict each other.
func (r *Records) Plan(options Options) (*Plan, error) {
	p := &planner{Records: r, options: options, places: map[string]int{}, width: len(r.input)}
	p.plan = &Plan{all: options.All, input: r.input}
	for i, name := range r.input {
		if r.isDimension(name) {
			p.places[name] = i
		}
	}
	if err := p.fields(); err != nil {
		return nil, err
	}
	if err := p.target(); err != nil {
		return nil, err
	}
	if err := p.relations(); err != nil {
		return nil, err
	}
	if len(p.plan.steps) == 0 {
		return nil, fmt.Errorf("there is nothing to resolve: the input has all dimensions of %s", p.plan.group)
	}
	for i := range p.plan.steps {
		if err := p.plan.steps[i].build(); err != nil {
			return nil, err
		}
	}
	p.outputs()
	return p.plan, nil
}

// build makes the index of a step. It returns an error if its records are not
// about what their columns say: one primary key has several values.
func (s *step) build() error {
	var keys, primary []Column
	for _, name := range s.names {
		keys = append(keys, s.table.columns[s.table.column(name)])
	}
	for _, name := range s.table.required {
		primary = append(primary, s.table.columns[s.table.column(name)])
	}
	s.index = newIndex(s.table.rows, keys, s.values)
	if row := newIndex(s.table.rows, primary, keys).ambiguous(); row != none {
		var what []string
		for i, name := range s.table.required {
			what = append(what, name+" "+primary[i].text(int(row)))
		}
		return recordsError{fmt.Errorf("the records of %s contradict each other: %s has several values of %s: if something else is their primary key, name its column with --rename", s.table, strings.Join(what, ", "), strings.Join(s.names, ", "))}
	}
	return nil
}

// ErrRecords is wrapped by the errors of [Records.Plan] that say something against
// the records, and not of the input.
var ErrRecords = errors.New("the records are not what their columns say")

type recordsError struct{ error }

func (e recordsError) Unwrap() []error { return []error{e.error, ErrRecords} }

// fields adds a step for each element of which the input has fields.
func (p *planner) fields() error {
	fields := map[string][]string{} // by element
	var elements []string
	for _, name := range p.input {
		if !p.isField(name) {
			continue
		}
		element, err := p.elementOf(name)
		if err != nil {
			return err
		}
		if fields[element] == nil {
			elements = append(elements, element)
		}
		fields[element] = append(fields[element], name)
	}
	for len(elements) > 0 {
		later := elements[:0:0]
		var missing string
		for _, element := range elements {
			t, err := p.tableWith(element, fields[element])
			if err != nil {
				return err
			}
			if lack := p.lacks(t.required, t.own); lack != "" {
				later, missing = append(later, element), lack
				continue
			}
			p.add(t)
		}
		if len(later) == len(elements) {
			return fmt.Errorf("dimension %s is missing: give it with --set %s=VALUE", missing, missing)
		}
		elements = later
	}
	return nil
}

// elementOf gives the element that a field of the input is of.
func (p *planner) elementOf(name string) (string, error) {
	var elements, wanted []string
	for _, t := range p.tables {
		element := t.String()
		if t.column(name) < 0 || slices.Contains(elements, element) {
			continue
		}
		elements = append(elements, element)
		if slices.ContainsFunc(t.own, func(d string) bool { return slices.Contains(p.options.Onto, d) }) {
			wanted = append(wanted, element)
		}
	}
	switch {
	case len(elements) == 1:
		return elements[0], nil
	case len(wanted) == 1:
		return wanted[0], nil
	case len(elements) == 0:
		return "", fmt.Errorf("column %s is neither a dimension nor in the records: correct its name with --rename, or drop it with --ignore-columns", dataidlist.Quote(name))
	}
	return "", fmt.Errorf("column %s may be of %s: say which with --onto, or as in --rename %s=%s.%s", dataidlist.Quote(name), strings.Join(elements, " or "), name, elements[0], name)
}

// tableWith gives the table of an element with all these fields, and of several
// the one with most columns of the input.
func (p *planner) tableWith(element string, fields []string) (*relation, error) {
	var best *relation
	most, tie := 0, false
	for _, t := range p.tables {
		if t.String() != element || slices.ContainsFunc(fields, func(f string) bool { return t.column(f) < 0 }) {
			continue
		}
		if n := len(p.keysOf(t)); n > most {
			best, most, tie = t, n, false
		} else if n == most {
			tie = true
		}
	}
	switch {
	case best == nil:
		return nil, fmt.Errorf("no record of %s has all of %s", element, strings.Join(fields, ", "))
	case tie:
		return nil, fmt.Errorf("several tables of records of %s have %s, with different columns: leave one out", element, strings.Join(fields, ", "))
	}
	return best, nil
}

// keysOf gives the columns of a table that are known: dimensions in canonical
// rank, and fields in the order of the input.
func (p *planner) keysOf(t *relation) []string {
	var keys []string
	for _, d := range p.universe.Dimensions() {
		if _, known := p.places[d.Name]; known && slices.Contains(t.names, d.Name) {
			keys = append(keys, d.Name)
		}
	}
	for _, name := range p.input {
		if p.isField(name) && t.column(name) >= 0 {
			keys = append(keys, name)
		}
	}
	return keys
}

// lacks gives a required dimension that is not known and not own.
func (p *planner) lacks(required, own []string) string {
	for _, name := range required {
		if _, known := p.places[name]; !known && !slices.Contains(own, name) {
			return name
		}
	}
	return ""
}

// add adds the step that looks up a table by all of its columns that are known.
func (p *planner) add(t *relation) {
	s := step{table: t, names: p.keysOf(t)}
	for _, name := range s.names {
		place, known := p.places[name]
		if !known {
			place = slices.Index(p.input, name)
		}
		s.keys = append(s.keys, place)
	}
	for _, name := range t.own {
		if _, known := p.places[name]; known {
			continue
		}
		s.gives = append(s.gives, name)
		s.values = append(s.values, t.columns[t.column(name)])
		p.places[name] = p.width
		p.width++
	}
	p.plan.steps = append(p.plan.steps, s)
}

// target finds the group of the result.
func (p *planner) target() error {
	names := p.options.Onto
	if names == nil {
		for name := range p.places {
			names = append(names, name)
		}
	}
	var err error
	p.plan.group, err = p.universe.Group(names...)
	return err
}

// relations adds steps to the dimensions of the result that are not known yet,
// each as soon as what it needs is known.
func (p *planner) relations() error {
	for p.lacks(p.plan.group.Dimensions(), nil) != "" {
		var first error
		found := false
		for _, name := range p.plan.group.Dimensions() {
			if _, known := p.places[name]; known {
				continue
			}
			t, err := p.leadingTo(name)
			if err != nil {
				first = cmp.Or(first, err)
				continue
			}
			p.add(t)
			found = true
		}
		if !found {
			return first
		}
	}
	return nil
}

// leadingTo gives the table about a dimension and others that are known. Of
// several it is the one that leads there from a dimension which the result does
// not have.
func (p *planner) leadingTo(dimension string) (*relation, error) {
	var all, leaving []*relation
	for _, t := range p.tables {
		if len(t.own) < 2 || !slices.Contains(t.own, dimension) || p.lacks(t.required, []string{dimension}) != "" {
			continue
		}
		all = append(all, t)
		if slices.ContainsFunc(t.own, func(d string) bool { return d != dimension && !p.plan.group.Has(d) }) {
			leaving = append(leaving, t)
		}
	}
	switch {
	case len(all) == 1:
		return all[0], nil
	case len(leaving) == 1:
		return leaving[0], nil
	case len(all) == 0:
		return nil, fmt.Errorf("nothing leads to dimension %s: the records need a column of the input, or a relation such as visit_definition, or give it with --set %s=VALUE", dimension, dimension)
	}
	var names []string
	for _, t := range all {
		names = append(names, t.String())
	}
	return nil, fmt.Errorf("several relations lead to dimension %s, those of %s: name all dimensions that are to stay with --onto and project the result, or choose the records of one with --select", dimension, strings.Join(names, "; "))
}

// outputs finds where the columns of the result come from.
func (p *planner) outputs() {
	for i, name := range slices.Concat(p.plan.group.Dimensions(), p.plan.group.Implied()) {
		place, known := p.places[name]
		if i >= len(p.plan.group.Dimensions()) && (!known || p.agrees(name)) {
			continue
		}
		from := place
		if place >= len(p.input) {
			from = -1
		}
		p.plan.outputs = append(p.plan.outputs, Output{name, from, place})
	}
}

// agrees reports whether a step has looked up an implied dimension and the
// primary key that implies it in one record, so that rows with the same key
// cannot differ in it.
func (p *planner) agrees(implied string) bool {
	isLost := func(dimension string) bool { return !p.plan.group.Has(dimension) }
	return slices.ContainsFunc(p.plan.steps, func(s step) bool {
		if !slices.Contains(s.names, implied) || slices.ContainsFunc(s.table.required, isLost) {
			return false
		}
		about, err := p.universe.Group(s.table.required...)
		return err == nil && slices.Contains(about.Implied(), implied)
	})
}
