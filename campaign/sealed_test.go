package campaign_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/provenance"
)

// A trial is a verb that is tried on a sealed campaign, of which step1 runs, by somebody who may do everything. It returns what the verb does.
type trial func(d *desk, s *campaign.Session, c *campaign.Campaign) error

// trials are all verbs of a Session. A new verb needs an entry here.
func trials() map[string]trial {
	one := func(do func(s *campaign.Session, ctx context.Context, id, reason string) (*campaign.Campaign, error)) trial {
		return func(d *desk, s *campaign.Session, c *campaign.Campaign) error {
			return second(do(s, d.ctx(), c.ID, "why"))
		}
	}
	flow := func(workflow string, do func(s *campaign.Session, ctx context.Context, id, workflow, reason string) (*campaign.Campaign, error)) trial {
		return func(d *desk, s *campaign.Session, c *campaign.Campaign) error {
			return second(do(s, d.ctx(), c.ID, workflow, "why"))
		}
	}
	spoil := func(def *campaign.Definition) error {
		def.Name, def.Lists, def.Workflows[0].Command = "another", nil, "rm -rf /"
		return nil
	}
	plan := campaign.Plan{Fallback: "hf", Shifts: []campaign.Turn{}}
	return map[string]trial{
		"Actor":           func(_ *desk, s *campaign.Session, _ *campaign.Campaign) error { s.Actor(); return nil },
		"MarkReady":       one((*campaign.Session).MarkReady),
		"Submit":          one((*campaign.Session).Submit),
		"Start":           one((*campaign.Session).Start),
		"Pause":           one((*campaign.Session).Pause),
		"Resume":          one((*campaign.Session).Resume),
		"Complete":        one((*campaign.Session).Complete),
		"Fail":            one((*campaign.Session).Fail),
		"Cancel":          one((*campaign.Session).Cancel),
		"Execute":         one((*campaign.Session).Execute),
		"StartWorkflow":   flow("step1", (*campaign.Session).StartWorkflow),
		"HoldWorkflow":    flow("step1", (*campaign.Session).HoldWorkflow),
		"ReleaseWorkflow": flow("step1", (*campaign.Session).ReleaseWorkflow),
		"FinishWorkflow":  flow("step1", (*campaign.Session).FinishWorkflow),
		"FailWorkflow":    flow("step1", (*campaign.Session).FailWorkflow),
		"CancelWorkflow":  flow("coadd", (*campaign.Session).CancelWorkflow),
		"RetryWorkflow":   flow("step1", (*campaign.Session).RetryWorkflow),
		"SubmitWorkflow": func(d *desk, s *campaign.Session, c *campaign.Campaign) error {
			return second(s.SubmitWorkflow(d.ctx(), c.ID, "coadd", "7", "why"))
		},
		"Override": func(d *desk, s *campaign.Session, c *campaign.Campaign) error {
			return second(s.Override(d.ctx(), c.ID, "why", campaign.Submitted))
		},
		"Edit": func(d *desk, s *campaign.Session, c *campaign.Campaign) error {
			return second(s.Edit(d.ctx(), c.ID, "why", spoil))
		},
		"AddList": func(d *desk, s *campaign.Session, c *campaign.Campaign) error {
			return second(s.AddList(d.ctx(), c.ID, use(campaign.ExcludeList, "more.parquet"), bad(d.t, "more", 7)))
		},
		"Revise": func(d *desk, s *campaign.Session, c *campaign.Campaign) error {
			return second(s.Revise(d.ctx(), c.ID, "why", spoil))
		},
		"ReviseList": func(d *desk, s *campaign.Session, c *campaign.Campaign) error {
			return second(s.ReviseList(d.ctx(), c.ID, use(campaign.ExcludeList, "more.parquet"), bad(d.t, "more", 7)))
		},
		"Clone": func(d *desk, s *campaign.Session, c *campaign.Campaign) error {
			return second(s.Clone(d.ctx(), c.ID, spoil))
		},
		"Define": func(d *desk, s *campaign.Session, c *campaign.Campaign) error {
			def := c.Definition // which shares its lists and workflows
			def.Parent = ""
			return second(s.Define(d.ctx(), def))
		},
		"AddNote": func(d *desk, s *campaign.Session, c *campaign.Campaign) error {
			return second(s.AddNote(d.ctx(), c.ID, "step1", "odd"))
		},
		"RemoveNote": func(d *desk, s *campaign.Session, c *campaign.Campaign) error {
			return second(s.RemoveNote(d.ctx(), c.ID, c.Notes[0].ID, "why"))
		},
		"AddLink": func(d *desk, s *campaign.Session, c *campaign.Campaign) error {
			return second(s.AddLink(d.ctx(), c.ID, "", campaign.Link{Kind: "qa", URL: "https://example.org"}))
		},
		"RemoveLink": func(d *desk, s *campaign.Session, c *campaign.Campaign) error {
			return second(s.RemoveLink(d.ctx(), c.ID, c.Links[0].ID, "why"))
		},
		"AddTag": func(d *desk, s *campaign.Session, c *campaign.Campaign) error {
			return second(s.AddTag(d.ctx(), c.ID, "dp2"))
		},
		"RemoveTag": func(d *desk, s *campaign.Session, c *campaign.Campaign) error {
			return second(s.RemoveTag(d.ctx(), c.ID, "first"))
		},
		"SetOperators": func(d *desk, s *campaign.Session, c *campaign.Campaign) error {
			return second(s.SetOperators(d.ctx(), c.ID, "step1", "why", []campaign.Duty{{Operator: "hf"}}))
		},
		"LoadJobs": func(d *desk, s *campaign.Session, c *campaign.Campaign) error {
			return second(s.LoadJobs(d.ctx(), c.ID, "step1", 0, strings.NewReader(`{"job":"a","status":"succeeded","exit_code":0,"tasks":[]}`)))
		},
		"DeleteObject": func(d *desk, s *campaign.Session, c *campaign.Campaign) error {
			return s.DeleteObject(d.ctx(), c.Lists[0].Object)
		},
		"DefineProduction": func(d *desk, s *campaign.Session, _ *campaign.Campaign) error {
			return second(s.DefineProduction(d.ctx(), "DR9", ""))
		},
		"DefineSchedule": func(d *desk, s *campaign.Session, _ *campaign.Campaign) error {
			return second(s.DefineSchedule(d.ctx(), "other", "UTC", plan))
		},
		"PlanSchedule": func(d *desk, s *campaign.Session, _ *campaign.Campaign) error {
			return second(s.PlanSchedule(d.ctx(), "drp", "why", plan))
		},
		"OverrideSchedule": func(d *desk, s *campaign.Session, _ *campaign.Campaign) error {
			start := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
			return second(s.OverrideSchedule(d.ctx(), "drp", "why", campaign.Turn{Operator: "ann", Start: start, End: start.Add(time.Hour)}))
		},
		"SaveQuery": func(d *desk, s *campaign.Session, _ *campaign.Campaign) error {
			return second(s.SaveQuery(d.ctx(), campaign.SavedQuery{Name: "other"}))
		},
		"DeleteQuery": func(d *desk, s *campaign.Session, _ *campaign.Campaign) error {
			return s.DeleteQuery(d.ctx(), "mine")
		},
		"Queries": func(d *desk, s *campaign.Session, _ *campaign.Campaign) error { return second(s.Queries(d.ctx())) },
		"Query": func(d *desk, s *campaign.Session, _ *campaign.Campaign) error {
			return second(s.Query(d.ctx(), "shared"))
		},
		"Rebuild": func(d *desk, s *campaign.Session, _ *campaign.Campaign) error { return s.Rebuild(d.ctx()) },
		"Restore": func(d *desk, s *campaign.Session, _ *campaign.Campaign) error {
			var events bytes.Buffer
			require.NoError(d.t, d.Backup(d.ctx(), &events, d.objects))
			return s.Restore(d.ctx(), &events, d.objects)
		},
		"Import": func(d *desk, s *campaign.Session, c *campaign.Campaign) error {
			_, _, err := s.Import(d.ctx(), openBundle(d.t, file(d.t, d.archive(nil, c.ID))), nil)
			return err
		},
	}
}

// refusals are the verbs that a sealed campaign, of which step1 runs, does not allow.
func refusals() map[string]error {
	return map[string]error{
		"MarkReady": campaign.ErrIllegal, "Submit": campaign.ErrIllegal, "Start": campaign.ErrIllegal, "Resume": campaign.ErrIllegal,
		"HoldWorkflow": campaign.ErrIllegal, "ReleaseWorkflow": campaign.ErrIllegal, "RetryWorkflow": campaign.ErrIllegal,
		"Edit": campaign.ErrSealed, "AddList": campaign.ErrSealed, "DeleteObject": campaign.ErrReferenced, "Restore": campaign.ErrConflict,
	}
}

// Every exported verb of a Session is tried on a sealed campaign. No seal that was made ever changes, no verb but a revision makes another, and
// what was sealed is still what is defined.
func TestNoVerbChangesWhatIsSealed(t *testing.T) {
	d := open(t, campaign.Options{Runner: func(context.Context, string, io.Writer) (int, error) { return 0, nil }})
	must := func(c *campaign.Campaign, err error) *campaign.Campaign {
		t.Helper()
		require.NoError(t, err)
		return c
	}
	first := d.submitted()
	require.NoError(t, second(d.admin.DefineSchedule(d.ctx(), "drp", "UTC", campaign.Plan{Fallback: "hf", Shifts: []campaign.Turn{}})))
	require.NoError(t, second(d.admin.SaveQuery(d.ctx(), campaign.SavedQuery{Name: "mine"})))
	require.NoError(t, second(d.admin.SaveQuery(d.ctx(), campaign.SavedQuery{Name: "shared", Shared: true})))
	verbs := trials()
	session := reflect.TypeFor[*campaign.Session]()
	for i := range session.NumMethod() {
		name := session.Method(i).Name
		try := verbs[name]
		if !assert.NotNil(t, try, "%s is a verb that is not among the trials", name) {
			continue
		}
		delete(verbs, name)
		id := must(d.ktl.Clone(d.ctx(), first.ID, func(*campaign.Definition) error { return nil })).ID
		must(d.ktl.Submit(d.ctx(), id, "go"))
		must(d.ktl.AddNote(d.ctx(), id, "", "first"))
		must(d.ktl.AddTag(d.ctx(), id, "first"))
		must(d.ktl.AddLink(d.ctx(), id, "", campaign.Link{Kind: "qa", URL: "https://example.org"}))
		must(d.ktl.SubmitWorkflow(d.ctx(), id, "step1", "", ""))
		before := must(d.Get(d.ctx(), id))
		given := must(d.Get(d.ctx(), id)) // which the verb may spoil

		err := try(d, d.admin, given)
		if want := refusals()[name]; want != nil {
			require.ErrorIs(t, err, want, name)
		} else {
			require.NoError(t, err, name)
		}
		after := must(d.Get(d.ctx(), id))
		assert.Equal(t, before.Revisions[0], after.Revisions[0], name)
		if name == "Revise" || name == "ReviseList" {
			assert.Len(t, after.Revisions, 2, name)
			continue
		}
		assert.Len(t, after.Revisions, 1, name)
		assert.Equal(t, before.SpecDigest, after.SpecDigest, name)
		assert.Equal(t, before.Definition, after.Definition, name)
		assert.Equal(t, before.Selections, after.Selections, name)
		sealed, err := json.Marshal(after.Revisions[0].Spec)
		require.NoError(t, err)
		again, err := provenance.CanonicalDigest(json.RawMessage(sealed))
		require.NoError(t, err)
		assert.Equal(t, *before.SpecDigest, again, name)
	}
	assert.Empty(t, verbs, "trials of verbs that are no more")
	v, err := d.Verify(d.ctx(), true)
	require.NoError(t, err)
	assert.Empty(t, v.Faults)
}
