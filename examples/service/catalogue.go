package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"

	"gocloud.dev/blob"
	_ "gocloud.dev/blob/fileblob" // each driver is a choice: see the package bucket
	_ "gocloud.dev/blob/s3blob"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec"
)

// A catalogue has lists by name. Lists do not change, so that all requests share
// them without a lock.
type catalogue map[string]*dataidlist.List

// load reads all lists of a folder or of the bucket of a URL. The name of a list
// is that of its file without the suffix.
func load(ctx context.Context, place string) (catalogue, error) {
	if !strings.Contains(place, "://") {
		return loadFrom(ctx, os.DirFS(place))
	}
	b, err := blob.OpenBucket(ctx, place)
	if err != nil {
		return nil, err
	}
	defer b.Close()
	b.SetIOFSCallback(func() (context.Context, *blob.ReaderOptions) { return ctx, nil })
	return loadFrom(ctx, b)
}

func loadFrom(ctx context.Context, files fs.FS) (catalogue, error) {
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		return nil, err
	}
	lists := catalogue{}
	for _, entry := range entries {
		file := entry.Name()
		if _, known := codec.BySuffix(file); entry.IsDir() || !known {
			continue
		}
		result, err := codec.ReadFS(ctx, files, file, "", nil)
		if err != nil {
			return nil, err
		}
		name := strings.TrimSuffix(file, path.Ext(file))
		if lists[name] != nil {
			return nil, fmt.Errorf("%s: there is another file for the list %s: leave one of them", file, name)
		}
		lists[name] = result.List
	}
	return lists, nil
}
