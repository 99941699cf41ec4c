package arrow_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/arrow"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/codectest"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/internal/pyenv"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// watched reads a small hostile file.
func watched(t testing.TB, name string, data []byte, opts *table.ReadOptions) (*table.Result, error) {
	t.Helper()
	return codectest.Watch(t, name, func() (*table.Result, error) { return read(data, opts) })
}

// TestCorpora reads past crashers of other readers, in each of which the
// columns have the same few names.
func TestCorpora(t *testing.T) {
	names, err := filepath.Glob("../../../../shared/data/corpora/arrow-testing/ipc-*/*")
	require.NoError(t, err)
	if len(names) == 0 {
		t.Skip("the corpora are not beside the repository")
	}
	for _, kind := range []dataidlist.KeyType{dataidlist.String, dataidlist.Int64} {
		u, err := dataidlist.NewUniverse("corpora", 1, []dataidlist.Dimension{{Name: "d", Type: kind}})
		require.NoError(t, err)
		for _, name := range names {
			data, err := os.ReadFile(name)
			require.NoError(t, err)
			_, err = watched(t, name, data, &table.ReadOptions{})
			require.Error(t, err, name)
			for _, column := range []string{"f0", "f1", "f2", "ints", "floats", "bools", "strings", "dict1", "a", "b"} {
				opts := &table.ReadOptions{Universe: u, Rename: map[string]string{column: "d"}}
				for i := range 10 {
					if other := fmt.Sprintf("f%d", i); other != column {
						opts.Ignore = append(opts.Ignore, other)
						opts.Shared = append(opts.Shared, other)
					}
				}
				_, _ = watched(t, name, data, opts)
			}
		}
	}
}

// small is a list with reasons, whose files are short.
func small(t testing.TB) *dataidlist.List {
	t.Helper()
	b := dataidlist.NewBuilder(listtest.Group(t, "visit", "detector"))
	require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{5, 0}, 9))
	require.NoError(t, b.AddRun([]string{"LSSTComCam"}, []int64{7, 3}, 2, dataidlist.Reason{Text: "trailed"}))
	return b.List()
}

func TestNoBitFlipGivesAnotherList(t *testing.T) {
	list := small(t)
	opts := &table.ReadOptions{Universe: list.Group().Universe()}
	data := written(t, "file", list, &table.WriteOptions{})
	for bit := 0; bit < 8*len(data); bit += 3 {
		mutant := bytes.Clone(data)
		mutant[bit/8] ^= 1 << (bit % 8)
		got, err := read(mutant, opts)
		if err == nil && got.Header != nil {
			require.Equal(t, list.FullDigest(), got.List.FullDigest(), "bit %d", bit)
		}
	}
}

func TestTruncations(t *testing.T) {
	list := small(t)
	opts := &table.ReadOptions{Universe: list.Group().Universe()}
	for form := range writers {
		data := written(t, form, list, &table.WriteOptions{})
		for n := range data {
			_, err := read(data[:n], opts)
			require.Error(t, err, "%s, %d bytes", form, n)
			if n > 0 {
				_, err = read(append(bytes.Clone(data), data[:n]...), opts)
				require.Error(t, err, "%s, %d bytes more", form, n)
			}
		}
	}
}

// TestLies puts extreme numbers in the place of every word of a stream with
// and without compression.
func TestLies(t *testing.T) {
	list := small(t)
	opts := &table.ReadOptions{Universe: list.Group().Universe()}
	compressed := compress(t, list)
	for name, data := range map[string][]byte{"file": written(t, "file", list, &table.WriteOptions{}), "compressed": compressed} {
		for _, lie := range []uint64{0, 1<<31 - 1, 1<<32 - 1, 1 << 40, 1<<63 - 1} {
			for at := 0; at+8 <= len(data); at += 4 {
				mutant := bytes.Clone(data)
				binary.LittleEndian.PutUint64(mutant[at:], lie)
				if rand.IntN(50) > 0 {
					_, _ = read(mutant, opts)
					continue
				}
				_, _ = watched(t, fmt.Sprintf("%s, %d at byte %d", name, lie, at), mutant, opts)
			}
		}
	}
}

// compress gives the stream of a list with compressed buffers.
func compress(t testing.TB, l *dataidlist.List) []byte {
	t.Helper()
	r, err := arrow.RecordReader(l, &table.WriteOptions{})
	require.NoError(t, err)
	defer r.Release()
	var b bytes.Buffer
	w := ipc.NewWriter(&b, ipc.WithSchema(r.Schema()), ipc.WithZstd())
	for r.Next() {
		require.NoError(t, w.Write(r.RecordBatch()))
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

func TestCompressionBombIsRefused(t *testing.T) {
	list := small(t)
	data := compress(t, list)
	// The length of a decompressed buffer of ints stands before it: 11 × 8.
	at := bytes.Index(data, binary.LittleEndian.AppendUint64(nil, 88))
	require.Positive(t, at)
	binary.LittleEndian.PutUint64(data[at:], 1<<40)
	_, err := watched(t, "bomb", data, &table.ReadOptions{})
	assert.ErrorContains(t, err, "limit passed: a message asks for 1099511627776 bytes")
}

func FuzzRead(f *testing.F) {
	list := small(f)
	for form := range writers {
		f.Add(written(f, form, list, &table.WriteOptions{}))
		f.Add(written(f, form, list, &table.WriteOptions{IDsOnly: true}))
	}
	f.Add(compress(f, list))
	f.Fuzz(func(t *testing.T, data []byte) {
		arrow.Detect(data)
		got, err := read(data, &table.ReadOptions{})
		if err != nil {
			var input *dataidlist.InputError
			require.ErrorAs(t, err, &input)
			return
		}
		again, err := read(written(t, "stream", got.List, &table.WriteOptions{}), &table.ReadOptions{Universe: got.List.Group().Universe()})
		require.NoError(t, err)
		require.Equal(t, got.List.FullDigest(), again.List.FullDigest())
	})
}

func TestPython(t *testing.T) {
	const script = `
import sys
import pyarrow as pa
import polars as pl
folder = sys.argv[1]
own = [pa.ipc.open_file(folder + "/own.arrow").read_all(), pa.ipc.open_stream(folder + "/own.arrows").read_all()]
for table in own:
    table.validate(full=True)
    assert [str(f.type) for f in table.schema] == ["string", "int64", "int64", "string"], table.schema
    assert table.equals(own[0])
assert pl.read_ipc(folder + "/own.arrow").equals(pl.from_arrow(own[0]))
table = own[0].select(["detector", "instrument", "visit"])
for codec in (None, "zstd", "lz4"):
    options = pa.ipc.IpcWriteOptions(compression=codec)
    with pa.ipc.new_file(f"{folder}/pyarrow-{codec}.file", table.schema, options=options) as f:
        f.write_table(table, 4)
    with pa.ipc.new_stream(f"{folder}/pyarrow-{codec}.stream", table.schema, options=options) as f:
        f.write_table(table, 4)
legacy = pa.ipc.IpcWriteOptions(metadata_version=pa.ipc.MetadataVersion.V4, use_legacy_format=True)
with pa.ipc.new_file(folder + "/legacy.file", table.schema, options=legacy) as f:
    f.write_table(table, 4)
with pa.ipc.new_stream(folder + "/legacy.stream", table.schema, options=legacy) as f:
    f.write_table(table, 4)
for name, kind in [("dict", pa.dictionary(pa.int8(), pa.string())), ("large", pa.large_string()), ("view", pa.string_view())]:
    t = table.set_column(1, "instrument", table["instrument"].cast(kind))
    with pa.ipc.new_file(f"{folder}/{name}.file", t.schema) as f:
        f.write_table(t)
frame = pl.from_arrow(table)
frame.write_ipc(folder + "/polars.file")
frame.with_columns(pl.col("instrument").cast(pl.Categorical), pl.col("detector").cast(pl.UInt8)).write_ipc(folder + "/polars-categorical.file", compression="zstd")
frame.write_ipc_stream(folder + "/polars.stream")
`
	list := small(t)
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "own.arrow"), written(t, "file", list, &table.WriteOptions{}), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "own.arrows"), written(t, "stream", list, &table.WriteOptions{}), 0o644))
	out, err := exec.Command(pyenv.Python(t), "-c", script, dir).CombinedOutput()
	require.NoError(t, err, string(out))
	for _, pattern := range []string{"*.file", "*.stream"} {
		names, err := filepath.Glob(filepath.Join(dir, pattern))
		require.NoError(t, err)
		assert.Greater(t, len(names), 3)
		for _, name := range names {
			data, err := os.ReadFile(name)
			require.NoError(t, err)
			got, err := read(data, &table.ReadOptions{})
			if assert.NoError(t, err, name) {
				assert.Equal(t, list.Digest(), got.List.Digest(), name)
			}
			for n := range 16 { // what stands last is the end mark, or of the footer
				_, err := read(data[:len(data)-16+n], &table.ReadOptions{})
				require.Error(t, err, "%s without its last %d bytes", name, 16-n)
			}
		}
	}
}
