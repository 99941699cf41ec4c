package dataidlist

import (
	"iter"
	"slices"

	"github.com/skycampaign/skycampaign/dataidlist/internal/tailset"
)

// RunBatch is some runs that follow each other in canonical order and have the
// same string values, column by column: for those who take millions of them.
type RunBatch struct {
	Strings []string  // values in canonical order
	Ints    [][]int64 // for each int dimension the value of each run's first DataId
	Lens    []int64   // how many DataIds each run has
}

// RunBatches iterates over the runs of [List.Runs] in batches. If room is nil, the
// slices of a batch are its own: it may be kept and changed. Otherwise room is the
// caller's memory, in which each batch is made anew, so that millions of runs take
// that of one.
func (l *List) RunBatches(room *RunBatch) iter.Seq[RunBatch] {
	l.must()
	return func(yield func(RunBatch) bool) {
		made := &batch{}
		if room != nil && len(room.Ints) == len(l.group.ints) {
			made.ints, made.lens = room.Ints, room.Lens
		}
		l.ids.eachBatch(made, 0, len(l.ids.sets), func(part int, b *batch) bool {
			given := RunBatch{l.ids.strings(part, len(l.group.strings)), b.ints, b.lens}
			if room != nil {
				*room = given
			} else {
				b.ints, b.lens = nil, nil
			}
			return yield(given)
		})
	}
}

// A batch is runs of one partition in columns. Memory that is left in it is used
// again.
type batch struct {
	ints  [][]int64
	lens  []int64
	tails []tailset.Run // of a block
}

// start clears the batch for runs of k int dimensions.
func (b *batch) start(k int) {
	if b.ints == nil {
		b.ints = make([][]int64, k)
	}
	for i := range b.ints {
		b.ints[i] = b.ints[i][:0]
	}
	b.lens = b.lens[:0]
}

// batchRuns is about the number of runs in a batch where it does not follow
// from the blocks.
const batchRuns = 1 << 10

// eachBatch is eachRun in batches, which are made in b.
func (s *store) eachBatch(b *batch, from, to int, yield func(part int, b *batch) bool) {
	k := len(s.lay.widths)
	b.start(k)
	if !s.lay.crosses() {
		s.eachBlockBatch(b, from, to, yield)
		return
	}
	last, more := -1, true
	s.eachRun(from, to, func(part int, ints []int64, n int64) bool {
		if len(b.lens) > 0 && (part != last || len(b.lens) == batchRuns) {
			if more = yield(last, b); !more {
				return false
			}
			b.start(k)
		}
		last = part
		for i, v := range ints {
			b.ints[i] = append(b.ints[i], v)
		}
		b.lens = append(b.lens, n)
		return true
	})
	if more && len(b.lens) > 0 {
		yield(last, b)
	}
}

// eachBlockBatch gives the runs of each block as a batch.
func (s *store) eachBlockBatch(b *batch, from, to int, yield func(part int, b *batch) bool) {
	if from >= to {
		return
	}
	row := s.lay.tailRow()
	part := s.partOf(from)
	for block := from; block < to; block++ {
		for s.first[part+1] <= block {
			part++
		}
		b.start(len(s.lay.widths))
		b.tails = s.sets[block].AppendRuns(b.tails[:0])
		runs := cutRows(b.tails, row)
		b.lens = slices.Grow(b.lens, len(runs))[:len(runs)]
		for j, r := range runs {
			b.lens[j] = int64(r.Last-r.First) + 1
		}
		head := s.head(block)
		for i := range b.ints {
			high := int64(0)
			if i < len(head) {
				high = int64(head[i] << s.lay.shift[i])
			}
			column := slices.Grow(b.ints[i], len(runs))[:len(runs)]
			offset, mask := s.lay.offset[i]%32, s.lay.mask(i) // where the offset is 32, the mask is 0
			for j, r := range runs {
				column[j] = high | int64(r.First>>offset&mask)
			}
			b.ints[i] = column
		}
		if !yield(part, b) {
			return
		}
	}
}

// cutRows cuts runs of tails where any dimension but the last changes, in
// place if none has to be cut.
func cutRows(runs []tailset.Run, row uint32) []tailset.Run {
	within := true
	for _, r := range runs {
		within = within && r.Last <= r.First|row
	}
	if within {
		return runs
	}
	cut := make([]tailset.Run, 0, 2*len(runs))
	for _, r := range runs {
		for r.Last > r.First|row {
			cut = append(cut, tailset.Run{First: r.First, Last: r.First | row})
			r.First = r.First | row + 1
		}
		cut = append(cut, r)
	}
	return cut
}
