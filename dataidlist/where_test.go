package dataidlist_test

import (
	"math/rand/v2"
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
		text, terms := list.Where(dataidlist.WhereOptions{})
		got, err := superset.Filter(text)
		require.NoError(t, err)
		require.True(t, got.Equal(list), text)
		require.Positive(t, terms)
		require.LessOrEqual(t, uint64(terms), max(1, list.NumRuns()+list.Count())*uint64(len(g.Dimensions())))

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
		"SQL of nothing":               {[]string{"exposure"}, nil, dataidlist.WhereOptions{SQL: true}, `"exposure" < 0`, 1},
		"SQL of nothing, strings only": {[]string{"group"}, nil, dataidlist.WhereOptions{SQL: true}, `"instrument" = '-' AND "instrument" != '-'`, 2},
		"nothing":                      {[]string{"exposure"}, nil, dataidlist.WhereOptions{}, "exposure < 0", 1},
		"nothing, strings only":        {[]string{"physical_filter"}, nil, dataidlist.WhereOptions{}, "instrument = '-' AND instrument != '-'", 2},
		"all but nothing":              {[]string{"exposure"}, nil, dataidlist.WhereOptions{Not: true}, "NOT (exposure < 0)", 1},
	} {
		t.Run(name, func(t *testing.T) {
			b := dataidlist.NewBuilder(listtest.Group(t, c.group...))
			for _, p := range c.parts {
				require.NoError(t, b.AddRun([]string{p.instrument}, p.ints, p.n))
			}
			text, terms := b.List().Where(c.opts)
			assert.Equal(t, c.want, text)
			assert.Equal(t, c.terms, terms)
		})
	}
}
