//go:build unix

package atomicfile_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
)

func fill(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func content(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(data)
}

func TestANewFileIsCompleteAndAlone(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, strings.Repeat("n", 255))
	require.NoError(t, atomicfile.Write(t.Context(), path, atomicfile.Options{}, fill("hello")))
	assert.Equal(t, "hello", content(t, path))
	assert.Len(t, names(t, dir), 1)
	mask := syscall.Umask(0)
	syscall.Umask(mask)
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, fs.FileMode(0o666&^mask), info.Mode(), "permissions as of any new file")
}

func TestAFailureLeavesTheOldFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "list")
	require.NoError(t, os.WriteFile(path, []byte("old"), 0o600))
	broken := errors.New("broken")
	err := atomicfile.Write(t.Context(), path, atomicfile.Options{}, func(w io.Writer) error {
		_, _ = w.Write(make([]byte, 1<<20))
		return broken
	})
	require.ErrorIs(t, err, broken)
	assert.Equal(t, "old", content(t, path))
	assert.Equal(t, []string{"list"}, names(t, dir))
}

func TestACancelledWriteLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "list")
	ctx, cancel := context.WithCancel(t.Context())
	err := atomicfile.Write(ctx, path, atomicfile.Options{}, func(w io.Writer) error {
		assert.Len(t, names(t, dir), 1, "the temporary file")
		cancel()
		for {
			if _, err := w.Write(make([]byte, 1<<20)); err != nil {
				return err
			}
		}
	})
	require.ErrorIs(t, err, context.Canceled)
	assert.Empty(t, names(t, dir))
}

func TestTheTemporaryFileGoesAsSoonAsTheContextEnds(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	err := atomicfile.Write(ctx, filepath.Join(dir, "list"), atomicfile.Options{}, func(io.Writer) error {
		cancel()
		assert.Eventually(t, func() bool { return len(names(t, dir)) == 0 }, 10*time.Second, time.Millisecond, "before fill returns")
		return nil
	})
	require.ErrorIs(t, err, context.Canceled)
	assert.Empty(t, names(t, dir))
}

// The context may end at any moment: before the last step, which is noticed, or
// after it.
func TestACancelledWriteIsCompleteOrSaysSo(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "list")
	for n := range 200 {
		ctx, cancel := context.WithCancel(t.Context())
		err := atomicfile.Write(ctx, path, atomicfile.Options{}, func(w io.Writer) error {
			time.AfterFunc(time.Duration(n)*5*time.Microsecond, cancel)
			return fill("new")(w)
		})
		if err == nil {
			assert.Equal(t, "new", content(t, path))
			require.NoError(t, os.Remove(path))
		} else {
			require.Equal(t, context.Canceled, err)
		}
		assert.Empty(t, names(t, dir))
		cancel()
	}
}

func TestTheContextSaysWhyItEnded(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), time.Microsecond)
	defer cancel()
	for name, path := range map[string]string{"a file": filepath.Join(dir, "list"), "written directly": "/dev/null"} {
		err := atomicfile.Write(ctx, path, atomicfile.Options{}, func(w io.Writer) error {
			<-ctx.Done()
			_, _ = w.Write(make([]byte, 1<<20))
			return errors.New("in words of its own")
		})
		require.ErrorIs(t, err, context.DeadlineExceeded, name)
	}
	assert.Empty(t, names(t, dir))
}

func TestAReplacedFileKeepsItsPermissions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "list")
	require.NoError(t, os.WriteFile(path, []byte("old"), 0o600))
	require.NoError(t, os.Chmod(path, 0o646))
	require.NoError(t, atomicfile.Write(t.Context(), path, atomicfile.Options{}, fill("new")))
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, fs.FileMode(0o646), info.Mode())
	assert.Equal(t, "new", content(t, path))
}

func TestNoClobber(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "list")
	keep := atomicfile.Options{NoClobber: true}
	require.NoError(t, atomicfile.Write(t.Context(), path, keep, fill("first")))
	err := atomicfile.Write(t.Context(), path, keep, fill("second"))
	require.ErrorIs(t, err, atomicfile.ErrExists)
	assert.ErrorContains(t, err, path)

	late := filepath.Join(dir, "late")
	err = atomicfile.Write(t.Context(), late, keep, func(w io.Writer) error {
		return os.WriteFile(late, []byte("by another"), 0o600)
	})
	require.ErrorIs(t, err, atomicfile.ErrExists)
	assert.Equal(t, "by another", content(t, late))
	assert.Equal(t, "first", content(t, path))
	assert.Equal(t, []string{"late", "list"}, names(t, dir))
}

func TestASymbolicLinkStays(t *testing.T) {
	dir := t.TempDir()
	sub := filepath.Join(dir, "sub")
	require.NoError(t, os.Mkdir(sub, 0o750))
	link := filepath.Join(dir, "link")
	require.NoError(t, os.Symlink("sub/target", link)) // which is not there yet
	for _, text := range []string{"first", "second"} {
		require.NoError(t, atomicfile.Write(t.Context(), link, atomicfile.Options{}, fill(text)))
		assert.Equal(t, text, content(t, filepath.Join(sub, "target")))
		info, err := os.Lstat(link)
		require.NoError(t, err)
		assert.NotZero(t, info.Mode()&fs.ModeSymlink)
	}
	loop := filepath.Join(dir, "loop")
	require.NoError(t, os.Symlink("loop", loop))
	assert.Error(t, atomicfile.Write(t.Context(), loop, atomicfile.Options{}, fill("x")))
}

func TestWhatCannotBeReplacedIsWrittenDirectly(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	got := make(chan string)
	go func() {
		data, _ := os.ReadFile(pipe)
		got <- string(data)
	}()
	require.NoError(t, atomicfile.Write(t.Context(), pipe, atomicfile.Options{NoClobber: true}, fill("through")))
	assert.Equal(t, "through", <-got)
	assert.Equal(t, []string{"pipe"}, names(t, dir))

	err := atomicfile.Write(t.Context(), "/dev/full", atomicfile.Options{}, fill("x"))
	assert.ErrorIs(t, err, syscall.ENOSPC)
}

func TestErrorsNameTheFile(t *testing.T) {
	dir := t.TempDir()
	for name, path := range map[string]string{
		"a directory":         dir,
		"in no directory":     filepath.Join(dir, "none", "list"),
		"in a file":           filepath.Join("/dev/null", "list"),
		"a name too long":     filepath.Join(dir, strings.Repeat("n", 256)),
		"in what is no place": filepath.Join("/proc", "list"),
	} {
		err := atomicfile.Write(t.Context(), path, atomicfile.Options{}, fill("x"))
		assert.ErrorContains(t, err, path, name)
	}
	assert.Empty(t, names(t, dir))
}
