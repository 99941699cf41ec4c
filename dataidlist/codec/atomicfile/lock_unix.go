//go:build linux || darwin

package atomicfile

import (
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// namesHere begins the names of the temporary files of this machine. Not every
// file system tells one machine of the locks of another.
func namesHere() string {
	host, _ := os.Hostname()
	h := fnv.New32a()
	_, _ = h.Write([]byte(host))
	return fmt.Sprintf("%s%08x-", prefix, h.Sum32())
}

// lock keeps sweep from removing a temporary file until the returned function
// is called. It reports false if a sweep was quicker.
func lock(path string) (unlock func(), ok bool) {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return func() {}, !errors.Is(err, fs.ErrNotExist)
	}
	unlock = func() { _ = file.Close() }
	if err := tryLock(file); errors.Is(err, syscall.EWOULDBLOCK) {
		return unlock, false
	}
	locked, errLocked := file.Stat()
	there, errThere := os.Lstat(path)
	return unlock, errLocked == nil && errThere == nil && os.SameFile(locked, there)
}

// sweep removes the temporary files of processes that were killed: those in
// the folder that nobody has locked.
func sweep(folder string) {
	dir, err := os.Open(folder)
	if err != nil {
		return
	}
	defer dir.Close()
	names, _ := dir.Readdirnames(-1)
	for _, name := range names {
		if !strings.HasPrefix(name, namesHere()) {
			continue
		}
		path := filepath.Join(folder, name)
		// A pipe or a link of that name is nobody's temporary file.
		file, err := os.OpenFile(path, os.O_WRONLY|syscall.O_NONBLOCK|syscall.O_NOFOLLOW, 0)
		if err != nil {
			continue
		}
		if tryLock(file) == nil {
			_ = os.Remove(path)
		}
		_ = file.Close()
	}
}

func tryLock(file *os.File) error {
	return syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
}
