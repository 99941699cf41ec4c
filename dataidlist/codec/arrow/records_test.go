package arrow_test

import (
	"errors"
	"runtime"
	"testing"

	libarrow "github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/arrow"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// scribbler overwrites memory that is given back, as that outside of Go may be
// by whoever gets it next.
type scribbler struct{ memory.Allocator }

func (s scribbler) Free(b []byte) {
	for i := range b {
		b[i] = '!'
	}
	s.Allocator.Free(b)
}

// twoBatches are batches of dictionary strings and reasons in memory of the
// allocator.
func twoBatches(t *testing.T, mem memory.Allocator) array.RecordReader {
	t.Helper()
	dictionary := &libarrow.DictionaryType{IndexType: libarrow.PrimitiveTypes.Int8, ValueType: libarrow.BinaryTypes.String}
	schema := libarrow.NewSchema([]libarrow.Field{
		{Name: "instrument", Type: libarrow.BinaryTypes.String},
		{Name: "visit", Type: libarrow.PrimitiveTypes.Int64},
		{Name: "reason", Type: dictionary, Nullable: true},
	}, nil)
	b := array.NewRecordBuilder(mem, schema)
	defer b.Release()
	var batches []libarrow.RecordBatch
	for i := range int64(2) {
		b.Field(0).(*array.StringBuilder).AppendValues([]string{"HSC", "LSSTCam", "LSSTCam"}, nil)
		b.Field(1).(*array.Int64Builder).AppendValues([]int64{i, 10 + i, 20 + i}, nil)
		reasons := b.Field(2).(*array.BinaryDictionaryBuilder)
		require.NoError(t, reasons.AppendString("trailed"))
		reasons.AppendNull()
		require.NoError(t, reasons.AppendString("donuts"))
		batches = append(batches, b.NewRecordBatch())
	}
	r, err := array.NewRecordReader(schema, batches)
	require.NoError(t, err)
	for _, batch := range batches {
		batch.Release()
	}
	return r
}

func TestAListOutlivesItsRecords(t *testing.T) {
	want := dataidlist.NewBuilder(listtest.Group(t, "visit"))
	for i := range int64(2) {
		require.NoError(t, want.AddRun([]string{"HSC"}, []int64{i}, 1, dataidlist.Reason{Text: "trailed"}))
		require.NoError(t, want.AddRun([]string{"LSSTCam"}, []int64{10 + i}, 1))
		require.NoError(t, want.AddRun([]string{"LSSTCam"}, []int64{20 + i}, 1, dataidlist.Reason{Text: "donuts"}))
	}
	mem := memory.NewCheckedAllocator(scribbler{memory.NewGoAllocator()})
	records := twoBatches(t, mem)
	got, err := arrow.FromRecords(records, nil)
	require.NoError(t, err)
	records.Release()
	mem.AssertSize(t, 0)
	assert.Equal(t, want.List().FullDigest(), got.List.FullDigest())
	assert.Equal(t, "HSC", got.List.Chunks()[0].Strings[0])
}

func TestRecordsAreReleasedAfterAnError(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	records := twoBatches(t, mem)
	_, err := arrow.FromRecords(records, &table.ReadOptions{Set: map[string]string{"instrument": "HSC"}})
	require.Error(t, err)
	records.Release()
	mem.AssertSize(t, 0)
}

func TestAnErrorOfTheReaderIsPassedOn(t *testing.T) {
	broken := errors.New("the connection broke")
	schema := libarrow.NewSchema([]libarrow.Field{{Name: "instrument", Type: libarrow.BinaryTypes.String}, {Name: "visit", Type: libarrow.PrimitiveTypes.Int64}}, nil)
	records := array.ReaderFromIter(schema, func(yield func(libarrow.RecordBatch, error) bool) { yield(nil, broken) })
	defer records.Release()
	_, err := arrow.FromRecords(records, nil)
	require.ErrorIs(t, err, broken)
	var input *dataidlist.InputError
	require.ErrorAs(t, err, &input)
	assert.Equal(t, "records", input.File)
}

func TestABatchMayBeKept(t *testing.T) {
	records, err := arrow.RecordReader(manyRows(t), nil)
	require.NoError(t, err)
	require.True(t, records.Next())
	kept := records.RecordBatch()
	kept.Retain()
	require.True(t, records.Next())
	records.Release() // before the end
	assert.EqualValues(t, 65536, kept.NumRows())
	assert.Equal(t, int64(2025062900000), kept.Column(1).(*array.Int64).Value(0))
	kept.Release()
}

func TestAReleasedReaderEndsItsGoroutine(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 100 {
		records, err := arrow.RecordReader(manyRows(t), nil)
		require.NoError(t, err)
		require.True(t, records.Next())
		records.Release()
	}
	assert.Less(t, runtime.NumGoroutine(), before+50)
}

func TestNoListHasNoRecords(t *testing.T) {
	for _, bad := range []*dataidlist.List{nil, {}} {
		_, err := arrow.RecordReader(bad, nil)
		require.ErrorIs(t, err, dataidlist.ErrGroup)
	}
}
