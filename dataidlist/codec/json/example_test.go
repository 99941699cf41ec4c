package json_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist/codec/json"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

func ExampleRead() {
	const bad = `[
		{"instrument": "LSSTCam", "visit": 2025062900604, "detector": 94, "reason": "trailed"},
		{"instrument": "LSSTCam", "visit": 2025062900604, "detector": 95, "band": "r"}
	]`
	result, err := json.Read(table.Source{Name: "bad.json", R: strings.NewReader(bad), Size: -1}, &table.ReadOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for d := range result.List.All() {
		fmt.Println(d, result.List.ReasonsOf(d))
	}
	if err := json.WriteLines(os.Stdout, result.List, &table.WriteOptions{}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// instrument=LSSTCam visit=2025062900604 detector=94 [{trailed   0001-01-01 00:00:00 +0000 UTC }]
	// instrument=LSSTCam visit=2025062900604 detector=95 []
	// {"instrument":"LSSTCam","visit":2025062900604,"detector":94,"reasons":[{"text":"trailed"}]}
	// {"instrument":"LSSTCam","visit":2025062900604,"detector":95}
}

// A collider's list of certified data becomes one of the telescope's format by
// saying what its numbers are.
func ExampleRead_golden() {
	const golden = `{"9615": [26024, 26028], "9697": [[26024, 26025]]}`
	result, err := json.Read(table.Source{Name: "visits.json", R: strings.NewReader(golden), Size: -1}, &table.ReadOptions{
		Dimensions: []string{"tract", "visit"},
		Ignore:     []string{"tract"},
		Set:        map[string]string{"instrument": "HSC"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for d := range result.List.All() {
		fmt.Println(d)
	}
	// Output:
	// instrument=HSC visit=26024
	// instrument=HSC visit=26025
	// instrument=HSC visit=26028
}
