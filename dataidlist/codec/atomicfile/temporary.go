package atomicfile

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// A temporary is a file or a directory that is to have another name.
type temporary struct {
	fsys   fileSystem
	path   string
	name   string // in errors
	remove func() // throws it away, unless it was renamed; may be called more than once
	file   file   // nil for a directory
	perm   fs.FileMode
	exact  bool // the file has just perm in the end, whatever the umask is
}

// newFile opens a temporary file in a folder.
func newFile(fsys fileSystem, folder, name string, perm fs.FileMode, exact bool) (*temporary, error) {
	const writable = 0o200 // or it could not be locked
	t, err := newTemporary(fsys, folder, name, func(path string) (file, error) {
		return fsys.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm|writable)
	})
	if err == nil {
		t.perm, t.exact = perm, exact
	}
	return t, err
}

// newTemporary makes something in a folder, where it removes what processes left
// that were killed. Its name has nothing of the final one, which may be as long
// as names can be.
func newTemporary(fsys fileSystem, folder, name string, create func(path string) (file, error)) (*temporary, error) {
	sweep(fsys, folder)
	for range 100 {
		path := filepath.Join(folder, fmt.Sprintf("%s%016x.tmp", namesHere(), rand.Uint64()))
		file, err := create(path)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return nil, named(name, err)
		}
		unlock, err := fsys.Lock(path)
		t := &temporary{fsys: fsys, path: path, name: name, file: file}
		t.remove = sync.OnceFunc(func() {
			if file != nil {
				_ = file.Close()
			}
			_ = fsys.RemoveAll(path)
			if unlock != nil {
				unlock()
			}
		})
		if errors.Is(err, errTaken) { // by a sweep that was quicker
			t.remove()
			continue
		}
		return t, nil
	}
	return nil, fmt.Errorf("%s: no free name for a temporary file", name)
}

// sweep removes what is left in a folder of processes that were killed: what
// nobody has locked.
func sweep(fsys fileSystem, folder string) {
	names, _ := fsys.Names(folder)
	for _, name := range names {
		if !strings.HasPrefix(name, namesHere()) {
			continue
		}
		path := filepath.Join(folder, name)
		if unlock, err := fsys.Lock(path); err == nil {
			_ = fsys.RemoveAll(path)
			unlock()
		}
	}
}

// namesHere begins the names of what is temporary and of this machine. Not every
// file system tells one machine of the locks of another.
func namesHere() string {
	host, _ := os.Hostname()
	h := fnv.New32a()
	_, _ = h.Write([]byte(host))
	return fmt.Sprintf(".dataidlist-%08x-", h.Sum32())
}

// become fills the file and gives it the name that fill returns. If anything
// fails before, the file is removed.
func (t *temporary) become(ctx context.Context, opts Options, fill func(io.Writer) (string, error)) error {
	defer t.remove()
	// Whoever is stopped may end the process before fill returns.
	stop := context.AfterFunc(ctx, t.remove)
	defer stop()
	target, err := t.write(ctx, fill)
	// If ctx has not ended after this, it cannot remove the file any more.
	stop()
	if ended := ctx.Err(); ended != nil {
		return ended
	}
	if err == nil {
		err = t.move(target, opts)
	}
	if err == nil {
		err = syncName(t.fsys, target)
	}
	return err
}

// write fills the file, so that its bytes are durable.
func (t *temporary) write(ctx context.Context, fill func(io.Writer) (string, error)) (target string, err error) {
	buffer := bufio.NewWriterSize(contextWriter{ctx, t.file, t.name}, bufferSize)
	err = copyTo(buffer, func(w io.Writer) error {
		target, err = fill(w)
		return err
	})
	if err == nil && t.exact {
		err = named(t.name, t.file.Chmod(t.perm))
	}
	if err == nil {
		err = seal(t.file, t.name)
	}
	return target, err
}

// seal closes a file whose bytes are durable then.
func seal(f file, name string) error {
	err := f.Sync()
	if closed := f.Close(); err == nil {
		err = closed
	}
	return named(name, err)
}

// move gives the file its name.
func (t *temporary) move(target string, opts Options) error {
	if opts.NoClobber {
		// Only a link refuses a file that came up in the meantime.
		if t.fsys.Link(t.path, target) == nil {
			return nil
		}
		_, err := t.fsys.Lstat(target)
		if err == nil {
			err = &fs.PathError{Op: "write", Path: t.name, Err: ErrExists}
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return named(t.name, err)
		}
	}
	return named(t.name, t.fsys.Rename(t.path, target))
}
