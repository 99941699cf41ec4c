package atomicfile

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// A fileSystem is what this package needs of package os, whose functions its
// methods are. Tests have one that fails, and loses what was not synced.
type fileSystem interface {
	Lstat(path string) (fs.FileInfo, error)
	Stat(path string) (fs.FileInfo, error)
	Readlink(path string) (string, error)
	OpenFile(path string, flag int, perm fs.FileMode) (file, error)
	Mkdir(path string, perm fs.FileMode) error
	Link(from, to string) error
	Rename(from, to string) error
	RemoveAll(path string) error
	// Names returns the names in a directory, in no order.
	Names(dir string) ([]string, error)
	// Lock keeps others from locking a file or a directory until unlock is
	// called or the process ends. The error wraps errTaken if another has locked
	// or removed it; with any other there are no locks.
	Lock(path string) (unlock func(), err error)
}

// A file is an open file or directory.
type file interface {
	io.WriteCloser
	Chmod(perm fs.FileMode) error
	Sync() error
}

var errTaken = errors.New("locked or removed by another process")

// disk is the file system of the operating system.
type disk struct{}

func (disk) Lstat(path string) (fs.FileInfo, error)    { return os.Lstat(path) }
func (disk) Stat(path string) (fs.FileInfo, error)     { return os.Stat(path) }
func (disk) Readlink(path string) (string, error)      { return os.Readlink(path) }
func (disk) Mkdir(path string, perm fs.FileMode) error { return os.Mkdir(path, perm) }
func (disk) Link(from, to string) error                { return os.Link(from, to) }
func (disk) Rename(from, to string) error              { return os.Rename(from, to) }
func (disk) RemoveAll(path string) error               { return os.RemoveAll(path) }

func (disk) OpenFile(path string, flag int, perm fs.FileMode) (file, error) {
	f, err := os.OpenFile(path, flag, perm)
	if err != nil {
		return nil, err
	}
	return f, nil
}

func (disk) Names(path string) ([]string, error) {
	dir, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	return dir.Readdirnames(-1)
}
