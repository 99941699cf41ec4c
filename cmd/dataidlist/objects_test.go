//go:build unix

package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist/bucket"
	"github.com/skycampaign/skycampaign/dataidlist/bucket/buckettest"
	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
)

// TestObjects runs the contract for URLs with each object store, and then
// interrupts the command while it writes there.
func TestObjects(t *testing.T) {
	for _, store := range buckettest.Start(t) {
		t.Run(store.Name, func(t *testing.T) {
			b, key, err := bucket.OpenURL(t.Context(), store.URL+"/wrong.csv")
			require.NoError(t, err)
			defer b.Close()
			err = bucket.Write(t.Context(), b, key, atomicfile.Options{}, func(w io.Writer) error {
				_, err := io.WriteString(w, "instrument,visit\nHSC,5\nHSC,x\n")
				return err
			})
			require.NoError(t, err)
			testscript.Run(t, testscript.Params{
				Dir:                 "testdata/objects",
				RequireExplicitExec: true,
				RequireUniqueNames:  true,
				Setup: func(env *testscript.Env) error {
					env.Setenv("STORE", store.URL)
					for _, pair := range os.Environ() {
						if regexp.MustCompile(`^(AWS|AZURE|STORAGE)_`).MatchString(pair) {
							env.Vars = append(env.Vars, pair)
						}
					}
					return nil
				},
			})
			interrupted := store.URL + "/interrupted.csv"
			interruptWriting(t, interrupted)
			b, key, err = bucket.OpenURL(t.Context(), interrupted)
			require.NoError(t, err)
			defer b.Close()
			_, err = bucket.Open(t.Context(), b, key)
			require.ErrorIs(t, err, os.ErrNotExist)
		})
	}
}

// interruptWriting interrupts the command when it has written some megabytes.
func interruptWriting(t *testing.T, object string) {
	t.Helper()
	cmd := exec.Command("dataidlist", "convert", "-", "-o", object, "--progress", "always")
	cmd.Stdin = strings.NewReader("instrument,visit\nHSC,1..900000000\n")
	said, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	defer func() { _ = cmd.Process.Kill() }()
	written := regexp.MustCompile(`writing .* [0-9]{2,}\.[0-9] MB$`)
	drawn := bufio.NewReader(said)
	for line := ""; !written.MatchString(line); {
		line, err = drawn.ReadString('\r')
		require.NoError(t, err, line)
		line = strings.TrimRight(line, "\r")
	}
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	_, _ = io.Copy(io.Discard, drawn)
	_ = cmd.Wait()
	assert.Equal(t, 130, cmd.ProcessState.ExitCode())
}
