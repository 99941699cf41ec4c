package objects_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/campaign/objects"
	"github.com/skycampaign/skycampaign/provenance"
)

func put(t *testing.T, d *objects.Directory, text string) provenance.Digest {
	t.Helper()
	digest, err := d.Put(t.Context(), strings.NewReader(text))
	require.NoError(t, err)
	return digest
}

func get(t *testing.T, d *objects.Directory, digest provenance.Digest) (string, error) {
	t.Helper()
	r, err := d.Open(t.Context(), digest)
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(r)
	return string(text), errors.Join(err, r.Close())
}

// files returns the names of all files below a directory.
func files(t *testing.T, root string) []string {
	t.Helper()
	var names []string
	require.NoError(t, filepath.WalkDir(root, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			names = append(names, path)
		}
		return err
	}))
	return names
}

func TestDirectoryKeepsBytesByDigest(t *testing.T) {
	root := t.TempDir()
	d, err := objects.Open(root)
	require.NoError(t, err)
	digest := put(t, d, "abc")
	assert.Equal(t, provenance.DigestOf([]byte("abc")), digest)
	assert.Equal(t, digest, put(t, d, "abc"), "again")
	assert.Len(t, files(t, root), 1, "once, and nothing half written")

	text, err := get(t, d, digest)
	require.NoError(t, err)
	assert.Equal(t, "abc", text)
	path, release, err := d.Path(t.Context(), digest)
	require.NoError(t, err)
	defer release()
	bytes, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, "abc", string(bytes))

	_, err = get(t, d, provenance.DigestOf([]byte("other")))
	require.ErrorIs(t, err, campaign.ErrNotFound)
	_, _, err = d.Path(t.Context(), provenance.DigestOf([]byte("other")))
	require.ErrorIs(t, err, campaign.ErrNotFound)
}

func TestDirectoryListsAndDeletes(t *testing.T) {
	d, err := objects.Open(t.TempDir())
	require.NoError(t, err)
	a, b := put(t, d, "a"), put(t, d, "b")
	var all []provenance.Digest
	for digest, err := range d.All(t.Context()) {
		require.NoError(t, err)
		all = append(all, digest)
	}
	assert.ElementsMatch(t, []provenance.Digest{a, b}, all)
	assert.Less(t, bytes.Compare(all[0][:], all[1][:]), 0, "in order")
	require.NoError(t, d.Delete(t.Context(), a))
	require.NoError(t, d.Delete(t.Context(), a), "what is not there")
	_, err = get(t, d, a)
	require.ErrorIs(t, err, campaign.ErrNotFound)
	_, err = get(t, d, b)
	require.NoError(t, err)
}

func TestDirectoryNoticesEveryBitAndCut(t *testing.T) {
	d, err := objects.Open(t.TempDir())
	require.NoError(t, err)
	digest := put(t, d, "a list")
	path, _, err := d.Path(t.Context(), digest)
	require.NoError(t, err)
	var all [][]byte
	for i := range len("a list") * 8 {
		spoiled := []byte("a list")
		spoiled[i/8] ^= 1 << (i % 8)
		all = append(all, spoiled, []byte("a list")[:i/8])
	}
	for _, spoiled := range all {
		require.NoError(t, os.Chmod(path, 0o600))
		require.NoError(t, os.WriteFile(path, spoiled, 0o600))
		_, err := get(t, d, digest)
		require.ErrorIs(t, err, provenance.ErrBroken)
		_, _, err = d.Path(t.Context(), digest)
		require.ErrorIs(t, err, provenance.ErrBroken)
	}
	assert.Equal(t, digest, put(t, d, "a list"))
	text, err := get(t, d, digest)
	require.NoError(t, err, "what is put again is good again")
	assert.Equal(t, "a list", text)
}

func TestDirectoryPutsAllOrNothing(t *testing.T) {
	root := t.TempDir()
	d, err := objects.Open(root)
	require.NoError(t, err)
	_, err = d.Put(t.Context(), iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader("abc"))))
	require.ErrorIs(t, err, iotest.ErrTimeout)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = d.Put(ctx, strings.NewReader("abc"))
	require.ErrorIs(t, err, context.Canceled)
	assert.Empty(t, files(t, root))
}

// A reader that is cancelled when all was read is so before anything is kept.
func TestDirectoryPutsNothingOnceItIsCancelled(t *testing.T) {
	root := t.TempDir()
	d, err := objects.Open(root)
	require.NoError(t, err)
	for how, end := range map[string]func(error) error{
		"at the end":          func(err error) error { return err },
		"in words of its own": func(error) error { return errors.New("stopped") },
	} {
		ctx, cancel := context.WithCancel(t.Context())
		_, err = d.Put(ctx, io.MultiReader(strings.NewReader("abc"), readerFunc(func([]byte) (int, error) {
			cancel()
			return 0, end(io.EOF)
		})))
		require.ErrorIs(t, err, context.Canceled, how)
		assert.Empty(t, files(t, root), how)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestDirectoryKeepsWhatIsThere(t *testing.T) {
	d, err := objects.Open(filepath.Join(t.TempDir(), "made", "with", "it"))
	require.NoError(t, err)
	path, release, err := d.Path(t.Context(), put(t, d, "abc"))
	require.NoError(t, err)
	defer release()
	stat := func() os.FileInfo {
		info, err := os.Stat(path)
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o440), info.Mode(), "nobody changes it by accident")
		return info
	}
	first := stat()
	put(t, d, "abc")
	assert.True(t, os.SameFile(first, stat()), "a second time it is not written")
}

func TestDirectoryIsSharedByWriters(t *testing.T) {
	root := t.TempDir()
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			d, err := objects.Open(root)
			if assert.NoError(t, err) {
				_, err := d.Put(context.Background(), strings.NewReader(strings.Repeat("x", 1<<16)))
				assert.NoError(t, err)
			}
		})
	}
	group.Wait()
	assert.Len(t, files(t, root), 1)
}

func TestOpenRemovesWhatWasAbandoned(t *testing.T) {
	root := t.TempDir()
	_, err := objects.Open(root)
	require.NoError(t, err)
	for name, age := range map[string]time.Duration{"old": 25 * time.Hour, "new": time.Hour} {
		path := filepath.Join(root, "incoming", name)
		require.NoError(t, os.WriteFile(path, nil, 0o600))
		require.NoError(t, os.Chtimes(path, time.Time{}, time.Now().Add(-age)))
	}
	_, err = objects.Open(root)
	require.NoError(t, err)
	assert.Equal(t, []string{filepath.Join(root, "incoming", "new")}, files(t, root))
}
