package parquet

import "bytes"

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
