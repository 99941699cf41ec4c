package arrow

import (
	"iter"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

const (
	// batchRows is the number of rows in each batch but the last.
	batchRows = 1 << 16
	// maxBatchText ends a batch earlier, when its strings have that many
	// bytes: the offsets of utf8 have 32 bits.
	maxBatchText = 256 << 20
)

// batches gives the rows of a list.
func batches(schema *arrow.Schema, l *dataidlist.List) iter.Seq[arrow.RecordBatch] {
	return func(yield func(arrow.RecordBatch) bool) {
		b := &batchBuilder{
			schema: schema,
			words:  make([]wordBuilder, len(l.Group().Strings())),
			ints:   make([][]int64, len(l.Group().Ints())),
		}
		if l.NumReasons() > 0 && schema.NumFields() > len(b.words)+len(b.ints) {
			b.reasons = &wordBuilder{}
		}
		for run, reasons := range table.WithReasons(l) {
			for left := run.Len; left > 0; {
				left -= b.append(run, reasons, run.Len-left, left)
				if b.full() && !yield(b.flush()) {
					return
				}
			}
		}
		if b.rows > 0 {
			yield(b.flush())
		}
	}
}

// A batchBuilder collects the rows of a batch.
type batchBuilder struct {
	schema  *arrow.Schema
	words   []wordBuilder
	ints    [][]int64
	reasons *wordBuilder // nil if the schema has no such field
	rows    int64
	text    int64 // bytes of strings
}

// A wordBuilder collects the values of a string column as Arrow has them.
type wordBuilder struct {
	offsets []int32 // where each value ends; nil before the first
	data    []byte
}

// append adds rows of a run, beginning with that of the given index: at most n
// and at most those that make the batch full. It returns their number.
func (b *batchBuilder) append(run dataidlist.Run, reasons []dataidlist.Reason, from, n int64) int64 {
	var joined string
	if b.reasons != nil {
		joined = table.JoinTexts(reasons)
	}
	size := int64(len(joined))
	for _, s := range run.Strings {
		size += int64(len(s))
	}
	n = min(n, batchRows-b.rows)
	if size > 0 {
		n = min(n, 1+(maxBatchText-b.text)/size)
	}
	b.rows += n
	b.text += n * size
	for i := range b.words {
		b.words[i].append(run.Strings[i], n)
	}
	if b.reasons != nil {
		b.reasons.append(joined, n)
	}
	for i := range b.ints {
		for j := range n {
			v := run.Ints[i]
			if i == len(b.ints)-1 {
				v += from + j
			}
			b.ints[i] = append(b.ints[i], v)
		}
	}
	return n
}

func (w *wordBuilder) append(s string, n int64) {
	if w.offsets == nil {
		w.offsets = append(w.offsets, 0)
	}
	for range n {
		w.data = append(w.data, s...)
		w.offsets = append(w.offsets, int32(len(w.data)))
	}
}

func (b *batchBuilder) full() bool { return b.rows == batchRows || b.text > maxBatchText }

// flush gives the batch, which owns its values, and begins the next.
func (b *batchBuilder) flush() arrow.RecordBatch {
	var columns []arrow.Array
	for i := range b.words {
		columns = append(columns, b.words[i].flush())
	}
	for i, values := range b.ints {
		buffers := []*memory.Buffer{nil, memory.NewBufferBytes(arrow.Int64Traits.CastToBytes(values))}
		columns = append(columns, array.NewInt64Data(array.NewData(arrow.PrimitiveTypes.Int64, len(values), buffers, nil, 0, 0)))
		b.ints[i] = make([]int64, 0, len(values))
	}
	if b.reasons != nil {
		columns = append(columns, b.reasons.flush())
	}
	rows := b.rows
	b.rows, b.text = 0, 0
	return array.NewRecordBatch(b.schema, columns, rows)
}

func (w *wordBuilder) flush() arrow.Array {
	rows := len(w.offsets) - 1
	buffers := []*memory.Buffer{nil, memory.NewBufferBytes(arrow.Int32Traits.CastToBytes(w.offsets)), memory.NewBufferBytes(w.data)}
	*w = wordBuilder{offsets: make([]int32, 0, len(w.offsets)), data: make([]byte, 0, len(w.data))}
	w.offsets = append(w.offsets, 0)
	return array.NewStringData(array.NewData(arrow.BinaryTypes.String, rows, buffers, nil, 0, 0))
}
