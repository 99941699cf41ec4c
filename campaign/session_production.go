package campaign

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

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
		id, err := streamNamed(w, "productions", name)
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
	id, err := streamNamed(w, "productions", name)
	if err != nil || id != "" {
		return id, err
	}
	p, err := s.newProduction(w, name, "")
	if err != nil {
		return "", err
	}
	return p.ID, nil
}

// streamNamed returns the stream of the row of a table that has a name, or nothing.
func streamNamed(r Reader, table, name string) (string, error) {
	ids, err := firstColumn(r, Query{Table: table, Filter: is("name", name), Limit: 1})
	if err != nil || len(ids) == 0 {
		return "", err
	}
	return ids[0], nil
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
	p := new(Production)
	return p, s.appendTo(w, p, provenance.Head{Stream: fmt.Sprintf("PRD-%d", n)}, "", productionDefinedType, productionDefined{name, description})
}

// Fold applies the event of a production to the zero Production. It returns an error that wraps [provenance.ErrBroken] if it is none.
func (p *Production) Fold(e provenance.Event) error { return fold(p, e) }

func (p *Production) apply(e provenance.Event, at time.Time) error {
	var payload productionDefined
	if e.Type != productionDefinedType || e.Seq != 1 {
		return fmt.Errorf("type %.40q does not belong to a production", e.Type)
	}
	if err := json.Unmarshal(e.Payload, &payload); err != nil {
		return err
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
