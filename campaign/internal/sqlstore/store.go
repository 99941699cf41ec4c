package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/provenance"
)

// Store is a [campaign.Store]. Make one with [New].
type Store struct {
	read, write *sql.DB
	dialect     Dialect
	tables      map[string]campaign.Table
}

var _ campaign.Store = (*Store)(nil)

// New returns a store on databases that are migrated. Both may be the same. The store closes them.
func New(read, write *sql.DB, dialect Dialect) *Store {
	tables := map[string]campaign.Table{}
	for _, t := range campaign.Tables() {
		tables[t.Name] = t
	}
	return &Store{read, write, dialect, tables}
}

// Close closes the databases.
func (s *Store) Close() error {
	if s.read == s.write {
		return s.write.Close()
	}
	// The writer is closed last: it may still have to move what was written to its place.
	return errors.Join(s.read.Close(), s.write.Close())
}

// View is as [campaign.Store] says. The snapshot is that of the moment of the call.
func (s *Store) View(ctx context.Context, fn func(campaign.Reader) error) error {
	var t *tx
	err := s.attempts(func(int) (lost bool, err error) {
		t, lost, err = s.begin(ctx, s.read, s.dialect.Read, "SELECT 1 FROM records LIMIT 1")
		return lost, err
	})
	if err != nil {
		return err
	}
	defer t.rollback()
	return fn(t)
}

// Update is as [campaign.Store] says.
func (s *Store) Update(ctx context.Context, fn func(campaign.Writer) error) error {
	return s.attempts(func(n int) (lost bool, err error) {
		first := s.dialect.Join
		if n > 1 {
			first = s.dialect.Queue
		}
		t, lost, err := s.begin(ctx, s.write, s.dialect.Write, first)
		if err != nil {
			return lost, err
		}
		defer t.rollback()
		if err := fn(t); err != nil || t.lost {
			return t.lost, err
		}
		if err := t.failed(t.sql.Commit()); err != nil {
			return t.lost, fmt.Errorf("commit: %w", err)
		}
		return false, nil
	})
}

// attempts calls try until it does not lose against another transaction.
func (s *Store) attempts(try func(n int) (lost bool, err error)) error {
	for n := 1; ; n++ {
		lost, err := try(n)
		if !lost {
			return err
		}
		if n == s.dialect.Tries {
			return fmt.Errorf("others kept writing during %d tries: %w", n, err)
		}
	}
}

// begin begins a transaction with a statement that fixes its snapshot, unless it is empty.
func (s *Store) begin(ctx context.Context, db *sql.DB, opts *sql.TxOptions, first string) (t *tx, lost bool, err error) {
	t = &tx{ctx: ctx, dialect: &s.dialect, tables: s.tables}
	if t.sql, err = db.BeginTx(ctx, opts); err != nil {
		err = t.failed(err)
		return nil, t.lost, fmt.Errorf("begin: %w", err)
	}
	if first != "" {
		if err := t.exec(s.dialect.statement(first)); err != nil {
			t.rollback()
			return nil, t.lost, err
		}
	}
	return t, false, nil
}

// A tx is a transaction.
type tx struct {
	ctx     context.Context
	sql     *sql.Tx
	dialect *Dialect
	tables  map[string]campaign.Table
	cursors int  // that were declared
	lost    bool // a statement failed because of another transaction
}

var _ campaign.Writer = (*tx)(nil)

// rollback ends the transaction, unless it has ended.
func (t *tx) rollback() { _ = t.sql.Rollback() }

// failed looks at the error of a statement.
func (t *tx) failed(err error) error {
	if err == nil {
		return nil
	}
	if cause := t.ctx.Err(); cause != nil {
		return cause // drivers say it in words of their own
	}
	t.lost = t.lost || t.dialect.Conflict(err)
	if t.dialect.Broken(err) {
		return fmt.Errorf("%w: %w", provenance.ErrBroken, err)
	}
	return err
}

func (t *tx) exec(s *statement) error {
	_, err := t.sql.ExecContext(t.ctx, s.String(), s.args...)
	return t.failed(err)
}
