package plot

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// eachValue calls yield for each run of a list with the values of an int
// dimension that it has, first to last, and the number of DataIds of each of
// them. It stops when yield returns false. The strings are valid during the
// call only.
func eachValue(l *dataidlist.List, dimension string, yield func(strs []string, first, last int64, each uint64) bool) {
	ints := l.Group().Ints()
	at := slices.Index(ints, dimension)
	for run := range l.Runs() {
		v := run.Ints[at]
		more := false
		if at == len(ints)-1 {
			more = yield(run.Strings, v, v+(run.Len-1), 1)
		} else {
			more = yield(run.Strings, v, v, uint64(run.Len))
		}
		if !more {
			return
		}
	}
}

// hasInt reports whether the dimension is an int one of the list.
func hasInt(l *dataidlist.List, dimension string) bool {
	return slices.Contains(l.Group().Ints(), dimension)
}

// A value is a value of an int dimension and its number of DataIds.
type value struct {
	Value int64  `json:"value"`
	Count uint64 `json:"count"`
}

// A tally counts values from 0 to a limit, by the differences between
// neighbours, so that a run costs as much as a value.
type tally struct {
	steps  []uint64 // modulo 2^64
	beyond uint64   // DataIds with values above the limit
}

func newTally(limit int) *tally { return &tally{steps: make([]uint64, limit+1)} }

func (t *tally) add(first, last int64, each uint64) {
	limit := int64(len(t.steps) - 1)
	if last >= limit {
		from := max(first, limit)
		t.beyond += each * uint64(last-from+1)
		last = limit - 1
	}
	if first <= last {
		t.steps[first] += each
		t.steps[last+1] -= each
	}
}

// values gives what was counted at least once, in order.
func (t *tally) values() []value {
	found := []value{}
	var n uint64
	for v, step := range t.steps[:len(t.steps)-1] {
		if n += step; n > 0 {
			found = append(found, value{int64(v), n})
		}
	}
	return found
}

// tallies counts an int dimension of a list below a limit, for each value of
// a string dimension, or as one under the empty string if the group lacks that
// dimension.
func tallies(l *dataidlist.List, dimension string, limit int, by string) (map[string]*tally, error) {
	at := slices.Index(l.Group().Strings(), by)
	all := map[string]*tally{}
	var current *tally
	name := ""
	eachValue(l, dimension, func(strs []string, first, last int64, each uint64) bool {
		if at >= 0 && strs[at] != name || current == nil {
			if at >= 0 {
				name = strs[at]
			}
			if current = all[name]; current == nil {
				current = newTally(limit)
				all[name] = current
			}
		}
		current.add(first, last, each)
		return len(all) <= maxPanels
	})
	if len(all) > maxPanels {
		return nil, fmt.Errorf("%w: more than %d values of %s in one figure: filter the list first", dataidlist.ErrLimit, maxPanels, by)
	}
	return all, nil
}

// maxBins is how many bins of values a picture has.
const maxBins = 100

// newValues shows a list by the values of a dimension.
func newValues(l *dataidlist.List, dimension string) ([]panel, error) {
	g := l.Group()
	switch {
	case dimension == "":
		dimension = mainDimension(l)
	case !g.Has(dimension):
		return nil, fmt.Errorf("%w: a list over %s has no dimension %s", dataidlist.ErrGroup, g, dataidlist.Quote(dimension))
	}
	if !hasInt(l, dimension) {
		return []panel{stringValues(l, dimension)}, nil
	}
	s := valueStack(dimension, []series{{"DataIds", blue, l}})
	s.head = head{Kind: Values, Title: "DataIds by " + dimension, Summary: s.sentence()}
	return []panel{s}, nil
}

// mainDimension is what a list is about: the visit or exposure, or else its
// first int dimension, or its first one.
func mainDimension(l *dataidlist.List) string {
	for _, name := range [...]string{"visit", "exposure"} {
		if hasInt(l, name) {
			return name
		}
	}
	return slices.Concat(l.Group().Ints(), l.Group().Strings())[0]
}

// stringValues counts the values of a string dimension.
func stringValues(l *dataidlist.List, dimension string) panel {
	at := slices.Index(l.Group().Strings(), dimension)
	counts := map[string]uint64{}
	for run := range l.Runs() {
		counts[run.Strings[at]] += uint64(run.Len)
	}
	b := &bars{head: head{Kind: Values, Title: "DataIds by " + dimension}, Dimension: dimension, total: l.Count()}
	for _, text := range slices.Sorted(maps.Keys(counts)) {
		b.Bars = append(b.Bars, bar{Text: text, Count: counts[text]})
	}
	slices.SortStableFunc(b.Bars, func(x, y bar) int { return cmp.Compare(y.Count, x.Count) })
	b.Summary = fmt.Sprintf("%s of %s.", plural(uint64(len(b.Bars)), "value", "values"), dimension)
	b.fold("other values")
	return b
}

// valueStack counts the values of an int dimension in bins of equal width, a
// power of ten times 1, 2 or 5.
func valueStack(dimension string, all []series) *stack {
	s := &stack{Axis: dimension, unit: "value", at: "at", strides: []int64{1, 2, 5, 10, 20, 50, 100}, series: all}
	least, greatest := int64(math.MaxInt64), int64(-1)
	for _, one := range all {
		eachValue(one.list, dimension, func(_ []string, first, last int64, _ uint64) bool {
			least, greatest = min(least, first), max(greatest, last)
			return true
		})
	}
	if greatest < 0 {
		return s
	}
	width := int64(1)
	for step := 0; greatest/width-least/width >= maxBins; step++ {
		width = width * [...]int64{2, 5, 10}[step%3] / [...]int64{1, 2, 5}[step%3]
	}
	if width > 1 {
		s.unit = grouped(uint64(width)) + " values"
	}
	for i := range greatest/width - least/width + 1 {
		v := least/width + i
		b := bin{First: v * width, Last: v*width + (width - 1), Counts: make([]uint64, len(all)), ordinal: v, isRange: width > 1}
		b.label = strconv.FormatInt(b.First, 10)
		if b.Last < b.First { // beyond the largest value
			b.Last = math.MaxInt64
		}
		s.Bins = append(s.Bins, b)
	}
	for i, one := range all {
		eachValue(one.list, dimension, func(_ []string, first, last int64, each uint64) bool {
			for first <= last {
				b := &s.Bins[first/width-least/width]
				end := min(last, b.Last)
				b.Counts[i] += each * uint64(end-first+1)
				if end == math.MaxInt64 {
					break
				}
				first = end + 1
			}
			return true
		})
	}
	return s
}
