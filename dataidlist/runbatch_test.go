package dataidlist_test

import (
	"iter"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// TestRunBatches compares batches with the runs one by one: those of their own
// memory, which are kept, and those in the memory of others before them.
func TestRunBatches(t *testing.T) {
	var room dataidlist.RunBatch
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, _ := listtest.Random(rng, g, shape)
		var want []dataidlist.Run
		for run := range list.Runs() {
			want = append(want, dataidlist.Run{Strings: slices.Clone(run.Strings), Ints: slices.Clone(run.Ints), Len: run.Len})
		}
		kept := slices.Collect(list.RunBatches(nil))
		for how, batches := range map[string]iter.Seq[dataidlist.RunBatch]{"kept": slices.Values(kept), "in one room": list.RunBatches(&room)} {
			got := runsOf(t, batches)
			require.Len(t, got, len(want), how)
			for i, run := range want {
				require.Equal(t, run.Len, got[i].Len, how)
				require.True(t, slices.Equal(run.Strings, got[i].Strings) && slices.Equal(run.Ints, got[i].Ints), "%s, run %d: %v, %v", how, i, run, got[i])
			}
		}
		for range list.RunBatches(nil) { // stops when told
			break
		}
	})
}

// runsOf gives the runs of batches, each as it is when its batch comes.
func runsOf(t *testing.T, batches iter.Seq[dataidlist.RunBatch]) (all []dataidlist.Run) {
	t.Helper()
	for b := range batches {
		require.NotEmpty(t, b.Lens)
		for i, n := range b.Lens {
			run := dataidlist.Run{Strings: slices.Clone(b.Strings), Len: n}
			for _, column := range b.Ints {
				require.Len(t, column, len(b.Lens))
				run.Ints = append(run.Ints, column[i])
			}
			all = append(all, run)
		}
	}
	return all
}

// TestRunsAcrossRows has runs of places that are many runs of DataIds: all 256
// detectors of each visit.
func TestRunsAcrossRows(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "visit", "detector"))
	for visit := range int64(3000) {
		require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{visit, 0}, 256))
	}
	runs := 0
	for b := range b.List().RunBatches(nil) {
		for i := range b.Lens {
			require.Equal(t, [3]int64{int64(runs), 0, 256}, [3]int64{b.Ints[0][i], b.Ints[1][i], b.Lens[i]})
			runs++
		}
	}
	require.Equal(t, 3000, runs)
}
