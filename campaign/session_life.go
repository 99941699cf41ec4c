package campaign

import (
	"context"
	"fmt"
	"slices"

	"github.com/skycampaign/skycampaign/provenance"
)

// MarkReady says that a draft was reviewed.
func (s *Session) MarkReady(ctx context.Context, id, reason string) (*Campaign, error) {
	return s.move(ctx, id, reason, Ready)
}

// Start says that a campaign without workflows runs, such as alert production, which machines submit visit by visit. Any other runs with
// the first of its workflows.
func (s *Session) Start(ctx context.Context, id, reason string) (*Campaign, error) {
	return s.change(ctx, id, reason, func(c *Campaign) ([]change, error) {
		if len(c.Workflows) > 0 {
			return nil, fmt.Errorf("%w: %s runs with the first of its workflows: submit that", ErrIllegal, c.ID)
		}
		if c.Status == Paused {
			return nil, fmt.Errorf("%w: %s is paused: resume it", ErrIllegal, c.ID)
		}
		return []change{&moved{From: c.Status, To: Running}}, nil
	})
}

// Pause stops a running campaign until it is resumed.
func (s *Session) Pause(ctx context.Context, id, reason string) (*Campaign, error) {
	return s.move(ctx, id, reason, Paused)
}

// Resume lets a paused campaign go on.
func (s *Session) Resume(ctx context.Context, id, reason string) (*Campaign, error) {
	return s.change(ctx, id, reason, func(c *Campaign) ([]change, error) {
		if c.Status == Submitted {
			return nil, fmt.Errorf("%w: %s is submitted, not paused: it runs with the first of its workflows", ErrIllegal, c.ID)
		}
		return []change{&moved{From: c.Status, To: Running}}, nil
	})
}

// Complete ends a campaign well.
func (s *Session) Complete(ctx context.Context, id, reason string) (*Campaign, error) {
	return s.move(ctx, id, reason, Completed)
}

// Fail ends a campaign badly.
func (s *Session) Fail(ctx context.Context, id, reason string) (*Campaign, error) {
	return s.move(ctx, id, reason, Failed)
}

// Cancel ends a campaign that is not to go on.
func (s *Session) Cancel(ctx context.Context, id, reason string) (*Campaign, error) {
	return s.move(ctx, id, reason, Cancelled)
}

func (s *Session) move(ctx context.Context, id, reason string, to Status) (*Campaign, error) {
	return s.change(ctx, id, reason, func(c *Campaign) ([]change, error) {
		return []change{&moved{From: c.Status, To: to}}, nil
	})
}

// Override gives a sealed campaign a status that the life cycle does not allow. It needs role lead and a reason.
func (s *Session) Override(ctx context.Context, id, reason string, to Status) (*Campaign, error) {
	if err := s.actor.check(Lead); err != nil {
		return nil, err
	}
	if err := needReason(reason, "an override"); err != nil {
		return nil, err
	}
	return s.change(ctx, id, reason, func(c *Campaign) ([]change, error) {
		if err := c.needSeal(to); err != nil {
			return nil, err
		}
		return []change{&moved{From: c.Status, To: to, Override: true}}, nil
	})
}

// needSeal returns an error if a campaign that was never sealed would get a status that only sealed ones have.
func (c *Campaign) needSeal(to Status) error {
	if c.Sealed() || slices.Contains([]Status{Draft, Ready, Cancelled}, to) {
		return nil
	}
	instead := "clone it, and submit that"
	if Life().Allows(c.Status, Submitted) {
		instead = "submit it"
	}
	return fmt.Errorf("%w: %s was never sealed and cannot become %s: %s", ErrIllegal, c.ID, to, instead)
}

// Submit seals the definition of a draft, with the DataIds that its lists select.
func (s *Session) Submit(ctx context.Context, id, reason string) (*Campaign, error) {
	return s.change(ctx, id, reason, func(c *Campaign) ([]change, error) {
		if err := Life().check(c.ID, c.Status, Submitted); err != nil {
			return nil, err
		}
		// A draft of an older version may hold what is refused now.
		if err := c.Check(); err != nil {
			return nil, err
		}
		spec, digest, err := s.spec(ctx, c, c.Definition)
		if err != nil {
			return nil, err
		}
		return []change{&sealed{spec, digest}}, nil
	})
}

// Revise seals another revision of a sealed campaign: what edit makes of its definition. The revisions before it are kept.
func (s *Session) Revise(ctx context.Context, id, reason string, edit func(*Definition) error) (*Campaign, error) {
	if err := needReason(reason, "a revision"); err != nil {
		return nil, err
	}
	return s.change(ctx, id, reason, func(c *Campaign) ([]change, error) {
		if !c.Sealed() {
			return nil, fmt.Errorf("%w: %s is not sealed: edit it", ErrIllegal, c.ID)
		}
		d, err := s.edit(ctx, c, edit)
		if err != nil {
			return nil, err
		}
		spec, digest, err := s.spec(ctx, c, d)
		if err != nil {
			return nil, err
		}
		return []change{&revised{spec, digest}}, nil
	})
}

// spec returns the next revision of a campaign, and its digest.
func (s *Session) spec(ctx context.Context, c *Campaign, d Definition) (spec Spec, digest provenance.Digest, err error) {
	spec = Spec{Campaign: c.ID, Revision: c.Revision + 1, Definition: d}
	if spec.Selections, err = s.nb.selections(ctx, d); err != nil {
		return spec, digest, err
	}
	digest, err = spec.Digest()
	return spec, digest, err
}
