package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/provenance"
)

// together calls fn n times at once and waits for all.
func together(n int, fn func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { fn(i) })
	}
	all.Wait()
}

func testWriters(t *testing.T, s campaign.Store) {
	writers, each := 100, Size(1, 3)
	together(writers, func(int) {
		for range each {
			err := s.Update(t.Context(), func(w campaign.Writer) error {
				n, err := w.Next("campaign")
				if err != nil {
					return err
				}
				made := newStream(fmt.Sprintf("CMP-%d", n))
				body := made.next(t, "first")
				return w.Append(made.snapshot("{}", tag(made.head.Stream, "a")), body)
			})
			assert.NoError(t, err)
		}
	})
	view(t, s, func(r campaign.Reader) {
		have := map[string]bool{}
		for _, h := range must(t, r.Heads()) {
			assert.EqualValues(t, 1, h.Seq, h.Stream)
			have[h.Stream] = true
		}
		for n := range writers * each {
			assert.Contains(t, have, fmt.Sprintf("CMP-%d", n+1))
		}
		assert.Len(t, have, writers*each)
		assert.Len(t, must(t, r.Rows(campaign.Query{Table: "campaign_tags"})), writers*each)
	})
}

var errMoved = errors.New("moved")

func testCompareAndSet(t *testing.T, s campaign.Store) {
	made := add(t, s, "CMP-1", `"0"`)
	expected := made.head
	for round := range rounds(t, 4) {
		var winners atomic.Int64
		var won provenance.Head
		together(64, func(i int) {
			mine := &stream{expected}
			body := mine.next(t, strconv.Itoa(i))
			err := s.Update(t.Context(), func(w campaign.Writer) error {
				record, err := w.Load("CMP-1")
				if err != nil {
					return err
				}
				if record.Head != expected {
					return errMoved
				}
				return w.Append(mine.snapshot(strconv.Quote(strconv.Itoa(i))), body)
			})
			switch {
			case err == nil && winners.Add(1) == 1:
				won = mine.head
			case err != nil && !errors.Is(err, errMoved):
				t.Errorf("round %d: %v", round, err)
			}
		})
		require.EqualValues(t, 1, winners.Load(), "round %d", round)
		expected = won
	}
	view(t, s, func(r campaign.Reader) {
		assert.Equal(t, []provenance.Head{expected}, must(t, r.Heads()))
	})
}

func testWholeVersions(t *testing.T, s campaign.Store) {
	versions, readers := Size(8, 25), Size(8, 32)
	rows := func(v int) (rows []campaign.Row) {
		for i := range v%5 + 1 {
			rows = append(rows, tag("CMP-1", fmt.Sprintf("%d of version %d", i, v)))
		}
		return rows
	}
	made := add(t, s, "CMP-1", "1", rows(1)...)
	var over atomic.Bool
	together(1+readers, func(i int) {
		if i == 0 {
			defer over.Store(true)
			for v := 2; v <= versions; v++ {
				body := made.next(t, strconv.Itoa(v))
				assert.NoError(t, s.Update(t.Context(), func(w campaign.Writer) error { return w.Append(made.snapshot(strconv.Itoa(v), rows(v)...), body) }))
			}
			return
		}
		for last := false; !last; {
			last = over.Load()
			err := s.View(t.Context(), func(r campaign.Reader) error {
				tags, err1 := collect(r.Rows(campaign.Query{Table: "campaign_tags"}))
				record, err2 := r.Load("CMP-1")
				events, err3 := collect(r.Events("CMP-1", 0))
				heads, err4 := collect(r.Heads())
				if err := errors.Join(err1, err2, err3, err4); err != nil {
					return err
				}
				v, err := strconv.Atoi(string(record.Doc))
				if err != nil {
					return err
				}
				assert.Equal(t, rows(v), tags)
				assert.Len(t, events, v)
				assert.EqualValues(t, v, record.Head.Seq)
				assert.Equal(t, []provenance.Head{record.Head}, heads)
				return nil
			})
			assert.NoError(t, err)
		}
	})
}

// testSimulation adds numbers in records, as many do at once, and moves numbers between them, so that the sum tells of every change that
// was lost or done twice.
func testSimulation(t *testing.T, s campaign.Store) {
	const records = 5
	workers, each := Size(12, 32), Size(3, 8)
	name := func(i int) string { return fmt.Sprintf("CMP-%d", i+1) }
	for i := range records {
		add(t, s, name(i), "0")
	}
	read := func(r campaign.Reader, i int) (int, *stream, error) {
		record, err := r.Load(name(i))
		if err != nil {
			return 0, nil, err
		}
		n, err := strconv.Atoi(string(record.Doc))
		return n, &stream{record.Head}, err
	}
	write := func(w campaign.Writer, at *stream, n int) error {
		body := at.next(t, strconv.Itoa(n))
		return w.Append(at.snapshot(strconv.Itoa(n)), body)
	}
	var sum, changes atomic.Int64
	together(workers, func(worker int) {
		random := rand.New(rand.NewPCG(1, uint64(worker))) //nolint:gosec // a test
		for range each {
			from, to, n := random.IntN(records), random.IntN(records), random.IntN(100)
			if from == to {
				sum.Add(int64(n))
				changes.Add(1)
			} else {
				changes.Add(2)
			}
			err := s.Update(t.Context(), func(w campaign.Writer) error {
				a, left, err := read(w, from)
				if err != nil {
					return err
				}
				if from == to {
					return write(w, left, a+n)
				}
				b, right, err := read(w, to)
				if err != nil {
					return err
				}
				if err := write(w, left, a-n); err != nil {
					return err
				}
				return write(w, right, b+n)
			})
			assert.NoError(t, err)
		}
	})
	view(t, s, func(r campaign.Reader) {
		have, events := 0, int64(-records)
		for i := range records {
			n, at, err := read(r, i)
			require.NoError(t, err)
			have += n
			events += at.head.Seq
			bodies := must(t, r.Events(name(i), 0))
			var chain provenance.Chain
			for _, body := range bodies {
				_, err := chain.Add(body)
				require.NoError(t, err)
			}
			assert.Equal(t, at.head, chain.Head())
		}
		assert.EqualValues(t, sum.Load(), have)
		assert.Equal(t, changes.Load(), events)
	})
}
