package arrow

import (
	"errors"
	"fmt"
	"io"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/listmeta"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// Write writes a list as an Arrow IPC file: the same list gives the same
// bytes.
func Write(w io.Writer, l *dataidlist.List, opts *table.WriteOptions) error {
	schema, err := schemaOf(l, opts)
	if err != nil {
		return err
	}
	out, err := ipc.NewFileWriter(w, ipc.WithSchema(schema))
	if err != nil {
		return err
	}
	return writeAll(out, schema, l)
}

// WriteStream writes a list as an Arrow IPC stream.
func WriteStream(w io.Writer, l *dataidlist.List, opts *table.WriteOptions) error {
	schema, err := schemaOf(l, opts)
	if err != nil {
		return err
	}
	return writeAll(ipc.NewWriter(w, ipc.WithSchema(schema)), schema, l)
}

// batchWriter is what IPC writers have in common.
type batchWriter interface {
	Write(arrow.RecordBatch) error
	Close() error
}

func writeAll(out batchWriter, schema *arrow.Schema, l *dataidlist.List) (err error) {
	for batch := range batches(schema, l) {
		err = out.Write(batch)
		batch.Release()
		if err != nil {
			break
		}
	}
	return errors.Join(err, out.Close())
}

// RecordReader returns the rows of a list as record batches of up to 65,536
// rows, in canonical order. The schema, with its metadata, is that of the files.
// Batches are made when Next asks for them, so that memory does not follow rows.
//
// One goroutine at a time uses the reader. The caller releases it, also before
// the end, or a goroutine stays for ever. A batch is valid until the next call
// of Next or Release, and longer if it is retained; its memory is garbage
// collected. Nil options are the zero value.
func RecordReader(l *dataidlist.List, opts *table.WriteOptions) (array.RecordReader, error) {
	if l.IsZero() {
		return nil, fmt.Errorf("%w: there is no list to make records of: it is nil or zero", dataidlist.ErrGroup)
	}
	schema, err := schemaOf(l, opts)
	if err != nil {
		return nil, err
	}
	return array.ReaderFromIter(schema, func(yield func(arrow.RecordBatch, error) bool) {
		for batch := range batches(schema, l) {
			if !yield(batch, nil) {
				return
			}
		}
	}), nil
}

// schemaOf gives the schema of a list, whose metadata describes it.
func schemaOf(l *dataidlist.List, opts *table.WriteOptions) (*arrow.Schema, error) {
	if opts.OrZero().IDsOnly {
		l = l.WithoutReasons()
	}
	var fields []arrow.Field
	for _, name := range l.Group().Strings() {
		fields = append(fields, arrow.Field{Name: name, Type: arrow.BinaryTypes.String})
	}
	for _, name := range l.Group().Ints() {
		fields = append(fields, arrow.Field{Name: name, Type: arrow.PrimitiveTypes.Int64})
	}
	if l.NumReasons() > 0 {
		fields = append(fields, arrow.Field{Name: table.DefaultReasonColumn, Type: arrow.BinaryTypes.String})
	}
	entries, err := listmeta.Entries(l)
	if err != nil {
		return nil, err
	}
	var keys, values []string
	for _, e := range entries {
		keys, values = append(keys, e.Key), append(values, e.Value)
	}
	metadata := arrow.NewMetadata(keys, values)
	return arrow.NewSchema(fields, &metadata), nil
}
