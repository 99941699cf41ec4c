package main

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/cmd/internal/cli"
	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// forgedDir has files whose parts are from two lists (codec/parquet's TestForgeries).
const forgedDir = "../../testdata/vectors/forged"

// forgedVerbs are the verbs that read a list, each with arguments in which FILE is a
// forgery, and GOOD one that is not over the same dimensions. What they write is OUT.
var forgedVerbs = map[string][]string{
	"apply":     {"apply", "--to", "FILE", "--exclude", "GOOD", "-o", "OUT"},
	"apply by":  {"apply", "--to", "GOOD", "--exclude", "FILE", "-o", "OUT"},
	"cat":       {"cat", "FILE"},
	"contains":  {"contains", "FILE", "instrument=LSSTCam", "visit=2025062900003"},
	"convert":   {"convert", "FILE", "-o", "OUT"},
	"diff":      {"diff", "FILE", "GOOD"},
	"expand":    {"expand", "FILE", "--by", "GOOD", "-o", "OUT"},
	"filter":    {"filter", "FILE", "--where", "visit > 0", "-o", "OUT"},
	"find":      {"find", "instrument=LSSTCam", "visit=2025062900003", "FILE"},
	"hash":      {"hash", "FILE"},
	"head":      {"head", "FILE"},
	"info":      {"info", "FILE"},
	"intersect": {"intersect", "FILE", "GOOD", "-o", "OUT"},
	"log":       {"log", "FILE"},
	"plot":      {"plot", "FILE", "--kind", "reasons"},
	"project":   {"project", "FILE", "--onto", "instrument", "-o", "OUT"},
	"sample":    {"sample", "FILE", "-n", "2", "--seed", "1", "-o", "OUT"},
	"split":     {"split", "FILE", "--groups", "1", "-o", "OUT"},
	"subtract":  {"subtract", "FILE", "GOOD", "-o", "OUT"},
	"symdiff":   {"symdiff", "FILE", "GOOD", "-o", "OUT"},
	"union":     {"union", "FILE", "GOOD", "-o", "OUT"},
	"verify":    {"verify", "FILE"},
	"where":     {"where", "FILE"},
}

// pins are the verbs that others rely on: they read the rows.
var pins = map[string]bool{"hash": true, "verify": true}

// withoutLists are the verbs that read no list in a Parquet file of dimensions.
var withoutLists = map[string]bool{"completion": true, "help": true, "man": true, "resolve": true}

// TestVerbsOnForgeries runs each verb on each forgery: it refuses the file and names
// both lists, or what it gives is that of the index, which cannot be told from the
// outside, with its own digest.
func TestVerbsOnForgeries(t *testing.T) {
	for _, verb := range newRoot(&cli.App{Name: "dataidlist"}).Commands() {
		if verb.Runnable() && !withoutLists[verb.Name()] {
			assert.Contains(t, forgedVerbs, verb.Name(), "an entry of forgedVerbs is missing")
		}
	}
	file := func(name string) string { return filepath.Join(forgedDir, name+".parquet") }
	honest, err := codec.ReadFile(t.Context(), file("honest"), "", nil)
	require.NoError(t, err)
	for _, forgery := range []string{"honest", "rows", "index", "header", "table", "sets", "reasons"} {
		for name, args := range forgedVerbs {
			about := name + " of " + forgery
			out := filepath.Join(t.TempDir(), "out.parquet")
			if args[0] == "split" {
				out = filepath.Join(t.TempDir(), "out-%d.parquet")
			}
			line := strings.NewReplacer("FILE", file(forgery), "GOOD", file("other"), "OUT", out)
			var words []string
			for _, a := range args {
				words = append(words, line.Replace(a))
			}
			var stdout, stderr bytes.Buffer
			run := exec.Command("dataidlist", words...) // which TestMain puts on the path
			run.Stdout, run.Stderr = &stdout, &stderr
			err := run.Run()
			code := run.ProcessState.ExitCode()
			if forgery == "honest" || forgery == "rows" && !pins[args[0]] {
				if code == 2 {
					require.NoError(t, err, "%s: %s", about, stderr.String())
				}
				checkOutputs(t, about, out, honest.List.Digest(), stdout.String()+stderr.String())
				continue
			}
			said := stdout.String() + stderr.String()
			want := 2
			if args[0] == "verify" {
				want = 1
			}
			assert.Equal(t, want, code, "%s: %s", about, said)
			assert.Contains(t, said, "the file is damaged or was edited: ", about)
			assert.GreaterOrEqual(t, len(digestPattern.FindAllString(said, -1)), 2, "%s names both: %s", about, said)
			assert.Contains(t, said, "--ignore-header", about)
			assert.NoFileExists(t, out, about)
		}
	}
}

var digestPattern = regexp.MustCompile(`dilr?1:[0-9a-f]{64}`)

// checkOutputs proves what a verb has written.
func checkOutputs(t *testing.T, about, out string, base dataidlist.Digest, said string) {
	t.Helper()
	files, err := filepath.Glob(strings.ReplaceAll(out, "%d", "*"))
	require.NoError(t, err)
	for _, path := range files {
		got, err := codec.ReadFile(t.Context(), path, "", &table.ReadOptions{Prove: true})
		require.NoError(t, err, about)
		require.NotNil(t, got.List.Info().Derivation, about)
		if !strings.HasPrefix(about, "split") {
			assert.Contains(t, said, got.List.Digest().Short(), about)
		}
		recorded := got.List.Info().Derivation.Inputs
		assert.True(t, slices.ContainsFunc(recorded, func(i dataidlist.Input) bool { return i.Digest == base }), about)
	}
}
