package campaign_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/dataidlist"
)

// amps is a list of detectors of visits to exclude, for reasons.
func amps(t *testing.T, why map[string][][2]int64) *dataidlist.List {
	t.Helper()
	g := group(t, "instrument", "visit", "detector")
	all := dataidlist.Empty(g)
	for reason, places := range why {
		b := dataidlist.NewBuilder(g)
		for _, p := range places {
			add(t, b, g, map[string]int64{"visit": night(0) + p[0], "detector": p[1]})
		}
		because, err := b.List().Because(dataidlist.Reason{Text: reason})
		require.NoError(t, err)
		all, err = dataidlist.Union(all, because)
		require.NoError(t, err)
	}
	return all
}

// visitsOnly is the input by visits.
func visitsOnly(t *testing.T) *dataidlist.List {
	t.Helper()
	l, err := input(t).Project(group(t, "instrument", "visit"))
	require.NoError(t, err)
	return l
}

func reasonCounts(tally campaign.Tally) map[string]uint64 {
	counts := map[string]uint64{}
	for _, r := range tally.Reasons {
		counts[r.Reason.Text] = r.Count
	}
	return counts
}

// Single frames select detectors of visits, and coadds visits: what is touched of both is counted as the newer list has it.
func TestReconcileSelectionsOverDifferentDimensions(t *testing.T) {
	d := open(t, campaign.Options{})
	c := d.define()
	_, err := d.ktl.AddList(d.ctx(), c.ID, use(campaign.InputList, "all.parquet", "step1"), input(t))
	require.NoError(t, err)
	_, err = d.ktl.AddList(d.ctx(), c.ID, use(campaign.InputList, "visits.parquet", "coadd"), visitsOnly(t))
	require.NoError(t, err)
	_, err = d.ktl.Submit(d.ctx(), c.ID, "")
	require.NoError(t, err)
	other := d.submitted()
	_, err = d.ktl.SubmitWorkflow(d.ctx(), other.ID, "step1", "", "")
	require.NoError(t, err)

	newer := bad(t, "trailed", 3, 4, 5)
	parts := func(touched campaign.Touched) map[string]uint64 {
		counts := map[string]uint64{}
		for _, p := range touched.Parts {
			counts[p.Workflows[0]] = p.Count
			assert.Equal(t, p.List.Group().Dimensions(), p.Group)
		}
		return counts
	}
	for _, workflow := range []string{"", "step1", "coadd"} {
		if workflow != "" {
			_, err := d.ktl.SubmitWorkflow(d.ctx(), c.ID, workflow, "", "")
			require.NoError(t, err)
		}
		found, err := d.Reconcile(d.ctx(), campaign.ExcludeList, newer, nil)
		require.NoError(t, err)
		require.Len(t, found.Campaigns, 2, "one campaign does not keep another from being examined")
		assert.Equal(t, uint64(4), found.Campaigns[1].Affected)

		touched := found.Campaigns[0]
		assert.Equal(t, []string{"instrument", "visit"}, touched.Group)
		assert.Equal(t, map[string]uint64{"step1": 12, "coadd": 3}, parts(touched))
		affected, planned := uint64(3), uint64(3)
		switch workflow {
		case "":
			affected = 0
		case "coadd":
			planned = 0
		}
		assert.Equal(t, affected, touched.Affected, workflow)
		assert.Equal(t, planned, touched.Planned, workflow)
	}

	// A list over detectors of visits rejects all of a visit for coadds, and is counted by its own DataIds, too.
	warm := amps(t, map[string][][2]int64{"warm": {{7, 0}, {7, 1}, {8, 3}}, "glow": {{7, 1}, {50, 0}}})
	found, err := d.Reconcile(d.ctx(), campaign.ExcludeList, warm, nil)
	require.NoError(t, err)
	touched := found.Campaigns[0]
	assert.Equal(t, []string{"instrument", "visit", "detector"}, touched.Group)
	assert.Equal(t, map[string]uint64{"step1": 3, "coadd": 2}, parts(touched))
	assert.Equal(t, uint64(3), touched.Affected)
	assert.Equal(t, uint64(2), touched.Visits)
	assert.Equal(t, map[string]uint64{"warm": 3, "glow": 1}, reasonCounts(touched.Tally))
	assert.Zero(t, touched.List.NumReasons(), "as for any campaign")
}

// A newer list may be finer than what was selected: a visit is touched if one of its detectors is, for that one's reasons.
func TestReconcileAListFinerThanTheSelection(t *testing.T) {
	d := open(t, campaign.Options{})
	old := d.define()
	_, err := d.ktl.AddList(d.ctx(), old.ID, use(campaign.ExcludeList, "warm.parquet"), amps(t, map[string][][2]int64{"warm": {{7, 0}, {9, 0}}}))
	require.NoError(t, err)
	c := d.define()
	_, err = d.ktl.AddList(d.ctx(), c.ID, use(campaign.InputList, "visits.parquet"), visitsOnly(t))
	require.NoError(t, err)
	_, err = d.ktl.Submit(d.ctx(), c.ID, "")
	require.NoError(t, err)
	_, err = d.ktl.SubmitWorkflow(d.ctx(), c.ID, "step1", "", "")
	require.NoError(t, err)

	newer := amps(t, map[string][][2]int64{"warm": {{7, 0}, {7, 1}, {8, 3}}, "glow": {{7, 1}, {50, 0}}})
	found, err := d.Reconcile(d.ctx(), campaign.ExcludeList, newer, nil)
	require.NoError(t, err)
	require.Len(t, found.Campaigns, 1)
	touched := found.Campaigns[0]
	assert.Equal(t, []string{"instrument", "visit"}, touched.Group)
	assert.Equal(t, uint64(2), touched.Affected)
	assert.Equal(t, uint64(2), touched.Planned)
	assert.Equal(t, map[string]uint64{"warm": 2, "glow": 1}, reasonCounts(touched.Tally))
	require.Len(t, touched.Known, 1)
	assert.Equal(t, "warm.parquet", touched.Known[0].Name)
	assert.Equal(t, uint64(1), touched.Known[0].Count, "of visit 7, and visit 9 is not affected")
	assert.True(t, touched.Known[0].InTime)
}
