package main

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/campaign/objects"
	"github.com/skycampaign/skycampaign/campaign/sqlite"
	"github.com/skycampaign/skycampaign/cmd/internal/cli"
)

// verbs returns all verbs that do something, by what the user writes.
func verbs(c *cobra.Command) map[string]*cobra.Command {
	all := map[string]*cobra.Command{}
	for _, verb := range c.Commands() {
		if verb.Runnable() && !verb.HasSubCommands() { // no topic of help
			all[strings.TrimPrefix(verb.CommandPath(), "campaign ")] = verb
		}
		maps.Copy(all, verbs(verb))
	}
	return all
}

func root() *cobra.Command { return newRoot(&cli.App{Name: "campaign"}) }

func TestEveryVerbHasHelpWithAnExample(t *testing.T) {
	const width = 90
	for name, verb := range verbs(root()) {
		assert.Contains(t, verb.Example, "campaign "+name, name)
		assert.NotEmpty(t, verb.Short, name)
		assert.NotEmpty(t, verb.Long, name)
		for line := range strings.SplitSeq(verb.Long, "\n") {
			assert.LessOrEqual(t, utf8.RuneCountInString(line), width, "%s: %s", name, line)
		}
	}
}

// trial is a command line that tries a verb on CMP-1, which is sealed and of which step1 runs, and its exit code.
type trial struct {
	line string
	code int
}

// trials are all verbs. A new verb needs an entry here.
func trials() map[string]trial {
	return map[string]trial{
		"define":            {"define --name another --workflow step1", 0},
		"edit":              {"edit CMP-1 --name another", 2},
		"clone":             {"clone CMP-1 --name another --workflow step1=false", 0},
		"ready":             {"ready CMP-1", 2},
		"submit":            {"submit CMP-1", 2},
		"revise":            {"revise CMP-1 --name another --reason why", 0},
		"production":        {"production DR9", 0},
		"lists add":         {"lists add CMP-1 --exclude bad.csv --reason why", 2},
		"lists remove":      {"lists remove CMP-1 all.csv --reason why", 2},
		"lists show":        {"lists show CMP-1", 0},
		"lists get":         {"lists get DIGEST -o got.csv", 0},
		"lists used-by":     {"lists used-by DIGEST", 0},
		"workflow add":      {"workflow add CMP-1 more", 2},
		"workflow submit":   {"workflow submit CMP-1 coadd", 0},
		"workflow start":    {"workflow start CMP-1 step1", 0},
		"workflow hold":     {"workflow hold CMP-1 step1", 2},
		"workflow release":  {"workflow release CMP-1 step1", 2},
		"workflow finish":   {"workflow finish CMP-1 step1", 0},
		"workflow fail":     {"workflow fail CMP-1 step1", 0},
		"workflow cancel":   {"workflow cancel CMP-1 coadd", 0},
		"workflow retry":    {"workflow retry CMP-1 step1", 2},
		"workflow jobs":     {"workflow jobs CMP-1 step1 jobs.jsonl", 0},
		"start":             {"start CMP-1", 2},
		"pause":             {"pause CMP-1", 0},
		"resume":            {"resume CMP-1", 2},
		"complete":          {"complete CMP-1", 0},
		"fail":              {"fail CMP-1", 0},
		"cancel":            {"cancel CMP-1", 0},
		"override":          {"override CMP-1 completed --reason why", 0},
		"execute":           {"execute CMP-1 --enable-execute", 0},
		"note":              {"note CMP-1 odd", 0},
		"link":              {"link CMP-1 qa https://example.org", 0},
		"tag":               {"tag CMP-1 dp2", 0},
		"operator":          {"operator CMP-1 hf", 0},
		"schedule define":   {"schedule define drp --fallback hf", 0},
		"schedule override": {"schedule override drp hf 2026-05-10T00:00:00Z 2026-05-11T00:00:00Z --reason ill", 2},
		"schedule on":       {"schedule on drp", 2},
		"schedule show":     {"schedule show drp", 2},
		"schedule list":     {"schedule list", 0},
		"list":              {"list", 0},
		"show":              {"show CMP-1", 0},
		"log":               {"log CMP-1", 0},
		"compare":           {"compare CMP-1 CMP-1", 0},
		"reconcile":         {"reconcile --exclude bad.csv", 1},
		"query save":        {"query save mine", 0},
		"query list":        {"query list", 0},
		"query delete":      {"query delete mine", 2},
		"verify":            {"verify --deep", 0},
		"backup":            {"backup kept", 0},
		"restore":           {"restore nowhere", 2},
		"checkpoint":        {"checkpoint --key nowhere.pem -o c.json", 2},
		"export":            {"export CMP-1 -o b.tar", 0},
		"import":            {"import nowhere.tar", 2},
	}
}

// Every verb of the command is tried on a sealed campaign, whose seal stays as it is.
func TestNoVerbChangesWhatIsSealed(t *testing.T) {
	t.Setenv("CAMPAIGN_USER", "ktl")
	model := t.TempDir()
	for name, text := range map[string]string{
		"all.csv":    "instrument,visit,detector\nLSSTCam,2026050100001..2026050100009,0..1\n",
		"bad.csv":    "instrument,visit\nLSSTCam,2026050100003\n",
		"jobs.jsonl": `{"job":"a","status":"succeeded","exit_code":0,"tasks":[]}`,
	} {
		require.NoError(t, os.WriteFile(filepath.Join(model, name), []byte(text), 0o600))
	}
	for _, line := range []string{
		"define --name night --workflow step1=true --workflow coadd=true", "lists add CMP-1 --input all.csv", "submit CMP-1",
		"workflow submit CMP-1 step1",
	} {
		run(t, model, line, 0)
	}
	before := sealed(t, model)
	all := trials()
	for _, name := range slices.Sorted(maps.Keys(verbs(root()))) {
		try, ok := all[name]
		if !assert.True(t, ok, "%s is a verb that is not among the trials", name) {
			continue
		}
		delete(all, name)
		work := t.TempDir()
		require.NoError(t, os.CopyFS(work, os.DirFS(model)))
		run(t, work, strings.ReplaceAll(try.line, "DIGEST", before.Lists[0].Digest.String()), try.code)
		after := sealed(t, work)
		assert.Equal(t, before.Revisions[0], after.Revisions[0], name)
		if name != "revise" {
			assert.Equal(t, before.Definition, after.Definition, name)
			assert.Equal(t, before.SpecDigest, after.SpecDigest, name)
		}
	}
	assert.Empty(t, all, "trials of verbs that are no more")
}

// run runs a command line, which ends with an exit code.
func run(t *testing.T, dir, line string, code int) {
	t.Helper()
	cmd := exec.Command("campaign", strings.Fields(line)...) // where testscript has put it
	cmd.Dir = dir
	said, _ := cmd.CombinedOutput()
	require.Equal(t, code, cmd.ProcessState.ExitCode(), "campaign %s\n%s", line, said)
}

// sealed reads CMP-1 of the notebook in a folder.
func sealed(t *testing.T, dir string) *campaign.Campaign {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(dir, "campaign.db"), &sqlite.Options{MustExist: true})
	require.NoError(t, err)
	defer s.Close()
	o, err := objects.Open(filepath.Join(dir, "campaign.db.objects"))
	require.NoError(t, err)
	nb := campaign.New(s, o, nil)
	v, err := nb.Verify(t.Context(), false)
	require.NoError(t, err)
	require.Empty(t, v.Faults)
	c, err := nb.Get(t.Context(), "CMP-1")
	require.NoError(t, err)
	return c
}
