// Package spool gives random access to an input, for formats whose table of
// contents is at their end.
package spool

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/whole"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

const (
	// maxInMemory is how much of an input without random access is held in
	// memory; a longer one goes to a temporary file.
	maxInMemory = 16 << 20
	// maxSpool is the largest such input in bytes.
	maxSpool = 64 << 30
)

// Open gives the bytes of an input at any place, and their number. Those of an
// input without random access are held in memory up to 16 MiB, and then in a
// temporary file. Done releases them.
func Open(src table.Source) (r io.ReaderAt, size int64, done func(), err error) {
	if at, size, ok := src.ReaderAt(); ok {
		return at, size, func() {}, nil
	}
	in := whole.Reader(src)
	var head bytes.Buffer
	n, err := io.Copy(&head, io.LimitReader(in, maxInMemory+1))
	if err != nil {
		return nil, 0, nil, err
	}
	if n <= maxInMemory {
		return bytes.NewReader(head.Bytes()), n, func() {}, nil
	}
	return spool(io.MultiReader(&head, in))
}

// spool copies an input to a temporary file.
func spool(r io.Reader) (io.ReaderAt, int64, func(), error) {
	f, err := os.CreateTemp("", "dataidlist-*")
	if err != nil {
		return nil, 0, nil, err
	}
	done := func() {
		_ = f.Close()
		_ = os.Remove(f.Name())
	}
	n, err := io.Copy(f, io.LimitReader(r, maxSpool+1))
	if err == nil && n > maxSpool {
		err = fmt.Errorf("%w: more than %d bytes on standard input: give the file's name", dataidlist.ErrLimit, int64(maxSpool))
	}
	if err != nil {
		done()
		return nil, 0, nil, err
	}
	return f, n, done, nil
}
