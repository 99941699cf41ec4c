package tailset

import "sync/atomic"

// packed is the runs of a set as the steps that lead to them. A file is opened
// without making the millions of runs that it has; few runs are cut out of them
// as they are (steps.go), and who needs all runs of a set makes them then.
type packed struct {
	steps []repeat
	made  atomic.Pointer[[]Run] // nil until list made them
}

// list returns the runs, of which there are n, and keeps them. It may be called
// from several goroutines, of which more than one may then make them.
func (p *packed) list(n int) []Run {
	if made := p.made.Load(); made != nil {
		return *made
	}
	runs := appendSteps(make([]Run, 0, n), p.steps)
	p.made.Store(&runs)
	return runs
}

// appendTo appends the runs without keeping them.
func (p *packed) appendTo(dst []Run) []Run {
	if made := p.made.Load(); made != nil {
		return append(dst, *made...)
	}
	return appendSteps(dst, p.steps)
}

// steps returns the steps of a set that is packed, and nil of others.
func (s Set) steps() []repeat {
	if s.many == nil || s.many.packed == nil {
		return nil
	}
	return s.many.packed.steps
}

// packSteps returns the set of the runs that steps lead to, of which there are
// n, without making them. It reports false for a set that is not held as steps.
// It keeps no reference to steps.
func packSteps(steps []repeat, n int) (s Set, ok bool) {
	t, first, last := tallyOfSteps(steps)
	if n <= 2*len(steps) || t.bitmapForm() {
		return Set{}, false
	}
	made := &struct {
		many
		packed
	}{many{numRuns: n}, packed{steps: append([]repeat(nil), steps...)}}
	made.many.packed = &made.packed
	return Set{count: t.count, first: first, last: last, many: &made.many}, true
}

// makeSteps is packSteps that makes the runs.
func makeSteps(steps []repeat, n int) Set {
	runs := appendSteps(make([]Run, 0, n), steps)
	return pack(runs, tallyOf(runs))
}

// A Series is runs of one length at equal distances.
type Series struct {
	Run           // the first
	Period uint32 // from the start of one run to that of the next
	Again  uint32 // runs after the first
}

// AppendSeries appends the runs of s, in order, as series to dst. Those of a
// set that a file has as steps are not made.
func (s Set) AppendSeries(dst []Series) []Series {
	steps := s.steps()
	if steps == nil {
		var one [1]Run
		for _, r := range s.listRuns(&one) {
			dst = append(dst, Series{Run: r})
		}
		return dst
	}
	least := uint64(0)
	for _, step := range steps {
		runs := step.stretch(least)
		least = runs.end() + 2
		first := uint32(runs.first)
		dst = append(dst, Series{Run: Run{first, first + step.more}, Period: uint32(runs.period), Again: step.again})
	}
	return dst
}
