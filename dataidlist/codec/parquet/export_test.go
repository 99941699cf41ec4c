package parquet

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/listmeta"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// ComparePaths reads the rows of a file in the fast path and in the slow one,
// and returns an error if they do not agree, and whether the fast one read
// them. The slow path may be the only one to read a file only if the fast one
// leaves files like that to it, or room to other workers.
func ComparePaths(data []byte, opts *table.ReadOptions) (fast bool, err error) {
	r := bytes.NewReader(data)
	f, err := readFooter("f", r, int64(len(data)))
	if err != nil {
		return false, nil
	}
	names := make([]string, len(f.fields))
	for i := range names {
		names[i] = f.fields[i].name
	}
	mapper, _, err := listmeta.Start("f", opts, names, f.claims(), func(key string) (string, bool) {
		value, ok := f.meta[key]
		return value, ok
	})
	if err != nil {
		return false, nil
	}
	direct, ok := mapper.Direct()
	if !ok {
		return false, nil
	}
	list, rows, fastErr := readFast(r, f, direct)
	slowErr := readRows("f", r, f, mapper)
	switch {
	case fastErr != nil && slowErr != nil, errors.Is(fastErr, errSlow), errors.Is(fastErr, dataidlist.ErrLimit):
		return false, nil
	case fastErr != nil || slowErr != nil:
		return false, fmt.Errorf("fast: %w, slow: %w", fastErr, slowErr)
	}
	want, err := mapper.Finish("parquet")
	if err != nil {
		return true, nil // an option is wrong, whatever the rows are
	}
	if list.Digest() != want.List.Digest() || rows != want.Rows {
		err = fmt.Errorf("fast: %d rows %v, slow: %d rows %v", rows, list, want.Rows, want.List)
	}
	return true, err
}

// Column is what tests learn of a column.
type Column struct {
	Name       string
	Int, Unfit bool
}

// Columns gives the columns at the top of a file.
func Columns(data []byte) ([]Column, error) {
	f, err := readFooter("f", bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	var columns []Column
	for _, c := range f.fields {
		columns = append(columns, Column{c.name, c.size > 0, c.unfit != ""})
	}
	return columns, nil
}

// CheckRows tells whether a file of that size may have so many rows.
func CheckRows(rows, size int64) error {
	f := footer{rows: rows, groups: []rowGroup{{rows: rows}}}
	return f.check([]element{{children: 0}}, size)
}
