package json

import (
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/strictjson"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// ReadParts is Read with parts of that size read ahead; 0 reads row by row.
func ReadParts(src table.Source, opts *table.ReadOptions, part int) (*table.Result, error) {
	return read(src, opts, part)
}

// ReadKept is Read where so many values of columns are kept already.
func ReadKept(src table.Source, opts *table.ReadOptions, values int) (*table.Result, error) {
	r := &reader{scanner: strictjson.New(src.R, strictjson.Options{}), file: src.Name, opts: *opts, values: values}
	if err := r.byColumns(); err != nil {
		return nil, err
	}
	return r.finish(formatJSON)
}

// RowsAhead gives how many lines behind the first one are read ahead in one go.
func RowsAhead(lines string, part int) int64 {
	r := &reader{
		scanner: strictjson.New(strings.NewReader(lines), strictjson.Options{Lines: true}), part: part,
		types: map[string]bool{}, interned: map[string]string{},
	}
	if err := r.startMapper(); err != nil {
		panic(err)
	}
	in := &input{scanner: r.scanner, lines: true}
	plain := r.ahead(in, 0)
	for line := range r.scanner.Values() {
		if err := r.object(line, 0); err != nil {
			panic(err)
		}
		plain.Read()
		break
	}
	return in.element
}
