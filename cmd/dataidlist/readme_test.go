package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestReadmeTour runs the commands of the README's console blocks one after
// the other and compares what they print.
func TestReadmeTour(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	work := t.TempDir()
	require.NoError(t, os.CopyFS(work, os.DirFS("../../testdata/demo")))
	var commands int
	for _, block := range strings.Split(string(readme), "```console\n")[1:] {
		block, _, _ = strings.Cut(block, "```")
		command, want, _ := strings.Cut(strings.TrimPrefix(block, "$ "), "\n")
		run := exec.Command("sh", "-c", command) // dataidlist is where testscript has put it
		run.Dir = work
		got, _ := run.CombinedOutput() // diff exits with 1
		require.Equal(t, want, string(got), "$ %s", command)
		commands++
	}
	require.Equal(t, 5, commands)
}
