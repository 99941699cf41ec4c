package parquet_test

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"

	"github.com/parquet-go/parquet-go/encoding/delta"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/parquet"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// A rawColumn is a column whose pages have any bytes, as a hostile writer puts
// them.
type rawColumn struct {
	name  string
	kind  format.Type
	pages []byte
}

// rawFile makes a file of one row group without compression.
func rawFile(t testing.TB, rows int64, columns ...rawColumn) []byte {
	t.Helper()
	meta := format.FileMetaData{Version: 2, NumRows: rows}
	meta.Schema = append(meta.Schema, format.SchemaElement{Name: "schema", NumChildren: thrift.New(int32(len(columns)))})
	group := format.RowGroup{NumRows: rows}
	data := []byte("PAR1")
	for _, c := range columns {
		meta.Schema = append(meta.Schema, format.SchemaElement{Name: c.name, Type: thrift.New(c.kind), RepetitionType: thrift.New(format.Required)})
		group.Columns = append(group.Columns, format.ColumnChunk{MetaData: format.ColumnMetaData{
			Type: c.kind, Encoding: []format.Encoding{format.Plain}, PathInSchema: []string{c.name}, Codec: format.Uncompressed,
			NumValues: rows, TotalCompressedSize: int64(len(c.pages)), DataPageOffset: int64(len(data)),
		}})
		data = append(data, c.pages...)
	}
	meta.RowGroups = append(meta.RowGroups, group)
	footer := compactly(t, &meta)
	data = append(data, footer...)
	return append(binary.LittleEndian.AppendUint32(data, uint32(len(footer))), "PAR1"...)
}

// compactly gives a structure in the compact protocol.
func compactly(t testing.TB, v any) []byte {
	t.Helper()
	data, err := thrift.Marshal(new(thrift.CompactProtocol), v)
	require.NoError(t, err)
	return data
}

// exposures are the options for files of which the one dimension is exposure.
var exposures = &table.ReadOptions{Set: map[string]string{"instrument": "HSC"}}

// TestLevelsAreWithinTheirPage has pages of eight bytes, whose definition and
// repetition levels together have more, as one number or as a sum that
// overflows.
func TestLevelsAreWithinTheirPage(t *testing.T) {
	type version2 struct {
		Values      int32 `thrift:"1,required"`
		Nulls       int32 `thrift:"2,required"`
		Rows        int32 `thrift:"3,required"`
		Encoding    int32 `thrift:"4,required"`
		Definitions int64 `thrift:"5,required"`
		Repetitions int64 `thrift:"6,required"`
	}
	const most, shorter = 1<<63 - 1, "column exposure: a page that is shorter than its levels"
	for _, c := range []struct {
		size                     int32 // decompressed
		definitions, repetitions int64
		want                     string
	}{
		{8, 1 << 62, 1 << 62, shorter}, {8, 0, most, shorter}, {8, most, 0, shorter}, {8, 8, most, shorter}, {8, most, most, shorter},
		{8, 9, 0, shorter}, {8, 0, 9, shorter}, {8, 1, 8, shorter}, {8, 8, 1, shorter}, {4, 5, 0, shorter}, {4, 0, 5, shorter}, {4, 2, 3, shorter}, {16, 9, 0, shorter}, {16, 0, 9, shorter},
		{8, 4, 4, "unexpected EOF"}, {8, 8, 0, "unexpected EOF"}, {8, 0, 8, "unexpected EOF"}, {8, 0, 0, ""},
	} {
		header := compactly(t, &struct {
			Type       int32    `thrift:"1,required"`
			Size       int32    `thrift:"2,required"`
			Compressed int32    `thrift:"3,required"`
			Version2   version2 `thrift:"8,required"`
		}{int32(format.DataPageV2), c.size, 8, version2{Values: 1, Rows: 1, Definitions: c.definitions, Repetitions: c.repetitions}})
		_, err := read(rawFile(t, 1, rawColumn{"exposure", format.Int64, append(header, make([]byte, 8)...)}), exposures)
		if c.want == "" {
			require.NoError(t, err)
			continue
		}
		assert.ErrorContains(t, err, c.want, "%d of %d and %d", c.size, c.definitions, c.repetitions)
	}
}

// rawPage makes a data page of version 1.
func rawPage(t testing.TB, values int, encoding format.Encoding, body []byte) []byte {
	t.Helper()
	return append(compactly(t, &format.PageHeader{
		Type: format.DataPage, UncompressedPageSize: int32(len(body)), CompressedPageSize: int32(len(body)),
		DataPageHeader: thrift.New(format.DataPageHeader{
			NumValues: int32(values), Encoding: encoding, DefinitionLevelEncoding: format.RLE, RepetitionLevelEncoding: format.RLE,
		}),
	}), body...)
}

func TestEmptyPageWithoutDictionary(t *testing.T) {
	_, err := read(rawFile(t, 5, rawColumn{"exposure", format.Int64, rawPage(t, 5, format.RLEDictionary, nil)}), exposures)
	assert.ErrorContains(t, err, "column exposure: value 0 of a dictionary of 0")
	_, err = read(rawFile(t, 5, rawColumn{"instrument", format.ByteArray, rawPage(t, 5, format.RLEDictionary, nil)}), &table.ReadOptions{})
	assert.ErrorContains(t, err, "column instrument: value 0 of a dictionary of 0")
}

// A faulty input panics, as a decoder with a bug would.
type faulty struct{ *bytes.Reader }

func (faulty) ReadAt([]byte, int64) (int, error) { panic("a bug") }

func TestPanicIsAnErrorOfTheFile(t *testing.T) {
	_, data := small(t)
	_, err := parquet.Read(table.Source{Name: "f.parquet", R: faulty{bytes.NewReader(data)}}, &table.ReadOptions{})
	assert.EqualError(t, err, "f.parquet: damaged: a bug")
	var input *dataidlist.InputError
	assert.ErrorAs(t, err, &input)
}

// TestReasonBomb reads 40 kilobytes in which each reason is the one before and
// a letter: half a gigabyte of texts.
func TestReasonBomb(t *testing.T) {
	const rows = 1 << 15
	var visits []int64
	var prefixes, rests []int32
	for i := range int32(rows) {
		visits, prefixes, rests = append(visits, int64(i)), append(prefixes, i), append(rests, 1)
	}
	packed := delta.BinaryPackedEncoding{}
	ints, err := packed.EncodeInt64(nil, visits)
	require.NoError(t, err)
	a, err := packed.EncodeInt32(nil, prefixes)
	require.NoError(t, err)
	b, err := packed.EncodeInt32(nil, rests)
	require.NoError(t, err)
	data := rawFile(t, rows,
		rawColumn{"exposure", format.Int64, rawPage(t, rows, format.DeltaBinaryPacked, ints)},
		rawColumn{"reason", format.ByteArray, rawPage(t, rows, format.DeltaByteArray, slices.Concat(a, b, bytes.Repeat([]byte("x"), rows)))})
	require.Less(t, len(data), 40_000)
	_, err = read(data, exposures)
	assert.ErrorIs(t, err, dataidlist.ErrLimit)
	assert.ErrorContains(t, err, "f.parquet:23170: limit passed: distinct reasons of more than 268435456 bytes")
}
