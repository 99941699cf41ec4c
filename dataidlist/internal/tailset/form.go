package tailset

// The bounds of the form rule. A set takes the form that takes less memory,
// which is also the faster one (BenchmarkForms): a run takes 8 bytes, a value in
// an array 2, and the words of a block 8 KiB. But a few runs stay runs, and so
// do runs so far apart that containers would hold next to nothing.
const (
	fewRuns  = 64   // runs; so many are few
	shortRun = 4    // values; runs of a lower mean length are short
	denseRun = 1024 // runs a container; more of them are dense
	thinRun  = 8    // runs a container; so many are far apart
)

// tally is what the form rule asks of a set.
type tally struct {
	count      uint64 // values
	numRuns    int    // maximal runs
	containers int    // blocks of 65 536 values that the set touches
}

// bitmapForm reports whether a set takes the bitmap form. By this rule, sets in
// bitmap form need no containers of runs: even a full block in words is paid
// for by the runs of the others.
func (t tally) bitmapForm() bool {
	n := t.numRuns
	return n > fewRuns && n > thinRun*t.containers &&
		(uint64(n) > t.count/shortRun || n > denseRun*t.containers)
}

// tallyOf counts a list of runs, of which neighbours may be adjacent.
func tallyOf(runs []Run) tally {
	if len(runs) == 0 {
		return tally{}
	}
	t := tally{numRuns: len(runs)}
	after := uint64(runs[0].First) - 1 // the value after the run before
	block := uint32(0)                 // the block after the last one touched
	for _, r := range runs {
		if uint64(r.First) == after {
			t.numRuns--
		}
		after = uint64(r.Last) + 1
		t.count += after - uint64(r.First)
		end := r.Last>>16 + 1
		t.containers += int(end - max(r.First>>16, block))
		block = end
	}
	return t
}
