package objects_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/campaign/objects"
	"github.com/skycampaign/skycampaign/provenance"
)

// blobs are an object store in memory. cmd/campaign tests the objects of a notebook with real ones.
type blobs map[string][]byte

func (b blobs) Open(_ context.Context, name string) (io.ReadCloser, error) {
	data, ok := b[name]
	if !ok {
		return nil, fmt.Errorf("%s: %w", name, fs.ErrNotExist)
	}
	return io.NopCloser(bytes.NewReader(data)), nil
}

func (b blobs) Write(_ context.Context, name string, replace bool, fill func(io.Writer) error) error {
	if b[name] != nil && !replace {
		return fmt.Errorf("%s: %w", name, fs.ErrExist)
	}
	var data bytes.Buffer
	if err := fill(&data); err != nil {
		return err
	}
	b[name] = data.Bytes()
	return nil
}

func (b blobs) Delete(_ context.Context, name string) error {
	delete(b, name)
	return nil
}

func (b blobs) Names(context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, name := range slices.Sorted(maps.Keys(b)) {
			if !yield(name, nil) {
				return
			}
		}
	}
}

// bucket returns objects in a store, with a cache of their own.
func bucket(t *testing.T, store blobs) *objects.Bucket {
	t.Helper()
	cache, err := objects.Open(t.TempDir())
	require.NoError(t, err)
	return objects.NewBucket(store, cache)
}

func read(t *testing.T, o campaign.Objects, d provenance.Digest) (string, error) {
	t.Helper()
	r, err := o.Open(t.Context(), d)
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(r)
	return string(text), errors.Join(err, r.Close())
}

func TestBucketKeepsBytesByDigest(t *testing.T) {
	store := blobs{}
	b := bucket(t, store)
	d, err := b.Put(t.Context(), strings.NewReader("a list"))
	require.NoError(t, err)
	assert.Equal(t, provenance.DigestOf([]byte("a list")), d)
	again, err := b.Put(t.Context(), strings.NewReader("a list"))
	require.NoError(t, err)
	assert.Equal(t, d, again)
	name := d.Hex()[:2] + "/" + d.Hex()[2:]
	assert.Equal(t, blobs{name: []byte("a list")}, store)

	// Somebody else, who has no copy.
	other := bucket(t, store)
	text, err := read(t, other, d)
	require.NoError(t, err)
	assert.Equal(t, "a list", text)
	path, release, err := other.Path(t.Context(), d)
	require.NoError(t, err)
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, "a list", string(data))
	release()

	store["incoming"], store["zz/nothing"] = []byte("x"), []byte("y")
	var all []provenance.Digest
	for found, err := range other.All(t.Context()) {
		require.NoError(t, err)
		all = append(all, found)
	}
	assert.Equal(t, []provenance.Digest{d}, all, "and nothing that is none")

	require.NoError(t, b.Delete(t.Context(), d))
	_, err = read(t, b, d)
	require.ErrorIs(t, err, campaign.ErrNotFound)
	_, _, err = b.Path(t.Context(), d)
	require.ErrorIs(t, err, campaign.ErrNotFound)
}

// What the store has is verified where it is read, whatever the copies say, and put right by whoever has the bytes.
func TestBucketNoticesEveryByte(t *testing.T) {
	store := blobs{}
	b := bucket(t, store)
	d, err := b.Put(t.Context(), strings.NewReader("a list"))
	require.NoError(t, err)
	name := d.Hex()[:2] + "/" + d.Hex()[2:]
	for i := range store[name] {
		bad := []byte("a list")
		bad[i] ^= 1
		store[name] = bad
		_, err := read(t, b, d)
		require.ErrorIs(t, err, provenance.ErrBroken)
		_, _, err = bucket(t, store).Path(t.Context(), d)
		require.ErrorIs(t, err, provenance.ErrBroken)
	}
	_, err = b.Put(t.Context(), strings.NewReader("a list"))
	require.NoError(t, err)
	text, err := read(t, b, d)
	require.NoError(t, err)
	assert.Equal(t, "a list", text)
}
