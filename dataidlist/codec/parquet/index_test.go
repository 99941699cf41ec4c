package parquet_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/klauspost/compress/zstd"
	pq "github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/parquet"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// opened reads a file as a user does, by its index if that is good.
func opened(data []byte) (*table.Result, error) { return readWith(data, &table.ReadOptions{}) }

func readWith(data []byte, opts *table.ReadOptions) (*table.Result, error) {
	return parquet.Read(table.Source{Name: "f.parquet", R: bytes.NewReader(data), Size: int64(len(data))}, opts)
}

// indexText gives what a file says of its index.
func indexText(t *testing.T, data []byte) string {
	t.Helper()
	f, err := pq.OpenFile(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	text, ok := f.Lookup("dataidlist.index")
	require.True(t, ok)
	return text
}

// indexOf gives the bytes of the index of a file.
func indexOf(t *testing.T, data []byte) []byte {
	t.Helper()
	text := indexText(t, data)
	var place struct{ Offset, Length int }
	require.NoError(t, json.Unmarshal([]byte(text), &place))
	return data[place.Offset : place.Offset+place.Length]
}

func TestOpenedByIndex(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, _ := listtest.Random(rng, g, shape)
		data := written(t, list, &table.WriteOptions{})
		got, err := opened(data)
		require.NoError(t, err)
		assert.True(t, got.Indexed)
		assert.True(t, list.Equal(got.List))
		assert.Equal(t, list.FullDigest(), got.List.FullDigest())
		assert.EqualValues(t, list.Count(), got.Rows)
		require.Equal(t, list.Digest(), *got.Header.Digest)
	})
}

func TestOptionsNeedRows(t *testing.T) {
	list, data := small(t)
	got, err := parquet.Read(table.Source{Name: "f", R: bytes.NewReader(data), Size: int64(len(data))}, &table.ReadOptions{Ignore: []string{"detector"}})
	require.NoError(t, err)
	assert.False(t, got.Indexed)
	assert.NotEqual(t, list.Digest(), got.List.Digest())
}

// TestDamagedIndex shows that the index is a cache: the rows are read where it
// is damaged, and a reader that is asked to prove it says so.
func TestDamagedIndex(t *testing.T) {
	list, data := small(t)
	index := indexOf(t, data)
	for i := range index {
		index[i] ^= 1
		got, err := opened(data)
		require.NoError(t, err, "byte %d", i)
		assert.False(t, got.Indexed, "byte %d", i)
		assert.Equal(t, list.FullDigest(), got.List.FullDigest(), "byte %d", i)
		_, err = read(data, &table.ReadOptions{})
		require.ErrorIs(t, err, dataidlist.ErrIndex, "byte %d", i)
		index[i] ^= 1
	}
}

// TestDamagedRows shows that rows which contradict the index are found.
func TestDamagedRows(t *testing.T) {
	_, data := small(t)
	f, err := pq.OpenFile(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	c := f.Metadata().RowGroups[0].Columns[1].MetaData
	data[c.DataPageOffset+c.TotalCompressedSize-1] ^= 1 // the end of the page
	got, err := opened(data)
	require.NoError(t, err)
	assert.True(t, got.Indexed)
	_, err = read(data, &table.ReadOptions{})
	require.Error(t, err)
}

// withIndex gives a file another index in the place of its own, which is said to
// have so many bytes when it is decompressed.
func withIndex(t *testing.T, data, body []byte, size int) []byte {
	t.Helper()
	return rewritten(t, data, func(meta *format.FileMetaData, pages []byte) []byte {
		setIndex(t, meta, pages, body, size)
		return body
	})
}

// rewritten gives a file of ours another index and another footer, without the page
// index between them.
func rewritten(t *testing.T, data []byte, change func(meta *format.FileMetaData, pages []byte) (index []byte)) []byte {
	t.Helper()
	end := len(data) - 8
	start := end - int(binary.LittleEndian.Uint32(data[end:]))
	var meta format.FileMetaData
	require.NoError(t, thrift.Unmarshal(new(thrift.CompactProtocol), data[start:end], &meta))
	pagesEnd := 4
	for _, g := range meta.RowGroups {
		for i := range g.Columns {
			c := &g.Columns[i]
			c.ColumnIndexOffset, c.ColumnIndexLength, c.OffsetIndexOffset, c.OffsetIndexLength = 0, 0, 0, 0
			first := c.MetaData.DataPageOffset
			if c.MetaData.DictionaryPageOffset > 0 {
				first = c.MetaData.DictionaryPageOffset
			}
			pagesEnd = max(pagesEnd, int(first+c.MetaData.TotalCompressedSize))
		}
	}
	index := change(&meta, data[4:pagesEnd])
	footer := compactly(t, &meta)
	return slices.Concat(data[:pagesEnd], index, footer, binary.LittleEndian.AppendUint32(nil, uint32(len(footer))), []byte("PAR1"))
}

// setIndex says in the metadata of a file that its index is behind the pages.
func setIndex(t *testing.T, meta *format.FileMetaData, pages, body []byte, size int) {
	t.Helper()
	place, err := json.Marshal(map[string]any{
		"codec": "zstd", "offset": 4 + len(pages), "length": len(body), "size": size,
		"sha256": fmt.Sprintf("%x", sha256.Sum256(body)), "pages": fmt.Sprintf("%x", sha256.Sum256(pages)),
	})
	require.NoError(t, err)
	setMetadata(meta, "dataidlist.index", string(place))
}

// setMetadata sets a value of the metadata; an empty one is left out.
func setMetadata(meta *format.FileMetaData, key, value string) {
	all := slices.DeleteFunc(meta.KeyValueMetadata, func(e format.KeyValue) bool { return e.Key == key })
	if value != "" {
		all = append(all, format.KeyValue{Key: key, Value: value})
	}
	meta.KeyValueMetadata = all
}

func TestIndexIsBoundedByItsLength(t *testing.T) {
	list, data := small(t)
	z, err := zstd.NewWriter(nil)
	require.NoError(t, err)
	index := list.AppendIndex(nil)
	got, err := opened(withIndex(t, data, z.EncodeAll(index, nil), len(index)))
	require.NoError(t, err)
	require.True(t, got.Indexed)
	bomb := bytes.Repeat([]byte("bomb"), 5<<20)
	data = withIndex(t, data, z.EncodeAll(bomb, nil), len(bomb))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got, err = opened(data)
	runtime.ReadMemStats(&after)
	require.NoError(t, err)
	assert.False(t, got.Indexed)
	assert.Equal(t, list.FullDigest(), got.List.FullDigest())
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(len(bomb)/2))
}
