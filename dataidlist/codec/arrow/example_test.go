package arrow_test

import (
	"fmt"

	"github.com/apache/arrow-go/v18/arrow/array"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/arrow"
)

// A program that works with Arrow takes a list as record batches, and gives one
// back.
func Example() {
	universe, err := dataidlist.DafButler(dataidlist.DefaultVersion)
	if err != nil {
		fmt.Println(err)
		return
	}
	group, err := universe.Group("visit", "detector")
	if err != nil {
		fmt.Println(err)
		return
	}
	b := dataidlist.NewBuilder(group)
	if err := b.AddRun([]string{"LSSTCam"}, []int64{2025062900604, 90}, 9); err != nil {
		fmt.Println(err)
		return
	}
	list := b.List()

	records, err := arrow.RecordReader(list, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer records.Release()
	sum := int64(0)
	for records.Next() {
		batch := records.RecordBatch() // valid until the next call of Next; Retain keeps it
		for _, detector := range batch.Column(2).(*array.Int64).Int64Values() {
			sum += detector
		}
	}
	fmt.Println(records.Schema().Field(2).Name, sum, records.Err())

	again, err := arrow.RecordReader(list, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer again.Release()
	result, err := arrow.FromRecords(again, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.List.Count(), result.List.Equal(list))
	// Output:
	// detector 846 <nil>
	// 9 true
}
