package objects

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/provenance"
)

// Blobs are an object store, or a part of one, by the names of what is in it.
type Blobs interface {
	// Open opens a blob. If it is not there the error, of Open or of the first Read, wraps [fs.ErrNotExist].
	Open(ctx context.Context, name string) (io.ReadCloser, error)
	// Write makes a blob of what fill writes, whole or not at all. One that is there is replaced, or else the error wraps [fs.ErrExist].
	Write(ctx context.Context, name string, replace bool, fill func(io.Writer) error) error
	// Delete removes a blob, if it is there.
	Delete(ctx context.Context, name string) error
	// Names yields all names, in order. It ends after an error.
	Names(ctx context.Context) iter.Seq2[string, error]
}

// A Bucket keeps objects in an object store, and copies of those that were used in a directory.
type Bucket struct {
	blobs Blobs
	cache *Directory
}

var _ campaign.Objects = (*Bucket)(nil)

// NewBucket returns the objects in an object store. The directory has copies, which are verified as well; it can be emptied at any time
// when nobody uses it.
func NewBucket(blobs Blobs, cache *Directory) *Bucket { return &Bucket{blobs, cache} }

// Put is as [campaign.Objects] says.
func (b *Bucket) Put(ctx context.Context, r io.Reader) (provenance.Digest, error) {
	d, err := b.cache.Put(ctx, r)
	if err != nil {
		return d, err
	}
	err = b.upload(ctx, d, false)
	if !errors.Is(err, fs.ErrExist) {
		return d, err
	}
	// It is there. If it is no longer what it was, it is put right.
	if err = b.check(ctx, d); errors.Is(err, provenance.ErrBroken) {
		err = b.upload(ctx, d, true)
	}
	return d, err
}

// upload sends an object of the cache.
func (b *Bucket) upload(ctx context.Context, d provenance.Digest, replace bool) error {
	return b.blobs.Write(ctx, blobName(d), replace, func(w io.Writer) error {
		file, err := os.Open(b.cache.name(d))
		if err != nil {
			return err
		}
		_, err = io.Copy(w, file)
		return errors.Join(err, file.Close())
	})
}

// check reads an object where it is kept.
func (b *Bucket) check(ctx context.Context, d provenance.Digest) error {
	r, err := b.Open(ctx, d)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, r)
	return errors.Join(err, r.Close())
}

// Open is as [campaign.Objects] says. It reads from the object store, also what is in the directory.
func (b *Bucket) Open(ctx context.Context, d provenance.Digest) (io.ReadCloser, error) {
	r, err := b.blobs.Open(ctx, blobName(d))
	if err != nil {
		return nil, blobError(d, err)
	}
	return &verified{absentReader{r, d}, sha256.New(), d}, nil
}

// Path is as [campaign.Objects] says. It is that of the copy, which is made if there is none.
func (b *Bucket) Path(ctx context.Context, d provenance.Digest) (string, func(), error) {
	path, release, err := b.cache.Path(ctx, d)
	if err == nil || !errors.Is(err, campaign.ErrNotFound) && !errors.Is(err, provenance.ErrBroken) {
		return path, release, err
	}
	r, err := b.Open(ctx, d)
	if err != nil {
		return "", nil, err
	}
	_, err = b.cache.Put(ctx, r)
	if err = errors.Join(err, r.Close()); err != nil {
		return "", nil, err
	}
	return b.cache.Path(ctx, d)
}

// All is as [campaign.Objects] says.
func (b *Bucket) All(ctx context.Context) iter.Seq2[provenance.Digest, error] {
	return func(yield func(provenance.Digest, error) bool) {
		for name, err := range b.blobs.Names(ctx) {
			if err != nil {
				yield(provenance.Digest{}, fmt.Errorf("objects: %w", err))
				return
			}
			if len(name) < 3 || name[2] != '/' {
				continue
			}
			d, err := provenance.ParseDigest("sha256:" + name[:2] + name[3:])
			if err == nil && !yield(d, nil) {
				return
			}
		}
	}
}

// Delete is as [campaign.Objects] says.
func (b *Bucket) Delete(ctx context.Context, d provenance.Digest) error {
	if err := b.blobs.Delete(ctx, blobName(d)); err != nil {
		return fmt.Errorf("objects: %w", err)
	}
	return b.cache.Delete(ctx, d)
}

func blobName(d provenance.Digest) string { return d.Hex()[:2] + "/" + d.Hex()[2:] }

// blobError words an error of an object store.
func blobError(d provenance.Digest, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: object %s", campaign.ErrNotFound, d)
	}
	return fmt.Errorf("objects: %w", err)
}

// An absentReader is a blob that may turn out not to be there when it is read.
type absentReader struct {
	io.ReadCloser
	digest provenance.Digest
}

func (a absentReader) Read(p []byte) (int, error) {
	n, err := a.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = blobError(a.digest, err)
	}
	return n, err
}
