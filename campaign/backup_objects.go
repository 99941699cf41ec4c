package campaign

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/skycampaign/skycampaign/provenance"
)

// Backup copies the objects that records refer to, and then writes all events to w as [Backup] does, as they are at one moment. Objects that
// are in the copy are left there, so the next backup to the same place takes what is new.
func (n *Notebook) Backup(ctx context.Context, w io.Writer, to Objects) error {
	return n.store.View(ctx, func(r Reader) error {
		if err := copyObjects(ctx, r, n.objects, to); err != nil {
			return err
		}
		return backup(ctx, r, w)
	})
}

// Restore reads what [Notebook.Backup] wrote into an empty notebook: events, the objects from the copy, and the rows of jobs. The records are
// restored all or not at all. It needs role admin, and returns errors as [Restore] does.
func (s *Session) Restore(ctx context.Context, r io.Reader, from Objects) error {
	if err := s.actor.check(Admin); err != nil {
		return err
	}
	return restore(ctx, s.nb.store, r, func(w Writer) error {
		if err := copyObjects(ctx, w, from, s.nb.objects); err != nil {
			return err
		}
		return s.nb.rebuildAllJobs(ctx, w)
	})
}

// copyObjects copies the objects that the records of a store refer to.
func copyObjects(ctx context.Context, r Reader, from, to Objects) error {
	rows, err := readRows(r, Query{Table: "object_refs", Order: []Order{{Column: "object"}}})
	if err != nil {
		return err
	}
	rows = slices.CompactFunc(rows, func(a, b Row) bool { return a.Text(1) == b.Text(1) })
	for i, row := range rows {
		provenance.ReportProgress(ctx, i, len(rows), "lists and files")
		object := row.Text(1)
		d, err := provenance.ParseDigest(object)
		if err == nil {
			err = copyObject(ctx, d, from, to)
		}
		if err != nil {
			return fmt.Errorf("object %s of %s: %w", object, row.Text(0), err)
		}
	}
	return nil
}

// checkObject reads an object where it is kept, and not where it may be cached.
func checkObject(ctx context.Context, from Objects, d provenance.Digest) error {
	r, err := from.Open(ctx, d)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, r)
	return errors.Join(err, r.Close())
}

// copyObject copies an object, unless it is there and as it should be.
func copyObject(ctx context.Context, d provenance.Digest, from, to Objects) error {
	err := checkObject(ctx, to, d)
	if err == nil || !errors.Is(err, ErrNotFound) && !errors.Is(err, provenance.ErrBroken) {
		return err
	}
	r, err := from.Open(ctx, d)
	if err != nil {
		return err
	}
	put, err := to.Put(ctx, r)
	if err == nil && put != d {
		err = fmt.Errorf("%w: its bytes have the digest %s", provenance.ErrBroken, put)
	}
	return errors.Join(err, r.Close())
}
