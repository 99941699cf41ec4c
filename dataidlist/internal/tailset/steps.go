package tailset

// A step leads from the run before to a run: how many values are skipped since
// the least that it could have, and its length less 1.
type step struct{ skip, more uint32 }

// period is how far a step is from the one before.
func (s step) period() uint64 { return uint64(s.skip) + uint64(s.more) + 2 }

// A repeat is a step that is made several times.
type repeat struct {
	step
	again uint32 // times after the first
}

// someSteps is how many steps most sets have at most that have repeating ones.
const someSteps = 128

// A stepper makes the steps to runs that come in order, equal ones together. Its
// methods return it with more steps, as append does, so that it can be filled
// on the stack.
type stepper struct {
	steps   []repeat
	least   uint64 // the least value that the next run could have
	numRuns int
}

// add makes a step n times.
func (w stepper) add(s step, n uint64) stepper {
	if k := len(w.steps); k > 0 && w.steps[k-1].step == s {
		w.steps[k-1].again += uint32(n)
	} else {
		w.steps = append(w.steps, repeat{s, uint32(n - 1)})
	}
	w.least += n * s.period()
	w.numRuns += int(n)
	return w
}

// addRun makes the step to a run.
func (w stepper) addRun(first, last uint64) stepper {
	return w.add(step{uint32(first - w.least), uint32(last - first)}, 1)
}

// stepsOf gives the steps that lead to runs.
func stepsOf(runs []Run) []repeat {
	var w stepper
	for _, r := range runs {
		w = w.addRun(uint64(r.First), uint64(r.Last))
	}
	return w.steps
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

// tallyOfSteps is tallyOf for the runs of steps, of which none are adjacent.
func tallyOfSteps(steps []repeat) (t tally, first, last uint32) {
	least := uint64(0)
	block := uint32(0) // the block after the last one touched
	touch := func(start, end uint64) {
		after := uint32(end)>>blockBits + 1
		t.containers += int(after - max(uint32(start)>>blockBits, block))
		block = after
	}
	for i, step := range steps {
		s := step.stretch(least)
		if i == 0 {
			first = uint32(s.first)
		}
		t.count += s.n * (s.more + 1)
		t.numRuns += int(s.n)
		if s.period <= blockSize {
			touch(s.first, s.end())
		} else { // there may be blocks between two runs
			for j := range s.n {
				touch(s.start(j), s.start(j)+s.more)
			}
		}
		last, least = uint32(s.end()), s.end()+2
	}
	return t, first, last
}

// A stretch is the n runs that a repeat leads to.
type stretch struct{ first, more, period, n uint64 }

// stretch gives the runs, of which the first could have the value least.
func (r repeat) stretch(least uint64) stretch {
	return stretch{first: least + uint64(r.skip), more: uint64(r.more), period: r.period(), n: uint64(r.again) + 1}
}

func (s stretch) start(i uint64) uint64 { return s.first + i*s.period }
func (s stretch) end() uint64           { return s.start(s.n-1) + s.more }

// endingFrom gives the number of the first run that ends at x or after, or n.
func (s stretch) endingFrom(x uint64) uint64 {
	if x <= s.first+s.more {
		return 0
	}
	return min((x-s.first-s.more+s.period-1)/s.period, s.n)
}

// intersectSteps is intersectRuns of few runs with those of steps.
func intersectSteps(dst, few []Run, steps []repeat) []Run {
	least := uint64(0)
	for _, step := range steps {
		s := step.stretch(least)
		end := s.end()
		least = end + 2
		for len(few) > 0 && uint64(few[0].Last) < s.first {
			few = few[1:]
		}
		for len(few) > 0 && uint64(few[0].First) <= end {
			first, last := uint64(few[0].First), uint64(few[0].Last)
			for i := s.endingFrom(first); i < s.n && s.start(i) <= last; i++ {
				dst = append(dst, Run{uint32(max(first, s.start(i))), uint32(min(last, s.start(i)+s.more))})
			}
			if last > end {
				break // it may reach the next stretch
			}
			few = few[1:]
		}
	}
	return dst
}

// subtractSteps returns the values of the runs of steps that are not in a few
// runs. Most steps stay as they are.
func subtractSteps(steps []repeat, few []Run) Set {
	var room [someSteps]repeat
	out := stepper{steps: room[:0]}
	least := uint64(0)
	for _, step := range steps {
		s := step.stretch(least)
		least = s.end() + 2
		for i := uint64(0); i < s.n; i++ {
			for len(few) > 0 && uint64(few[0].Last) < s.start(i) {
				few = few[1:]
			}
			// Up to the next of the few, all runs stay as they are.
			cut := s.n
			if len(few) > 0 {
				cut = max(i, s.endingFrom(uint64(few[0].First)))
			}
			if i < cut {
				out = out.addRun(s.start(i), s.start(i)+s.more)
			}
			if i+1 < cut {
				out = out.add(step.step, cut-i-1)
			}
			if i = cut; i == s.n {
				break
			}
			first, last := s.start(i), s.start(i)+s.more
			for len(few) > 0 && uint64(few[0].First) <= last {
				if from := uint64(few[0].First); from > first {
					out = out.addRun(first, from-1)
				}
				first = max(first, uint64(few[0].Last)+1)
				if first > last+1 {
					break // it may cut the next run too
				}
				few = few[1:]
			}
			if first <= last {
				out = out.addRun(first, last)
			}
		}
	}
	if s, ok := packSteps(out.steps, out.numRuns); ok {
		return s
	}
	return makeSteps(out.steps, out.numRuns)
}
