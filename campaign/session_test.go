package campaign_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/provenance"
)

func TestDefineStoresADraftWithTheNextID(t *testing.T) {
	d := open(t, campaign.Options{})
	c := d.define()
	assert.Equal(t, "CMP-1", c.ID)
	assert.Equal(t, campaign.Draft, c.Status)
	assert.Equal(t, "campaigns/CMP-1", c.Collection)
	assert.Equal(t, "PRD-1", c.Production)
	assert.Nil(t, c.SpecDigest)

	_, err := d.ktl.Define(d.ctx(), campaign.Definition{Name: " ", Definer: "ktl"})
	require.ErrorIs(t, err, campaign.ErrInvalid)
	again, err := d.ktl.Define(d.ctx(), campaign.Definition{Name: "b", Definer: "ktl", Collection: "u/ktl/{ticket}/{id}", Ticket: "DM-1", Production: "DR1"})
	require.NoError(t, err)
	assert.Equal(t, "CMP-2", again.ID, "what was refused took no number")
	assert.Equal(t, "u/ktl/DM-1/CMP-2", again.Collection)
	assert.Equal(t, "PRD-2", again.Production)

	stored, err := d.Get(d.ctx(), "CMP-1")
	require.NoError(t, err)
	assert.Equal(t, c, stored, "what a verb returns is what is stored")
}

func TestDefinitionsAreChecked(t *testing.T) {
	good := campaign.Definition{Name: "a", Definer: "b"}
	require.NoError(t, good.Check())
	for want, spoil := range map[string]func(*campaign.Definition){
		"no name":            func(d *campaign.Definition) { d.Name = "" },
		"no definer":         func(d *campaign.Definition) { d.Definer = "\t" },
		"one line":           func(d *campaign.Definition) { d.Name = "a\nb" },
		"ticket must be":     func(d *campaign.Definition) { d.Ticket = "DM-1\nDM-2" },
		"has no ticket":      func(d *campaign.Definition) { d.Collection = "u/ktl/{ticket}" },
		"collection must be": func(d *campaign.Definition) { d.Collection = "u/ktl/a b" },
		"name of a workflow": func(d *campaign.Definition) { d.Workflows = []campaign.WorkflowDefinition{{Name: "a b"}} },
		"two workflows":      func(d *campaign.Definition) { d.Workflows = []campaign.WorkflowDefinition{{Name: "a"}, {Name: "a"}} },
		"no kind of input":   func(d *campaign.Definition) { d.Inputs = []campaign.Input{{Kind: "rumour", Value: "x"}} },
		"has no value":       func(d *campaign.Definition) { d.Inputs = []campaign.Input{{Kind: "query"}} },
		"names no commit":    func(d *campaign.Definition) { d.Inputs = []campaign.Input{{Kind: "git", Value: "x"}} },
		"not 40 or 64":       func(d *campaign.Definition) { d.Inputs = []campaign.Input{{Kind: "git", Value: "x", Commit: "main"}} },
		"no kind of pin":     func(d *campaign.Definition) { d.Pins = []campaign.Pin{{Kind: "needle", Name: "x", Version: "1"}} },
		"version, URI or":    func(d *campaign.Definition) { d.Pins = []campaign.Pin{{Kind: "container", Name: "x"}} },
		"two pins of": func(d *campaign.Definition) {
			d.Pins = []campaign.Pin{{Kind: "other", Name: "x", Version: "1"}, {Kind: "other", Name: "x", URI: "y"}}
		},
		"no role of a list": func(d *campaign.Definition) { d.Lists = []campaign.ListRef{{Role: "spare"}} },
		"no kind of source": func(d *campaign.Definition) { d.Lists = []campaign.ListRef{{Role: campaign.InputList}} },
		"which is not defined": func(d *campaign.Definition) {
			d.Lists = []campaign.ListRef{{Role: campaign.InputList, Source: campaign.Source{Kind: "hand"}, Workflows: []string{"x"}}}
		},
		"source of list x.csv ": func(d *campaign.Definition) {
			d.Lists = []campaign.ListRef{{Name: "x.csv", Role: campaign.InputList, Source: campaign.Source{Kind: "git"}}}
		},
	} {
		bad := good
		spoil(&bad)
		err := bad.Check()
		require.ErrorIs(t, err, campaign.ErrInvalid, want)
		assert.ErrorContains(t, err, want)
	}
}

// Older versions took two pins of one name. Such events are read, and one of the pins is to be kept before a seal.
func TestPinsThatContradict(t *testing.T) {
	d := open(t, campaign.Options{})
	c := d.define()
	pins := []campaign.Pin{{Kind: "pipelines", Name: "lsst_distrib", Version: "w_2026_20"}, {Kind: "pipelines", Name: "lsst_distrib", Version: "w_2026_21"}}
	have := func(pins ...campaign.Pin) func(*campaign.Definition) error {
		return func(def *campaign.Definition) error { def.Pins = pins; return nil }
	}
	_, err := d.ktl.Edit(d.ctx(), c.ID, "", have(pins...))
	require.ErrorIs(t, err, campaign.ErrInvalid)

	old := c.Definition
	old.Pins = pins
	d.rewrite(c.ID, func(e *provenance.Event) {
		e.Payload, err = provenance.Canonical(map[string]any{"definition": old})
		require.NoError(t, err)
	})
	require.NoError(t, d.admin.Rebuild(d.ctx()))
	assert.Empty(t, d.faults())
	assert.Empty(t, verifyArchive(t, d.archive(nil), nil).Faults)
	c, err = d.Get(d.ctx(), c.ID)
	require.NoError(t, err)
	assert.Equal(t, pins, c.Pins)
	_, err = d.ktl.Submit(d.ctx(), c.ID, "")
	require.ErrorContains(t, err, `two pins of kind pipelines have the name "lsst_distrib": keep one`)
	_, err = d.ktl.Edit(d.ctx(), c.ID, "", have(pins[1]))
	require.NoError(t, err)
	_, err = d.ktl.Submit(d.ctx(), c.ID, "")
	require.NoError(t, err)
}

func TestBranchesBecomeCommits(t *testing.T) {
	commit := strings.Repeat("1a", 20)
	d := open(t, campaign.Options{Commit: func(_ context.Context, repository, ref string) (string, error) {
		if repository == "https://example.org/lists" && ref == "main" || repository == "https://example.org/other" {
			return commit, nil
		}
		return "", campaign.ErrNotFound
	}})
	def := campaign.Definition{Name: "a", Definer: "b", Inputs: []campaign.Input{{Kind: "git", Value: "https://example.org/lists", Ref: "main"}}}
	c, err := d.ktl.Define(d.ctx(), def)
	require.NoError(t, err)
	assert.Equal(t, commit, c.Inputs[0].Commit)
	assert.Empty(t, def.Inputs[0].Commit, "the caller's definition stays as it is")

	// The commit is that of the branch, also where the branch is another one now.
	commit = strings.Repeat("2b", 20)
	c, err = d.ktl.Edit(d.ctx(), c.ID, "", func(def *campaign.Definition) error { def.Name = "b"; return nil })
	require.NoError(t, err)
	assert.Equal(t, strings.Repeat("1a", 20), c.Inputs[0].Commit, "what is pinned stays as it is")
	for change, want := range map[string]string{"https://example.org/other": strings.Repeat("2b", 20), "https://example.org/nowhere": ""} {
		changed, err := d.ktl.Clone(d.ctx(), c.ID, func(def *campaign.Definition) error { def.Inputs[0].Value = change; return nil })
		if want == "" {
			require.ErrorIs(t, err, campaign.ErrNotFound)
			continue
		}
		require.NoError(t, err)
		assert.Equal(t, want, changed.Inputs[0].Commit)
	}

	def.Inputs[0].Ref = "no-such-branch"
	_, err = d.ktl.Define(d.ctx(), def)
	require.ErrorIs(t, err, campaign.ErrNotFound)
	assert.ErrorContains(t, err, "no-such-branch")
}

func TestSubmitSealsWhatTheListsSelect(t *testing.T) {
	d := open(t, campaign.Options{})
	c := d.submitted()
	assert.Equal(t, campaign.Submitted, c.Status)
	require.Len(t, c.Selections, 2, "step1 and coadd have different lists")
	assert.Equal(t, []string{"step1"}, c.Selections[0].Workflows)
	assert.Equal(t, uint64(4*(2*visits-2)), c.Selections[0].Count)
	assert.Equal(t, []string{"coadd"}, c.Selections[1].Workflows)
	assert.Equal(t, uint64(4*(2*visits-3)), c.Selections[1].Count)

	digest, err := c.Revisions[0].Spec.Digest()
	require.NoError(t, err)
	assert.Equal(t, &digest, c.SpecDigest)
	l, err := d.List(d.ctx(), c.Selections[0].Object)
	require.NoError(t, err)
	assert.Equal(t, c.Selections[0].Digest, l.Digest())
}

func TestSealedDefinitionsAreRevisedWithAReason(t *testing.T) {
	d := open(t, campaign.Options{})
	c := d.submitted()
	rename := func(def *campaign.Definition) error {
		def.Name = "DP2 step1, again"
		return nil
	}
	_, err := d.ktl.Edit(d.ctx(), c.ID, "", rename)
	require.ErrorIs(t, err, campaign.ErrSealed)
	_, err = d.ktl.Revise(d.ctx(), c.ID, " ", rename)
	require.ErrorIs(t, err, campaign.ErrInvalid)

	revised, err := d.ktl.Revise(d.ctx(), c.ID, "a better name", rename)
	require.NoError(t, err)
	assert.Equal(t, 2, revised.Revision)
	assert.NotEqual(t, c.SpecDigest, revised.SpecDigest)
	require.Len(t, revised.Revisions, 2)
	assert.Equal(t, c.Revisions[0], revised.Revisions[0])
	assert.Equal(t, "a better name", revised.Revisions[1].Reason)

	_, err = d.ktl.SubmitWorkflow(d.ctx(), c.ID, "step1", "", "")
	require.NoError(t, err)
	_, err = d.ktl.Revise(d.ctx(), c.ID, "drop it", func(def *campaign.Definition) error {
		def.Workflows, def.Lists = def.Workflows[1:], nil
		return nil
	})
	require.ErrorIs(t, err, campaign.ErrIllegal, "what was submitted cannot be left out")
}

func TestMarginsStayOpen(t *testing.T) {
	d := open(t, campaign.Options{})
	c := d.submitted()
	_, err := d.ktl.AddNote(d.ctx(), c.ID, "step1", "PSF *odd*")
	require.NoError(t, err)
	_, err = d.ktl.AddLink(d.ctx(), c.ID, "", campaign.Link{Kind: "metrics", URL: "https://example.org/m"})
	require.NoError(t, err)
	_, err = d.ktl.AddTag(d.ctx(), c.ID, "dp2")
	require.NoError(t, err)
	got, err := d.ktl.SetOperators(d.ctx(), c.ID, "", "shift", []campaign.Duty{{Operator: "hf"}})
	require.NoError(t, err)
	assert.Equal(t, "PSF *odd*", got.Workflow("step1").Notes[0].Text)
	assert.Equal(t, "ktl", got.Workflow("step1").Notes[0].By)
	assert.Equal(t, "https://example.org/m", got.Links[0].URL)
	assert.Equal(t, []string{"dp2"}, got.Tags)

	got, err = d.ktl.RemoveNote(d.ctx(), c.ID, got.Workflow("step1").Notes[0].ID, "wrong")
	require.NoError(t, err)
	assert.Empty(t, got.Workflow("step1").Notes)
	got, err = d.ktl.RemoveLink(d.ctx(), c.ID, got.Links[0].ID, "")
	require.NoError(t, err)
	assert.Empty(t, got.Links)
	got, err = d.ktl.RemoveTag(d.ctx(), c.ID, "dp2")
	require.NoError(t, err)
	assert.Empty(t, got.Tags)

	history, err := d.History(d.ctx(), c.ID)
	require.NoError(t, err)
	assert.Contains(t, string(history[len(history)-6].Payload)+string(history[len(history)-7].Payload), "PSF *odd*", "the history keeps what was removed")

	for want, err := range map[string]error{
		"no kind of link": second(d.ktl.AddLink(d.ctx(), c.ID, "", campaign.Link{Kind: "spam", URL: "https://example.org"})),
		"must begin with": second(d.ktl.AddLink(d.ctx(), c.ID, "", campaign.Link{Kind: "qa", URL: "javascript:alert(1)"})),
		"no workflow":     second(d.ktl.AddNote(d.ctx(), c.ID, "step9", "x")),
		"a note has text": second(d.ktl.AddNote(d.ctx(), c.ID, "", " ")),
		"no note 99":      second(d.ktl.RemoveNote(d.ctx(), c.ID, 99, "")),
		"no link 99":      second(d.ktl.RemoveLink(d.ctx(), c.ID, 99, "")),
		"no tag":          second(d.ktl.RemoveTag(d.ctx(), c.ID, "x")),
		"cannot be a tag": second(d.ktl.AddTag(d.ctx(), c.ID, "a b")),
		"a name or a":     second(d.ktl.SetOperators(d.ctx(), c.ID, "", "", []campaign.Duty{{}})),
	} {
		assert.ErrorContains(t, err, want)
	}
}

func second[T any](_ T, err error) error { return err }

func TestDutiesNameASchedule(t *testing.T) {
	d := open(t, campaign.Options{})
	c := d.define()
	_, err := d.ktl.SetOperators(d.ctx(), c.ID, "", "", []campaign.Duty{{Operator: "ann"}, {Schedule: "drp"}})
	require.ErrorIs(t, err, campaign.ErrNotFound)
	plan := campaign.Plan{Fallback: "hf", Shifts: []campaign.Turn{}}
	_, err = d.ktl.DefineSchedule(d.ctx(), "SCH-1", "UTC", plan)
	require.ErrorIs(t, err, campaign.ErrInvalid)
	sched, err := d.ktl.DefineSchedule(d.ctx(), "drp", "UTC", plan)
	require.NoError(t, err)
	c, err = d.ktl.SetOperators(d.ctx(), c.ID, "", "", []campaign.Duty{{Operator: "ann"}, {Schedule: sched.ID}})
	require.NoError(t, err)
	assert.Equal(t, []campaign.Duty{{Operator: "ann"}, {Schedule: "drp"}}, c.Operators)
}

func TestCloneLosesNothing(t *testing.T) {
	d := open(t, campaign.Options{})
	c := d.submitted()
	clone, err := d.lead.Clone(d.ctx(), c.ID, func(def *campaign.Definition) error {
		def.Reason = "39 bad visits"
		return nil
	})
	require.NoError(t, err)
	assert.Equal(t, "CMP-2", clone.ID)
	assert.Equal(t, campaign.Draft, clone.Status)
	want := c.Definition
	want.Parent, want.Definer, want.Reason, want.Collection = "CMP-1", "hf", "39 bad visits", "campaigns/CMP-2"
	assert.Equal(t, want, clone.Definition)

	diff, err := d.Compare(d.ctx(), c.ID, clone.ID)
	require.NoError(t, err)
	assert.False(t, diff.Equal)
	var fields []string
	for _, f := range diff.Fields {
		fields = append(fields, f.Field)
	}
	assert.Equal(t, []string{"collection", "definer", "parent", "reason"}, fields)
	for _, l := range diff.Lists {
		assert.True(t, l.Equal, l.Role)
	}
}

func TestCompareKnowsWhichDataIDsAndWhy(t *testing.T) {
	d := open(t, campaign.Options{})
	c := d.submitted()
	clone, err := d.ktl.Clone(d.ctx(), c.ID, func(def *campaign.Definition) error {
		def.Pins = []campaign.Pin{{Kind: "pipelines", Name: "lsst_distrib", Version: "w_2026_20"}}
		def.Workflows[0].Command = "bps submit other.yaml"
		return nil
	})
	require.NoError(t, err)
	_, err = d.ktl.AddList(d.ctx(), clone.ID, use(campaign.ExcludeList, "newer.parquet"), bad(t, "donuts", 5, 6))
	require.NoError(t, err)
	diff, err := d.Compare(d.ctx(), c.ID, clone.ID)
	require.NoError(t, err)
	fields := map[string][2]string{}
	for _, f := range diff.Fields {
		fields[f.Field] = [2]string{f.Left, f.Right}
	}
	assert.Equal(t, [2]string{"", "w_2026_20"}, fields["pins pipelines lsst_distrib version"])
	assert.Equal(t, [2]string{"bps submit step1.yaml", "bps submit other.yaml"}, fields["workflow_definition step1 command"])
	lists := map[string]campaign.ListDifference{}
	for _, l := range diff.Lists {
		lists[l.Role] = l
	}
	assert.True(t, lists["input"].Equal)
	excluded := lists["exclude"].OnlyRight
	assert.Equal(t, uint64(2), excluded.Count)
	require.Len(t, excluded.Reasons, 1)
	assert.Equal(t, "donuts", excluded.Reasons[0].Reason.Text)
	processed := lists["selected"].OnlyLeft
	assert.Equal(t, uint64(8), processed.Count)
	assert.Equal(t, uint64(2), processed.Visits)
	assert.Equal(t, []campaign.NightCount{{DayObs: "20260501", Count: 8}}, processed.Nights)
	assert.Zero(t, lists["selected"].OnlyRight.Count)
}

func TestUsedBy(t *testing.T) {
	d := open(t, campaign.Options{})
	c := d.submitted()
	list := bad(t, "trailed", 3, 4)
	for _, digest := range []string{list.Digest().String(), list.FullDigest().String(), c.Lists[1].Object.String()} {
		uses, err := d.UsedBy(d.ctx(), digest)
		require.NoError(t, err)
		require.Len(t, uses, 1, digest)
		assert.Equal(t, "CMP-1", uses[0].Campaign)
		assert.Equal(t, "exclude", uses[0].Role)
	}
	none, err := d.UsedBy(d.ctx(), bad(t, "", 9).Digest().String())
	require.NoError(t, err)
	assert.Empty(t, none)

	uses, err := d.UsedByDataID(d.ctx(), map[string]string{"instrument": "LSSTCam", "visit": "2026050100003", "detector": "2"})
	require.NoError(t, err)
	var roles []string
	for _, u := range uses {
		roles = append(roles, u.Role)
	}
	assert.Equal(t, []string{"input", "exclude"}, roles, "it was not selected")
	assert.Equal(t, []string{"trailed"}, uses[1].Reasons)

	// The beginning of a digest is enough, as git takes it.
	for _, digest := range []string{list.Digest().String()[:13], list.FullDigest().String()[:17], c.Lists[1].Object.String()[:15]} {
		uses, err := d.UsedBy(d.ctx(), digest)
		require.NoError(t, err)
		require.Len(t, uses, 1, digest)
		assert.Equal(t, list.Digest().String(), uses[0].Digest)
	}
	for _, digest := range []string{"dil1:", "dil1:1234567", "dil2:12345678", "DIL1:12345678", "dil1:" + strings.Repeat("0", 65), "visit"} {
		_, err := d.UsedBy(d.ctx(), digest)
		require.ErrorIs(t, err, campaign.ErrInvalid, digest)
	}

	// A visit was processed if one of its detectors was.
	for visit, want := range map[string][]string{
		"2026050100003": {"input", "exclude"}, "2026050100010": {"input", "exclude", "selected"}, "2026050100011": {"input", "selected", "selected"}, "2026050100050": nil,
	} {
		uses, err := d.UsedByDataID(d.ctx(), map[string]string{"instrument": "LSSTCam", "visit": visit})
		require.NoError(t, err)
		var roles []string
		for _, u := range uses {
			roles = append(roles, u.Role)
		}
		assert.Equal(t, want, roles, visit)
	}
	// Nobody is told that there is nothing because of what was mistyped.
	for want, values := range map[string]map[string]string{
		`no list has the dimension "vist": there are detector, instrument, visit`: {"instrument": "LSSTCam", "vist": "2026050100003"},
		"no list can be asked with visit alone":                                   {"visit": "2026050100003"},
		"visit: ":                                                                 {"instrument": "LSSTCam", "visit": "x"},
	} {
		_, err := d.UsedByDataID(d.ctx(), values)
		require.ErrorIs(t, err, campaign.ErrInvalid, want)
		assert.ErrorContains(t, err, want)
	}
}

func TestListsAreKeptWhileRecordsReferToThem(t *testing.T) {
	d := open(t, campaign.Options{})
	c := d.submitted()
	object := c.Lists[1].Object
	require.ErrorIs(t, d.ktl.DeleteObject(d.ctx(), object), campaign.ErrForbidden)
	require.ErrorIs(t, d.admin.DeleteObject(d.ctx(), object), campaign.ErrReferenced)
	n, err := d.References(d.ctx(), object)
	require.NoError(t, err)
	assert.Equal(t, 1, n)
	spare, err := d.objects.Put(d.ctx(), strings.NewReader("nobody's"))
	require.NoError(t, err)
	require.NoError(t, d.admin.DeleteObject(d.ctx(), spare))
	_, err = d.Output(d.ctx(), spare)
	require.ErrorIs(t, err, campaign.ErrNotFound)
}

// What a definition says of a list is what the list is, and when it was added is for the notebook to say.
func TestDefinitionsCannotLieAboutLists(t *testing.T) {
	d := open(t, campaign.Options{})
	c := d.define()
	_, err := d.ktl.AddList(d.ctx(), c.ID, use(campaign.InputList, "all.parquet"), input(t))
	require.NoError(t, err)
	c, err = d.ktl.AddList(d.ctx(), c.ID, use(campaign.ExcludeList, "bad.parquet"), bad(t, "", 3, 4))
	require.NoError(t, err)

	for name, lie := range map[string]func(*campaign.ListRef){
		"count":       func(l *campaign.ListRef) { l.Count++ },
		"digest":      func(l *campaign.ListRef) { l.Digest[0] ^= 1 },
		"full digest": func(l *campaign.ListRef) { l.Full[0] ^= 1 },
		"group":       func(l *campaign.ListRef) { l.Group = []string{"instrument", "exposure"} },
		"universe":    func(l *campaign.ListRef) { l.Universe = "daf_butler/7" },
		"another":     func(l *campaign.ListRef) { l.Object = c.Lists[0].Object },
		"no object":   func(l *campaign.ListRef) { l.Object[0] ^= 1 },
		"no reason":   func(l *campaign.ListRef) { l.Reason = "" },
	} {
		edit := func(def *campaign.Definition) error { lie(&def.Lists[1]); return nil }
		want := campaign.ErrInvalid
		if name == "no object" {
			want = campaign.ErrNotFound
		}
		_, err := d.ktl.Edit(d.ctx(), c.ID, "", edit)
		require.ErrorIs(t, err, want, name)
		_, err = d.ktl.Clone(d.ctx(), c.ID, edit)
		require.ErrorIs(t, err, want, name)
		def := c.Definition
		def.Lists = append([]campaign.ListRef{}, c.Lists...)
		require.NoError(t, edit(&def))
		_, err = d.ktl.Define(d.ctx(), def)
		require.ErrorIs(t, err, want, name)
	}

	long := func(def *campaign.Definition) error {
		def.Lists[1].Added, def.Lists[1].Workflows = def.Lists[1].Added.AddDate(-1, 0, 0), []string{"coadd"}
		return nil
	}
	edited, err := d.ktl.Edit(d.ctx(), c.ID, "", long)
	require.NoError(t, err)
	assert.Equal(t, c.Lists[1].Added, edited.Lists[1].Added)
	assert.Equal(t, []string{"coadd"}, edited.Lists[1].Workflows)
	clone, err := d.ktl.Clone(d.ctx(), c.ID, long)
	require.NoError(t, err)
	assert.Equal(t, c.Lists[1].Added, clone.Lists[1].Added)
	before := d.clock.now
	def := edited.Definition
	def.Parent = clone.ID
	defined, err := d.ktl.Define(d.ctx(), def)
	require.NoError(t, err)
	assert.True(t, defined.Lists[1].Added.After(before))
	def.Parent = "CMP-99"
	_, err = d.ktl.Define(d.ctx(), def)
	require.ErrorIs(t, err, campaign.ErrNotFound)
	assert.ErrorContains(t, err, "the parent")
	assert.Empty(t, d.faults())
}

func TestTextsAreBounded(t *testing.T) {
	d := open(t, campaign.Options{})
	c, draft := d.submitted(), d.define()
	long := strings.Repeat("x", 1<<20+1)
	edit := func(spoil func(*campaign.Definition)) error {
		return second(d.ktl.Edit(d.ctx(), draft.ID, "", func(def *campaign.Definition) error { spoil(def); return nil }))
	}
	for name, err := range map[string]error{
		"definition.description":                 edit(func(def *campaign.Definition) { def.Description = long }),
		"definition.reason":                      edit(func(def *campaign.Definition) { def.Reason = long }),
		"definition.workflow_definition.command": edit(func(def *campaign.Definition) { def.Workflows[1].Command = long }),
		"definition.inputs.value":                edit(func(def *campaign.Definition) { def.Inputs = []campaign.Input{{Kind: "query", Value: long}} }),
		"definition.pins.version":                edit(func(def *campaign.Definition) { def.Pins = []campaign.Pin{{Kind: "other", Name: "x", Version: long}} }),
		"definition.lists.name":                  second(d.ktl.AddList(d.ctx(), draft.ID, campaign.ListUse{Role: campaign.InputList, Name: long}, input(t))),
		"title":                                  second(d.ktl.AddLink(d.ctx(), c.ID, "", campaign.Link{Kind: "qa", URL: "https://example.org", Title: long})),
		"operators.operator":                     second(d.ktl.SetOperators(d.ctx(), c.ID, "", "", []campaign.Duty{{Operator: long}})),
		"submit_id":                              second(d.ktl.SubmitWorkflow(d.ctx(), c.ID, "step1", long, "")),
		"the reason":                             second(d.ktl.Pause(d.ctx(), c.ID, long)),
	} {
		require.ErrorIs(t, err, campaign.ErrInvalid, name)
		assert.ErrorContains(t, err, "invalid: "+name+" is longer than 1048576 bytes")
	}
}

// What is written is what is read back, or it is refused. No text makes a record that its events do not add up to.
func TestOddTexts(t *testing.T) {
	d := open(t, campaign.Options{})
	c := d.submitted()
	_, err := d.ktl.DefineSchedule(d.ctx(), "drp", "UTC", campaign.Plan{Fallback: "hf"})
	require.NoError(t, err)
	turn := campaign.Turn{Start: d.clock.now, End: d.clock.now.AddDate(0, 0, 1)}
	verbs := map[string]func(text string) error{
		"name": func(s string) error {
			return second(d.ktl.Define(d.ctx(), campaign.Definition{Name: s, Definer: "ktl"}))
		},
		"description": func(s string) error {
			return second(d.ktl.Define(d.ctx(), campaign.Definition{Name: "a", Definer: "ktl", Description: s}))
		},
		"production": func(s string) error { return second(d.ktl.DefineProduction(d.ctx(), "P"+s, s)) },
		"clone": func(s string) error {
			return second(d.ktl.Clone(d.ctx(), c.ID, func(def *campaign.Definition) error { def.Reason = s; return nil }))
		},
		"revision": func(s string) error {
			return second(d.ktl.Revise(d.ctx(), c.ID, "r"+s, func(*campaign.Definition) error { return nil }))
		},
		"note": func(s string) error { return second(d.ktl.AddNote(d.ctx(), c.ID, "step1", s)) },
		"link": func(s string) error {
			return second(d.ktl.AddLink(d.ctx(), c.ID, "", campaign.Link{Kind: "qa", URL: "https://example.org/", Title: s}))
		},
		"operator": func(s string) error {
			return second(d.ktl.SetOperators(d.ctx(), c.ID, "", s, []campaign.Duty{{Operator: "x" + s}}))
		},
		"actor": func(s string) error {
			return second(d.As(campaign.Actor{Name: "x" + s, Role: campaign.Lead}).AddNote(d.ctx(), c.ID, "", "x"))
		},
		"plan": func(s string) error {
			return second(d.ktl.PlanSchedule(d.ctx(), "drp", s, campaign.Plan{Fallback: "x" + s}))
		},
		"turn": func(s string) error {
			turn.Operator = "x" + s
			return second(d.ktl.OverrideSchedule(d.ctx(), "drp", "x"+s, turn))
		},
		"query": func(s string) error { return second(d.ktl.SaveQuery(d.ctx(), campaign.SavedQuery{Name: "x" + s})) },
	}
	for _, text := range []string{"\xff", "cut \xe6\x97", "\xed\xa0\x80"} {
		for name, do := range verbs {
			require.ErrorIs(t, do(text), campaign.ErrInvalid, "%s %q", name, text)
		}
	}
	odd := strings.Join([]string{
		"\ufffd", `\ufffd`, "x\u2028y", "<b>&amp;", "日本 é e\u0301", "\x1b[31m\x7f", "\u202e", "\U0001f52d", "'; DROP TABLE events; --", "{\"a\":1}",
	}, " ")
	for name, do := range verbs {
		require.NoError(t, do(odd), name)
	}
	for name, do := range verbs {
		if err := do("NUL \x00"); err != nil { // where it is a column of a table
			require.ErrorIs(t, err, campaign.ErrInvalid, name)
		}
	}
	assert.Empty(t, d.faults())
}

func TestExcludeListsNeedAReason(t *testing.T) {
	d := open(t, campaign.Options{})
	c := d.define()
	_, err := d.ktl.AddList(d.ctx(), c.ID, campaign.ListUse{Role: campaign.ExcludeList, Name: "bad.csv"}, bad(t, "", 3))
	require.ErrorIs(t, err, campaign.ErrInvalid)
	_, err = d.ktl.AddList(d.ctx(), c.ID, campaign.ListUse{Role: campaign.ExcludeList, Name: "bad.csv"}, bad(t, "trailed", 3))
	require.NoError(t, err, "the DataIds have reasons")
	_, err = d.ktl.AddList(d.ctx(), c.ID, campaign.ListUse{Role: campaign.ExcludeList, Name: "again.csv"}, bad(t, "trailed", 3))
	require.ErrorIs(t, err, campaign.ErrConflict)
}

func TestJobsAreLoadedInBulk(t *testing.T) {
	d := open(t, campaign.Options{})
	c := d.submitted()
	_, err := d.ktl.SubmitWorkflow(d.ctx(), c.ID, "step1", "20260510T1", "")
	require.NoError(t, err)
	text := `{"job":"b","status":"failed","exit_code":1,"tasks":[{"task":"isr","dataid":"visit=1","status":"succeeded","milliseconds":900},{"task":"calibrate","status":"failed","milliseconds":5}]}

{"job":"a","status":"succeeded","site":"SLAC","start":"2026-05-10T00:00:00Z","end":"2026-05-10T00:00:09Z","exit_code":0,"tasks":[]}
`
	c, err = d.ktl.LoadJobs(d.ctx(), c.ID, "step1", 0, strings.NewReader(text))
	require.NoError(t, err)
	ref := c.Workflow("step1").Attempt().Jobs
	assert.Equal(t, provenance.DigestOf([]byte(text)), ref.Object)
	assert.Equal(t, []int64{2, 2, 1}, []int64{ref.Jobs, ref.Tasks, ref.Failed})
	jobs, err := d.Rows(d.ctx(), campaign.Query{Table: "jobs"})
	require.NoError(t, err)
	require.Len(t, jobs, 2)
	assert.Equal(t, []any{"CMP-1", "step1", int64(1), "a", "succeeded", "SLAC", "2026-05-10T00:00:00.000000Z", "2026-05-10T00:00:09.000000Z", int64(0), int64(0)}, jobs[0].Values)
	tasks, err := d.Rows(d.ctx(), campaign.Query{Table: "tasks"})
	require.NoError(t, err)
	require.Len(t, tasks, 2)

	for want, bad := range map[string]string{
		"line 2: invalid: no job": "{\"job\":\"a\",\"status\":\"succeeded\"}\n{\"jib\":1}",
		"has no name":             `{"status":"succeeded"}`,
		`status "done"`:           `{"job":"a","status":"done"}`,
		"more than one job":       `{"job":"a","status":"failed"} {}`,
		"two jobs have the name":  "{\"job\":\"a\",\"status\":\"failed\"}\n{\"job\":\"a\",\"status\":\"failed\"}",
		"task \"\"":               `{"job":"a","status":"failed","tasks":[{"status":"failed"}]}`,
	} {
		_, err := d.ktl.LoadJobs(d.ctx(), c.ID, "step1", 0, strings.NewReader(bad))
		require.ErrorIs(t, err, campaign.ErrInvalid)
		assert.ErrorContains(t, err, want)
	}
	_, err = d.ktl.LoadJobs(d.ctx(), c.ID, "step1", 7, strings.NewReader(text))
	require.ErrorIs(t, err, campaign.ErrNotFound)
	jobs, err = d.Rows(d.ctx(), campaign.Query{Table: "jobs"})
	require.NoError(t, err)
	assert.Len(t, jobs, 2, "what was refused changed nothing")
}

// TestJobsThatAreCutOff cuts job summaries at every byte. Lines have no end: the end of one is missed, but no line.
func TestJobsThatAreCutOff(t *testing.T) {
	d := open(t, campaign.Options{})
	c := d.submitted()
	_, err := d.ktl.SubmitWorkflow(d.ctx(), c.ID, "step1", "20260510T1", "")
	require.NoError(t, err)
	const text = `{"job":"b","status":"failed","tasks":[{"task":"isr","status":"failed"}]}` + "\n\n" + `{"job":"a","status":"failed"}` + "\n"
	open := regexp.MustCompile(`^({"job":"b".*]}\n*({"job":"a".*}\n?)?)?$`)
	for n := range len(text) + 1 {
		c, err := d.ktl.LoadJobs(d.ctx(), c.ID, "step1", 0, strings.NewReader(text[:n]))
		if !open.MatchString(text[:n]) {
			require.ErrorIs(t, err, campaign.ErrInvalid, text[:n])
			continue
		}
		require.NoError(t, err, text[:n])
		assert.EqualValues(t, strings.Count(text[:n], `{"job"`), c.Workflow("step1").Attempt().Jobs.Jobs)
	}
	broken := errors.New("the connection broke")
	for n := range len(text) + 1 {
		_, err = d.ktl.LoadJobs(d.ctx(), c.ID, "step1", 0, io.MultiReader(strings.NewReader(text[:n]), iotest.ErrReader(broken)))
		require.ErrorIs(t, err, broken, text[:n])
	}
}

func TestExecuteRunsTheNextCommandOnly(t *testing.T) {
	d := open(t, campaign.Options{})
	c := d.submitted()
	_, err := d.ktl.Execute(d.ctx(), c.ID, "")
	require.ErrorIs(t, err, campaign.ErrForbidden, "it is off unless it is switched on")

	var ran []string
	fail := false
	d = open(t, campaign.Options{Runner: func(_ context.Context, command string, output io.Writer) (int, error) {
		ran = append(ran, command)
		_, err := io.WriteString(output, "submitting\nRun Id: 20260510T7\n")
		if fail {
			return 3, err
		}
		return 0, err
	}})
	c = d.submitted()
	c, err = d.ktl.Execute(d.ctx(), c.ID, "go")
	require.NoError(t, err)
	a := c.Workflow("step1").Attempt()
	assert.Equal(t, []string{"bps submit step1.yaml"}, ran)
	assert.Equal(t, campaign.Submitted, a.Status)
	assert.Equal(t, "20260510T7", a.SubmitID)
	require.Len(t, a.Commands, 1)
	assert.Equal(t, "bps submit step1.yaml", a.Commands[0].Command)
	assert.True(t, a.Commands[0].Start.Before(a.Commands[0].End))
	r, err := d.Output(d.ctx(), a.Commands[0].Output)
	require.NoError(t, err)
	output, err := io.ReadAll(r)
	require.NoError(t, errors.Join(err, r.Close()))
	assert.Equal(t, "submitting\nRun Id: 20260510T7\n", string(output))

	fail = true
	c, err = d.ktl.Execute(d.ctx(), c.ID, "go on")
	require.ErrorContains(t, err, "exit code 3")
	assert.Equal(t, campaign.Failed, c.Workflow("coadd").Status)
	assert.Equal(t, campaign.Paused, c.Status, "a person decides")
	_, err = d.ktl.Execute(d.ctx(), c.ID, "")
	require.ErrorIs(t, err, campaign.ErrIllegal, "nothing is pending")
	assert.Len(t, ran, 2)
	v, err := d.Verify(d.ctx(), true)
	require.NoError(t, err)
	assert.Empty(t, v.Faults)
}

// What a record cannot say is left out, and does not keep the rest from being recorded.
func TestExecuteLeavesOutAnOddSubmitID(t *testing.T) {
	for _, id := range []string{"7\xff", strings.Repeat("7", 1<<20+1)} {
		d := open(t, campaign.Options{Runner: func(_ context.Context, _ string, output io.Writer) (int, error) {
			_, err := io.WriteString(output, "Run Id: "+id+"\n")
			return 0, err
		}})
		c, err := d.ktl.Execute(d.ctx(), d.submitted().ID, "go")
		require.NoError(t, err)
		a := c.Workflow("step1").Attempt()
		assert.Equal(t, campaign.Submitted, a.Status)
		assert.Empty(t, a.SubmitID)
		assert.Len(t, a.Commands, 1)
	}
}

// fullDisk are objects that take no more.
type fullDisk struct{ campaign.Objects }

func (fullDisk) Put(context.Context, io.Reader) (provenance.Digest, error) {
	return provenance.Digest{}, errors.New("no space left")
}

func TestExecuteSaysWhatItCannotRecord(t *testing.T) {
	d := open(t, campaign.Options{})
	c := d.submitted()
	nb := campaign.New(d.store, fullDisk{d.objects}, &campaign.Options{Runner: func(_ context.Context, _ string, output io.Writer) (int, error) {
		_, err := io.WriteString(output, "Run Id: 7\n")
		return 3, err
	}})
	_, err := nb.As(d.ktl.Actor()).Execute(d.ctx(), c.ID, "go")
	require.ErrorContains(t, err, `its command "bps submit step1.yaml" ended with exit code 3 and submit id "7", which could not be recorded`)
	assert.ErrorContains(t, err, "no space left")
}

func TestShell(t *testing.T) {
	var out bytes.Buffer
	code, err := campaign.Shell(t.Context(), "echo a; echo b >&2; exit 4", &out)
	require.NoError(t, err)
	assert.Equal(t, 4, code)
	assert.Equal(t, "a\nb\n", out.String())
}

// A command that is interrupted ends with all that it started, and what is known of it is recorded.
func TestExecuteIsInterrupted(t *testing.T) {
	d := open(t, campaign.Options{Runner: campaign.Shell})
	started := filepath.Join(t.TempDir(), "started")
	c, err := d.ktl.Define(d.ctx(), campaign.Definition{
		Name: "a", Definer: "ktl", Workflows: []campaign.WorkflowDefinition{{Name: "step1", Command: "echo Run Id: 7; sleep 300 & echo $! >" + started + "; wait"}},
	})
	require.NoError(t, err)
	_, err = d.ktl.Submit(d.ctx(), c.ID, "")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	var pid []byte
	go func() {
		defer cancel()
		for len(pid) == 0 && ctx.Err() == nil {
			time.Sleep(5 * time.Millisecond)
			pid, _ = os.ReadFile(started) //nolint:gosec // the test's own
		}
	}()
	_, err = d.ktl.Execute(ctx, c.ID, "")
	require.ErrorContains(t, err, "exit code -1")
	c, err = d.Get(d.ctx(), c.ID)
	require.NoError(t, err)
	attempt := c.Workflow("step1").Attempt()
	assert.Equal(t, campaign.Failed, attempt.Status)
	require.Len(t, attempt.Commands, 1)
	assert.Equal(t, -1, attempt.Commands[0].ExitCode)
	assert.Equal(t, "7", attempt.SubmitID)
	process, err := strconv.Atoi(strings.TrimSpace(string(pid)))
	require.NoError(t, err)
	gone := func() bool {
		state, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", process))
		return err != nil || strings.Contains(string(state), ") Z ") // nobody may be there to wait for it
	}
	assert.Eventually(t, gone, 10*time.Second, 10*time.Millisecond)
}

func TestRecordsThatAreNotThere(t *testing.T) {
	d := open(t, campaign.Options{})
	d.define()
	for _, id := range []string{"CMP-2", "", "PRD-1", "' or 1=1 --"} {
		_, err := d.Get(d.ctx(), id)
		require.ErrorIs(t, err, campaign.ErrNotFound, id)
		_, err = d.ktl.Submit(d.ctx(), id, "")
		require.ErrorIs(t, err, campaign.ErrNotFound, id)
	}
	_, err := d.As(campaign.Actor{Name: "eve", Role: campaign.Viewer}).AddNote(d.ctx(), "CMP-1", "", "x")
	require.ErrorIs(t, err, campaign.ErrForbidden)
	_, err = d.As(campaign.Actor{Role: campaign.Admin}).AddNote(d.ctx(), "CMP-1", "", "x")
	require.ErrorIs(t, err, campaign.ErrInvalid, "nobody")
}

// A list that was changed behind the notebook's back cannot become part of a seal.
func TestSubmitRefusesAListThatIsNotWhatItWas(t *testing.T) {
	d := open(t, campaign.Options{})
	c := d.define()
	c, err := d.ktl.AddList(d.ctx(), c.ID, use(campaign.InputList, "all.parquet"), input(t))
	require.NoError(t, err)
	name := filepath.Join(d.dir, "objects", c.Lists[0].Object.Hex()[:2], c.Lists[0].Object.Hex()[2:])
	require.NoError(t, os.Chmod(name, 0o600))
	require.NoError(t, os.Truncate(name, 100))
	_, err = d.ktl.Submit(d.ctx(), c.ID, "")
	require.ErrorIs(t, err, provenance.ErrBroken)
	assert.ErrorContains(t, err, "all.parquet")
}
