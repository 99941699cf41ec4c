package parquet_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/codectest"
	"github.com/skycampaign/skycampaign/dataidlist/codec/parquet"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// watched reads a small hostile file.
func watched(t testing.TB, name string, data []byte, opts *table.ReadOptions) (*table.Result, error) {
	t.Helper()
	return codectest.Watch(t, name, func() (*table.Result, error) { return read(data, opts) })
}

// TestCorpora reads past crashers of other readers. So that their values are
// decoded, each of their columns is made a dimension.
func TestCorpora(t *testing.T) {
	const corpora = "../../../../shared/data/corpora/"
	var names []string
	for _, pattern := range []string{"parquet-testing/*/*.parquet", "arrow-testing/parquet-fuzzing/*", "parquet-go-malformed/*.parquet"} {
		found, err := filepath.Glob(corpora + pattern)
		require.NoError(t, err)
		names = append(names, found...)
	}
	if len(names) == 0 {
		t.Skip("the corpora are not beside the repository")
	}
	decoded := 0
	for _, name := range names {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		_, err = watched(t, name, data, &table.ReadOptions{})
		require.Error(t, err, name)
		opts, ok := everyColumn(t, data)
		if !ok {
			continue
		}
		if _, err := watched(t, name, data, opts); err == nil {
			decoded++
		}
		for column := range opts.Rename {
			_, _ = watched(t, name, data, only(opts, column))
		}
	}
	assert.Greater(t, decoded, 2, "most have values that are no DataIds, but not all")
}

// everyColumn makes a dimension of every column of ints or strings, and
// ignores the others.
func everyColumn(t testing.TB, data []byte) (*table.ReadOptions, bool) {
	columns, err := parquet.Columns(data)
	if err != nil {
		return nil, false
	}
	opts := &table.ReadOptions{Rename: map[string]string{}}
	dims := []dataidlist.Dimension{{Name: "none"}}
	for i, c := range columns {
		name := fmt.Sprintf("d%d", i)
		if _, twice := opts.Rename[c.Name]; c.Unfit || twice || len(opts.Rename) == dataidlist.MaxDims {
			opts.Ignore = append(opts.Ignore, c.Name)
			delete(opts.Rename, c.Name)
			continue
		}
		kind := dataidlist.String
		if c.Int {
			kind = dataidlist.Int64
		}
		dims = append(dims, dataidlist.Dimension{Name: name, Type: kind})
		opts.Rename[c.Name] = name
	}
	opts.Universe, err = dataidlist.NewUniverse("corpora", 1, dims)
	require.NoError(t, err)
	return opts, len(opts.Rename) > 0
}

// only ignores all columns but one.
func only(opts *table.ReadOptions, column string) *table.ReadOptions {
	one := &table.ReadOptions{Universe: opts.Universe, Rename: map[string]string{column: opts.Rename[column]}, Ignore: opts.Ignore}
	for other := range opts.Rename {
		if other != column {
			one.Ignore = append(one.Ignore[:len(one.Ignore):len(one.Ignore)], other)
		}
	}
	return one
}

// small is a file with reasons, of two columns of strings and two of ints.
func small(t testing.TB) (*dataidlist.List, []byte) {
	b := dataidlist.NewBuilder(listtest.Group(t, "visit", "detector"))
	for _, instrument := range []string{"HSC", "LSSTCam"} {
		require.NoError(t, b.AddRun([]string{instrument}, []int64{5, 0}, 40))
		require.NoError(t, b.AddRun([]string{instrument}, []int64{7, 3}, 2, dataidlist.Reason{Text: "trailed"}))
	}
	list := b.List()
	return list, written(t, list, &table.WriteOptions{})
}

func TestNoBitFlipGivesAnotherList(t *testing.T) {
	list, data := small(t)
	opts := &table.ReadOptions{Universe: list.Group().Universe()}
	silent := 0
	for bit := range 8 * len(data) {
		mutant := bytes.Clone(data)
		mutant[bit/8] ^= 1 << (bit % 8)
		got, err := read(mutant, opts)
		if err != nil {
			continue
		}
		silent++
		require.Equal(t, list.Digest(), got.List.Digest(), "bit %d", bit)
		if got.Header != nil {
			require.Equal(t, list.FullDigest(), got.List.FullDigest(), "bit %d", bit)
		}
	}
	assert.Positive(t, silent, "statistics and the page index are not read")
}

func TestEveryTruncationIsRefused(t *testing.T) {
	list, data := small(t)
	opts := &table.ReadOptions{Universe: list.Group().Universe()}
	for n := range data {
		_, err := read(data[:n], opts)
		require.Error(t, err, "%d bytes", n)
		if n > 0 {
			_, err = read(append(bytes.Clone(data), data[:n]...), opts)
			require.Error(t, err, "%d bytes more", n)
		}
	}
}

// TestLies puts extreme numbers in the place of every varint of the footer and
// of the page headers.
func TestLies(t *testing.T) {
	list, data := small(t)
	opts := &table.ReadOptions{Universe: list.Group().Universe()}
	for _, lie := range []uint64{0, 1, 1<<31 - 1, 1<<32 - 1, 1<<64 - 2, 1<<64 - 1} {
		number := binary.AppendUvarint(nil, lie)
		for at := 4; at < len(data)-8; at++ {
			mutant := append(append(bytes.Clone(data[:at]), number...), data[at+1:]...)
			length := binary.LittleEndian.Uint32(mutant[len(mutant)-8:])
			if at > len(data)-8-int(length) {
				binary.LittleEndian.PutUint32(mutant[len(mutant)-8:], length+uint32(len(number)-1))
			}
			var before, after runtime.MemStats
			if at%97 == 0 {
				runtime.ReadMemStats(&before)
			}
			_, _ = read(mutant, opts)
			if at%97 == 0 {
				runtime.ReadMemStats(&after)
				require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(2<<20), "%d at byte %d", lie, at)
			}
		}
	}
}

// TestBytesCountOnce has a footer whose row groups are all the same bytes.
func TestBytesCountOnce(t *testing.T) {
	_, data := small(t)
	length := int(binary.LittleEndian.Uint32(data[len(data)-8:]))
	var meta format.FileMetaData
	require.NoError(t, thrift.Unmarshal(new(thrift.CompactProtocol), data[len(data)-8-length:len(data)-8], &meta))
	meta.KeyValueMetadata = nil
	for range 20 {
		meta.RowGroups = append(meta.RowGroups, meta.RowGroups[0])
		meta.NumRows += meta.RowGroups[0].NumRows
	}
	footer, err := thrift.Marshal(new(thrift.CompactProtocol), &meta)
	require.NoError(t, err)
	data = append(data[:len(data)-8-length], footer...)
	data = append(binary.LittleEndian.AppendUint32(data, uint32(len(footer))), "PAR1"...)
	_, err = read(data, &table.ReadOptions{})
	assert.ErrorContains(t, err, "the footer names the same bytes for several columns or row groups")
}

func TestRowsAreBoundedByTheFile(t *testing.T) {
	assert.ErrorContains(t, parquet.CheckRows(1<<40, 1000), "limit passed: 1099511627776 rows in 1000 bytes")
	assert.NoError(t, parquet.CheckRows(1<<20, 1000))
}

func FuzzRead(f *testing.F) {
	_, data := small(f)
	f.Add(data)
	f.Add(stranger(f, []struct {
		Instrument string  `parquet:"instrument,delta,snappy"`
		Visit      int32   `parquet:"visit,delta,gzip"`
		Band       *string `parquet:"band,optional,dict,zstd"`
		Detector   *int64  `parquet:"detector,optional,lz4"`
	}{{"L", 5, ptr("r"), ptr(int64(7))}, {"M", 6, nil, ptr(int64(8))}}))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := read(data, &table.ReadOptions{})
		if err != nil {
			var input *dataidlist.InputError
			require.ErrorAs(t, err, &input)
			require.True(t, strings.HasPrefix(err.Error(), "f.parquet:"))
			require.NotContains(t, err.Error(), "damaged: runtime error", "a panic that Read made an error")
			return
		}
		again, err := read(written(t, got.List, &table.WriteOptions{}), &table.ReadOptions{Universe: got.List.Group().Universe()})
		require.NoError(t, err)
		require.Equal(t, got.List.FullDigest(), again.List.FullDigest())
	})
}
