package arrow_test

import (
	"bytes"
	"io"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"
	"testing/iotest"

	libarrow "github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/arrow"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

func read(data []byte, opts *table.ReadOptions) (*table.Result, error) {
	return arrow.Read(table.Source{Name: "f.arrow", R: bytes.NewReader(data), Size: int64(len(data))}, opts)
}

// writers are the two forms of IPC.
var writers = map[string]func(io.Writer, *dataidlist.List, *table.WriteOptions) error{
	"file":   arrow.Write,
	"stream": arrow.WriteStream,
}

func written(t testing.TB, form string, l *dataidlist.List, opts *table.WriteOptions) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, writers[form](&b, l, opts))
	return b.Bytes()
}

func TestRoundTrip(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, model := listtest.Random(rng, g, shape)
		list = list.WithInfo(dataidlist.Info{Title: "t", Description: "d <&>", Derivation: &dataidlist.Derivation{Operation: "union"}})
		for form := range writers {
			data := written(t, form, list, &table.WriteOptions{})
			assert.True(t, arrow.Detect(data))
			got, err := read(data, &table.ReadOptions{})
			require.NoError(t, err)
			listtest.Check(t, model, got.List)
			assert.Equal(t, list.FullDigest(), got.List.FullDigest())
			assert.Equal(t, list.Info(), got.List.Info())
			assert.Equal(t, table.HeaderOf(list), got.Header)
			assert.Equal(t, "arrow", got.Format)
			assert.Equal(t, list.Count(), got.Rows)

			got, err = arrow.Read(table.Source{Name: "-", R: iotest.OneByteReader(bytes.NewReader(data)), Size: -1}, &table.ReadOptions{})
			require.NoError(t, err)
			assert.Equal(t, list.FullDigest(), got.List.FullDigest())
			bare, err := read(written(t, form, list, &table.WriteOptions{IDsOnly: true}), &table.ReadOptions{})
			require.NoError(t, err)
			assert.Equal(t, list.WithoutReasons().FullDigest(), bare.List.FullDigest())
		}
		records, err := arrow.RecordReader(list, &table.WriteOptions{})
		require.NoError(t, err)
		defer records.Release()
		got, err := arrow.FromRecords(records, &table.ReadOptions{})
		require.NoError(t, err)
		assert.Equal(t, list.FullDigest(), got.List.FullDigest())
	})
}

// manyRows is a list of several batches.
func manyRows(t testing.TB) *dataidlist.List {
	t.Helper()
	b := dataidlist.NewBuilder(listtest.Group(t, "visit", "detector"))
	for i := range int64(900) {
		require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{2025062900000 + i, 0}, 189))
		require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{2025062900000 + i, i % 100}, 2, dataidlist.Reason{Text: "bad"}))
	}
	return b.List()
}

func TestBatches(t *testing.T) {
	list := manyRows(t)
	records, err := arrow.RecordReader(list, &table.WriteOptions{})
	require.NoError(t, err)
	defer records.Release()
	var rows []int64
	for records.Next() {
		batch := records.RecordBatch()
		rows = append(rows, batch.NumRows())
		for _, column := range batch.Columns() {
			assert.Zero(t, column.NullN())
		}
	}
	require.NoError(t, records.Err())
	assert.Equal(t, []int64{65536, 65536, 900*189 - 2*65536}, rows)
	assert.Equal(t, "LSSTCam", list.Chunks()[0].Strings[0])
	for i, f := range records.Schema().Fields() {
		assert.Equal(t, []string{"instrument", "visit", "detector", "reason"}[i], f.Name)
		assert.False(t, f.Nullable)
	}
}

func TestSameBytesOnAnyNumberOfProcessors(t *testing.T) {
	list := manyRows(t)
	for form := range writers {
		want := written(t, form, list, &table.WriteOptions{})
		for _, n := range []int{1, 16} {
			before := runtime.GOMAXPROCS(n)
			got := written(t, form, list, &table.WriteOptions{})
			runtime.GOMAXPROCS(before)
			assert.True(t, bytes.Equal(want, got), "%s, GOMAXPROCS=%d", form, n)
		}
	}
}

// built makes the array that a builder gives for these values, of which a nil
// is null.
func built[B interface {
	array.Builder
	Append(V)
}, V any](b B, values ...any) libarrow.Array {
	for _, v := range values {
		if v == nil {
			b.AppendNull()
		} else {
			b.Append(v.(V))
		}
	}
	return b.NewArray()
}

// records makes a reader of one batch of columns.
func records(t testing.TB, columns map[string]libarrow.Array) array.RecordReader {
	t.Helper()
	var fields []libarrow.Field
	var arrays []libarrow.Array
	for _, name := range []string{"detector", "instrument", "visit", "band", "x", "reason"} {
		if a, ok := columns[name]; ok {
			fields = append(fields, libarrow.Field{Name: name, Type: a.DataType(), Nullable: true})
			arrays = append(arrays, a)
		}
	}
	schema := libarrow.NewSchema(fields, nil)
	r, err := array.NewRecordReader(schema, []libarrow.RecordBatch{array.NewRecordBatch(schema, arrays, -1)})
	require.NoError(t, err)
	return r
}

// throughIPC writes records and reads them again.
func throughIPC(t testing.TB, r array.RecordReader, opts *table.ReadOptions, how ...ipc.Option) (*table.Result, error) {
	t.Helper()
	var b bytes.Buffer
	w := ipc.NewWriter(&b, append(how, ipc.WithSchema(r.Schema()))...)
	for r.Next() {
		require.NoError(t, w.Write(r.RecordBatch()))
	}
	require.NoError(t, w.Close())
	return read(b.Bytes(), opts)
}

func TestReadsOtherTypes(t *testing.T) {
	mem := memory.NewGoAllocator()
	b := dataidlist.NewBuilder(listtest.Group(t, "visit", "detector"))
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{5, 7}, 1))
	require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{5, 8}, 1, dataidlist.Reason{Text: "bad"}))
	require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{5, 9}, 1))
	want := b.List().FullDigest()

	dictionary := func(index, values libarrow.Array) libarrow.Array {
		return array.NewDictionaryArray(&libarrow.DictionaryType{IndexType: index.DataType(), ValueType: values.DataType()}, index, values)
	}
	ints := []libarrow.Array{
		built[*array.Int8Builder, int8](array.NewInt8Builder(mem), int8(7), int8(8), int8(9)),
		built[*array.Int16Builder, int16](array.NewInt16Builder(mem), int16(7), int16(8), int16(9)),
		built[*array.Int32Builder, int32](array.NewInt32Builder(mem), int32(7), int32(8), int32(9)),
		built[*array.Int64Builder, int64](array.NewInt64Builder(mem), int64(7), int64(8), int64(9)),
		built[*array.Uint8Builder, uint8](array.NewUint8Builder(mem), uint8(7), uint8(8), uint8(9)),
		built[*array.Uint16Builder, uint16](array.NewUint16Builder(mem), uint16(7), uint16(8), uint16(9)),
		built[*array.Uint32Builder, uint32](array.NewUint32Builder(mem), uint32(7), uint32(8), uint32(9)),
		built[*array.Uint64Builder, uint64](array.NewUint64Builder(mem), uint64(7), uint64(8), uint64(9)),
		dictionary(
			built[*array.Uint8Builder, uint8](array.NewUint8Builder(mem), uint8(1), uint8(2), uint8(0)),
			built[*array.Uint32Builder, uint32](array.NewUint32Builder(mem), uint32(9), uint32(7), uint32(8))),
	}
	words := []libarrow.Array{
		built[*array.StringBuilder, string](array.NewStringBuilder(mem), "HSC", "LSSTCam", "LSSTCam"),
		built[*array.LargeStringBuilder, string](array.NewLargeStringBuilder(mem), "HSC", "LSSTCam", "LSSTCam"),
		built[*array.StringViewBuilder, string](array.NewStringViewBuilder(mem), "HSC", "LSSTCam", "LSSTCam"),
		dictionary(
			built[*array.Int32Builder, int32](array.NewInt32Builder(mem), int32(1), int32(0), int32(0)),
			built[*array.LargeStringBuilder, string](array.NewLargeStringBuilder(mem), "LSSTCam", "HSC")),
	}
	reason := built[*array.StringBuilder, string](array.NewStringBuilder(mem), nil, "bad ", nil)
	visit := built[*array.Int64Builder, int64](array.NewInt64Builder(mem), int64(5), int64(5), int64(5))
	for i := range max(len(ints), len(words)) {
		columns := map[string]libarrow.Array{"detector": ints[i%len(ints)], "instrument": words[i%len(words)], "visit": visit, "reason": reason}
		got, err := arrow.FromRecords(records(t, columns), &table.ReadOptions{})
		require.NoError(t, err, "%d", i)
		assert.Equal(t, want, got.List.FullDigest(), "%d", i)
		for _, how := range [][]ipc.Option{nil, {ipc.WithZstd()}, {ipc.WithLZ4()}} {
			got, err = throughIPC(t, records(t, columns), &table.ReadOptions{}, how...)
			require.NoError(t, err, "%d", i)
			assert.Equal(t, want, got.List.FullDigest(), "%d", i)
		}
	}
}

func TestRefusesColumns(t *testing.T) {
	mem := memory.NewGoAllocator()
	instrument := built[*array.StringBuilder, string](array.NewStringBuilder(mem), "L", "L")
	visit := built[*array.Int64Builder, int64](array.NewInt64Builder(mem), int64(5), int64(6))
	for want, columns := range map[string]map[string]libarrow.Array{
		"column visit: bad value: it holds float64; a column of ints or of strings is expected":                                                           {"instrument": instrument, "visit": built[*array.Float64Builder, float64](array.NewFloat64Builder(mem), 5., 6.)},
		"column visit: bad value: it holds bool; a column of ints or of strings is expected":                                                              {"instrument": instrument, "visit": built[*array.BooleanBuilder, bool](array.NewBooleanBuilder(mem), true, true)},
		"column visit: bad value: it holds date32; a column of ints or of strings is expected":                                                            {"instrument": instrument, "visit": built[*array.Date32Builder, libarrow.Date32](array.NewDate32Builder(mem), libarrow.Date32(5), libarrow.Date32(6))},
		"2: column visit: bad value: it is null; a DataId has a value for each dimension: where empty means all, say so with --empty-means-all FULL":      {"instrument": instrument, "visit": built[*array.Int64Builder, int64](array.NewInt64Builder(mem), int64(5), nil)},
		"1: column instrument: bad value: it is null; a DataId has a value for each dimension: where empty means all, say so with --empty-means-all FULL": {"instrument": built[*array.StringBuilder, string](array.NewStringBuilder(mem), nil, "L"), "visit": visit},
		"2: column visit: bad value: -6 is negative; values are 0 to 9223372036854775807":                                                                 {"instrument": instrument, "visit": built[*array.Int32Builder, int32](array.NewInt32Builder(mem), int32(5), int32(-6))},
		"2: column visit: bad value: \"9223372036854775808\" is larger than 9223372036854775807":                                                          {"instrument": instrument, "visit": built[*array.Uint64Builder, uint64](array.NewUint64Builder(mem), uint64(math.MaxInt64), uint64(math.MaxInt64+1))},
		"1: column visit: bad value: \"L\" is a string; an integer is expected":                                                                           {"instrument": instrument, "visit": instrument},
		"1: column instrument: bad value: 5 is a number; a string is expected":                                                                            {"instrument": visit},
		"column x: not a dimension of daf_butler/8: use --reason-column, --rename x=DIMENSION or --ignore-columns":                                        {"instrument": instrument, "x": visit},
	} {
		_, err := arrow.FromRecords(records(t, columns), &table.ReadOptions{})
		place := "records: "
		if want[0] <= '9' {
			place = "records:"
		}
		assert.EqualError(t, err, place+want)
		_, err = throughIPC(t, records(t, columns), &table.ReadOptions{})
		require.Error(t, err)
		var input *dataidlist.InputError
		require.ErrorAs(t, err, &input)
		assert.Equal(t, "f.arrow", input.File)
	}
	got, err := arrow.FromRecords(records(t, map[string]libarrow.Array{"instrument": instrument, "visit": visit, "x": built[*array.Float64Builder, float64](array.NewFloat64Builder(mem), 5., nil)}), &table.ReadOptions{Ignore: []string{"x"}})
	require.NoError(t, err)
	assert.EqualValues(t, 2, got.List.Count())
}

func BenchmarkWrite(b *testing.B) {
	list := manyRows(b)
	for b.Loop() {
		require.NoError(b, arrow.Write(io.Discard, list, &table.WriteOptions{}))
	}
}

func BenchmarkRead(b *testing.B) {
	data := written(b, "file", manyRows(b), &table.WriteOptions{})
	b.ReportAllocs()
	for b.Loop() {
		_, err := read(data, &table.ReadOptions{})
		require.NoError(b, err)
	}
}
