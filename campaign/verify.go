package campaign

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/provenance"
)

// A Fault is something that is not what it was.
type Fault = provenance.Fault

// A Verification is what [Notebook.Verify] found.
type Verification struct {
	Records int     `json:"records"`
	Events  int64   `json:"events"`
	Rows    int     `json:"rows"`
	Objects int     `json:"objects"`
	Lists   int     `json:"lists"`
	Faults  []Fault `json:"faults"` // empty if all is well
}

// verifier is a run of Verify.
type verifier struct {
	nb      *Notebook
	ctx     context.Context
	deep    bool // make selections again
	prove   bool // read the rows of lists
	report  Verification
	objects map[provenance.Digest]error    // those that were read, with what was wrong with them
	lists   map[provenance.Digest]identity // those that were opened
	unread  error                          // why something could not be read
}

// Verify checks all that the notebook holds: that each stream's events fit together, that records and rows are what the events add up
// to, that sealed specs have their digests, that verbs could have made the definitions and loaded the jobs, that every object has the bytes and every
// list the DataIds that records say. deep also makes the selections again from the recorded lists, and reads every row of every list. What does
// not fit is a [Fault]; the error is for what kept Verify from looking.
func (n *Notebook) Verify(ctx context.Context, deep bool) (Verification, error) {
	v := &verifier{nb: n, ctx: ctx, deep: deep, prove: deep, objects: map[provenance.Digest]error{}, lists: map[provenance.Digest]identity{}}
	v.report.Faults = []Fault{}
	looks := []func() error{func() error { return n.store.View(ctx, v.store) }}
	if c, ok := n.store.(Checker); ok {
		looks = append(looks, func() error { return c.Check(ctx) })
	}
	for _, look := range looks {
		err := look()
		if errors.Is(err, provenance.ErrBroken) { // the database itself
			v.fault("database", "%v", err)
		} else if err != nil {
			return v.report, err
		}
	}
	return v.report, nil
}

// A Checker is a [Store] that can look for damage beneath its records and rows: in pages and indexes.
type Checker interface {
	// Check returns an error that wraps provenance.ErrBroken if there is damage.
	Check(ctx context.Context) error
}

// fault notes what is wrong with an item. Errors name it themselves, which is not said twice.
func (v *verifier) fault(item string, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	v.report.Faults = append(v.report.Faults, Fault{Item: item, Text: strings.TrimPrefix(text, item+": ")})
}

func eventName(seq int64, stream string) string { return fmt.Sprintf("event %d of %s", seq, stream) }

// store checks the whole store.
func (v *verifier) store(r Reader) error {
	heads, err := readHeads(r)
	if err != nil {
		return err
	}
	want := map[string][]Row{} // by table
	bulk := []Campaign{}
	numbers := map[string]int64{}
	folded := map[string]Snapshot{}
	for i, h := range heads {
		if err := v.ctx.Err(); err != nil {
			return err
		}
		provenance.ReportProgress(v.ctx, i, len(heads), "records")
		rec, head, err := foldStream(r, h.Stream)
		if errors.Is(err, provenance.ErrBroken) {
			v.fault(eventName(head.Seq, h.Stream), "%v", err)
			continue
		}
		if err != nil {
			return err
		}
		v.report.Events += head.Seq
		if head != h {
			v.fault(eventName(h.Seq, h.Stream), "it is number %d of its stream", head.Seq)
		}
		snapshot, err := rec.snapshot(head)
		if err != nil {
			return err
		}
		folded[h.Stream] = snapshot
		numbers[snapshot.Kind] = max(numbers[snapshot.Kind], rec.number())
		for _, row := range snapshot.Rows {
			want[row.Table] = append(want[row.Table], row)
		}
		if c, ok := rec.(*Campaign); ok {
			if err := v.campaign(c); err != nil {
				return err
			}
			bulk = append(bulk, *c)
		}
	}
	if err := v.records(r, folded); err != nil {
		return err
	}
	if err := v.numbers(r, numbers); err != nil {
		return err
	}
	for _, t := range Tables() {
		if t.Bulk {
			err = v.bulk(r, t, bulk)
		} else {
			err = v.table(r, t, want[t.Name])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// records compares the records of the store with what the events add up to.
func (v *verifier) records(r Reader, folded map[string]Snapshot) error {
	seen := map[string]bool{}
	for s, err := range r.Records() {
		if err != nil {
			return err
		}
		v.report.Records++
		stream := s.Head.Stream
		seen[stream] = true
		want, ok := folded[stream]
		switch {
		case !ok:
			v.fault("record "+stream, "no events lead to it")
		case s.Kind != want.Kind:
			v.fault("record "+stream, "it is of kind %.40q, its events of kind %s", s.Kind, want.Kind)
		case s.Head != want.Head:
			v.fault("record "+stream, "it is of event %d with hash %s, the last event is %d with hash %s", s.Head.Seq, s.Head.Hash, want.Head.Seq, want.Head.Hash)
		case !bytes.Equal(s.Doc, want.Doc):
			v.fault("record "+stream, "it is not what its events add up to")
		}
	}
	for _, stream := range slices.Sorted(maps.Keys(folded)) {
		if !seen[stream] {
			v.fault("record "+stream, "it is missing")
		}
	}
	return nil
}

func (v *verifier) numbers(r Reader, want map[string]int64) error {
	have, err := r.Numbers()
	if err != nil {
		return err
	}
	for kind, n := range have {
		if n != want[kind] {
			v.fault("number of "+kind, "it is %d, and the last record has %d", n, want[kind])
		}
	}
	for kind, n := range want {
		if _, ok := have[kind]; !ok && n > 0 {
			v.fault("number of "+kind, "it is missing, and the last record has %d", n)
		}
	}
	return nil
}

// table compares the rows of a table with those that the records have.
func (v *verifier) table(r Reader, t Table, want []Row) error {
	slices.SortFunc(want, t.compareKeys)
	at := 0
	for have, err := range r.Rows(Query{Table: t.Name}) {
		if err != nil {
			return err
		}
		v.report.Rows++
		for at < len(want) && t.compareKeys(want[at], have) < 0 {
			v.fault(t.rowName(want[at]), "it is missing")
			at++
		}
		if at == len(want) || t.compareKeys(want[at], have) > 0 {
			v.fault(t.rowName(have), "no record has it")
			continue
		}
		v.columns(t, have, want[at])
		at++
	}
	for ; at < len(want); at++ {
		v.fault(t.rowName(want[at]), "it is missing")
	}
	return nil
}

// columns compares a row with what it should be.
func (v *verifier) columns(t Table, have, want Row) {
	for i, c := range t.Columns {
		if have.Values[i] != want.Values[i] {
			v.fault(t.rowName(want), "column %s is %.200q, want %.200q", c.Name, have.Text(i), want.Text(i))
		}
	}
}

// bulk compares the rows of a bulk table with the objects that campaigns pin.
func (v *verifier) bulk(r Reader, t Table, campaigns []Campaign) error {
	slices.SortFunc(campaigns, func(a, b Campaign) int { return cmp.Compare(a.ID, b.ID) })
	next, stop := iter.Pull2(r.Rows(Query{Table: t.Name}))
	defer stop()
	have, err, more := next()
	for want, broken := range v.bulkRows(t, campaigns) {
		if broken != nil {
			v.fault("table "+t.Name, "%v", broken)
			return nil
		}
		for more && err == nil && t.compareKeys(have, want) < 0 {
			v.fault(t.rowName(have), "no record has it")
			have, err, more = next()
		}
		if err != nil {
			return err
		}
		if !more || t.compareKeys(have, want) > 0 {
			v.fault(t.rowName(want), "it is missing")
			continue
		}
		v.report.Rows++
		v.columns(t, have, want)
		have, err, more = next()
	}
	for ; more && err == nil; have, err, more = next() {
		v.fault(t.rowName(have), "no record has it")
	}
	return err
}

// bulkRows yields the rows that the jobs of campaigns have in a table, in the order of its key.
func (v *verifier) bulkRows(t Table, campaigns []Campaign) iter.Seq2[Row, error] {
	rowsOf := jobRow
	if t.Name == "tasks" {
		rowsOf = taskRows
	}
	return func(yield func(Row, error) bool) {
		for _, c := range campaigns {
			workflows := slices.SortedFunc(slices.Values(c.Workflows), func(a, b Workflow) int { return cmp.Compare(a.Name, b.Name) })
			for _, w := range workflows {
				for _, a := range w.Attempts {
					if a.Jobs == nil {
						continue
					}
					var rows []Row
					for row, err := range v.nb.jobRows(v.ctx, a.Jobs.Object, []any{c.ID, w.Name, int64(a.Number)}, rowsOf) {
						if err != nil {
							yield(Row{}, err)
							return
						}
						rows = append(rows, row)
					}
					slices.SortFunc(rows, t.compareKeys)
					for _, row := range rows {
						if !yield(row, nil) {
							return
						}
					}
				}
			}
		}
	}
}

// compareKeys orders rows as Reader.Rows does.
func (t Table) compareKeys(a, b Row) int {
	for i, c := range t.Columns[:t.Key] {
		order := 0
		if c.Number {
			order = cmp.Compare(a.Values[i].(int64), b.Values[i].(int64)) //nolint:errcheck // see Row
		} else {
			order = strings.Compare(a.Text(i), b.Text(i))
		}
		if order != 0 {
			return order
		}
	}
	return 0
}

func (t Table) rowName(r Row) string {
	var key []string
	for i := range t.Key {
		key = append(key, r.Text(i))
	}
	return fmt.Sprintf("row %s of table %s", strings.Join(key, ", "), t.Name)
}
