package sqlite_test

import (
	"bytes"
	"context"
	"database/sql"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
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
	storetest.Processes(t, 8, newPath(t), func(t *testing.T, path string) campaign.Store { return open(t, path) })
}

func TestFlips(t *testing.T) {
	path := newPath(t)
	s := open(t, path)
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)&_pragma=synchronous(off)&_pragma=foreign_keys(off)")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	for _, name := range []string{"events_no_update", "events_no_delete", "events_no_replace"} {
		_, err := db.Exec("DROP TRIGGER " + name)
		require.NoError(t, err)
	}
	storetest.Flips(t, s, storetest.Outside{DB: db})
}

// Nobody changes an event by a statement, in whatever way.
func TestEventsAreAppendOnly(t *testing.T) {
	path := newPath(t)
	s := open(t, path)
	_, err := campaign.New(s, nil, nil).As(campaign.Actor{Name: "ktl", Role: campaign.Admin}).DefineProduction(t.Context(), "DR1", "")
	require.NoError(t, err)
	db, err := sql.Open("sqlite", "file:"+path)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	for _, statement := range []string{
		"UPDATE events SET body = 'x'", "DELETE FROM events", "INSERT OR REPLACE INTO events SELECT * FROM events",
		"REPLACE INTO events (rowid, stream, seq, body) VALUES (1, 'PRD-9', 1, 'x')",
	} {
		_, err := db.Exec(statement)
		require.ErrorContains(t, err, "append-only", statement)
	}
}

// A byte of the file is changed while nobody has it open: what is then read is what was written, or there is an error, or Verify says that
// something is wrong. Where the file is cut off, that is always so.
func TestEveryByteOfTheFile(t *testing.T) {
	path := newPath(t)
	s, err := sqlite.Open(t.Context(), path, nil)
	require.NoError(t, err)
	admin := campaign.New(s, nil, nil).As(campaign.Actor{Name: "ktl", Role: campaign.Admin})
	for _, name := range []string{"DR1", "DR2", "AP"} {
		_, err := admin.DefineProduction(t.Context(), name, strings.Repeat(name, 500))
		require.NoError(t, err)
	}
	require.NoError(t, s.Close())
	good, err := os.ReadFile(path)
	require.NoError(t, err)
	events := func(path string) (string, bool) {
		s, err := sqlite.Open(t.Context(), path, &sqlite.Options{MustExist: true})
		if err != nil {
			return "", true
		}
		defer s.Close()
		var text bytes.Buffer
		v, err := campaign.New(s, nil, nil).Verify(t.Context(), false)
		if err != nil || len(v.Faults) > 0 || campaign.Backup(t.Context(), s, &text) != nil {
			return "", true
		}
		return text.String(), false
	}
	want, damaged := events(path)
	require.False(t, damaged)
	noticed := 0
	for range storetest.Size(60, 20_000) {
		at := rand.IntN(len(good))
		bad := slices.Clone(good)
		bad[at] ^= 1 << rand.IntN(8)
		path := newPath(t)
		require.NoError(t, os.WriteFile(path, bad, 0o600))
		have, damaged := events(path)
		if damaged {
			noticed++
			continue
		}
		require.Equal(t, want, have, "byte %d", at)
	}
	assert.Positive(t, noticed)

	const page = 4096
	require.Zero(t, len(good)%page)
	for cut := 0; cut < len(good); cut += page {
		for _, n := range []int{cut, cut + 1, cut + page - 1} {
			path := newPath(t)
			require.NoError(t, os.WriteFile(path, good[:n], 0o600))
			_, damaged := events(path)
			require.True(t, damaged, "cut to %d of %d bytes", n, len(good))
		}
	}
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
