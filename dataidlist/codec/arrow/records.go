package arrow

import (
	"errors"
	"fmt"

	"github.com/apache/arrow-go/v18/arrow/array"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/listheader"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/listmeta"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// FromRecords makes a list of all batches that a reader has left. The caller
// releases the reader, and may do so at once: the list has copies of what it
// keeps, wherever the memory of the batches is. Nil options are the zero value.
//
// An error of the reader is one of FromRecords, wherever it comes. A reader of
// the Arrow library takes a stream without its end mark for a whole one; [Read]
// does not.
//
// Errors are [*dataidlist.InputError] with row and column; their file is
// "records". That of the reader is wrapped.
func FromRecords(r array.RecordReader, opts *table.ReadOptions) (*table.Result, error) {
	const name = "records"
	result, err := fromRecords(name, r, opts)
	var placed *dataidlist.InputError
	if err != nil && !errors.As(err, &placed) {
		err = &dataidlist.InputError{File: name, Err: err}
	}
	if err != nil {
		return nil, err
	}
	return result, nil
}

func fromRecords(name string, r array.RecordReader, opts *table.ReadOptions) (*table.Result, error) {
	schema := r.Schema()
	names := make([]string, schema.NumFields())
	for i := range names {
		names[i] = schema.Field(i).Name
	}
	metadata := schema.Metadata()
	mapper, meta, err := listmeta.Start(name, opts, names, listheader.Claims{}, metadata.GetValue)
	if err != nil {
		return nil, err
	}
	used := make([]bool, len(names))
	for i := range names {
		used[i] = mapper.Uses(i)
		if t := schema.Field(i).Type; used[i] && !fits(t) {
			return nil, &dataidlist.InputError{File: name, Column: names[i], Err: fmt.Errorf("%w: it holds %s; a column of ints or of strings is expected", dataidlist.ErrValue, t)}
		}
	}
	row := int64(1)
	block := make([]table.Column, len(names))
	readers := make([]columnReader, len(names))
	for r.Next() {
		batch := r.RecordBatch()
		for i := range block {
			if !used[i] {
				continue
			}
			if block[i], err = readers[i].read(batch.Column(i)); err != nil {
				return nil, &dataidlist.InputError{File: name, Row: row, Column: names[i], Err: err}
			}
		}
		if err := mapper.Block(row, int(batch.NumRows()), block); err != nil {
			return nil, err
		}
		row += batch.NumRows()
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	result, err := mapper.Finish("arrow")
	if err != nil {
		return nil, err
	}
	return result, meta.Finish(result)
}
