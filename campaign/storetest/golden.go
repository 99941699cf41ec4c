package storetest

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
)

// FillGolden makes what [CheckGolden] finds again in the stores that later versions open.
func FillGolden(t *testing.T, s campaign.Store) {
	t.Helper()
	session := operator(campaign.New(s, nil, nil))
	c, err := session.Define(t.Context(), campaign.Definition{Name: "night", Definer: "ktl", Workflows: []campaign.WorkflowDefinition{{Name: "step1"}}})
	require.NoError(t, err)
	_, err = session.AddTag(t.Context(), c.ID, "golden")
	require.NoError(t, err)
	_, err = session.Submit(t.Context(), c.ID, "go")
	require.NoError(t, err)
	_, err = session.DefineSchedule(t.Context(), "drp", "UTC", campaign.Plan{Fallback: "hf", Shifts: []campaign.Turn{}})
	require.NoError(t, err)
	_, err = session.SaveQuery(t.Context(), campaign.SavedQuery{Name: "mine"})
	require.NoError(t, err)
}

// CheckGolden checks that a store that an older version filled is what its events say, and goes on.
func CheckGolden(t *testing.T, s campaign.Store) {
	t.Helper()
	nb := campaign.New(s, nil, nil)
	v, err := nb.Verify(t.Context(), true)
	require.NoError(t, err)
	assert.Empty(t, v.Faults)
	assert.Equal(t, 4, v.Records)
	c, err := nb.Get(t.Context(), "CMP-1")
	require.NoError(t, err)
	assert.Equal(t, "sha256:", c.SpecDigest.String()[:7])
	assert.Equal(t, campaign.Submitted, c.Status)
	next, err := operator(nb).Clone(t.Context(), c.ID, func(*campaign.Definition) error { return nil })
	require.NoError(t, err)
	assert.Equal(t, "CMP-2", next.ID)
}
