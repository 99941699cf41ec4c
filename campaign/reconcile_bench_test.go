package campaign_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/campaign/objects"
	"github.com/skycampaign/skycampaign/campaign/sqlite"
	"github.com/skycampaign/skycampaign/dataidlist"
)

// BenchmarkReconcile asks what a newer exclusion list touches of a thousand campaigns, each of which processed 5.4 million visit-detectors
// by an exclusion list of its own, so that no two selected the same.
func BenchmarkReconcile(b *testing.B) {
	const campaigns, nights, perNight, detectors = 1000, 160, 180, 189
	dir := b.TempDir()
	store, err := sqlite.Open(b.Context(), filepath.Join(dir, "campaign.db"), nil)
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, store.Close()) })
	kept, err := objects.Open(filepath.Join(dir, "objects"))
	require.NoError(b, err)
	n := campaign.New(store, kept, nil)
	s := n.As(campaign.Actor{Name: "ktl", Role: campaign.Operator})

	u, err := dataidlist.DafButler(dataidlist.DefaultVersion)
	require.NoError(b, err)
	full, err := u.Group("instrument", "visit", "detector")
	require.NoError(b, err)
	visit, err := u.Group("instrument", "visit")
	require.NoError(b, err)
	number := func(i int) int64 { return int64(20250401_00001) + int64(i/perNight)*100_000 + int64(i%perNight) }
	all := dataidlist.NewBuilder(full)
	for i := range nights * perNight {
		require.NoError(b, all.AddRun([]string{"LSSTCam"}, []int64{number(i), 0}, detectors))
	}
	input := all.List()
	exclude := func(seed, count int) *dataidlist.List {
		bad := dataidlist.NewBuilder(visit)
		for i := range count {
			require.NoError(b, bad.AddRun([]string{"LSSTCam"}, []int64{number((seed*31 + i*53) % (nights * perNight))}, 1, dataidlist.Reason{Text: "trailed"}))
		}
		return bad.List()
	}
	for i := range campaigns {
		c, err := s.Define(b.Context(), campaign.Definition{Name: fmt.Sprint("DP2 ", i), Definer: "ktl", Workflows: []campaign.WorkflowDefinition{{Name: "step1"}}})
		require.NoError(b, err)
		_, err = s.AddList(b.Context(), c.ID, campaign.ListUse{Role: campaign.InputList, Name: "all"}, input)
		require.NoError(b, err)
		_, err = s.AddList(b.Context(), c.ID, campaign.ListUse{Role: campaign.ExcludeList, Name: "bad"}, exclude(i, 527))
		require.NoError(b, err)
		_, err = s.Submit(b.Context(), c.ID, "")
		require.NoError(b, err)
		_, err = s.SubmitWorkflow(b.Context(), c.ID, "step1", "", "")
		require.NoError(b, err)
	}
	newer := exclude(0, 566)
	for b.Loop() {
		found, err := n.Reconcile(b.Context(), campaign.ExcludeList, newer, nil)
		require.NoError(b, err)
		require.Equal(b, campaigns, found.Examined)
		require.NotEmpty(b, found.Campaigns)
	}
}
