package campaign_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/provenance"
)

// attempts returns what is told of the attempts at step1 of a campaign.
func (d *desk) attempts(id string) []provenance.Attempt {
	d.t.Helper()
	c, err := d.Get(d.ctx(), id)
	require.NoError(d.t, err)
	accounts, err := d.Accounts(d.ctx(), []*campaign.Campaign{c})
	require.NoError(d.t, err)
	var all []provenance.Attempt
	for _, t := range accounts[0].Attempts {
		if t.Workflow.Name == "step1" {
			all = append(all, t)
		}
	}
	return all
}

// again fails the newest attempt at step1, and begins the next.
func (d *desk) again(id string) {
	d.t.Helper()
	_, err := d.ktl.FailWorkflow(d.ctx(), id, "step1", "site down")
	require.NoError(d.t, err)
	_, err = d.ktl.Resume(d.ctx(), id, "")
	require.NoError(d.t, err)
	_, err = d.ktl.RetryWorkflow(d.ctx(), id, "step1", "")
	require.NoError(d.t, err)
}

// An attempt ran the command of the revision that it was submitted under, whatever was revised since.
func TestAnAttemptKeepsItsCommand(t *testing.T) {
	d := open(t, campaign.Options{})
	id := d.submitted().ID
	_, err := d.ktl.SubmitWorkflow(d.ctx(), id, "step1", "", "")
	require.NoError(t, err)
	d.again(id)
	c, err := d.ktl.Revise(d.ctx(), id, "another site", func(def *campaign.Definition) error {
		def.Workflows[0].Command, def.Workflows[0].System = "bps submit elsewhere.yaml", "htcondor"
		return nil
	})
	require.NoError(t, err)
	all := d.attempts(id)
	require.Len(t, all, 2)
	assert.Equal(t, provenance.Workflow{Name: "step1", Command: "bps submit step1.yaml"}, all[0].Workflow)
	assert.Equal(t, provenance.Workflow{Name: "step1", Command: "bps submit elsewhere.yaml", System: "htcondor"}, all[1].Workflow)
	page := string(c.Page())
	assert.Regexp(t, `\| step1 \| 1 \| failed .*\| bps submit step1\.yaml \|`, page)
	assert.Regexp(t, `\| step1 \| 2 \| pending .*\| bps submit elsewhere\.yaml \|`, page)
}

// Who operated an attempt is who did when it was submitted, by schedules too, whatever duties and plans are now.
func TestAnAttemptKeepsItsOperators(t *testing.T) {
	d := open(t, campaign.Options{})
	id := d.submitted().ID
	_, err := d.ktl.DefineSchedule(d.ctx(), "drp", "UTC", campaign.Plan{Fallback: "hf"})
	require.NoError(t, err)
	operated := func(workflow string, duties ...campaign.Duty) {
		_, err := d.ktl.SetOperators(d.ctx(), id, workflow, "", duties)
		require.NoError(t, err)
		_, err = d.ktl.SubmitWorkflow(d.ctx(), id, "step1", "", "")
		require.NoError(t, err)
		d.again(id)
	}
	operated("", campaign.Duty{Schedule: "drp"})
	operated("step1", campaign.Duty{Operator: "ann"}, campaign.Duty{Schedule: "drp"}, campaign.Duty{Operator: "hf"})
	for _, workflow := range []string{"", "step1"} {
		_, err = d.ktl.SetOperators(d.ctx(), id, workflow, "", []campaign.Duty{{Operator: "bob"}})
		require.NoError(t, err)
	}
	_, err = d.ktl.PlanSchedule(d.ctx(), "drp", "new people", campaign.Plan{Fallback: "eve"})
	require.NoError(t, err)

	all := d.attempts(id)
	require.Len(t, all, 3)
	assert.Equal(t, []string{"hf"}, all[0].Operators)
	assert.Equal(t, []string{"ann", "hf"}, all[1].Operators)
	assert.Empty(t, all[2].Operators, "it was not submitted")
	assert.Equal(t, "site down", all[0].Reason)

	// A bundle has the schedules that are in force. Elsewhere the others are known by name alone.
	elsewhere := open(t, campaign.Options{})
	_, _, err = elsewhere.admin.Import(t.Context(), openBundle(t, file(t, d.archive(nil, id))), nil)
	require.NoError(t, err)
	all = elsewhere.attempts(id)
	assert.Equal(t, []string{"schedule:drp"}, all[0].Operators)
	assert.Equal(t, []string{"ann", "schedule:drp", "hf"}, all[1].Operators)
}

// The commit that a pin names is in the statement that is signed, and on the page.
func TestCommitsOfPinsAreStated(t *testing.T) {
	commit := strings.Repeat("1a", 20)
	d := open(t, campaign.Options{Commit: func(context.Context, string, string) (string, error) { return commit, nil }})
	c, err := d.ktl.Define(d.ctx(), campaign.Definition{
		Name: "a", Definer: "b", Pins: []campaign.Pin{{Kind: "pipeline-yaml", Name: "drp", URI: "git+https://example.org/drp", Ref: "main"}},
	})
	require.NoError(t, err)
	c, err = d.ktl.Submit(d.ctx(), c.ID, "")
	require.NoError(t, err)
	materials := c.Statements()[0].Predicate.Materials
	require.Len(t, materials, 1)
	assert.Equal(t, map[string]string{"gitCommit": commit}, materials[0].Digest)
	assert.Contains(t, string(c.Page()), "| git\\+https://example.org/drp | gitCommit:"+commit+" |")
}
