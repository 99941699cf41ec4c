package remote_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/cmd/internal/remote"
	"github.com/skycampaign/skycampaign/cmd/internal/remote/helper"
	"github.com/skycampaign/skycampaign/dataidlist/bucket/buckettest"
	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"dataidlist-blob": helper.Main})
}

// long is more than what a client sends at a time, so that it goes in parts.
const long = 20 << 20

func TestObjects(t *testing.T) {
	for _, store := range buckettest.Start(t) {
		t.Run(store.Name, func(t *testing.T) {
			for name, test := range map[string]func(t *testing.T, object string){
				"round trip": testRoundTrip,
				"replace":    testReplace,
				"no clobber": testNoClobber,
				"fail":       testFail,
				"cancel":     testCancel,
				"killed":     testKilled,
				"absent":     testAbsent,
				"early":      testEarlyClose,
			} {
				t.Run(name, func(t *testing.T) { test(t, store.URL+"/"+strings.ReplaceAll(name, " ", "-")) })
			}
		})
	}
}

func fill(data []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	}
}

// write makes an object that must come about.
func write(t *testing.T, object string, data []byte) {
	t.Helper()
	require.NoError(t, remote.Write(t.Context(), object, atomicfile.Options{}, fill(data)))
}

func content(t *testing.T, object string) ([]byte, error) {
	t.Helper()
	r, err := remote.Open(t.Context(), object)
	require.NoError(t, err)
	defer func() { assert.NoError(t, r.Close()) }()
	return io.ReadAll(r)
}

func assertContent(t *testing.T, object string, want []byte) {
	t.Helper()
	got, err := content(t, object)
	require.NoError(t, err)
	assert.True(t, bytes.Equal(want, got))
}

// assertUnread checks that an error is that of a file which cannot be read, and
// names the object once.
func assertUnread(t *testing.T, err error, object, why string) {
	t.Helper()
	var unread *fs.PathError
	require.ErrorAs(t, err, &unread)
	assert.Equal(t, object, unread.Path)
	assert.Contains(t, unread.Err.Error(), why)
	assert.NotContains(t, unread.Err.Error(), object)
}

func assertAbsent(t *testing.T, object string) {
	t.Helper()
	_, err := content(t, object)
	assertUnread(t, err, object, "there is no such object, or no such bucket")
	assert.ErrorIs(t, err, fs.ErrNotExist)
}

func testRoundTrip(t *testing.T, object string) {
	rng := rand.NewChaCha8([32]byte{})
	for _, size := range []int{0, 1, 100_000, long} {
		data := make([]byte, size)
		_, _ = rng.Read(data)
		write(t, object, data)
		assertContent(t, object, data)
	}
}

func testReplace(t *testing.T, object string) {
	write(t, object, []byte("first"))
	write(t, object, []byte("second"))
	assertContent(t, object, []byte("second"))
}

func testNoClobber(t *testing.T, object string) {
	keep := atomicfile.Options{NoClobber: true}
	require.NoError(t, remote.Write(t.Context(), object, keep, fill([]byte("first"))))
	for _, size := range []int{1, long} {
		err := remote.Write(t.Context(), object, keep, fill(make([]byte, size)))
		require.ErrorIs(t, err, atomicfile.ErrExists)
		require.EqualError(t, err, object+": the file exists")
	}
	assertContent(t, object, []byte("first"))
}

func testFail(t *testing.T, object string) {
	broken := errors.New("broken")
	for _, size := range []int{0, 1, long} {
		err := remote.Write(t.Context(), object, atomicfile.Options{}, func(w io.Writer) error {
			_, err := io.Copy(w, io.MultiReader(bytes.NewReader(make([]byte, size)), iotest.ErrReader(broken)))
			return err
		})
		require.ErrorIs(t, err, broken)
		assertAbsent(t, object)
	}
}

func testCancel(t *testing.T, object string) {
	for how, then := range map[string]func(w io.Writer) error{
		"as the writing fails": fill(make([]byte, long)),
		"in words of its own":  func(io.Writer) error { return errors.New("stopped") },
	} {
		ctx, cancel := context.WithCancel(t.Context())
		err := remote.Write(ctx, object, atomicfile.Options{}, func(w io.Writer) error {
			cancel()
			return then(w)
		})
		require.ErrorIs(t, err, context.Canceled, how)
		assertAbsent(t, object)
	}

	write(t, object, make([]byte, long))
	ctx, cancel := context.WithCancel(t.Context())
	r, err := remote.Open(ctx, object)
	require.NoError(t, err)
	defer r.Close()
	cancel()
	_, err = io.ReadAll(r)
	require.ErrorIs(t, err, context.Canceled)
}

// testKilled sends what a process sends that is killed before the end.
func testKilled(t *testing.T, object string) {
	for _, sent := range []string{"", "5\r\nhello\r\n", "5\r\nhel", "100000\r\n" + strings.Repeat("x", 1<<20) + "\r\n"} {
		helper := exec.Command("dataidlist-blob", "put", object)
		helper.Stdin = strings.NewReader(sent)
		said, err := helper.CombinedOutput()
		require.Error(t, err)
		assert.Equal(t, 2, helper.ProcessState.ExitCode())
		assert.Equal(t, "dataidlist-blob: "+object+": stdin broke off before the last chunk, and nothing is written\n", string(said))
		assertAbsent(t, object)
	}
}

func testAbsent(t *testing.T, object string) { assertAbsent(t, object) }

// testEarlyClose stops reading before the end, as the reader of a bad list does.
func testEarlyClose(t *testing.T, object string) {
	write(t, object, make([]byte, long))
	r, err := remote.Open(t.Context(), object)
	require.NoError(t, err)
	_, err = io.ReadFull(r, make([]byte, 10))
	require.NoError(t, err)
	require.NoError(t, r.Close())
	_, err = r.Read(make([]byte, 1))
	require.ErrorIs(t, err, os.ErrClosed)
	require.NoError(t, r.Close())
}

func TestWhatTheHelperRefuses(t *testing.T) {
	for object, want := range map[string]string{
		"ftp://lists/x":  `no store of scheme "ftp" is known, but those of `,
		"s3://lists":     "it names no object",
		"azblob://lists": "it names no object",
		"gs://lists/x":   "could not find default credentials",
		"s3://lists/x":   "the region of the bucket is not known: set AWS_REGION, or ",
	} {
		t.Setenv("HOME", t.TempDir())
		t.Setenv("AWS_REGION", "")
		_, err := content(t, object)
		assertUnread(t, err, object, want)
		err = remote.Write(t.Context(), object, atomicfile.Options{}, fill(make([]byte, long)))
		require.ErrorContains(t, err, object+": ")
		require.ErrorContains(t, err, want)
	}
}

func TestTheHelperIsNotInstalled(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	const want = "s3://lists/x: URLs need the program dataidlist-blob, which is neither beside this one nor on PATH: go install github.com/skycampaign/skycampaign/cmd/dataidlist-blob@latest"
	_, err := remote.Open(t.Context(), "s3://lists/x")
	require.EqualError(t, err, want)
	err = remote.Write(t.Context(), "s3://lists/x", atomicfile.Options{}, fill(nil))
	require.EqualError(t, err, want)
}

func TestNames(t *testing.T) {
	for _, c := range []struct {
		name, local, base, beside string
		isURL                     bool
	}{
		{"s3://b/f/x.csv", "s3://b/f/x.csv", "x.csv", "s3://b/f/a%20b", true},
		{"s3://b/x.csv?region=eu/west", "s3://b/x.csv?region=eu/west", "x.csv", "s3://b/a%20b?region=eu/west", true},
		{"azblob://b/x.csv", "azblob://b/x.csv", "x.csv", "azblob://b/a%20b", true},
		{"file:///f/na%20me.csv", "/f/na me.csv", "na me.csv", "/f/a b", false},
		{"file:///f/part-%d.csv", "/f/part-%d.csv", "part-%d.csv", "/f/a b", false},
		{"file://localhost/f/x.csv", "/f/x.csv", "x.csv", "/f/a b", false},
		{"file://elsewhere/f/x.csv", "file://elsewhere/f/x.csv", "x.csv", "file:/elsewhere/f/a b", false},
		{"f/x.csv", "f/x.csv", "x.csv", "f/a b", false},
		{"100%zz", "100%zz", "100%zz", "a b", false},
		{"C:/x.csv", "C:/x.csv", "x.csv", "C:/a b", false},
		{"S3://b/x", "S3://b/x", "x", "S3:/b/a b", false},
		{"://x", "://x", "x", ":/a b", false},
		{"-", "-", "-", "a b", false},
	} {
		assert.Equal(t, c.isURL, remote.IsURL(c.name), c.name)
		assert.Equal(t, c.local, remote.Local(c.name), c.name)
		assert.Equal(t, c.base, remote.Base(c.name), c.name)
		assert.Equal(t, c.beside, remote.Beside(c.name, "a b"), c.name)
	}
}
