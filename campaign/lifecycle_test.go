package campaign_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/provenance"
)

// legal is what may follow what, as people agreed on it.
func legal() (campaigns, workflows map[campaign.Status][]campaign.Status) {
	campaigns = map[campaign.Status][]campaign.Status{
		campaign.Draft:     {campaign.Ready, campaign.Submitted, campaign.Cancelled},
		campaign.Ready:     {campaign.Draft, campaign.Submitted, campaign.Cancelled},
		campaign.Submitted: {campaign.Running, campaign.Cancelled},
		campaign.Running:   {campaign.Paused, campaign.Completed, campaign.Failed, campaign.Cancelled},
		campaign.Paused:    {campaign.Running, campaign.Completed, campaign.Failed, campaign.Cancelled},
		campaign.Completed: nil, campaign.Failed: nil, campaign.Cancelled: nil,
	}
	workflows = map[campaign.Status][]campaign.Status{
		campaign.Pending:   {campaign.Submitted, campaign.Cancelled},
		campaign.Submitted: {campaign.Running, campaign.Cancelled},
		campaign.Running:   {campaign.Held, campaign.Succeeded, campaign.Failed, campaign.Cancelled},
		campaign.Held:      {campaign.Running, campaign.Succeeded, campaign.Failed, campaign.Cancelled},
		campaign.Succeeded: nil, campaign.Failed: nil, campaign.Cancelled: nil,
	}
	return campaigns, workflows
}

func TestEveryPairOfStatuses(t *testing.T) {
	campaigns, workflows := legal()
	for what, c := range map[string]struct {
		life campaign.LifeCycle
		want map[campaign.Status][]campaign.Status
	}{"campaign": {campaign.Life(), campaigns}, "workflow": {campaign.WorkflowLife(), workflows}} {
		assert.Len(t, c.life.Statuses(), len(c.want), what)
		for _, from := range c.life.Statuses() {
			assert.Equal(t, len(c.want[from]) == 0, c.life.Ended(from), "%s %s", what, from)
			for _, to := range c.life.Statuses() {
				assert.Equal(t, slices.Contains(c.want[from], to), c.life.Allows(from, to), "%s %s to %s", what, from, to)
			}
		}
	}
}

type verb func(s *campaign.Session, ctx context.Context, id string) (*campaign.Campaign, error)

// moves are the verbs that lead to a status of a campaign.
func moves() map[campaign.Status]verb {
	plain := func(do func(s *campaign.Session, ctx context.Context, id, reason string) (*campaign.Campaign, error)) verb {
		return func(s *campaign.Session, ctx context.Context, id string) (*campaign.Campaign, error) {
			return do(s, ctx, id, "why")
		}
	}
	return map[campaign.Status]verb{
		campaign.Draft: func(s *campaign.Session, ctx context.Context, id string) (*campaign.Campaign, error) {
			return s.Edit(ctx, id, "", func(*campaign.Definition) error { return nil })
		},
		campaign.Ready: plain((*campaign.Session).MarkReady), campaign.Submitted: plain((*campaign.Session).Submit),
		campaign.Running: func(s *campaign.Session, ctx context.Context, id string) (*campaign.Campaign, error) {
			if c, err := s.Resume(ctx, id, ""); err == nil {
				return c, nil
			}
			return s.SubmitWorkflow(ctx, id, "step1", "", "")
		},
		campaign.Paused: plain((*campaign.Session).Pause), campaign.Completed: plain((*campaign.Session).Complete),
		campaign.Failed: plain((*campaign.Session).Fail), campaign.Cancelled: plain((*campaign.Session).Cancel),
	}
}

// Each verb is tried in each status: it does what the table allows, and what it does not allow is refused and changes nothing.
func TestVerbsKeepToTheLife(t *testing.T) {
	d := open(t, campaign.Options{})
	table, _ := legal()
	ways := map[campaign.Status][]campaign.Status{
		campaign.Draft: {}, campaign.Ready: {campaign.Ready}, campaign.Submitted: {campaign.Submitted},
		campaign.Running:   {campaign.Submitted, campaign.Running},
		campaign.Paused:    {campaign.Submitted, campaign.Running, campaign.Paused},
		campaign.Completed: {campaign.Submitted, campaign.Running, campaign.Completed},
		campaign.Failed:    {campaign.Submitted, campaign.Running, campaign.Failed}, campaign.Cancelled: {campaign.Cancelled},
	}
	for from, way := range ways {
		for to, do := range moves() {
			c := d.define()
			for _, step := range way {
				_, err := moves()[step](d.ktl, d.ctx(), c.ID)
				require.NoError(t, err, "%s on the way to %s", step, from)
			}
			_, err := do(d.ktl, d.ctx(), c.ID)
			after, getErr := d.Get(d.ctx(), c.ID)
			require.NoError(t, getErr)
			switch {
			case slices.Contains(table[from], to):
				require.NoError(t, err, "%s to %s", from, to)
				assert.Equal(t, to, after.Status)
			case from == campaign.Draft && to == campaign.Draft: // is edited
				require.NoError(t, err)
			default:
				require.Error(t, err, "%s to %s", from, to)
				assert.Equal(t, from, after.Status)
			}
		}
	}
}

// No override says of a campaign that was never sealed that it ran. Older versions did, and what they wrote is still read.
func TestAnOverrideNeedsASeal(t *testing.T) {
	d := open(t, campaign.Options{})
	c := d.define()
	refused := func(instead string) {
		for _, to := range []campaign.Status{campaign.Submitted, campaign.Running, campaign.Paused, campaign.Completed, campaign.Failed} {
			_, err := d.lead.Override(d.ctx(), c.ID, "why", to)
			require.ErrorIs(t, err, campaign.ErrIllegal)
			assert.ErrorContains(t, err, "CMP-1 was never sealed and cannot become "+string(to)+": "+instead)
		}
	}
	refused("submit it")
	c, err := d.ktl.Cancel(d.ctx(), c.ID, "")
	require.NoError(t, err)
	refused("clone it")

	require.NoError(t, c.Fold(provenance.Event{
		Stream: c.ID, Seq: 3, At: "2026-05-02T12:00:00.000000Z", Actor: "hf", Type: "campaign.moved", Reason: "why",
		Payload: json.RawMessage(`{"from":"cancelled","to":"running","override":true}`),
	}))
	assert.Equal(t, campaign.Running, c.Status)
}

// When a workflow ends, the campaign waits for a person, unless it was defined to go on.
func TestACampaignPausesWhenAWorkflowEnds(t *testing.T) {
	d := open(t, campaign.Options{})
	for proceed, want := range map[bool]campaign.Status{false: campaign.Paused, true: campaign.Running} {
		c := d.define()
		_, err := d.ktl.Edit(d.ctx(), c.ID, "", func(def *campaign.Definition) error { def.Continue = proceed; return nil })
		require.NoError(t, err)
		_, err = d.ktl.Submit(d.ctx(), c.ID, "")
		require.NoError(t, err)
		_, err = d.ktl.SubmitWorkflow(d.ctx(), c.ID, "step1", "", "")
		require.NoError(t, err)
		c, err = d.ktl.FinishWorkflow(d.ctx(), c.ID, "step1", "")
		require.NoError(t, err)
		assert.Equal(t, want, c.Status)
	}
}

// Who operated is told by the duties and the schedule of the time that is asked about.
func TestOperatorsOfATime(t *testing.T) {
	d := open(t, campaign.Options{})
	c := d.define()
	defined := d.clock.now
	_, err := d.ktl.SetOperators(d.ctx(), c.ID, "step1", "", []campaign.Duty{{Operator: "ann"}})
	require.NoError(t, err)
	first := d.clock.now
	_, err = d.ktl.SetOperators(d.ctx(), c.ID, "step1", "", []campaign.Duty{{Operator: "bob"}, {Operator: "cat"}})
	require.NoError(t, err)
	for at, want := range map[int][]string{-1: {}, 0: {"ann"}, 1: {"bob", "cat"}} {
		when := first
		if at < 0 {
			when = defined
		} else if at > 0 {
			when = d.clock.now
		}
		who, err := d.Operators(d.ctx(), c.ID, "step1", when)
		require.NoError(t, err)
		assert.Equal(t, want, who)
	}
}
