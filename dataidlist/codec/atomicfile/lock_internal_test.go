//go:build linux || darwin

package atomicfile

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// Between opening a file and locking it a sweep may remove it.
func TestALockIsOfWhatIsThereStill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	file, err := os.Create(path)
	require.NoError(t, err)
	defer file.Close()
	require.NoError(t, flock(file, path))
	require.NoError(t, os.Rename(path, path+"2"))
	require.ErrorIs(t, flock(file, path), errTaken, "removed")
	require.NoError(t, os.WriteFile(path, nil, 0o600))
	require.ErrorIs(t, flock(file, path), errTaken, "another")
	_, err = disk{}.Lock(path + "2")
	require.ErrorIs(t, err, errTaken, "locked")
	_, err = disk{}.Lock(path + "3")
	require.ErrorIs(t, err, errTaken, "not there")
}
