package campaign

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"strings"

	"github.com/skycampaign/skycampaign/provenance"
	"github.com/skycampaign/skycampaign/provenance/bundle"
)

// An Import says what [Session.Import] did, by ids.
type Import struct {
	Added     []string `json:"added"`     // were not here
	Updated   []string `json:"updated"`   // were here as they had been before
	Unchanged []string `json:"unchanged"` // are here as they are in the bundle, or have gone on since
}

// ImportError says which records of a bundle differ from those that are here, and that nothing was imported. It wraps [ErrConflict].
type ImportError struct {
	Differ []Fault
}

// Error names the records.
func (e *ImportError) Error() string {
	var all []string
	for _, f := range e.Differ {
		all = append(all, f.Item+": "+f.Text)
	}
	return fmt.Sprintf("%v: nothing was imported, for what is here under the same ids is something else: %s; import into a notebook of its own, which compare --with then reads",
		ErrConflict, strings.Join(all, "; "))
}

// Unwrap returns [ErrConflict].
func (e *ImportError) Unwrap() error { return ErrConflict }

// Import adds the records of a bundle with their whole histories, or none of them. It needs role admin. The bundle is verified first; what is wrong
// with it is in the verification, and an error that wraps [provenance.ErrBroken] says that there is something.
//
// Records keep their ids, because the ids are in their events, in the names of collections and in what was signed. So a bundle can be imported
// into the notebook that it is from, into a copy of that, and into one that does not have the ids: a new one, for example. What is here already is left
// as it is; if its history is the beginning of that in the bundle, it goes on as there. A record that is here under the same id with another
// history, as every notebook has a CMP-1 of its own, is a difference: nothing is imported, and an [ImportError] names all such records. Ids that were imported
// are not given again.
func (s *Session) Import(ctx context.Context, b *bundle.Bundle, trusted ed25519.PublicKey) (Import, BundleVerification, error) {
	done := Import{Added: []string{}, Updated: []string{}, Unchanged: []string{}}
	if err := s.actor.check(Admin); err != nil {
		return done, BundleVerification{}, err
	}
	v, records, err := readBundle(ctx, b, trusted, false)
	if err != nil {
		return done, v, err
	}
	if len(v.Faults) > 0 {
		return done, v, fmt.Errorf("%w: %d things in the bundle are not as they should be, so nothing was imported: see campaign verify", provenance.ErrBroken, len(v.Faults))
	}
	if err := s.nb.putObjects(ctx, b, records); err != nil {
		return done, v, err
	}
	err = s.nb.store.Update(ctx, func(w Writer) error {
		done = Import{Added: []string{}, Updated: []string{}, Unchanged: []string{}}
		return s.nb.importRecords(ctx, w, records, &done)
	})
	return done, v, err
}

// putObjects keeps the objects that records of a bundle refer to.
func (n *Notebook) putObjects(ctx context.Context, b *bundle.Bundle, records []bundled) error {
	kept := map[provenance.Digest]bool{}
	for i, r := range records {
		provenance.ReportProgress(ctx, i, len(records), "records")
		c, ok := r.rec.(*Campaign)
		if !ok {
			continue
		}
		for _, d := range c.Objects() {
			if kept[d] {
				continue
			}
			kept[d] = true
			if err := n.putObject(ctx, bundleObjects{b}, d); err != nil {
				return fmt.Errorf("object %s: %w", d, err)
			}
		}
	}
	return nil
}

func (n *Notebook) putObject(ctx context.Context, from bundleObjects, d provenance.Digest) error {
	r, err := from.Open(ctx, d)
	if err != nil {
		return err
	}
	have, err := n.objects.Put(ctx, r)
	err = errors.Join(err, r.Close())
	if err == nil && have != d {
		err = fmt.Errorf("%w: the bundle was changed while it was read", provenance.ErrBroken)
	}
	return err
}

// importRecords adds records to the store, and says what became of each.
func (n *Notebook) importRecords(ctx context.Context, w Writer, records []bundled, done *Import) error {
	var differ []Fault
	for _, r := range records {
		stream := r.head.Stream
		here, text, err := compareHistory(w, r)
		switch {
		case err != nil:
			return err
		case text != "":
			differ = append(differ, Fault{Item: stream, Text: text})
			continue
		case here == 0:
			done.Added = append(done.Added, stream)
		case here >= r.head.Seq:
			done.Unchanged = append(done.Unchanged, stream)
			continue
		default:
			done.Updated = append(done.Updated, stream)
		}
		if err := n.importRecord(ctx, w, r, here); err != nil {
			return fmt.Errorf("%s: %w", stream, err)
		}
	}
	if len(differ) > 0 {
		return &ImportError{differ}
	}
	return nil
}

// compareHistory compares the history of a record with the one that is here under its id. It returns how many events are here, and if they are others,
// from which on.
func compareHistory(w Writer, r bundled) (here int64, text string, err error) {
	for body, err := range w.Events(r.head.Stream, 0) {
		if err != nil {
			return 0, "", err
		}
		if here < r.head.Seq && provenance.DigestOf(body) != provenance.DigestOf(r.bodies[here]) {
			return here, fmt.Sprintf("it differs from event %d on", here+1), nil
		}
		here++
	}
	if here > 0 {
		return here, "", nil
	}
	// A name must lead to one record.
	table, name := "", ""
	switch rec := r.rec.(type) {
	case *Production:
		table, name = "productions", rec.Name
	case *Schedule:
		table, name = "schedules", rec.Name
	default:
		return 0, "", nil
	}
	id, err := streamNamed(w, table, name)
	if err == nil && id != "" {
		text = fmt.Sprintf("its name %.80q is that of %s here", name, id)
	}
	return 0, text, err
}

// importRecord adds the events of a record that are not here, and the record that they lead to.
func (n *Notebook) importRecord(ctx context.Context, w Writer, r bundled, here int64) error {
	snapshot, err := r.rec.snapshot(r.head)
	if err != nil {
		return err
	}
	if err := w.Append(snapshot, r.bodies[here:]...); err != nil {
		return err
	}
	if number := r.rec.number(); number > 0 {
		if err := w.Reserve(snapshot.Kind, number); err != nil {
			return err
		}
	}
	if c, ok := r.rec.(*Campaign); ok {
		return n.rebuildJobs(ctx, w, c)
	}
	return nil
}
