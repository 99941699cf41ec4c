package compression_test

import (
	"bytes"
	"compress/gzip"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/compression"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

const rows = "instrument,visit\nLSSTCam,2025081700113\nLSSTCam,2025081700114\n"

// What bzip2 gives of rows, of nothing, and of 100 MB of zeros, since the
// standard library only reads it.
const (
	bzip2Rows  = "425a68393141592653592015721c000016df80001000047ec008040c0022231f00200054534001a346460aaa1a1a321a341a7b9c6a84916a9304934d04192f60a3670a146f8dbeaac89d778025fe28bb9229c2848100ab90e0"
	bzip2Empty = "425a683917724538509000000000"
	bzip2Bomb  = "425a68393141592653590e09e2df015f8e4000c0000008200030804d4642a025a90a80973141592653590e09e2df015f8e4000c0000008200030804d4642a025a90a80973141592653598a96d7a90064064400c00010000008200030cc0529a628045b128045e2ee48a70a1215d4532d60"
)

func gzipped(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write(data)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes()
}

func zstdOf(t testing.TB, data []byte) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	require.NoError(t, err)
	return w.EncodeAll(data, nil)
}

// zstdStream is as a program writes it that does not know the size before.
func zstdStream(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b, zstd.WithEncoderConcurrency(1))
	require.NoError(t, err)
	_, err = w.Write(data)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes()
}

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	data, err := hex.DecodeString(text)
	require.NoError(t, err)
	return data
}

// compressed gives rows by all methods.
func compressed(t testing.TB) map[string][]byte {
	return map[string][]byte{"gzip": gzipped(t, []byte(rows)), "zstd": zstdStream(t, []byte(rows)), "bzip2": unhex(t, bzip2Rows)}
}

// read decompresses data, which must be known as compressed.
func read(t testing.TB, data []byte) (string, error) {
	t.Helper()
	return readFrom(t, bytes.NewReader(data), compression.Detect(data))
}

func readFrom(t testing.TB, in io.Reader, name string) (string, error) {
	t.Helper()
	require.NotEmpty(t, name)
	r := compression.NewReader(table.Source{Name: "f.csv", R: in}, name)
	got, err := io.ReadAll(r)
	if ended := r.End(err); err != nil {
		require.Equal(t, err, ended, "what is read tells it")
	} else {
		require.NoError(t, ended)
	}
	_, again := r.Read(make([]byte, 1))
	require.Error(t, again, "it has ended")
	return string(got), err
}

func TestRead(t *testing.T) {
	for name, data := range compressed(t) {
		assert.Equal(t, name, compression.Detect(data))
		got, err := read(t, data)
		require.NoError(t, err, name)
		assert.Equal(t, rows, got, name)

		got, err = readFrom(t, iotest.OneByteReader(bytes.NewReader(data)), name)
		require.NoError(t, err, name)
		assert.Equal(t, rows, got, name)

		got, err = read(t, bytes.Repeat(data, 3))
		require.NoError(t, err, name)
		assert.Equal(t, strings.Repeat(rows, 3), got, "%s: streams one after the other", name)
	}
	for name, data := range map[string][]byte{"gzip": gzipped(t, nil), "bzip2": unhex(t, bzip2Empty), "zstd": unhex(t, "28b52ffd2000010000")} {
		got, err := read(t, data)
		require.NoError(t, err, name)
		assert.Empty(t, got, name)
	}
	got, err := read(t, append(unhex(t, "5d2a4d1803000000aabbcc"), zstdOf(t, []byte(rows))...))
	require.NoError(t, err)
	assert.Equal(t, rows, got, "after a frame to skip, as pzstd writes it")
}

func TestDetectSaysNo(t *testing.T) {
	for _, head := range []string{"", "\x1f", "BZh", "BZh9", "BZh01AY&SY", "BZhx,visit\n", "BZh91AY&S", "\x28\xb5\x2f", "P*M", "P*M\n", rows} {
		assert.Empty(t, compression.Detect([]byte(head)), "%q", head)
	}
}

// Nothing that is less, more or other than what was written is read.
func TestFaultsAreFound(t *testing.T) {
	for name, data := range compressed(t) {
		for n := 10; n < len(data); n++ {
			_, err := read(t, data[:n])
			refused(t, err, name+": the input is cut off")
			_, err = read(t, append(bytes.Clone(data), data[:n]...))
			refused(t, err, name+": the input is cut off")
		}
		for i := 10; i < len(data); i++ {
			for _, flip := range []byte{1, 0x80, 0xff} {
				broken := bytes.Clone(data)
				broken[i] ^= flip
				got, err := read(t, broken)
				if err == nil {
					require.Equal(t, rows, got, "%s: byte %d", name, i)
				}
			}
		}
		for _, more := range []string{"\n", "\x00", strings.Repeat("\x00", 512), "visit\n7\n", strings.Repeat("x", 64)} {
			_, err := read(t, append(bytes.Clone(data), more...))
			refused(t, err, name+": ")
		}
	}
}

func refused(t *testing.T, err error, words string) {
	t.Helper()
	var placed *dataidlist.InputError
	require.ErrorAs(t, err, &placed)
	require.Equal(t, "f.csv", placed.File)
	require.Greater(t, placed.Byte, int64(1))
	require.ErrorContains(t, err, words)
}

// What lies behind the end of a list counts, too.
func TestTheEndIsReached(t *testing.T) {
	for name, data := range compressed(t) {
		for _, c := range []struct {
			data  []byte
			fault bool
		}{{data, false}, {data[:len(data)-1], true}, {append(bytes.Clone(data), 'x'), true}} {
			r := compression.NewReader(table.Source{Name: "f.csv", R: bytes.NewReader(c.data)}, name)
			_, err := r.Read(make([]byte, 1)) // which may tell already
			if c.fault {
				refused(t, r.End(nil), name)
			} else {
				require.NoError(t, err)
				require.NoError(t, r.End(nil))
			}
		}
		r := compression.NewReader(table.Source{Name: "f.csv", R: bytes.NewReader(data)}, name)
		stop := errors.New("enough")
		assert.Equal(t, stop, r.End(stop))
	}
}

// A short input must not take memory or time without end.
func TestBombs(t *testing.T) {
	zeros := make([]byte, 128<<20)
	for name, data := range map[string][]byte{"zstd": zstdStream(t, zeros), "bzip2": unhex(t, bzip2Bomb)} {
		got, err := read(t, data)
		require.ErrorIs(t, err, dataidlist.ErrLimit, name)
		refused(t, err, "more than 1024 times as large when decompressed")
		assert.LessOrEqual(t, len(got), 65<<20, name)
	}
	_, err := read(t, unhex(t, "28b52ffd0090010000"))
	require.ErrorIs(t, err, dataidlist.ErrLimit)
	refused(t, err, "zstd: limit passed: a window of more than 134217728 bytes")
	_, err = read(t, unhex(t, "28b52ffde000000000010000000100"))
	require.ErrorIs(t, err, dataidlist.ErrLimit, "by its size alone")
}

// What the input fails with is no fault of its content.
func TestErrorsOfTheSource(t *testing.T) {
	for name, data := range compressed(t) {
		broken := errors.New("the line is dead")
		in := io.MultiReader(bytes.NewReader(data[:len(data)/2]), iotest.ErrReader(broken))
		_, err := readFrom(t, in, name)
		assert.Equal(t, broken, err, name)

		short := compression.NewReader(table.Source{Name: "f", R: bytes.NewReader(data), Size: int64(len(data)) + 1}, name)
		_, err = io.ReadAll(short)
		require.ErrorIs(t, short.End(err), io.ErrUnexpectedEOF, "%s: less than the size that is told", name)
	}
}

func FuzzRead(f *testing.F) {
	for _, data := range compressed(f) {
		f.Add(data)
		f.Add(append(bytes.Clone(data), data...))
		f.Add(data[:len(data)-3])
	}
	f.Add(unhex(f, "28b52ffd0090010000"))
	f.Fuzz(func(t *testing.T, data []byte) {
		name := compression.Detect(data)
		if name == "" {
			return
		}
		r := compression.NewReader(table.Source{Name: "f", R: bytes.NewReader(data)}, name)
		n, err := io.Copy(io.Discard, r)
		if err = r.End(err); err == nil {
			require.LessOrEqual(t, n, max(64<<20, 1024*int64(len(data))))
			return
		}
		var placed *dataidlist.InputError
		require.ErrorAs(t, err, &placed)
		require.LessOrEqual(t, placed.Byte, int64(len(data))+1)
	})
}
