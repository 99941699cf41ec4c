package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/skycampaign/skycampaign/campaign/storetest"
	"github.com/skycampaign/skycampaign/dataidlist/bucket/buckettest"
)

// TestObjects runs the contract for notebooks whose lists are in an object store.
func TestObjects(t *testing.T) {
	for _, store := range buckettest.Start(t) {
		t.Run(store.Name, func(t *testing.T) {
			runScripts(t, "testdata/objects", func(env *testscript.Env) error {
				unique := filepath.Base(env.WorkDir)
				env.Setenv("STORE", store.URL)
				env.Setenv("UNIQUE", unique)
				env.Setenv("CAMPAIGN_OBJECTS", store.URL+"/"+unique+"/notebook")
				env.Setenv("XDG_CACHE_HOME", filepath.Join(env.WorkDir, "cache"))
				env.Setenv("DIGEST", "dil1:f306020871799cf340b96b554fd766ac74fdcbe2b94e1c69f34c46d6d85df855")
				for _, pair := range os.Environ() {
					if regexp.MustCompile(`^(AWS|AZURE|STORAGE)_`).MatchString(pair) {
						env.Vars = append(env.Vars, pair)
					}
				}
				return nil
			})
		})
	}
}

// TestPostgres runs the session that scripts may rely on with a notebook in PostgreSQL.
func TestPostgres(t *testing.T) {
	url := storetest.Postgres(t)
	script, err := os.ReadFile("testdata/script/session.txtar")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "session.txtar"), script, 0o600); err != nil {
		t.Fatal(err)
	}
	runScripts(t, dir, func(env *testscript.Env) error {
		env.Setenv("CAMPAIGN_STORE", url)
		env.Setenv("CAMPAIGN_OBJECTS", filepath.Join(env.WorkDir, "campaign.db.objects"))
		return nil
	})
}

// runScripts runs scripts on what setup says.
func runScripts(t *testing.T, dir string, setup func(env *testscript.Env) error) {
	t.Helper()
	testscript.Run(t, testscript.Params{
		Dir: dir, RequireExplicitExec: true, RequireUniqueNames: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("CAMPAIGN_USER", "ktl")
			return setup(env)
		},
	})
}
