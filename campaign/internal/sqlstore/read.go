package sqlstore

import (
	"database/sql"
	"errors"
	"fmt"
	"iter"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/provenance"
)

// Load is as [campaign.Reader] says.
func (t *tx) Load(stream string) (campaign.Snapshot, error) {
	if err := checkText(stream); err != nil {
		return campaign.Snapshot{}, err
	}
	s := t.dialect.statement("SELECT kind, stream, seq, hash, doc FROM records WHERE stream = ?", stream)
	record, err := one(t, s, scanRecord)
	if errors.Is(err, sql.ErrNoRows) {
		return campaign.Snapshot{}, fmt.Errorf("%w: no record %.80q", campaign.ErrNotFound, stream)
	}
	return record, err
}

// Records is as [campaign.Reader] says.
func (t *tx) Records() iter.Seq2[campaign.Snapshot, error] {
	return query(t, t.dialect.statement("SELECT kind, stream, seq, hash, doc FROM records ORDER BY stream"), scanRecord)
}

func scanRecord(row scanner) (campaign.Snapshot, error) {
	var s campaign.Snapshot
	var hash string
	var doc []byte
	if err := row.Scan(&s.Kind, &s.Head.Stream, &s.Head.Seq, &hash, &doc); err != nil {
		return s, err
	}
	s.Doc = doc
	if err := s.Head.Hash.UnmarshalText([]byte(hash)); err != nil {
		return s, fmt.Errorf("the record of %s: %w: its hash: %w", s.Head.Stream, provenance.ErrBroken, err)
	}
	return s, nil
}

// Events is as [campaign.Reader] says.
func (t *tx) Events(stream string, after int64) iter.Seq2[[]byte, error] {
	if err := checkText(stream); err != nil {
		return fails[[]byte](err)
	}
	s := t.dialect.statement("SELECT body FROM events WHERE stream = ? AND seq > ? ORDER BY seq", stream, after)
	return query(t, s, func(row scanner) (body []byte, err error) { return body, row.Scan(&body) })
}

// Heads is as [campaign.Reader] says.
func (t *tx) Heads() iter.Seq2[provenance.Head, error] {
	return query(t, t.dialect.statement(`SELECT events.stream, events.seq, events.body
		FROM (SELECT stream, max(seq) AS seq FROM events GROUP BY stream) AS heads
		JOIN events ON events.stream = heads.stream AND events.seq = heads.seq
		ORDER BY events.stream`), scanHead)
}

func scanHead(row scanner) (provenance.Head, error) {
	var h provenance.Head
	var body []byte
	if err := row.Scan(&h.Stream, &h.Seq, &body); err != nil {
		return h, err
	}
	h.Hash = provenance.DigestOf(body)
	return h, nil
}

// Numbers is as [campaign.Reader] says.
func (t *tx) Numbers() (map[string]int64, error) {
	type number struct {
		kind string
		last int64
	}
	numbers := map[string]int64{}
	s := t.dialect.statement("SELECT kind, last FROM numbers")
	for n, err := range query(t, s, func(row scanner) (n number, err error) { return n, row.Scan(&n.kind, &n.last) }) {
		if err != nil {
			return nil, err
		}
		numbers[n.kind] = n.last
	}
	return numbers, nil
}
