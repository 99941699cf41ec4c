package dataidlist

import (
	"slices"
	"sync"

	"github.com/skycampaign/skycampaign/dataidlist/internal/tailset"
)

// Summary is what a list holds in each of its dimensions.
type Summary struct {
	Name     string
	Type     KeyType
	Distinct uint64 // how many values there are
	// First and Last are the least and the largest value, as text; empty in an
	// empty list.
	First, Last string
}

// Summary returns one entry for each dimension in canonical order.
func (l *List) Summary() []Summary {
	all := make([]Summary, 0, len(l.must().group.strings)+len(l.group.ints))
	for _, name := range l.group.Dimensions() {
		d, _ := l.group.universe.dimension(name)
		s := Summary{Name: name, Type: d.Type}
		values := l.values(d)
		s.Distinct = values.Count()
		if first, ok := values.Select(0); ok {
			last, _ := values.Select(values.Count() - 1)
			s.First, _ = first.Value(name)
			s.Last, _ = last.Value(name)
		}
		all = append(all, s)
	}
	return all
}

// values gives the values of one dimension as a list over it alone: not a
// group of the universe, since the dimension may require others.
func (l *List) values(d Dimension) *List {
	g := newGroup(l.group.universe, nil, []string{d.Name}, nil)
	if d.Type == String {
		g = newGroup(l.group.universe, []string{d.Name}, nil, nil)
	}
	m := newMapping(l.group, g)
	switch n := len(l.group.ints); {
	case n > 1 && !l.ids.lay.crosses() && l.ids.lay.tailRow() < 1<<32-1 && m.keepsLast():
		return newList(g, l.ids.lastValues(), nil)
	case n > 1 && len(m.ints) == 1 && m.ints[0] == 0:
		return newList(g, l.ids.firstValues(), nil)
	}
	return newList(g, m.project(l.ids), nil)
}

// firstValues gives the values of the first int dimension, of which it is not
// the only one.
func (s *store) firstValues() *store {
	below := s.lay.offset[0] // bits of the tail that other dimensions have
	return s.collect(func(b *storeBuilder, block int, all []tailset.Series) {
		var one [1]int64
		base := int64(s.head(block)[0] << s.lay.shift[0])
		// Rows of a block follow each other, and so do the values in them.
		open, first, last := false, uint32(0), uint32(0)
		flush := func() {
			if open {
				one[0] = base + int64(first)
				b.add("", one[:], int64(last-first)+1)
			}
		}
		for _, series := range all {
			if series.Period <= 1<<below { // a run for each value, or several
				series.Last += series.Again * series.Period
				series.Again = 0
			}
			for i := range series.Again + 1 {
				from, to := (series.First+i*series.Period)>>below, (series.Last+i*series.Period)>>below
				if open && from <= last+1 {
					last = max(last, to)
					continue
				}
				flush()
				open, first, last = true, from, to
			}
		}
		flush()
	})
}

// lastValues gives the values of the last int dimension, which is within the
// tail.
func (s *store) lastValues() *store {
	mask := s.lay.tailRow()
	return s.collect(func(b *storeBuilder, _ int, all []tailset.Series) {
		var one [1]int64
		add := func(first, last uint32) {
			one[0] = int64(first)
			b.add("", one[:], int64(last-first)+1)
		}
		before := tailset.Run{First: 1} // as no run is
		for _, series := range all {
			if series.Period&mask == 0 { // all of its runs have the same values
				series.Again = 0
			}
			for i := range series.Again + 1 {
				r := tailset.Run{First: series.First + i*series.Period, Last: series.Last + i*series.Period}
				first, last := r.First&mask, r.Last&mask
				switch rows := r.Last/(mask+1) - r.First/(mask+1); {
				case rows > 1:
					add(0, mask)
				case rows == 1:
					add(first, mask)
					add(0, last)
				case before != tailset.Run{First: first, Last: last}:
					// Not what the visit before had, as it so often is.
					add(first, last)
					before = tailset.Run{First: first, Last: last}
				}
			}
		}
	})
}

// collect unites what see adds for the runs of each block. See is called on
// all processors, each time with a builder that no other call has.
func (s *store) collect(see func(b *storeBuilder, block int, all []tailset.Series)) *store {
	type found struct {
		from int // the first block
		ids  *store
	}
	var all []found
	var lock sync.Mutex
	parallel(len(s.sets), func(from, to int) {
		b := newStoreBuilder(1)
		var series []tailset.Series
		for i := from; i < to; i++ {
			series = s.sets[i].AppendSeries(series[:0])
			see(b, i, series)
		}
		lock.Lock()
		defer lock.Unlock()
		all = append(all, found{from, b.store()})
	})
	// In the order of the blocks, since the first values then are in order.
	slices.SortFunc(all, func(a, b found) int { return a.from - b.from })
	b := newStoreBuilder(1)
	for _, f := range all {
		f.ids.eachTailRun(0, len(f.ids.sets), func(_ int, ints []int64, n int64) bool {
			b.add("", ints, n)
			return true
		})
	}
	return b.store()
}
