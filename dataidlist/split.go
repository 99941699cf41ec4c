package dataidlist

import (
	"cmp"
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strconv"
)

// Part is one of the lists that a list was split into.
type Part struct {
	Value string // of the dimension, for SplitBy
	List  *List
	// Where is true for the part's DataIds and, of all others, at most for
	// some that are not in the list that was split. The parts' expressions
	// leave no gap between the part before and the next.
	Where string
	Cost  WhereCost // of Where
}

// SplitGroups splits a list into at most n parts of about the same number of
// DataIds, in canonical order. DataIds with the same string values and the
// same first int value (those of a visit) stay together. The same list and n
// give the same parts.
func (l *List) SplitGroups(n int) ([]Part, error) {
	if err := l.check(); err != nil {
		return nil, err
	}
	if n < 1 {
		return nil, fmt.Errorf("%w: %d groups; at least 1 is needed", ErrValue, n)
	}
	var cuts []uint64
	count := l.Count()
	// A unit goes to the part in which its middle lies.
	partOf := func(u unit) uint64 {
		hi, lo := bits.Mul64(u.from+(u.to-u.from)/2, uint64(n))
		part, _ := bits.Div64(hi, lo, count)
		return part
	}
	for at := uint64(0); at < count; {
		cuts = append(cuts, at)
		part := partOf(l.unitAt(at))
		// The first unit of a later part is where ranks reach that part, or the
		// next one.
		hi, lo := bits.Mul64(part+1, count)
		next, rest := bits.Div64(hi, lo, uint64(n))
		if rest > 0 {
			next++
		}
		if next >= count {
			break
		}
		u := l.unitAt(next)
		at = u.from
		if partOf(u) == part {
			at = u.to
		}
	}
	return l.cut(cuts), nil
}

// SplitSize splits a list into parts of at most most DataIds, in canonical
// order, as few as that takes when DataIds with the same string values and the
// same first int value stay together. It returns an error that wraps
// [ErrLimit] if one of those has more.
func (l *List) SplitSize(most uint64) ([]Part, error) {
	if err := l.check(); err != nil {
		return nil, err
	}
	var cuts []uint64
	for at := uint64(0); ; {
		if at < l.Count() {
			cuts = append(cuts, at)
		}
		if l.Count()-at <= most {
			return l.cut(cuts), nil
		}
		u := l.unitAt(at + most)
		if u.from == at {
			return nil, fmt.Errorf("%w: %s has %d DataIds, more than %d", ErrLimit, l.unitName(u), u.to-u.from, most)
		}
		at = u.from
	}
}

// A unit is what stays together: the DataIds with the ranks from … to−1, which
// agree in the string values and the first int value.
type unit struct{ from, to uint64 }

// unitAt gives the unit of the DataId with that rank.
func (l *List) unitAt(rank uint64) unit {
	part, ints := l.at(rank)
	if len(ints) < 2 {
		return unit{rank, rank + 1}
	}
	clear(ints[1:])
	from := l.rankAt(part, ints, 0)
	for i := range ints[1:] {
		ints[i+1] = 1<<l.ids.lay.widths[i+1] - 1
	}
	return unit{from, l.rankAt(part, ints, 1)}
}

// unitGroup is the group of what a unit's DataIds agree in.
func (l *List) unitGroup() *Group {
	return newGroup(l.group.universe, l.group.strings, l.group.ints[:min(1, len(l.group.ints))], nil)
}

func (l *List) unitName(u unit) string {
	g := l.unitGroup()
	part, ints := l.at(u.from)
	return g.dataID([]byte(l.ids.parts[part]), ints[:len(g.ints)]).String()
}

// cut makes a part from each of the ranks to the next.
func (l *List) cut(cuts []uint64) []Part {
	parts := make([]Part, len(cuts))
	for i, from := range cuts {
		to := l.Count()
		if i+1 < len(cuts) {
			to = cuts[i+1]
		}
		parts[i].List = l.Slice(from, to)
		parts[i].Where, parts[i].Cost = l.unitsWhere(from, to)
	}
	return parts
}

// unitsWhere writes the condition of the units with the ranks from … to−1:
// for each tuple of string values one range of the first int value, which goes
// on until the next part's.
func (l *List) unitsWhere(from, to uint64) (text string, cost WhereCost) {
	g := l.unitGroup()
	w := &whereWriter{group: g}
	return w.write(w.tree(func(yield func(Run) bool) {
		for from < to {
			part, ints := l.at(from)
			run := Run{Strings: l.ids.strings(part, len(g.strings)), Len: 1}
			end := l.before(l.ids.first[part+1])
			if len(g.ints) > 0 {
				run.Ints = ints[:1]
				_, last := l.at(min(end, to) - 1)
				if to < end {
					_, next := l.at(to)
					last[0] = next[0] - 1
				}
				run.Len = last[0] - ints[0] + 1
			}
			if !yield(run) {
				return
			}
			from = end
		}
	}), false)
}

// SplitBy splits a list by the values of a required dimension, in their order,
// or by day_obs if its DataIds have a visit or an exposure numbered as Rubin
// does (see [DayObs]). It returns an error that wraps [ErrGroup] if the list
// has no such dimension.
func (l *List) SplitBy(dimension string) ([]Part, error) {
	if err := l.check(); err != nil {
		return nil, err
	}
	if at := slices.Index(l.group.strings, dimension); at >= 0 {
		return l.splitByString(at), nil
	}
	if at := slices.Index(l.group.ints, dimension); at >= 0 {
		return l.splitByInt(at, func(_ []string, v int64) (int64, error) { return v, nil })
	}
	if dimension == "day_obs" {
		for at, name := range l.group.ints {
			if name == "visit" || name == "exposure" {
				return l.splitByInt(at, l.dayObs)
			}
		}
	}
	return nil, fmt.Errorf("%w: cannot split a list over %s by %s", ErrGroup, l.group, Quote(dimension))
}

func (l *List) splitByString(at int) []Part {
	stores := map[string]*appender{}
	for p, part := range l.ids.parts {
		value := l.ids.strings(p, len(l.group.strings))[at]
		out, ok := stores[value]
		if !ok {
			out = newAppender(l.ids.lay)
			stores[value] = out
		}
		for i := l.ids.first[p]; i < l.ids.first[p+1]; i++ {
			out.add(part, l.ids.head(i), l.ids.sets[i])
		}
	}
	var parts []Part
	for _, value := range slices.Sorted(maps.Keys(stores)) {
		part := Part{Value: value, List: l.with(stores[value].store())}
		part.Where, part.Cost = part.List.Where(WhereOptions{})
		parts = append(parts, part)
	}
	return parts
}

// splitByInt splits by what key makes of the values of an int dimension.
func (l *List) splitByInt(at int, key func(strs []string, value int64) (int64, error)) ([]Part, error) {
	builders := map[int64]*storeBuilder{}
	var strs []string
	var err error
	current, k := -1, len(l.group.ints)
	l.ids.eachTailRun(0, len(l.ids.sets), func(part int, ints []int64, n int64) bool {
		if part != current {
			current, strs = part, l.ids.strings(part, len(l.group.strings))
		}
		step := n // a run is of one value, but along the dimension itself
		if at == k-1 {
			step = 1
		}
		for ; n > 0; n -= step {
			var value int64
			if value, err = key(strs, ints[at]); err != nil {
				return false
			}
			b, ok := builders[value]
			if !ok {
				b = newStoreBuilder(k)
				builders[value] = b
			}
			b.add(l.ids.parts[part], ints, step)
			if n > step {
				ints[k-1] += step
			}
		}
		return true
	})
	if err != nil {
		return nil, err
	}
	var parts []Part
	for _, value := range slices.SortedFunc(maps.Keys(builders), cmp.Compare[int64]) {
		part := Part{Value: strconv.FormatInt(value, 10), List: l.with(builders[value].store())}
		part.Where, part.Cost = part.List.Where(WhereOptions{})
		parts = append(parts, part)
	}
	return parts, nil
}
