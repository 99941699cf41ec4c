package listtest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// Check requires that a list is what its model says: group, DataIds in order,
// runs, chunks, reasons and both digests.
func Check(t testing.TB, want *Model, got *dataidlist.List, about ...any) {
	t.Helper()
	require.Equal(t, want.Group.String(), got.Group().String(), about...)
	require.True(t, want.Group.Equal(got.Group()), about...)
	CheckSame(t, want, ModelOf(got), about...)
	require.EqualValues(t, len(want.Rows), got.Count(), about...)
	checkRuns(t, want, got)
	canonical := NaiveDigest(want.Group, want.Rows)
	require.Len(t, got.Chunks(), canonical.Chunks, about...)
	require.EqualValues(t, canonical.Runs, got.NumRuns(), about...)
	require.Equal(t, canonical.Digest.String(), got.Digest().String(), about...)
	var texts []string
	for reason := range got.Reasons() {
		texts = append(texts, NaiveJSON(reason))
	}
	wantTexts, _ := reasonRows(want)
	require.Equal(t, wantTexts, texts, about...)
	require.Equal(t, len(wantTexts), got.NumReasons(), about...)
	require.Equal(t, NaiveFullDigest(want).String(), got.FullDigest().String(), about...)
}

// CheckSame requires that two models have the same rows, and says which is the
// first that differs.
func CheckSame(t testing.TB, want, got *Model, about ...any) {
	t.Helper()
	for i := range min(len(want.Rows), len(got.Rows)) {
		if a, b := want.Rows[i], got.Rows[i]; a.compare(b) != 0 || !slices.Equal(a.Reasons, b.Reasons) {
			require.Equal(t, a, b, "row %d of %d, %d wanted; %s", i, len(got.Rows), len(want.Rows), fmt.Sprint(about...))
		}
	}
	require.Len(t, got.Rows, len(want.Rows), about...)
}

// checkRuns requires that the runs are those of FORMAT.md 3.3 and give the
// model's rows.
func checkRuns(t testing.TB, want *Model, got *dataidlist.List) {
	t.Helper()
	var rows []Row
	last := Row{}
	for run := range got.Runs() {
		k := len(run.Ints)
		for i := range run.Len {
			row := Row{Strings: slices.Clone(run.Strings), Ints: slices.Clone(run.Ints)}
			if k > 0 {
				row.Ints[k-1] += i
			}
			rows = append(rows, row)
		}
		if k > 0 && len(rows) > int(run.Len) && run.Ints[k-1] > 0 {
			before := slices.Clone(run.Ints)
			before[k-1]--
			joins := last.compare(Row{Strings: run.Strings, Ints: before}) == 0 && (k > 1 || run.Ints[0]%65536 != 0)
			require.False(t, joins, "a run that the one before could take in: %v", run)
		}
		last = rows[len(rows)-1]
	}
	CheckSame(t, want.WithoutReasons(), &Model{want.Group, rows}, "runs")
}
