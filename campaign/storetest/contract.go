package storetest

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/provenance"
)

func testRoundTrip(t *testing.T, s campaign.Store) {
	// A database must not make JSON of its own of the document.
	const doc = "{\"b\" : 1.0,\t\"a\":\"\\u0000 é 日 ' \\\" ; --\", \"b\":2}"
	made := newStream("CMP-1")
	bodies := [][]byte{
		made.next(t, "a"),
		made.next(t, "quote ' and \" and \\ and $1 ? ; DROP TABLE events; é日\x00"),
		made.next(t, strings.Repeat("long ", 50_000)),
	}
	row := tag("CMP-1", "'; é日")
	update(t, s, func(w campaign.Writer) error { return w.Append(made.snapshot(doc, row), bodies...) })

	view(t, s, func(r campaign.Reader) {
		record, err := r.Load("CMP-1")
		require.NoError(t, err)
		want := made.snapshot(doc)
		assert.Equal(t, want, record)
		assert.Equal(t, []campaign.Snapshot{want}, must(t, r.Records()))
		assert.Equal(t, bodies, must(t, r.Events("CMP-1", 0)))
		assert.Equal(t, bodies[2:], must(t, r.Events("CMP-1", 2)))
		assert.Empty(t, must(t, r.Events("CMP-1", 3)))
		assert.Equal(t, []provenance.Head{made.head}, must(t, r.Heads()))
		assert.Equal(t, []campaign.Row{row}, must(t, r.Rows(campaign.Query{Table: "campaign_tags"})))
	})
}

func testNotFound(t *testing.T, s campaign.Store) {
	view(t, s, func(r campaign.Reader) {
		_, err := r.Load("CMP-1")
		require.ErrorIs(t, err, campaign.ErrNotFound)
		assert.ErrorContains(t, err, "CMP-1")
		assert.Empty(t, must(t, r.Events("CMP-1", 0)))
		assert.Empty(t, must(t, r.Heads()))
		assert.Empty(t, must(t, r.Records()))
		numbers, err := r.Numbers()
		require.NoError(t, err)
		assert.Empty(t, numbers)
		for _, table := range campaign.Tables() {
			assert.Empty(t, must(t, r.Rows(campaign.Query{Table: table.Name})), table.Name)
		}
	})
}

func testConflict(t *testing.T, s campaign.Store) {
	made := add(t, s, "CMP-1", "{}")
	first := made.head
	before := state(t, s)
	second, third := made.next(t, "second"), made.next(t, "third")
	other := newStream("CMP-1")
	otherFirst := other.next(t, "other first")
	otherSecond := other.next(t, "other second")
	stranger := newStream("CMP-2")
	strangerFirst := stranger.next(t, "stranger")

	at := func(h provenance.Head) campaign.Snapshot {
		return campaign.Snapshot{Kind: "campaign", Head: h, Doc: []byte("{}")}
	}
	for name, c := range map[string]struct {
		head   provenance.Head
		bodies [][]byte
	}{
		"an event is left out":          {made.head, [][]byte{third}},
		"the first event again":         {provenance.Head{Stream: "CMP-1", Seq: 1, Hash: provenance.DigestOf(otherFirst)}, [][]byte{otherFirst}},
		"an event of another history":   {other.head, [][]byte{otherSecond}},
		"events in the wrong order":     {made.head, [][]byte{third, second}},
		"an event of another stream":    {made.head, [][]byte{second, strangerFirst}},
		"the record is of an event ago": {first, [][]byte{second, third}},
		"the record has another hash":   {provenance.Head{Stream: "CMP-1", Seq: 3}, [][]byte{second, third}},
		"a record without events":       {provenance.Head{Stream: "CMP-9"}, nil},
	} {
		err := s.Update(t.Context(), func(w campaign.Writer) error { return w.Append(at(c.head), c.bodies...) })
		require.ErrorIs(t, err, campaign.ErrConflict, name)
		assert.Equal(t, before, state(t, s), name)
	}
	update(t, s, func(w campaign.Writer) error { return w.Append(at(made.head), second, third) })
}

func testRefused(t *testing.T, s campaign.Store) {
	add(t, s, "CMP-1", "{}")
	before := state(t, s)
	for name, rows := range map[string][]campaign.Row{
		"an unknown table":          {{Table: "events", Values: []any{"CMP-2", int64(1), "x"}}},
		"a table of bulk rows":      {job("CMP-2", "w", 1, "j", 0)},
		"a value is missing":        {{Table: "campaign_tags", Values: []any{"CMP-2"}}},
		"a value too many":          {{Table: "campaign_tags", Values: []any{"CMP-2", "a", "b"}}},
		"a number for text":         {{Table: "campaign_tags", Values: []any{"CMP-2", int64(1)}}},
		"text for a number":         {{Table: "productions", Values: []any{"CMP-2", "a", "", "1"}}},
		"a number that is no Row's": {{Table: "productions", Values: []any{"CMP-2", "a", "", 1}}},
		"nothing for text":          {{Table: "campaign_tags", Values: []any{"CMP-2", nil}}},
		"a row of another record":   {tag("CMP-1", "a")},
		"NUL in text":               {tag("CMP-2", "a\x00b")},
		"text that is not UTF-8":    {tag("CMP-2", "a\xff")},
		"a key of 3,000 bytes":      {tag("CMP-2", strings.Repeat("k", 3000))},
	} {
		made := newStream("CMP-2")
		body := made.next(t, "first")
		err := s.Update(t.Context(), func(w campaign.Writer) error { return w.Append(made.snapshot("{}", rows...), body) })
		require.ErrorIs(t, err, campaign.ErrInvalid, name)
		assert.Equal(t, before, state(t, s), name)
	}

	twice := newStream("CMP-2")
	body := twice.next(t, "first")
	calls := 0
	err := s.Update(t.Context(), func(w campaign.Writer) error {
		calls++
		return w.Append(twice.snapshot("{}", tag("CMP-2", "a"), tag("CMP-2", "a")), body)
	})
	require.Error(t, err, "two rows with the same key")
	assert.Equal(t, 1, calls, "nobody else has to do with it")
	assert.Equal(t, before, state(t, s))

	for name, body := range map[string]string{"no event": "{}", "not canonical": string(body) + " ", "not UTF-8": "\xff"} {
		err := s.Update(t.Context(), func(w campaign.Writer) error { return w.Append(twice.snapshot("{}"), []byte(body)) })
		require.ErrorIs(t, err, provenance.ErrBroken, name)
	}
	for _, name := range []string{"a\x00b", "\xff"} {
		view(t, s, func(r campaign.Reader) {
			_, err := r.Load(name)
			require.ErrorIs(t, err, campaign.ErrInvalid)
			_, err = collect(r.Events(name, 0))
			assert.ErrorIs(t, err, campaign.ErrInvalid)
		})
		require.ErrorIs(t, s.Update(t.Context(), func(w campaign.Writer) error { _, err := w.Next(name); return err }), campaign.ErrInvalid)
		require.ErrorIs(t, s.Update(t.Context(), func(w campaign.Writer) error { return w.Reserve(name, 1) }), campaign.ErrInvalid)
	}
}

func testReplace(t *testing.T, s campaign.Store) {
	made := add(t, s, "CMP-1", `{"v":1}`, tag("CMP-1", "a"), tag("CMP-1", "b"))
	add(t, s, "CMP-2", `{}`, tag("CMP-2", "a"))
	body := made.next(t, "second")
	update(t, s, func(w campaign.Writer) error {
		return w.Append(made.snapshot(`{"v":2}`, tag("CMP-1", "b"), tag("CMP-1", "c")), body)
	})
	view(t, s, func(r campaign.Reader) {
		record, err := r.Load("CMP-1")
		require.NoError(t, err)
		assert.Equal(t, made.snapshot(`{"v":2}`), record)
		assert.Equal(t, []campaign.Row{tag("CMP-1", "b"), tag("CMP-1", "c"), tag("CMP-2", "a")}, must(t, r.Rows(campaign.Query{Table: "campaign_tags"})))
	})
}

func testRollback(t *testing.T, s campaign.Store) {
	add(t, s, "CMP-1", "{}", tag("CMP-1", "a"))
	before := state(t, s)
	change := func(w campaign.Writer) {
		n, err := w.Next("campaign")
		require.NoError(t, err)
		require.EqualValues(t, 1, n)
		made := newStream("CMP-2")
		body := made.next(t, "first")
		require.NoError(t, w.Append(made.snapshot("{}", tag("CMP-2", "a")), body))
		require.NoError(t, w.Bulk("jobs", []any{"CMP-2"}, each(job("CMP-2", "w", 1, "j", 0))))
		_, err = w.Load("CMP-2") // seen inside
		require.NoError(t, err)
	}

	errOurs := errors.New("ours")
	err := s.Update(t.Context(), func(w campaign.Writer) error { change(w); return errOurs })
	assert.Equal(t, errOurs, err, "the error is returned as it is")
	assert.Equal(t, before, state(t, s))

	assert.PanicsWithValue(t, "ours", func() {
		_ = s.Update(t.Context(), func(w campaign.Writer) error { change(w); panic("ours") })
	})
	assert.Equal(t, before, state(t, s))

	assert.Equal(t, errOurs, s.View(t.Context(), func(campaign.Reader) error { return errOurs }))
	update(t, s, func(w campaign.Writer) error { change(w); return nil })
	assert.NotEqual(t, before, state(t, s))
}

func testNumbers(t *testing.T, s campaign.Store) {
	next := func(w campaign.Writer, kind string, want int64) {
		t.Helper()
		n, err := w.Next(kind)
		require.NoError(t, err)
		require.Equal(t, want, n)
	}
	update(t, s, func(w campaign.Writer) error {
		next(w, "campaign", 1)
		next(w, "campaign", 2)
		next(w, "production", 1)
		return nil
	})
	update(t, s, func(w campaign.Writer) error {
		next(w, "campaign", 3)
		require.NoError(t, w.Reserve("campaign", 2)) // is past
		next(w, "campaign", 4)
		require.NoError(t, w.Reserve("campaign", 10))
		next(w, "campaign", 11)
		require.NoError(t, w.Reserve("schedule", 5))
		return nil
	})
	update(t, s, func(w campaign.Writer) error { require.NoError(t, w.Reset()); next(w, "campaign", 12); return nil })
	view(t, s, func(r campaign.Reader) {
		numbers, err := r.Numbers()
		require.NoError(t, err)
		assert.Equal(t, map[string]int64{"campaign": 12, "production": 1, "schedule": 5}, numbers)
	})
}
