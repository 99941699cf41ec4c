package encoding_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"slices"
	"testing"

	"github.com/parquet-go/parquet-go/encoding/bytestreamsplit"
	"github.com/parquet-go/parquet-go/encoding/delta"
	"github.com/parquet-go/parquet-go/encoding/rle"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/skycampaign/skycampaign/dataidlist/codec/parquet/internal/encoding"
)

// drawInts draws values with runs, steps and jumps.
func drawInts(t *rapid.T, low, high int64) []int64 {
	var values []int64
	v := rapid.Int64Range(low, high).Draw(t, "first")
	for range rapid.IntRange(0, 20).Draw(t, "pieces") {
		step := rapid.Int64Range(-2, 2).Draw(t, "step")
		for range rapid.IntRange(1, 60).Draw(t, "n") {
			values = append(values, v)
			if next := v + step; next >= low && next <= high {
				v = next
			}
		}
		if rapid.Bool().Draw(t, "jump") {
			v = rapid.Int64Range(low, high).Draw(t, "value")
		}
	}
	return values
}

// readInts reads n values in pieces of random size, and that there are no
// more, if the encoding knows its end.
func readInts(t *rapid.T, d encoding.Ints, n int) []int64 {
	got := make([]int64, n)
	for rest := got; len(rest) > 0; {
		k := rapid.IntRange(1, len(rest)).Draw(t, "piece")
		require.NoError(t, d.Next(rest[:k]))
		rest = rest[k:]
	}
	return got
}

func TestPlainInts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawInts(t, math.MinInt64, math.MaxInt64)
		var data []byte
		for _, v := range want {
			data = binary.LittleEndian.AppendUint64(data, uint64(v))
		}
		d := encoding.PlainInts(data, 8)
		assert.Equal(t, want, append([]int64(nil), readInts(t, d, len(want))...))
		assert.ErrorIs(t, d.Next(make([]int64, 1)), io.ErrUnexpectedEOF)

		want = drawInts(t, math.MinInt32, math.MaxInt32)
		data = nil
		for _, v := range want {
			data = binary.LittleEndian.AppendUint32(data, uint32(v))
		}
		d = encoding.PlainInts(data, 4)
		assert.Equal(t, want, append([]int64(nil), readInts(t, d, len(want))...))
		assert.ErrorIs(t, d.Next(make([]int64, 1)), io.ErrUnexpectedEOF)
	})
}

func TestSplitInts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawInts(t, math.MinInt64, math.MaxInt64)
		doubles := make([]float64, len(want))
		for i, v := range want {
			doubles[i] = math.Float64frombits(uint64(v))
		}
		data, err := new(bytestreamsplit.Encoding).EncodeDouble(nil, doubles)
		require.NoError(t, err)
		d := encoding.SplitInts(data, 8)
		assert.Equal(t, want, append([]int64(nil), readInts(t, d, len(want))...))
		assert.ErrorIs(t, d.Next(make([]int64, 1)), io.ErrUnexpectedEOF)
	})
	d := encoding.SplitInts([]byte{1, 0xFE, 0, 0xFF, 0, 0xFF, 0, 0xFF}, 4)
	got := make([]int64, 2)
	require.NoError(t, d.Next(got))
	assert.Equal(t, []int64{1, -2}, got)
}

func TestDelta(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawInts(t, math.MinInt64, math.MaxInt64)
		data, err := new(delta.BinaryPackedEncoding).EncodeInt64(nil, want)
		require.NoError(t, err)
		checkDelta(t, data, 8, want)

		want = drawInts(t, math.MinInt32, math.MaxInt32)
		var narrow []int32
		for _, v := range want {
			narrow = append(narrow, int32(v))
		}
		data, err = new(delta.BinaryPackedEncoding).EncodeInt32(nil, narrow)
		require.NoError(t, err)
		checkDelta(t, data, 4, want)
	})
}

func checkDelta(t *rapid.T, data []byte, size int, want []int64) {
	d, err := encoding.NewDelta(append(slices.Clip(data), "rest"...), size)
	require.NoError(t, err)
	rest, err := d.Rest()
	require.NoError(t, err)
	assert.Equal(t, "rest", string(rest))
	assert.EqualValues(t, len(want), d.Left())
	assert.Equal(t, want, append([]int64(nil), readInts(t, d, len(want))...))
	assert.ErrorIs(t, d.Next(make([]int64, 1)), io.ErrUnexpectedEOF)
}

func TestHybrid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(1, 31).Draw(t, "width")
		var values []int32
		for _, v := range drawInts(t, 0, 1<<width-1) {
			values = append(values, int32(v))
		}
		data, err := (&rle.Encoding{BitWidth: width}).EncodeInt32(nil, values)
		require.NoError(t, err)
		h, err := encoding.NewHybrid(data, width)
		require.NoError(t, err)
		for len(values) > 0 {
			got := make([]uint32, rapid.IntRange(1, len(values)).Draw(t, "piece"))
			require.NoError(t, h.Next(got))
			for i, v := range got {
				require.EqualValues(t, values[i], v)
			}
			values = values[len(got):]
		}
	})
}

func TestDictInts(t *testing.T) {
	index := []int32{0, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 0}
	data, err := (&rle.Encoding{BitWidth: 2}).EncodeInt32(nil, index)
	require.NoError(t, err)
	d, err := encoding.DictInts(append([]byte{2}, data...), encoding.NewDict([]int64{10, 11, 12}))
	require.NoError(t, err)
	got := make([]int64, len(index))
	require.NoError(t, d.Next(got))
	assert.Equal(t, []int64{10, 11, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 11, 10}, got)
	d, err = encoding.DictInts(append([]byte{2}, data...), encoding.NewDict([]int64{10, 11}))
	require.NoError(t, err)
	assert.EqualError(t, d.Next(got), "value 2 of a dictionary of 2")
}

func TestWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOf(rapid.SampledFrom([]string{"", "LSSTCam", "LSSTComCam", "LATISS", "g", "r_57", "r_57 "})).Draw(t, "values")
		var all, plain []byte
		offsets := []uint32{0}
		for _, v := range values {
			all = append(all, v...)
			offsets = append(offsets, uint32(len(all)))
			plain = append(binary.LittleEndian.AppendUint32(plain, uint32(len(v))), v...)
		}
		lengths, err := new(delta.LengthByteArrayEncoding).EncodeByteArray(nil, all, offsets)
		require.NoError(t, err)
		deltas, err := new(delta.ByteArrayEncoding).EncodeByteArray(nil, all, offsets)
		require.NoError(t, err)
		checkWords(t, encoding.PlainWords(plain), values)
		d, err := encoding.DeltaLengthWords(lengths)
		require.NoError(t, err)
		checkWords(t, d, values)
		d, err = encoding.DeltaWords(deltas)
		require.NoError(t, err)
		checkWords(t, d, values)
	})
}

func checkWords(t *rapid.T, d encoding.Words, want []string) {
	for _, v := range want {
		got, err := d.Next()
		require.NoError(t, err)
		require.Equal(t, v, string(got))
	}
	_, err := d.Next()
	assert.ErrorIs(t, err, io.ErrUnexpectedEOF)
}

func TestRunsCostNoMemory(t *testing.T) {
	run := binary.AppendUvarint(nil, 1<<40) // 2^39 values
	h, err := encoding.NewHybrid(append(run, 1), 1)
	require.NoError(t, err)
	got := make([]uint32, 1000)
	assert.Zero(t, testing.AllocsPerRun(10, func() { require.NoError(t, h.Next(got)) }))
	assert.EqualValues(t, 1, got[999])
}

func TestRefuses(t *testing.T) {
	hybrid := func(data []byte, width int) error {
		h, err := encoding.NewHybrid(data, width)
		if err == nil {
			err = h.Next(make([]uint32, 9))
		}
		return err
	}
	assert.EqualError(t, hybrid(nil, 33), "values of 33 bits")
	assert.EqualError(t, hybrid(nil, 1), "unexpected EOF")
	assert.EqualError(t, hybrid([]byte{0x10}, 1), "unexpected EOF")
	assert.EqualError(t, hybrid([]byte{3, 0xFF}, 1), "unexpected EOF", "one group of eight")
	assert.EqualError(t, hybrid(bytes.Repeat([]byte{0xFF}, 11), 1), "a number of more than 64 bits")
	assert.EqualError(t, hybrid([]byte{0x20, 2}, 1), "2 as a value of 1 bits")
	assert.NoError(t, hybrid(nil, 0), "values of no bits need no bytes")

	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"no header":               {[]byte{0x80, 1}, "unexpected EOF"},
		"no miniblocks":           {[]byte{0x80, 1, 0, 1, 0}, "blocks of 128 values in 0 miniblocks, 1 values"},
		"a miniblock of 4 values": {[]byte{16, 4, 1, 0}, "blocks of 16 values in 4 miniblocks, 1 values"},
		"too many values":         {append([]byte{0x80, 1, 4}, 0x80, 0x80, 0x80, 0x80, 8, 0), "blocks of 128 values in 4 miniblocks, 2147483648 values"},
		"no block":                {[]byte{0x80, 1, 4, 9, 0}, "unexpected EOF"},
		"values of 65 bits":       {[]byte{0x80, 1, 4, 9, 0, 0, 65, 0, 0, 0}, "values of 65 bits"},
		"half a miniblock":        {[]byte{0x80, 1, 4, 9, 0, 0, 8, 0, 0, 0, 1}, "unexpected EOF"},
	} {
		d, err := encoding.NewDelta(c.data, 8)
		if err == nil {
			err = d.Next(make([]int64, 9))
		}
		assert.EqualError(t, err, c.want, name)
	}
	_, err := encoding.PlainWords([]byte{5, 0, 0, 0, 'a'}).Next()
	assert.EqualError(t, err, "unexpected EOF")
	_, err = encoding.PlainWords([]byte{0xFF, 0xFF, 0xFF, 0xFF}).Next()
	assert.EqualError(t, err, "unexpected EOF")
	negative, err := new(delta.BinaryPackedEncoding).EncodeInt32(nil, []int32{-1})
	require.NoError(t, err)
	d, err := encoding.DeltaLengthWords(negative)
	require.NoError(t, err)
	_, err = d.Next()
	assert.EqualError(t, err, "a negative length")
	_, err = encoding.NewIndexes(nil, 1)
	assert.EqualError(t, err, "unexpected EOF")
}

func FuzzDecoders(f *testing.F) {
	packed, err := new(delta.BinaryPackedEncoding).EncodeInt64(nil, []int64{1, 2, 3, 100, math.MaxInt64})
	require.NoError(f, err)
	words, err := new(delta.ByteArrayEncoding).EncodeByteArray(nil, []byte("LSSTCamLATISS"), []uint32{0, 7, 13})
	require.NoError(f, err)
	f.Add(packed, 3)
	f.Add(words, 8)
	f.Add([]byte{2, 3, 0xE4, 0xE4, 8, 1}, 2)
	f.Fuzz(func(_ *testing.T, data []byte, width int) {
		ints := make([]int64, 100)
		read := func(d encoding.Ints, err error) {
			for range 20 {
				if err != nil || d.Next(ints) != nil {
					return
				}
			}
		}
		read(encoding.PlainInts(data, 8), nil)
		read(encoding.SplitInts(data, 4), nil)
		read(encoding.NewDelta(data, 4))
		read(encoding.NewDelta(data, 8))
		read(encoding.DictInts(data, encoding.NewDict([]int64{1, 2, 3})))
		if h, err := encoding.NewHybrid(data, width); err == nil {
			_ = h.Next(make([]uint32, 1000))
		}
		for _, open := range []func([]byte) (encoding.Words, error){
			func(data []byte) (encoding.Words, error) { return encoding.PlainWords(data), nil },
			encoding.DeltaLengthWords,
			encoding.DeltaWords,
		} {
			d, err := open(data)
			for range 1000 {
				if err == nil {
					_, err = d.Next()
				}
			}
		}
	})
}

func BenchmarkDelta(b *testing.B) {
	values := make([]int64, 1<<16)
	for i := range values {
		values[i] = 2025062900000 + int64(i) + int64(i%7)
	}
	data, err := new(delta.BinaryPackedEncoding).EncodeInt64(nil, values)
	require.NoError(b, err)
	for b.Loop() {
		d, err := encoding.NewDelta(data, 8)
		require.NoError(b, err)
		require.NoError(b, d.Next(values))
	}
	b.SetBytes(int64(8 * len(values)))
}

func BenchmarkHybrid(b *testing.B) {
	index := make([]int32, 1<<16)
	for i := range index {
		index[i] = int32(i % 189)
	}
	data, err := (&rle.Encoding{BitWidth: 8}).EncodeInt32(nil, index)
	require.NoError(b, err)
	out := make([]uint32, len(index))
	for b.Loop() {
		h, err := encoding.NewHybrid(data, 8)
		require.NoError(b, err)
		require.NoError(b, h.Next(out))
	}
	b.SetBytes(int64(4 * len(index)))
}
