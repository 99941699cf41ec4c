package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/skycampaign/skycampaign/cmd/internal/remote"
	"github.com/skycampaign/skycampaign/dataidlist/codec"
	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// A user names a file by its path or URL, an object of a store by its URL, and
// standard input by "-". Here they become bytes.

// openFile opens what a user names, to read it. The caller must close it.
func (c *command) openFile(name string) (table.Source, io.Closer, error) {
	if !remote.IsURL(name) {
		src, file, err := codec.Open(remote.Local(name))
		src.Name = name
		return src, file, err
	}
	r, err := remote.Open(c.Context, name)
	return table.Source{Name: name, R: r, Size: -1}, r, err
}

// writeFile makes what a user names of what fill writes, complete or not at
// all.
func (c *command) writeFile(name string, opts atomicfile.Options, fill func(io.Writer) error) error {
	if remote.IsURL(name) {
		return remote.Write(c.Context, name, opts, fill)
	}
	return atomicfile.Write(c.Context, remote.Local(name), opts, fill)
}

// checkFile refuses a file that cannot be written, or that exists and is not to
// be replaced. What an object's store refuses is seen later only.
func (o *output) checkFile(name string) error {
	if remote.IsURL(name) {
		if _, err := remote.Find(); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	}
	path := remote.Local(name)
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return fmt.Errorf("%s: it is a folder: name a file in it", name)
	case err == nil && o.file.NoClobber:
		return fmt.Errorf("%s: %w: drop --no-clobber or choose another name", name, atomicfile.ErrExists)
	case err == nil:
		return nil
	}
	folder := filepath.Dir(path)
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: there is no folder %s: make it first", name, folder)
	}
	return nil
}

// checkDistinct refuses one file as the output of two options.
func checkDistinct(options, a, b string) error {
	if isSameFile(remote.Local(a), remote.Local(b)) {
		return fmt.Errorf("%s: it is the file of %s: give each its own", b, options)
	}
	return nil
}

// isSameFile reports whether two names are one regular file or one object, or
// will be.
func isSameFile(a, b string) bool {
	if remote.IsURL(a) || remote.IsURL(b) {
		return a == b
	}
	first, errA := os.Stat(a)
	second, errB := os.Stat(b)
	if errA == nil && errB == nil {
		return first.Mode().IsRegular() && os.SameFile(first, second)
	}
	return errA != nil && errB != nil && place(a) == place(b)
}

// place gives the path of a file that is not there yet, in the one form that
// its folder has.
func place(path string) string {
	folder, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err == nil {
		folder, err = filepath.Abs(folder)
	}
	if err != nil {
		return filepath.Clean(path)
	}
	return filepath.Join(folder, filepath.Base(path))
}
