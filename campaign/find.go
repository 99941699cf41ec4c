package campaign

import (
	"context"

	"github.com/skycampaign/skycampaign/campaign/filter"
)

// Find returns the campaigns that a query of the table campaigns finds, in its order.
func (n *Notebook) Find(ctx context.Context, q Query) ([]*Campaign, error) {
	q.Table = "campaigns"
	var found []*Campaign
	err := n.store.View(ctx, func(r Reader) error {
		ids, err := firstColumn(r, q)
		if err != nil {
			return err
		}
		for _, id := range ids {
			c, _, err := loadCampaign(r, id)
			if err != nil {
				return err
			}
			found = append(found, c)
		}
		return nil
	})
	return found, err
}

// Rows returns the rows that a query finds, for screens that need no whole records.
func (n *Notebook) Rows(ctx context.Context, q Query) ([]Row, error) {
	var rows []Row
	err := n.store.View(ctx, func(r Reader) (err error) {
		rows, err = readRows(r, q)
		return err
	})
	return rows, err
}

func readRows(r Reader, q Query) ([]Row, error) {
	var rows []Row
	for row, err := range r.Rows(q) {
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// firstColumn returns the streams of the rows that a query finds.
func firstColumn(r Reader, q Query) ([]string, error) {
	var ids []string
	for row, err := range r.Rows(q) {
		if err != nil {
			return nil, err
		}
		ids = append(ids, row.Text(0))
	}
	return ids, nil
}

// is is the filter of rows in which a column of text has a value.
func is(column, value string) filter.Expr {
	return filter.Compare{Field: column, Op: filter.Equal, Value: value}
}

// Productions returns all productions, in the order of their numbers.
func (n *Notebook) Productions(ctx context.Context) ([]Production, error) {
	return loadAll[Production](ctx, n, kindProduction, Query{Table: "productions", Order: []Order{{Column: "number"}}})
}

// Schedules returns all schedules, in the order of their names.
func (n *Notebook) Schedules(ctx context.Context) ([]Schedule, error) {
	return loadAll[Schedule](ctx, n, kindSchedule, Query{Table: "schedules", Order: []Order{{Column: "name"}}})
}

// loadAll returns the records of a kind that a query finds.
func loadAll[T any](ctx context.Context, n *Notebook, kind string, q Query) ([]T, error) {
	all := []T{}
	err := n.store.View(ctx, func(r Reader) error {
		ids, err := firstColumn(r, q)
		if err != nil {
			return err
		}
		for _, id := range ids {
			var record T
			if _, err := load(r, kind, id, &record); err != nil {
				return err
			}
			all = append(all, record)
		}
		return nil
	})
	return all, err
}
