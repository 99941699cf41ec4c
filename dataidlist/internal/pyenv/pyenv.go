// Package pyenv finds the Python that interoperability tests run.
//
// Those tests have another implementation read what this library wrote, and the other way round. They are worth nothing
// where they silently do not run, so [Python] skips a test on a developer's machine only and fails it in CI. Clients that
// cannot be installed together have an [Environment] each.
package pyenv

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Variable names the interpreter: an absolute path, or a command on PATH. Where it is empty, the .venv at the root of the
// repository is used.
const Variable = "SKYCAMPAIGN_PYTHON"

// Python returns the path of an interpreter that has the packages of examples/python/requirements.txt. Where there is none
// it skips t and says how to get one; with CI=true in the environment it fails t instead. An interpreter that [Variable]
// names and that cannot be run always fails t.
func Python(t testing.TB) string {
	t.Helper()
	return interpreter(t, Variable, ".venv")
}

// Environment is [Python] for one of the other environments that .ci/setup makes: the one in .venv-name, or the
// interpreter that the variable SKYCAMPAIGN_PYTHON_NAME names.
func Environment(t testing.TB, name string) string {
	t.Helper()
	return interpreter(t, Variable+"_"+strings.ToUpper(name), ".venv-"+name)
}

func interpreter(t testing.TB, variable, venv string) string {
	t.Helper()
	path, err := find(variable, venv)
	if errors.Is(err, errAbsent) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// errAbsent says that no interpreter was named and none is installed.
var errAbsent = errors.New("run make setup")

// find returns the path of the interpreter that a variable names or that is in an environment at the root of the
// repository, or errAbsent.
func find(variable, venv string) (string, error) {
	if name := os.Getenv(variable); name != "" {
		path, err := exec.LookPath(name)
		if err != nil {
			return "", fmt.Errorf("pyenv: %s: %w", variable, err)
		}
		return path, nil
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("pyenv: %w", err)
	}
	root, err := moduleRoot(dir)
	if err != nil {
		return "", err
	}
	path, err := exec.LookPath(filepath.Join(root, venv, "bin", "python"))
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("pyenv: no %s at the root of the repository: %w or set %s", venv, errAbsent, variable)
	}
	if err != nil {
		return "", fmt.Errorf("pyenv: %w", err)
	}
	return path, nil
}

// moduleRoot returns the closest directory that holds a go.mod: dir itself or one above it.
func moduleRoot(dir string) (string, error) {
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, "go.mod")); err == nil {
			return at, nil
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf("pyenv: no go.mod in %q or above it", dir)
		}
	}
}
