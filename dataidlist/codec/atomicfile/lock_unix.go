//go:build linux || darwin

package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

func (disk) Lock(path string) (unlock func(), err error) {
	const flags = syscall.O_NONBLOCK | syscall.O_NOFOLLOW // a pipe or a link of that name is nobody's
	file, err := os.OpenFile(path, os.O_WRONLY|flags, 0)
	if errors.Is(err, syscall.EISDIR) {
		file, err = os.OpenFile(path, os.O_RDONLY|flags, 0)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errTaken
	}
	if err != nil {
		return nil, err
	}
	if err := flock(file, path); err != nil {
		_ = file.Close()
		return nil, err
	}
	return func() { _ = file.Close() }, nil
}

// flock locks a file that is to be at path still.
func flock(file *os.File, path string) error {
	err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return errTaken
	}
	if err != nil {
		return err
	}
	locked, err := file.Stat()
	if err != nil {
		return err
	}
	there, err := os.Lstat(path)
	if err != nil || !os.SameFile(locked, there) {
		return errTaken
	}
	return nil
}
