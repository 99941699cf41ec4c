package ecsv_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist/codec/ecsv"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// The exclusion lists of Rubin name no instrument and have more columns than
// dimensions.
func TestRubinLists(t *testing.T) {
	for name, c := range map[string]struct {
		instrument string
		rows       uint64
	}{
		"LSSTCam_bad.ecsv":                       {"LSSTCam", 527},
		"LSSTCam_bad_030_20250923_b800353e.ecsv": {"LSSTCam", 348},
		"LSSTCam_bad_046_20260218_507386ca.ecsv": {"LSSTCam", 492},
		"LSSTComCam_bad.ecsv":                    {"LSSTComCam", 158},
	} {
		t.Run(name, func(t *testing.T) {
			file, err := os.Open("../../../../shared/data/rubin/" + name)
			if os.IsNotExist(err) {
				t.Skip("the shared data are not here")
			}
			require.NoError(t, err)
			defer file.Close()
			opts := &table.ReadOptions{ReasonColumn: "comment"}
			_, err = ecsv.Read(table.Source{Name: name, R: file, Size: -1}, opts)
			require.EqualError(t, err, name+":8: dimension instrument is missing: give it with --set instrument=VALUE")

			_, err = file.Seek(0, 0)
			require.NoError(t, err)
			opts.Set = map[string]string{"instrument": c.instrument}
			got, err := ecsv.Read(table.Source{Name: name, R: file, Size: -1}, opts)
			require.NoError(t, err)
			require.Equal(t, c.rows, got.Rows)
			require.Equal(t, c.rows, got.List.Count(), "no exposure twice")
		})
	}
}
