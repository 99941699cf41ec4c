package storetest

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
)

func testRestore(t *testing.T, s campaign.Store) {
	one := add(t, s, "CMP-1", `{"v":1}`, tag("CMP-1", "a"))
	two := add(t, s, "CMP-2", `{"v":2}`, tag("CMP-2", "a"))
	update(t, s, func(w campaign.Writer) error { _, err := w.Next("campaign"); return err })
	before := state(t, s)
	update(t, s, func(w campaign.Writer) error {
		return w.Bulk("jobs", []any{"CMP-1"}, each(job("CMP-1", "w", 1, "j", 0)))
	})

	update(t, s, func(w campaign.Writer) error {
		require.NoError(t, w.Reset())
		_, err := w.Load("CMP-1")
		require.ErrorIs(t, err, campaign.ErrNotFound)
		assert.Empty(t, must(t, w.Records()))
		for _, table := range campaign.Tables() {
			assert.Empty(t, must(t, w.Rows(campaign.Query{Table: table.Name})), table.Name)
		}
		assert.Len(t, must(t, w.Heads()), 2)
		require.NoError(t, w.Restore(one.snapshot(`{"v":1}`, tag("CMP-1", "a"))))
		return w.Restore(two.snapshot(`{"v":2}`, tag("CMP-2", "a")))
	})
	assert.Equal(t, before, state(t, s))

	one.next(t, "was never written")
	ghost := newStream("CMP-3")
	ghost.next(t, "was never written")
	for _, snapshot := range []campaign.Snapshot{one.snapshot("{}"), ghost.snapshot("{}"), newStream("CMP-4").snapshot("{}")} {
		err := s.Update(t.Context(), func(w campaign.Writer) error { return w.Restore(snapshot) })
		require.ErrorIs(t, err, campaign.ErrConflict)
	}
	assert.Equal(t, before, state(t, s))
}

func testBulk(t *testing.T, s campaign.Store) {
	add(t, s, "CMP-1", "{}")
	add(t, s, "CMP-2", "{}")
	jobs := func(w campaign.Writer, key []any, rows ...campaign.Row) {
		t.Helper()
		require.NoError(t, w.Bulk("jobs", key, each(rows...)))
	}
	update(t, s, func(w campaign.Writer) error {
		jobs(w, []any{"CMP-1", "isr", int64(1)}, job("CMP-1", "isr", 1, "a", 0), job("CMP-1", "isr", 1, "b", 0))
		jobs(w, []any{"CMP-1", "isr", int64(2)}, job("CMP-1", "isr", 2, "a", 0))
		jobs(w, []any{"CMP-1", "coadd", int64(1)}, job("CMP-1", "coadd", 1, "a", 0))
		jobs(w, []any{"CMP-2", "isr", int64(1)}, job("CMP-2", "isr", 1, "a", 0))
		return nil
	})
	update(t, s, func(w campaign.Writer) error {
		jobs(w, []any{"CMP-1", "isr", int64(1)}, job("CMP-1", "isr", 1, "c", 7))
		return nil
	})
	want := []campaign.Row{job("CMP-1", "coadd", 1, "a", 0), job("CMP-1", "isr", 1, "c", 7), job("CMP-1", "isr", 2, "a", 0), job("CMP-2", "isr", 1, "a", 0)}
	read := func() (rows []campaign.Row) {
		view(t, s, func(r campaign.Reader) { rows = must(t, r.Rows(campaign.Query{Table: "jobs"})) })
		return rows
	}
	assert.Equal(t, want, read())

	errOurs := errors.New("ours")
	broken := func(yield func(campaign.Row, error) bool) {
		_ = yield(job("CMP-1", "isr", 1, "d", 0), nil) && yield(campaign.Row{}, errOurs)
	}
	err := s.Update(t.Context(), func(w campaign.Writer) error { return w.Bulk("jobs", []any{"CMP-1", "isr", int64(1)}, broken) })
	require.ErrorIs(t, err, errOurs)
	for name, err := range map[string]error{
		"no bulk table": s.Update(t.Context(), func(w campaign.Writer) error { return w.Bulk("campaign_tags", []any{"CMP-1"}, each(tag("CMP-1", "a"))) }),
		"no table":      s.Update(t.Context(), func(w campaign.Writer) error { return w.Bulk("events", []any{"CMP-1"}, each[campaign.Row]()) }),
		"no key":        s.Update(t.Context(), func(w campaign.Writer) error { return w.Bulk("jobs", nil, each[campaign.Row]()) }),
		"too long a key": s.Update(t.Context(), func(w campaign.Writer) error {
			return w.Bulk("jobs", []any{"CMP-1", "isr", int64(1), "a", "b"}, each[campaign.Row]())
		}),
		"text for number": s.Update(t.Context(), func(w campaign.Writer) error { return w.Bulk("jobs", []any{"CMP-1", "isr", "1"}, each[campaign.Row]()) }),
		"another key": s.Update(t.Context(), func(w campaign.Writer) error {
			return w.Bulk("jobs", []any{"CMP-1"}, each(job("CMP-2", "isr", 1, "a", 0)))
		}),
		"another table": s.Update(t.Context(), func(w campaign.Writer) error { return w.Bulk("jobs", []any{"CMP-1"}, each(tag("CMP-1", "a"))) }),
	} {
		require.ErrorIs(t, err, campaign.ErrInvalid, name)
	}
	err = s.Update(t.Context(), func(w campaign.Writer) error {
		return w.Bulk("jobs", []any{"CMP-9"}, each(job("CMP-9", "isr", 1, "a", 0)))
	})
	require.Error(t, err, "rows of no record")
	assert.Equal(t, want, read())

	update(t, s, func(w campaign.Writer) error { jobs(w, []any{"CMP-1"}); return nil })
	assert.Equal(t, want[3:], read())
}

func testBulkMany(t *testing.T, s campaign.Store) {
	n := int64(Size(10_000, 100_000))
	add(t, s, "CMP-1", "{}")
	rows := func(yield func(campaign.Row, error) bool) {
		for i := range n {
			if !yield(job("CMP-1", "isr", 1, fmt.Sprintf("job-%06d", i), i), nil) {
				return
			}
		}
	}
	update(t, s, func(w campaign.Writer) error { return w.Bulk("jobs", []any{"CMP-1", "isr", int64(1)}, rows) })
	view(t, s, func(r campaign.Reader) {
		next := int64(0)
		for row, err := range r.Rows(campaign.Query{Table: "jobs"}) {
			require.NoError(t, err)
			if row.Number(9) != next {
				require.Equal(t, next, row.Number(9))
			}
			next++
		}
		assert.Equal(t, n, next)
	})
}
