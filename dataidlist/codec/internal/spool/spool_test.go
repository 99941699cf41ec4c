package spool_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/spool"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// temporary makes a folder for temporary files and counts those in it.
func temporary(t *testing.T) func() int {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	return func() int {
		entries, err := os.ReadDir(dir)
		require.NoError(t, err)
		return len(entries)
	}
}

func check(t *testing.T, src table.Source, want []byte) (done func()) {
	t.Helper()
	r, size, done, err := spool.Open(src)
	require.NoError(t, err)
	require.EqualValues(t, len(want), size)
	got, err := io.ReadAll(io.NewSectionReader(r, 0, size))
	require.NoError(t, err)
	assert.True(t, bytes.Equal(want, got))
	return done
}

func TestOpen(t *testing.T) {
	files := temporary(t)
	text := strings.Repeat("LSSTCam", 1000)
	name := filepath.Join(t.TempDir(), "f")
	require.NoError(t, os.WriteFile(name, []byte(text), 0o644))
	f, err := os.Open(name)
	require.NoError(t, err)
	defer f.Close()
	for _, src := range []table.Source{
		{R: f, Size: -1},
		{R: strings.NewReader(text), Size: -1},
		{R: struct {
			io.ReaderAt
			io.Reader
		}{strings.NewReader(text), nil}, Size: int64(len(text))},
		{R: iotest.OneByteReader(strings.NewReader(text)), Size: -1},
		{R: iotest.DataErrReader(strings.NewReader(text)), Size: 5}, // which is not believed
	} {
		done := check(t, src, []byte(text))
		assert.Zero(t, files(), "short inputs need no file")
		done()
	}
}

func TestPipeIsRead(t *testing.T) {
	r, w, err := os.Pipe()
	require.NoError(t, err)
	defer r.Close()
	go func() {
		_, _ = w.WriteString("LSSTCam")
		_ = w.Close()
	}()
	check(t, table.Source{R: r, Size: -1}, []byte("LSSTCam"))()
}

func TestLongInputGoesToAFile(t *testing.T) {
	files := temporary(t)
	long := bytes.Repeat([]byte("0123456789abcdef"), 1<<20)
	long = append(long, 'x')
	done := check(t, table.Source{R: iotest.HalfReader(bytes.NewReader(long)), Size: -1}, long)
	assert.Equal(t, 1, files())
	done()
	assert.Zero(t, files())
}

// TestAnInputThatEndsEarlyIsNoCopy has pipes that end before the size that they
// are said to have, or with an error that wraps io.EOF.
func TestAnInputThatEndsEarlyIsNoCopy(t *testing.T) {
	files := temporary(t)
	for _, n := range []int{0, 5, 16 << 20, 16<<20 + 1} {
		pipe := func() io.Reader { return iotest.HalfReader(bytes.NewReader(make([]byte, n))) }
		_, _, _, err := spool.Open(table.Source{R: pipe(), Size: int64(n) + 1})
		require.ErrorIs(t, err, io.ErrUnexpectedEOF, "%d bytes", n)
		_, _, _, err = spool.Open(table.Source{R: io.MultiReader(pipe(), iotest.ErrReader(fmt.Errorf("read tcp: %w", io.EOF))), Size: -1})
		require.ErrorIs(t, err, io.ErrUnexpectedEOF, "%d bytes", n)
	}
	assert.Zero(t, files())
}

func TestFailuresLeaveNoFile(t *testing.T) {
	files := temporary(t)
	failed := errors.New("the disk is gone")
	_, _, _, err := spool.Open(table.Source{R: iotest.ErrReader(failed), Size: -1})
	require.ErrorIs(t, err, failed)
	_, _, _, err = spool.Spool(io.MultiReader(strings.NewReader("LSSTCam"), iotest.ErrReader(failed)))
	require.ErrorIs(t, err, failed)
	assert.Zero(t, files())
}
