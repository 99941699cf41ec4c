package campaign_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/dataidlist"
)

// Two sites veto the same visits, but not for the same workflow: they do not process the same, though the lists are the same all together.
func TestCompareTellsWorkflowsApart(t *testing.T) {
	here, there := open(t, campaign.Options{}), open(t, campaign.Options{})
	veto := bad(t, "trailed", 3, 4)
	for workflow, site := range map[string]*desk{"coadd": here, "step1": there} {
		c := site.define()
		_, err := site.ktl.AddList(site.ctx(), c.ID, use(campaign.InputList, "all.parquet"), input(t))
		require.NoError(t, err)
		_, err = site.ktl.AddList(site.ctx(), c.ID, use(campaign.ExcludeList, "bad.parquet", workflow), veto)
		require.NoError(t, err)
	}
	for _, sealed := range []bool{false, true} {
		d, err := here.CompareWith(t.Context(), "CMP-1", there.Notebook, "CMP-1")
		require.NoError(t, err)
		assert.False(t, d.Equal)
		assert.Equal(t, []campaign.FieldDifference{{Field: "lists exclude bad.parquet " + veto.Digest().Short() + " workflows", Left: "coadd", Right: "step1"}}, d.Fields)
		require.Len(t, d.Lists, 4)
		for _, l := range d.Lists[:2] { // to exclude, and the input
			assert.True(t, l.Equal, l.Role)
			assert.Empty(t, l.Workflows)
		}
		step1, coadd := d.Lists[2], d.Lists[3]
		assert.Equal(t, []string{"step1"}, step1.Workflows)
		assert.False(t, step1.Equal)
		assert.Equal(t, uint64(8), step1.OnlyLeft.Count)
		assert.Equal(t, []dataidlist.ReasonCount{{Reason: dataidlist.Reason{Text: "trailed"}, Count: 8}}, step1.OnlyLeft.Reasons)
		assert.Zero(t, step1.OnlyRight.Count)
		assert.Equal(t, []string{"coadd"}, coadd.Workflows)
		assert.Zero(t, coadd.OnlyLeft.Count)
		assert.Equal(t, uint64(8), coadd.OnlyRight.Count)

		d, err = here.CompareWith(t.Context(), "CMP-1", here.Notebook, "CMP-1")
		require.NoError(t, err)
		assert.True(t, d.Equal)
		if !sealed {
			for _, site := range []*desk{here, there} {
				_, err := site.ktl.Submit(site.ctx(), "CMP-1", "")
				require.NoError(t, err)
			}
		}
	}
}

// A list is the same list under any name. What it is used for, why, and from where may differ.
func TestCompareTellsHowListsAreUsed(t *testing.T) {
	use := func(change func(*campaign.ListUse)) campaign.ListUse {
		u := campaign.ListUse{Role: campaign.ExcludeList, Name: "bad.parquet", Reason: "inspection", Source: campaign.Source{Kind: "script", URI: "https://example.org/a.py"}}
		change(&u)
		return u
	}
	same := func(*campaign.ListUse) {}
	three, four, both := bad(t, "trailed", 3), bad(t, "trailed", 4), bad(t, "trailed", 3, 4)
	name := "lists exclude bad.parquet " + both.Digest().Short() + " "
	type added struct {
		use  campaign.ListUse
		list *dataidlist.List
	}
	for title, test := range map[string]struct {
		there []added
		want  []campaign.FieldDifference
	}{
		"the same":           {[]added{{use(same), both}}, nil},
		"another name":       {[]added{{use(func(u *campaign.ListUse) { u.Name = "May.csv" }), both}}, nil},
		"all by their names": {[]added{{use(func(u *campaign.ListUse) { u.Workflows = []string{"coadd", "step1"} }), both}}, nil},
		"each by itself": {[]added{
			{use(func(u *campaign.ListUse) { u.Workflows = []string{"coadd"} }), both}, {use(func(u *campaign.ListUse) { u.Workflows = []string{"step1"} }), both},
		}, nil},
		"two files": {[]added{{use(same), three}, {use(same), four}}, nil},
		"some": {
			[]added{{use(func(u *campaign.ListUse) { u.Workflows = []string{"coadd"} }), both}},
			[]campaign.FieldDifference{{Field: name + "workflows", Left: "all", Right: "coadd"}},
		},
		"two files, one for some": {
			[]added{{use(same), three}, {use(func(u *campaign.ListUse) { u.Workflows = []string{"coadd"} }), four}},
			[]campaign.FieldDifference{{Field: "lists exclude bad.parquet " + four.Digest().Short() + " workflows", Right: "coadd"}},
		},
		"another reason": {
			[]added{{use(func(u *campaign.ListUse) { u.Reason = "seeing" }), both}},
			[]campaign.FieldDifference{{Field: name + "reason", Left: "inspection", Right: "seeing"}},
		},
		"another source": {
			[]added{{use(func(u *campaign.ListUse) { u.Source = campaign.Source{Kind: "file", URI: "s3://lists/bad.csv"} }), both}},
			[]campaign.FieldDifference{{Field: name + "source", Left: "script https://example.org/a.py", Right: "file"}},
		},
		"other reasons of the DataIds": {
			[]added{{use(same), bad(t, "donuts", 3, 4)}},
			[]campaign.FieldDifference{{Field: name + "full_digest", Left: both.FullDigest().String(), Right: bad(t, "donuts", 3, 4).FullDigest().String()}},
		},
	} {
		here, there := open(t, campaign.Options{}), open(t, campaign.Options{})
		for site, lists := range map[*desk][]added{here: {{use(same), both}}, there: test.there} {
			c := site.define()
			for _, l := range lists {
				_, err := site.ktl.AddList(site.ctx(), c.ID, l.use, l.list)
				require.NoError(t, err, title)
			}
		}
		d, err := here.CompareWith(t.Context(), "CMP-1", there.Notebook, "CMP-1")
		require.NoError(t, err, title)
		assert.ElementsMatch(t, test.want, d.Fields, title)
		assert.Equal(t, len(test.want) == 0, d.Equal, title)
	}
}

// A campaign without workflows, and one that has some, or others.
func TestCompareWithOtherWorkflows(t *testing.T) {
	d := open(t, campaign.Options{})
	c := d.submitted()
	clone := func(edit func(*campaign.Definition)) []campaign.ListDifference {
		other, err := d.ktl.Clone(d.ctx(), c.ID, func(def *campaign.Definition) error {
			edit(def)
			return nil
		})
		require.NoError(t, err)
		diff, err := d.Compare(d.ctx(), c.ID, other.ID)
		require.NoError(t, err)
		assert.False(t, diff.Equal)
		var selected []campaign.ListDifference
		for _, l := range diff.Lists {
			if l.Role == "selected" {
				selected = append(selected, l)
			}
		}
		return selected
	}
	const step1, coadd = uint64(4 * (2*visits - 2)), uint64(4 * (2*visits - 3))

	fewer := clone(func(def *campaign.Definition) { def.Workflows = def.Workflows[1:] })
	require.Len(t, fewer, 2)
	assert.Equal(t, []string{"step1"}, fewer[0].Workflows)
	assert.Equal(t, step1, fewer[0].OnlyLeft.Count)
	assert.Empty(t, fewer[0].OnlyLeft.Reasons, "no list is why")
	assert.Equal(t, []string{"coadd"}, fewer[1].Workflows)
	assert.True(t, fewer[1].Equal)

	none := clone(func(def *campaign.Definition) { def.Workflows, def.Lists = nil, def.Lists[:2] })
	require.Len(t, none, 2)
	assert.True(t, none[0].Equal, "all of it selects what step1 does")
	assert.Equal(t, []string{"coadd"}, none[1].Workflows)
	assert.Equal(t, coadd, none[1].Common)
	assert.Equal(t, step1-coadd, none[1].OnlyRight.Count)
	assert.Equal(t, "bad seeing", none[1].OnlyRight.Reasons[0].Reason.Text)
}
