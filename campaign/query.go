package campaign

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/skycampaign/skycampaign/campaign/filter"
	"github.com/skycampaign/skycampaign/provenance"
)

// A SavedQuery is a list of campaigns that somebody keeps: which, with which columns, in which order.
type SavedQuery struct {
	ID      string    `json:"id"` // QRY-n; a page's URL has it
	Name    string    `json:"name"`
	Owner   string    `json:"owner"`
	Shared  bool      `json:"shared"`  // with everybody; otherwise the owner's alone
	Columns []string  `json:"columns"` // of the table campaigns
	Filter  string    `json:"filter"`  // in the language of package filter
	Order   []Order   `json:"order"`
	Deleted bool      `json:"deleted,omitempty"`
	Created time.Time `json:"created"`
	Updated time.Time `json:"updated"`
}

const (
	kindQuery        = "query"
	querySavedType   = "query.saved"
	queryDeletedType = "query.deleted"
)

// querySaved is what a saved query is like from then on.
type querySaved struct {
	Name    string   `json:"name"`
	Shared  bool     `json:"shared"`
	Columns []string `json:"columns"`
	Filter  string   `json:"filter"`
	Order   []Order  `json:"order"`
}

// Fields returns what filters can ask about a table of Tables, or nil if there is no such table.
func Fields(table string) []filter.Field {
	var fields []filter.Field
	for _, t := range Tables() {
		if t.Name != table {
			continue
		}
		for _, c := range t.Columns {
			fields = append(fields, filter.Field{Name: c.Name, Number: c.Number})
		}
	}
	return fields
}

// SaveQuery keeps a query of the actor, in place of the actor's query of the same name if there is one. Of q it takes name, shared, columns,
// filter and order.
func (s *Session) SaveQuery(ctx context.Context, q SavedQuery) (*SavedQuery, error) {
	saved := new(SavedQuery)
	err := s.nb.store.Update(ctx, func(w Writer) error {
		*saved = SavedQuery{}
		old, head, err := queryNamed(w, q.Name, s.actor.Name)
		switch {
		case errors.Is(err, ErrNotFound):
			n, err := w.Next(kindQuery)
			if err != nil {
				return err
			}
			head = provenance.Head{Stream: fmt.Sprintf("QRY-%d", n)}
		case err != nil:
			return err
		default:
			*saved = *old
		}
		return s.appendTo(w, saved, head, "", querySavedType, querySaved{
			q.Name, q.Shared, append([]string{}, q.Columns...), q.Filter, append([]Order{}, q.Order...),
		})
	})
	return saved, err
}

// DeleteQuery removes a query of the actor from view. The history keeps it.
func (s *Session) DeleteQuery(ctx context.Context, name string) error {
	return s.nb.store.Update(ctx, func(w Writer) error {
		q, head, err := queryNamed(w, name, s.actor.Name)
		if err != nil {
			return err
		}
		return s.appendTo(w, q, head, "", queryDeletedType, struct{}{})
	})
}

// Queries returns the queries that the actor may see: shared ones and the actor's own.
func (s *Session) Queries(ctx context.Context) ([]SavedQuery, error) {
	all := []SavedQuery{}
	visible := filter.Or{Left: filter.Compare{Field: "shared", Op: filter.Equal, Value: int64(1)}, Right: is("owner", s.actor.Name)}
	err := s.nb.store.View(ctx, func(r Reader) error {
		ids, err := firstColumn(r, Query{Table: "queries", Filter: visible, Order: []Order{{Column: "name"}}})
		for _, id := range ids {
			var q SavedQuery
			if _, err := load(r, kindQuery, id, &q); err != nil {
				return err
			}
			all = append(all, q)
		}
		return err
	})
	return all, err
}

// Query returns a query by its id, or the actor's or a shared one by its name. It returns an error that wraps [ErrNotFound] if there is none
// that the actor may see.
func (s *Session) Query(ctx context.Context, name string) (*SavedQuery, error) {
	all, err := s.Queries(ctx)
	if err != nil {
		return nil, err
	}
	var found *SavedQuery
	for i := range all {
		q := &all[i]
		if q.ID == name || q.Name == name && (found == nil || q.Owner == s.actor.Name) {
			found = q
		}
	}
	if found == nil {
		return nil, fmt.Errorf("%w: no query %.80q", ErrNotFound, name)
	}
	return found, nil
}

// queryNamed returns the query of a name and owner.
func queryNamed(r Reader, name, owner string) (*SavedQuery, provenance.Head, error) {
	ids, err := firstColumn(r, Query{Table: "queries", Filter: filter.And{Left: is("name", name), Right: is("owner", owner)}})
	if err != nil {
		return nil, provenance.Head{}, err
	}
	if len(ids) == 0 {
		return nil, provenance.Head{}, fmt.Errorf("%w: %s has no query %.80q", ErrNotFound, owner, name)
	}
	q := new(SavedQuery)
	head, err := load(r, kindQuery, ids[0], q)
	return q, head, err
}

// Fold applies the next event of a saved query. It returns an error that wraps [provenance.ErrBroken] if no verb could have made it.
func (q *SavedQuery) Fold(e provenance.Event) error { return fold(q, e) }

func (q *SavedQuery) apply(e provenance.Event, at time.Time) error {
	switch {
	case e.Type == queryDeletedType && e.Seq > 1 && e.Actor == q.Owner:
		q.Deleted, q.Updated = true, at
		return nil
	case e.Type != querySavedType || e.Seq > 1 && e.Actor != q.Owner:
		return fmt.Errorf("type %.40q by %.80q does not belong to a query", e.Type, e.Actor)
	}
	var p querySaved
	if err := json.Unmarshal(e.Payload, &p); err != nil {
		return err
	}
	if err := p.check(); err != nil {
		return err
	}
	if e.Seq == 1 {
		q.ID, q.Owner, q.Created = e.Stream, e.Actor, at
	}
	q.Name, q.Shared, q.Columns, q.Filter, q.Order, q.Deleted, q.Updated = p.Name, p.Shared, p.Columns, p.Filter, p.Order, false, at
	return nil
}

func (p *querySaved) check() error {
	if strings.TrimSpace(p.Name) == "" || len(p.Name) > 200 || strings.ContainsAny(p.Name, "\r\n") || strings.HasPrefix(p.Name, "QRY-") {
		return fmt.Errorf("%w: %.80q cannot be the name of a query", ErrInvalid, p.Name)
	}
	fields := Fields("campaigns")
	if _, err := filter.Parse(p.Filter, fields); err != nil {
		return fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	known := map[string]bool{}
	for _, f := range fields {
		known[f.Name] = true
	}
	for _, c := range p.Columns {
		if !known[c] {
			return fmt.Errorf("%w: campaigns have no column %.40q", ErrInvalid, c)
		}
	}
	for _, o := range p.Order {
		if !known[o.Column] {
			return fmt.Errorf("%w: campaigns have no column %.40q to sort by", ErrInvalid, o.Column)
		}
	}
	return nil
}

// number is n of QRY-n.
func (q *SavedQuery) number() int64 { return numberOf(q.ID) }

func (q *SavedQuery) snapshot(head provenance.Head) (Snapshot, error) {
	doc, err := json.Marshal(q)
	s := Snapshot{Kind: kindQuery, Head: head, Doc: doc}
	if !q.Deleted {
		shared := int64(0)
		if q.Shared {
			shared = 1
		}
		s.Rows = []Row{{"queries", []any{q.ID, q.Name, q.Owner, shared}}}
	}
	return s, err
}
