package sqlite

import (
	"context"
	"fmt"

	"github.com/skycampaign/skycampaign/provenance"
)

// Check returns an error that wraps [provenance.ErrBroken] if the file is damaged: a page or an index. Whether the records are
// what they should be is for [campaign.Notebook.Verify] to say, which calls Check, too.
func (s *Store) Check(ctx context.Context) error {
	err := s.check(ctx)
	if broken(err) {
		err = fmt.Errorf("%w: %w", provenance.ErrBroken, err)
	}
	if err != nil {
		return fmt.Errorf("notebook %q: %w", s.path, err)
	}
	return nil
}

func (s *Store) check(ctx context.Context) error {
	var found string
	if err := s.read.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&found); err != nil {
		return err
	}
	if found != "ok" {
		return fmt.Errorf("%w: %s", provenance.ErrBroken, found)
	}
	return nil
}
