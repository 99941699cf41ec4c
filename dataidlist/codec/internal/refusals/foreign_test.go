package refusals_test

import (
	"encoding/binary"
	"math"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
	"github.com/stretchr/testify/require"
)

// A field is a column of a Parquet file of another writer: one page of PLAIN
// values without compression, and no statistics.
type field struct {
	schema []format.SchemaElement // the column, and for a nested one what is in it
	values string
	levels string // of definition or repetition, as the page has them
	count  int    // values and nulls
}

// required is a column without nulls.
func required(name string, kind format.Type, values string) field {
	return field{schema: []format.SchemaElement{{Name: name, Type: thrift.New(kind), RepetitionType: thrift.New(format.Required)}}, values: values, count: 3}
}

// optional is a column in which the last value is null.
func optional(f field) field {
	f.schema[0].RepetitionType = thrift.New(format.Optional)
	f.levels = hybrid("\x03\x03") // one group of eight levels of one bit: 1, 1, 0
	return f
}

// annotated is a column of another meaning.
func annotated(f field, converted deprecated.ConvertedType) field {
	f.schema[0].ConvertedType = thrift.New(converted)
	return f
}

// hybrid puts the length before levels.
func hybrid(levels string) string {
	return string(binary.LittleEndian.AppendUint32(nil, uint32(len(levels)))) + levels
}

func ints64(values ...uint64) string {
	var out []byte
	for _, v := range values {
		out = binary.LittleEndian.AppendUint64(out, v)
	}
	return string(out)
}

func texts(values ...string) string {
	var out strings.Builder
	for _, v := range values {
		out.WriteString(hybrid(v))
	}
	return out.String()
}

// foreign is a file of three rows.
func foreign(t *testing.T, fields ...field) string {
	t.Helper()
	marshal := func(v any) string {
		data, err := thrift.Marshal(new(thrift.CompactProtocol), v)
		require.NoError(t, err)
		return string(data)
	}
	meta := &format.FileMetaData{Version: 2, NumRows: 3, CreatedBy: "another writer"}
	meta.Schema = []format.SchemaElement{{Name: "schema", NumChildren: thrift.New(int32(len(fields)))}}
	group := format.RowGroup{NumRows: 3}
	data := "PAR1"
	for _, f := range fields {
		body := f.levels + f.values
		page := marshal(&format.PageHeader{
			Type: format.DataPage, UncompressedPageSize: int32(len(body)), CompressedPageSize: int32(len(body)),
			DataPageHeader: thrift.New(format.DataPageHeader{NumValues: int32(f.count), Encoding: format.Plain, DefinitionLevelEncoding: format.RLE, RepetitionLevelEncoding: format.RLE}),
		}) + body
		meta.Schema = append(meta.Schema, f.schema...)
		var path []string
		for _, e := range f.schema {
			path = append(path, e.Name)
		}
		group.Columns = append(group.Columns, format.ColumnChunk{MetaData: format.ColumnMetaData{
			Type: f.schema[len(f.schema)-1].Type.V, Encoding: []format.Encoding{format.Plain, format.RLE}, PathInSchema: path, Codec: format.Uncompressed,
			NumValues: int64(f.count), TotalUncompressedSize: int64(len(page)), TotalCompressedSize: int64(len(page)), DataPageOffset: int64(len(data)),
		}})
		group.TotalByteSize += int64(len(page))
		data += page
	}
	meta.RowGroups = []format.RowGroup{group}
	return withFooter(t, data, meta)
}

func foreignFamilies(t *testing.T) []family {
	words := texts("LSSTCam", "LSSTCam", "LSSTCam")
	instrument := func() field { return annotated(required("instrument", format.ByteArray, words), deprecated.UTF8) }
	visit := func() field {
		return required("visit", format.Int64, ints64(2025042200001, 2025042200001, 2025042200003))
	}
	values := ints64(0, 1, 188)
	detector := func() field { return required("detector", format.Int64, values) }
	becomes := func(fields ...field) edit {
		return func(t *testing.T, _ string) string { return foreign(t, fields...) }
	}
	last := func(name, section, expect string, where place, f field, words string) fault {
		return fault{name, becomes(instrument(), visit(), f), section, expect, where, words}
	}
	group := func(name string, repetition format.FieldRepetitionType) field {
		f := detector()
		f.schema = []format.SchemaElement{{Name: name, NumChildren: thrift.New(int32(1)), RepetitionType: thrift.New(repetition)}, f.schema[0]}
		return f
	}
	floats := ints64(math.Float64bits(0), math.Float64bits(1), math.Float64bits(188))
	ofColumn, third := place{Column: "detector"}, place{3, "detector"}
	decimal := annotated(detector(), deprecated.Decimal)
	decimal.schema[0].Precision, decimal.schema[0].Scale = thrift.New(int32(18)), thrift.New(int32(0))
	repeated := detector()
	repeated.schema[0].RepetitionType = thrift.New(format.Repeated)
	repeated.levels = hybrid("\x06\x00") + hybrid("\x06\x01") // three rows of one value
	return []family{{name: "parquet-columns", suffix: ".parquet", format: "parquet", valid: foreign(t, instrument(), visit(), detector()), list: planes, faults: []fault{
		last("int-null", "4.1", rows, third, optional(required("detector", format.Int64, ints64(0, 1))), "null for an int"),
		last("int-negative", "4.1", rows, third, required("detector", format.Int64, ints64(0, 1, 1<<64-188)), "a negative int"),
		last("int-2-63", "4.1", rows, third, annotated(required("detector", format.Int64, ints64(0, 1, 1<<63)), deprecated.Uint64), "2^63"),
		last("type-double", "4.1", columns, ofColumn, required("detector", format.Double, floats), "a column of floats"),
		last("type-decimal", "4.1", columns, ofColumn, decimal, "a column of decimals"),
		last("type-timestamp", "4.1", columns, ofColumn, annotated(detector(), deprecated.TimestampMillis), "a column of times"),
		last("type-boolean", "4.1", columns, ofColumn, required("detector", format.Boolean, "\x06"), "a column of booleans"),
		last("type-int96", "4.1", columns, ofColumn, required("detector", format.Int96, strings.Repeat("\x00", 36)), "a column of INT96"),
		last("type-string", "4.1", columns, nowhere, required("detector", format.ByteArray, texts("0", "1", "188")), "a column of strings for an int dimension"),
		last("type-group", "4.1", columns, ofColumn, group("detector", format.Required), "a nested column"),
		last("type-repeated", "4.1", columns, ofColumn, repeated, "a repeated column"),
		{"type-int", becomes(required("instrument", format.Int64, ints64(7, 7, 7)), visit(), detector()), "4.1", columns, nowhere, "a column of ints for a string dimension"},
		{"string-null", becomes(optional(required("instrument", format.ByteArray, texts("LSSTCam", "LSSTCam"))), visit(), detector()), "4.1", rows, place{3, "instrument"}, "null for a string"},
		{"string-empty", becomes(required("instrument", format.ByteArray, texts("LSSTCam", "LSSTCam", "")), visit(), detector()), "4.0.1", rows, place{3, "instrument"}, "an empty string"},
		{"string-utf8", becomes(required("instrument", format.ByteArray, texts("LSSTCam", "LSSTCam", "LSSTCam\xff")), visit(), detector()), "1.3", rows, place{Row: 3}, "a string that is not UTF-8"},
		{"name-missing", becomes(visit(), detector()), "4.0.1", columns, nowhere, "no column for a required dimension"},
		{"name-twice", becomes(instrument(), visit(), detector(), detector()), "4.0.1", columns, nowhere, "two columns of one name"},
		{"name-unknown", becomes(instrument(), visit(), detector(), required("mood", format.Int64, values)), "4.0.1", columns, place{Column: "mood"}, "a column that is no dimension"},
		{"implied", becomes(instrument(), visit(), detector(), required("band", format.ByteArray, texts("r", "i", "y"))), "1.4", rows, place{2, "band"}, "two bands of one visit"},
		last("values-fewer", "4.1", container, nowhere, required("detector", format.Int64, ints64(0, 1)), "a page with fewer values than it says"),
	}}}
}
