package sqlstore

import (
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/provenance"
)

// Next is as [campaign.Writer] says.
func (t *tx) Next(kind string) (int64, error) {
	if err := checkText(kind); err != nil {
		return 0, err
	}
	s := t.dialect.statement(`INSERT INTO numbers (kind, last) VALUES (?, 1)
		ON CONFLICT (kind) DO UPDATE SET last = numbers.last + 1 RETURNING last`, kind)
	return one(t, s, func(row scanner) (n int64, err error) { return n, row.Scan(&n) })
}

// Reserve is as [campaign.Writer] says.
func (t *tx) Reserve(kind string, last int64) error {
	if err := checkText(kind); err != nil {
		return err
	}
	return t.exec(t.dialect.statement(`INSERT INTO numbers (kind, last) VALUES (?, ?)
		ON CONFLICT (kind) DO UPDATE SET last = excluded.last WHERE numbers.last < excluded.last`, kind, last))
}

// Append is as [campaign.Writer] says.
func (t *tx) Append(s campaign.Snapshot, bodies ...[]byte) error {
	head, err := t.head(s.Head.Stream)
	if err != nil {
		return err
	}
	for _, body := range bodies {
		e, err := provenance.ParseEvent(body)
		if err != nil {
			return fmt.Errorf("event %d of %s: %w", head.Seq+1, head.Stream, err)
		}
		if e.Stream != head.Stream || e.Seq != head.Seq+1 || e.Prev != head.Hash {
			return fmt.Errorf("%w: event %d of %.80q does not follow event %d of %.80q", campaign.ErrConflict, e.Seq, e.Stream, head.Seq, head.Stream)
		}
		add := t.dialect.statement("INSERT INTO events (stream, seq, body) VALUES (?, ?, ?)", e.Stream, e.Seq, string(body))
		if err := t.exec(add); err != nil {
			return err
		}
		head.Seq, head.Hash = e.Seq, provenance.DigestOf(body)
	}
	return t.save(s, head)
}

// head returns the last event of a stream.
func (t *tx) head(stream string) (provenance.Head, error) {
	if err := checkText(stream); err != nil {
		return provenance.Head{}, err
	}
	h, err := one(t, t.dialect.statement("SELECT stream, seq, body FROM events WHERE stream = ? ORDER BY seq DESC LIMIT 1", stream), scanHead)
	if errors.Is(err, sql.ErrNoRows) {
		return provenance.Head{Stream: stream}, nil
	}
	return h, err
}

// Restore is as [campaign.Writer] says.
func (t *tx) Restore(s campaign.Snapshot) error {
	head, err := t.head(s.Head.Stream)
	if err != nil {
		return err
	}
	return t.save(s, head)
}

// save puts a record of the last event of its stream, and its rows, in the place of those that are there.
func (t *tx) save(s campaign.Snapshot, last provenance.Head) error {
	if s.Head != last || last.Seq == 0 {
		return fmt.Errorf("%w: the record is of event %d of %.80q, and the last is %d", campaign.ErrConflict, s.Head.Seq, last.Stream, last.Seq)
	}
	if err := errors.Join(checkText(s.Kind), checkText(string(s.Doc))); err != nil {
		return fmt.Errorf("the record of %s: %w", s.Head.Stream, err)
	}
	put := t.dialect.statement(`INSERT INTO records (stream, kind, seq, hash, doc) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (stream) DO UPDATE SET kind = excluded.kind, seq = excluded.seq, hash = excluded.hash, doc = excluded.doc`,
		s.Head.Stream, s.Kind, s.Head.Seq, s.Head.Hash.String(), string(s.Doc))
	if err := t.exec(put); err != nil {
		return err
	}
	rows := map[string][]campaign.Row{}
	for _, r := range s.Rows {
		if table, err := t.table(r.Table); err != nil || table.Bulk {
			return fmt.Errorf("the record of %s: %w: it has no rows in table %.40q", s.Head.Stream, campaign.ErrInvalid, r.Table)
		}
		rows[r.Table] = append(rows[r.Table], r)
	}
	for _, table := range campaign.Tables() {
		if table.Bulk {
			continue
		}
		if err := t.replace(table, []any{s.Head.Stream}, all(rows[table.Name])); err != nil {
			return err
		}
	}
	return nil
}

// all yields rows.
func all(rows []campaign.Row) iter.Seq2[campaign.Row, error] {
	return func(yield func(campaign.Row, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// Bulk is as [campaign.Writer] says.
func (t *tx) Bulk(table string, key []any, rows iter.Seq2[campaign.Row, error]) error {
	b, err := t.table(table)
	if err != nil {
		return err
	}
	if !b.Bulk || len(key) == 0 || len(key) > b.Key {
		return fmt.Errorf("%w: table %s takes no rows in bulk for a key of %d columns", campaign.ErrInvalid, table, len(key))
	}
	return t.replace(b, key, rows)
}

// Reset is as [campaign.Writer] says.
func (t *tx) Reset() error {
	for _, table := range campaign.Tables() {
		if err := t.exec(t.dialect.statement("DELETE FROM " + quote(table.Name))); err != nil {
			return err
		}
	}
	return t.exec(t.dialect.statement("DELETE FROM records"))
}

// replace puts rows in the place of those whose first columns have the values of key.
func (t *tx) replace(table campaign.Table, key []any, rows iter.Seq2[campaign.Row, error]) error {
	remove := t.dialect.statement("DELETE FROM " + quote(table.Name))
	for i, v := range key {
		if err := checkValue(table.Columns[i], v); err != nil {
			return fmt.Errorf("table %s: %w", table.Name, err)
		}
		word := " AND "
		if i == 0 {
			word = " WHERE "
		}
		remove.WriteString(word + quote(table.Columns[i].Name) + " = ")
		remove.value(v)
	}
	if err := t.exec(remove); err != nil {
		return err
	}
	in := t.inserter(table)
	defer in.close()
	for r, err := range rows {
		if err != nil {
			return err
		}
		if err := checkRow(table, r); err != nil {
			return err
		}
		if !slices.Equal(r.Values[:len(key)], key) {
			return fmt.Errorf("%w: a row of table %s does not belong to %v", campaign.ErrInvalid, table.Name, key)
		}
		if err := in.add(r); err != nil {
			return err
		}
	}
	return in.flush()
}
