package listtest

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// Row is a DataId: its values in canonical order, and its reasons in some fixed
// order, each once.
type Row struct {
	Strings []string
	Ints    []int64
	Reasons []dataidlist.Reason
}

// compare orders rows canonically (FORMAT.md 2) and does not look at reasons.
func (r Row) compare(s Row) int {
	return cmp.Or(slices.Compare(r.Strings, s.Strings), slices.Compare(r.Ints, s.Ints))
}

// key is the same for two rows of one group if and only if they are the same
// DataId.
func (r Row) key() string {
	var b strings.Builder
	for _, s := range r.Strings {
		b.WriteString(strconv.Itoa(len(s)) + ":" + s)
	}
	for _, v := range r.Ints {
		b.WriteString(strconv.FormatInt(v, 10) + ",")
	}
	return b.String()
}

// Model is a list as simple as can be: its rows in canonical order, each
// DataId once. Models do not change.
type Model struct {
	Group *dataidlist.Group
	Rows  []Row
}

// NewModel makes a model of rows in any order. Those of one DataId become one
// row with the reasons of all.
func NewModel(g *dataidlist.Group, rows []Row) *Model {
	at := make(map[string]int, len(rows))
	var unique []Row
	for _, r := range rows {
		key := r.key()
		i, seen := at[key]
		if !seen {
			at[key] = len(unique)
			unique = append(unique, Row{r.Strings, r.Ints, uniteReasons(r.Reasons)})
			continue
		}
		unique[i].Reasons = uniteReasons(unique[i].Reasons, r.Reasons)
	}
	slices.SortFunc(unique, Row.compare)
	return &Model{g, unique}
}

// ModelOf reads the model of a list from [dataidlist.List.All] and
// [dataidlist.List.Reasons].
func ModelOf(l *dataidlist.List) *Model {
	var rows []Row
	for d := range l.All() {
		rows = append(rows, Row{Strings: d.Strings(), Ints: d.Ints()})
	}
	for reason, ids := range l.Reasons() {
		for d := range ids.All() {
			rows = append(rows, Row{d.Strings(), d.Ints(), []dataidlist.Reason{reason}})
		}
	}
	return NewModel(l.Group(), rows)
}

// List builds the list of a model, row by row in canonical order. It panics
// where a builder refuses a row, since models hold valid rows.
func (m *Model) List() *dataidlist.List {
	b := dataidlist.NewBuilder(m.Group)
	for _, r := range m.Rows {
		if err := b.AddRun(r.Strings, r.Ints, 1, r.Reasons...); err != nil {
			panic(fmt.Sprintf("listtest: %v", err))
		}
	}
	return b.List()
}

// DataID gives a row as a DataID of the model's group.
func (m *Model) DataID(r Row) dataidlist.DataID {
	d, err := m.Group.DataID(r.Strings, r.Ints)
	if err != nil {
		panic(fmt.Sprintf("listtest: %v", err))
	}
	return d
}

// Keep gives the rows for which a condition holds.
func (m *Model) Keep(holds func(Row) bool) *Model {
	kept := &Model{Group: m.Group}
	for _, r := range m.Rows {
		if holds(r) {
			kept.Rows = append(kept.Rows, r)
		}
	}
	return kept
}

// WithoutReasons gives the same rows without reasons.
func (m *Model) WithoutReasons() *Model {
	bare := &Model{Group: m.Group}
	for _, r := range m.Rows {
		bare.Rows = append(bare.Rows, Row{Strings: r.Strings, Ints: r.Ints})
	}
	return bare
}

// counts tells in how many of the models each DataId is.
func counts(models []*Model) map[string]int {
	n := map[string]int{}
	for _, m := range models {
		for _, r := range m.Rows {
			n[r.key()]++
		}
	}
	return n
}

func concat(models []*Model) []Row {
	var rows []Row
	for _, m := range models {
		rows = append(rows, m.Rows...)
	}
	return rows
}

// Union is the model of [dataidlist.Union].
func Union(models ...*Model) *Model { return NewModel(models[0].Group, concat(models)) }

// Intersect is the model of [dataidlist.Intersect].
func Intersect(models ...*Model) *Model {
	n := counts(models)
	return models[0].Keep(func(r Row) bool { return n[r.key()] == len(models) })
}

// Subtract is the model of [dataidlist.Subtract].
func Subtract(models ...*Model) *Model {
	n := counts(models[1:])
	return models[0].Keep(func(r Row) bool { return n[r.key()] == 0 })
}

// SymmetricDifference is the model of [dataidlist.SymmetricDifference].
func SymmetricDifference(models ...*Model) *Model {
	n := counts(models)
	return Union(models...).Keep(func(r Row) bool { return n[r.key()]%2 == 1 })
}
