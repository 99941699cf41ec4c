package openlineage_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/provenance"
	"github.com/skycampaign/skycampaign/provenance/openlineage"
)

var noon = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

func account(attempts ...provenance.Attempt) *provenance.Account {
	return &provenance.Account{ID: "CMP-1", Name: "DP2", Definer: "ktl", Collection: "campaigns/CMP-1", Created: noon, Attempts: attempts, Seals: []provenance.Seal{{
		Revision: 1, Lists: []provenance.List{{Role: "input", Digest: "dil1:1a"}, {Role: "exclude", Digest: "dil1:2b", Workflows: []string{"coadd"}}},
	}}}
}

func attempt(number int, status string, end time.Time) provenance.Attempt {
	return provenance.Attempt{Workflow: provenance.Workflow{Name: "step1", Command: "bps"}, Number: number, Revision: 1, Status: status, Start: noon, End: end}
}

func TestEveryRunBeginsAndEnds(t *testing.T) {
	for status, want := range map[string]string{"succeeded": "COMPLETE", "failed": "FAIL", "cancelled": "ABORT"} {
		events := openlineage.New(account(attempt(1, status, noon.Add(time.Hour))))
		require.Len(t, events, 2)
		assert.Equal(t, "START", events[0].EventType)
		assert.Equal(t, want, events[1].EventType)
		assert.Equal(t, events[0].Run.RunID, events[1].Run.RunID)
		assert.Equal(t, "2026-05-01T13:00:00Z", events[1].EventTime)
		_, failed := events[1].Run.Facets["errorMessage"]
		assert.Equal(t, want == "FAIL", failed)
		assert.Len(t, events[0].Inputs, 1, "the lists that apply to it")
	}
	assert.Len(t, openlineage.New(account(attempt(1, "running", time.Time{}))), 1, "it goes on")
	assert.Empty(t, openlineage.New(account(provenance.Attempt{Status: "pending"})))
	assert.Empty(t, openlineage.New(account(provenance.Attempt{Status: "cancelled", End: noon})), "it never began")
}

// A run's id is a UUID of version 8, the same each time and another for each run of each notebook.
func TestRunIDs(t *testing.T) {
	a := account(attempt(1, "failed", noon), attempt(2, "running", time.Time{}))
	events := openlineage.New(a)
	assert.Equal(t, events, openlineage.New(a))
	other := account(attempt(1, "running", time.Time{}))
	other.Created = noon.Add(time.Microsecond)
	ids := map[string]bool{}
	for _, e := range append(events, openlineage.New(other)...) {
		assert.Regexp(t, regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`), e.Run.RunID)
		ids[e.Run.RunID] = true
	}
	assert.Len(t, ids, 3)
}

func TestFormatIsALineForEachEvent(t *testing.T) {
	text, err := openlineage.Format(openlineage.New(account(attempt(1, "failed", noon))))
	require.NoError(t, err)
	assert.Equal(t, 2, strings.Count(string(text), "\n"))
	assert.Contains(t, string(text), `"schemaURL":"https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"`)
}
