package postgres_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/campaign/postgres"
	"github.com/skycampaign/skycampaign/campaign/storetest"
)

func TestStore(t *testing.T) {
	storetest.Test(t, func(t *testing.T) campaign.Store { return open(t, storetest.Postgres(t)) })
}

func TestMain(m *testing.M) {
	storetest.Main(m, func(ctx context.Context, url string) (campaign.Store, error) { return postgres.Open(ctx, url) })
}

func TestKill(t *testing.T) {
	storetest.Kill(t, newSchema, func(t *testing.T, url string) campaign.Store { return open(t, url) })
}

func TestProcesses(t *testing.T) {
	storetest.Processes(t, 8, 2, newSchema(t), func(t *testing.T, url string) campaign.Store { return open(t, url) })
}

// newSchema is the URL of an empty store.
func newSchema(t *testing.T) string { return storetest.Postgres(t) }

func open(t *testing.T, url string) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}
