package rocrate_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/provenance"
	"github.com/skycampaign/skycampaign/provenance/rocrate"
)

func account(id string) *provenance.Account {
	noon := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	list := provenance.List{Role: "input", Name: "all.csv", Digest: "dil1:1a", Object: provenance.DigestOf([]byte("all")), Count: 18}
	return &provenance.Account{
		ID: id, Name: "DP2", Definer: "k t", Collection: "campaigns/" + id, Created: noon,
		Seals: []provenance.Seal{{Revision: 1, Lists: []provenance.List{list}, Pins: []provenance.Material{{Kind: "pipelines", Name: "lsst_distrib", Version: "w_2026_20"}}}},
		Attempts: []provenance.Attempt{
			{Workflow: provenance.Workflow{Name: "step1"}, Number: 1, Revision: 1, Status: "failed", Start: noon, End: noon.Add(time.Hour), Reason: "site down"},
			{Workflow: provenance.Workflow{Name: "step1"}, Number: 2, Revision: 1, Status: "running", Start: noon.Add(2 * time.Hour)},
			{Workflow: provenance.Workflow{Name: "coadd"}, Number: 1, Status: "pending"},
		},
	}
}

// graph returns the entities of a crate by their ids, as they are written.
func graph(t *testing.T, m rocrate.Metadata) map[string]map[string]any {
	t.Helper()
	text, err := m.Format()
	require.NoError(t, err)
	var read struct {
		Graph []map[string]any `json:"@graph"`
	}
	require.NoError(t, json.Unmarshal(text, &read))
	byID := map[string]map[string]any{}
	for _, e := range read.Graph {
		id, _ := e["@id"].(string)
		require.NotContains(t, byID, id, "an entity is described once")
		byID[id] = e
	}
	return byID
}

func objectFile(d provenance.Digest) string { return "objects/" + d.Hex() }

// Every entity that is referred to is described, and no list is empty or of one.
func TestReferencesLeadSomewhere(t *testing.T) {
	entities := graph(t, rocrate.New(objectFile, account("CMP-1"), account("CMP-2")))
	var follow func(value any)
	follow = func(value any) {
		switch v := value.(type) {
		case map[string]any:
			if id, ok := v["@id"].(string); ok && len(v) == 1 && id != "https://w3id.org/ro/crate/1.1" {
				assert.Contains(t, entities, id)
			}
		case []any:
			assert.Greater(t, len(v), 1)
			for _, one := range v {
				follow(one)
			}
		}
	}
	for _, e := range entities {
		for _, value := range e {
			follow(value)
		}
	}
}

func TestEachRunIsAnAction(t *testing.T) {
	entities := graph(t, rocrate.New(objectFile, account("CMP-1")))
	failed := entities["#CMP-1/step1/1"]
	assert.Equal(t, "http://schema.org/FailedActionStatus", failed["actionStatus"])
	assert.Equal(t, "site down", failed["error"])
	assert.Equal(t, "2026-05-01T12:00:00.000+00:00", failed["startTime"])
	assert.Equal(t, map[string]any{"@id": "#person/k%20t"}, failed["agent"])
	running := entities["#CMP-1/step1/2"]
	assert.NotContains(t, running, "actionStatus")
	assert.NotContains(t, running, "endTime")
	assert.NotContains(t, entities, "#CMP-1/coadd/1")
	file := entities[objectFile(provenance.DigestOf([]byte("all")))]
	assert.Equal(t, "File", file["@type"])
	assert.Equal(t, map[string]any{"@id": file["@id"]}, entities["./"]["hasPart"])
}

// Two commits of a repository are two inputs, and two pieces of software.
func TestCommitsAreKeptApart(t *testing.T) {
	a := account("CMP-1")
	s := &a.Seals[0]
	for _, commit := range []string{"1a1a", "2b2b"} {
		s.Inputs = append(s.Inputs, provenance.Material{Kind: "git", Name: "https://example.org/lists", Version: "main", Commit: commit})
		s.Pins = append(s.Pins, provenance.Material{Kind: "pipeline-yaml", Name: "drp", Version: "main", URI: "git+https://example.org/drp", Commit: commit})
	}
	var inputs, versions []any
	for _, e := range graph(t, rocrate.New(objectFile, a)) {
		switch e["name"] {
		case "git":
			inputs = append(inputs, e["value"])
		case "drp":
			versions = append(versions, e["softwareVersion"])
		}
	}
	assert.ElementsMatch(t, []any{"https://example.org/lists 1a1a", "https://example.org/lists 2b2b"}, inputs)
	assert.ElementsMatch(t, []any{"main 1a1a", "main 2b2b"}, versions)
}
