package encoding_test

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/skycampaign/skycampaign/dataidlist/codec/parquet/internal/encoding"
)

// expandRuns gives the values of runs.
func expandRuns(runs []encoding.Run) (values []int64) {
	for _, r := range runs {
		for i := range int64(r.N) {
			values = append(values, r.First+i*r.Step)
		}
	}
	return values
}

// checkRuns reads a page by turns as runs and as values.
func checkRuns(t *rapid.T, d encoding.Ints, want []int64) (numRuns int) {
	var got []int64
	var runs []encoding.Run
	for len(got) < len(want) {
		n := min(len(want)-len(got), rapid.IntRange(1, 700).Draw(t, "n"))
		if rapid.IntRange(0, 4).Draw(t, "how") == 0 {
			values := make([]int64, n)
			require.NoError(t, d.Next(values))
			got = append(got, values...)
			continue
		}
		var err error
		runs, err = d.AppendRuns(runs[:0], n)
		require.NoError(t, err)
		numRuns += len(runs)
		got = append(got, expandRuns(runs)...)
	}
	require.Equal(t, want, got)
	return numRuns
}

func TestDeltaRuns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.SampledFrom([]int64{0, 1, 300, 1 << 40, math.MaxInt64}).Draw(t, "most")
		runs, want := drawRuns(t, most, 300)
		d, err := encoding.NewDelta(encoding.AppendDelta(nil, runs), 8)
		require.NoError(t, err)
		checkRuns(t, d, want)
	})
}

// Differences of 1 that go over the end of 32 bits.
func TestDeltaRunsWrapAround(t *testing.T) {
	data := encoding.AppendDelta(nil, []encoding.Run{{First: math.MaxInt32 - 70, Step: 1, N: 200}})
	for _, size := range []int{4, 8} {
		d, err := encoding.NewDelta(data, size)
		require.NoError(t, err)
		want := make([]int64, 200)
		for i := range want {
			want[i] = math.MaxInt32 - 70 + int64(i)
			if size == 4 {
				want[i] = int64(int32(want[i]))
			}
		}
		runs, err := d.AppendRuns(nil, 200)
		require.NoError(t, err)
		require.Equal(t, want, expandRuns(runs))
	}
}

func TestDictRuns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.SampledFrom([]int{1, 2, 3, 189, 256, 257, 1000}).Draw(t, "size")
		runs, indexes := drawRuns(t, int64(size-1), 300)
		values := make([]int64, size)
		turn := rapid.IntRange(0, size-1).Draw(t, "turn")
		for i := range values {
			values[i] = int64((i + turn) % size)
		}
		want := make([]int64, len(indexes))
		for i, at := range indexes {
			want[i] = values[at]
		}
		d, err := encoding.DictInts(encoding.AppendIndexes(nil, runs, 0, size, encoding.NewRamp()), encoding.NewDict(values))
		require.NoError(t, err)
		checkRuns(t, d, want)
	})
}

func TestPlainRuns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, want := drawRuns(t, rapid.SampledFrom([]int64{3, math.MaxInt64}).Draw(t, "most"), 300)
		var data []byte
		for _, v := range want {
			data = binary.LittleEndian.AppendUint64(data, uint64(v))
		}
		checkRuns(t, encoding.PlainInts(data, 8), want)
	})
}

// No run goes over the end of 64 bits.
func TestRunsEndAtTheLargestInt(t *testing.T) {
	want := []int64{math.MaxInt64 - 1, math.MaxInt64, math.MinInt64, math.MinInt64 + 1}
	d, err := encoding.DictInts([]byte{8, 3, 0, 1, 2, 3, 0, 0, 0, 0}, encoding.NewDict(want))
	require.NoError(t, err)
	runs, err := d.AppendRuns(nil, 4)
	require.NoError(t, err)
	require.Equal(t, []encoding.Run{{First: math.MaxInt64 - 1, Step: 1, N: 2}, {First: math.MinInt64, Step: 1, N: 2}}, runs)
}

// Focal planes in a dictionary, in which detectors begin somewhere, are one
// run each.
func TestRunsOfFocalPlanes(t *testing.T) {
	values, data := make([]int64, 189), []byte{8}
	for i := range values {
		values[i] = int64((i + 30) % 189)
	}
	data = binary.AppendUvarint(data, 189<<1|1)
	for i := range 8 * 189 {
		data = append(data, byte(i%189))
	}
	d, err := encoding.DictInts(data, encoding.NewDict(values))
	require.NoError(t, err)
	runs, err := d.AppendRuns(nil, 8*189)
	require.NoError(t, err)
	require.Len(t, runs, 9)
}

func TestWordRuns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(1, 300).Draw(t, "size")
		runs, want := drawRuns(t, int64(size-1), 300)
		for _, data := range [][]byte{encoding.AppendIndexes(nil, runs, 0, size, encoding.NewRamp()), wordsOf(want, size)} {
			x, err := encoding.NewIndexes(data, size)
			require.NoError(t, err)
			var words []encoding.Word
			for left := len(want); left > 0; {
				n := min(left, rapid.IntRange(1, 700).Draw(t, "n"))
				words, err = x.AppendWords(words, n)
				require.NoError(t, err)
				left -= n
			}
			var got []int64
			for i, w := range words {
				require.True(t, i == 0 || words[i-1].Index != w.Index)
				got = append(got, expandRuns([]encoding.Run{{First: int64(w.Index), N: w.N}})...)
			}
			require.Equal(t, want, got)
		}
	})
}

// wordsOf writes indexes as runs of equal ones.
func wordsOf(indexes []int64, size int) []byte {
	var words []encoding.Word
	for _, at := range indexes {
		words = encoding.AppendWord(words, encoding.Word{Index: int32(at), N: 1})
	}
	return encoding.AppendWords(nil, words, size)
}

func TestOnes(t *testing.T) {
	for _, test := range []struct {
		data []byte
		n    int
		want bool
	}{
		{[]byte{20, 1}, 10, true},
		{[]byte{20, 0}, 10, false},
		{[]byte{3, 0xFF}, 8, true},
		{[]byte{3, 0x7F}, 8, false},
		{[]byte{3, 0x7F}, 7, true},
		{[]byte{20, 1, 3, 0xFE}, 18, false},
	} {
		h, err := encoding.NewHybrid(test.data, 1)
		require.NoError(t, err)
		got, err := h.Ones(test.n)
		require.NoError(t, err)
		require.Equal(t, test.want, got)
	}
	h, err := encoding.NewHybrid([]byte{4, 1}, 1)
	require.NoError(t, err)
	_, err = h.Ones(3)
	require.Error(t, err)
}
