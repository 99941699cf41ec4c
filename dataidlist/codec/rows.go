package codec

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/spool"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/whole"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// Rows is an input of any format that is read as a table, whatever its columns
// are, and several times. It must be closed, and its source after it.
type Rows struct {
	name   string
	r      io.ReaderAt
	size   int64
	done   func()
	format string
	opts   table.ReadOptions
}

// OpenRows takes an input to be read in the format of that name, or in the one
// that is detected if the name is empty. One without random access is read and
// held meanwhile. Nil options are the zero value.
func OpenRows(ctx context.Context, src table.Source, format string, opts *table.ReadOptions) (*Rows, error) {
	r, size, done, err := spool.Open(bound(ctx, src))
	if err != nil {
		return nil, &dataidlist.InputError{File: src.Name, Err: err}
	}
	return &Rows{name: src.Name, r: r, size: size, done: done, format: format, opts: *opts.OrZero()}, nil
}

// Close releases what was held.
func (r *Rows) Close() { r.done() }

// Source returns the input from its first byte.
func (r *Rows) Source() table.Source {
	return table.Source{Name: r.name, R: io.NewSectionReader(r.r, 0, r.size), Size: r.size}
}

// Sum returns the checksum of the input, as in sha256:1f….
func (r *Rows) Sum(ctx context.Context) (string, error) {
	h := sha256.New()
	if _, err := io.Copy(h, whole.Reader(bound(ctx, r.Source()))); err != nil {
		return "", err
	}
	return fmt.Sprintf("sha256:%x", h.Sum(nil)), nil
}

// read hands all rows to a sink.
func (r *Rows) read(ctx context.Context, sink table.Sink) (*table.Result, error) {
	opts := r.opts
	opts.Sink = sink
	return Read(ctx, r.Source(), r.format, &opts)
}

// Columns returns the names of the columns of the first row, as a
// [table.Sink] is told them.
func (r *Rows) Columns(ctx context.Context) ([]string, error) {
	var seen namesOnly
	_, err := r.read(ctx, &seen)
	if errors.Is(err, errSeen) {
		err = nil
	}
	return seen.names, err
}

// errSeen ends the reading of an input of which the names of columns are known.
var errSeen = errors.New("the columns are known")

// namesOnly is a sink that wants no rows.
type namesOnly struct{ names []string }

func (s *namesOnly) Columns(_ int64, names []string) ([]table.Kind, error) {
	s.names = slices.Clone(names)
	return nil, errSeen
}

func (s *namesOnly) Row(int64, []table.Cell, []dataidlist.Reason) error { return errSeen }
