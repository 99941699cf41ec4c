package dataidlist_test

import (
	"encoding/json"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

func TestApplyAgreesWithTheModel(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		base, model := listtest.Random(rng, g, shape)
		subs := listtest.SubGroups(g)
		var rules []dataidlist.Rule
		var models []*listtest.Model
		for i := range rng.IntN(5) {
			list, m := listtest.Coarse(rng, model, subs[rng.IntN(len(subs))])
			role := []dataidlist.Role{dataidlist.Include, dataidlist.Exclude}[rng.IntN(2)]
			rules = append(rules, dataidlist.Rule{Role: role, Name: string(rune('a' + i)), List: list})
			models = append(models, m)
		}
		result, report, err := dataidlist.Apply(base, rules)
		require.NoError(t, err)
		want := checkReport(t, model, rules, models, report)
		listtest.Check(t, want, result)
		require.Equal(t, dataidlist.Identity{Digest: base.Digest(), Count: base.Count()}, report.Base)
		require.Equal(t, dataidlist.Identity{Digest: result.Digest(), Count: result.Count()}, report.Result)
		left, err := dataidlist.Remaining(base, rules)
		require.NoError(t, err)
		require.Equal(t, result.Count(), left)
	})
}

// checkReport applies the rules to a model one after the other, and requires
// that the report says what happens.
func checkReport(t *testing.T, base *listtest.Model, rules []dataidlist.Rule, models []*listtest.Model, report *dataidlist.Report) *listtest.Model {
	require.Len(t, report.Rules, len(rules))
	current := base
	for i, rule := range rules {
		m, got := models[i], report.Rules[i]
		doomed := base.Matching(m)
		if rule.Role == dataidlist.Include {
			doomed = base.NotMatching(m)
		}
		removed := listtest.Intersect(doomed, current)
		current = listtest.Subtract(current, doomed)
		require.Equal(t, rule.Name, got.File)
		require.Equal(t, rule.Role, got.Role)
		require.Equal(t, rule.List.Digest(), got.Digest)
		require.EqualValues(t, len(m.Rows), got.Count)
		require.EqualValues(t, len(removed.Rows), got.Removed)
		require.EqualValues(t, len(doomed.Rows)-len(removed.Rows), got.AlreadyGone)
		require.EqualValues(t, len(listtest.Subtract(m, base.Project(m.Group)).Rows), got.MatchedNothing)
		require.NotNil(t, got.ByReason, "an empty array in JSON")
		if rule.Role == dataidlist.Include {
			require.Empty(t, got.ByReason)
			continue
		}
		counts := map[dataidlist.Reason]uint64{}
		for reason := range rule.List.Reasons() {
			having := m.Keep(func(r listtest.Row) bool { return hasReason(r, reason) })
			if n := len(removed.Matching(having).Rows); n > 0 {
				counts[reason] = uint64(n)
			}
		}
		without := m.Keep(func(r listtest.Row) bool { return len(r.Reasons) == 0 })
		if n := len(removed.Matching(without).Rows); n > 0 {
			counts[dataidlist.Reason{}] = uint64(n)
		}
		for j, c := range got.ByReason {
			require.Equal(t, counts[c.Reason], c.Count)
			require.True(t, c.Reason.Text != "" || j == len(got.ByReason)-1, "no reason comes last")
		}
		require.Len(t, got.ByReason, len(counts))
	}
	return current
}

func hasReason(r listtest.Row, reason dataidlist.Reason) bool {
	for _, own := range r.Reasons {
		if own == reason {
			return true
		}
	}
	return false
}

func TestApplyReportJSON(t *testing.T) {
	visitDetector := listtest.Group(t, "visit", "detector")
	b := dataidlist.NewBuilder(visitDetector)
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{2, 0}, 104))
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{4, 0}, 104))
	base := b.List()
	b = dataidlist.NewBuilder(listtest.Group(t, "visit"))
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{4}, 1, dataidlist.Reason{Text: "trailed", Author: "ktl"}))
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{6}, 1))
	bad := b.List()
	_, report, err := dataidlist.Apply(base, []dataidlist.Rule{
		{Role: dataidlist.Include, Name: "all.parquet", List: base},
		{Role: dataidlist.Exclude, Name: "bad.ecsv", List: bad},
		{Role: dataidlist.Exclude, Name: "again.ecsv", List: bad.WithoutReasons()},
	})
	require.NoError(t, err)
	text, err := json.Marshal(report)
	require.NoError(t, err)
	assert.JSONEq(t, `{
		"base":{"digest":"`+base.Digest().String()+`","count":208},
		"result":{"digest":"`+report.Result.Digest.String()+`","count":104},
		"rules":[
		{"file":"all.parquet","role":"include","digest":"`+base.Digest().String()+`","count":208,
			"removed":0,"already_gone":0,"matched_nothing":0,"by_reason":[]},
		{"file":"bad.ecsv","role":"exclude","digest":"`+bad.Digest().String()+`","count":2,
			"removed":104,"already_gone":0,"matched_nothing":1,"by_reason":[{"author":"ktl","text":"trailed","count":104}]},
		{"file":"again.ecsv","role":"exclude","digest":"`+bad.Digest().String()+`","count":2,
			"removed":0,"already_gone":104,"matched_nothing":1,"by_reason":[]}
		]}`, string(text))

	text, err = json.Marshal(dataidlist.ReasonCount{Count: 3})
	require.NoError(t, err)
	assert.JSONEq(t, `{"text":"","count":3}`, string(text))

	_, report, err = dataidlist.Apply(base, nil)
	require.NoError(t, err)
	text, err = json.Marshal(report)
	require.NoError(t, err)
	assert.Contains(t, string(text), `"rules":[]`)
}

func TestApplyRefusesBadRules(t *testing.T) {
	visits, detectors := dataidlist.Empty(listtest.Group(t, "visit")), dataidlist.Empty(listtest.Group(t, "visit", "detector"))
	_, _, err := dataidlist.Apply(visits, []dataidlist.Rule{{Role: dataidlist.Exclude, Name: "bad.parquet", List: detectors}})
	require.ErrorIs(t, err, dataidlist.ErrGroup)
	require.ErrorContains(t, err, "bad.parquet has dimension detector, which the base over {instrument, visit} lacks: project it first")
	_, _, err = dataidlist.Apply(visits, []dataidlist.Rule{{Role: "veto", Name: "bad.parquet", List: visits}})
	require.ErrorContains(t, err, `role "veto" of bad.parquet`)
}
