package campaign

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/skycampaign/skycampaign/provenance"
)

// A record is what the events of a stream add up to.
type record interface {
	// Fold applies the next event.
	Fold(e provenance.Event) error
	// apply is Fold of an event of a time, without saying which it was if it is refused.
	apply(e provenance.Event, at time.Time) error
	// number is the place of the record among those of its kind, or 0 if they are not numbered.
	number() int64
	// snapshot is the record as a store keeps it, without its bulk rows.
	snapshot(head provenance.Head) (Snapshot, error)
}

// fold is Fold of a record.
func fold(rec record, e provenance.Event) error {
	at, err := e.Time()
	if err == nil {
		err = rec.apply(e, at)
	}
	if err != nil {
		return fmt.Errorf("event %d of %s: %w: %w", e.Seq, e.Stream, provenance.ErrBroken, err)
	}
	return nil
}

// recordOf returns an empty record of the kind that begins with a type of event, or nil.
func recordOf(first string) record {
	switch first {
	case (&defined{}).eventType():
		return new(Campaign)
	case productionDefinedType:
		return new(Production)
	case scheduleDefinedType:
		return new(Schedule)
	case querySavedType:
		return new(SavedQuery)
	}
	return nil
}

// foldStream follows the events of a stream, and returns the record that they add up to and the last of them. It returns an error that wraps
// [provenance.ErrBroken] and names the event if one does not fit, and then the number of that event.
func foldStream(r Reader, stream string) (record, provenance.Head, error) {
	return foldEvents(stream, r.Events(stream, 0))
}

// foldEvents is foldStream of events that come from anywhere.
func foldEvents(stream string, events iter.Seq2[[]byte, error]) (record, provenance.Head, error) {
	var chain provenance.Chain
	var rec record
	at := provenance.Head{Stream: stream}
	for body, err := range events {
		if err != nil {
			return nil, at, err
		}
		at.Seq++
		e, err := chain.Add(body)
		if err != nil {
			return nil, at, err
		}
		if rec == nil {
			if rec = recordOf(e.Type); rec == nil || e.Stream != stream {
				return nil, at, fmt.Errorf("event 1 of %s: %w: no record begins with type %.40q of stream %.40q", stream, provenance.ErrBroken, e.Type, e.Stream)
			}
		}
		if err := rec.Fold(e); err != nil {
			return nil, at, err
		}
	}
	if rec == nil {
		return nil, at, fmt.Errorf("stream %s: %w: it has no events", stream, provenance.ErrBroken)
	}
	return rec, chain.Head(), nil
}

// Rebuild makes the records and rows of a store again from its events, all but the bulk rows: see [Session.Rebuild].
func Rebuild(w Writer) error {
	heads, err := readHeads(w)
	if err != nil {
		return err
	}
	if err := w.Reset(); err != nil {
		return err
	}
	for _, h := range heads {
		rec, head, err := foldStream(w, h.Stream)
		if err != nil {
			return err
		}
		snapshot, err := rec.snapshot(head)
		if err != nil {
			return err
		}
		if err := w.Restore(snapshot); err != nil {
			return err
		}
		if n := rec.number(); n > 0 {
			if err := w.Reserve(snapshot.Kind, n); err != nil {
				return err
			}
		}
	}
	return nil
}

func readHeads(r Reader) ([]provenance.Head, error) {
	var heads []provenance.Head
	for h, err := range r.Heads() {
		if err != nil {
			return nil, err
		}
		heads = append(heads, h)
	}
	return heads, nil
}

// Rebuild makes all records and rows of the notebook again from its events and objects, in one transaction. It needs role admin.
func (s *Session) Rebuild(ctx context.Context) error {
	if err := s.actor.check(Admin); err != nil {
		return err
	}
	return s.nb.store.Update(ctx, func(w Writer) error {
		if err := Rebuild(w); err != nil {
			return err
		}
		return s.nb.rebuildAllJobs(ctx, w)
	})
}

// rebuildAllJobs makes the bulk rows of all campaigns again.
func (n *Notebook) rebuildAllJobs(ctx context.Context, w Writer) error {
	for snapshot, err := range w.Records() {
		if err != nil {
			return err
		}
		if snapshot.Kind != kindCampaign {
			continue
		}
		c, _, err := loadCampaign(w, snapshot.Head.Stream)
		if err != nil {
			return err
		}
		if err := n.rebuildJobs(ctx, w, c); err != nil {
			return err
		}
	}
	return nil
}

// rebuildJobs makes the bulk rows of a campaign again.
func (n *Notebook) rebuildJobs(ctx context.Context, w Writer, c *Campaign) error {
	for _, flow := range c.Workflows {
		for _, a := range flow.Attempts {
			if a.Jobs == nil {
				continue
			}
			if err := n.bulkJobs(ctx, w, a.Jobs.Object, []any{c.ID, flow.Name, int64(a.Number)}); err != nil {
				return err
			}
		}
	}
	return nil
}
