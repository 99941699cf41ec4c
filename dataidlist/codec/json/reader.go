package json

import (
	"errors"
	"fmt"
	"slices"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/strictjson"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// A reader reads one document.
type reader struct {
	scanner *strictjson.Scanner
	file    string
	opts    table.ReadOptions
	mapper  *table.Mapper
	part    int // see ahead.New

	// The DataId that is being read.
	row     int64        // its number from 1 or its line; 0 outside of DataIds
	names   []string     // of its members; those of the DataId before, as far as it is not read yet
	cells   []table.Cell // their values
	offsets []int64      // of the values
	text    []byte       // what the cells refer to
	reasons []dataidlist.Reason
	ofType  string // its dataset type; empty if the document does not say

	counted  bool                // a member index is the number of its row from 0, and no column
	values   int                 // that are kept in columns
	bytes    int                 // of the strings among them
	exact    bool                // a member reasons has reasons, and is no column
	numbered bool                // and gives their numbers in listed
	listed   []dataidlist.Reason // of the envelope
	types    map[string]bool     // dataset types that the document has
	interned map[string]string   // strings that come again and again
}

// startMapper makes the mapper, once the universe is known.
func (r *reader) startMapper() (err error) {
	r.mapper, err = table.NewMapper(r.file, &r.opts)
	return err
}

// objects reads a document of nothing but DataIds, each an object.
func (r *reader) objects(doc document) error {
	if err := r.startMapper(); err != nil {
		return err
	}
	var err error
	switch doc.kind {
	case array:
		err = r.elements(doc.wrapped)
	case single:
		err = r.object(1, doc.wrapped)
	default:
		err = r.lines(doc.wrapped)
	}
	if err != nil {
		return err
	}
	return r.end()
}

// elements reads the DataIds of an array.
func (r *reader) elements(wrapped int) error {
	in := &input{scanner: r.scanner}
	plain := r.ahead(in, wrapped)
	for _, err := range r.scanner.Array() {
		if err != nil {
			return r.fail("", err)
		}
		in.element++
		if err := r.object(in.element, wrapped); err != nil {
			return err
		}
		plain.Read()
	}
	return nil
}

// lines reads JSON Lines.
func (r *reader) lines(wrapped int) error {
	plain := r.ahead(&input{scanner: r.scanner, lines: true}, wrapped)
	for line, err := range r.scanner.Values() {
		if err != nil {
			r.row = line
			return r.fail("", err)
		}
		if err := r.object(line, wrapped); err != nil {
			return err
		}
		plain.Read()
	}
	return nil
}

// end reads the end of the input.
func (r *reader) end() error {
	if err := r.scanner.End(); err != nil {
		return r.fail("", err)
	}
	return nil
}

// object reads a DataId and adds it. Where DataIds of several dataset types do
// not fit together, the error says that one can be chosen.
func (r *reader) object(row int64, wrapped int) error {
	r.begin(row)
	if err := r.dataID(wrapped); err != nil {
		return err
	}
	if r.ofType != "" {
		r.types[r.ofType] = true
	}
	err := r.add()
	if errors.Is(err, dataidlist.ErrGroup) && len(r.types) > 1 {
		return r.suggestType(err)
	}
	return err
}

func (r *reader) suggestType(err error) error {
	var in *dataidlist.InputError
	if errors.As(err, &in) {
		in.Err = table.OptionsError(fmt.Errorf("%w: choose a dataset type with --select: %s", in.Err, r.typeNames()))
	}
	return err
}

// begin forgets the DataId before.
func (r *reader) begin(row int64) {
	r.row = row
	r.cells, r.offsets, r.text, r.reasons = r.cells[:0], r.offsets[:0], r.text[:0], r.reasons[:0]
	r.ofType = ""
}

// add gives the DataId to the mapper, unless another dataset type is chosen.
func (r *reader) add() error {
	if r.opts.Select == "" || r.opts.Select == r.ofType {
		r.names = r.names[:len(r.cells)]
		if err := r.mapper.Columns(r.row, r.names); err != nil {
			return r.fail("", err)
		}
		if err := r.mapper.Row(r.row, r.cells, r.reasons...); err != nil {
			return r.fail("", err)
		}
	}
	r.row = 0
	return nil
}

// named reports whether an option says what a column of that name is.
func (r *reader) named(name string) bool {
	_, renamed := r.opts.Rename[name]
	return renamed || name == r.opts.ReasonColumn || slices.Contains(r.opts.Ignore, name)
}

// fail gives an error its place: that of the DataId that is being read and,
// as exactly as it is known, the byte.
func (r *reader) fail(column string, err error) error {
	var in *dataidlist.InputError
	if errors.As(err, &in) {
		if in.Byte == 0 {
			in.Byte = r.offsetOf(in.Column) + 1
		}
		return in
	}
	in = &dataidlist.InputError{File: r.file, Row: r.row, Column: column, Byte: r.scanner.Offset() + 1, Err: err}
	var e *strictjson.Error
	if errors.As(err, &e) {
		in.Byte = e.Offset + 1
		switch {
		case errors.Is(e, strictjson.ErrLimit):
			in.Err = fmt.Errorf("%w: %s", dataidlist.ErrLimit, e.Msg)
		case e.Err != nil:
			in.Err = fmt.Errorf("reading failed: %w", e.Err)
		default:
			in.Err = errors.New(e.Msg)
		}
	}
	return in
}

// offsetOf gives the offset of the value of a member, or the last that was
// read.
func (r *reader) offsetOf(member string) int64 {
	for i, offset := range r.offsets {
		if r.names[i] == member {
			return offset
		}
	}
	return r.scanner.Offset()
}

// intern returns b as a string, the same one each time.
func (r *reader) intern(b []byte) string {
	s, ok := r.interned[string(b)]
	if !ok {
		s = string(b)
		r.interned[s] = s
	}
	return s
}
