package codec

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/compression"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// An opened input is not compressed, or no longer, and its first bytes are known.
type opened struct {
	src    table.Source
	head   []byte
	packed *compression.Reader // nil if the input was not compressed
}

// open looks at an input, which may be told to have the format of that name, and
// decompresses it if it is compressed as a whole. It must be ended, also after
// an error.
func open(ctx context.Context, src table.Source, format string) (*opened, error) {
	in := &opened{src: bound(ctx, src)}
	if format != "" {
		if _, err := Lookup(format); err != nil {
			return in, err
		}
	}
	if err := in.peek(); err != nil {
		return in, err
	}
	name := compression.Detect(in.head)
	f, certain := certainly(in.head)
	if name == "" || certain && (format == "" || format == f.Name) { // such as a bitmap that begins as gzip does
		return in, nil
	}
	in.packed = compression.NewReader(in.src, name)
	in.src = bound(ctx, table.Source{Name: src.Name, R: in.packed, Size: -1})
	return in, in.peek()
}

// compressed gives the name of the compression; "" for none.
func (in *opened) compressed() string {
	if in.packed == nil {
		return ""
	}
	return in.packed.Name()
}

// end returns what reading ended with, where a reader of a format says err.
func (in *opened) end(err error) error {
	if in.packed == nil {
		return err
	}
	return in.packed.End(err)
}

// peek looks at the begin of the input without taking it away.
func (in *opened) peek() (err error) {
	if at, size, ok := in.src.ReaderAt(); ok {
		in.head = make([]byte, min(headSize, size))
		var n int
		n, err = at.ReadAt(in.head, 0)
		in.head = in.head[:n]
	} else {
		buffered := bufio.NewReaderSize(in.src.R, headSize)
		in.src.R = buffered
		in.head, err = buffered.Peek(headSize)
	}
	if err == io.EOF {
		err = nil
	}
	return err
}

// compressedSuffixes are those of files that are compressed as a whole, with the
// program that writes them.
func compressedSuffixes() map[string]string {
	return map[string]string{".gz": "gzip", ".gzip": "gzip", ".zst": "zstd", ".zstd": "zstd", ".bz2": "bzip2", ".xz": "xz"}
}

// uncompressedName gives the name of a file without the suffix of a compression,
// and a URL without its query.
func uncompressedName(name string) string {
	name = withoutQuery(name)
	for suffix := range compressedSuffixes() {
		if n := len(name) - len(suffix); n > 0 && strings.EqualFold(name[n:], suffix) {
			return name[:n]
		}
	}
	return name
}

// CheckOutput returns an error if the name of a file to write says that it is
// compressed as a whole, which files are not that are written here.
func CheckOutput(path string) error {
	for suffix, program := range compressedSuffixes() {
		if strings.HasSuffix(strings.ToLower(withoutQuery(path)), suffix) {
			return fmt.Errorf("%s: files are read compressed by %s, but not written so: write to standard output, and pipe that: … | %s > %s", path, program, program, path)
		}
	}
	return nil
}
