package bucket

import (
	"bufio"
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"

	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec"
	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// ReadList reads the list in an object, as [codec.Read] does, and names the key
// in errors.
func ReadList(ctx context.Context, b *blob.Bucket, key, format string, opts *table.ReadOptions) (*table.Result, error) {
	r, err := Open(ctx, b, key)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return codec.Read(ctx, table.Source{Name: key, R: r, Size: -1}, format, opts)
}

// WriteList writes a list as an object, in the format of that name, or in that
// of the key if it is empty. The object is complete or absent, as [Write]
// promises.
func WriteList(ctx context.Context, b *blob.Bucket, key string, l *dataidlist.List, format string, opts *table.WriteOptions, object atomicfile.Options) error {
	f, err := codec.FormatOf(key, format)
	if err != nil {
		return err
	}
	return Write(ctx, b, key, object, func(w io.Writer) error { return codec.Write(w, l, f.Name, opts) })
}

// Open opens an object to read. The caller must close it. The error names the
// key, and wraps [fs.ErrNotExist] if there is no such object or bucket.
func Open(ctx context.Context, b *blob.Bucket, key string) (io.ReadCloser, error) {
	r, err := b.NewReader(ctx, key, nil)
	if err != nil {
		return nil, explain(key, err)
	}
	return r, nil
}

// Write makes an object of what fill writes, or replaces it. The store shows it
// when all of it has come: if fill or anything else fails, or ctx is cancelled
// before the end, the error is returned, and under the key is what was there
// before. With opts.NoClobber that is so, too, if there was anything at all, and
// the error wraps [atomicfile.ErrExists]. The store decides, so that of several
// writers at the same time one succeeds; but fileblob looks first and writes
// then.
func Write(ctx context.Context, b *blob.Bucket, key string, opts atomicfile.Options, fill func(io.Writer) error) error {
	uploading, cancel := context.WithCancel(ctx)
	r, w := io.Pipe()
	sent := make(chan error, 1)
	// Drivers read by themselves what they upload: the writer of azureblob panics
	// if the store refuses what is written to it.
	go func() {
		err := upload(uploading, b, key, opts, r)
		_ = r.CloseWithError(err) // which fill then sees
		sent <- err
	}()
	err := copyTo(w, cancel, fill)
	if uploaded := <-sent; err == nil {
		err = uploaded
	}
	cancel()
	if ended := ctx.Err(); ended != nil && err != nil {
		err = ended
	}
	return err
}

// copyTo writes what fill writes, and closes w. If fill fails, it cancels the
// upload first: a driver may take the end of its input for the end of the
// object, however it ended.
func copyTo(w *io.PipeWriter, cancel func(), fill func(io.Writer) error) (err error) {
	err = errUnfinished // if fill panics
	defer func() {
		if err != nil {
			cancel()
		}
		_ = w.CloseWithError(err)
	}()
	buffer := bufio.NewWriterSize(w, 256<<10)
	if err = fill(buffer); err == nil {
		err = buffer.Flush()
	}
	return err
}

// errUnfinished is what an upload ends with that nobody goes on with.
var errUnfinished = errors.New("the object is not complete")

// Delete removes an object, if it is there.
func Delete(ctx context.Context, b *blob.Bucket, key string) error {
	err := b.Delete(ctx, key)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil
	}
	return explain(key, err)
}

// Keys yields the keys of a bucket that begin with a prefix, in order. It ends
// after an error.
func Keys(ctx context.Context, b *blob.Bucket, prefix string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for all := b.List(&blob.ListOptions{Prefix: prefix}); ; {
			o, err := all.Next(ctx)
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield("", explain(prefix, err))
				return
			}
			if !yield(o.Key, nil) {
				return
			}
		}
	}
}

func upload(ctx context.Context, b *blob.Bucket, key string, opts atomicfile.Options, r io.Reader) error {
	err := b.Upload(ctx, key, r, &blob.WriterOptions{ContentType: "application/octet-stream", IfNotExist: opts.NoClobber})
	if opts.NoClobber && gcerrors.Code(err) == gcerrors.FailedPrecondition {
		return &fs.PathError{Op: "write", Path: key, Err: atomicfile.ErrExists}
	}
	return explain(key, err)
}

// explain words an error of a store, and names the object.
func explain(key string, err error) error {
	if err == nil {
		return nil
	}
	if gcerrors.Code(err) == gcerrors.NotFound {
		err = noObject{err}
	} else if wrapped, ok := err.(interface{ Unwrap() []error }); ok && wrapped.Unwrap()[0] != nil {
		err = wrapped.Unwrap()[0] // without the key and the code in front
	}
	return &fs.PathError{Op: "open", Path: key, Err: err}
}

// noObject says that there is no object or bucket.
type noObject struct{ cause error }

func (n noObject) Error() string   { return "there is no such object, or no such bucket" }
func (n noObject) Unwrap() []error { return []error{fs.ErrNotExist, n.cause} }
