package resolve_test

import (
	"fmt"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/resolve"
)

func Example() {
	u, err := dataidlist.DafButler(dataidlist.DefaultVersion)
	if err != nil {
		panic(err)
	}
	records := resolve.NewRecords(u, []string{"instrument", "obs_id"})
	err = records.Add([]string{"instrument", "exposure", "obs_id"}, []resolve.Column{
		{Texts: []string{"LSSTCam", "LSSTCam"}},
		{Ints: []int64{2025120200439, 2025120200440}},
		{Texts: []string{"MC_O_20251202_000439", "MC_O_20251202_000440"}},
	})
	if err != nil {
		panic(err)
	}
	plan, err := records.Plan(resolve.Options{})
	if err != nil {
		panic(err)
	}
	result := plan.Resolve(2, []resolve.Column{
		{Texts: []string{"LSSTCam", "LSSTCam"}},
		{Texts: []string{"MC_O_20251202_000440", "MC_O_20251202_000999"}},
	})
	fmt.Println(plan)
	fmt.Println(result.Rows, result.Columns[1].Ints)
	fmt.Println(result.Failures[0].Row, result.Failures[0].Err)
	// Output:
	// exposure by instrument, obs_id
	// [0] [2025120200440]
	// 1 no record of exposure has instrument "LSSTCam", obs_id "MC_O_20251202_000999"
}
