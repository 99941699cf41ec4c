package json

import (
	"errors"
	"io"
	"strconv"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/strictjson"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// golden reads golden JSON.
func (r *reader) golden() error {
	names, err := r.opts.TwoInts("golden JSON")
	if err != nil {
		return &dataidlist.InputError{File: r.file, Err: err}
	}
	if err := r.startMapper(); err != nil {
		return err
	}
	if err := r.mapper.Columns(0, names); err != nil {
		return err
	}
	r.names = names
	r.offsets = make([]int64, len(names))
	seen := map[int64]struct{}{}
	for key, err := range r.scanner.Entries() {
		if err != nil {
			return r.fail("", err)
		}
		outer, err := dataidlist.ParseInt(string(key))
		if err != nil {
			return r.fail(names[0], err)
		}
		if _, twice := seen[outer]; twice {
			return r.fail(names[0], r.scanner.Errorf("the key \"%d\" appears twice", outer))
		}
		seen[outer] = struct{}{}
		r.offsets[0] = r.scanner.Offset()
		r.cells = append(r.cells[:0], table.Cell{Kind: table.Int, Int: outer}, table.Cell{})
		if err := r.goldenValues(); err != nil {
			return r.fail(names[1], err)
		}
	}
	return r.end()
}

// goldenValues reads the array of the values of the inner dimension.
func (r *reader) goldenValues() error {
	for _, err := range r.scanner.Array() {
		if err != nil {
			return err
		}
		kind, err := r.scanner.Peek()
		if err != nil {
			return err
		}
		var first, last int64
		if kind == strictjson.ArrayStart {
			first, last, err = r.goldenRange()
		} else if first, err = r.scanner.ReadInt64(); err == nil {
			r.offsets[1], last = r.scanner.Offset(), first
		}
		if err != nil {
			return err
		}
		r.cells[1] = table.Cell{Kind: table.Range, Int: first, Last: last}
		if err := r.mapper.Row(0, r.cells); err != nil {
			return err
		}
	}
	return nil
}

// goldenRange reads the two ends of an inclusive range.
func (r *reader) goldenRange() (first, last int64, err error) {
	var ends [2]int64
	n := 0
	for i, err := range r.scanner.Array() {
		if err == nil && i == len(ends) {
			err = errors.New("a range has two ends, [FIRST, LAST]")
		}
		if err == nil {
			ends[i], err = r.scanner.ReadInt64()
		}
		if err != nil {
			return 0, 0, err
		}
		if i == 0 {
			r.offsets[1] = r.scanner.Offset()
		}
		n++
	}
	if n != len(ends) {
		return 0, 0, errors.New("a range has two ends, [FIRST, LAST]")
	}
	return ends[0], ends[1], nil
}

// WriteGolden writes golden JSON: an object with a line for each value of the
// first int dimension, and the ranges of the second one. It refuses a list
// that has not two int dimensions or several tuples of string values, which
// golden JSON does not carry: a reader is told them. Reasons are not written.
func WriteGolden(w io.Writer, l *dataidlist.List, _ *table.WriteOptions) error {
	if err := table.CheckInts(l, 2, "golden JSON"); err != nil {
		return err
	}
	out := &output{w: w}
	out.buf = append(out.buf, '{')
	outer := int64(-1)
	for run := range l.Runs() {
		switch {
		case run.Ints[0] == outer:
			out.buf = append(out.buf, ',')
		case outer >= 0:
			out.buf = append(out.buf, "],"...)
			fallthrough
		default:
			outer = run.Ints[0]
			out.buf = append(out.buf, "\n\""...)
			out.buf = strconv.AppendInt(out.buf, outer, 10)
			out.buf = append(out.buf, "\":["...)
		}
		out.buf = append(out.buf, '[')
		out.buf = strconv.AppendInt(out.buf, run.Ints[1], 10)
		out.buf = append(out.buf, ',')
		out.buf = strconv.AppendInt(out.buf, run.Ints[1]+(run.Len-1), 10)
		out.buf = append(out.buf, ']')
		if err := out.flush(flushSize); err != nil {
			return err
		}
	}
	if outer >= 0 {
		out.buf = append(out.buf, "]\n"...)
	}
	out.buf = append(out.buf, "}\n"...)
	return out.flush(0)
}
