package sqlite_test

import (
	"database/sql"
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign/sqlite"
	"github.com/skycampaign/skycampaign/campaign/storetest"
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
		t.Run(file.Name(), func(t *testing.T) { storetest.CheckGolden(t, open(t, path)) })
	}
}

// writeGolden writes what this version makes.
func writeGolden(t *testing.T, path string) {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path, nil)
	require.NoError(t, err)
	storetest.FillGolden(t, s)
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
