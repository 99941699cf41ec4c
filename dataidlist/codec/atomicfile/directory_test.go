//go:build unix

package atomicfile_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
)

// tree gives files with a text each.
func tree(texts map[string]string) iter.Seq2[string, func(io.Writer) error] {
	return func(yield func(string, func(io.Writer) error) bool) {
		for name, text := range texts {
			if !yield(name, fill(text)) {
				return
			}
		}
	}
}

// texts reads all files below a directory.
func texts(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	require.NoError(t, fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			all[name] = content(t, filepath.Join(dir, name))
		}
		return err
	}))
	return all
}

func TestADirectoryIsThereAsAWhole(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "b")
	want := map[string]string{"a": "1", "c/d/e": "2", "c/f": "", "g/h": "3"}
	require.NoError(t, atomicfile.WriteDirectory(t.Context(), path+"/", tree(want)))
	assert.Equal(t, want, texts(t, path))
	assert.Equal(t, []string{"b"}, names(t, dir))
	mask := syscall.Umask(0)
	syscall.Umask(mask)
	for name, mode := range map[string]fs.FileMode{".": 0o777, "c/d": 0o777, "c/f": 0o666} {
		info, err := os.Stat(filepath.Join(path, name))
		require.NoError(t, err)
		assert.Equal(t, mode&^fs.FileMode(mask), info.Mode().Perm(), "permissions as of anything new: %s", name)
	}

	err := atomicfile.WriteDirectory(t.Context(), path, tree(want))
	require.ErrorIs(t, err, atomicfile.ErrExists)
	assert.ErrorContains(t, err, path)
}

func TestADirectoryThatFailsIsNotThere(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "b")
	broken := errors.New("broken")
	var cancel func()
	for name, c := range map[string]struct {
		files map[string]func(io.Writer) error
		want  string
	}{
		"a file that fails":         {map[string]func(io.Writer) error{"a/b": func(io.Writer) error { return broken }}, "broken"},
		"a name that leads outside": {map[string]func(io.Writer) error{"../a": fill("x")}, "write " + path + "/../a: invalid path"},
		"a file within a file":      {map[string]func(io.Writer) error{"a": fill("x"), "a/b": fill("x")}, path + "/a: file exists"},
		"a context that ends": {map[string]func(io.Writer) error{"a": func(io.Writer) error {
			cancel()
			return nil
		}}, "context canceled"},
	} {
		var ctx context.Context
		ctx, cancel = context.WithCancel(t.Context())
		err := atomicfile.WriteDirectory(ctx, path, maps.All(c.files))
		require.ErrorContains(t, err, c.want, name)
		assert.NotContains(t, err.Error(), ".dataidlist-", name)
		assert.Empty(t, names(t, dir), name)
		cancel()
	}
}

func TestAFileIsNamedByItsBytes(t *testing.T) {
	dir := t.TempDir()
	incoming := filepath.Join(dir, "incoming")
	path := filepath.Join(dir, "a", "b", "object")
	require.NoError(t, atomicfile.MkdirAll(filepath.Dir(path), 0o750))
	require.NoError(t, atomicfile.MkdirAll(incoming, 0o750))
	put := func(text string, kept error) error {
		return atomicfile.WriteNamed(t.Context(), incoming, 0o462, func(w io.Writer) (string, error) {
			return path, errors.Join(fill(text)(w), kept)
		})
	}
	require.NoError(t, put("first", nil))
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, fs.FileMode(0o462), info.Mode(), "whatever the umask is")
	require.NoError(t, put("second", atomicfile.ErrExists))
	assert.Equal(t, "first", content(t, path))
	require.NoError(t, put("third", nil))
	assert.Equal(t, "third", content(t, path))
	assert.Empty(t, names(t, incoming))
	require.ErrorIs(t, put("", os.ErrPermission), os.ErrPermission)
	assert.Empty(t, names(t, incoming))
	assert.Equal(t, "third", content(t, path))
}
