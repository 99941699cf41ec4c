package encoding_test

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/skycampaign/skycampaign/dataidlist/codec/parquet/internal/encoding"
)

// drawRuns gives runs and their values.
func drawRuns(t *rapid.T, most int64, longest int) (runs []encoding.Run, values []int64) {
	for range rapid.IntRange(1, 40).Draw(t, "runs") {
		r := encoding.Run{
			First: rapid.Int64Range(0, most).Draw(t, "first"),
			Step:  rapid.Int64Range(0, 1).Draw(t, "step"),
			N:     rapid.IntRange(1, longest).Draw(t, "n"),
		}
		if r.Step == 1 && most-r.First < int64(r.N) {
			r.N = int(most-r.First) + 1
		}
		runs = append(runs, r)
		for i := range int64(r.N) {
			values = append(values, r.First+i*r.Step)
		}
	}
	return runs, values
}

func TestAppendDelta(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.SampledFrom([]int64{0, 1, 300, 1 << 40, math.MaxInt64}).Draw(t, "most")
		runs, want := drawRuns(t, most, 300)
		d, err := encoding.NewDelta(encoding.AppendDelta(nil, runs), 8)
		require.NoError(t, err)
		require.EqualValues(t, len(want), d.Left())
		got := make([]int64, len(want))
		require.NoError(t, d.Next(got))
		require.Equal(t, want, got)
		rest, err := d.Rest()
		require.NoError(t, err)
		require.Empty(t, rest)
	})
}

func TestAppendIndexes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.SampledFrom([]int{1, 2, 189, 256, 257, 18938, encoding.MaxIndexes}).Draw(t, "size")
		runs, want := drawRuns(t, int64(size-1), 300)
		const base = 1000
		for i := range runs {
			runs[i].First += base
		}
		x, err := encoding.NewIndexes(encoding.AppendIndexes(nil, runs, base, size, encoding.NewRamp()), size)
		require.NoError(t, err)
		got := make([]int32, len(want))
		require.NoError(t, x.Next(got))
		for i := range want {
			require.EqualValues(t, want[i], got[i])
		}
	})
}

func TestAppendWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.SampledFrom([]int{1, 2, 3, 256, 257, 70000}).Draw(t, "size")
		var words []encoding.Word
		var want []int32
		for range rapid.IntRange(1, 40).Draw(t, "words") {
			w := encoding.Word{Index: rapid.Int32Range(0, int32(size-1)).Draw(t, "index"), N: rapid.IntRange(1, 300).Draw(t, "n")}
			words = append(words, w)
			for range w.N {
				want = append(want, w.Index)
			}
		}
		x, err := encoding.NewIndexes(encoding.AppendWords(nil, words, size), size)
		require.NoError(t, err)
		got := make([]int32, len(want))
		require.NoError(t, x.Next(got))
		require.Equal(t, want, got)
	})
}

// TestNightsTakeLittle pins what the writer counts on: a page of full focal
// planes is a byte for 32 rows and little more.
func TestNightsTakeLittle(t *testing.T) {
	var runs []encoding.Run
	for visit := range int64(693) {
		runs = append(runs, encoding.Run{First: 2025062900001 + visit, N: 189})
	}
	data := encoding.AppendDelta(nil, runs)
	require.Less(t, len(data), 693*189/32*2+64)
	block, _ := binary.Uvarint(data)
	require.Zero(t, block%128)
}
