package table_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

func TestReaderAt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	require.NoError(t, os.WriteFile(path, []byte("visit"), 0o600))
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	pipe, w, err := os.Pipe()
	require.NoError(t, err)
	defer pipe.Close()
	defer w.Close()
	type at struct {
		io.Reader
		io.ReaderAt
	}
	type seeking struct {
		at
		io.Seeker
	}
	text := strings.NewReader("visit")
	_, err = text.Seek(2, io.SeekStart)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		src  table.Source
		size int64
	}{
		"a file":                   {table.Source{R: file}, 5},
		"a file, larger than told": {table.Source{R: file, Size: 3}, 5},
		"a pipe":                   {table.Source{R: pipe, Size: 5}, 0},
		"text":                     {table.Source{R: strings.NewReader("visit"), Size: -1}, 5},
		"a seeker":                 {table.Source{R: seeking{at{text, text}, text}}, 5},
		"a size that is told":      {table.Source{R: at{text, text}, Size: 5}, 5},
		"no size":                  {table.Source{R: at{text, text}}, 0},
		"no random access":         {table.Source{R: struct{ io.Reader }{text}, Size: 5}, 0},
	} {
		r, size, ok := c.src.ReaderAt()
		require.Equal(t, c.size > 0, ok, name)
		if !ok {
			continue
		}
		assert.Equal(t, c.size, size, name)
		b := make([]byte, 5)
		_, err := r.ReadAt(b, 0)
		require.NoError(t, err, name)
		assert.Equal(t, "visit", string(b), name)
	}
	rest, err := io.ReadAll(text)
	require.NoError(t, err)
	assert.Equal(t, "sit", string(rest), "it is where it was")
}
