package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/skycampaign/skycampaign/dataidlist/codec/atomicfile"
	"github.com/skycampaign/skycampaign/provenance"
)

// Backup writes a copy of the notebook as it is now to a file, which is then whole and durable, or is as it was before. Others may go on
// writing meanwhile. The copy is opened like any notebook. It has no objects: they are files that never change, to be copied after it.
func (s *Store) Backup(ctx context.Context, path string) error {
	if err := s.backup(ctx, path); err != nil {
		return fmt.Errorf("backup %q: %w", path, err)
	}
	return nil
}

func (s *Store) backup(ctx context.Context, path string) (err error) {
	if target, err := os.Stat(path); err == nil {
		own, err := os.Stat(s.path)
		if err != nil {
			return err
		}
		if os.SameFile(own, target) {
			return errors.New("it is the notebook itself")
		}
	}
	folder, err := os.MkdirTemp("", "campaign-backup-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	copied := filepath.Join(folder, "copy")
	if err := s.vacuum(ctx, copied); err != nil {
		return err
	}
	file, err := os.Open(copied) //nolint:gosec // just written
	if err != nil {
		return err
	}
	defer file.Close()
	return atomicfile.Write(ctx, path, atomicfile.Options{}, func(w io.Writer) error {
		_, err := io.Copy(w, file)
		return err
	})
}

// vacuum writes a snapshot to a file that is not there.
func (s *Store) vacuum(ctx context.Context, path string) error {
	db, err := connect(s.path, "deferred", false)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", path)
	return errors.Join(err, db.Close())
}

// Check returns an error that wraps [provenance.ErrBroken] if the file is damaged: a page, an index, or a row of no record. Whether the
// records are what they should be is for [campaign.Notebook.Verify] to say.
func (s *Store) Check(ctx context.Context) error {
	var found string
	if err := s.read.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&found); err != nil {
		return err
	}
	if found != "ok" {
		return fmt.Errorf("notebook %q: %w: %s", s.path, provenance.ErrBroken, found)
	}
	orphans, err := s.read.QueryContext(ctx, "PRAGMA foreign_key_check")
	if err != nil {
		return err
	}
	defer orphans.Close()
	if orphans.Next() {
		return fmt.Errorf("notebook %q: %w: a row belongs to no record", s.path, provenance.ErrBroken)
	}
	return orphans.Err()
}
