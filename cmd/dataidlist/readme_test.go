package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestReadmeTour runs the commands of the README's console blocks that begin
// with dataidlist one after the other and compares what they print.
func TestReadmeTour(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	work := t.TempDir()
	require.NoError(t, os.CopyFS(work, os.DirFS("../../testdata/demo")))
	var commands int
	for _, block := range strings.Split(string(readme), "```console\n")[1:] {
		block, _, _ = strings.Cut(block, "```")
		command, want, _ := strings.Cut(strings.TrimPrefix(block, "$ "), "\n")
		if !strings.HasPrefix(command, "dataidlist ") {
			continue // of the command campaign, which has a test of its own
		}
		run := exec.Command("sh", "-c", command) // dataidlist is where testscript has put it
		run.Dir = work
		got, _ := run.CombinedOutput() // diff exits with 1
		require.Equal(t, want, string(got), "$ %s", command)
		commands++
	}
	require.Equal(t, 6, commands)
	drawn, err := os.ReadFile(filepath.Join(work, "detectors.svg"))
	require.NoError(t, err)
	shown, err := os.ReadFile("../../testdata/demo/detectors.svg")
	require.NoError(t, err)
	require.Equal(t, string(shown), string(drawn), "the picture in the README")
}

// TestReadmeNamesVersions compares the versions in the README's table of other
// software with those that are installed and tested.
func TestReadmeNamesVersions(t *testing.T) {
	read := func(name string) string {
		text, err := os.ReadFile("../../" + name)
		require.NoError(t, err)
		return string(text)
	}
	_, table, found := strings.Cut(read("README.md"), "## Who reads and writes what\n")
	require.True(t, found)
	table, _, _ = strings.Cut(table, "\n## ")
	for file, pattern := range map[string]string{
		"examples/python/requirements.txt":         `(?m)^([a-z-]+)==(\S+)$`,
		"examples/python/requirements-pandas2.txt": `(?m)^([a-z-]+)==(\S+)$`,
		".ci/setup": `([a-z-]+)@(v?[0-9.]+)`,
		"go.mod":    `apache/(arrow-go)/v18 (\S+)`,
	} {
		direct, _, _ := strings.Cut(read(file), "# What those need")
		all := regexp.MustCompile(pattern).FindAllStringSubmatch(direct, -1)
		require.NotEmpty(t, all, file)
		for _, m := range all {
			if name, version := m[1], m[2]; !slices.Contains([]string{"numpy", "pytest"}, name) {
				row := regexp.MustCompile(`(?im)^\|.*\b` + name + `\b.*\b` + regexp.QuoteMeta(version) + `\b`)
				assert.Regexp(t, row, table, "%s of %s", m[0], file)
			}
		}
	}
}
