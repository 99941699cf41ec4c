package table_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// rangeOf gives a range in a cell, of n values that are no run.
func rangeOf(n int) string { return fmt.Sprintf("0..%d:2", 2*(n-1)) }

// The limit is one of all ranges of an input together (FORMAT.md 5).
func TestRunsOfRangesAreCountedTogether(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "visit", "detector"))
	require.NoError(t, b.AddRun([]string{"L"}, []int64{0, 0}, 2))
	opts := &table.ReadOptions{Full: b.List(), Split: map[string]string{"instrument": "^"}}
	names := []string{"instrument", "visit", "detector"}
	const left = dataidlist.MaxRangeRuns - 99
	// Each of these rows stands for 99 runs more than one a row.
	for name, first := range map[string][]string{
		"the last dimension":  {"L", "1", rangeOf(100)},
		"another one":         {"L", "1..100", "5"},
		"two":                 {"L", "1..10", rangeOf(10)},
		"runs":                {"L", "1..100", "5..7"},
		"a cell with several": {"L^M", "1..50", "5"},
		"filled detectors":    {"L", rangeOf(100), ""},
		"filled visits":       {"L", "", rangeOf(100)},
	} {
		for _, row := range [][]string{
			{"L", "1", rangeOf(left + 1)}, {"L", fmt.Sprintf("1..%d", left+1), "1"}, {"L", rangeOf(left + 1), ""},
		} {
			m := mapper(t, opts, names)
			require.NoError(t, m.Row(1, words(first...)), name)
			err := m.Row(2, words(row...))
			require.ErrorIs(t, err, dataidlist.ErrLimit, "%s, and %v", name, row)
			require.ErrorContains(t, err, "f:2: ")
		}
	}
	if testing.Short() {
		return // millions of runs
	}
	m := mapper(t, opts, names)
	require.NoError(t, m.Row(1, words("L", "1", rangeOf(100))))
	require.NoError(t, m.Row(2, words("L", "1", rangeOf(left))), "up to the limit")
	require.NoError(t, m.Row(3, words("L", "1", "5..9")), "a run")
	require.ErrorIs(t, m.Row(4, words("L", "1..2", "5")), dataidlist.ErrLimit)
	require.NoError(t, m.Row(5, words("L^M", "1", "5")), "the last value that may be one of several")
	require.NoError(t, m.Row(6, words("L", "1", "5")), "a row without ranges")
	require.NoError(t, m.Row(7, words("L", "1", "5..9")), "a run, still")
	require.ErrorIs(t, m.Row(8, words("L^M", "1", "5")), dataidlist.ErrLimit)
}

// Rows that follow each other in columns are counted as rows are.
func TestRunsOfRangesInColumnsAreCountedTogether(t *testing.T) {
	if testing.Short() {
		t.Skip("millions of runs")
	}
	opts := &table.ReadOptions{Set: map[string]string{"instrument": "L", "visit": fmt.Sprintf("0..%d", dataidlist.MaxRangeRuns/2)}}
	m := mapper(t, opts, []string{"detector"})
	err := m.Block(1, 2, []table.Column{{Ints: []int64{5, 6}}})
	require.ErrorIs(t, err, dataidlist.ErrLimit)
	require.ErrorContains(t, err, "f:2: ")
}
