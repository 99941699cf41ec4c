package dataidlist

import (
	"fmt"
	"slices"
)

// Expand returns the join of two lists on the dimensions that they share, over
// the dimensions of both: a list of visits by a list of detectors of the
// instrument gives every detector of each visit. DataIds have the reasons that
// they had in l; those of by are left out. It returns an error that wraps
// [ErrGroup] if namespaces differ or a required dimension of one list is
// implied by the other, and [ErrLimit] if the result is too large.
func (l *List) Expand(by *List) (*List, error) {
	return l.expand(by, expandLimits{partners: MaxRangeRuns, rows: 16 * MaxRangeRuns})
}

// expandLimits bound the work of an expansion: how many DataIds the list by may
// have where each is looked at, and how many runs are made, or looked at.
type expandLimits struct{ partners, rows uint64 }

func (l *List) expand(by *List, most expandLimits) (*List, error) {
	if err := checkLists(l, by); err != nil {
		return nil, err
	}
	if a, b := l.group.universe.namespace, by.group.universe.namespace; a != b {
		return nil, fmt.Errorf("%w: namespaces %s and %s", ErrGroup, a, b)
	}
	both, err := l.group.universe.Group(slices.Concat(l.group.Dimensions(), by.group.Dimensions())...)
	if err != nil {
		return nil, err
	}
	for _, g := range []*Group{l.group, by.group} {
		if missing := both.lacks(g); missing != "" {
			return nil, fmt.Errorf("%w: %s has %s, which is implied in %s: project it away first", ErrGroup, g, missing, both)
		}
	}
	e, err := newExpansion(l.group, by, both, most)
	if err != nil {
		return nil, err
	}
	ids, err := e.expand(l.ids)
	if err != nil {
		return nil, err
	}
	var reasons []attached
	for _, a := range l.reasons {
		if a.ids, err = e.expand(a.ids); err != nil {
			return nil, err
		}
		if a.ids.count > 0 {
			reasons = append(reasons, a)
		}
	}
	return newList(both, ids, reasons), nil
}

// An expansion joins sets over one group with the list by.
type expansion struct {
	both     *Group
	left     mapping // from both to the group of the expanded sets
	right    mapping // from both to the group of by
	shared   mapping // from the expanded group to the shared dimensions
	partners map[string][]partner
	rows     uint64
	most     uint64 // limit of rows
}

// A partner is a run of the list by: its partition and int values.
type partner struct {
	strs []string
	ints []int64
	n    int64
}

func newExpansion(g *Group, by *List, both *Group, most expandLimits) (*expansion, error) {
	e := &expansion{both: both, left: newMapping(both, g), right: newMapping(both, by.group), partners: map[string][]partner{}, most: most.rows}
	lacks := func(name string) bool { return !g.Has(name) }
	share := newGroup(g.universe, slices.DeleteFunc(by.group.Strings(), lacks), slices.DeleteFunc(by.group.Ints(), lacks), nil)
	e.shared = newMapping(g, share)
	toShare := newMapping(by.group, share)
	// A run of by stays one unless its last dimension is shared or is not the
	// last of both.
	whole := !toShare.keepsLast() && e.right.keepsLast()
	if !whole && by.Count() > most.partners {
		return nil, fmt.Errorf("%w: to expand by %d DataIds over %s: project them, or cut them first, to %d", ErrLimit, by.Count(), by.group, most.partners)
	}
	for run := range by.runs() {
		ints, n := slices.Clone(run.Ints), run.Len
		for whole || n > 0 {
			p := partner{run.Strings, slices.Clone(ints), 1}
			if whole {
				p.n = n
			}
			key := toShare.key(run.Strings, ints)
			e.partners[key] = append(e.partners[key], p)
			if n--; whole || n == 0 {
				break
			}
			ints[len(ints)-1]++
		}
	}
	return e, nil
}

// key gives the DataId key of the coarse part of fine values.
func (m mapping) key(strs []string, ints []int64) string {
	kept := make([]string, len(m.strings))
	for i, at := range m.strings {
		kept[i] = strs[at]
	}
	values := make([]int64, len(m.ints))
	for i, at := range m.ints {
		values[i] = ints[at]
	}
	return m.coarse.dataID(joinStrings(kept), values).key
}

func (e *expansion) tooMany() error {
	return fmt.Errorf("%w: the expanded list would have more than %d runs", ErrLimit, e.most)
}

// expand joins one set.
func (e *expansion) expand(s *store) (*store, error) {
	b := newStoreBuilder(len(e.both.ints))
	strs, ints := make([]string, len(e.both.strings)), make([]int64, len(e.both.ints))
	var err error
	add := func(mine []string, own []int64, n int64) bool {
		for _, p := range e.partners[e.shared.key(mine, own)] {
			if e.rows++; e.rows > e.most {
				err = e.tooMany()
				return false
			}
			for i, at := range e.right.strings {
				strs[at] = p.strs[i]
			}
			for i, at := range e.right.ints {
				ints[at] = p.ints[i]
			}
			for i, at := range e.left.strings {
				strs[at] = mine[i]
			}
			for i, at := range e.left.ints {
				ints[at] = own[i]
			}
			b.add(string(joinStrings(strs)), ints, max(n, p.n))
		}
		return true
	}
	// A run of s stays one if its last dimension is the last of both and by
	// does not have it.
	whole := e.left.keepsLast() && !e.shared.keepsLast()
	if !whole && s.count > e.most {
		return nil, e.tooMany()
	}
	current, mine := -1, []string(nil)
	own := make([]int64, len(e.left.ints))
	s.eachTailRun(0, len(s.sets), func(part int, values []int64, n int64) bool {
		if part != current {
			current, mine = part, s.strings(part, len(e.left.strings))
		}
		copy(own, values)
		if whole {
			return add(mine, own, n)
		}
		for ; n > 0; n-- {
			if !add(mine, own, 1) {
				return false
			}
			if n > 1 {
				own[len(own)-1]++
			}
		}
		return true
	})
	return b.store(), err
}
