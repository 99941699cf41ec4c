package resolve

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Errors of rows that cannot be resolved.
var (
	// ErrNoRecord is wrapped by the error of a row for which there is no record.
	ErrNoRecord = errors.New("no record")
	// ErrAmbiguous is wrapped by the error of a row with several records.
	ErrAmbiguous = errors.New("several records")
)

// Result is what became of rows.
type Result struct {
	// Rows has, for each row of the result, the row of the input that it came
	// from, in ascending order.
	Rows []int32
	// Columns are those of [Plan.Outputs] that steps give, and otherwise empty.
	Columns []Column
	// Failures are the rows of the input that could not be resolved, in the
	// order of the steps that failed.
	Failures []Failure
}

// Failure is a row that could not be resolved.
type Failure struct {
	Row int32
	Err error // wraps ErrNoRecord or ErrAmbiguous
}

// Resolve looks up n rows. It is given a column for each of the input, of which
// those that the plan uses have n values; the others are not looked at.
func (p *Plan) Resolve(n int, columns []Column) *Result {
	r := &Result{Rows: make([]int32, n)}
	for i := range r.Rows {
		r.Rows[i] = int32(i)
	}
	known := slices.Clone(columns)
	for i := range p.steps {
		s := &p.steps[i]
		places, records := p.lookUp(s, known, r)
		if places != nil {
			for place := range known {
				if place >= len(p.input) || p.Uses(place) {
					known[place] = known[place].pick(places)
				}
			}
			for at, place := range places {
				places[at] = r.Rows[place]
			}
			r.Rows = places
		}
		for _, values := range s.values {
			known = append(known, values.pick(records))
		}
	}
	r.Columns = make([]Column, len(p.outputs))
	for i, out := range p.outputs {
		if out.Input < 0 {
			r.Columns[i] = known[out.place]
		}
	}
	return r
}

// lookUp does a step. It returns the records that it finds and the places of
// the rows that they go with, which are nil if each row has one.
func (p *Plan) lookUp(s *step, known []Column, r *Result) (places, records []int32) {
	keys := make([]Column, len(s.keys))
	for i, place := range s.keys {
		keys[i] = known[place].as(s.index.all[i])
	}
	records = make([]int32, 0, len(r.Rows))
	for i, found := range s.index.find(keys, len(r.Rows)) {
		place, first := int32(i), found.record()
		single := first != none && !found.several()
		if !single && places == nil {
			places = make([]int32, 0, len(r.Rows))
			for before := range place {
				places = append(places, before)
			}
		}
		var err error
		switch {
		case single:
			records = append(records, first)
			if places != nil {
				places = append(places, place)
			}
			continue
		case first == none:
			err = fmt.Errorf("%w of %s has %s", ErrNoRecord, s.table, s.describe(keys, known, place))
		case !p.all:
			err = fmt.Errorf("%w (%d) of %s have %s: %s", ErrAmbiguous, s.index.count(first), s.table, s.describe(keys, known, place), s.choices(first))
		default:
			for record := first; record != none; record = s.index.next[record] {
				places, records = append(places, place), append(records, record)
			}
			continue
		}
		r.Failures = append(r.Failures, Failure{r.Rows[place], err})
	}
	return places, records
}

// describe names the key of a row, as it was given where it is of another type
// than the records have.
func (s *step) describe(keys, known []Column, row int32) string {
	var pairs []string
	for i, place := range s.keys {
		c := keys[i]
		if c.Ints != nil && c.Ints[row] == noInt {
			c = known[place]
		}
		pairs = append(pairs, s.names[i]+" "+c.text(int(row)))
	}
	return strings.Join(pairs, ", ")
}

// choices names some of the records of a key.
func (s *step) choices(first int32) string {
	const most = 3
	var all []string
	for record := first; record != none; record = s.index.next[record] {
		if len(all) == most {
			all = append(all, "…")
			break
		}
		var values []string
		for i, name := range s.gives {
			values = append(values, name+" "+s.values[i].text(int(record)))
		}
		all = append(all, strings.Join(values, ", "))
	}
	return strings.Join(all, "; ")
}
