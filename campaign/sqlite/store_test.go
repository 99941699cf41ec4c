package sqlite_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/campaign/sqlite"
	"github.com/skycampaign/skycampaign/campaign/storetest"
)

func TestStore(t *testing.T) {
	storetest.Test(t, func(t *testing.T) campaign.Store { return open(t, newPath(t)) })
}

func TestMain(m *testing.M) {
	storetest.Main(m, func(ctx context.Context, path string) (campaign.Store, error) { return sqlite.Open(ctx, path, nil) })
}

func TestKill(t *testing.T) {
	storetest.Kill(t, newPath, func(t *testing.T, path string) campaign.Store { return open(t, path) })
}

func TestProcesses(t *testing.T) {
	storetest.Processes(t, 16, 2, newPath(t), func(t *testing.T, path string) campaign.Store { return open(t, path) })
}

// newPath is the name of a file that is not there.
func newPath(t *testing.T) string { return filepath.Join(t.TempDir(), "campaign.db") }

func open(t *testing.T, path string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path, nil)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}
