package parquet_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/parquet"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/internal/pyenv"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// python runs testdata/interop.py.
func python(t *testing.T, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(pyenv.Python(t), append([]string{"testdata/interop.py"}, args...)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoError(t, err, stderr.String())
	return out
}

// TestPython has pyarrow, pandas, polars, DuckDB and astropy write files that
// are read here, and read one that is written here.
func TestPython(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "visit", "detector"))
	for _, instrument := range []string{"HSC", "LSSTCam"} {
		for visit := range int64(40) {
			require.NoError(t, b.AddRun([]string{instrument}, []int64{2025062900000 + visit, visit % 7}, 60-visit%7))
		}
	}
	list := b.List()
	dir := t.TempDir()
	python(t, "write", dir)
	names, err := filepath.Glob(filepath.Join(dir, "*.parquet"))
	require.NoError(t, err)
	assert.Greater(t, len(names), 50)
	for _, name := range names {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		fast, err := parquet.ComparePaths(data, &table.ReadOptions{})
		assert.NoError(t, err, name)
		assert.True(t, fast, name)
		got, err := read(data, &table.ReadOptions{})
		if assert.NoError(t, err) {
			assert.Equal(t, list.Digest(), got.List.Digest(), name)
		}
	}

	// Planes of which some lack a detector, so that pages are composed of copies.
	b = dataidlist.NewBuilder(listtest.Group(t, "visit", "detector"))
	for visit := range int64(600) {
		gap := visit % 400
		if gap >= 188 {
			gap = 188
		}
		require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{2025062900000 + visit, 0}, gap+1))
		if gap < 187 {
			require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{2025062900000 + visit, gap + 2}, 187-gap))
		}
	}
	list, err = b.List().Because(dataidlist.Reason{Text: "trailed"})
	require.NoError(t, err)
	own := filepath.Join(dir, "own.parquet")
	require.NoError(t, os.WriteFile(own, written(t, list, &table.WriteOptions{}), 0o644))
	var want bytes.Buffer
	for id := range list.All() {
		ints := id.Ints()
		fmt.Fprintf(&want, "%s,%d,%d\n", id.Strings()[0], ints[0], ints[1])
	}
	assert.Equal(t, want.String(), string(python(t, "read", own)))
}
