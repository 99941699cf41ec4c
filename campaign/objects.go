package campaign

import (
	"context"
	"io"
	"iter"

	"github.com/skycampaign/skycampaign/provenance"
)

// Objects keep bytes by their digest: the files of lists, and what else records pin. What is in them never changes.
// Package objects has one in a directory. Objects are safe for concurrent use.
type Objects interface {
	// Put keeps what r gives and returns its digest. When it returns without an error, the bytes are durable. Bytes that are there already are
	// not written again.
	Put(ctx context.Context, r io.Reader) (provenance.Digest, error)
	// Open returns the bytes of a digest, or an error that wraps ErrNotFound. Reading to the end returns an error that wraps
	// provenance.ErrBroken instead of io.EOF if they are not those that were put. The caller closes the reader.
	Open(ctx context.Context, d provenance.Digest) (io.ReadCloser, error)
	// Path returns the name of a file with the bytes, which it has verified, or an error as of Open. The caller must not change the
	// file, and calls release when it is done with it.
	Path(ctx context.Context, d provenance.Digest) (path string, release func(), err error)
	// All yields all digests, in order. It ends after an error.
	All(ctx context.Context) iter.Seq2[provenance.Digest, error]
	// Delete removes the bytes of a digest, if they are there. Whoever calls it has made sure that nothing refers to them.
	Delete(ctx context.Context, d provenance.Digest) error
}
