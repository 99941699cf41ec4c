package pyenv_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist/internal/pyenv"
)

// outcome is a test that notes how it was ended instead of ending.
type outcome struct {
	testing.TB
	path, skipped, failed string
}

func (o *outcome) Helper() {}

func (o *outcome) Skip(args ...any) {
	o.skipped = fmt.Sprint(args...)
	runtime.Goexit()
}

func (o *outcome) Fatal(args ...any) {
	o.failed = fmt.Sprint(args...)
	runtime.Goexit()
}

// python runs pyenv.Python as a test of its own would.
func python() outcome {
	var o outcome
	done := make(chan struct{})
	go func() {
		defer close(done)
		o.path = pyenv.Python(&o)
	}()
	<-done
	return o
}

// repository makes a module with a package directory, changes to the latter, and returns the module's root.
func repository(t *testing.T) string {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(root, "go.mod"), []byte("module m\n"), 0o600))
	inside := filepath.Join(root, "deep", "inside")
	require.NoError(t, os.MkdirAll(inside, 0o750))
	t.Chdir(inside)
	return root
}

// program writes a file that can be executed.
func program(t *testing.T, path string) string {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o750))
	require.NoError(t, os.WriteFile(path, []byte("#!/bin/sh\n"), 0o700))
	return path
}

func TestPythonOfTheRepository(t *testing.T) {
	root := repository(t)
	venv := program(t, filepath.Join(root, ".venv", "bin", "python"))
	t.Setenv(pyenv.Variable, "")
	for _, ci := range []string{"", "true"} {
		t.Setenv("CI", ci)
		assert.Equal(t, outcome{path: venv}, python())
	}
}

func TestPythonOfTheEnvironmentComesFirst(t *testing.T) {
	root := repository(t)
	program(t, filepath.Join(root, ".venv", "bin", "python"))
	named := program(t, filepath.Join(t.TempDir(), "python3.99"))

	t.Setenv(pyenv.Variable, named)
	assert.Equal(t, named, python().path)

	t.Setenv("PATH", filepath.Dir(named))
	t.Setenv(pyenv.Variable, "python3.99")
	assert.Equal(t, named, python().path)
}

func TestEnvironmentsHaveNamesOfTheirOwn(t *testing.T) {
	root := repository(t)
	program(t, filepath.Join(root, ".venv", "bin", "python"))
	butler := program(t, filepath.Join(root, ".venv-butler", "bin", "python"))
	t.Setenv(pyenv.Variable+"_BUTLER", "")
	assert.Equal(t, butler, pyenv.Environment(t, "butler"))

	named := program(t, filepath.Join(t.TempDir(), "python3.99"))
	t.Setenv(pyenv.Variable+"_BUTLER", named)
	assert.Equal(t, named, pyenv.Environment(t, "butler"))
}

func TestPythonThatIsAbsentSkipsButFailsInCI(t *testing.T) {
	repository(t)
	t.Setenv(pyenv.Variable, "")

	t.Setenv("CI", "")
	local := python()
	assert.Contains(t, local.skipped, "make setup")
	assert.Empty(t, local.failed)

	t.Setenv("CI", "true")
	ci := python()
	assert.Contains(t, ci.failed, "make setup")
	assert.Empty(t, ci.skipped)
}

func TestPythonThatCannotBeRunFails(t *testing.T) {
	root := repository(t)
	t.Setenv("CI", "")

	t.Setenv(pyenv.Variable, filepath.Join(root, "no-such-python"))
	o := python()
	assert.Contains(t, o.failed, pyenv.Variable)
	assert.Empty(t, o.skipped)

	t.Setenv(pyenv.Variable, "")
	venv := program(t, filepath.Join(root, ".venv", "bin", "python"))
	require.NoError(t, os.Chmod(venv, 0o600))
	o = python()
	assert.Contains(t, o.failed, "permission denied")
	assert.Empty(t, o.skipped)
}

func TestPythonHasWhatTheTestsImport(t *testing.T) {
	const imports = "import astropy, duckdb, numpy, pandas, polars, pyarrow, pyroaring, pytest, yaml"
	out, err := exec.Command(pyenv.Python(t), "-c", imports).CombinedOutput()
	require.NoError(t, err, "%s", out)
}
