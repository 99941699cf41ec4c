package sqlstore

import (
	"fmt"
	"iter"
	"math"
	"slices"

	"github.com/skycampaign/skycampaign/campaign"
)

// Rows is as [campaign.Reader] says.
func (t *tx) Rows(q campaign.Query) iter.Seq2[campaign.Row, error] {
	table, err := t.table(q.Table)
	if err != nil {
		return fails[campaign.Row](err)
	}
	s := t.dialect.statement("SELECT ")
	list(s, table.Columns, func(c campaign.Column) { s.WriteString(quote(c.Name)) })
	s.WriteString(" FROM " + quote(table.Name) + " WHERE ")
	c := compiler{s, table, t.dialect.Position}
	if err := c.condition(q.Filter, 0); err != nil {
		return fails[campaign.Row](err)
	}
	s.WriteString(" ORDER BY ")
	if err := order(s, table, q.Order); err != nil {
		return fails[campaign.Row](err)
	}
	if q.Limit < 0 || q.Offset < 0 {
		return fails[campaign.Row](fmt.Errorf("%w: limit %d and offset %d of a query must not be negative", campaign.ErrInvalid, q.Limit, q.Offset))
	}
	if q.Limit > 0 || q.Offset > 0 {
		limit := int64(q.Limit)
		if limit == 0 {
			limit = math.MaxInt64
		}
		s.WriteString(" LIMIT ")
		s.value(limit)
		s.WriteString(" OFFSET ")
		s.value(int64(q.Offset))
	}
	return query(t, s, func(row scanner) (campaign.Row, error) { return scanRow(row, table) })
}

// table returns a table of campaign.Tables.
func (t *tx) table(name string) (campaign.Table, error) {
	table, ok := t.tables[name]
	if !ok {
		return table, fmt.Errorf("%w: no table %.40q", campaign.ErrInvalid, name)
	}
	return table, nil
}

// column returns a column of a table.
func column(t campaign.Table, name string) (campaign.Column, error) {
	i := slices.IndexFunc(t.Columns, func(c campaign.Column) bool { return c.Name == name })
	if i < 0 {
		return campaign.Column{}, fmt.Errorf("%w: %s have no field %.40q", campaign.ErrInvalid, t.Name, name)
	}
	return t.Columns[i], nil
}

// order writes the columns to sort by, and then those of the key.
func order(s *statement, table campaign.Table, orders []campaign.Order) error {
	var all []campaign.Order
	add := func(o campaign.Order) {
		if !slices.ContainsFunc(all, func(before campaign.Order) bool { return before.Column == o.Column }) {
			all = append(all, o)
		}
	}
	for _, o := range orders {
		if _, err := column(table, o.Column); err != nil {
			return err
		}
		add(o)
	}
	for _, c := range table.Columns[:table.Key] {
		add(campaign.Order{Column: c.Name})
	}
	list(s, all, func(o campaign.Order) {
		s.WriteString(quote(o.Column))
		if o.Descending {
			s.WriteString(" DESC")
		}
	})
	return nil
}

func scanRow(row scanner, table campaign.Table) (campaign.Row, error) {
	texts, numbers := make([]string, len(table.Columns)), make([]int64, len(table.Columns))
	dest := make([]any, len(table.Columns))
	for i, c := range table.Columns {
		dest[i] = &texts[i]
		if c.Number {
			dest[i] = &numbers[i]
		}
	}
	if err := row.Scan(dest...); err != nil {
		return campaign.Row{}, err
	}
	values := make([]any, len(table.Columns))
	for i, c := range table.Columns {
		values[i] = texts[i]
		if c.Number {
			values[i] = numbers[i]
		}
	}
	return campaign.Row{Table: table.Name, Values: values}, nil
}
