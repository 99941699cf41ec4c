//go:build unix

package sqlite_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
)

// Who may not write to a notebook can read it, and leaves nothing beside it that would keep its owner from writing.
func TestReadOnly(t *testing.T) {
	for name, mode := range map[string]struct{ file, dir os.FileMode }{
		"the file": {0o444, 0o777}, "the directory": {0o666, 0o555}, "both": {0o444, 0o555},
	} {
		t.Run(name, func(t *testing.T) {
			path := filled(t)
			protect(t, path, mode.file, mode.dir)
			asNobody(t, func() { readOnly(t, path, 1) })
			files, err := os.ReadDir(filepath.Dir(path))
			require.NoError(t, err)
			assert.Len(t, files, 1)
		})
	}
}

// What others have written and still have open is read, too.
func TestReadOnlyBesideAWriter(t *testing.T) {
	path := filled(t)
	writer := open(t, path)
	_, err := campaign.New(writer, nil, nil).As(campaign.Actor{Name: "ktl", Role: campaign.Admin}).DefineProduction(t.Context(), "DR2", "")
	require.NoError(t, err)
	protect(t, path, 0o444, 0o555)
	asNobody(t, func() { readOnly(t, path, 2) })
}

// Where nothing tells SQLite that somebody writes, what was read is not taken for whole.
func TestReadOnlyIsNotedWhenItChanges(t *testing.T) {
	path := filled(t)
	protect(t, path, 0o444, 0o777)
	var nb *campaign.Notebook
	asNobody(t, func() {
		nb = campaign.New(open(t, path), nil, nil)
		_, err := nb.Productions(t.Context())
		require.NoError(t, err)
	})
	require.NoError(t, os.Chmod(path, 0o600)) //nolint:gosec // its owner's
	_, err := campaign.New(open(t, path), nil, nil).As(campaign.Actor{Name: "ktl", Role: campaign.Admin}).DefineProduction(t.Context(), "DR2", "")
	require.NoError(t, err)
	_, err = nb.Productions(t.Context())
	require.ErrorIs(t, err, campaign.ErrConflict)
	assert.ErrorContains(t, err, "somebody wrote to the notebook")
}

// readOnly reads a notebook that cannot be written to, and has so many productions.
func readOnly(t *testing.T, path string, productions int) {
	t.Helper()
	s := open(t, path)
	nb := campaign.New(s, nil, nil)
	v, err := nb.Verify(t.Context(), true)
	require.NoError(t, err)
	assert.Empty(t, v.Faults)
	all, err := nb.Productions(t.Context())
	require.NoError(t, err)
	assert.Len(t, all, productions)
	_, err = nb.As(campaign.Actor{Name: "ktl", Role: campaign.Admin}).DefineProduction(t.Context(), "DR9", "")
	require.ErrorIs(t, err, campaign.ErrForbidden)
	assert.ErrorContains(t, err, "can only be read here")
}

// protect gives a file and its directory modes, until the test ends.
func protect(t *testing.T, path string, file, dir os.FileMode) {
	t.Helper()
	in := filepath.Dir(path)
	require.NoError(t, os.Chmod(filepath.Dir(in), 0o755)) //nolint:gosec // so that nobody comes through
	require.NoError(t, os.Chmod(path, file))
	require.NoError(t, os.Chmod(in, dir))
	t.Cleanup(func() { assert.NoError(t, os.Chmod(in, 0o700)) }) //nolint:gosec // a directory
}

// asNobody does something as a user who may not do everything, as root may.
func asNobody(t *testing.T, do func()) {
	t.Helper()
	if os.Geteuid() == 0 {
		const nobody = 65534
		require.NoError(t, syscall.Seteuid(nobody))
		defer func() { require.NoError(t, syscall.Seteuid(0)) }()
	}
	do()
}
