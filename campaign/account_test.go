package campaign_test

import (
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
