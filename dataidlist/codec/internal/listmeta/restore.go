package listmeta

import (
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// restoreReasons gives the DataIds of a copy their exact reasons back (FORMAT.md
// 4.1). l has those of the column reason, as texts, which may have been edited
// since the metadata was written. So the metadata holds for a DataId as long as its
// column says what a writer makes of these reasons, and the column does for all
// others. Metadata that cannot be read is no help, and changes nothing.
func restoreReasons(l *dataidlist.List, text string) (*dataidlist.List, error) {
	exact, err := exactReasons(l, text)
	if err != nil {
		return l, nil
	}
	column, err := asColumn(exact)
	if err != nil {
		return nil, err
	}
	agree, err := sameReasons(column, l)
	if err != nil {
		return nil, err
	}
	kept, err := dataidlist.Intersect(exact, agree)
	if err != nil {
		return nil, err
	}
	others, err := dataidlist.Subtract(l, agree)
	if err != nil {
		return nil, err
	}
	return dataidlist.Union(kept, others)
}

// exactReasons gives the DataIds of l the reasons of the metadata instead of their
// own.
func exactReasons(l *dataidlist.List, text string) (*dataidlist.List, error) {
	var failed error
	exact, err := l.WithoutReasons().WithReasons(func(yield func(dataidlist.Reason, *dataidlist.List) bool) {
		for e, err := range entriesOf(text, l.Group()) {
			if failed = err; err != nil || !yield(e.reason, e.ids) {
				return
			}
		}
	})
	if failed != nil {
		return nil, failed
	}
	return exact, err
}

// asColumn gives the list that comes back when the reasons of l go through the
// column reason (FORMAT.md 4.0.4).
func asColumn(l *dataidlist.List) (*dataidlist.List, error) {
	b := dataidlist.NewBuilder(l.Group())
	for run, reasons := range table.WithReasons(l) {
		var column []dataidlist.Reason
		if text := strings.TrimSpace(table.JoinTexts(reasons)); text != "" {
			column = append(column, dataidlist.Reason{Text: text})
		}
		if err := b.AddRun(run.Strings, run.Ints, run.Len, column...); err != nil {
			return nil, err
		}
	}
	return b.List(), nil
}

// sameReasons gives the DataIds that have the same reason in both lists, or none in
// either. Each DataId has one at most.
func sameReasons(a, b *dataidlist.List) (*dataidlist.List, error) {
	of := map[dataidlist.Reason]*dataidlist.List{}
	for r, ids := range b.Reasons() {
		of[r] = ids
	}
	same := dataidlist.NewBuilder(a.Group())
	for r, ids := range a.Reasons() {
		if of[r] == nil {
			continue
		}
		both, err := dataidlist.Intersect(ids, of[r])
		if err != nil {
			return nil, err
		}
		if err := addRuns(same, both); err != nil {
			return nil, err
		}
	}
	bareA, err := bare(a)
	if err != nil {
		return nil, err
	}
	bareB, err := bare(b)
	if err != nil {
		return nil, err
	}
	both, err := dataidlist.Intersect(bareA, bareB)
	if err != nil {
		return nil, err
	}
	if err := addRuns(same, both); err != nil {
		return nil, err
	}
	return same.List(), nil
}

// bare gives the DataIds that have no reason.
func bare(l *dataidlist.List) (*dataidlist.List, error) {
	b := dataidlist.NewBuilder(l.Group())
	for _, ids := range l.Reasons() {
		if err := addRuns(b, ids); err != nil {
			return nil, err
		}
	}
	return dataidlist.Subtract(l.WithoutReasons(), b.List())
}

func addRuns(b *dataidlist.Builder, l *dataidlist.List) error {
	for run := range l.Runs() {
		if err := b.AddRun(run.Strings, run.Ints, run.Len); err != nil {
			return err
		}
	}
	return nil
}
