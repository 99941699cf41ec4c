package bundle

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
	"github.com/skycampaign/skycampaign/provenance"
)

// WriteDirectory writes files and objects, by the names that ObjectFile gives, into a directory, which must not be there yet. It is there as a whole
// or not at all, and durable. It is for what is no bundle, but has parts of one.
func WriteDirectory(ctx context.Context, dir string, texts map[string][]byte, objects []Object) error {
	var files []File
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		files = append(files, smallFile(name, texts[name]))
	}
	for _, o := range objects {
		files = append(files, o.file())
	}
	return writeDirectory(ctx, dir, files)
}

func writeDirectory(ctx context.Context, dir string, files []File) error {
	err := atomicfile.WriteDirectory(ctx, dir, func(yield func(string, func(io.Writer) error) bool) {
		for i, f := range files {
			provenance.ReportProgress(ctx, i, len(files), "files")
			if !yield(f.Name, f.copyTo) {
				return
			}
		}
	})
	if errors.Is(err, atomicfile.ErrExists) {
		return fmt.Errorf("%s is there already: name a directory that is not", dir)
	}
	return err
}
