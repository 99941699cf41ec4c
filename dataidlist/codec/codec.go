package codec

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// Read reads a list in the format of that name, or in the one that is detected
// if the name is empty. It takes from src.R until its end; formats with a
// footer use random access where there is some ([table.Source.ReaderAt]), as an
// [io.SectionReader] gives it over any [io.ReaderAt]. Nil options are the zero
// value.
//
// An input that is compressed as a whole, by gzip, zstd or bzip2, is read as what
// it is without that (FORMAT.md 4); the format is the one within.
//
// Once ctx has ended nothing more is read, and the error wraps that of ctx; a
// call of src.R that waits is not cut short. Every error is a
// [*dataidlist.InputError].
func Read(ctx context.Context, src table.Source, format string, opts *table.ReadOptions) (*table.Result, error) {
	opts = opts.OrZero()
	in, err := open(ctx, src, format)
	var f Format
	if err == nil {
		f, err = in.choose(format, opts)
	}
	var result *table.Result
	if err == nil {
		result, err = f.read(in.src, opts)
	}
	err = in.end(err)
	if ended := ctx.Err(); ended != nil {
		err = ended
	}
	var placed *dataidlist.InputError
	if err != nil && !errors.As(err, &placed) {
		err = &dataidlist.InputError{File: src.Name, Err: err}
	}
	if err != nil {
		return nil, err
	}
	return result, nil
}

// ReadFile reads the list in a file, as [Read] does; "-" is standard input.
func ReadFile(ctx context.Context, path, format string, opts *table.ReadOptions) (*table.Result, error) {
	src, file, err := Open(path)
	if err != nil {
		return nil, err
	}
	if file != os.Stdin {
		defer file.Close()
	}
	return Read(ctx, src, format, opts)
}

// Open opens a file as a source; "-" is standard input. The caller must close
// the file, unless it is [os.Stdin], when the source has been read.
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

// ReadFS reads the list in a file of a file system, as [Read] does. Formats with
// a footer use random access where the file has some, as those of [os.DirFS] and
// of package embed do.
func ReadFS(ctx context.Context, files fs.FS, name, format string, opts *table.ReadOptions) (*table.Result, error) {
	file, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return Read(ctx, table.Source{Name: name, R: file, Size: -1}, format, opts)
}

// Write writes a list in the format of that name. Nil options are the zero
// value. The error for a nil or zero list, as the [table.Result] of a sink has it,
// wraps [dataidlist.ErrGroup].
func Write(w io.Writer, l *dataidlist.List, format string, opts *table.WriteOptions) error {
	f, err := Lookup(format)
	if err != nil {
		return err
	}
	if l.IsZero() {
		return fmt.Errorf("%w: there is no list to write: it is nil or zero", dataidlist.ErrGroup)
	}
	return f.write(w, l, opts.OrZero())
}

// WriteFile writes a list to a file, in the format of that name, or in that of
// the file's name if it is empty. The file is complete or absent, as
// [atomicfile.Write] promises.
func WriteFile(ctx context.Context, path string, l *dataidlist.List, format string, opts *table.WriteOptions, file atomicfile.Options) error {
	f, err := FormatOf(path, format)
	if err != nil {
		return err
	}
	return atomicfile.Write(ctx, path, file, func(w io.Writer) error { return Write(w, l, f.Name, opts) })
}
