package sqlite_test

import (
	"database/sql"
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/campaign/sqlite"
)

var golden = flag.String("golden", "", "write a notebook of this version to a file, once for each version that is released")

// A notebook of every version that was released is opened, brought up to date, and is what its events say.
func TestNotebooksOfEveryVersion(t *testing.T) {
	if *golden != "" {
		writeGolden(t, *golden)
	}
	files, err := os.ReadDir("testdata")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		data, err := os.ReadFile("testdata/" + file.Name())
		require.NoError(t, err)
		path := newPath(t)
		require.NoError(t, os.WriteFile(path, data, 0o600))
		nb := campaign.New(open(t, path), nil, nil)
		v, err := nb.Verify(t.Context(), true)
		require.NoError(t, err)
		assert.Empty(t, v.Faults, file.Name())
		assert.Equal(t, 4, v.Records, file.Name())
		c, err := nb.Get(t.Context(), "CMP-1")
		require.NoError(t, err)
		assert.Equal(t, "sha256:", c.SpecDigest.String()[:7])
		assert.Equal(t, campaign.Submitted, c.Status)
		next, err := nb.As(campaign.Actor{Name: "ktl", Role: campaign.Operator}).Clone(t.Context(), c.ID, func(*campaign.Definition) error { return nil })
		require.NoError(t, err)
		assert.Equal(t, "CMP-2", next.ID)
	}
}

// writeGolden writes what this version makes.
func writeGolden(t *testing.T, path string) {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path, nil)
	require.NoError(t, err)
	session := campaign.New(s, nil, nil).As(campaign.Actor{Name: "ktl", Role: campaign.Operator})
	c, err := session.Define(t.Context(), campaign.Definition{Name: "night", Definer: "ktl", Workflows: []campaign.WorkflowDefinition{{Name: "step1"}}})
	require.NoError(t, err)
	_, err = session.AddTag(t.Context(), c.ID, "golden")
	require.NoError(t, err)
	_, err = session.Submit(t.Context(), c.ID, "go")
	require.NoError(t, err)
	_, err = session.DefineSchedule(t.Context(), "drp", "UTC", campaign.Plan{Fallback: "hf", Shifts: []campaign.Turn{}})
	require.NoError(t, err)
	_, err = session.SaveQuery(t.Context(), campaign.SavedQuery{Name: "mine"})
	require.NoError(t, err)
	require.NoError(t, s.Close())
}

func TestNotebooksOfANewerVersionAreRefused(t *testing.T) {
	path := newPath(t)
	open(t, path)
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)")
	require.NoError(t, err)
	_, err = db.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)")
	require.NoError(t, err)
	require.NoError(t, db.Close())
	_, err = sqlite.Open(t.Context(), path, nil)
	require.ErrorContains(t, err, "made by a newer version of this software: its schema is 99")
}
