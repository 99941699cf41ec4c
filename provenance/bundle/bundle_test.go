package bundle_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/provenance"
	"github.com/skycampaign/skycampaign/provenance/bundle"
)

// example is the bundle of FORMAT.md: a production, and an object.
func example(t testing.TB) bundle.Contents {
	t.Helper()
	body, err := provenance.Event{
		Stream: "PRD-1", Seq: 1, At: "2026-11-22T12:00:00.000000Z", Actor: "ktl", Type: "production.defined",
		Payload: []byte(`{"description":"","name":"DR1"}`),
	}.Body()
	require.NoError(t, err)
	head := provenance.Head{Stream: "PRD-1", Seq: 1, Hash: provenance.DigestOf(body)}
	return bundle.Contents{
		Streams:    []bundle.Stream{{Head: head, Events: [][]byte{body}}},
		Files:      map[string][]byte{bundle.RecordFile("PRD-1"): []byte("{\"id\":\"PRD-1\"}\n")},
		Key:        ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize)),
		Checkpoint: provenance.Checkpoint{At: "2026-11-22T12:00:01.000000Z", Heads: []provenance.Head{head}},
	}
}

func archive(t testing.TB, c bundle.Contents) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, c.Write(t.Context(), &b))
	return b.Bytes()
}

func read(t testing.TB, data []byte) *bundle.Bundle {
	t.Helper()
	b, err := bundle.Read(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	return b
}

func text(t testing.TB, b *bundle.Bundle, name string) string {
	t.Helper()
	data, err := b.Read(name)
	require.NoError(t, err)
	return string(data)
}

// Every block of FORMAT.md that has the name of a file is that file of the example.
func TestTheFormatIsAsItIsWritten(t *testing.T) {
	format, err := os.ReadFile(filepath.Join("..", "FORMAT.md"))
	require.NoError(t, err)
	b := read(t, archive(t, example(t)))
	report, err := b.Check(t.Context(), nil)
	require.NoError(t, err)
	assert.Empty(t, report.Faults)
	blocks := regexp.MustCompile("(?s)```text ([^\n]+)\n(.*?)```").FindAllStringSubmatch(string(format), -1)
	require.Len(t, blocks, 5)
	for _, block := range blocks {
		assert.Equal(t, strings.TrimSuffix(text(t, b, block[1]), "\n"), strings.TrimSuffix(block[2], "\n"), block[1])
	}
	root := example(t).Checkpoint.Root().String()
	assert.Contains(t, string(format), root)
	assert.Contains(t, string(format), report.KeyID)
}

func TestFilesAreFound(t *testing.T) {
	b := read(t, archive(t, example(t)))
	assert.True(t, b.Whole())
	assert.True(t, b.Signed())
	_, err := b.Read("nowhere")
	require.ErrorIs(t, err, fs.ErrNotExist)
	names := []string{}
	for _, f := range b.Files() {
		names = append(names, f.Name)
		r, err := f.Open()
		require.NoError(t, err)
		data, err := io.ReadAll(r)
		require.NoError(t, err)
		assert.Equal(t, f.Size, int64(len(data)))
	}
	assert.True(t, slices.IsSorted(names))
}

func TestWhatCannotBeInABundle(t *testing.T) {
	for want, spoil := range map[string]func(*bundle.Contents){
		"stream \"../x\" cannot be":                      func(c *bundle.Contents) { c.Streams[0].Head.Stream = "../x" },
		"\"../x\" cannot be":                             func(c *bundle.Contents) { c.Files["../x"] = nil },
		"\".x\" cannot be":                               func(c *bundle.Contents) { c.Files[".x"] = nil },
		"\"/x\" cannot be":                               func(c *bundle.Contents) { c.Files["/x"] = nil },
		"\"key.pem\" cannot be":                          func(c *bundle.Contents) { c.Files["key.pem"] = nil },
		"\"" + strings.Repeat("a", 101) + "\" cannot be": func(c *bundle.Contents) { c.Files[strings.Repeat("a", 101)] = nil },
		"objects/" + strings.Repeat("0", 64) + ": it has another length": func(c *bundle.Contents) {
			c.Objects = append(c.Objects, bundle.Object{Size: 2, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("x")), nil }})
		},
		"export to a directory": func(c *bundle.Contents) {
			c.Objects = append(c.Objects, bundle.Object{Size: 1 << 40, Open: func() (io.ReadCloser, error) { return nil, io.EOF }})
		},
	} {
		c := example(t)
		spoil(&c)
		assert.ErrorContains(t, c.Write(t.Context(), io.Discard), want)
	}
}

// A directory that could not be written leaves nothing.
func TestADirectoryIsThereAsAWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	for want, open := range map[string]func(cancel func()) io.Reader{
		"it has another length than before": func(func()) io.Reader { return strings.NewReader("x") },
		context.Canceled.Error():            func(cancel func()) io.Reader { cancel(); return strings.NewReader("xy") },
	} {
		c := example(t)
		ctx, cancel := context.WithCancel(t.Context())
		c.Objects = append(c.Objects, bundle.Object{Size: 2, Open: func() (io.ReadCloser, error) { return io.NopCloser(open(cancel)), nil }})
		err := c.WriteDirectory(ctx, filepath.Join(dir, "b"))
		require.ErrorContains(t, err, want)
		assert.Equal(t, ctx.Err() != nil, errors.Is(err, context.Canceled))
		left, err := os.ReadDir(dir)
		require.NoError(t, err)
		assert.Empty(t, left)
		cancel()
	}
}

// Every length to which an archive can be cut, and bytes after its end, are found.
func TestEveryCutIsFound(t *testing.T) {
	whole := archive(t, example(t))
	for n := range len(whole) {
		b, err := bundle.Read(bytes.NewReader(whole), int64(n))
		if err != nil {
			assert.ErrorContains(t, err, "no bundle")
			assert.Less(t, n, 512)
			continue
		}
		report, err := b.Check(t.Context(), nil)
		require.NoError(t, err)
		assert.NotEmpty(t, report.Faults, "cut to %d of %d", n, len(whole))
	}
	for _, more := range []string{"x", "\x00", strings.Repeat("\x00", 512), strings.Repeat("\x00", 8192)} {
		report, err := read(t, append(slices.Clone(whole), more...)).Check(t.Context(), nil)
		require.NoError(t, err)
		require.Len(t, report.Faults, 1)
		assert.Equal(t, "end of the archive", report.Faults[0].Item)
	}
}

// An emptied archive has nothing at any offset after some reads.
type emptied struct {
	*bytes.Reader
	left int
}

func (e *emptied) ReadAt(p []byte, at int64) (int, error) {
	if e.left--; e.left < 0 {
		return 0, io.EOF
	}
	return e.Reader.ReadAt(p, at)
}

// What somebody else makes empty while it is read is no archive of fewer files, whose end would be the zeros that were not read.
func TestAnArchiveThatShrinksIsNotWhole(t *testing.T) {
	whole := archive(t, example(t))
	for reads := 0; ; reads++ {
		e := &emptied{bytes.NewReader(whole), reads}
		b, err := bundle.Read(e, int64(len(whole)))
		var report bundle.Report
		if err == nil {
			report, err = b.Check(t.Context(), nil)
		}
		if e.left >= 0 {
			require.NoError(t, err)
			assert.Empty(t, report.Faults)
			break
		}
		require.Error(t, err, "after %d reads", reads)
	}
}

// A file of a directory that has another length than when the directory was opened is not read as far as it goes.
func TestAFileThatShrinksIsNotRead(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "b")
	require.NoError(t, example(t).WriteDirectory(t.Context(), dir))
	b, err := bundle.Open(dir)
	require.NoError(t, err)
	defer func() { require.NoError(t, b.Close()) }()
	for _, name := range []string{"bundle.json", "key.pem", bundle.RecordFile("PRD-1")} {
		_, err = b.Read(name)
		require.NoError(t, err, name)
		require.NoError(t, os.Truncate(filepath.Join(dir, name), 5))
		_, err = b.Read(name)
		require.ErrorContains(t, err, name+": it has another length than before")
	}
}

// An archive in which nothing is wrong is the one that its files make: there is no second archive of the same files. And nothing makes reading panic.
func FuzzRead(f *testing.F) {
	signed := archive(f, example(f))
	plain := example(f)
	plain.Key = nil
	f.Add(signed)
	f.Add(archive(f, plain))
	f.Add(archive(f, bundle.Contents{}))
	f.Add(signed[:700])
	f.Add(bytes.ReplaceAll(signed, []byte("records/PRD-1.json"), []byte("records/../../x.js")))
	f.Add([]byte("README.md"))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := bundle.Read(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		report, err := b.Check(t.Context(), nil)
		if err != nil || len(report.Faults) > 0 {
			return
		}
		var again bytes.Buffer
		if err := bundle.WriteFiles(t.Context(), &again, b.Files()); err != nil || !bytes.Equal(again.Bytes(), data) {
			t.Errorf("the files make another archive: %v", err)
		}
	})
}
