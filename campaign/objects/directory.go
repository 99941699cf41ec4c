package objects

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"time"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
	"github.com/skycampaign/skycampaign/provenance"
)

// A Directory keeps objects in a directory. Several processes may use it at once.
type Directory struct{ root string }

var _ campaign.Objects = (*Directory)(nil)

const (
	incoming  = "incoming" // files that are being written
	abandoned = 24 * time.Hour
)

// Open returns the objects in a directory, which it makes if it is not there. Files that were being written by a process that
// died a day ago or before are removed.
func Open(root string) (*Directory, error) {
	folder := filepath.Join(root, incoming)
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		// What is in root is durable only if root is. So where incoming is, which comes last, root is durable.
		if err = atomicfile.MkdirAll(root, 0o750); err == nil {
			err = os.MkdirAll(folder, 0o750)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("objects: %w", err)
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > abandoned {
			_ = os.Remove(filepath.Join(folder, e.Name())) // another process may have been faster
		}
	}
	return &Directory{root}, nil
}

// Put is as [campaign.Objects] says.
func (d *Directory) Put(ctx context.Context, r io.Reader) (digest provenance.Digest, err error) {
	err = atomicfile.WriteNamed(ctx, filepath.Join(d.root, incoming), 0o440, func(w io.Writer) (string, error) {
		sum := sha256.New()
		if _, err := io.Copy(io.MultiWriter(w, sum), contextReader{ctx, r}); err != nil {
			return "", err
		}
		digest = provenance.Digest(sum.Sum(nil))
		return d.place(ctx, digest)
	})
	if err != nil {
		return digest, fmt.Errorf("objects: %w", err)
	}
	return digest, nil
}

// place returns the name for a file with the bytes of a digest. As [atomicfile.WriteNamed] has it, the error wraps
// [atomicfile.ErrExists] if there is one, which is kept, unless its bytes are no longer those of its name.
func (d *Directory) place(ctx context.Context, digest provenance.Digest) (string, error) {
	name := d.name(digest)
	if err := atomicfile.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		return "", err
	}
	err := d.check(ctx, digest)
	switch {
	case err == nil:
		err = atomicfile.ErrExists
	case errors.Is(err, campaign.ErrNotFound), errors.Is(err, provenance.ErrBroken):
		err = nil
	}
	return name, err
}

// Open is as [campaign.Objects] says.
func (d *Directory) Open(_ context.Context, digest provenance.Digest) (io.ReadCloser, error) {
	file, err := os.Open(d.name(digest))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: object %s", campaign.ErrNotFound, digest)
	}
	if err != nil {
		return nil, fmt.Errorf("objects: %w", err)
	}
	return &verified{file, sha256.New(), digest}, nil
}

// Path is as [campaign.Objects] says.
func (d *Directory) Path(ctx context.Context, digest provenance.Digest) (string, func(), error) {
	if err := d.check(ctx, digest); err != nil {
		return "", nil, err
	}
	return d.name(digest), func() {}, nil
}

// check reads the bytes of a digest.
func (d *Directory) check(ctx context.Context, digest provenance.Digest) error {
	r, err := d.Open(ctx, digest)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, contextReader{ctx, r})
	return errors.Join(err, r.Close())
}

// All is as [campaign.Objects] says.
func (d *Directory) All(ctx context.Context) iter.Seq2[provenance.Digest, error] {
	return func(yield func(provenance.Digest, error) bool) {
		folders, err := os.ReadDir(d.root)
		if err != nil {
			yield(provenance.Digest{}, fmt.Errorf("objects: %w", err))
			return
		}
		for _, folder := range folders {
			if len(folder.Name()) != 2 || !folder.IsDir() {
				continue
			}
			entries, err := os.ReadDir(filepath.Join(d.root, folder.Name()))
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				yield(provenance.Digest{}, fmt.Errorf("objects: %w", err))
				return
			}
			for _, e := range entries {
				digest, err := provenance.ParseDigest("sha256:" + folder.Name() + e.Name())
				if err == nil && !yield(digest, nil) {
					return
				}
			}
		}
	}
}

// Delete is as [campaign.Objects] says.
func (d *Directory) Delete(_ context.Context, digest provenance.Digest) error {
	err := os.Remove(d.name(digest))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("objects: %w", err)
	}
	return nil
}

func (d *Directory) name(digest provenance.Digest) string {
	return filepath.Join(d.root, filepath.FromSlash(blobName(digest)))
}

// verified is a reader that ends with an error if its bytes are not those of its digest.
type verified struct {
	from io.ReadCloser
	sum  hash.Hash
	want provenance.Digest
}

func (v *verified) Read(p []byte) (int, error) {
	n, err := v.from.Read(p)
	v.sum.Write(p[:n])
	if errors.Is(err, io.EOF) && provenance.Digest(v.sum.Sum(nil)) != v.want {
		return n, fmt.Errorf("object %s: %w: its bytes have another digest", v.want, provenance.ErrBroken)
	}
	return n, err
}

func (v *verified) Close() error { return v.from.Close() }

// A contextReader fails once its context is cancelled.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
