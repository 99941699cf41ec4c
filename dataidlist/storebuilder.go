package dataidlist

import (
	"encoding/binary"
	"maps"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist/internal/tailset"
)

// A storeBuilder makes a store of runs in any order. Runs in canonical order
// are cheap: only the last block is open, all before it are done. A run that
// begins before the last one is late: a short one goes to the bins, a long one
// opens a block of its own, and both are united with the others at the end.
type storeBuilder struct {
	lay     *layout
	earlier []*store // what was added before the layout was widened
	sorted  *appender
	last    openBlock
	started bool // last is in use
	bins    bins
	late    map[string]*openBlock
	head    []uint64
	key     []byte
	heads   []uint64
	tails   []uint32
}

// shortRun is the number of places from which on a late run is not taken
// apart: as many take the memory of two runs in the bins.
const shortRun = 8

// An openBlock collects the tails of one block.
type openBlock struct {
	part string
	head []uint64
	runs []tailset.Run // as they came, neighbours joined
	mess bool          // runs are not in order
	done tailset.Set   // runs that were collected before
}

// fullBlock is the least number of open runs at which they are made a set.
const fullBlock = 1 << 13

func newStoreBuilder(k int) *storeBuilder {
	b := &storeBuilder{}
	b.start(newLayout(k, nil))
	return b
}

func (b *storeBuilder) start(lay *layout) {
	b.lay, b.sorted = lay, newAppender(lay)
	b.last, b.started = openBlock{}, false
	b.bins, b.late = bins{heads: lay.heads}, map[string]*openBlock{}
	b.head = make([]uint64, lay.heads)
}

// add adds the n DataIds that begin with these values and follow each other in
// the last int dimension.
func (b *storeBuilder) add(part string, ints []int64, n int64) {
	if k := len(ints); k > 0 {
		ints[k-1] += n - 1
		if !b.lay.fits(ints) {
			b.earlier = append(b.earlier, b.finish())
			b.start(b.lay.widened(ints))
		}
		ints[k-1] -= n - 1
	}
	b.addTails(part, ints, n)
}

// addTails is add for values that fit the layout.
func (b *storeBuilder) addTails(part string, ints []int64, n int64) {
	k := len(ints)
	if k == 0 {
		b.addRun(part, tailset.Run{})
		return
	}
	first := ints[k-1]
	for row := int64(b.lay.tailRow()); n > 0; {
		m := min(n, row+1-ints[k-1]&row)
		b.lay.head(b.head, ints)
		at := b.lay.tail(ints)
		b.addRun(part, tailset.Run{First: at, Last: at + uint32(m-1)})
		n -= m
		if n > 0 {
			ints[k-1] += m
		}
	}
	ints[k-1] = first
}

// addRun adds a run of the block whose head is in b.head.
func (b *storeBuilder) addRun(part string, r tailset.Run) {
	switch {
	case b.reach(part) && b.last.follows(r):
		b.last.add(r)
	case r.Last-r.First < shortRun:
		b.heads, b.tails = b.heads[:0], b.tails[:0]
		for t := r.First; ; t++ {
			b.heads, b.tails = append(b.heads, b.head...), append(b.tails, t)
			if t == r.Last {
				break
			}
		}
		b.bins.add(part, b.heads, b.tails)
	default:
		b.lateBlock(part).add(r)
	}
}

// reach makes the block whose head is in b.head the last one, and reports
// whether it is: not if it comes before the last.
func (b *storeBuilder) reach(part string) bool {
	order := 1
	if b.started {
		if order = strings.Compare(part, b.last.part); order == 0 {
			order = slices.Compare(b.head, b.last.head)
		}
	}
	if order > 0 {
		b.closeLast()
		b.last = openBlock{part: part, head: append(b.last.head[:0], b.head...), runs: b.last.runs[:0]}
		b.started = true
	}
	return order >= 0
}

// lateBlock gives the block whose head is in b.head, for long late runs.
func (b *storeBuilder) lateBlock(part string) *openBlock {
	b.key = appendHead(append(b.key[:0], part...), b.head)
	late, ok := b.late[string(b.key)]
	if !ok {
		late = &openBlock{part: part}
		b.late[string(b.key)] = late
	}
	return late
}

func (b *storeBuilder) closeLast() {
	if b.started {
		b.sorted.add(b.last.part, b.last.head, b.last.set())
	}
}

// store returns all that was added, and leaves nothing to add to.
func (b *storeBuilder) store() *store {
	s := b.finish()
	earlier := b.earlier
	*b = storeBuilder{}
	if len(earlier) == 0 {
		return s
	}
	return zip(tailset.Union, append(earlier, s)...)
}

// finish returns what was added since start, and keeps nothing of it.
func (b *storeBuilder) finish() *store {
	b.closeLast()
	stores := []*store{b.sorted.store()}
	if len(b.late) > 0 {
		stores = append(stores, b.lateStore())
	}
	if len(b.bins.list) > 0 {
		stores = append(stores, b.bins.store(b.lay))
	}
	if len(stores) == 1 {
		return stores[0]
	}
	return zip(tailset.Union, stores...)
}

// lateStore returns the long runs that came late.
func (b *storeBuilder) lateStore() *store {
	late := newAppender(b.lay)
	for _, key := range slices.Sorted(maps.Keys(b.late)) {
		words := key[len(key)-8*len(b.head):]
		for i := range b.head {
			b.head[i] = binary.BigEndian.Uint64([]byte(words[8*i : 8*i+8]))
		}
		block := b.late[key]
		late.add(block.part, b.head, block.set())
	}
	return late.store()
}

// follows reports whether a run is in order.
func (o *openBlock) follows(r tailset.Run) bool {
	n := len(o.runs)
	return n == 0 || r.First >= o.runs[n-1].First
}

func (o *openBlock) add(r tailset.Run) {
	if n := len(o.runs); n > 0 {
		switch last := &o.runs[n-1]; {
		case r.First >= last.First && r.Last <= last.Last:
			return
		case r.First >= last.First && uint64(r.First) <= uint64(last.Last)+1:
			last.Last = r.Last
			return
		case r.First < last.First:
			o.mess = true
		}
		if n >= fullBlock && uint64(n) >= o.done.Count()/16 {
			o.done = o.set()
			o.runs, o.mess = o.runs[:0], false
		}
	}
	o.runs = append(o.runs, r)
}

// set gives all runs as a set.
func (o *openBlock) set() tailset.Set {
	if o.mess {
		o.runs = tidy(o.runs)
	}
	set := tailset.FromRuns(o.runs)
	if o.done.IsEmpty() {
		return set
	}
	return tailset.Union(o.done, set)
}

// tidy sorts runs in place and joins those that touch or overlap.
func tidy(runs []tailset.Run) []tailset.Run {
	slices.SortFunc(runs, func(a, b tailset.Run) int {
		switch {
		case a.First < b.First:
			return -1
		case a.First > b.First:
			return 1
		}
		return 0
	})
	kept := runs[:1]
	for _, r := range runs[1:] {
		last := &kept[len(kept)-1]
		if uint64(r.First) > uint64(last.Last)+1 {
			kept = append(kept, r)
		} else if r.Last > last.Last {
			last.Last = r.Last
		}
	}
	return kept
}
