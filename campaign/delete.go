package campaign

import (
	"context"
	"fmt"

	"github.com/skycampaign/skycampaign/provenance"
)

// References counts the records that refer to an object.
func (n *Notebook) References(ctx context.Context, object provenance.Digest) (int, error) {
	rows, err := n.Rows(ctx, Query{Table: "object_refs", Filter: is("object", object.String())})
	return len(rows), err
}

// DeleteObject removes a list or another object that no record refers to: one that was put for a change that then failed. It needs
// role admin, and returns an error that wraps [ErrReferenced] if a record refers to it.
//
// The caller makes sure that nobody changes the notebook meanwhile: a change puts its objects before it refers to them, and one that found the
// object there would then refer to nothing.
func (s *Session) DeleteObject(ctx context.Context, object provenance.Digest) error {
	if err := s.actor.check(Admin); err != nil {
		return err
	}
	return s.nb.store.Update(ctx, func(w Writer) error {
		for row, err := range w.Rows(Query{Table: "object_refs", Filter: is("object", object.String()), Limit: 1}) {
			if err != nil {
				return err
			}
			return fmt.Errorf("%w: object %s is part of %s", ErrReferenced, object, row.Text(0))
		}
		return s.nb.objects.Delete(ctx, object)
	})
}
