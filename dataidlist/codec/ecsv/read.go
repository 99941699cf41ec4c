package ecsv

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/delimited"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/listheader"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/yamltree"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// Detect reports whether the input begins as ECSV does.
func Detect(head []byte) bool {
	comment, ok := bytes.CutPrefix(bytes.TrimPrefix(head, []byte("\ufeff")), []byte("#"))
	return ok && bytes.HasPrefix(bytes.TrimLeft(comment, " "), []byte("%ECSV "))
}

// Read reads a list. Rows that are not the list which the header describes are
// refused, unless options change what the columns are.
func Read(src table.Source, opts *table.ReadOptions) (*table.Result, error) {
	in := input{file: src.Name, opts: *opts.OrZero(), reader: delimited.NewReader(src)}
	head, err := readHeader(in.reader, in.opts.IgnoreHeader)
	if err != nil {
		return nil, in.fail(err)
	}
	in.reader.Delimiter, in.reader.Trim = head.delimiter, true
	if err := in.start(head); err != nil {
		return nil, in.fail(err)
	}
	if err := in.rows(); err != nil {
		return nil, err
	}
	result, err := in.mapper.Finish("ecsv")
	if err == nil {
		for _, name := range in.masking.ignored {
			result.Used[name] = true
		}
	}
	if err != nil || head.list == nil || in.mapper.Altered() {
		return result, err
	}
	claims := listheader.Claims{Hints: in.opts.IgnoreHeader}
	if err := claims.Settle(result, &head.list.Header); err != nil {
		return nil, in.fail(err)
	}
	return result, nil
}

// An input is a file that is being read.
type input struct {
	file    string
	opts    table.ReadOptions
	reader  *delimited.Reader
	mapper  *table.Mapper
	masking *masking
	ints    []int // columns of int dimensions
}

// fail puts the place to an error that has none.
func (in *input) fail(err error) error {
	var placed *dataidlist.InputError
	if errors.As(err, &placed) {
		return err
	}
	e := &dataidlist.InputError{File: in.file, Err: err}
	var at *yamltree.Error
	if errors.As(err, &at) {
		e.Row, e.Err = int64(at.Line), at.Err
	}
	return e
}

// start makes the mapper and tells it the columns.
func (in *input) start(head *header) (err error) {
	var group *dataidlist.Group
	if head.list != nil {
		group, err = head.list.Group(in.opts.Universe)
		switch {
		case err == nil:
			in.opts.Universe = group.Universe()
		case !in.opts.IgnoreHeader:
			return err
		}
	}
	if in.masking, err = newMasking(head, &in.opts); err != nil {
		return err
	}
	if in.mapper, err = table.NewMapper(in.file, &in.opts); err != nil {
		return err
	}
	if err := in.columns(head); err != nil {
		return err
	}
	if group != nil && !in.opts.IgnoreHeader && !in.mapper.Altered() && !in.mapper.Group().Equal(group) {
		return fmt.Errorf("%w: meta names the dimensions of %s and the columns are %s", table.ErrMismatch, group, in.mapper.Group())
	}
	return nil
}

// columns reads the line of names and compares names and types with the
// header.
func (in *input) columns(head *header) error {
	names, err := in.reader.Columns()
	if errors.Is(err, io.EOF) {
		return in.fail(errors.New("the line with the names of the columns is missing"))
	}
	if err != nil {
		return err
	}
	if err := head.checkNames(names); err != nil {
		return in.reader.Fail(-1, err)
	}
	if err := in.mapper.Columns(in.reader.Line(), in.masking.names(names)); err != nil {
		return err
	}
	in.masking.only(in.mapper.Uses)
	for i, c := range head.columns {
		d, ok := in.dimension(c.name)
		if !ok {
			continue
		}
		if err := c.checkType(d); err != nil {
			return &dataidlist.InputError{File: in.file, Row: c.line, Column: c.name, Err: err}
		}
		if d.Type == dataidlist.Int64 {
			in.ints = append(in.ints, i)
		}
	}
	return nil
}

// dimension gives the dimension that a column is, if it is one.
func (in *input) dimension(column string) (dataidlist.Dimension, bool) {
	if slices.Contains(in.opts.Ignore, column) || column == in.opts.ReasonColumn {
		return dataidlist.Dimension{}, false
	}
	if in.opts.Sink != nil { // which looks at the values
		return dataidlist.Dimension{}, false
	}
	if to, ok := in.opts.Rename[column]; ok {
		column = to
	}
	return in.mapper.Group().Universe().Dimension(column)
}

// rows reads the table. Ranges are refused, which are not in the format and
// which astropy could not read.
func (in *input) rows() error {
	for {
		cells, err := in.reader.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		for _, i := range in.ints {
			if text := cells[i].Bytes; bytes.Contains(text, []byte("..")) {
				return in.reader.Fail(i, fmt.Errorf("%w: %s is not an integer", dataidlist.ErrValue, dataidlist.Quote(string(text))))
			}
		}
		row, wrong, err := in.masking.row(cells)
		if err != nil {
			return in.reader.Fail(wrong, err)
		}
		if err := in.mapper.Row(in.reader.Line(), row); err != nil {
			return in.masking.explain(err, cells)
		}
	}
}
