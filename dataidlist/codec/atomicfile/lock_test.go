//go:build linux || darwin

package atomicfile_test

import (
	"bufio"
	"context"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
)

// TestMain is also the process that the next test kills: it writes a file or a
// directory, named by the environment, and never ends.
func TestMain(m *testing.M) {
	path := os.Getenv("ATOMICFILE_TEST_PATH")
	if path == "" {
		os.Exit(m.Run())
	}
	wait := func(io.Writer) error {
		_, _ = os.Stdout.WriteString("ready\n")
		time.Sleep(time.Hour)
		return nil
	}
	if os.Getenv("ATOMICFILE_TEST_KIND") == "file" {
		_ = atomicfile.Write(context.Background(), path, atomicfile.Options{}, wait)
	} else {
		_ = atomicfile.WriteDirectory(context.Background(), path, maps.All(map[string]func(io.Writer) error{"a/b": wait}))
	}
}

func TestWhatAKilledProcessLeavesIsRemoved(t *testing.T) {
	for _, kind := range []string{"file", "directory"} {
		t.Run(kind, func(t *testing.T) { testKilled(t, kind) })
	}
}

func testKilled(t *testing.T, kind string) {
	dir := t.TempDir()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "ATOMICFILE_TEST_PATH="+filepath.Join(dir, "list"), "ATOMICFILE_TEST_KIND="+kind)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	defer func() { _ = cmd.Process.Kill() }()
	_, err = bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	temporary := names(t, dir)
	require.Len(t, temporary, 1)

	// As long as the process lives its file stays.
	other := filepath.Join(dir, "other")
	require.NoError(t, atomicfile.Write(t.Context(), other, atomicfile.Options{}, fill("x")))
	assert.Equal(t, append(temporary, "other"), names(t, dir))

	require.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait()
	alien := filepath.Join(dir, ".dataidlist-0123.tmp")
	require.NoError(t, os.WriteFile(alien, nil, 0o600))
	pipe := filepath.Join(dir, temporary[0][:len(temporary[0])-len("0.tmp")]+"pipe.tmp")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	require.NoError(t, atomicfile.Write(t.Context(), other, atomicfile.Options{}, fill("y")))
	assert.ElementsMatch(t, []string{filepath.Base(alien), filepath.Base(pipe), "other"}, names(t, dir))
}

func TestAFileOnlyToBeReadIsLockedUntilItsEnd(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "list")
	require.NoError(t, os.WriteFile(path, nil, 0o400))
	require.NoError(t, atomicfile.Write(t.Context(), path, atomicfile.Options{}, func(io.Writer) error {
		info, err := os.Stat(filepath.Join(dir, names(t, dir)[0]))
		require.NoError(t, err)
		assert.NotZero(t, info.Mode()&0o200, "nobody locks what he may not write")
		return nil
	}))
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, fs.FileMode(0o400), info.Mode())
}

func TestWritersDoNotSweepEachOther(t *testing.T) {
	dir := t.TempDir()
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			for range 20 {
				assert.NoError(t, atomicfile.Write(t.Context(), filepath.Join(dir, strconv.Itoa(n)), atomicfile.Options{}, fill("x")))
			}
		})
	}
	all.Wait()
	assert.Len(t, names(t, dir), 8)
}
