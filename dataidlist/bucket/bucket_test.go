package bucket_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gocloud.dev/blob"
	"gocloud.dev/blob/memblob"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/bucket"
	"github.com/skycampaign/skycampaign/dataidlist/bucket/buckettest"
	"github.com/skycampaign/skycampaign/dataidlist/codec"
	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// long is more than what any driver sends at a time, so that it goes in parts.
const long = 20 << 20

func TestStores(t *testing.T) {
	for _, store := range buckettest.Start(t) {
		t.Run(store.Name, func(t *testing.T) {
			for name, test := range map[string]func(*testing.T, buckettest.Store){
				"lists":       testLists,
				"bytes":       testBytes,
				"replace":     testReplace,
				"fail":        testFail,
				"cancel":      testCancel,
				"no clobber":  testNoClobber,
				"one of many": testOneOfMany,
				"absent":      testAbsent,
				"no bucket":   testNoBucket,
				"file system": testFileSystem,
				"keys":        testKeys,
			} {
				t.Run(name, func(t *testing.T) { test(t, store) })
			}
		})
	}
}

// open opens the bucket of a store.
func open(t *testing.T, store buckettest.Store) *blob.Bucket {
	t.Helper()
	b, err := blob.OpenBucket(t.Context(), store.URL)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, b.Close()) })
	return b
}

func fill(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

func content(t *testing.T, b *blob.Bucket, key string) string {
	t.Helper()
	r, err := bucket.Open(t.Context(), b, key)
	require.NoError(t, err)
	defer r.Close()
	data, err := io.ReadAll(r)
	require.NoError(t, err)
	return string(data)
}

func list(t *testing.T) *dataidlist.List {
	t.Helper()
	b := dataidlist.NewBuilder(listtest.Group(t, "visit", "detector"))
	require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{2025062900604, 3}, 9, dataidlist.Reason{Text: "trailed"}))
	return b.List()
}

func testLists(t *testing.T, store buckettest.Store) {
	b := open(t, store)
	for _, name := range []string{"parquet", "arrow", "arrow-stream", "json", "yaml", "csv"} {
		f, err := codec.Lookup(name)
		require.NoError(t, err)
		key := "lists/bad" + f.Suffixes[0]
		require.NoError(t, bucket.WriteList(t.Context(), b, key, list(t), "", nil, atomicfile.Options{}), f.Name)
		got, err := bucket.ReadList(t.Context(), b, key, "", nil)
		require.NoError(t, err, f.Name)
		assert.Equal(t, list(t).Digest(), got.List.Digest(), f.Name)
	}
	err := bucket.WriteList(t.Context(), b, "bad", list(t), "", nil, atomicfile.Options{})
	require.ErrorContains(t, err, "bad: the name says no format")
	require.NoError(t, bucket.Write(t.Context(), b, "wrong.csv", atomicfile.Options{}, fill("instrument,visit\nLSSTCam,x\n")))
	_, err = bucket.ReadList(t.Context(), b, "wrong.csv", "", nil)
	require.ErrorContains(t, err, "wrong.csv:2: column visit")
}

func testBytes(t *testing.T, store buckettest.Store) {
	rng := rand.NewChaCha8([32]byte{})
	for _, size := range []int{0, 1, 100_000, long} {
		data := make([]byte, size)
		_, _ = rng.Read(data)
		b, key := open(t, store), "bytes"
		err := bucket.Write(t.Context(), b, key, atomicfile.Options{}, func(w io.Writer) error {
			_, err := io.Copy(w, bytes.NewReader(data))
			return err
		})
		require.NoError(t, err)
		assert.True(t, content(t, b, key) == string(data), "%d bytes", size)
	}
}

func testReplace(t *testing.T, store buckettest.Store) {
	b, key := open(t, store), "replaced"
	for _, text := range []string{"first", "second"} {
		require.NoError(t, bucket.Write(t.Context(), b, key, atomicfile.Options{}, fill(text)))
		assert.Equal(t, text, content(t, b, key))
	}
}

// keys gives all keys that begin with a prefix.
func keys(t *testing.T, b *blob.Bucket, prefix string) []string {
	t.Helper()
	var all []string
	for o, err := range blobs(t.Context(), b, prefix) {
		require.NoError(t, err)
		all = append(all, o.Key)
	}
	return all
}

func blobs(ctx context.Context, b *blob.Bucket, prefix string) func(func(*blob.ListObject, error) bool) {
	all := b.List(&blob.ListOptions{Prefix: prefix})
	return func(yield func(*blob.ListObject, error) bool) {
		for {
			o, err := all.Next(ctx)
			if errors.Is(err, io.EOF) || !yield(o, err) {
				return
			}
		}
	}
}

func testFail(t *testing.T, store buckettest.Store) {
	b, key := open(t, store), "failed/x"
	broken := errors.New("broken")
	for _, before := range []string{"", "old"} {
		if before != "" {
			require.NoError(t, bucket.Write(t.Context(), b, key, atomicfile.Options{}, fill(before)))
		}
		for _, size := range []int{0, 1, long} {
			err := bucket.Write(t.Context(), b, key, atomicfile.Options{}, func(w io.Writer) error {
				_, err := w.Write(make([]byte, size))
				return errors.Join(err, broken)
			})
			require.ErrorIs(t, err, broken)
		}
		if before == "" {
			assert.Empty(t, keys(t, b, "failed/"))
		} else {
			assert.Equal(t, before, content(t, b, key))
			assert.Equal(t, []string{key}, keys(t, b, "failed/"))
		}
	}
}

func testCancel(t *testing.T, store buckettest.Store) {
	b, key := open(t, store), "cancelled/x"
	for how, c := range map[string]struct {
		size int
		err  error
	}{
		"a byte":              {size: 1},
		"parts":               {size: long},
		"in words of its own": {err: errors.New("stopped")},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		err := bucket.Write(ctx, b, key, atomicfile.Options{}, func(w io.Writer) error {
			_, err := w.Write(make([]byte, c.size))
			cancel()
			return errors.Join(err, c.err)
		})
		require.ErrorIs(t, err, context.Canceled, how)
		assert.Empty(t, keys(t, b, "cancelled/"))
	}
}

func testNoClobber(t *testing.T, store buckettest.Store) {
	b, key := open(t, store), "kept"
	keep := atomicfile.Options{NoClobber: true}
	require.NoError(t, bucket.Write(t.Context(), b, key, keep, fill("first")))
	for _, text := range []string{"second", strings.Repeat("x", long)} {
		err := bucket.Write(t.Context(), b, key, keep, fill(text))
		require.ErrorIs(t, err, atomicfile.ErrExists)
		require.ErrorContains(t, err, "kept")
		assert.Equal(t, "first", content(t, b, key))
	}
}

func testOneOfMany(t *testing.T, store buckettest.Store) {
	if store.Name == "file" {
		return // it does not promise that
	}
	b, key := open(t, store), "wanted by many"
	var won atomic.Int32
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			err := bucket.Write(t.Context(), b, key, atomicfile.Options{NoClobber: true}, fill(strings.Repeat(string(rune('a'+i)), 1000)))
			if err == nil {
				won.Add(1)
			} else {
				assert.ErrorIs(t, err, atomicfile.ErrExists)
			}
		})
	}
	all.Wait()
	assert.EqualValues(t, 1, won.Load())
	text := content(t, b, key)
	assert.Equal(t, strings.Repeat(text[:1], 1000), text)
}

func testAbsent(t *testing.T, store buckettest.Store) {
	b, key := open(t, store), "absent.csv"
	_, err := bucket.Open(t.Context(), b, key)
	require.ErrorIs(t, err, fs.ErrNotExist)
	_, err = bucket.ReadList(t.Context(), b, key, "", nil)
	require.ErrorIs(t, err, fs.ErrNotExist)
	assert.ErrorContains(t, err, "absent.csv: there is no such object")
}

func testNoBucket(t *testing.T, store buckettest.Store) {
	b, key, err := bucket.OpenURL(t.Context(), store.URL+"-other/x.csv")
	if store.Name == "file" {
		require.ErrorIs(t, err, fs.ErrNotExist)
		return
	}
	require.NoError(t, err)
	defer b.Close()
	_, err = bucket.Open(t.Context(), b, key)
	require.ErrorIs(t, err, fs.ErrNotExist)
	for _, size := range []int{0, 1, long} {
		require.ErrorIs(t, bucket.Write(t.Context(), b, key, atomicfile.Options{}, fill(strings.Repeat("x", size))), fs.ErrNotExist)
	}
}

func testFileSystem(t *testing.T, store buckettest.Store) {
	b, key := open(t, store), "files/a.parquet"
	require.NoError(t, bucket.WriteList(t.Context(), b, key, list(t), "", nil, atomicfile.Options{}))
	b.SetIOFSCallback(func() (context.Context, *blob.ReaderOptions) { return t.Context(), nil })
	got, err := codec.ReadFS(t.Context(), b, key, "", &table.ReadOptions{})
	require.NoError(t, err)
	assert.Equal(t, list(t).FullDigest(), got.List.FullDigest())
}

func testKeys(t *testing.T, store buckettest.Store) {
	for escaped, want := range map[string]string{
		"with%20space": "with space",
		"a%3Fb%23c":    "a?b#c",
		"na%C3%AFve":   "naïve",
		"100%25":       "100%",
		"under/score_": "under/score_",
	} {
		b := open(t, store)
		require.NoError(t, bucket.Write(t.Context(), b, want, atomicfile.Options{}, fill(escaped)), escaped)
		assert.Equal(t, escaped, content(t, b, want))
		b, key, err := bucket.OpenURL(t.Context(), store.URL+"/"+escaped)
		require.NoError(t, err)
		assert.Equal(t, escaped, content(t, b, key))
		require.NoError(t, b.Close())
	}
}

func TestWhatIsNoObject(t *testing.T) {
	for object, want := range map[string]string{
		"s3://lists":         "it names no object",
		"s3://lists/":        "it names no object",
		"s3://lists/folder/": "it names no object",
		"file:///tmp/":       "it names no object",
		"s3:///x":            "SCHEME://BUCKET/KEY is expected",
		"x.csv":              "SCHEME://BUCKET/KEY is expected",
		"s3://lists/a#b":     "%23",
		"s3://lists/a%zz":    "invalid URL escape",
		"ftp://lists/a":      `no store of scheme "ftp" is known, but those of `,
	} {
		_, _, err := bucket.OpenURL(t.Context(), object)
		require.ErrorContains(t, err, want, object)
		assert.ErrorContains(t, err, object+": ")
	}
}

func TestAPanicLeavesNothing(t *testing.T) {
	b := memblob.OpenBucket(nil)
	defer b.Close()
	assert.PanicsWithValue(t, "fault", func() {
		_ = bucket.Write(t.Context(), b, "x", atomicfile.Options{}, func(w io.Writer) error {
			_, _ = w.Write(make([]byte, 1<<20))
			panic("fault")
		})
	})
	assert.Empty(t, keys(t, b, ""))
}
