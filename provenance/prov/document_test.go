package prov_test

import (
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/provenance"
	"github.com/skycampaign/skycampaign/provenance/prov"
)

// account is a campaign of somebody with a difficult name, revised once, with an attempt that ended and one that did not begin.
func account(id string) *provenance.Account {
	noon := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	bad := provenance.List{Role: "exclude", Digest: "dil1:1a", Object: provenance.DigestOf([]byte("bad")), Count: 1 << 60}
	chosen := provenance.List{Role: "selection", Digest: "dil1:2b", Object: provenance.DigestOf([]byte("chosen")), Workflows: []string{"step1"}}
	seal := provenance.Seal{
		Revision: 1, Digest: provenance.DigestOf([]byte("1")), By: "ktl", At: noon,
		Lists: []provenance.List{bad}, Selections: []provenance.List{chosen}, Pins: []provenance.Material{{Kind: "pipelines", Name: "a b", Version: "1.0"}},
	}
	second := seal
	second.Revision, second.Digest = 2, provenance.DigestOf([]byte("2"))
	return &provenance.Account{
		ID: id, Name: "DP2", Definer: "k. t. (lim)", Collection: "campaigns/" + id, Seals: []provenance.Seal{seal, second},
		Attempts: []provenance.Attempt{
			{Workflow: provenance.Workflow{Name: "step1", Command: "bps"}, Number: 1, Revision: 2, Status: "succeeded", Start: noon, End: noon.Add(time.Hour)},
			{Workflow: provenance.Workflow{Name: "coadd"}, Number: 1, Status: "pending"},
		},
	}
}

func TestNamesAreQualifiedNames(t *testing.T) {
	qualified := regexp.MustCompile(`^sky:(?:[A-Za-z0-9_-]|%[0-9A-F]{2})(?:[A-Za-z0-9._-]|%[0-9A-F]{2})*$`)
	d := prov.New(account("CMP-1"))
	for _, kind := range []string{"entity", "activity", "agent"} {
		require.NotEmpty(t, d[kind])
		for name := range d[kind] {
			assert.Regexp(t, qualified, name)
			for _, other := range []string{"entity", "activity", "agent"} {
				if other != kind {
					assert.NotContains(t, d[other], name, "PROV keeps kinds apart")
				}
			}
		}
	}
	assert.Contains(t, d["agent"], "sky:person.k%2E%20t%2E%20%28lim%29")
	assert.NotContains(t, d["activity"], "sky:CMP-1.coadd.1", "it did not begin")
}

// Every name that a relation has is declared, and the relations of a run are there.
func TestRelationsAreOfWhatIsDeclared(t *testing.T) {
	d := prov.New(account("CMP-1"), account("CMP-2"))
	ends := map[string][]string{
		"prov:entity": {"entity"}, "prov:usedEntity": {"entity"}, "prov:generatedEntity": {"entity"}, "prov:plan": {"entity"},
		"prov:activity": {"activity"}, "prov:agent": {"agent"},
	}
	relations := 0
	for kind, statements := range d {
		if kind == "prefix" || kind == "entity" || kind == "activity" || kind == "agent" {
			continue
		}
		for _, s := range statements {
			relations++
			for member, value := range s.(map[string]any) {
				for _, declared := range ends[member] {
					assert.Contains(t, d[declared], value, "%s of %s", member, kind)
				}
			}
		}
	}
	assert.Greater(t, relations, 20)
	assert.Len(t, d["agent"], 2, "the same people did both")
}

func TestTheSameRecordsMakeTheSameDocument(t *testing.T) {
	one, err := prov.New(account("CMP-1")).Format()
	require.NoError(t, err)
	two, err := prov.New(account("CMP-1"), account("CMP-1")).Format()
	require.NoError(t, err)
	assert.Equal(t, string(one), string(two), "what is stated twice is stated once")
	assert.Contains(t, string(one), `{"$":"1152921504606846976","type":"xsd:unsignedLong"}`, "no digit is lost")
}

// A selection is derived from the lists that apply to its workflows alone, and a use of a list says its name and why.
func TestSelectionsComeFromTheListsOfTheirWorkflows(t *testing.T) {
	list := func(role, name, reason string, workflows ...string) provenance.List {
		return provenance.List{Role: role, Name: name, Reason: reason, Object: provenance.DigestOf([]byte(name)), Workflows: workflows}
	}
	name := func(l provenance.List) any { return "sky:list." + l.Object.Hex() }
	everything, seeing := list("input", "all.csv", ""), list("exclude", "seeing.csv", "bad seeing", "coadd")
	step1, coadd := list("selection", "1", "", "step1"), list("selection", "2", "", "coadd", "mosaic")
	a := account("CMP-1")
	a.Seals = a.Seals[:1]
	a.Seals[0].Lists, a.Seals[0].Selections = []provenance.List{everything, seeing}, []provenance.List{step1, coadd}
	d := prov.New(a)

	from := map[any][]any{}
	for _, s := range d["wasDerivedFrom"] {
		s := s.(map[string]any)
		from[s["prov:generatedEntity"]] = append(from[s["prov:generatedEntity"]], s["prov:usedEntity"])
	}
	assert.Len(t, from, 2)
	assert.Equal(t, []any{name(everything)}, from[name(step1)])
	assert.ElementsMatch(t, []any{name(everything), name(seeing)}, from[name(coadd)])
	var uses []any
	for _, s := range d["used"] {
		if s.(map[string]any)["prov:entity"] == name(seeing) {
			uses = append(uses, s)
		}
	}
	assert.Equal(t, []any{map[string]any{
		"prov:activity": "sky:CMP-1.r1.sealing", "prov:entity": name(seeing), "prov:role": "exclude", "prov:label": "seeing.csv", "sky:reason": "bad seeing",
	}}, uses)
}
