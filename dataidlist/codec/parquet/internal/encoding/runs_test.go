package encoding_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/skycampaign/skycampaign/dataidlist/codec/parquet/internal/encoding"
	"github.com/skycampaign/skycampaign/dataidlist/codec/parquet/internal/zframe"
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

// TestComposeIndexes composes pages of planes that are full, or lack some
// detectors at random or by chance, and compares them with what is appended.
func TestComposeIndexes(t *testing.T) {
	decoder, err := zstd.NewReader(nil)
	require.NoError(t, err)
	defer decoder.Close()
	w, ramp := zframe.NewWriter(), encoding.NewRamp()
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.SampledFrom([]int{1, 2, 9, 30, 189, 256}).Draw(t, "size")
		visits := rapid.SampledFrom([]int{1, 3, 40, 3000}).Draw(t, "visits")
		gaps := rapid.SampledFrom([]int{1, 10, 1000}).Draw(t, "one visit of so many has gaps")
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		const base = 1000
		var runs []encoding.Run
		add := func(first, n int) {
			if n > 0 {
				runs = append(runs, encoding.Run{First: base + int64(first), Step: 1, N: n})
			}
		}
		for range visits {
			if rng.IntN(gaps) > 0 {
				add(0, size)
				continue
			}
			from := 0
			for at := range size {
				if rng.IntN(size) < 2 {
					add(from, at-from)
					from = at + 1
				}
			}
			add(from, size-from)
		}
		if len(runs) == 0 {
			return
		}
		w.Begin(nil)
		encoding.ComposeIndexes(w, runs, base, ramp)
		want := encoding.AppendIndexes(nil, runs, base, size, ramp)
		require.Equal(t, len(want), w.Size())
		got, err := decoder.DecodeAll(w.End(), nil)
		require.NoError(t, err)
		require.True(t, bytes.Equal(want, got))
	})
}

// TestPlanesTakeLittle pins what composing is for, and what is not composed.
func TestPlanesTakeLittle(t *testing.T) {
	var full, gaps, single []encoding.Run
	for visit := range 5000 {
		full = append(full, encoding.Run{Step: 1, N: 189})
		gap := visit % 189
		if visit%20 == 0 && gap > 0 && gap < 188 {
			gaps = append(gaps, encoding.Run{Step: 1, N: gap}, encoding.Run{First: int64(gap + 1), Step: 1, N: 188 - gap})
		} else {
			gaps = append(gaps, encoding.Run{Step: 1, N: 189})
		}
		single = append(single, encoding.Run{First: int64(visit % 189), Step: 1, N: 1})
	}
	for _, c := range []struct {
		runs []encoding.Run
		most int
	}{{full, 189 + 150}, {gaps, 189 + 150 + 8*250}} {
		require.True(t, encoding.Composable(c.runs, 189))
		require.False(t, encoding.Composable(c.runs, 257))
		w := zframe.NewWriter()
		w.Begin(nil)
		encoding.ComposeIndexes(w, c.runs, 0, encoding.NewRamp())
		require.Less(t, len(w.End()), c.most)
	}
	require.False(t, encoding.Composable(single, 189))
	require.False(t, encoding.Composable([]encoding.Run{{N: 1000}}, 189))
}
