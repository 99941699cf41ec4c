package main

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestReadmeTour runs the commands of the README's tour of the notebook one
// after the other and compares what they print, but for times and the digests
// of what has times in it.
func TestReadmeTour(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	work := t.TempDir()
	require.NoError(t, os.CopyFS(work, os.DirFS("../../testdata/demo")))
	t.Setenv("CAMPAIGN_USER", "ktl")
	const title = "## The notebook in five minutes\n"
	_, tour, found := strings.Cut(string(readme), title)
	require.True(t, found)
	tour, _, _ = strings.Cut(tour, "\n## ")
	varying := regexp.MustCompile(`20[0-9]{2}-[0-9T:-]+Z|sha256:[0-9a-f]+`)
	commands := 0
	for _, block := range strings.Split(tour, "```console\n")[1:] {
		block, _, _ = strings.Cut(block, "```")
		command, want := cutCommand(strings.TrimPrefix(block, "$ "))
		run := exec.Command("sh", "-c", command) // campaign is where testscript has put it
		run.Dir = work
		got, _ := run.CombinedOutput() // reconcile exits with 1
		require.Equal(t, varying.ReplaceAllString(want, "X"), varying.ReplaceAllString(string(got), "X"), "$ %s", command)
		commands++
	}
	require.Equal(t, 15, commands)
}

// cutCommand cuts a block after the command, which goes on where a line is
// indented or ends with a backslash, and to the end of a loop.
func cutCommand(block string) (command, output string) {
	lines := strings.SplitAfter(block, "\n")
	n := 1
	for n < len(lines) && (strings.HasSuffix(lines[n-1], "\\\n") || strings.HasPrefix(lines[0], "for ") && lines[n-1] != "done\n") {
		n++
	}
	return strings.Join(lines[:n], ""), strings.Join(lines[n:], "")
}
