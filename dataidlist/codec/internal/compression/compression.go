// Package compression reads inputs that are compressed as a whole, by gzip, zstd
// or bzip2 (FORMAT.md 4).
package compression

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/whole"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// What an input may take when it is decompressed (FORMAT.md 5), in bytes.
const (
	maxSize   = 64 << 30
	freeSize  = 64 << 20 // from which on the ratio counts
	maxRatio  = 1024     // to what was read
	maxWindow = 128 << 20
)

// A method is a compression, with the name of the program that undoes it.
type method struct {
	name string
	is   func(head []byte) bool
	open func(io.Reader) (r io.Reader, done func(), err error)
}

func methods() []method {
	return []method{{"gzip", isGzip, openGzip}, {"zstd", isZstd, openZstd}, {"bzip2", isBzip2, openBzip2}}
}

func isGzip(head []byte) bool { return bytes.HasPrefix(head, []byte("\x1f\x8b")) }

func openGzip(r io.Reader) (io.Reader, func(), error) {
	z, err := gzip.NewReader(r)
	return z, func() {}, err
}

// isZstd knows frames, those too which are to be skipped.
func isZstd(head []byte) bool {
	return bytes.HasPrefix(head, []byte("\x28\xb5\x2f\xfd")) || len(head) >= 4 && head[0]&0xf0 == 0x50 && string(head[1:4]) == "\x2a\x4d\x18"
}

func openZstd(r io.Reader) (io.Reader, func(), error) {
	z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return nil, nil, err
	}
	return z, z.Close, nil
}

// isBzip2 knows the first block of a stream, or the end of an empty one.
func isBzip2(head []byte) bool {
	const block, end = "\x31\x41\x59\x26\x53\x59", "\x17\x72\x45\x38\x50\x90"
	rest, ok := bytes.CutPrefix(head, []byte("BZh"))
	return ok && len(rest) > 0 && rest[0] >= '1' && rest[0] <= '9' && (bytes.HasPrefix(rest[1:], []byte(block)) || bytes.HasPrefix(rest[1:], []byte(end)))
}

func openBzip2(r io.Reader) (io.Reader, func(), error) { return bzip2.NewReader(r), func() {}, nil }

// Detect returns the name of the compression of an input that begins with head,
// and "" for none.
func Detect(head []byte) string {
	for _, m := range methods() {
		if m.is(head) {
			return m.name
		}
	}
	return ""
}

// A Reader gives the decompressed bytes of an input.
type Reader struct {
	file   string
	name   string // of the compression
	in     *counter
	out    io.Reader // nil until the first bytes are asked for
	done   func()
	size   int64 // that came out
	failed error // what reading ended with, io.EOF at the end
}

// NewReader returns a reader for the input, which is compressed by the method of
// that name. It must be ended.
func NewReader(src table.Source, name string) *Reader {
	return &Reader{file: src.Name, name: name, in: &counter{r: bufio.NewReaderSize(whole.Reader(src), 64<<10)}, done: func() {}}
}

// Name returns the name of the compression.
func (r *Reader) Name() string { return r.name }

// Read reads decompressed bytes. At the end of the last stream it has checked
// all checksums. An error, but for [io.EOF] and what the input failed with, is a
// [*dataidlist.InputError] with the byte of the input.
func (r *Reader) Read(p []byte) (n int, err error) {
	if r.failed != nil {
		return 0, r.failed
	}
	defer func() {
		// No decoder should panic, but if one does, it is the input that is refused.
		if p := recover(); p != nil {
			n, err = 0, r.fail(fmt.Errorf("damaged: %v", p))
		}
	}()
	if r.out == nil {
		if err := r.open(); err != nil {
			return 0, err
		}
	}
	n, err = r.out.Read(p)
	r.size += int64(n)
	switch {
	case r.size > maxSize:
		return 0, r.fail(fmt.Errorf("%w: more than %d bytes when decompressed", dataidlist.ErrLimit, int64(maxSize)))
	case r.size > freeSize && r.size/maxRatio > r.in.n:
		return 0, r.fail(fmt.Errorf("%w: more than %d times as large when decompressed: if that is right, pipe it, as in %s -dc FILE | dataidlist info -", dataidlist.ErrLimit, maxRatio, r.name))
	case err != nil:
		return n, r.fail(err)
	}
	return n, nil
}

func (r *Reader) open() error {
	for _, m := range methods() {
		if m.name != r.name {
			continue
		}
		out, done, err := m.open(r.in)
		if err != nil {
			return r.fail(err)
		}
		r.out, r.done = out, done
		return nil
	}
	return r.fail(fmt.Errorf("no compression is called %s", r.name))
}

// fail notes what reading ends with.
func (r *Reader) fail(err error) error {
	switch {
	case r.in.failed != nil:
		err = r.in.failed // and not what a decoder makes of it
	case err != io.EOF: //nolint:errorlint // an error that wraps the end is none
		err = &dataidlist.InputError{File: r.file, Byte: r.in.n + 1, Err: fmt.Errorf("%s: %w", r.name, fault(err))}
	}
	r.failed = err
	return err
}

// fault says what is wrong with an input where a decoder says err.
func fault(err error) error {
	var structural bzip2.StructuralError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("the input is cut off")
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, zstd.ErrMagicMismatch), errors.As(err, &structural):
		return fmt.Errorf("damaged, or something else follows: %w", err)
	case errors.Is(err, zstd.ErrWindowSizeExceeded), errors.Is(err, zstd.ErrDecoderSizeExceeded):
		return fmt.Errorf("%w: a window of more than %d bytes: if that is right, pipe it, as in zstd -dc --long=31 FILE | dataidlist info -", dataidlist.ErrLimit, int64(maxWindow))
	case errors.Is(err, dataidlist.ErrLimit):
		return err
	}
	return fmt.Errorf("damaged: %w", err)
}

// End releases the decoder and returns what reading an input really ended with,
// where a reader of its format returned err. It is an error of the compression,
// if there is one; that is looked for behind what the format has read, too.
func (r *Reader) End(err error) error {
	defer func() { r.done() }()
	if err == nil && r.failed == nil {
		_, _ = io.Copy(io.Discard, struct{ io.Reader }{r})
	}
	if r.failed != nil && r.failed != io.EOF { //nolint:errorlint // as above
		return r.failed
	}
	return err
}

// A counter counts the bytes that a decoder takes; it takes no more than it
// needs, where it can have single ones.
type counter struct {
	r      *bufio.Reader
	n      int64
	failed error // but for the end
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	return n, c.count(n, err)
}

func (c *counter) ReadByte() (byte, error) {
	b, err := c.r.ReadByte()
	if err != nil {
		return 0, c.count(0, err)
	}
	c.n++
	return b, nil
}

func (c *counter) count(n int, err error) error {
	c.n += int64(n)
	if err != nil && err != io.EOF { //nolint:errorlint // as above
		c.failed = err
	}
	return err
}
