package storetest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/provenance"
)

func testSnapshot(t *testing.T, s campaign.Store) {
	made := add(t, s, "CMP-1", `{"v":1}`, tag("CMP-1", "a"))
	before := made.head
	view(t, s, func(r campaign.Reader) {
		// Nothing was read yet: the snapshot is that of the call, not that of the first read.
		body := made.next(t, "second")
		update(t, s, func(w campaign.Writer) error { return w.Append(made.snapshot(`{"v":2}`, tag("CMP-1", "b")), body) })
		add(t, s, "CMP-2", "{}")

		record, err := r.Load("CMP-1")
		require.NoError(t, err)
		assert.JSONEq(t, `{"v":1}`, string(record.Doc))
		assert.Equal(t, before, record.Head)
		assert.Equal(t, []provenance.Head{before}, must(t, r.Heads()))
		assert.Len(t, must(t, r.Events("CMP-1", 0)), 1)
		assert.Equal(t, []campaign.Row{tag("CMP-1", "a")}, must(t, r.Rows(campaign.Query{Table: "campaign_tags"})))
		_, err = r.Load("CMP-2")
		assert.ErrorIs(t, err, campaign.ErrNotFound)
	})
	view(t, s, func(r campaign.Reader) { assert.Len(t, must(t, r.Heads()), 2) })
}

// lots is more than a store reads at a time.
const lots = 250

// many makes more records than a store reads at a time, in one transaction.
func many(t *testing.T, s campaign.Store, n int) []string {
	t.Helper()
	var names []string
	update(t, s, func(w campaign.Writer) error {
		names = nil
		for i := range n {
			made := newStream(fmt.Sprintf("CMP-%d", i+1))
			names = append(names, made.head.Stream)
			bodies := [][]byte{made.next(t, "a"), made.next(t, "b")}
			if err := w.Append(made.snapshot("{}", tag(made.head.Stream, "a"), tag(made.head.Stream, "b")), bodies...); err != nil {
				return err
			}
		}
		return nil
	})
	slices.Sort(names)
	return names
}

func testNested(t *testing.T, s campaign.Store) {
	names := many(t, s, lots)
	nested := func(r campaign.Reader) {
		var seen []string
		for h, err := range r.Heads() {
			require.NoError(t, err)
			seen = append(seen, h.Stream)
			events := 0
			for _, err := range r.Events(h.Stream, 0) {
				require.NoError(t, err)
				events++
				_, err = r.Load(h.Stream)
				require.NoError(t, err)
			}
			assert.Equal(t, 2, events)
		}
		assert.Equal(t, names, seen)
		rows := 0
		for row, err := range r.Rows(campaign.Query{Table: "campaign_tags"}) {
			require.NoError(t, err)
			record, err := r.Load(row.Text(0))
			require.NoError(t, err)
			assert.Equal(t, row.Text(0), record.Head.Stream)
			rows++
		}
		assert.Equal(t, 2*lots, rows)
		assert.Len(t, must(t, r.Records()), lots)
	}
	view(t, s, nested)
	update(t, s, func(w campaign.Writer) error { nested(w); return nil })

	// What is written while something else is read.
	update(t, s, func(w campaign.Writer) error {
		for _, err := range w.Heads() {
			require.NoError(t, err)
			_, err = w.Next("campaign")
			require.NoError(t, err)
		}
		return nil
	})
	view(t, s, func(r campaign.Reader) {
		numbers, err := r.Numbers()
		require.NoError(t, err)
		assert.EqualValues(t, lots, numbers["campaign"])
	})
}

func testOrder(t *testing.T, s campaign.Store) {
	names := []string{"CMP-10", "CMP-2", "b", "B", "a", "é", "Z", "~", "CMP-1", "日", "\U0001F52D", "_", "aé", "a b", "\ufffd"}
	for _, name := range names {
		add(t, s, name, "{}", tag(name, name))
	}
	slices.Sort(names)
	view(t, s, func(r campaign.Reader) {
		var heads, records, rows []string
		for _, h := range must(t, r.Heads()) {
			heads = append(heads, h.Stream)
		}
		for _, record := range must(t, r.Records()) {
			records = append(records, record.Head.Stream)
		}
		for _, row := range must(t, r.Rows(campaign.Query{Table: "campaign_tags", Order: []campaign.Order{{Column: "tag"}}})) {
			rows = append(rows, row.Text(1))
		}
		assert.Equal(t, names, heads)
		assert.Equal(t, names, records)
		assert.Equal(t, names, rows)
	})
}

func testLeave(t *testing.T, s campaign.Store) {
	names := many(t, s, lots)
	update(t, s, func(w campaign.Writer) error {
		for range 100 { // each leaves something behind, if it does
			for h, err := range w.Heads() {
				require.NoError(t, err)
				require.Equal(t, names[0], h.Stream)
				break
			}
			for row, err := range w.Rows(campaign.Query{Table: "campaign_tags"}) {
				require.NoError(t, err)
				require.Equal(t, tag(names[0], "a"), row)
				break
			}
		}
		_, err := w.Next("campaign")
		return err
	})
}
