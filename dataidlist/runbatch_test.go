package dataidlist_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// TestRunBatches compares batches with the runs one by one.
func TestRunBatches(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, _ := listtest.Random(rng, g, shape)
		var want, got []dataidlist.Run
		for run := range list.Runs() {
			want = append(want, dataidlist.Run{Strings: slices.Clone(run.Strings), Ints: slices.Clone(run.Ints), Len: run.Len})
		}
		for b := range list.RunBatches() {
			require.NotEmpty(t, b.Lens)
			for i, n := range b.Lens {
				run := dataidlist.Run{Strings: slices.Clone(b.Strings), Len: n}
				for _, column := range b.Ints {
					require.Len(t, column, len(b.Lens))
					run.Ints = append(run.Ints, column[i])
				}
				got = append(got, run)
			}
		}
		require.Len(t, got, len(want))
		for i, run := range want {
			require.Equal(t, run.Len, got[i].Len)
			require.True(t, slices.Equal(run.Strings, got[i].Strings) && slices.Equal(run.Ints, got[i].Ints), "run %d: %v, %v", i, run, got[i])
		}
		for range list.RunBatches() { // stops when told
			break
		}
	})
}

// TestRunsAcrossRows has runs of places that are many runs of DataIds: all 256
// detectors of each visit.
func TestRunsAcrossRows(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "visit", "detector"))
	for visit := range int64(3000) {
		require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{visit, 0}, 256))
	}
	runs := 0
	for b := range b.List().RunBatches() {
		for i := range b.Lens {
			require.Equal(t, [3]int64{int64(runs), 0, 256}, [3]int64{b.Ints[0][i], b.Ints[1][i], b.Lens[i]})
			runs++
		}
	}
	require.Equal(t, 3000, runs)
}
