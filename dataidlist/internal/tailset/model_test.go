package tailset_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"sort"

	"github.com/skycampaign/skycampaign/dataidlist/internal/tailset"
)

const top = math.MaxUint32

type run = tailset.Run

// has is membership in a list of runs.
func has(runs []run, x uint32) bool {
	i := sort.Search(len(runs), func(i int) bool { return runs[i].Last >= x })
	return i < len(runs) && runs[i].First <= x
}

// combine is the model of every set operation: it cuts the line of values at
// each end of each run, asks keep for one value of each piece, and joins the
// pieces kept. in[i] says whether the value is in lists[i].
func combine(keep func(in []bool) bool, lists ...[]run) []run {
	cuts := []uint64{0, 1 << 32}
	for _, runs := range lists {
		for _, r := range runs {
			cuts = append(cuts, uint64(r.First), uint64(r.Last)+1)
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	var out []run
	in := make([]bool, len(lists))
	next := make([]int, len(lists)) // the first run of each list not below at
	for i, at := range cuts[:len(cuts)-1] {
		for k, runs := range lists {
			for next[k] < len(runs) && uint64(runs[next[k]].Last) < at {
				next[k]++
			}
			in[k] = next[k] < len(runs) && uint64(runs[next[k]].First) <= at
		}
		if !keep(in) {
			continue
		}
		last := uint32(cuts[i+1] - 1)
		if n := len(out); n > 0 && uint64(out[n-1].Last)+1 == at {
			out[n-1].Last = last
		} else {
			out = append(out, run{uint32(at), last})
		}
	}
	return out
}

func anyOf(in []bool) bool { return slices.Contains(in, true) }
func allOf(in []bool) bool { return !slices.Contains(in, false) }
func odd(in []bool) bool {
	n := 0
	for _, b := range in {
		if b {
			n++
		}
	}
	return n%2 == 1
}
func firstOnly(in []bool) bool { return in[0] && !anyOf(in[1:]) }

func countOf(runs []run) uint64 {
	n := uint64(0)
	for _, r := range runs {
		n += uint64(r.Last) - uint64(r.First) + 1
	}
	return n
}

// shape is a named list of runs.
type shape struct {
	name string
	runs []run
}

// random returns each value of the range with probability p, as maximal runs.
func random(rng *rand.Rand, first, last uint32, p float64) []run {
	var runs []run
	for x := uint64(first); x <= uint64(last); x++ {
		if rng.Float64() >= p {
			continue
		}
		if n := len(runs); n > 0 && uint64(runs[n-1].Last)+1 == x {
			runs[n-1].Last = uint32(x)
		} else {
			runs = append(runs, run{uint32(x), uint32(x)})
		}
	}
	return runs
}

// regular returns n runs of length values each, one every step values.
func regular(first uint32, n int, length, step uint32) []run {
	runs := make([]run, n)
	for i := range runs {
		at := first + uint32(i)*step
		runs[i] = run{at, at + length - 1}
	}
	return runs
}

// shapes returns sets of every kind the package distinguishes. The ranges
// overlap in part, and many meet the edges of 65 536-value containers.
func shapes() []shape {
	rng := rand.New(rand.NewPCG(7, 11))
	return []shape{
		{"empty", nil},
		{"zero", []run{{0, 0}}},
		{"top", []run{{top, top}}},
		{"full range", []run{{0, top}}},
		{"both ends", []run{{0, 0}, {top, top}}},
		{"all but one", []run{{0, 69_999}, {70_001, top}}},
		{"one run", []run{{60_000, 140_000}}},
		{"one container", []run{{65_536, 131_071}}},
		{"visits", regular(3, 575, 189, 255)},
		{"pairs", regular(50_001, 5000, 2, 5)},
		{"halves", regular(54_000, 12_000, 1, 2)},
		{"other halves", regular(55_001, 12_000, 1, 2)},
		{"thin", regular(17, 300, 1, 14_000_000)},
		{"tenth", random(rng, 30_000, 90_000, 0.1)},
		{"tenth, other", random(rng, 50_000, 100_000, 0.1)},
		{"dense", random(rng, 40_000, 72_000, 0.9)},
		{"nearly all", random(rng, 50_000, 140_000, 0.96)},
		{"sparse", random(rng, 0, 200_000, 0.005)},
		{"half at the top", random(rng, top-70_000, top, 0.5)},
		{"tenth and a run", append(random(rng, 10, 70_000, 0.1), run{80_000, 300_000})},
		{"tenth and a far run", append(random(rng, 10, 70_000, 0.3), run{top - 500_000, top})},
	}
}
