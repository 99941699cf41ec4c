package roaring_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/codectest"
	"github.com/skycampaign/skycampaign/dataidlist/codec/roaring"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// TestCuts cuts bitmaps at every byte: they say how many buckets, containers and
// values they have.
func TestCuts(t *testing.T) {
	for name, runs := range map[string][][2]int64{
		"empty":      nil,
		"array":      {{5, 1}, {9, 1}},
		"runs":       {{5, 100}, {1 << 16, 70_000}},
		"containers": {{0, 9}, {1 << 16, 1}, {2 << 16, 1}, {3 << 16, 1}, {4 << 16, 9}},
		"buckets":    {{5, 1}, {1 << 32, 9}, {1 << 40, 1}},
	} {
		b := dataidlist.NewBuilder(listtest.Group(t, "exposure"))
		for _, run := range runs {
			require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{run[0]}, run[1]))
		}
		t.Run(name, codectest.Cut{Whole: string(written(t, b.List())), Read: roaring.Read, Options: &exposures}.Check)
	}
}
