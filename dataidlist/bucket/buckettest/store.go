package buckettest

import (
	"os"
	"sync"
	"testing"

	_ "gocloud.dev/blob/azureblob" // the drivers of the stores
	_ "gocloud.dev/blob/fileblob"
	_ "gocloud.dev/blob/gcsblob"
	_ "gocloud.dev/blob/s3blob"
)

// A Store is an object store with one bucket, which is empty when it starts.
type Store struct {
	Name string
	URL  string // of the bucket, without a slash at its end: the URL of an object is URL + "/" + key
}

// bucketName is the name of the bucket in each store.
const bucketName = "lists"

// Start starts all stores and sets the variables of the environment by which
// clients in this process and below it find them, until t ends. Where the
// servers are not installed it gives the store of files alone, or fails t if
// CI=true is in the environment.
//
// A process calls it once: the clients of some stores look at the environment
// one time only.
func Start(t *testing.T) []Store {
	t.Helper()
	stores := []Store{{"file", "file://" + t.TempDir()}}
	folder, err := installed()
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatal(err)
	}
	if err != nil {
		t.Logf("files alone: %v", err)
		return stores
	}
	servers := []*server{gateway(t, folder), fakeGCS(t, folder), azurite(t, folder)}
	var all sync.WaitGroup
	for _, s := range servers {
		s.start(t)
		all.Go(s.prepare)
	}
	all.Wait()
	for _, s := range servers {
		if s.err != nil {
			t.Fatalf("%s: %v\n%s", s.store.Name, s.err, s.said.String())
		}
		stores = append(stores, s.store)
	}
	return stores
}
