package tailset_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/skycampaign/skycampaign/dataidlist/internal/tailset"
)

// benchShapes are pairs of sets in a 24-bit space that each overlap in part.
func benchShapes() []struct {
	name string
	a, b []run
} {
	const space = 1<<24 - 1
	rng := rand.New(rand.NewPCG(1, 1))
	return []struct {
		name string
		a, b []run
	}{
		{"one", []run{{100, 9_000_000}}, []run{{5_000_000, space}}},
		{"visits", regular(0, 575, 189, 29_000), regular(100, 575, 189, 29_000)},
		{"planes", regular(0, 65_536, 189, 256), regular(50, 65_536, 160, 256)},
		{"tenth", random(rng, 0, space, 0.1), random(rng, 0, space, 0.1)},
		{"survey", regular(0, 65_536, 189, 256), thin(rng, regular(0, 65_536, 189, 256), 0.05)},
		{"excluded", regular(0, 65_536, 189, 256), thin(rng, regular(0, 65_536, 189, 256), 0.005)},
		{"twentieth", random(rng, 0, space, 0.05), random(rng, 0, space, 0.05)},
		{"fiftieth", random(rng, 0, space, 0.02), random(rng, 0, space, 0.02)},
		{"patches", patches(rng, 60_000), patches(rng, 60_000)},
		{"sparse", random(rng, 0, space, 0.001), random(rng, 0, space, 0.001)},
		{"mixed", regular(0, 575, 189, 29_000), random(rng, 0, space, 0.1)},
		{"lone", []run{{8_000_000, 8_000_188}}, random(rng, 0, space, 0.1)},
	}
}

// thin returns each value of runs with probability p.
func thin(rng *rand.Rand, runs []run, p float64) []run {
	var out []run
	for _, r := range runs {
		out = append(out, random(rng, r.First, r.Last, p)...)
	}
	return out
}

// patches returns n runs of 1 to 12 values with gaps of up to 500, as the
// patches of a sky map that a visit meets.
func patches(rng *rand.Rand, n int) []run {
	runs := make([]run, n)
	at := uint32(0)
	for i := range runs {
		last := at + rng.Uint32N(12)
		runs[i] = run{at, last}
		at = last + 2 + rng.Uint32N(500)
	}
	return runs
}

var sink int

func BenchmarkOps(b *testing.B) {
	for _, sh := range benchShapes() {
		x, y := tailset.FromRuns(sh.a), tailset.FromRuns(sh.b)
		ops := []struct {
			name string
			op   func() int
		}{
			{"Union", func() int { return tailset.Union(x, y).NumRuns() }},
			{"Intersect", func() int { return tailset.Intersect(x, y).NumRuns() }},
			{"Difference", func() int { return tailset.Difference(x, y).NumRuns() }},
			{"SymmetricDifference", func() int { return tailset.SymmetricDifference(x, y).NumRuns() }},
		}
		for _, o := range ops {
			b.Run(sh.name+"/"+o.name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					sink += o.op()
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(x.NumRuns()+y.NumRuns()), "ns/run")
			})
		}
	}
}

func BenchmarkRuns(b *testing.B) {
	for _, sh := range benchShapes() {
		if sh.name == "mixed" || sh.name == "lone" {
			continue
		}
		runs := sh.a[:min(len(sh.a), 12_000)] // those of a night
		s := tailset.FromRuns(runs)
		perRun := func(b *testing.B) {
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(s.NumRuns()), "ns/run")
		}
		b.Run(sh.name+"/FromRuns", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sink += tailset.FromRuns(runs).NumRuns()
			}
			perRun(b)
		})
		b.Run(sh.name+"/AppendRuns", func(b *testing.B) {
			b.ReportAllocs()
			var dst []run
			for b.Loop() {
				dst = s.AppendRuns(dst[:0])
			}
			perRun(b)
		})
	}
}

// BenchmarkForms weighs the form rule: runs of a mean length in a space of
// 1<<22 values, intersected and listed in the form that the rule gives them.
func BenchmarkForms(b *testing.B) {
	rng := rand.New(rand.NewPCG(2, 2))
	for _, length := range []int{1, 4, 8, 12, 14, 18, 24, 64} {
		draw := func() []run {
			var runs []run
			for x := uint32(0); x < 1<<22; {
				n := uint32(1 + rng.IntN(2*length-1))
				runs = append(runs, run{x, x + n - 1})
				x += n + 1 + uint32(rng.IntN(2*length))
			}
			return runs
		}
		x, y := tailset.FromRuns(draw()), tailset.FromRuns(draw())
		form := "runs"
		if x.InBitmapForm() {
			form = "bitmap"
		}
		b.Run(fmt.Sprintf("%s of %d", form, length), func(b *testing.B) {
			for b.Loop() {
				sink += tailset.Intersect(x, y).NumRuns()
			}
		})
	}
}
