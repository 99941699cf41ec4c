// Package pyenv finds the Python that interoperability tests run.
//
// Those tests have another implementation read what this library wrote, and the other way round. They are worth nothing
// where they silently do not run, so [Python] skips a test on a developer's machine only and fails it in CI.
package pyenv

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
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
	path, err := find()
	if errors.Is(err, errAbsent) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// errAbsent says that no interpreter was named and none is installed.
var errAbsent = errors.New("pyenv: no .venv at the root of the repository: run make setup or set " + Variable)

// find returns the path of the interpreter, or errAbsent.
func find() (string, error) {
	if name := os.Getenv(Variable); name != "" {
		path, err := exec.LookPath(name)
		if err != nil {
			return "", fmt.Errorf("pyenv: %s: %w", Variable, err)
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
	path, err := exec.LookPath(filepath.Join(root, ".venv", "bin", "python"))
	if errors.Is(err, fs.ErrNotExist) {
		return "", errAbsent
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
