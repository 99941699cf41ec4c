package arrow

import (
	"fmt"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// fits reports whether a column of a type can be a dimension.
func fits(t arrow.DataType) bool {
	if d, ok := t.(*arrow.DictionaryType); ok {
		t = d.ValueType
	}
	switch t.ID() {
	case arrow.STRING, arrow.LARGE_STRING, arrow.STRING_VIEW:
		return true
	}
	return arrow.IsInteger(t.ID())
}

// A columnReader gives the values of a column, batch by batch.
type columnReader struct {
	last   arrow.ArrayData // the dictionary of the last batch
	values table.Column    // of that dictionary
}

// read gives the values of an array of a type that fits.
func (r *columnReader) read(a arrow.Array) (table.Column, error) {
	d, ok := a.(*array.Dictionary)
	if !ok {
		return columnOf(a)
	}
	if data := d.Data().Dictionary(); r.last != data {
		var err error
		if r.values, err = columnOf(d.Dictionary()); err != nil {
			return table.Column{}, err
		}
		r.last = data
	}
	return pick(r.values, d)
}

// columnOf gives the values of an array that is not a dictionary.
func columnOf(a arrow.Array) (c table.Column, err error) {
	switch a := a.(type) {
	case array.StringLike:
		c = words(a)
	case *array.Int8:
		c.Ints = widen(a.Int8Values())
	case *array.Int16:
		c.Ints = widen(a.Int16Values())
	case *array.Int32:
		c.Ints = widen(a.Int32Values())
	case *array.Int64:
		c.Ints = a.Int64Values()
	case *array.Uint8:
		c.Ints = widen(a.Uint8Values())
	case *array.Uint16:
		c.Ints = widen(a.Uint16Values())
	case *array.Uint32:
		c.Ints = widen(a.Uint32Values())
	case *array.Uint64:
		c.Ints, c.Unsigned = widen(a.Uint64Values()), true
	default:
		return c, fmt.Errorf("an array of %s", a.DataType())
	}
	if a.NullN() > 0 {
		c.Nulls = make([]bool, a.Len())
		for i := range c.Nulls {
			c.Nulls[i] = a.IsNull(i)
		}
	}
	return c, nil
}

func widen[T int8 | int16 | int32 | uint8 | uint16 | uint32 | uint64](values []T) []int64 {
	ints := make([]int64, len(values))
	for i, v := range values {
		ints[i] = int64(v)
	}
	return ints
}

// words gives the values of a string array. Neighbours with the same string
// share a word.
func words(a array.StringLike) (c table.Column) {
	c.Index = make([]int32, a.Len())
	for i := range c.Index {
		var s string
		if !a.IsNull(i) {
			s = a.Value(i)
		}
		if n := len(c.Words); n == 0 || c.Words[n-1] != s {
			c.Words = append(c.Words, s)
		}
		c.Index[i] = int32(len(c.Words) - 1)
	}
	return c
}

// pick gives the values of a dictionary that the rows refer to.
func pick(dictionary table.Column, d *array.Dictionary) (table.Column, error) {
	c := table.Column{Unsigned: dictionary.Unsigned, Words: dictionary.Words}
	n, size := d.Len(), d.Dictionary().Len()
	nulls, some := make([]bool, n), false
	if dictionary.Ints != nil {
		c.Ints = make([]int64, n)
	} else {
		c.Index = make([]int32, n)
	}
	for i := range n {
		if d.IsNull(i) {
			nulls[i], some = true, true
			continue
		}
		at := d.GetValueIndex(i)
		if at < 0 || at >= size {
			return c, fmt.Errorf("value %d of a dictionary of %d", at, size)
		}
		if dictionary.Nulls != nil && dictionary.Nulls[at] {
			nulls[i], some = true, true
		} else if c.Ints != nil {
			c.Ints[i] = dictionary.Ints[at]
		} else {
			c.Index[i] = dictionary.Index[at]
		}
	}
	if some {
		c.Nulls = nulls
	}
	return c, nil
}
