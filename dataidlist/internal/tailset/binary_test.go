package tailset_test

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist/internal/tailset"
)

// binaryShapes are sets of every binary form.
func binaryShapes() map[string]tailset.Set {
	random := rand.New(rand.NewPCG(3, 4))
	var plane, tenth, few []tailset.Run
	for v := range uint32(575) {
		plane = append(plane, tailset.Run{First: v << 8, Last: v<<8 + 188})
		few = append(few, tailset.Run{First: v*1000 + random.Uint32N(500), Last: v*1000 + 700 + random.Uint32N(200)})
	}
	for x := range uint32(1 << 17) {
		if random.IntN(10) == 0 {
			tenth = append(tenth, tailset.Run{First: x, Last: x})
		}
	}
	return map[string]tailset.Set{
		"empty":      {},
		"one value":  tailset.Of(7, 7),
		"everything": tailset.Of(0, math.MaxUint32),
		"both ends":  tailset.FromRuns([]tailset.Run{{First: 0, Last: 0}, {First: math.MaxUint32, Last: math.MaxUint32}}),
		"planes":     tailset.FromRuns(plane),
		"irregular":  tailset.FromRuns(few),
		"a tenth":    tailset.FromRuns(tenth),
	}
}

func TestBinaryComesBack(t *testing.T) {
	for name, s := range binaryShapes() {
		data := append(s.AppendBinary(nil), "rest"...)
		got, rest, err := tailset.Cut(data)
		require.NoError(t, err, name)
		require.True(t, tailset.Equal(s, got), name)
		require.Equal(t, "rest", string(rest), name)
	}
}

// stepping returns runs that repeat steps, as few or as many as one night has,
// up to the largest value.
func stepping(rng *rand.Rand) []tailset.Run {
	var runs []tailset.Run
	at, sizes := uint64(0), []uint64{2, 10, 600, 70_000, 200_000}
	if rng.IntN(4) == 0 {
		at = math.MaxUint32 - rng.Uint64N(1<<20)
	}
	for range 1 + rng.IntN(6) {
		more := rng.Uint64N(sizes[rng.IntN(len(sizes))])
		skip := rng.Uint64N(sizes[rng.IntN(len(sizes))])
		for range rng.IntN(400) {
			if at+skip+more > math.MaxUint32 {
				break
			}
			runs = append(runs, tailset.Run{First: uint32(at + skip), Last: uint32(at + skip + more)})
			at += skip + more + 2
		}
	}
	return runs
}

// reread returns the set as a file gives it.
func reread(t *testing.T, s tailset.Set) tailset.Set {
	t.Helper()
	got, rest, err := tailset.Cut(s.AppendBinary(nil))
	require.NoError(t, err)
	require.Empty(t, rest)
	return got
}

// TestCutStepsIsWhatTheyStandFor reads sets of repeating steps, whose runs are
// made late, in both forms and from several goroutines.
func TestCutStepsIsWhatTheyStandFor(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 3000 {
		want := tailset.FromRuns(stepping(rng))
		got := reread(t, want)
		require.Equal(t, [4]uint64{want.Count(), uint64(want.NumRuns()), uint64(want.Min()), uint64(want.Max())},
			[4]uint64{got.Count(), uint64(got.NumRuns()), uint64(got.Min()), uint64(got.Max())})
		require.Equal(t, want.AppendBinary(nil), got.AppendBinary(nil))
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() { got.Contains(got.Max() / 2) })
		}
		both.Wait()
		require.True(t, tailset.Equal(want, got))
	}
}

// TestStepsAreCutAsRuns cuts sets of repeating steps by few runs, where the
// runs of the sets are not made, and has the operations on runs as the model.
func TestStepsAreCutAsRuns(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	packed, rounds := 0, 6000
	if testing.Short() {
		rounds = 1500
	}
	for range rounds {
		all := stepping(rng)
		made := tailset.FromRuns(all)
		var few []tailset.Run
		for at, i := uint64(made.Min())/2, 1+rng.IntN(40); i > 0 && at <= math.MaxUint32; i-- {
			span := (uint64(made.Max()) - uint64(made.Min())) / 20
			first := at + rng.Uint64N(span+2)
			if len(all) > 0 && rng.IntN(2) == 0 { // at the edge of a run
				r := all[rng.IntN(len(all))]
				first = max(first, uint64(r.First)+rng.Uint64N(2), uint64(r.Last)+rng.Uint64N(2))
			}
			last := min(first+rng.Uint64N([]uint64{1, 5, 300, 1 << 20}[rng.IntN(4)]), math.MaxUint32)
			if first <= last {
				few = append(few, tailset.Run{First: uint32(first), Last: uint32(last)})
			}
			at = last + 2
		}
		cut := tailset.FromRuns(few)
		for name, op := range map[string]func(a tailset.Set) tailset.Set{
			"intersection":        func(a tailset.Set) tailset.Set { return tailset.Intersect(a, cut) },
			"intersection, other": func(a tailset.Set) tailset.Set { return tailset.Intersect(cut, a) },
			"difference":          func(a tailset.Set) tailset.Set { return tailset.Difference(a, cut) },
		} {
			want, got := op(made), op(reread(t, made))
			if got.IsPacked() {
				packed++
			}
			require.Equal(t, want.AppendBinary(nil), got.AppendBinary(nil), "%s of %v by %v", name, all, few)
			require.Equal(t, want.AppendRuns(nil), got.AppendRuns(nil), name)
			require.Equal(t, [3]uint64{want.Count(), uint64(want.Min()), uint64(want.Max())},
				[3]uint64{got.Count(), uint64(got.Min()), uint64(got.Max())}, name)
			require.True(t, tailset.Equal(want, got), name)
		}
	}
	require.Greater(t, packed, rounds/6, "differences that stay steps")
}

// TestStepsOfManyRunsTakeLittle reads 64 000 runs of a few kilobytes: far apart,
// where they stay steps, and so close that the set would be a bitmap.
func TestStepsOfManyRunsTakeLittle(t *testing.T) {
	steps := func(skip uint64) []byte {
		data := binary.AppendUvarint(nil, 64_000*3+2)
		for range 1000 {
			data = append(binary.AppendUvarint(data, skip), 0, 63)
		}
		return data
	}
	got, rest, err := tailset.Cut(steps(65_535))
	require.NoError(t, err)
	require.Empty(t, rest)
	require.True(t, got.IsPacked())
	require.Equal(t, regular(65_535, 64_000, 1, 65_537), got.AppendRuns(nil))
	_, _, err = tailset.Cut(steps(0))
	require.ErrorIs(t, err, tailset.ErrBinary)
}

func TestSeriesAreTheRuns(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	for range 1000 {
		made := tailset.FromRuns(stepping(rng))
		for _, s := range []tailset.Set{made, reread(t, made)} {
			var runs []tailset.Run
			for _, one := range s.AppendSeries(nil) {
				for i := range one.Again + 1 {
					runs = append(runs, tailset.Run{First: one.First + i*one.Period, Last: one.Last + i*one.Period})
				}
			}
			require.Equal(t, made.AppendRuns(nil), runs)
		}
	}
}

// A set in bitmap form has one binary form: no byte of it can be changed to
// give another form of any set.
func TestCutReadsBitmapsAsOthersWriteThem(t *testing.T) {
	s := tailset.FromRuns(regular(0, 100, 3, 7))
	b := s.Bitmap()
	b.RunOptimize()
	portable, err := b.ToBytes()
	require.NoError(t, err)
	data := binary.AppendUvarint(nil, uint64(s.NumRuns())*3+1)
	data = binary.AppendUvarint(data, uint64(len(portable)))
	data = append(data, portable...)
	require.NotEqual(t, s.AppendBinary(nil), data)
	got, rest, err := tailset.Cut(data)
	require.NoError(t, err)
	require.Empty(t, rest)
	require.True(t, tailset.Equal(s, got))
}

func TestPlanesTakeFewBytes(t *testing.T) {
	require.Less(t, len(binaryShapes()["planes"].AppendBinary(nil)), 64)
}

func TestCutRefusesWhatIsCutOff(t *testing.T) {
	for name, s := range binaryShapes() {
		data := s.AppendBinary(nil)
		for n := range min(len(data), 200) {
			_, _, err := tailset.Cut(data[:n])
			require.ErrorIs(t, err, tailset.ErrBinary, "%s, %d bytes", name, n)
		}
	}
}

func FuzzCut(f *testing.F) {
	for _, s := range binaryShapes() {
		if data := s.AppendBinary(nil); len(data) < 1<<12 {
			f.Add(data)
		}
	}
	f.Add(append(binaryShapes()["planes"].AppendBinary(nil), "rest"...))
	f.Add([]byte{0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0, 0, 63})
	f.Fuzz(func(t *testing.T, data []byte) {
		s, rest, err := tailset.Cut(data)
		if err != nil {
			require.ErrorIs(t, err, tailset.ErrBinary)
			return
		}
		again, _, err := tailset.Cut(s.AppendBinary(nil))
		require.NoError(t, err)
		require.True(t, tailset.Equal(s, again))
		require.Less(t, len(rest), len(data))
		require.Equal(t, data[len(data)-len(rest):], rest)
	})
}
