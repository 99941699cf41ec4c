package campaign_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/provenance"
)

var update = flag.Bool("update", false, "write the examples of RECORDS.md, to be read as a change of the records")

// records makes a record of each kind, by the titles of RECORDS.md.
func records(t *testing.T, d *desk) map[string]any {
	t.Helper()
	must := func(c *campaign.Campaign, err error) *campaign.Campaign {
		t.Helper()
		require.NoError(t, err)
		return c
	}
	p, err := d.ktl.DefineProduction(d.ctx(), "DR1", "Data Release 1")
	require.NoError(t, err)
	c := must(d.ktl.Define(d.ctx(), campaign.Definition{
		Name: "W07 RC2", Definer: "ktl", Description: "Monthly reprocessing of RC2.", Reason: "new PSF model", Production: p.Name, Ticket: "DM-40001",
		Collection: "HSC/runs/{ticket}/{id}",
		Inputs:     []campaign.Input{{Kind: "git", Value: "https://example.org/lists", Ref: "main"}, {Kind: "query", Value: "band IN ('g', 'r')"}},
		Pins: []campaign.Pin{
			{Kind: "pipelines", Name: "lsst_distrib", Version: "w_2026_07"},
			{Kind: "pipeline-yaml", Name: "drp_pipe", URI: "git+https://example.org/drp_pipe", Ref: "w.2026.07"},
		},
		Workflows: []campaign.WorkflowDefinition{{Name: "step1", Command: "bps submit step1.yaml", System: "panda", Comment: "single frames"}},
	}))
	must(d.ktl.AddList(d.ctx(), c.ID, campaign.ListUse{Role: campaign.InputList, Name: "all.parquet"}, input(t)))
	must(d.ktl.AddList(d.ctx(), c.ID, campaign.ListUse{
		Role: campaign.ExcludeList, Name: "bad.parquet", Reason: "visual inspection, May", Workflows: []string{"step1"},
		Source: campaign.Source{Kind: "git", URI: "https://example.org/lists", Path: "bad.ecsv", Ref: "main"},
	}, bad(t, "trailed", 3, 4)))
	must(d.ktl.Submit(d.ctx(), c.ID, "board decision"))
	must(d.ktl.SubmitWorkflow(d.ctx(), c.ID, "step1", "20260501T120000Z", "go"))
	job := campaign.Job{
		Job: "isr_1", Status: "succeeded", Site: "USDF", Start: time.Date(2026, 5, 1, 12, 30, 0, 0, time.UTC), End: time.Date(2026, 5, 1, 12, 31, 0, 0, time.UTC),
		Tasks: []campaign.Task{{Task: "isr", DataID: "instrument=LSSTCam visit=2026050100001 detector=2", Status: "succeeded", Milliseconds: 900}},
	}
	line, err := json.Marshal(job)
	require.NoError(t, err)
	must(d.ktl.LoadJobs(d.ctx(), c.ID, "step1", 0, bytes.NewReader(line)))
	must(d.ktl.FinishWorkflow(d.ctx(), c.ID, "step1", ""))
	must(d.ktl.AddLink(d.ctx(), c.ID, "", campaign.Link{Kind: "metrics", URL: "https://example.org/CMP-1", Title: "Sasquatch"}))
	must(d.ktl.AddNote(d.ctx(), c.ID, "step1", "PSF of the first night looks *odd*"))
	must(d.ktl.AddTag(d.ctx(), c.ID, "rc2"))
	_, err = d.ktl.DefineSchedule(d.ctx(), "drp", "America/Santiago", campaign.Plan{
		Fallback: "hf", Shifts: []campaign.Turn{},
		Rotation: &campaign.Rotation{Operators: []string{"ann", "bob"}, First: "2026-05-04", Days: 7, Handoff: "09:00"},
	})
	require.NoError(t, err)
	start := time.Date(2026, 5, 6, 0, 0, 0, 0, time.UTC)
	sched, err := d.ktl.OverrideSchedule(d.ctx(), "drp", "ann is ill", campaign.Turn{Operator: "bob", Start: start, End: start.AddDate(0, 0, 1)})
	require.NoError(t, err)
	query, err := d.ktl.SaveQuery(d.ctx(), campaign.SavedQuery{
		Name: "mine", Shared: true, Columns: []string{"id", "name", "status"}, Filter: "definer = ktl and status in (running, paused)",
		Order: []campaign.Order{{Column: "start", Descending: true}},
	})
	require.NoError(t, err)
	c = must(d.ktl.SetOperators(d.ctx(), c.ID, "", "", []campaign.Duty{{Schedule: "drp"}, {Operator: "ktl"}}))
	history, err := d.History(d.ctx(), c.ID)
	require.NoError(t, err)
	return map[string]any{
		"Production": p, "Campaign": c, "Job": &job, "Task": &job.Tasks[0], "Schedule": sched, "Saved query": query, "Event": &history[5],
	}
}

// The examples of RECORDS.md are what the verbs make, are read strictly as what they are, and are what their events add up to.
func TestRecordsAreAsTheirDescriptionShows(t *testing.T) {
	commit := func(context.Context, string, string) (string, error) { return strings.Repeat("1a2b", 10), nil }
	d := open(t, campaign.Options{Commit: commit})
	made := records(t, d)
	text, err := os.ReadFile("RECORDS.md")
	require.NoError(t, err)
	sections := strings.Split(string(text), "\n## ")
	for i, section := range sections[1:] {
		title, _, _ := strings.Cut(section, "\n")
		record, ok := made[title]
		if !assert.True(t, ok, "a section about %q", title) {
			continue
		}
		delete(made, title)
		before, rest, found := strings.Cut(section, "```json\n")
		require.True(t, found, title)
		example, after, _ := strings.Cut(rest, "```\n")
		want := encode(t, record)
		if *update {
			sections[i+1] = before + "```json\n" + want + "```\n" + after
			continue
		}
		assert.Equal(t, want, example, title)
		read := reflect.New(reflect.TypeOf(record).Elem()).Interface()
		dec := json.NewDecoder(strings.NewReader(example))
		dec.DisallowUnknownFields()
		require.NoError(t, dec.Decode(read), title)
		assert.Equal(t, want, encode(t, read), title)
		if folder, ok := read.(interface{ Fold(provenance.Event) error }); ok {
			assert.Equal(t, want, encode(t, d.folded(folder)), title)
		}
	}
	assert.Empty(t, made, "records that no section is about")
	if *update {
		require.NoError(t, os.WriteFile("RECORDS.md", []byte(strings.Join(sections, "\n## ")), 0o600))
	}
}

// folded adds the events of a record up, into an empty one.
func (d *desk) folded(of interface{ Fold(provenance.Event) error }) any {
	d.t.Helper()
	again := reflect.New(reflect.TypeOf(of).Elem())
	stream := reflect.ValueOf(of).Elem().FieldByName("ID").String()
	history, err := d.History(d.ctx(), stream)
	require.NoError(d.t, err)
	for _, e := range history {
		require.NoError(d.t, again.Interface().(interface{ Fold(provenance.Event) error }).Fold(e))
	}
	return again.Interface()
}

// encode is how the command writes a record.
func encode(t *testing.T, record any) string {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	require.NoError(t, e.Encode(record))
	return b.String()
}
