package campaign

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/skycampaign/skycampaign/provenance"
)

// A Notebook is a store of records and the objects that they pin. It is safe for concurrent use.
type Notebook struct {
	store   Store
	objects Objects
	now     func() time.Time
	commit  func(ctx context.Context, repository, ref string) (string, error)
	run     Runner
}

// Options change how a Notebook works. The zero value is what people want.
type Options struct {
	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// Commit finds out which commit a branch or tag of a git repository is; nil asks git ls-remote.
	Commit func(ctx context.Context, repository, ref string) (string, error)
	// Runner runs commands for [Session.Execute]; nil switches execution off.
	Runner Runner
}

// New joins a store and objects. The caller closes the store when the notebook is no longer used.
func New(store Store, objects Objects, opts *Options) *Notebook {
	n := &Notebook{store: store, objects: objects, now: time.Now, commit: remoteCommit}
	if opts == nil {
		return n
	}
	if opts.Now != nil {
		n.now = opts.Now
	}
	if opts.Commit != nil {
		n.commit = opts.Commit
	}
	n.run = opts.Runner
	return n
}

// As returns a session in which an actor changes records.
func (n *Notebook) As(actor Actor) *Session { return &Session{nb: n, actor: actor} }

// Get returns a campaign, or an error that wraps [ErrNotFound].
func (n *Notebook) Get(ctx context.Context, id string) (*Campaign, error) {
	var c *Campaign
	err := n.store.View(ctx, func(r Reader) (err error) {
		c, _, err = loadCampaign(r, id)
		return err
	})
	return c, err
}

// History returns the events of a stream, the oldest first. Whether they fit together is for [Notebook.Verify] to say.
func (n *Notebook) History(ctx context.Context, stream string) ([]provenance.Event, error) {
	var events []provenance.Event
	err := n.store.View(ctx, func(r Reader) error {
		for body, err := range r.Events(stream, 0) {
			if err != nil {
				return err
			}
			e, err := provenance.ParseEvent(body)
			if err != nil {
				return fmt.Errorf("%s: %w", stream, err)
			}
			events = append(events, e)
		}
		if len(events) == 0 {
			return fmt.Errorf("%w: no record %.80q", ErrNotFound, stream)
		}
		return nil
	})
	return events, err
}

// Kinds of records.
const (
	kindCampaign   = "campaign"
	kindProduction = "production"
)

func loadCampaign(r Reader, id string) (*Campaign, provenance.Head, error) {
	c := new(Campaign)
	head, err := load(r, kindCampaign, id, c)
	return c, head, err
}

// load reads the record of a stream into record.
func load(r Reader, kind, stream string, record any) (provenance.Head, error) {
	s, err := r.Load(stream)
	if err != nil {
		return provenance.Head{}, err
	}
	if s.Kind != kind {
		return provenance.Head{}, fmt.Errorf("%w: %s is a %s, not a %s", ErrNotFound, stream, s.Kind, kind)
	}
	if err := json.Unmarshal(s.Doc, record); err != nil {
		return provenance.Head{}, fmt.Errorf("the record of %s: %w: %w", stream, provenance.ErrBroken, err)
	}
	return s.Head, nil
}
