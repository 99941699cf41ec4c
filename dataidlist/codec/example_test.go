package codec_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist/codec"
	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

func Example() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)

	// A list that does not name its instrument.
	src := table.Source{Name: "bad.csv", R: strings.NewReader("exposure,comment\n2025062900604..2025062900606,trailed\n")}
	bad, err := codec.Read(context.Background(), src, "", &table.ReadOptions{Set: map[string]string{"instrument": "LSSTCam"}, ReasonColumn: "comment"})
	if err != nil {
		fmt.Println(err)
		return
	}
	path := filepath.Join(dir, "bad.parquet")
	if err := codec.WriteFile(context.Background(), path, bad.List, "", &table.WriteOptions{}, atomicfile.Options{}); err != nil {
		fmt.Println(err)
		return
	}
	again, err := codec.ReadFile(context.Background(), path, "", &table.ReadOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(again.Format, again.List.Count(), again.List.Digest() == bad.List.Digest())
	// Output: parquet 3 true
}
