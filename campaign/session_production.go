package campaign

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/skycampaign/skycampaign/campaign/filter"
	"github.com/skycampaign/skycampaign/provenance"
)

// DefineProduction makes the record of a production and gives it the next id, PRD-n. It returns an error that wraps
// [ErrConflict] if there is one of this name.
func (s *Session) DefineProduction(ctx context.Context, name, description string) (*Production, error) {
	if err := s.actor.check(Operator); err != nil {
		return nil, err
	}
	var p *Production
	err := s.nb.store.Update(ctx, func(w Writer) error {
		id, err := productionNamed(w, name)
		if err != nil {
			return err
		}
		if id != "" {
			return fmt.Errorf("%w: production %s has the name %q", ErrConflict, id, name)
		}
		p, err = s.newProduction(w, name, description)
		return err
	})
	return p, err
}

// production returns the id of a production given by id or name; a new name makes one, and an empty name is [GeneralProduction].
func (s *Session) production(w Writer, name string) (string, error) {
	if name == "" {
		name = GeneralProduction
	}
	if strings.HasPrefix(name, "PRD-") {
		var p Production
		_, err := load(w, kindProduction, name, &p)
		return p.ID, err
	}
	id, err := productionNamed(w, name)
	if err != nil || id != "" {
		return id, err
	}
	p, err := s.newProduction(w, name, "")
	if err != nil {
		return "", err
	}
	return p.ID, nil
}

// productionNamed returns the id of the production of a name, or nothing.
func productionNamed(r Reader, name string) (string, error) {
	for row, err := range r.Rows(Query{Table: "productions", Filter: filter.Compare{Field: "name", Op: filter.Equal, Value: name}, Limit: 1}) {
		if err != nil {
			return "", err
		}
		return row.Text(0), nil
	}
	return "", nil
}

// productionDefined is the only event of a production.
type productionDefined struct {
	Name        string `json:"name"`
	Description string `json:"description"`
}

const productionDefinedType = "production.defined"

func (s *Session) newProduction(w Writer, name, description string) (*Production, error) {
	if strings.TrimSpace(name) == "" || strings.ContainsAny(name, "\r\n") || len(name) > 200 || strings.HasPrefix(name, "PRD-") {
		return nil, fmt.Errorf("%w: %.80q cannot be the name of a production", ErrInvalid, name)
	}
	n, err := w.Next(kindProduction)
	if err != nil {
		return nil, err
	}
	now := s.nb.clock()
	p := &Production{ID: fmt.Sprintf("PRD-%d", n), Name: name, Description: description, Created: now, By: s.actor.Name}
	body, head, err := s.event(provenance.Head{Stream: p.ID}, now, "", productionDefinedType, productionDefined{name, description})
	if err != nil {
		return nil, err
	}
	snapshot, err := p.snapshot(head)
	if err != nil {
		return nil, err
	}
	return p, w.Append(snapshot, body)
}

// Fold applies the event of a production to the zero Production. It returns an error that wraps [provenance.ErrBroken] if it is none.
func (p *Production) Fold(e provenance.Event) error {
	var payload productionDefined
	if e.Type != productionDefinedType || e.Seq != 1 {
		return fmt.Errorf("event %d of %s: %w: type %.40q does not belong to a production", e.Seq, e.Stream, provenance.ErrBroken, e.Type)
	}
	err := json.Unmarshal(e.Payload, &payload)
	var at time.Time
	if err == nil {
		at, err = e.Time()
	}
	if err != nil {
		return fmt.Errorf("event %d of %s: %w: %w", e.Seq, e.Stream, provenance.ErrBroken, err)
	}
	*p = Production{ID: e.Stream, Name: payload.Name, Description: payload.Description, Created: at, By: e.Actor}
	return nil
}

// number is n of PRD-n.
func (p *Production) number() int64 { return numberOf(p.ID) }

func (p *Production) snapshot(head provenance.Head) (Snapshot, error) {
	doc, err := json.Marshal(p)
	if err != nil {
		return Snapshot{}, err
	}
	rows := []Row{{"productions", []any{p.ID, p.Name, timeText(p.Created), p.number()}}}
	return Snapshot{Kind: kindProduction, Head: head, Doc: doc, Rows: rows}, nil
}
