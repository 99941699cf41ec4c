// Package encoding decodes the values of Parquet data pages. Decoders take the
// bytes of one page and give a few values at a time, so that a run of 2^31
// equal values that is four bytes long costs no memory; those of the known
// libraries make the values of a whole page at once. No count in a page is
// trusted, and no input makes a decoder panic.
//
// Decoders of ints fill a slice with [Ints.Next], or tell which runs there are
// with [Ints.AppendRuns], mostly without making the values; decoders of byte
// arrays give one value at a time with [Words.Next].
package encoding

import (
	"errors"
	"io"
)

// Ints decodes the values of an INT32 or INT64 page, as signed numbers.
type Ints interface {
	// Next fills dst with the next values.
	Next(dst []int64) error
	// AppendRuns appends the next n values to dst as runs, of which the first
	// may lengthen the last of dst.
	AppendRuns(dst []Run, n int) ([]Run, error)
}

// Words decodes the values of a BYTE_ARRAY page.
type Words interface {
	// Next returns the next value. It is valid until the next call.
	Next() ([]byte, error)
}

// errEnd is the error of a page that has fewer values than it says.
var errEnd = io.ErrUnexpectedEOF

var errVarint = errors.New("a number of more than 64 bits")
