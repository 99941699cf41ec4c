//go:build unix

package remote_test

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/cmd/internal/remote"
	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
)

// asHelper puts a script in the place of the helper.
func asHelper(t *testing.T, script string) {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "dataidlist-blob"), []byte("#!/bin/sh\n"+script+"\n"), 0o700))
	t.Setenv("PATH", dir+string(filepath.ListSeparator)+os.Getenv("PATH"))
}

// TestAnObjectIsWholeOnlyWhenTheHelperSaysSo has helpers that end in the middle
// of an object. What they wrote is no object, wherever they stopped.
func TestAnObjectIsWholeOnlyWhenTheHelperSaysSo(t *testing.T) {
	for script, want := range map[string]string{
		"printf 'visit\\n1\\n'":                "",
		"printf 'visit\\n1\\n'; kill -KILL $$": "dataidlist-blob: signal: killed",
		"kill -KILL $$":                        "dataidlist-blob: signal: killed",
		"printf 'visit\\n1\\n'; exit 3":        "dataidlist-blob: exit status 3",
		"printf 'visit\\n1\\n'; echo 'dataidlist-blob: the disk is gone' >&2; exit 2": "the disk is gone",
		"printf 'visit\\n1\\n'; exec >&-; sleep 0.2; exit 2":                          "dataidlist-blob: exit status 2",
		"printf 'visit\\n1\\n'; exec >&-; sleep 0.2; kill -KILL $$":                   "dataidlist-blob: signal: killed",
	} {
		t.Run(script, func(t *testing.T) {
			asHelper(t, script)
			r, err := remote.Open(t.Context(), "s3://lists/f.csv")
			require.NoError(t, err)
			defer r.Close()
			text, err := io.ReadAll(r)
			if want == "" {
				require.NoError(t, err)
				assert.Equal(t, "visit\n1\n", string(text))
				return
			}
			require.EqualError(t, err, "read s3://lists/f.csv: "+want)
			_, err = r.Read(make([]byte, 1))
			require.EqualError(t, err, "read s3://lists/f.csv: "+want, "and not the end")
		})
	}
}

// TestAnObjectIsWrittenOnlyWhenTheHelperSaysSo has helpers that end before they
// have written an object, also when they have taken all of it.
func TestAnObjectIsWrittenOnlyWhenTheHelperSaysSo(t *testing.T) {
	for script, want := range map[string]string{
		"cat >/dev/null":                      "",
		"kill -KILL $$":                       "dataidlist-blob: signal: killed",
		"head -c 9 >/dev/null; kill -KILL $$": "dataidlist-blob: signal: killed",
		"head -c 9 >/dev/null; exit 2":        "dataidlist-blob: exit status 2",
		"cat >/dev/null; kill -KILL $$":       "dataidlist-blob: signal: killed",
		"cat >/dev/null; exit 2":              "dataidlist-blob: exit status 2",
	} {
		t.Run(script, func(t *testing.T) {
			asHelper(t, script)
			for _, size := range []int{0, 5, 1 << 20} {
				err := remote.Write(t.Context(), "s3://lists/f.csv", atomicfile.Options{}, fill(make([]byte, size)))
				if want == "" {
					require.NoError(t, err)
				} else {
					require.EqualError(t, err, "s3://lists/f.csv: "+want, "%d bytes", size)
				}
			}
		})
	}
}

// TestTheHelperWritesNothingOfACutStream cuts what the helper reads at every
// byte: only the empty chunk at its end tells that the object is whole.
func TestTheHelperWritesNothingOfACutStream(t *testing.T) {
	const stream = "5\r\nvisit\r\n2\r\n\n1\r\n0\r\n"
	name := filepath.Join(t.TempDir(), "f.csv")
	put := func(n int) error {
		helper := exec.Command("dataidlist-blob", "put", "file://"+name)
		helper.Stdin = strings.NewReader(stream[:n])
		return helper.Run()
	}
	for n := range len(stream) - len("\r\n") {
		require.Error(t, put(n), "%q", stream[:n])
		assert.NoFileExists(t, name, "%q", stream[:n])
	}
	require.NoError(t, put(len(stream)))
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	assert.Equal(t, "visit\n1", string(text))
}
