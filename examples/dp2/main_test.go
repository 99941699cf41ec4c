package main

import (
	"bytes"
	"flag"
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the story, to be read as a change of it")

func TestStory(t *testing.T) {
	const golden = "testdata/story.txt"
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out, "", ""))
	if *update {
		require.NoError(t, os.WriteFile(golden, out.Bytes(), 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	// A seal pins the bytes of list files, and so the version of the writer.
	seal := regexp.MustCompile("sha256:[0-9a-f]{12}")
	assert.Equal(t, seal.ReplaceAllString(string(want), "sha256"), seal.ReplaceAllString(out.String(), "sha256"))
}

func TestStoryOfTheRealLists(t *testing.T) {
	const rubin = "../../../shared/data/rubin"
	if _, err := os.Stat(rubin); err != nil {
		t.Skip("the real lists are not here: ", err)
	}
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out, rubin, t.TempDir()))
	for _, want := range []string{
		"exclude  bad-may.parquet        527 DataIds", "for step1 28698 visits with 5150198 detectors", "of 566 visits: 39 more",
		"of 39 visits that are now rejected", "in step1: 39 visits", "in coadd: 15 visits", "the 15 visits in the coadds", "0 faults",
	} {
		assert.Contains(t, out.String(), want)
	}
}
