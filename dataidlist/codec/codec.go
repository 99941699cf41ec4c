package codec

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// headSize is how much of an input its format is detected by, in bytes.
const headSize = 64 << 10

// Detect returns the format of an input that begins with head, which is up to
// 64 KiB of it. The name decides among formats that the content could be, and
// where the content is like none: the reader then says what is wrong.
func Detect(head []byte, name string) (Format, error) {
	var possible []Format
	for _, f := range Formats() {
		if f.detect == nil || !f.detect(head) {
			continue
		}
		if f.certain {
			return f, nil
		}
		possible = append(possible, f)
	}
	named, ok := BySuffix(name)
	isNamed := func(f Format) bool { return f.Name == named.Name }
	switch {
	case ok && (len(possible) == 0 || slices.ContainsFunc(possible, isNamed)):
		return named, nil
	case len(possible) > 0:
		return possible[0], nil
	case len(head) == 0:
		return Format{}, errors.New("the input is empty")
	}
	return Format{}, fmt.Errorf("the format is not recognised: say it with --from (%s)", strings.Join(names(), ", "))
}

// Read reads a list in the format of that name, or in the one that is detected
// if the name is empty. The error is a [*dataidlist.InputError]. Read takes
// from src.R until its end. If src.Size is known and src.R is an
// [io.ReaderAt] too, formats with a footer do not hold the input in memory.
func Read(src table.Source, format string, opts *table.ReadOptions) (*table.Result, error) {
	fail := func(err error) error {
		return &dataidlist.InputError{File: src.Name, Offset: -1, Err: err}
	}
	var f Format
	if format != "" {
		var err error
		if f, err = Lookup(format); err != nil {
			return nil, fail(err)
		}
	} else {
		head, err := peek(&src)
		if err != nil {
			return nil, fail(err)
		}
		if f, err = Detect(head, src.Name); err != nil {
			return nil, fail(err)
		}
	}
	return f.read(src, opts)
}

// peek looks at the begin of an input without taking it away.
func peek(src *table.Source) ([]byte, error) {
	if at, ok := src.R.(io.ReaderAt); ok && src.Size >= 0 {
		head := make([]byte, min(headSize, src.Size))
		n, err := at.ReadAt(head, 0)
		if errors.Is(err, io.EOF) {
			err = nil
		}
		return head[:n], err
	}
	buffered := bufio.NewReaderSize(src.R, headSize)
	src.R = buffered
	head, err := buffered.Peek(headSize)
	if errors.Is(err, io.EOF) || errors.Is(err, bufio.ErrBufferFull) {
		err = nil
	}
	return head, err
}

// ReadFile reads the list in a file, as [Read] does; "-" is standard input.
func ReadFile(path, format string, opts *table.ReadOptions) (*table.Result, error) {
	src, file, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return Read(src, format, opts)
}

// Open opens a file as a source; "-" is standard input. The caller must close
// the file when the source has been read.
func Open(path string) (table.Source, *os.File, error) {
	if path == "-" {
		return table.Source{Name: path, R: struct{ io.Reader }{os.Stdin}, Size: -1}, os.Stdin, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return table.Source{}, nil, err
	}
	info, err := file.Stat()
	if err == nil && info.IsDir() {
		err = &os.PathError{Op: "read", Path: path, Err: errors.New("it is a directory")}
	}
	if err != nil {
		return table.Source{}, nil, errors.Join(err, file.Close())
	}
	src := table.Source{Name: path, R: file, Size: -1}
	if info.Mode().IsRegular() {
		src.Size = info.Size()
	}
	return src, file, nil
}

// Write writes a list in the format of that name.
func Write(w io.Writer, l *dataidlist.List, format string, opts *table.WriteOptions) error {
	f, err := Lookup(format)
	if err != nil {
		return err
	}
	return f.write(w, l, opts)
}

// WriteFile writes a list to a file, in the format of that name, or in that of
// the file's name if it is empty. The file is complete or absent, as
// [atomicfile.Write] promises.
func WriteFile(ctx context.Context, path string, l *dataidlist.List, format string, opts *table.WriteOptions, file atomicfile.Options) error {
	if format == "" {
		f, ok := BySuffix(path)
		if !ok {
			return fmt.Errorf("%s: the name says no format: give one with --to (%s)", path, strings.Join(names(), ", "))
		}
		format = f.Name
	}
	return atomicfile.Write(ctx, path, file, func(w io.Writer) error { return Write(w, l, format, opts) })
}
