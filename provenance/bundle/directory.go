package bundle

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/skycampaign/skycampaign/provenance"
)

// WriteDirectory writes files and objects, by the names that ObjectFile gives, into a directory, which must not be there yet. It is there as a whole
// or not at all. It is for what is no bundle, but has parts of one.
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

func writeDirectory(ctx context.Context, dir string, files []File) (err error) {
	if _, err := os.Lstat(dir); err == nil {
		return fmt.Errorf("%s is there already: name a directory that is not", dir)
	}
	incoming, err := os.MkdirTemp(filepath.Dir(filepath.Clean(dir)), ".bundle-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(incoming)) }()
	for i, f := range files {
		provenance.ReportProgress(ctx, i, len(files), "files")
		if err := f.writeTo(ctx, filepath.Join(incoming, filepath.FromSlash(f.Name))); err != nil {
			return err
		}
	}
	if err := os.Chmod(incoming, 0o755); err != nil { //nolint:gosec // to be read by others, as an archive is
		return err
	}
	return os.Rename(incoming, dir)
}

// writeTo writes the file to a path.
func (f File) writeTo(ctx context.Context, path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { //nolint:gosec // as above
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) //nolint:gosec // as above
	if err != nil {
		return err
	}
	return errors.Join(f.copyTo(contextWriter{ctx, file}), file.Sync(), file.Close())
}
