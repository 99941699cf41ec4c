package plot_test

import (
	"fmt"
	"os"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/plot"
)

func ExampleNew() {
	universe, _ := dataidlist.DafButler(dataidlist.DefaultVersion)
	group, _ := universe.Group("visit")
	b := dataidlist.NewBuilder(group)
	_ = b.AddRun([]string{"LSSTCam"}, []int64{2025070400101}, 3, dataidlist.Reason{Text: "trailed"})
	_ = b.AddRun([]string{"LSSTCam"}, []int64{2025070600007}, 1, dataidlist.Reason{Text: "donuts"})

	figure, err := plot.New(b.List(), plot.Options{Title: "Bad visits", Kinds: []plot.Kind{plot.Reasons}})
	if err != nil {
		fmt.Println(err)
		return
	}
	_ = figure.Text(os.Stdout, plot.Terminal{Width: 60}) // or figure.SVG, figure.PNG
	// Output:
	// Bad visits
	// 4 DataIds of {instrument, visit}, dil1:a4f275f08e8d
	//
	// DataIds by reason
	// 2 reasons. Most frequent: trailed, 3. A DataId with several
	// reasons counts for each of them.
	// trailed ███████████████████████████████████████ 3  (75.0 %)
	//  donuts █████████████ 1  (25.0 %)
}
