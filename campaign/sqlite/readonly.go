package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"syscall"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/campaign/internal/sqlstore"
)

// writable reports whether a file can be written to, or is not there. SQLite would find out later, and leave files beside it that belong to
// whoever looked, which then keep its owner from writing.
func writable(path string) bool {
	file, err := os.OpenFile(path, os.O_RDWR, 0) //nolint:gosec // the user's
	if err != nil {
		return !errors.Is(err, fs.ErrPermission) && !errors.Is(err, syscall.EROFS)
	}
	_ = file.Close() // nothing was written
	return true
}

// openReadOnly opens a notebook that cannot be written to here. While others have it open and have written, their log is read, too. Otherwise it is
// read as a file that nobody changes, since SQLite cannot make the files here by which it would notice; then View does.
func openReadOnly(ctx context.Context, path string) (*Store, error) {
	how := url.Values{"mode": {"ro"}}
	s := &Store{path: path, readOnly: true}
	if info, err := os.Stat(path + "-wal"); err != nil || info.Size() == 0 {
		how.Set("immutable", "1")
		s.frozen = stateOf(path)
	}
	db, err := connect(path, "deferred", how)
	if err != nil {
		return nil, err
	}
	if err = claim(ctx, db); err == nil {
		err = migrate(ctx, db)
	}
	if err = s.unchanged(err); err != nil {
		err = errors.Join(err, db.Close())
		switch {
		case readOnly(err):
			err = fmt.Errorf("whoever may write to it has to open it once, for this version of the software: %w", err)
		case s.frozen == nil:
			err = fmt.Errorf("its newest changes are in %s-wal, and whoever may write to it has to open it once: %w", path, err)
		}
		return nil, err
	}
	db.SetMaxOpenConns(maxReaders)
	db.SetMaxIdleConns(maxReaders)
	s.Store, s.read = sqlstore.New(db, db, dialect()), db
	return s, nil
}

// A state of a file and its log changes when somebody writes to it.
type state struct{ size, changed, logSize, logChanged int64 }

func stateOf(path string) *state {
	s := new(state)
	if info, err := os.Stat(path); err == nil {
		s.size, s.changed = info.Size(), info.ModTime().UnixNano()
	}
	if info, err := os.Stat(path + "-wal"); err == nil && info.Size() > 0 {
		s.logSize, s.logChanged = info.Size(), info.ModTime().UnixNano()
	}
	return s
}

// unchanged returns the error of what read a file, or another one if it is a file that nobody should have changed and somebody did.
func (s *Store) unchanged(err error) error {
	if s.frozen != nil && *stateOf(s.path) != *s.frozen {
		return fmt.Errorf("%w: somebody wrote to the notebook %q while it was read: try again", campaign.ErrConflict, s.path)
	}
	return err
}

// View is as [campaign.Store] says. Of a file that is read as one that nobody changes, it returns an error that wraps
// [campaign.ErrConflict] if somebody did.
func (s *Store) View(ctx context.Context, fn func(campaign.Reader) error) error {
	return s.unchanged(s.Store.View(ctx, fn))
}

// Update is as [campaign.Store] says. It returns an error that wraps [campaign.ErrForbidden] where the file can be read alone.
func (s *Store) Update(ctx context.Context, fn func(campaign.Writer) error) error {
	if s.readOnly {
		return fmt.Errorf("%w: the notebook %q can only be read here", campaign.ErrForbidden, s.path)
	}
	return s.Store.Update(ctx, fn)
}
