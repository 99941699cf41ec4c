package postgres_test

import (
	"database/sql"
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign/postgres"
	"github.com/skycampaign/skycampaign/campaign/storetest"
)

var golden = flag.String("golden", "", "write a notebook of this version to a file of SQL, once for each version that is released")

// A notebook of every version that was released is opened, brought up to date, and is what its events say.
func TestNotebooksOfEveryVersion(t *testing.T) {
	if *golden != "" {
		url := newSchema(t)
		storetest.FillGolden(t, open(t, url))
		require.NoError(t, os.WriteFile(*golden, storetest.PostgresDump(t, url), 0o600))
	}
	files, err := os.ReadDir("testdata")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(file.Name(), func(t *testing.T) {
			dump, err := os.ReadFile("testdata/" + file.Name())
			require.NoError(t, err)
			url := newSchema(t)
			exec(t, url, string(dump))
			storetest.CheckGolden(t, open(t, url))
		})
	}
}

func TestNotebooksOfANewerVersionAreRefused(t *testing.T) {
	url := newSchema(t)
	open(t, url)
	exec(t, url, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, true)")
	_, err := postgres.Open(t.Context(), url)
	require.ErrorContains(t, err, "made by a newer version of this software: its schema is 99")
}

// exec runs statements.
func exec(t *testing.T, url, statements string) {
	t.Helper()
	db, err := sql.Open("pgx", url+"&default_query_exec_mode=simple_protocol")
	require.NoError(t, err)
	_, err = db.Exec(statements)
	require.NoError(t, err)
	require.NoError(t, db.Close())
}
