package campaign

import "context"

// AddNote adds a remark in Markdown to a campaign, or to a workflow of it if that is not empty.
func (s *Session) AddNote(ctx context.Context, id, workflow, text string) (*Campaign, error) {
	return s.one(ctx, id, "", &noteAdded{Workflow: workflow, Text: text})
}

// RemoveNote removes a note. The history keeps it.
func (s *Session) RemoveNote(ctx context.Context, id string, note int64, reason string) (*Campaign, error) {
	return s.one(ctx, id, reason, &noteRemoved{ID: note})
}

// AddLink adds a link to a campaign, or to a workflow of it if that is not empty. Of the link's members kind, URL and title are used.
func (s *Session) AddLink(ctx context.Context, id, workflow string, l Link) (*Campaign, error) {
	return s.one(ctx, id, "", &linkAdded{Workflow: workflow, Kind: l.Kind, URL: l.URL, Title: l.Title})
}

// RemoveLink removes a link. The history keeps it.
func (s *Session) RemoveLink(ctx context.Context, id string, link int64, reason string) (*Campaign, error) {
	return s.one(ctx, id, reason, &linkRemoved{ID: link})
}

// AddTag adds a tag to a campaign.
func (s *Session) AddTag(ctx context.Context, id, tag string) (*Campaign, error) {
	return s.one(ctx, id, "", &tagged{Tag: tag})
}

// RemoveTag removes a tag from a campaign.
func (s *Session) RemoveTag(ctx context.Context, id, tag string) (*Campaign, error) {
	return s.one(ctx, id, "", &untagged{Tag: tag})
}

// SetOperators says who operates a campaign, or a workflow of it if that is not empty, in place of who did before. A schedule may be given by its id
// too, and must be there.
func (s *Session) SetOperators(ctx context.Context, id, workflow, reason string, duties []Duty) (*Campaign, error) {
	return s.change(ctx, id, reason, func(*Campaign) ([]change, error) {
		set := &dutySet{Workflow: workflow, Operators: append([]Duty{}, duties...)}
		for i := range set.Operators {
			d := &set.Operators[i]
			if d.Schedule == "" {
				continue
			}
			sched, err := s.nb.Schedule(ctx, d.Schedule) // which is never removed
			if err != nil {
				return nil, err
			}
			d.Schedule = sched.Name
		}
		return []change{set}, nil
	})
}

func (s *Session) one(ctx context.Context, id, reason string, ch change) (*Campaign, error) {
	return s.change(ctx, id, reason, func(*Campaign) ([]change, error) { return []change{ch}, nil })
}
