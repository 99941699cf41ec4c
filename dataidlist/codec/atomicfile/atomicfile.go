package atomicfile

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
)

// ErrExists is wrapped by the error for a file that is there and must not be
// replaced.
var ErrExists = errors.New("the file exists")

// Options says how to write. The zero value replaces an existing file.
type Options struct {
	NoClobber bool // refuse to replace an existing file
}

// Write makes the file at path of what fill writes. A symbolic link is
// followed, so that the link stays and its target is replaced; a file that is
// replaced keeps its permissions. If fill or anything else fails, or ctx is
// cancelled before the end, the error is returned and neither a new file nor
// the temporary one is left. The one exception is the last step: if the
// directory cannot be synced, the complete new file stays, but might not
// outlast a crash of the machine.
func Write(ctx context.Context, path string, opts Options, fill func(io.Writer) error) error {
	target, err := resolve(path)
	if err != nil {
		return err
	}
	mode := fs.FileMode(0o666)
	info, err := os.Stat(target)
	switch {
	case err == nil && info.IsDir():
		return &fs.PathError{Op: "write", Path: path, Err: syscall.EISDIR}
	case isDirect(target) || err == nil && !info.Mode().IsRegular():
		return writeDirectly(ctx, target, fill)
	case err == nil && opts.NoClobber:
		return &fs.PathError{Op: "write", Path: path, Err: ErrExists}
	case err == nil:
		mode = info.Mode().Perm()
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	t, err := create(target, mode, info != nil)
	if err == nil {
		defer t.remove()
		// A caller that is stopped may end the process before fill returns.
		defer context.AfterFunc(ctx, t.remove)()
		if err = copyTo(ctx, t.file, fill); err == nil {
			err = t.commit(target, opts)
		}
	}
	var failed *fs.PathError
	if errors.As(err, &failed) && strings.HasPrefix(filepath.Base(failed.Path), prefix) {
		failed.Path = path // the name that the user knows
	}
	return err
}

// prefix begins the names of temporary files.
const prefix = ".dataidlist-"

// resolve follows the symbolic links of the last element of path, also where
// the last of them points to nothing.
func resolve(path string) (string, error) {
	target := path
	for range 40 {
		if isDirect(target) {
			return target, nil
		}
		link, err := os.Readlink(target)
		if err != nil {
			return target, nil // no link, or nothing there
		}
		if !filepath.IsAbs(link) {
			link = filepath.Join(filepath.Dir(target), link)
		}
		target = link
	}
	return "", &fs.PathError{Op: "write", Path: path, Err: errors.New("too many symbolic links")}
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
func writeDirectly(ctx context.Context, path string, fill func(io.Writer) error) error {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(copyTo(ctx, file, fill), file.Close())
}

// copyTo writes through a buffer.
func copyTo(ctx context.Context, w io.Writer, fill func(io.Writer) error) error {
	buffer := bufio.NewWriterSize(contextWriter{ctx, w}, 256<<10)
	if err := fill(buffer); err != nil {
		return err
	}
	return buffer.Flush()
}

// A contextWriter fails once its context is cancelled.
type contextWriter struct {
	ctx context.Context
	w   io.Writer
}

func (c contextWriter) Write(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.w.Write(p)
}

// temporary is a file that is to become another.
type temporary struct {
	file   *os.File
	path   string
	unlock func()
}

// create opens a new file in the directory of target, where it removes those
// of processes that were killed. Its name does not have target's in it, which
// may be as long as names can be.
func create(target string, mode fs.FileMode, replaces bool) (*temporary, error) {
	folder := filepath.Dir(target)
	sweep(folder)
	for range 100 {
		path := filepath.Join(folder, fmt.Sprintf("%s%016x.tmp", namesHere(), rand.Uint64()))
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		unlock, locked := lock(path)
		t := &temporary{file, path, unlock}
		if !locked {
			t.remove()
			continue
		}
		if replaces { // the process's mask does not count
			if err := file.Chmod(mode); err != nil {
				t.remove()
				return nil, err
			}
		}
		return t, nil
	}
	return nil, fmt.Errorf("%s: no free name for a temporary file", target)
}

// remove throws the file away, unless it was renamed.
func (t *temporary) remove() {
	_ = t.file.Close()
	_ = os.Remove(t.path)
	t.unlock()
}

// commit makes the file durable under its name.
func (t *temporary) commit(target string, opts Options) error {
	if err := t.file.Sync(); err != nil {
		return err
	}
	if err := t.file.Close(); err != nil {
		return err
	}
	if err := t.move(target, opts); err != nil {
		return err
	}
	return syncDir(filepath.Dir(target))
}

func (t *temporary) move(target string, opts Options) error {
	if opts.NoClobber {
		// Only a link refuses a file that came up in the meantime. Where the
		// file system has no links, renaming must do.
		err := os.Link(t.path, target)
		if err == nil {
			return nil
		}
		if errors.Is(err, fs.ErrExist) {
			return &fs.PathError{Op: "write", Path: target, Err: ErrExists}
		}
	}
	return os.Rename(t.path, target)
}

// syncDir makes a change of names durable, where the directory can be opened
// and synced.
func syncDir(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	dir, err := os.Open(path)
	if errors.Is(err, fs.ErrPermission) {
		return nil
	}
	if err != nil {
		return err
	}
	defer dir.Close()
	if err := dir.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, syscall.ENOTSUP) {
		return err
	}
	return nil
}
