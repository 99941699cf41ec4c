package storetest

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/campaign/objects"
)

// newNotebook joins a store with an empty directory of objects.
func newNotebook(t *testing.T, s campaign.Store) *campaign.Notebook {
	t.Helper()
	directory, err := objects.Open(t.TempDir())
	require.NoError(t, err)
	return campaign.New(s, directory, nil)
}

func operator(nb *campaign.Notebook) *campaign.Session {
	return nb.As(campaign.Actor{Name: "ktl", Role: campaign.Operator})
}

// definition is of a campaign with two workflows that needs nobody to go on.
func definition(name string) campaign.Definition {
	return campaign.Definition{
		Name: name, Definer: "ktl", Reason: "a test", Ticket: "DM-1", Collection: "u/ktl/{id}", Continue: true,
		Pins:      []campaign.Pin{{Kind: "pipelines", Name: "lsst_distrib", Version: "w_2026_40"}},
		Workflows: []campaign.WorkflowDefinition{{Name: "isr", Command: "bps submit isr.yaml"}, {Name: "coadd", Command: "bps submit coadd.yaml"}},
	}
}

// live takes a campaign through its life: seals it, and runs its first workflow.
func live(t *testing.T, s *campaign.Session, id string) {
	t.Helper()
	ctx := t.Context()
	_, err := s.Submit(ctx, id, "go")
	require.NoError(t, err)
	_, err = s.SubmitWorkflow(ctx, id, "isr", "123", "")
	require.NoError(t, err)
	_, err = s.FinishWorkflow(ctx, id, "isr", "")
	require.NoError(t, err)
	_, err = s.AddNote(ctx, id, "isr", "went well: é 日 \x01")
	require.NoError(t, err)
	_, err = s.AddTag(ctx, id, "dp2")
	require.NoError(t, err)
}

// verify fails t unless a notebook is what its events say.
func verify(t *testing.T, nb *campaign.Notebook) campaign.Verification {
	t.Helper()
	report, err := nb.Verify(t.Context(), true)
	require.NoError(t, err)
	require.Empty(t, report.Faults)
	return report
}

func testNotebook(t *testing.T, s campaign.Store) {
	nb := newNotebook(t, s)
	for i := range 3 {
		c, err := operator(nb).Define(t.Context(), definition("night"))
		require.NoError(t, err)
		assert.Equal(t, fmt.Sprintf("CMP-%d", i+1), c.ID)
		live(t, operator(nb), c.ID)
	}
	report := verify(t, nb)
	assert.Equal(t, 4, report.Records, "the production is a record too")
	assert.EqualValues(t, 1+3*8, report.Events)
	before := state(t, s)
	update(t, s, campaign.Rebuild)
	assert.Equal(t, before, state(t, s))
}

func testDefineAtOnce(t *testing.T, s campaign.Store) {
	nb := newNotebook(t, s)
	const people = 100
	together(people, func(i int) {
		_, err := operator(nb).Define(t.Context(), definition(fmt.Sprintf("of %d", i)))
		assert.NoError(t, err)
	})
	report := verify(t, nb)
	assert.Equal(t, people+1, report.Records, "one production for all")
	view(t, s, func(r campaign.Reader) {
		numbers, err := r.Numbers()
		require.NoError(t, err)
		assert.Equal(t, map[string]int64{"campaign": people, "production": 1}, numbers)
	})
}

func testSessions(t *testing.T, s campaign.Store) {
	nb := newNotebook(t, s)
	for range rounds(t, 1) {
		c, err := operator(nb).Define(t.Context(), definition("raced"))
		require.NoError(t, err)
		var won atomic.Int64
		together(64, func(int) {
			_, err := operator(nb).Submit(t.Context(), c.ID, "mine")
			if err == nil {
				won.Add(1)
			} else if !errors.Is(err, campaign.ErrIllegal) {
				t.Error(err)
			}
		})
		require.EqualValues(t, 1, won.Load())
		after, err := nb.Get(t.Context(), c.ID)
		require.NoError(t, err)
		require.Equal(t, campaign.Submitted, after.Status)
		require.Len(t, after.Revisions, 1)
	}
	verify(t, nb)
}
