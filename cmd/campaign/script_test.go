package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/cmd/internal/remote/helper"
	"github.com/skycampaign/skycampaign/dataidlist/codec"
	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"campaign": main, "convert": convert, "dataidlist-blob": helper.Main})
}

// convert writes the lists that its arguments name, IN OUT and so on, in
// another format: dataidlist convert is another program.
func convert() {
	for args := os.Args[1:]; len(args) > 1; args = args[2:] {
		result, err := codec.ReadFile(context.Background(), args[0], "", nil)
		if err == nil {
			err = codec.WriteFile(context.Background(), args[1], result.List, "", nil, atomicfile.Options{})
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "convert:", err)
			os.Exit(2)
		}
	}
}

// TestScripts runs the contract of the command. UPDATE_SCRIPTS=1 writes what
// is printed into the scripts, to be read as a change of the contract.
func TestScripts(t *testing.T) {
	shared, err := filepath.Abs("../../../shared/data")
	require.NoError(t, err)
	forged, err := filepath.Abs("../../testdata/vectors/forged")
	require.NoError(t, err)
	unproven, err := filepath.Abs("testdata/unproven")
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
			env.Setenv("CAMPAIGN_USER", "ktl")
			env.Setenv("FORGED", forged)
			env.Setenv("UNPROVEN", unproven)
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
