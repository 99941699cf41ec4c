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

// TestCutStepsIsWhatTheyStandFor reads sets of repeating steps, whose runs are
// made late, in both forms and from several goroutines.
func TestCutStepsIsWhatTheyStandFor(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 3000 {
		var runs []tailset.Run
		at, blocks := uint64(0), []uint64{2, 10, 600, 70_000, 200_000}
		for range 1 + rng.IntN(6) {
			more := rng.Uint64N(blocks[rng.IntN(len(blocks))])
			skip := rng.Uint64N(blocks[rng.IntN(len(blocks))])
			for range rng.IntN(400) {
				if at+skip+more > math.MaxUint32 {
					break
				}
				runs = append(runs, tailset.Run{First: uint32(at + skip), Last: uint32(at + skip + more)})
				at += skip + more + 2
			}
		}
		want := tailset.FromRuns(runs)
		data := want.AppendBinary(nil)
		got, rest, err := tailset.Cut(data)
		require.NoError(t, err)
		require.Empty(t, rest)
		require.Equal(t, [4]uint64{want.Count(), uint64(want.NumRuns()), uint64(want.Min()), uint64(want.Max())},
			[4]uint64{got.Count(), uint64(got.NumRuns()), uint64(got.Min()), uint64(got.Max())})
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() { got.Contains(got.Max() / 2) })
		}
		both.Wait()
		require.True(t, tailset.Equal(want, got))
		require.Equal(t, data, got.AppendBinary(nil))
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
		require.LessOrEqual(t, len(rest), len(data))
	})
}
