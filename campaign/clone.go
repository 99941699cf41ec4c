package campaign

import (
	"context"
	"strings"
)

// Clone defines a campaign like another, as edit changes it. It gets an id of its own, and its parent is the other. An output collection that has the
// other's id in its name gets the new one. Nothing else is lost: lists, pins and workflows are the same until edit changes them. How both
// differ is for [Notebook.Compare] to say.
func (s *Session) Clone(ctx context.Context, id string, edit func(*Definition) error) (*Campaign, error) {
	old, err := s.nb.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	d, err := old.copyDefinition()
	if err != nil {
		return nil, err
	}
	d.Parent, d.Definer = old.ID, s.actor.Name
	d.Collection = replaceID(d.Collection, old.ID, "{id}")
	if err := edit(&d); err != nil {
		return nil, err
	}
	d.Parent = old.ID
	return s.define(ctx, d, old.Definition)
}

// replaceID replaces an id in the name of a collection, where it is not the beginning of a longer one.
func replaceID(collection, id, by string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(collection, id)
		b.WriteString(before)
		if !found {
			return b.String()
		}
		if after != "" && after[0] >= '0' && after[0] <= '9' {
			b.WriteString(id)
		} else {
			b.WriteString(by)
		}
		collection = after
	}
}
