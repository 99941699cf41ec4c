package bucket_test

import (
	"context"
	"fmt"
	"os"

	"gocloud.dev/blob"
	_ "gocloud.dev/blob/fileblob" // for s3:// it would be s3blob

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/bucket"
	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
)

func Example() {
	folder, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	ctx := context.Background()
	b, err := blob.OpenBucket(ctx, "file://"+folder)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer b.Close()

	universe, err := dataidlist.DafButler(dataidlist.DefaultVersion)
	if err != nil {
		fmt.Println(err)
		return
	}
	group, err := universe.Group("visit")
	if err != nil {
		fmt.Println(err)
		return
	}
	bad := dataidlist.NewBuilder(group)
	if err := bad.AddRun([]string{"LSSTCam"}, []int64{2025062900604}, 3, dataidlist.Reason{Text: "trailed"}); err != nil {
		fmt.Println(err)
		return
	}
	// NoClobber: a list that others refer to is not replaced.
	err = bucket.WriteList(ctx, b, "2025/bad.parquet", bad.List(), "", nil, atomicfile.Options{NoClobber: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := bucket.ReadList(ctx, b, "2025/bad.parquet", "", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Format, result.List.Count(), result.List.NumReasons())
	// Output: parquet 3 1
}
