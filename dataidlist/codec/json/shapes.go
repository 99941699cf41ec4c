package json

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/strictjson"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// indexName is the column that has the index of the rows, as pandas calls what
// its tables have besides columns, mostly without a name. It is a column only if
// an option names it, and otherwise must be the numbers of the rows from 0.
const indexName = "index"

// errIndex refuses an index that might be a dimension.
func errIndex(found string, row int64) error {
	return table.OptionsError(fmt.Errorf("the index is %s, and not %d as it is where it numbers the rows: if it is a dimension, say --rename %s=DIMENSION, and else --ignore-columns %s", found, row, indexName, indexName))
}

// tuples reads an array of rows, each an array of values in the order of the
// dimensions that are told, or one value.
func (r *reader) tuples() error {
	if err := r.startMapper(); err != nil {
		return err
	}
	if len(r.opts.Dimensions) == 0 {
		err := errors.New("an array of values does not say of which dimensions they are: name these in the order of the values, as in --dimension visit,detector")
		return &dataidlist.InputError{File: r.file, Err: table.OptionsError(err)}
	}
	for i, err := range r.scanner.Array() {
		if err == nil {
			r.begin(int64(i) + 1)
			err = r.tuple(r.opts.Dimensions)
		}
		if err == nil {
			err = r.add()
		}
		if err != nil {
			return r.fail("", err)
		}
	}
	return r.end()
}

// tuple reads a row: the values of the columns, or the only one.
func (r *reader) tuple(columns []string) error {
	r.names = append(r.names[:0], columns...)
	kind, err := r.scanner.Peek()
	if err != nil {
		return err
	}
	if kind != strictjson.ArrayStart {
		err = r.value()
	} else {
		for i, inner := range r.scanner.Array() {
			if err = inner; err == nil && i == len(columns) {
				err = r.scanner.Errorf("a row has more values than the %d columns", i)
			}
			if err == nil {
				err = r.value()
			}
			if err != nil {
				return err
			}
		}
	}
	if err == nil && len(r.cells) < len(columns) {
		err = r.scanner.Errorf("%d values where %d columns are named", len(r.cells), len(columns))
	}
	return err
}

// indexed reads an object that has a row, an object, for each value of the
// index.
func (r *reader) indexed() error {
	if err := r.startMapper(); err != nil {
		return err
	}
	told, row := r.named(indexName), int64(0)
	rows := r.scanner.Entries()
	if told {
		rows = r.scanner.Object() // which refuses a key that comes twice
	}
	for key, err := range rows {
		if err != nil {
			return r.fail("", err)
		}
		r.begin(row + 1)
		index, at := string(key), r.scanner.Offset()
		if !told && index != strconv.FormatInt(row, 10) {
			return r.fail("", errIndex(dataidlist.Quote(index), row))
		}
		if err := r.dataID(0); err != nil {
			return err
		}
		if len(r.cells) > 0 && allDigits([]byte(r.names[0])) {
			return r.fail("", r.scanner.Errorf("rows and columns both have numbers for names, so that which are which is not known: write the table by rows, as in orient=\"records\""))
		}
		if told {
			r.addIndex(keyCell(index), at)
		}
		if err := r.add(); err != nil {
			return err
		}
		row++
	}
	return r.end()
}

// addIndex adds the index as the last column of the row that was read.
func (r *reader) addIndex(c table.Cell, offset int64) {
	r.names = append(r.names[:len(r.cells)], indexName)
	r.cells, r.offsets = append(r.cells, c), append(r.offsets, offset)
}

// keyCell makes a cell of a key, which may be an int or a text.
func keyCell(key string) table.Cell {
	if allDigits([]byte(key)) {
		return table.Cell{Kind: table.Text, Bytes: []byte(key)}
	}
	return table.Cell{Kind: table.Str, Bytes: []byte(key)}
}
