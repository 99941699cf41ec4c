package tailset_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist/internal/tailset"
)

func TestSetValueIsSmall(t *testing.T) {
	assert.LessOrEqual(t, unsafe.Sizeof(tailset.Set{}), uintptr(32))
	runs := []run{{5, 12}}
	allocs := testing.AllocsPerRun(100, func() {
		s := tailset.FromRuns(runs)
		s = tailset.Union(s, tailset.Of(4, 20))
		s = tailset.Intersect(s, tailset.Of(1, 11))
		if s.Count() != 8 || s.NumRuns() != 1 || !s.Contains(11) || s.Rank(11) != 7 {
			t.Error("wrong set")
		}
	})
	assert.Zero(t, allocs, "sets of one run stay off the heap")
}

func TestOfBackwardsIsEmpty(t *testing.T) {
	assert.Equal(t, tailset.Set{}, tailset.Of(2, 1))
}

// checkSet asks s everything about the values it should have.
func checkSet(t *testing.T, want []run, s tailset.Set) {
	t.Helper()
	if got := s.AppendRuns(nil); !slices.Equal(want, got) { // reflection is slow on long lists
		require.Equal(t, want, got)
	}
	require.Equal(t, countOf(want), s.Count())
	require.Equal(t, len(want), s.NumRuns())
	require.Equal(t, len(want) == 0, s.IsEmpty())
	made := tailset.FromRuns(want)
	require.True(t, tailset.Equal(s, made))
	require.Equal(t, made.InBitmapForm(), s.InBitmapForm(), "form follows content")
	if s.Count() < 1<<24 {
		b := s.Bitmap()
		require.NoError(t, b.Validate())
		require.Equal(t, s.Count(), b.GetCardinality())
	}
	if len(want) == 0 {
		return
	}
	require.Equal(t, want[0].First, s.Min())
	require.Equal(t, want[len(want)-1].Last, s.Max())

	// At the ends of some runs: neighbours, rank and selection.
	step := max(1, len(want)/50)
	below := uint64(0)
	for i, r := range want {
		if i%step == 0 {
			for _, x := range []uint32{r.First - 1, r.First, r.First + (r.Last-r.First)/2, r.Last, r.Last + 1} {
				require.Equal(t, has(want, x), s.Contains(x), "contains %d", x)
			}
			require.Equal(t, below, s.Rank(r.First))
			require.Equal(t, below+uint64(r.Last-r.First), s.Rank(r.Last))
			require.Equal(t, r.First, s.Select(below))
			require.Equal(t, r.Last, s.Select(below+uint64(r.Last-r.First)))
		}
		below += countOf([]run{r})
	}
	require.Panics(t, func() { s.Select(s.Count()) })
}

func TestShapes(t *testing.T) {
	for _, sh := range shapes() {
		t.Run(sh.name, func(t *testing.T) {
			kept := slices.Clone(sh.runs)
			s := tailset.FromRuns(sh.runs)
			require.Equal(t, kept, sh.runs, "input unchanged")
			checkSet(t, kept, s)
			for i := range sh.runs {
				sh.runs[i] = run{}
			}
			checkSet(t, kept, s) // and not kept
		})
	}
}

func TestFormIsAFunctionOfContent(t *testing.T) {
	forms := map[bool]int{}
	for _, sh := range shapes() {
		t.Run(sh.name, func(t *testing.T) {
			direct := tailset.FromRuns(sh.runs)
			forms[direct.InBitmapForm()]++

			var split []run // every run in two where it can be
			for _, r := range sh.runs {
				if r.First == r.Last {
					split = append(split, r)
					continue
				}
				mid := r.First + (r.Last-r.First)/2
				split = append(split, run{r.First, mid}, run{mid + 1, r.Last})
			}
			checkSet(t, direct.AppendRuns(nil), tailset.FromRuns(split))

			ranges := roaring.New()
			for _, r := range sh.runs {
				ranges.AddRange(uint64(r.First), uint64(r.Last)+1)
			}
			optimal := ranges.Clone()
			optimal.RunOptimize()
			marked := ranges.Clone()
			marked.SetCopyOnWrite(true)
			for _, b := range []*roaring.Bitmap{ranges, optimal, marked} {
				s, err := tailset.FromBitmap(b)
				require.NoError(t, err)
				checkSet(t, direct.AppendRuns(nil), s)
			}
		})
	}
	assert.GreaterOrEqual(t, min(forms[false], forms[true]), 5, "both forms are tested: %v", forms)
}

func TestEqualTellsSetsApart(t *testing.T) {
	sets := shapes()
	for i, a := range sets {
		for j, b := range sets {
			assert.Equal(t, i == j, tailset.Equal(tailset.FromRuns(a.runs), tailset.FromRuns(b.runs)), "%s, %s", a.name, b.name)
		}
	}
	// Same count, runs and ends.
	a := tailset.FromRuns([]run{{1, 2}, {4, 4}, {8, 9}})
	b := tailset.FromRuns([]run{{1, 2}, {5, 5}, {8, 9}})
	assert.False(t, tailset.Equal(a, b))
}

func TestAppendRunsIn(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	prefix := run{0, 7} // adjacent to what follows, yet never joined
	for _, sh := range shapes() {
		t.Run(sh.name, func(t *testing.T) {
			s := tailset.FromRuns(sh.runs)
			bounds := []uint32{0, 1, 65_535, 65_536, 131_071, 131_072, top - 1, top}
			for range 3 {
				bounds = append(bounds, rng.Uint32N(200_000))
			}
			if !s.IsEmpty() {
				bounds = append(bounds, s.Min(), s.Max())
			}
			for _, first := range bounds {
				for _, last := range bounds {
					var want []run
					if first <= last {
						want = combine(allOf, sh.runs, []run{{first, last}})
					}
					got := s.AppendRunsIn([]run{prefix}, first, last)
					require.Equal(t, append([]run{prefix}, want...), got, "%d..%d", first, last)
				}
			}
		})
	}
}

func TestAppendRunsKeepsPrefix(t *testing.T) {
	s := tailset.FromRuns(regular(8, 30_000, 1, 2))
	require.True(t, s.InBitmapForm())
	got := s.AppendRuns([]run{{0, 7}})
	assert.Equal(t, []run{{0, 7}, {8, 8}, {10, 10}}, got[:3])
}
