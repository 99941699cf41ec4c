package dataidlist_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

func sqlQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func TestWhereSelectsTheList(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, model := listtest.Random(rng, g, shape)
		other, _ := listtest.Related(rng, model)
		superset, err := dataidlist.Union(list, other)
		require.NoError(t, err)
		text, cost := list.Where(dataidlist.WhereOptions{})
		got, err := superset.Filter(text)
		require.NoError(t, err)
		require.True(t, got.Equal(list), text)
		require.Positive(t, cost.Terms)
		require.LessOrEqual(t, uint64(cost.Terms), 3*max(1, list.NumRuns()+list.Count())*uint64(len(g.Dimensions())))

		text, _ = list.Where(dataidlist.WhereOptions{Not: true})
		got, err = superset.Filter(text)
		require.NoError(t, err)
		rest, err := dataidlist.Subtract(superset, list)
		require.NoError(t, err)
		require.True(t, got.Equal(rest), text)
	})
}

func TestWhereText(t *testing.T) {
	type part struct {
		instrument string
		ints       []int64
		n          int64
	}
	for name, c := range map[string]struct {
		group []string
		parts []part
		opts  dataidlist.WhereOptions
		want  string
		terms int
	}{
		"one DataId": {
			[]string{"visit", "detector"}, []part{{"HSC", []int64{2, 94}, 1}}, dataidlist.WhereOptions{},
			"instrument = 'HSC' AND visit = 2 AND detector = 94", 3,
		},
		"full focal planes": {
			[]string{"visit", "detector"},
			[]part{{"HSC", []int64{2, 0}, 104}, {"HSC", []int64{4, 0}, 104}, {"HSC", []int64{6, 0}, 104}}, dataidlist.WhereOptions{},
			"instrument = 'HSC' AND visit IN (2..6:2) AND detector IN (0..103)", 3,
		},
		"two kinds of visits": {
			[]string{"visit", "detector"},
			[]part{{"HSC", []int64{2, 0}, 104}, {"HSC", []int64{3, 5}, 1}, {"HSC", []int64{4, 0}, 104}}, dataidlist.WhereOptions{},
			"instrument = 'HSC' AND ((visit IN (2, 4) AND detector IN (0..103)) OR (visit = 3 AND detector = 5))", 6,
		},
		"instruments with the same exposures": {
			[]string{"exposure"}, []part{{"A", []int64{1}, 3}, {"o'clock", []int64{1}, 3}}, dataidlist.WhereOptions{},
			"instrument IN ('A', 'o''clock') AND exposure IN (1..3)", 3,
		},
		"a run over chunks": {
			[]string{"exposure"}, []part{{"A", []int64{65530}, 70000}}, dataidlist.WhereOptions{},
			"instrument = 'A' AND exposure IN (65530..135529)", 2,
		},
		"not": {
			[]string{"exposure"}, []part{{"A", []int64{1}, 1}}, dataidlist.WhereOptions{Not: true},
			"NOT (instrument = 'A' AND exposure = 1)", 2,
		},
		"SQL": {
			[]string{"exposure"}, []part{{"A", []int64{1}, 3}, {"A", []int64{7}, 1}, {"A", []int64{9}, 1}}, dataidlist.WhereOptions{SQL: true},
			`"instrument" = 'A' AND ("exposure" BETWEEN 1 AND 3 OR "exposure" IN (7, 9))`, 4,
		},
		"SQL with steps": {
			[]string{"exposure"}, []part{{"A", []int64{1}, 1}, {"A", []int64{3}, 1}, {"A", []int64{5}, 1}}, dataidlist.WhereOptions{SQL: true},
			`"instrument" = 'A' AND "exposure" IN (1, 3, 5)`, 4,
		},
		"SQL of nothing":               {[]string{"exposure"}, nil, dataidlist.WhereOptions{SQL: true}, `"instrument" = '-' AND "instrument" != '-'`, 2},
		"SQL of nothing, strings only": {[]string{"group"}, nil, dataidlist.WhereOptions{SQL: true}, `"instrument" = '-' AND "instrument" != '-'`, 2},
		"nothing":                      {[]string{"exposure"}, nil, dataidlist.WhereOptions{}, "instrument = '-' AND instrument != '-'", 2},
		"nothing, ints only":           {[]string{"htm7"}, nil, dataidlist.WhereOptions{}, "htm7 < 0", 1},
		"nothing, strings only":        {[]string{"physical_filter"}, nil, dataidlist.WhereOptions{}, "instrument = '-' AND instrument != '-'", 2},
		"all but nothing":              {[]string{"exposure"}, nil, dataidlist.WhereOptions{Not: true}, "NOT (instrument = '-' AND instrument != '-')", 2},
	} {
		t.Run(name, func(t *testing.T) {
			b := dataidlist.NewBuilder(listtest.Group(t, c.group...))
			for _, p := range c.parts {
				require.NoError(t, b.AddRun([]string{p.instrument}, p.ints, p.n))
			}
			text, cost := b.List().Where(c.opts)
			assert.Equal(t, c.want, text)
			assert.Equal(t, c.terms, cost.Terms)
		})
	}
}

// TestWhereTellsWhatTheButlerCannotRead has values for which the Butler's
// expressions have no form.
func TestWhereTellsWhatTheButlerCannotRead(t *testing.T) {
	for _, c := range []struct {
		filter     string
		unreadable bool
	}{
		{"g DECam SDSS c0001 4720.0 1520.0", false},
		{`"g"`, false},
		{`g\`, false},
		{"o'clock", true},
		{"'", true},
		{"g\nr", true},
	} {
		b := dataidlist.NewBuilder(listtest.Group(t, "physical_filter", "detector"))
		require.NoError(t, b.AddRun([]string{"HSC", "a"}, []int64{1}, 2))
		require.NoError(t, b.AddRun([]string{"HSC", c.filter}, []int64{1}, 3))
		list := b.List()
		want := ""
		if c.unreadable {
			want = c.filter
		}
		for _, not := range []bool{false, true} {
			_, cost := list.Where(dataidlist.WhereOptions{Not: not})
			assert.Equal(t, want, cost.Unreadable)
			_, cost = list.Where(dataidlist.WhereOptions{Not: not, SQL: true})
			assert.Empty(t, cost.Unreadable)
		}
		byFilter, err := list.SplitBy("physical_filter")
		require.NoError(t, err)
		groups, err := list.SplitGroups(1)
		require.NoError(t, err)
		for _, part := range append(byFilter, groups...) {
			if part.Value == "a" {
				assert.Empty(t, part.Cost.Unreadable)
			} else {
				assert.Equal(t, want, part.Cost.Unreadable)
			}
			assert.Positive(t, part.Cost.Terms)
		}
	}
}

// TestWhereInClauses has what is written as an AND of ORs: an OR of ANDs of it
// would be exponentially long for the Butler.
func TestWhereInClauses(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "visit", "detector"))
	for i, visits := range [][]int64{{1, 2, 3, 11, 14}, {5}, {6, 8, 10}, {20}} {
		for _, visit := range visits {
			require.NoError(t, b.AddRun([]string{"HSC"}, []int64{visit, 10 * int64(i)}, 2))
			require.NoError(t, b.AddRun([]string{"HSC"}, []int64{visit, 50}, 1))
			require.NoError(t, b.AddRun([]string{"HSC"}, []int64{visit, 60}, 1))
		}
	}
	list := b.List()
	text, cost := list.Where(dataidlist.WhereOptions{Not: true})
	assert.Equal(t, "(instrument != 'HSC' OR ("+strings.Join([]string{
		"(visit NOT IN (1..14) OR visit IN (4..10, 12..13) OR detector NOT IN (0..60) OR detector IN (2..49, 51..59))",
		"(visit != 5 OR detector NOT IN (10..60) OR detector IN (12..49, 51..59))",
		"(visit NOT IN (6..10) OR visit IN (7, 9) OR detector NOT IN (20..60) OR detector IN (22..49, 51..59))",
		"(visit != 20 OR detector NOT IN (30..60) OR detector IN (32..49, 51..59))",
	}, " AND ")+"))", text)
	assert.Equal(t, dataidlist.WhereCost{Terms: 21, Depth: 4 + 7}, cost)
}

// TestWhereOfLongLists has expressions that SQLite and the Butler could not take
// as one IN, or as an OR of ANDs.
func TestWhereOfLongLists(t *testing.T) {
	rng := listtest.Rand(t)
	for name, c := range map[string]struct {
		group []string
		draw  func() []int64
		n     int
	}{
		"visits far apart":          {[]string{"visit"}, func() []int64 { return []int64{rng.Int64N(1e9)} }, 10000},
		"a tenth of all visits":     {[]string{"visit"}, func() []int64 { return []int64{rng.Int64N(80000)} }, 8000},
		"half of the focal planes":  {[]string{"visit", "detector"}, func() []int64 { return []int64{100 + 2*rng.Int64N(160), rng.Int64N(189)} }, 20000},
		"single detectors":          {[]string{"visit", "detector"}, func() []int64 { return []int64{rng.Int64N(1e8), rng.Int64N(189)} }, 1000},
		"single detectors, patches": {[]string{"visit", "detector", "tract", "patch"}, func() []int64 { return []int64{rng.Int64N(20), rng.Int64N(9), 1, rng.Int64N(9)} }, 300},
	} {
		t.Run(name, func(t *testing.T) {
			g := listtest.Group(t, c.group...)
			strs := slices.Repeat([]string{"DC2"}, len(g.Strings()))
			list, all := dataidlist.NewBuilder(g), dataidlist.NewBuilder(g)
			for range c.n {
				ints := c.draw()
				require.NoError(t, list.AddRun(strs, ints, 1))
				require.NoError(t, all.AddRun(strs, ints, 3))
				require.NoError(t, all.AddRun(strs, c.draw(), 1))
			}
			wanted, superset := list.List(), all.List()
			rest, err := dataidlist.Subtract(superset, wanted)
			require.NoError(t, err)
			for _, want := range []struct {
				not  bool
				list *dataidlist.List
			}{{false, wanted}, {true, rest}} {
				text, cost := wanted.Where(dataidlist.WhereOptions{Not: want.not})
				assert.Less(t, cost.Depth, 1000)
				assert.Less(t, cost.Terms, 4*c.n)
				got, err := superset.Filter(text)
				require.NoError(t, err)
				assert.True(t, got.Equal(want.list), "%d of %d", got.Count(), want.list.Count())
			}
		})
	}
}
