//go:build unix

package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// start runs the command, whose standard input stays open until the returned
// pipe is closed.
func start(t *testing.T, dir string, args ...string) (*exec.Cmd, io.WriteCloser) {
	t.Helper()
	path, err := exec.LookPath("dataidlist") // which testscript has put there
	require.NoError(t, err)
	cmd := exec.Command(path, args...)
	cmd.Dir = dir
	input, err := cmd.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	return cmd, input
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestAnInterruptStopsWithinASecond(t *testing.T) {
	for name, signal := range map[string]syscall.Signal{"Ctrl-C": syscall.SIGINT, "kill": syscall.SIGTERM} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			cmd, input := start(t, dir, "convert", "-", "-o", "out.csv")
			// More than a pipe holds, so that the command has begun to read, and then waits for more.
			_, err := io.WriteString(input, "instrument,visit\n"+strings.Repeat("HSC,2\n", 64<<10))
			require.NoError(t, err)
			begin := time.Now()
			require.NoError(t, cmd.Process.Signal(signal))
			_ = cmd.Wait()
			assert.Less(t, time.Since(begin), 10*time.Second, "a second is promised; a busy machine gets more")
			assert.Equal(t, 128+int(signal), cmd.ProcessState.ExitCode())
			assert.Empty(t, files(t, dir))
		})
	}
}

func TestAnInterruptedWriteLeavesTheOldFile(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "out.csv")
	require.NoError(t, os.WriteFile(out, []byte("old"), 0o600))
	cmd, input := start(t, dir, "convert", "-", "-o", "out.csv")
	_, err := io.WriteString(input, "instrument,visit\nHSC,1..900000000\n")
	require.NoError(t, err)
	require.NoError(t, input.Close())
	require.Eventually(t, func() bool { return len(files(t, dir)) == 2 }, 10*time.Second, time.Millisecond, "the temporary file")
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	_ = cmd.Wait()
	assert.Equal(t, 130, cmd.ProcessState.ExitCode())
	assert.Equal(t, []string{"out.csv"}, files(t, dir))
	data, err := os.ReadFile(out)
	require.NoError(t, err)
	assert.Equal(t, "old", string(data))
}
