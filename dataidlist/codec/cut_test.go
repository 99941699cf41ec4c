package codec_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/codectest"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// few are two DataIds for a format, and the options to read them with.
func few(t *testing.T, format string) (*dataidlist.List, *table.ReadOptions) {
	t.Helper()
	set := map[string]string{"instrument": "LSSTCam"}
	dims, ints, opts := []string{"visit", "detector"}, []int64{10, 3}, &table.ReadOptions{}
	switch format {
	case "roaring", "text", "segments":
		dims, ints, opts = []string{"exposure"}, []int64{10}, &table.ReadOptions{Dimensions: []string{"exposure"}, Set: set}
	case "golden", "grl":
		opts = &table.ReadOptions{Dimensions: dims, Set: set}
	}
	b := dataidlist.NewBuilder(listtest.Group(t, dims...))
	require.NoError(t, b.AddRun([]string{"LSSTCam"}, ints, 2))
	return b.List(), opts
}

// TestCuts cuts a file of each format that has an end at every byte. Whatever its
// beginning is taken for, by its content or its name, it is refused. How others
// are cut is in the tests of the formats.
func TestCuts(t *testing.T) {
	for _, name := range []string{"parquet", "arrow", "arrow-stream", "roaring", "grl", "json", "golden"} {
		f, err := codec.Lookup(name)
		require.NoError(t, err)
		l, opts := few(t, name)
		var b bytes.Buffer
		require.NoError(t, codec.Write(&b, l, name, nil))
		whole := strings.TrimSuffix(b.String(), "\n")
		for n := range len(whole) + 1 {
			for file, format := range map[string]string{"f": name, "-": "", "f" + f.Suffixes[0]: ""} {
				result, err := codec.Read(t.Context(), table.Source{Name: file, R: strings.NewReader(whole[:n]), Size: -1}, format, opts)
				if n < len(whole) {
					require.Error(t, err, "%s, %s, %d bytes", name, file, n)
				} else if assert.NoError(t, err, "%s, %s", name, file) {
					assert.Equal(t, l.Digest(), result.List.Digest(), "%s, %s", name, file)
				}
			}
		}
	}
}

// TestAnInputThatBreaksIsNoList has inputs that break, also while their format is
// looked for.
func TestAnInputThatBreaksIsNoList(t *testing.T) {
	for _, f := range codec.Formats() {
		l, opts := few(t, f.Name)
		var b bytes.Buffer
		require.NoError(t, codec.Write(&b, l, f.Name, nil))
		for _, format := range []string{"", f.Name} {
			for n := range b.Len() + 1 {
				for _, r := range codectest.Broken(b.String()[:n]) {
					_, err := codec.Read(t.Context(), table.Source{Name: "f" + f.Suffixes[0], R: r, Size: -1}, format, opts)
					require.Error(t, err, "%s, %d bytes", f.Name, n)
				}
			}
		}
	}
}

func TestAnEmptyDocumentIsNoList(t *testing.T) {
	_, opts := few(t, "golden")
	for _, text := range []string{"", "\n", " \r\n"} {
		for name, refused := range map[string]bool{"f.json": true, "f.golden": true, "f.jsonl": false, "f.yaml": false} {
			_, err := codec.Read(t.Context(), table.Source{Name: name, R: strings.NewReader(text)}, "", opts)
			if refused {
				require.ErrorContains(t, err, name+": the input is empty: a list without DataIds is ")
			} else {
				require.NoError(t, err, name)
			}
		}
	}
}

func TestAFileThatShrinksHasNoSum(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f.csv")
	require.NoError(t, os.WriteFile(path, []byte("visit\n1\n2\n"), 0o600))
	src, file, err := codec.Open(path)
	require.NoError(t, err)
	defer file.Close()
	rows, err := codec.OpenRows(t.Context(), src, "", nil)
	require.NoError(t, err)
	defer rows.Close()
	_, err = rows.Sum(t.Context())
	require.NoError(t, err)
	require.NoError(t, os.Truncate(path, 8))
	_, err = rows.Sum(t.Context())
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
}
