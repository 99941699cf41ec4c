package storetest

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/provenance"
)

// Test checks a store. open returns an empty one, other than those before; it is closed when the test ends.
func Test(t *testing.T, open func(t *testing.T) campaign.Store) {
	for _, c := range []struct {
		name  string
		check func(*testing.T, campaign.Store)
	}{
		{"a record and its events are read as they were written", testRoundTrip},
		{"what is not there is not found", testNotFound},
		{"an append that does not follow is a conflict", testConflict},
		{"what does not belong into the tables is refused", testRefused},
		{"a record replaces its rows", testReplace},
		{"a change that fails leaves nothing", testRollback},
		{"numbers are given once", testNumbers},
		{"a snapshot stays as it is", testSnapshot},
		{"sequences can be read inside each other", testNested},
		{"sequences are in the order of bytes", testOrder},
		{"a sequence can be left", testLeave},
		{"records are made again from events", testRestore},
		{"bulk rows are replaced by key", testBulk},
		{"many rows in bulk", testBulkMany},
		{"a context ends what is under way", testContext},
		{"filters and orders are those of the model", testFilters},
		{"odd filters are refused", testOddFilters},
		{"a hundred writers get distinct numbers and lose nothing", testWriters},
		{"one of many wins a compare and set", testCompareAndSet},
		{"readers see whole versions", testWholeVersions},
		{"random changes of many are those of the model", testSimulation},
		{"a notebook is what its events say", testNotebook},
		{"a hundred people define campaigns at once", testDefineAtOnce},
		{"one of many sessions wins", testSessions},
	} {
		t.Run(c.name, func(t *testing.T) { c.check(t, fresh(t, open)) })
	}
	t.Run("a backup is restored as it was", func(t *testing.T) { Backup(t, fresh(t, open), fresh(t, open)) })
	t.Run("a backup that is not whole restores nothing", func(t *testing.T) { damagedBackup(t, fresh(t, open), fresh(t, open)) })
}

// fresh returns an empty store for one test.
func fresh(t *testing.T, open func(t *testing.T) campaign.Store) campaign.Store {
	t.Helper()
	s := open(t)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// A tester is a *testing.T or a *rapid.T.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
	FailNow()
	Context() context.Context
}

// roundsVariable is the environment variable that says how many rounds to do, and makes the tests do all that they can: see the Makefile.
const roundsVariable = "SKYCAMPAIGN_ROUNDS"

// Size returns how much to do: few in a short run, all in a long one.
func Size(few, all int) int {
	if os.Getenv(roundsVariable) == "" {
		return few
	}
	return all
}

// rounds says how many rounds to do.
func rounds(t *testing.T, few int) int {
	t.Helper()
	text := os.Getenv(roundsVariable)
	if text == "" {
		return few
	}
	n, err := strconv.Atoi(text)
	require.NoError(t, err, roundsVariable)
	return n
}

// A stream makes events that follow each other.
type stream struct{ head provenance.Head }

func newStream(name string) *stream { return &stream{provenance.Head{Stream: name}} }

// next makes another event, and returns its body.
func (s *stream) next(t tester, note string) []byte {
	payload, err := json.Marshal(map[string]string{"text": note})
	require.NoError(t, err)
	body, err := provenance.Event{
		Stream: s.head.Stream, Seq: s.head.Seq + 1, Prev: s.head.Hash, At: "2026-11-22T12:00:00.000000Z", Actor: "ktl", Type: "note.added",
		Payload: payload,
	}.Body()
	require.NoError(t, err)
	s.head = provenance.Head{Stream: s.head.Stream, Seq: s.head.Seq + 1, Hash: provenance.DigestOf(body)}
	return body
}

// snapshot is a record after the last event.
func (s *stream) snapshot(doc string, rows ...campaign.Row) campaign.Snapshot {
	return campaign.Snapshot{Kind: "campaign", Head: s.head, Doc: json.RawMessage(doc), Rows: rows}
}

// tag is a row of the table campaign_tags.
func tag(id, name string) campaign.Row {
	return campaign.Row{Table: "campaign_tags", Values: []any{id, name}}
}

// job is a row of the table jobs, for the key id, workflow and attempt.
func job(id, workflow string, attempt int64, name string, tasks int64) campaign.Row {
	return campaign.Row{Table: "jobs", Values: []any{id, workflow, attempt, name, "succeeded", "USDF", "", "", int64(0), tasks}}
}

func update(t tester, s campaign.Store, fn func(w campaign.Writer) error) {
	t.Helper()
	require.NoError(t, s.Update(t.Context(), fn))
}

func view(t tester, s campaign.Store, fn func(r campaign.Reader)) {
	t.Helper()
	require.NoError(t, s.View(t.Context(), func(r campaign.Reader) error { fn(r); return nil }))
}

// add makes a record with an event.
func add(t tester, s campaign.Store, name, doc string, rows ...campaign.Row) *stream {
	t.Helper()
	made := newStream(name)
	body := made.next(t, "first")
	update(t, s, func(w campaign.Writer) error { return w.Append(made.snapshot(doc, rows...), body) })
	return made
}

// collect returns what a sequence yields before its error.
func collect[T any](seq iter.Seq2[T, error]) ([]T, error) {
	all := []T{}
	for v, err := range seq {
		if err != nil {
			return all, err
		}
		all = append(all, v)
	}
	return all, nil
}

func must[T any](t tester, seq iter.Seq2[T, error]) []T {
	t.Helper()
	all, err := collect(seq)
	require.NoError(t, err)
	return all
}

// each yields values.
func each[T any](values ...T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range values {
			if !yield(v, nil) {
				return
			}
		}
	}
}

// state is all that a store holds, as text.
func state(t tester, s campaign.Store) string {
	t.Helper()
	text := ""
	view(t, s, func(r campaign.Reader) {
		for _, h := range must(t, r.Heads()) {
			text += fmt.Sprintf("%s %d %s\n", h.Stream, h.Seq, h.Hash)
			for _, body := range must(t, r.Events(h.Stream, 0)) {
				text += string(body) + "\n"
			}
		}
		for _, record := range must(t, r.Records()) {
			text += fmt.Sprintf("%s %v %s\n", record.Kind, record.Head, record.Doc)
		}
		numbers, err := r.Numbers()
		require.NoError(t, err)
		text += fmt.Sprintln(numbers)
		for _, table := range campaign.Tables() {
			for _, row := range must(t, r.Rows(campaign.Query{Table: table.Name})) {
				text += fmt.Sprintln(row)
			}
		}
	})
	return text
}
