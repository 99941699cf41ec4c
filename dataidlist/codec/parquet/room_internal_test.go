package parquet

import (
	"bytes"
	"runtime"
	"slices"
	"testing"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// TestWorkersShareTheRoom has row groups whose pages claim to be 65 MiB each when
// they are decompressed: there is room for the page of one worker, and for none
// of 16 at once.
func TestWorkersShareTheRoom(t *testing.T) {
	header, err := thrift.Marshal(new(thrift.CompactProtocol), &format.PageHeader{
		Type: format.DataPage, UncompressedPageSize: 65 << 20, CompressedPageSize: 4096,
		DataPageHeader: thrift.New(format.DataPageHeader{NumValues: 1, Encoding: format.Plain, DefinitionLevelEncoding: format.RLE, RepetitionLevelEncoding: format.RLE}),
	})
	require.NoError(t, err)
	page := slices.Concat(header, make([]byte, 4096))
	f := &footer{fields: []field{{name: "htm7", size: 8}}}
	data := []byte(magic)
	for range 16 {
		f.groups = append(f.groups, rowGroup{rows: 1, chunks: []chunk{{codec: format.Zstd, values: 1, start: int64(len(data)), size: int64(len(page))}}})
		data = append(data, page...)
	}
	f.rows, f.dataEnd = 16, int64(len(data))
	direct := &table.Direct{Group: listtest.Group(t, "htm7"), Ints: make([]int64, 1), Columns: []int{0}}
	for workers, refused := range map[int]bool{1: false, 16: true} {
		before := runtime.GOMAXPROCS(workers)
		_, _, err := readFast(bytes.NewReader(data), f, direct)
		runtime.GOMAXPROCS(before)
		require.Error(t, err)
		if refused {
			require.ErrorIs(t, err, dataidlist.ErrLimit)
		} else {
			require.ErrorContains(t, err, "ZSTD: ", "there is room, and nothing in it")
		}
	}
}
