package dataidlist

import (
	"fmt"
	"slices"
)

// Project returns the coarser DataIds, over the group onto, that any DataId
// of l has a part in: the visits of a list of visits and detectors. A reason
// is kept by what its DataIds become. It returns an error that wraps
// [ErrGroup] if onto has a dimension that l's group lacks.
func (l *List) Project(onto *Group) (*List, error) {
	if err := l.check(); err != nil {
		return nil, err
	}
	if err := onto.check(); err != nil {
		return nil, err
	}
	if missing := l.group.lacks(onto); missing != "" {
		return nil, fmt.Errorf("%w: cannot project %s onto %s: %s is not among its required dimensions", ErrGroup, l.group, onto, missing)
	}
	m := newMapping(l.group, onto)
	var reasons []attached
	for _, a := range l.reasons {
		a.ids = m.project(a.ids)
		reasons = append(reasons, a)
	}
	return newList(onto, m.project(l.ids), reasons), nil
}

// ProjectAll returns those coarser DataIds all of whose DataIds in full are
// also in l: the visits of which every detector in full is listed. Reasons are
// kept as in [List.Project]. It returns an error that wraps [ErrGroup] if full
// and l have different groups, or onto has a dimension that they lack.
func (l *List) ProjectAll(onto *Group, full *List) (*List, error) {
	if err := checkLists(l, full); err != nil {
		return nil, err
	}
	missing, err := Subtract(full.WithoutReasons(), l)
	if err != nil {
		return nil, err
	}
	partial, err := missing.Project(onto)
	if err != nil {
		return nil, err
	}
	all, err := full.WithoutReasons().Project(onto)
	if err != nil {
		return nil, err
	}
	if all, err = Subtract(all, partial); err != nil {
		return nil, err
	}
	touched, err := l.Project(onto)
	if err != nil {
		return nil, err
	}
	return Intersect(touched, all)
}

// mapping says where the values of a coarser group stand in a finer one.
type mapping struct {
	fine, coarse *Group
	strings      []int // for each coarse string dimension its index in the fine group
	ints         []int // the same for the int dimensions
}

func newMapping(fine, coarse *Group) mapping {
	m := mapping{fine: fine, coarse: coarse}
	for _, name := range coarse.strings {
		m.strings = append(m.strings, slices.Index(fine.strings, name))
	}
	for _, name := range coarse.ints {
		m.ints = append(m.ints, slices.Index(fine.ints, name))
	}
	return m
}

// part gives the coarse partition key of a fine one.
func (m mapping) part(fine string) string {
	if len(m.strings) == len(m.fine.strings) {
		return fine
	}
	strs := splitStrings(fine, len(m.fine.strings))
	kept := make([]string, len(m.strings))
	for i, at := range m.strings {
		kept[i] = strs[at]
	}
	return string(joinStrings(kept))
}

// prefixLen gives how many leading int dimensions of the fine group are those
// of the coarse one, and whether these are all that the coarse one has.
func (m mapping) prefixLen() (int, bool) {
	for i, at := range m.ints {
		if i != at {
			return 0, false
		}
	}
	return len(m.ints), true
}

// keepsLast reports whether the last int dimension of the fine group is also
// that of the coarse one, so that a fine run is a coarse run.
func (m mapping) keepsLast() bool {
	k := len(m.ints)
	return k > 0 && m.ints[k-1] == len(m.fine.ints)-1
}

// project gives the set of coarse DataIds of a fine set.
func (m mapping) project(s *store) *store {
	if m.fine.Equal(m.coarse) {
		return s
	}
	b := newStoreBuilder(len(m.ints))
	if len(m.ints) == 0 {
		for _, part := range s.parts {
			b.add(m.part(part), nil, 1)
		}
		return b.store()
	}
	ints := make([]int64, len(m.ints))
	last := make([]int64, len(m.ints)) // of the last DataId that was added
	current, part := -1, ""
	s.eachTailRun(0, len(s.sets), func(p int, fine []int64, n int64) bool {
		fresh := p != current
		if fresh {
			current, part = p, m.part(s.parts[p])
		}
		for i, at := range m.ints {
			ints[i] = fine[at]
		}
		if !m.keepsLast() {
			n = 1
			if !fresh && slices.Equal(ints, last) {
				return true
			}
			copy(last, ints)
		}
		b.add(part, ints, n)
		return true
	})
	return b.store()
}
