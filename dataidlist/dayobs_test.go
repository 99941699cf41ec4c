package dataidlist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
)

func TestDayObs(t *testing.T) {
	for exposure, want := range map[int64]int64{
		2025042200001: 20250422,
		2025042299999: 20250422,
		2024022900000: 20240229,
		3024022900001: 20240229, // another controller
		7050123199999: 20501231,
		2999123100000: 29991231,
		2000010100000: 20000101,
	} {
		for _, instrument := range []string{"LSSTCam", "LSSTComCam", "LSSTComCamSim", "LATISS"} {
			got, err := dataidlist.DayObs(instrument, exposure)
			require.NoError(t, err)
			assert.Equal(t, want, got)
		}
		_, err := dataidlist.DayObs("HSC", exposure)
		require.ErrorIs(t, err, dataidlist.ErrValue)
	}
	for _, exposure := range []int64{0, 1228, 1999123100001, 2025022900001, 2025130100001, 2025010000001, 8025042200001, math.MaxInt64} {
		_, err := dataidlist.DayObs("LSSTCam", exposure)
		require.ErrorIs(t, err, dataidlist.ErrValue, exposure)
	}
}
