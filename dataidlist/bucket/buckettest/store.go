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
	kinds := []func(*testing.T, string) *server{gateway, fakeGCS, azurite}
	servers := make([]*server, len(kinds))
	var all sync.WaitGroup
	for i, kind := range kinds {
		servers[i] = kind(t, folder)
		servers[i].start(t)
		all.Go(servers[i].prepare)
	}
	all.Wait()
	for i, s := range servers {
		if s.err != nil { // another process may have taken the port: once more, with another
			s = kinds[i](t, folder)
			s.start(t)
			s.prepare()
		}
		if s.err != nil {
			t.Fatalf("%s: %v\n%s", s.store.Name, s.err, s.said.String())
		}
		stores = append(stores, s.store)
	}
	return stores
}
