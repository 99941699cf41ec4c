//go:build linux || darwin

package atomicfile_test

import (
	"bufio"
	"context"
	"io"
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

// TestMain is also the process that the next test kills: it writes a file
// named by the environment and never ends.
func TestMain(m *testing.M) {
	path := os.Getenv("ATOMICFILE_TEST_PATH")
	if path == "" {
		os.Exit(m.Run())
	}
	_ = atomicfile.Write(context.Background(), path, atomicfile.Options{}, func(io.Writer) error {
		_, _ = os.Stdout.WriteString("ready\n")
		time.Sleep(time.Hour)
		return nil
	})
}

func TestWhatAKilledProcessLeavesIsRemoved(t *testing.T) {
	dir := t.TempDir()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "ATOMICFILE_TEST_PATH="+filepath.Join(dir, "list"))
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
