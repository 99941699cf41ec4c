package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/cmd/internal/remote/helper"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"dataidlist": main, "dataidlist-blob": helper.Main})
}

// TestScripts runs the contract of the command. UPDATE_SCRIPTS=1 writes what
// is printed into the scripts, to be read as a change of the contract.
func TestScripts(t *testing.T) {
	shared, err := filepath.Abs("../../../shared/data")
	require.NoError(t, err)
	universes, err := filepath.Abs("../../examples/universes")
	require.NoError(t, err)
	others, err := filepath.Abs("../../testdata/others") // lists in the formats of other surveys
	require.NoError(t, err)
	forged, err := filepath.Abs(forgedDir)
	require.NoError(t, err)
	_, missing := os.Stat(shared)
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(env *testscript.Env) error {
			env.Setenv("SHARED", shared)
			env.Setenv("GORACE", os.Getenv("GORACE")) // see go-test in the Makefile
			env.Setenv("UNIVERSES", universes)
			env.Setenv("OTHERS", others)
			env.Setenv("FORGED", forged)
			return nil
		},
		Condition: func(name string) (bool, error) {
			if name == "shared" { // real files, which are not part of the repository
				return missing == nil, nil
			}
			return false, fmt.Errorf("unknown condition %q", name)
		},
	})
}
