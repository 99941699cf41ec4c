package atomicfile

import (
	"bufio"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// ErrExists is wrapped by the error for a file that is there and must not be
// replaced.
var ErrExists = errors.New("the file exists")

// Options says how to write. The zero value replaces an existing file.
type Options struct {
	// NoClobber refuses to replace an existing file, also one that came up in
	// the meantime. Where a file system has no links, it looks first and renames
	// then.
	NoClobber bool
}

// Write makes the file at path of what fill writes. A symbolic link is
// followed, so that the link stays and its target is replaced; a file that is
// replaced keeps its permissions.
//
// When Write returns nil, the new file is complete and durable. If fill or
// anything else fails, the error is returned and neither a new file nor the
// temporary one is left. The one exception is the last step: if the directory
// cannot be synced, the complete new file stays, but might not outlast a crash.
//
// If ctx ends before the file has its name, that is a failure, too, and the
// error is that of ctx, whatever fill returns; the temporary file goes at once,
// even while fill still runs. Later ctx does not count any more.
func Write(ctx context.Context, path string, opts Options, fill func(io.Writer) error) error {
	return write(ctx, disk{}, path, opts, fill)
}

func write(ctx context.Context, fsys fileSystem, path string, opts Options, fill func(io.Writer) error) error {
	target, old, err := resolve(fsys, path)
	if err != nil {
		return err
	}
	perm := fs.FileMode(0o666)
	if old != nil {
		perm = old.Mode().Perm()
	}
	switch {
	case old != nil && old.IsDir():
		return &fs.PathError{Op: "write", Path: path, Err: syscall.EISDIR}
	case isDirect(target) || old != nil && !old.Mode().IsRegular():
		return writeDirectly(ctx, fsys, target, fill)
	case old != nil && opts.NoClobber:
		return &fs.PathError{Op: "write", Path: path, Err: ErrExists}
	}
	t, err := newFile(fsys, filepath.Dir(target), path, perm, old != nil)
	if err != nil {
		return err
	}
	return t.become(ctx, opts, func(w io.Writer) (string, error) { return target, fill(w) })
}

// WriteNamed makes a file of what fill writes under the path that fill returns,
// which may depend on it. The temporary file is in dir, which must be in the
// same file system. The file has the permissions perm, whatever the umask is; in
// all else WriteNamed promises what [Write] does.
//
// Fill may find that the file is there already, made by WriteNamed, and return
// its path with an error that wraps [ErrExists]. It is then left as it is, and
// durable when WriteNamed returns nil.
func WriteNamed(ctx context.Context, dir string, perm fs.FileMode, fill func(io.Writer) (path string, err error)) error {
	return writeNamed(ctx, disk{}, dir, perm, fill)
}

func writeNamed(ctx context.Context, fsys fileSystem, dir string, perm fs.FileMode, fill func(io.Writer) (string, error)) error {
	t, err := newFile(fsys, dir, dir, perm, true)
	if err != nil {
		return err
	}
	err = t.become(ctx, Options{}, func(w io.Writer) (_ string, err error) {
		t.name, err = fill(w)
		return t.name, err
	})
	if errors.Is(err, ErrExists) {
		err = syncName(fsys, t.name) // which whoever made it may not have done yet
	}
	return err
}

// resolve follows the symbolic links of the last element of path, and tells what
// is there: nil if there is nothing, also where the last of the links points to
// nothing, and for what is written directly.
func resolve(fsys fileSystem, path string) (target string, there fs.FileInfo, err error) {
	target = path
	for range 40 {
		if isDirect(target) {
			return target, nil, nil
		}
		info, err := fsys.Lstat(target)
		if errors.Is(err, fs.ErrNotExist) {
			return target, nil, nil
		}
		if err != nil || info.Mode()&fs.ModeSymlink == 0 {
			return target, info, err
		}
		link, err := fsys.Readlink(target)
		if err != nil {
			return "", nil, err
		}
		if !filepath.IsAbs(link) {
			link = filepath.Join(filepath.Dir(target), link)
		}
		target = link
	}
	return "", nil, &fs.PathError{Op: "write", Path: path, Err: errors.New("too many symbolic links")}
}

// isDirect reports whether path names an open file of a process.
func isDirect(path string) bool {
	for _, own := range []string{"/dev/stdout", "/dev/stderr", "/dev/fd/", "/proc/"} {
		if strings.HasPrefix(path, own) {
			return true
		}
	}
	return false
}

// writeDirectly writes to what cannot be replaced.
func writeDirectly(ctx context.Context, fsys fileSystem, path string, fill func(io.Writer) error) error {
	file, err := fsys.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	err = errors.Join(copyTo(bufio.NewWriterSize(contextWriter{ctx, file, path}, bufferSize), fill), file.Close())
	if ended := ctx.Err(); ended != nil && err != nil {
		return ended
	}
	return err
}

const bufferSize = 256 << 10

// copyTo writes what fill writes through a buffer.
func copyTo(buffer *bufio.Writer, fill func(io.Writer) error) error {
	if err := fill(buffer); err != nil {
		return err
	}
	return buffer.Flush()
}

// A contextWriter fails once its context is cancelled.
type contextWriter struct {
	ctx  context.Context
	w    io.Writer
	name string // in errors
}

func (c contextWriter) Write(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.w.Write(p)
	return n, named(c.name, err)
}

// named gives an error of the operating system the name that the user knows.
func named(name string, err error) error {
	var failed *fs.PathError
	var moved *os.LinkError
	switch {
	case errors.As(err, &failed):
		return &fs.PathError{Op: failed.Op, Path: name, Err: failed.Err}
	case errors.As(err, &moved):
		return &fs.PathError{Op: moved.Op, Path: name, Err: moved.Err}
	}
	return err
}
