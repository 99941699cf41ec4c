package postgres_test

import (
	"context"
	"database/sql"
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
	storetest.Processes(t, 4, newSchema(t), func(t *testing.T, url string) campaign.Store { return open(t, url) })
}

func TestFlips(t *testing.T) {
	url := newSchema(t)
	s := open(t, url)
	db, err := sql.Open("pgx", url)
	require.NoError(t, err)
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	_, err = db.Exec("SET session_replication_role = replica") // neither triggers nor foreign keys
	require.NoError(t, err)
	storetest.Flips(t, s, storetest.Outside{DB: db, Numbered: true})
}

// Nobody changes an event by a statement, in whatever way.
func TestEventsAreAppendOnly(t *testing.T) {
	url := newSchema(t)
	s := open(t, url)
	_, err := campaign.New(s, nil, nil).As(campaign.Actor{Name: "ktl", Role: campaign.Admin}).DefineProduction(t.Context(), "DR1", "")
	require.NoError(t, err)
	db, err := sql.Open("pgx", url)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	for _, statement := range []string{
		"UPDATE events SET body = 'x'", "DELETE FROM events", "TRUNCATE events",
		"INSERT INTO events SELECT * FROM events ON CONFLICT (stream, seq) DO UPDATE SET body = 'x'",
	} {
		_, err := db.Exec(statement)
		require.ErrorContains(t, err, "append-only", statement)
	}
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
