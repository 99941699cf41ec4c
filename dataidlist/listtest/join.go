package listtest

import (
	"slices"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// onto gives the part of a row that a coarser group has.
func (r Row) onto(from, onto *dataidlist.Group) Row {
	coarse := Row{Reasons: r.Reasons}
	for _, name := range onto.Strings() {
		coarse.Strings = append(coarse.Strings, r.Strings[slices.Index(from.Strings(), name)])
	}
	for _, name := range onto.Ints() {
		coarse.Ints = append(coarse.Ints, r.Ints[slices.Index(from.Ints(), name)])
	}
	return coarse
}

// Project is the model of [dataidlist.List.Project].
func (m *Model) Project(onto *dataidlist.Group) *Model {
	var rows []Row
	for _, r := range m.Rows {
		rows = append(rows, r.onto(m.Group, onto))
	}
	return NewModel(onto, rows)
}

// ProjectAll is the model of [dataidlist.List.ProjectAll].
func (m *Model) ProjectAll(onto *dataidlist.Group, full *Model) *Model {
	lacking := Subtract(full, m).Project(onto)
	return Subtract(Intersect(m.Project(onto), full.Project(onto)), lacking)
}

// Matching is the model of [dataidlist.List.Matching].
func (m *Model) Matching(coarse *Model) *Model {
	has := counts([]*Model{coarse})
	return m.Keep(func(r Row) bool { return has[r.onto(m.Group, coarse.Group).key()] > 0 })
}

// NotMatching is the model of [dataidlist.List.NotMatching].
func (m *Model) NotMatching(coarse *Model) *Model { return Subtract(m, m.Matching(coarse)) }

// Expand is the model of [dataidlist.List.Expand]: all pairs of rows are
// tried. both is the group of the dimensions of the two.
func (m *Model) Expand(by *Model, both *dataidlist.Group) *Model {
	var rows []Row
	for _, a := range m.Rows {
		for _, b := range by.Rows {
			if row, agree := pair(a, m.Group, b, by.Group, both); agree {
				rows = append(rows, row)
			}
		}
	}
	return NewModel(both, rows)
}

// pair joins two rows, with the reasons of a, if they agree in the dimensions
// that both have.
func pair(a Row, ga *dataidlist.Group, b Row, gb, both *dataidlist.Group) (Row, bool) {
	row := Row{Reasons: a.Reasons}
	for _, name := range both.Strings() {
		i, j := slices.Index(ga.Strings(), name), slices.Index(gb.Strings(), name)
		switch {
		case j < 0:
			row.Strings = append(row.Strings, a.Strings[i])
		case i < 0 || a.Strings[i] == b.Strings[j]:
			row.Strings = append(row.Strings, b.Strings[j])
		default:
			return Row{}, false
		}
	}
	for _, name := range both.Ints() {
		i, j := slices.Index(ga.Ints(), name), slices.Index(gb.Ints(), name)
		switch {
		case j < 0:
			row.Ints = append(row.Ints, a.Ints[i])
		case i < 0 || a.Ints[i] == b.Ints[j]:
			row.Ints = append(row.Ints, b.Ints[j])
		default:
			return Row{}, false
		}
	}
	return row, true
}

// SubGroups gives each group that a projection of g can be onto, g itself
// included.
func SubGroups(g *dataidlist.Group) []*dataidlist.Group {
	var found []*dataidlist.Group
	names := g.Dimensions()
	for bits := 1; bits < 1<<len(names); bits++ {
		var chosen []string
		for i, name := range names {
			if bits>>i&1 == 1 {
				chosen = append(chosen, name)
			}
		}
		h, err := g.Universe().Group(chosen...)
		if err == nil && g.Covers(h) && !slices.ContainsFunc(found, h.Equal) {
			found = append(found, h)
		}
	}
	return found
}
