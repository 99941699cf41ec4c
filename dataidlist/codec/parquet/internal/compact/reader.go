// Package compact reads Thrift's compact protocol, in which the footer and the
// page headers of Parquet files are written, from bytes that may be hostile.
//
// A decoder made from the Thrift definitions makes room for as many elements
// as a list claims to have, and for all members that a structure can have. A
// [Reader] makes room for nothing: the caller walks over fields and list
// elements and keeps what it wants. A list that claims more elements than there
// are bytes left is refused, so that a walk is linear in the size of the input.
package compact

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/bits"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// Type is the type of a field or list element.
type Type byte

// The types of the compact protocol. A bool that is a field has its value for
// its type.
const (
	True Type = iota + 1
	False
	I8
	I16
	I32
	I64
	Double
	Binary
	List
	Set
	Map
	Struct
)

// Reader reads one structure. After the first error all methods return zero
// values at once, and loops end.
type Reader struct {
	data  []byte
	at    int
	depth int
	err   error
}

// NewReader returns a reader of the structure at the start of data.
func NewReader(data []byte) *Reader { return &Reader{data: data} }

// Err returns the first error. It wraps [io.ErrUnexpectedEOF] if the data ends
// too early.
func (r *Reader) Err() error { return r.err }

// Offset returns how many bytes have been read.
func (r *Reader) Offset() int { return r.at }

// Fail makes err the error of the reader, if it has none.
func (r *Reader) Fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

func (r *Reader) failf(format string, args ...any) { r.Fail(fmt.Errorf(format, args...)) }

// Fields iterates over the fields of the next structure. The body of the loop
// reads the value of each field or leaves it unread. At the end of a structure
// that does not have the required fields the reader fails.
func (r *Reader) Fields(required ...int) iter.Seq2[int, Type] {
	return func(yield func(int, Type) bool) {
		if !r.enter() {
			return
		}
		id, missing := 0, uint64(0) // the numbers of fields as bits
		for _, field := range required {
			missing |= 1 << field
		}
		for {
			b := r.byte()
			if r.err != nil || b == 0 {
				break
			}
			if delta := int(b >> 4); delta > 0 {
				id += delta
			} else {
				id = int(int16(r.zigzag()))
			}
			before := r.at
			t := Type(b & 15)
			if r.err != nil || !yield(id, t) {
				return
			}
			if r.at == before && t != True && t != False && r.err == nil {
				r.Skip(t)
			}
			missing &^= 1 << uint(id) // nothing for numbers above 63, and negative ones
		}
		if missing != 0 {
			r.failf("field %d is missing", bits.TrailingZeros64(missing))
		}
		r.depth--
	}
}

// Elements iterates over the elements of a value of the type t, which is List,
// and yields their indexes. The body of the loop reads each element, which is
// of the type element.
func (r *Reader) Elements(t, element Type) iter.Seq[int] {
	return func(yield func(int) bool) {
		if t != List {
			r.failf("a value of type %d where a list is expected", t)
			return
		}
		n, found := r.listHeader()
		if r.err == nil && found != element && n > 0 {
			r.failf("a list of type %d where one of type %d is expected", found, element)
		}
		if !r.enter() {
			return
		}
		for i := range n {
			if r.err != nil || !yield(i) {
				return
			}
		}
		r.depth--
	}
}

// enter goes one level deeper.
func (r *Reader) enter() bool {
	if r.depth++; r.depth > dataidlist.MaxDepth {
		r.Fail(errors.New("nested too deep"))
	}
	return r.err == nil
}

// listHeader reads the length and type of a list. The length is at most the
// number of bytes that are left.
func (r *Reader) listHeader() (n int, t Type) {
	b := r.byte()
	size := uint64(b >> 4)
	if size == 15 {
		size = r.varint()
	}
	if size > uint64(len(r.data)-r.at) {
		r.failf("a list of %d elements in %d bytes: %w", size, len(r.data)-r.at, io.ErrUnexpectedEOF)
		return 0, 0
	}
	return int(size), Type(b & 15)
}

// Int reads an integer of the type t, which is I8 to I64.
func (r *Reader) Int(t Type) int64 {
	switch t {
	case I8:
		return int64(int8(r.byte()))
	case I16, I32, I64:
		return r.zigzag()
	}
	r.failf("a value of type %d where an integer is expected", t)
	return 0
}

// Bool gives the value of a field of type t.
func (r *Reader) Bool(t Type) bool {
	if t != True && t != False {
		r.failf("a value of type %d where a bool is expected", t)
	}
	return t == True
}

// Bytes reads a value of the type t, which is Binary. The result is a part of
// the data.
func (r *Reader) Bytes(t Type) []byte {
	if t != Binary {
		r.failf("a value of type %d where bytes are expected", t)
		return nil
	}
	n := r.varint()
	if n > uint64(len(r.data)-r.at) {
		r.failf("%d bytes where %d are left: %w", n, len(r.data)-r.at, io.ErrUnexpectedEOF)
	}
	if r.err != nil {
		return nil
	}
	r.at += int(n)
	return r.data[r.at-int(n) : r.at]
}

// Skip reads over the value of a field of type t.
func (r *Reader) Skip(t Type) {
	switch t {
	case True, False:
	case I8:
		r.byte()
	case I16, I32, I64:
		r.varint()
	case Double:
		r.advance(8)
	case Binary:
		r.Bytes(t)
	case List, Set:
		r.skipList()
	case Map:
		r.skipMap()
	case Struct:
		for range r.Fields() {
			continue // what the body leaves is skipped
		}
	default:
		r.failf("a value of unknown type %d", t)
	}
}

func (r *Reader) skipList() {
	n, t := r.listHeader()
	if !r.enter() {
		return
	}
	for i := 0; i < n && r.err == nil; i++ {
		r.skipElement(t)
	}
	r.depth--
}

func (r *Reader) skipMap() {
	n := r.varint()
	if n == 0 || r.err != nil {
		return
	}
	types := r.byte()
	if n > uint64(len(r.data)-r.at) {
		r.failf("a map of %d entries in %d bytes: %w", n, len(r.data)-r.at, io.ErrUnexpectedEOF)
	}
	if !r.enter() {
		return
	}
	for i := uint64(0); i < n && r.err == nil; i++ {
		r.skipElement(Type(types >> 4))
		r.skipElement(Type(types & 15))
	}
	r.depth--
}

// skipElement is Skip for what is in a list, where a bool has a byte.
func (r *Reader) skipElement(t Type) {
	if t == True || t == False {
		t = I8
	}
	r.Skip(t)
}

func (r *Reader) byte() byte {
	if r.at >= len(r.data) {
		r.Fail(io.ErrUnexpectedEOF)
	}
	if r.err != nil {
		return 0
	}
	r.at++
	return r.data[r.at-1]
}

func (r *Reader) advance(n int) {
	if n > len(r.data)-r.at {
		r.Fail(io.ErrUnexpectedEOF)
		return
	}
	r.at += n
}

func (r *Reader) varint() uint64 {
	if r.err != nil {
		return 0
	}
	v, n := binary.Uvarint(r.data[r.at:])
	switch {
	case n == 0:
		r.Fail(io.ErrUnexpectedEOF)
		return 0
	case n < 0:
		r.Fail(errors.New("a number of more than 64 bits"))
		return 0
	}
	r.at += n
	return v
}

func (r *Reader) zigzag() int64 {
	v := r.varint()
	return int64(v>>1) ^ -int64(v&1)
}
