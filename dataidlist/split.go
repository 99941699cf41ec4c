package dataidlist

import (
	"cmp"
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strconv"

	"github.com/skycampaign/skycampaign/dataidlist/internal/tailset"
)

// Part is one of the lists that a list was split into.
type Part struct {
	Value string // of the dimension, for SplitBy
	List  *List
	// Where is true for the part's DataIds and, of all others, at most for
	// some that are not in the list that was split. The parts' expressions
	// leave no gap between the part before and the next.
	Where string
}

// SplitGroups splits a list into at most n parts of about the same number of
// DataIds, in canonical order. DataIds with the same string values and the
// same first int value (those of a visit) stay together. The same list and n
// give the same parts.
func (l *List) SplitGroups(n int) ([]Part, error) {
	if n < 1 {
		return nil, fmt.Errorf("%w: %d groups; at least 1 is needed", ErrValue, n)
	}
	units := l.units()
	var cuts []int
	var part uint64
	for i, u := range units {
		// A unit goes to the part in which its middle lies.
		hi, lo := bits.Mul64(u.before+u.count/2, uint64(n))
		g, _ := bits.Div64(hi, lo, l.Count())
		if i == 0 || g > part {
			cuts = append(cuts, i)
		}
		part = g
	}
	return l.cut(units, cuts), nil
}

// SplitSize splits a list into parts of at most most DataIds, in canonical
// order, as few as that takes when DataIds with the same string values and the
// same first int value stay together. It returns an error that wraps
// [ErrLimit] if one of those has more.
func (l *List) SplitSize(most uint64) ([]Part, error) {
	units := l.units()
	var cuts []int
	var size uint64
	for i, u := range units {
		if u.count > most {
			return nil, fmt.Errorf("%w: %s has %d DataIds, more than %d", ErrLimit, l.unitName(u), u.count, most)
		}
		if i == 0 || size+u.count > most {
			cuts = append(cuts, i)
			size = 0
		}
		size += u.count
	}
	return l.cut(units, cuts), nil
}

// A unit is what stays together: a tuple of string values and a first int
// value.
type unit struct {
	part   int
	first  int64
	before uint64 // DataIds before the unit
	count  uint64
}

func (l *List) units() []unit {
	var units []unit
	var total uint64
	one := len(l.group.ints) == 1
	l.ids.eachTailRun(0, len(l.ids.sets), func(part int, ints []int64, n int64) bool {
		if one {
			for i := range n {
				units = append(units, unit{part, ints[0] + i, total, 1})
				total++
			}
			return true
		}
		var first int64
		if len(ints) > 0 {
			first = ints[0]
		}
		if k := len(units); k == 0 || units[k-1].part != part || units[k-1].first != first {
			units = append(units, unit{part: part, first: first, before: total})
		}
		units[len(units)-1].count += uint64(n)
		total += uint64(n)
		return true
	})
	return units
}

func (l *List) unitName(u unit) string {
	name := fmt.Sprint(l.ids.strings(u.part, len(l.group.strings)))
	if len(l.group.ints) > 0 {
		name += fmt.Sprintf(" %s=%d", l.group.ints[0], u.first)
	}
	return name
}

// cut makes a part of the units from each cut to the next.
func (l *List) cut(units []unit, cuts []int) []Part {
	parts := make([]Part, len(cuts))
	for i, from := range cuts {
		to, end := len(units), l.Count()
		if i+1 < len(cuts) {
			to = cuts[i+1]
			end = units[to].before
		}
		parts[i].List = l.with(l.ids.slice(l.sums(), units[from].before, end))
		parts[i].Where = l.unitsWhere(units, from, to)
	}
	return parts
}

// unitsWhere writes units from … to−1 as ranges of the first int value, each
// of which goes on until the next unit's.
func (l *List) unitsWhere(units []unit, from, to int) string {
	g := &Group{universe: l.group.universe, strings: l.group.strings, ints: l.group.ints[:min(1, len(l.group.ints))]}
	b := newStoreBuilder(len(g.ints))
	for i := from; i < to; i++ {
		u := units[i]
		last := u.first
		if i+1 < len(units) && units[i+1].part == u.part {
			last = units[i+1].first - 1
		}
		part := l.ids.parts[u.part]
		if len(g.ints) == 0 {
			b.add(part, nil, 1)
			continue
		}
		b.add(part, []int64{u.first}, last-u.first+1)
	}
	text, _ := newList(g, b.store(), nil).Where(WhereOptions{})
	return text
}

// slice gives the DataIds with ranks from … to−1; sums are the DataIds before
// each block.
func (s *store) slice(sums []uint64, from, to uint64) *store {
	out := newAppender(s.lay)
	block, _ := slices.BinarySearchFunc(sums, from, func(sum, rank uint64) int {
		if sum <= rank {
			return -1
		}
		return 1
	})
	for block = max(block-1, 0); block < len(sums) && sums[block] < to; block++ {
		set := s.sets[block]
		first, last := set.Min(), set.Max()
		if sums[block] < from {
			first = set.Select(from - sums[block])
		}
		if end := sums[block] + set.Count(); end > to {
			last = set.Select(to - sums[block] - 1)
		}
		out.add(s.parts[s.partOf(block)], s.head(block), tailset.Intersect(set, tailset.Of(first, last)))
	}
	return out.store()
}

// SplitBy splits a list by the values of a required dimension, in their order,
// or by day_obs if its DataIds have a visit or an exposure numbered as Rubin
// does (see [DayObs]). It returns an error that wraps [ErrGroup] if the list
// has no such dimension.
func (l *List) SplitBy(dimension string) ([]Part, error) {
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
		part.Where, _ = part.List.Where(WhereOptions{})
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
		part.Where, _ = part.List.Where(WhereOptions{})
		parts = append(parts, part)
	}
	return parts, nil
}
