package atomicfile

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
)

// WriteDirectory makes the directory at path, in which are the files that are
// given: each by its name, of which slashes part directories, and what fills it.
// Under its name it is there as a whole or not at all. Something that is there
// already is not replaced, and the error wraps [ErrExists].
//
// When WriteDirectory returns nil, all of it is complete and durable. Otherwise
// it fails as [Write] does, and leaves nothing; but when ctx ends, what was
// written goes only after the file that is being filled.
func WriteDirectory(ctx context.Context, path string, files iter.Seq2[string, func(io.Writer) error]) error {
	return writeDirectory(ctx, disk{}, path, files)
}

func writeDirectory(ctx context.Context, fsys fileSystem, path string, files iter.Seq2[string, func(io.Writer) error]) error {
	path = filepath.Clean(path)
	_, err := fsys.Lstat(path)
	if err == nil {
		return &fs.PathError{Op: "write", Path: path, Err: ErrExists}
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	t, err := newTemporary(fsys, filepath.Dir(path), path, func(path string) (file, error) { return nil, fsys.Mkdir(path, 0o777) })
	if err != nil {
		return err
	}
	defer t.remove()
	err = t.fillDirectory(ctx, files)
	if ended := ctx.Err(); ended != nil {
		return ended
	}
	if err != nil {
		return err
	}
	err = fsys.Rename(t.path, path)
	if errors.Is(err, fs.ErrExist) { // it came up in the meantime
		return &fs.PathError{Op: "write", Path: path, Err: ErrExists}
	}
	if err != nil {
		return named(path, err)
	}
	return syncName(fsys, path)
}

// fillDirectory makes files in a directory, durable but for the name of it.
func (t *temporary) fillDirectory(ctx context.Context, files iter.Seq2[string, func(io.Writer) error]) error {
	made := map[string]bool{".": true} // directories
	buffer := bufio.NewWriterSize(nil, bufferSize)
	for name, fill := range files {
		local, err := filepath.Localize(name)
		if err != nil {
			return &fs.PathError{Op: "write", Path: t.name + "/" + name, Err: err}
		}
		if err := t.mkdir(filepath.Dir(local), made); err != nil {
			return err
		}
		shown := filepath.Join(t.name, local)
		f, err := t.fsys.OpenFile(filepath.Join(t.path, local), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if err != nil {
			return named(shown, err)
		}
		buffer.Reset(contextWriter{ctx, f, shown})
		if err := copyTo(buffer, fill); err != nil {
			_ = f.Close()
			return err
		}
		if err := seal(f, shown); err != nil {
			return err
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(made)) {
		if err := syncDir(t.fsys, filepath.Join(t.path, dir)); err != nil {
			return named(filepath.Join(t.name, dir), err)
		}
	}
	return nil
}

// mkdir makes a directory in a temporary one, and those around it.
func (t *temporary) mkdir(dir string, made map[string]bool) error {
	if made[dir] {
		return nil
	}
	if err := t.mkdir(filepath.Dir(dir), made); err != nil {
		return err
	}
	made[dir] = true
	return named(filepath.Join(t.name, dir), t.fsys.Mkdir(filepath.Join(t.path, dir), 0o777))
}

// MkdirAll is [os.MkdirAll], but durable: when it returns nil, so are the
// directory and those around it that MkdirAll made, now or when it failed before.
func MkdirAll(path string, perm fs.FileMode) error { return mkdirAll(disk{}, path, perm) }

func mkdirAll(fsys fileSystem, path string, perm fs.FileMode) error {
	path = filepath.Clean(path)
	parent := filepath.Dir(path)
	info, err := fsys.Stat(path)
	switch {
	case err == nil && !info.IsDir():
		err = &fs.PathError{Op: "mkdir", Path: path, Err: syscall.ENOTDIR}
	case errors.Is(err, fs.ErrNotExist) && parent != path:
		if err = mkdirAll(fsys, parent, perm); err == nil {
			err = mkdir(fsys, path, perm)
		}
	}
	if err != nil {
		return err
	}
	// Also if it was there: whoever made it may not have come to this.
	return syncName(fsys, path)
}

// mkdir makes a directory, unless another process was quicker.
func mkdir(fsys fileSystem, path string, perm fs.FileMode) error {
	err := fsys.Mkdir(path, perm)
	if errors.Is(err, fs.ErrExist) {
		if info, none := fsys.Stat(path); none == nil && info.IsDir() {
			return nil
		}
	}
	return err
}

// syncName makes the name of what is at path durable.
func syncName(fsys fileSystem, path string) error {
	if err := syncDir(fsys, filepath.Dir(path)); err != nil {
		return fmt.Errorf("%s is there, but might not outlast a crash of the machine: %w", path, err)
	}
	return nil
}

// syncDir makes the names in a directory durable, where it can be opened and
// synced.
func syncDir(fsys fileSystem, path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	dir, err := fsys.OpenFile(path, os.O_RDONLY, 0)
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
