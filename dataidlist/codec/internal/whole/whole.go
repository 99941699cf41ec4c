// Package whole reads inputs that are whole or refused: what ends too early is
// an error and never a shorter list.
package whole

import (
	"errors"
	"fmt"
	"io"

	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// Reader returns the reader of a source. It ends where that returns io.EOF
// itself, and not before the source's Size. An error that only wraps io.EOF, as
// of a connection that was closed, is no end; it and an end that comes too
// early are errors that wrap [io.ErrUnexpectedEOF] and not io.EOF.
func Reader(src table.Source) io.Reader { return &reader{r: src.R, size: src.Size} }

type reader struct {
	r          io.Reader
	size, read int64
}

func (r *reader) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	r.read += int64(n)
	if err == io.EOF && r.read < r.size {
		return n, fmt.Errorf("the input ends after %d of %d bytes: %w", r.read, r.size, io.ErrUnexpectedEOF)
	}
	if err != io.EOF && errors.Is(err, io.EOF) {
		return n, fmt.Errorf("%s: %w", err.Error(), io.ErrUnexpectedEOF)
	}
	return n, err
}

// ReadAt fills p from an offset. Where r has become shorter meanwhile, the error
// is [io.ErrUnexpectedEOF] and not io.EOF.
func ReadAt(r io.ReaderAt, p []byte, at int64) error {
	n, err := r.ReadAt(p, at)
	switch {
	case n == len(p):
		return nil
	case errors.Is(err, io.EOF):
		return io.ErrUnexpectedEOF
	}
	return err
}
