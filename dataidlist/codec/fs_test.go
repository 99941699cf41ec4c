package codec_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec"
	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// zipped puts a file into an archive, whose files have no random access.
func zipped(t *testing.T, name string, data []byte) fs.FS {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	file, err := w.Create(name)
	require.NoError(t, err)
	_, err = file.Write(data)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	r, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	require.NoError(t, err)
	return r
}

func TestReadFS(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "visit", "detector"))
	require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{5, 0}, 189, dataidlist.Reason{Text: "trailed"}))
	l := b.List()
	dir := t.TempDir()
	for _, name := range []string{"list.parquet", "list.arrow", "list.json"} {
		require.NoError(t, codec.WriteFile(t.Context(), filepath.Join(dir, name), l, "", nil, atomicfile.Options{}))
		data, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		for kind, files := range map[string]fs.FS{"dir": os.DirFS(dir), "map": fstest.MapFS{name: {Data: data}}, "zip": zipped(t, name, data)} {
			got, err := codec.ReadFS(t.Context(), files, name, "", nil)
			require.NoError(t, err, kind)
			assert.Equal(t, l.FullDigest(), got.List.FullDigest(), kind)

			_, err = codec.ReadFS(t.Context(), files, "none.csv", "", nil)
			require.ErrorIs(t, err, fs.ErrNotExist, kind)
			_, err = codec.ReadFS(t.Context(), files, ".", "", nil)
			var placed *dataidlist.InputError
			require.ErrorAs(t, err, &placed, kind)
			assert.Equal(t, ".", placed.File, kind)
			ended, cancel := context.WithCancel(t.Context())
			cancel()
			_, err = codec.ReadFS(ended, files, name, "", nil)
			require.ErrorIs(t, err, context.Canceled, kind)
		}
	}
}

func TestTheQueryOfAURLIsNoName(t *testing.T) {
	for path, want := range map[string]string{
		"s3://lists/bad.parquet":                 "parquet",
		"s3://lists/bad.CSV?profile=x.parquet":   "csv",
		"https://host/bad.golden.json?a=b&c=/d?": "golden",
		"bad.json?a.csv":                         "csv",
	} {
		f, ok := codec.BySuffix(path)
		assert.True(t, ok, path)
		assert.Equal(t, want, f.Name, path)
	}
	_, err := codec.FormatOf("s3://lists/bad?x=.csv", "")
	assert.ErrorContains(t, err, "the name says no format")
}

// A list is read from anything with random access, such as a part of a file, by
// way of a section.
func ExampleRead_readerAt() {
	content := bytes.NewReader([]byte("HEADinstrument,visit\nLSSTCam,5\nTAIL"))
	part := io.NewSectionReader(content, 4, 27)
	result, err := codec.Read(context.Background(), table.Source{Name: "part", R: part}, "csv", nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result.List.Count())
	// Output: 1
}

// A list is read from any file system: a folder, an archive, what is embedded
// in the program.
func ExampleReadFS() {
	files := fstest.MapFS{"bad.csv": {Data: []byte("instrument,visit\nLSSTCam,5..9\n")}}
	result, err := codec.ReadFS(context.Background(), files, "bad.csv", "", nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result.List.Count())
	// Output: 5
}
