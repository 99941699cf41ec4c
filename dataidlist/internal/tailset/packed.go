package tailset

import "sync/atomic"

// packed is the runs of a set as [Cut] read them: each step from run to run, and
// how often it repeats. A file is opened without making the millions of runs
// that it has; who needs those of a set makes them then.
type packed struct {
	steps []repeat
	made  atomic.Pointer[[]Run] // nil until list made them
}

// A repeat is a step that is made several times.
type repeat struct {
	step
	again uint32 // times after the first
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

// appendSteps appends the runs of all steps.
func appendSteps(dst []Run, steps []repeat) []Run {
	least := uint32(0)
	for _, s := range steps {
		for range s.again + 1 {
			first := least + s.skip
			dst = append(dst, Run{first, first + s.more})
			least = first + s.more + 2
		}
	}
	return dst
}

// tallyOfSteps is tallyOf for the runs of steps, of which none are adjacent. It
// reports false where it cannot tell the blocks without the runs.
func tallyOfSteps(steps []repeat) (t tally, first, last uint32, ok bool) {
	least := uint64(0)
	block := uint32(0) // the block after the last one touched
	for i, s := range steps {
		n, length := uint64(s.again)+1, uint64(s.more)+1
		period := uint64(s.skip) + length + 1
		start := least + uint64(s.skip)
		end := start + (n-1)*period + uint64(s.more)
		if n > 1 && period > blockSize {
			return tally{}, 0, 0, false
		}
		if i == 0 {
			first = uint32(start)
		}
		t.count += n * length
		t.numRuns += int(n)
		after := uint32(end>>blockBits) + 1
		t.containers += int(after - max(uint32(start>>blockBits), block))
		block, last, least = after, uint32(end), end+2
	}
	return t, first, last, true
}
