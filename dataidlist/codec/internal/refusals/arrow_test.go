package refusals_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/stretchr/testify/require"
)

// streamed gives columns, whose values are JSON, as a stream of one batch.
func streamed(t *testing.T, columns ...column) string {
	t.Helper()
	var fields []arrow.Field
	var arrays []arrow.Array
	rows := int64(0)
	for _, c := range columns {
		a, _, err := array.FromJSON(memory.NewGoAllocator(), c.kind, strings.NewReader(c.values))
		require.NoError(t, err)
		fields = append(fields, arrow.Field{Name: c.name, Type: c.kind, Nullable: true})
		arrays = append(arrays, a)
		rows = int64(a.Len())
	}
	schema := arrow.NewSchema(fields, nil)
	var out bytes.Buffer
	w := ipc.NewWriter(&out, ipc.WithSchema(schema))
	require.NoError(t, w.Write(array.NewRecordBatch(schema, arrays, rows)))
	require.NoError(t, w.Close())
	return out.String()
}

// A column is one of a stream.
type column struct {
	name   string
	kind   arrow.DataType
	values string
}

func arrowFamilies(t *testing.T) []family {
	file := stored(t, "arrow-valid.arrow", func(t *testing.T) string { return written(t, reasoned(t, 188), "arrow") })
	stream := stored(t, "arrow-stream-valid.arrows", func(t *testing.T) string { return written(t, reasoned(t, 188), "arrow-stream") })
	instrument := column{"instrument", &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int8, ValueType: arrow.BinaryTypes.String}, `["LSSTCam","LSSTCam","LSSTCam"]`}
	visit := column{"visit", arrow.PrimitiveTypes.Uint64, `[2025042200001,2025042200001,2025042200003]`}
	detector := column{"detector", arrow.PrimitiveTypes.Uint8, `[0,1,188]`}
	becomes := func(columns ...column) edit {
		return func(t *testing.T, _ string) string { return streamed(t, columns...) }
	}
	last := func(name, section, expect string, where place, kind arrow.DataType, values, words string) fault {
		return fault{name, becomes(instrument, visit, column{"detector", kind, values}), section, expect, where, words}
	}
	ofColumn, third := place{Column: "detector"}, place{3, "detector"}
	return []family{
		{name: "arrow-stream", suffix: ".arrows", format: "arrow-stream", valid: stream, list: because, faults: []fault{
			{"end-missing", cut(8), "4.0.1", container, nowhere, "no mark of the end"},
			{"cut", cut(16), "4.0.1", container, nowhere, "the end is in a batch"},
			{"rest", add("\x00\x00\x00\x00"), "4.0.1", container, nowhere, "bytes after the end"},
			{"format", to("dataidlist/1", "dataidlist/2"), "4.0.3", header, nowhere, "another format"},
			{"universe-version", to(`daf_butler/8`, `daf_butler_8`), "1.1", header, nowhere, "a universe without version"},
			{"ints-order", to(`["visit","detector"]`, `["detector","visit"]`), "4.0.3", header, nowhere, "ints that are not in canonical order"},
			{"title-number", to(`"to leave out"`, `14159265358979`), "4.0.3", header, nowhere, "a number for the title"},
			{"digest-upper-case", to(because.Digest[:17], "dil1:4F38D60E95E5"), "3.5", header, nowhere, "upper-case digits in a digest"},
			{"count", to(`"count":3,`, `"count":4,`), "4.0.1", claims, nowhere, "the count of another list"},
			{"digest", to(because.Digest, "dil1:"+because.FullDigest[6:]), "4.0.1", claims, nowhere, "the digest of another list"},
			{"full-digest", to(because.FullDigest, "dilr1:"+because.Digest[5:]), "4.0.1", claims, nowhere, "the full digest of another list"},
			{"reasons-run-alien", to("2025042200001,1,1]", "2025042200001,2,1]"), "4.1", claims, nowhere, "a reason of a DataId that is not among the rows"},
			{"reasons-unknown", to(`"text":"donuts"`, `"mood":"donuts"`), "4.0.3", reasons, nowhere, "a member that reasons do not have"},
			{"int-negative", to("\xbc\x00\x00\x00\x00\x00\x00\x00", "\xbc\x00\x00\x00\x00\x00\x00\x80"), "4.2", rows, third, "a negative int"},
			{"string-empty", to("\x00\x00\x00\x00\x07\x00\x00\x00\x0e\x00\x00\x00\x15\x00\x00\x00", "\x00\x00\x00\x00\x00\x00\x00\x00\x0e\x00\x00\x00\x15\x00\x00\x00"), "4.0.1", rows, place{1, "instrument"}, "an empty string"},
			{"string-order", to("\x07\x00\x00\x00\x0e\x00\x00\x00\x15\x00\x00\x00", "\x0e\x00\x00\x00\x07\x00\x00\x00\x15\x00\x00\x00"), "4.2", container, nowhere, "a string that ends before it begins"},
			{"string-utf8", to("LSSTCamLSSTCamLSSTCam", "LSSTCamLSSTCamLSSTCa\xff"), "1.3", rows, place{Row: 3}, "a string that is not UTF-8"},
		}},
		{name: "arrow", suffix: ".arrow", format: "arrow", valid: file, list: because, faults: []fault{
			{"magic-end", at(-1, "2"), "4.0.1", container, nowhere, "no ARROW1 at the end"},
			{"footer-length", at(-10, "\xff\xff\xff\x7f"), "4.0.1", container, nowhere, "a footer that is longer than the file"},
			{"cut", cut(1), "4.0.1", container, nowhere, "the last byte is missing"},
			{"int-negative", to("\xbc\x00\x00\x00\x00\x00\x00\x00", "\xbc\x00\x00\x00\x00\x00\x00\x80"), "4.2", rows, third, "a negative int"},
		}},
		{name: "arrow-columns", suffix: ".arrows", format: "arrow-stream", valid: streamed(t, instrument, visit, detector), list: planes, faults: []fault{
			last("int-null", "4.2", rows, third, arrow.PrimitiveTypes.Int64, `[0,1,null]`, "null for an int"),
			last("int-2-63", "4.2", rows, third, arrow.PrimitiveTypes.Uint64, `[0,1,9223372036854775808]`, "2^63"),
			last("int-negative", "4.2", rows, third, arrow.PrimitiveTypes.Int16, `[0,1,-188]`, "a negative int"),
			last("type-float", "4.2", columns, ofColumn, arrow.PrimitiveTypes.Float64, `[0,1,188]`, "a column of floats"),
			last("type-float16", "4.2", columns, ofColumn, arrow.FixedWidthTypes.Float16, `[0,1,188]`, "a column of short floats"),
			last("type-decimal", "4.2", columns, ofColumn, &arrow.Decimal128Type{Precision: 18}, `["0","1","188"]`, "a column of decimals"),
			last("type-date", "4.2", columns, ofColumn, arrow.FixedWidthTypes.Date32, `[0,1,188]`, "a column of dates"),
			last("type-timestamp", "4.2", columns, ofColumn, arrow.FixedWidthTypes.Timestamp_ns, `[0,1,188]`, "a column of times"),
			last("type-boolean", "4.2", columns, ofColumn, arrow.FixedWidthTypes.Boolean, `[false,true,true]`, "a column of booleans"),
			last("type-string", "4.2", columns, nowhere, arrow.BinaryTypes.String, `["0","1","188"]`, "a column of strings for an int dimension"),
			last("type-list", "4.2", columns, ofColumn, arrow.ListOf(arrow.PrimitiveTypes.Int64), `[[0],[1],[188]]`, "a column of lists"),
			last("type-struct", "4.2", columns, ofColumn, arrow.StructOf(arrow.Field{Name: "id", Type: arrow.PrimitiveTypes.Int64}), `[{"id":0},{"id":1},{"id":188}]`, "a column of structures"),
			{"type-int", becomes(column{"instrument", arrow.PrimitiveTypes.Int64, `[7,7,7]`}, visit, detector), "4.2", columns, nowhere, "a column of ints for a string dimension"},
			{"string-null", becomes(column{"instrument", arrow.BinaryTypes.String, `["LSSTCam","LSSTCam",null]`}, visit, detector), "4.2", rows, place{3, "instrument"}, "null for a string"},
			{"string-empty", becomes(column{"instrument", arrow.BinaryTypes.LargeString, `["LSSTCam","LSSTCam",""]`}, visit, detector), "4.0.1", rows, place{3, "instrument"}, "an empty string"},
			{"name-missing", becomes(visit, detector), "4.0.1", columns, nowhere, "no column for a required dimension"},
			{"name-twice", becomes(instrument, visit, detector, detector), "4.0.1", columns, ofColumn, "two columns of one name"},
			{"name-unknown", becomes(instrument, visit, detector, column{"mood", arrow.BinaryTypes.String, `["a","b","c"]`}), "4.0.1", columns, place{Column: "mood"}, "a column that is no dimension"},
			{"implied", becomes(instrument, visit, detector, column{"band", arrow.BinaryTypes.String, `["r","i","y"]`}), "1.4", rows, place{2, "band"}, "two bands of one visit"},
		}},
	}
}
