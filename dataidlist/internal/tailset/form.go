package tailset

// The bounds of the form rule, from BenchmarkForms. Against a roaring bitmap, a
// sweep over runs loses once they are short, or so dense that roaring has a
// plain bitmap for them; it wins on a few runs, and on runs so far apart that
// most of a roaring bitmap would be containers of next to nothing.
const (
	fewRuns  = 64   // no more runs than this stay runs
	longRun  = 16   // values; below this mean length runs are short
	denseRun = 2048 // runs a container; above this they are dense
	thinRun  = 8    // runs a container; up to this they are far apart
)

// bitmapForm reports whether a set of the given runs, values and containers
// (blocks of 65 536 values that it touches) takes the bitmap form.
func bitmapForm(numRuns int, count uint64, containers int) bool {
	return numRuns > fewRuns && numRuns > thinRun*containers &&
		(uint64(numRuns) > count/longRun || numRuns > denseRun*containers)
}

// runsBitmapForm is bitmapForm for maximal runs of count values in all. It
// counts the containers only where they can matter.
func runsBitmapForm(runs []Run, count uint64) bool {
	n := len(runs)
	return bitmapForm(n, count, 1) && bitmapForm(n, count, countContainers(runs))
}
