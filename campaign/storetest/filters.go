package storetest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/campaign/filter"
)

// jobs is the table that filters are tested with: it has text and numbers, and a key of both.
func jobs() campaign.Table {
	tables := campaign.Tables()
	return tables[slices.IndexFunc(tables, func(t campaign.Table) bool { return t.Name == "jobs" })]
}

func testFilters(t *testing.T, s campaign.Store) {
	add(t, s, "CMP-1", "{}")
	table := jobs()
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfNDistinct(rapid.Custom(randomRow), 0, 25, func(r campaign.Row) string { return fmt.Sprint(r.Values[:table.Key]) }).Draw(t, "rows")
		update(t, s, func(w campaign.Writer) error { return w.Bulk("jobs", []any{"CMP-1"}, each(rows...)) })
		view(t, s, func(r campaign.Reader) {
			for range 8 {
				q := randomQuery(t)
				have := must(t, r.Rows(q))
				if want := model(q, rows); len(want)+len(have) > 0 {
					require.Equal(t, want, have, "%+v", q)
				}
			}
		})
	})
}

// text is what could go wrong: letters that a collation would put elsewhere, wild cards, quotes.
func text() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{"", "a", "A", "b", "B", "Z", "aB", "ab", "a b", "%", "_", "a%", "a_b", "\\", "'", "\"", "é", "É", "aé", "ß", "ſ", "K", "k", "K", "日", "\U0001F52D", "\ufffd", "$1", "?"})
}

func number() *rapid.Generator[int64] { return rapid.Int64Range(-2, 2) }

func randomRow(t *rapid.T) campaign.Row {
	row := campaign.Row{Table: "jobs", Values: []any{"CMP-1"}}
	for _, c := range jobs().Columns[1:] {
		row.Values = append(row.Values, randomValue(t, c))
	}
	return row
}

func randomValue(t *rapid.T, c campaign.Column) any {
	if c.Number {
		return number().Draw(t, c.Name)
	}
	return text().Draw(t, c.Name)
}

func randomQuery(t *rapid.T) campaign.Query {
	q := campaign.Query{Table: "jobs", Filter: randomFilter(t, 4)}
	for range rapid.IntRange(0, 3).Draw(t, "orders") {
		q.Order = append(q.Order, campaign.Order{Column: randomColumn(t).Name, Descending: rapid.Bool().Draw(t, "descending")})
	}
	q.Limit, q.Offset = rapid.IntRange(0, 5).Draw(t, "limit"), rapid.IntRange(0, 3).Draw(t, "offset")
	return q
}

func randomColumn(t *rapid.T) campaign.Column {
	return rapid.SampledFrom(jobs().Columns).Draw(t, "column")
}

func randomFilter(t *rapid.T, depth int) filter.Expr {
	kinds := []string{"nil", "compare", "in", "and", "or", "not"}
	if depth == 0 {
		kinds = kinds[:3]
	}
	switch rapid.SampledFrom(kinds).Draw(t, "kind") {
	case "compare":
		c := randomColumn(t)
		ops := []filter.Op{filter.Equal, filter.NotEqual, filter.Less, filter.LessEqual, filter.Greater, filter.GreaterEqual}
		if !c.Number {
			ops = append(ops, filter.Contains)
		}
		return filter.Compare{Field: c.Name, Op: rapid.SampledFrom(ops).Draw(t, "op"), Value: randomValue(t, c)}
	case "in":
		in := filter.In{Field: randomColumn(t).Name}
		c := jobs().Columns[slices.IndexFunc(jobs().Columns, func(c campaign.Column) bool { return c.Name == in.Field })]
		for range rapid.IntRange(0, 3).Draw(t, "values") {
			in.Values = append(in.Values, randomValue(t, c))
		}
		return in
	case "and":
		return filter.And{Left: randomFilter(t, depth-1), Right: randomFilter(t, depth-1)}
	case "or":
		return filter.Or{Left: randomFilter(t, depth-1), Right: randomFilter(t, depth-1)}
	case "not":
		return filter.Not{Expr: randomFilter(t, depth-1)}
	}
	return nil
}

// model is what a query finds.
func model(q campaign.Query, rows []campaign.Row) []campaign.Row {
	found := []campaign.Row{}
	for _, r := range rows {
		if holds(q.Filter, r) {
			found = append(found, r)
		}
	}
	table := jobs()
	orders := slices.Clone(q.Order)
	for _, c := range table.Columns[:table.Key] {
		orders = append(orders, campaign.Order{Column: c.Name})
	}
	slices.SortFunc(found, func(a, b campaign.Row) int {
		for _, o := range orders {
			if order := compare(value(a, o.Column), value(b, o.Column)); order != 0 {
				if o.Descending {
					return -order
				}
				return order
			}
		}
		return 0
	})
	found = found[min(q.Offset, len(found)):]
	if q.Limit > 0 {
		found = found[:min(q.Limit, len(found))]
	}
	return found
}

func value(r campaign.Row, column string) any {
	return r.Values[slices.IndexFunc(jobs().Columns, func(c campaign.Column) bool { return c.Name == column })]
}

func compare(a, b any) int {
	if text, ok := a.(string); ok {
		return strings.Compare(text, b.(string)) //nolint:errcheck // of the same column
	}
	return cmp.Compare(a.(int64), b.(int64)) //nolint:errcheck // of the same column
}

func holds(e filter.Expr, r campaign.Row) bool {
	switch e := e.(type) {
	case filter.And:
		return holds(e.Left, r) && holds(e.Right, r)
	case filter.Or:
		return holds(e.Left, r) || holds(e.Right, r)
	case filter.Not:
		return !holds(e.Expr, r)
	case filter.In:
		return slices.ContainsFunc(e.Values, func(v any) bool { return compare(value(r, e.Field), v) == 0 })
	case filter.Compare:
		have := value(r, e.Field)
		if e.Op == filter.Contains {
			return strings.Contains(lower(have.(string)), lower(e.Value.(string))) //nolint:errcheck // text
		}
		order := compare(have, e.Value)
		return map[filter.Op]bool{
			filter.Equal: order == 0, filter.NotEqual: order != 0, filter.Less: order < 0, filter.LessEqual: order <= 0,
			filter.Greater: order > 0, filter.GreaterEqual: order >= 0,
		}[e.Op]
	}
	return true
}

// lower takes ASCII letters alone to lower case.
func lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

func testOddFilters(t *testing.T, s campaign.Store) {
	deep := filter.Expr(filter.Compare{Field: "name", Op: filter.Equal, Value: "a"})
	for range 10_000 {
		deep = filter.Not{Expr: deep}
	}
	values := make([]any, 40_000)
	for i := range values {
		values[i] = "a"
	}
	for name, q := range map[string]campaign.Query{
		"an unknown table":       {Table: "events"},
		"an injected table":      {Table: `campaigns" --`},
		"an unknown field":       {Table: "campaigns", Filter: filter.Compare{Field: "nonsense", Op: filter.Equal, Value: "a"}},
		"an injected field":      {Table: "campaigns", Filter: filter.Compare{Field: `name" = '' OR "id`, Op: filter.Equal, Value: "a"}},
		"an unknown field of in": {Table: "campaigns", Filter: filter.In{Field: "nonsense"}},
		"an unknown order":       {Table: "campaigns", Order: []campaign.Order{{Column: "nonsense"}}},
		"an unknown operator":    {Table: "campaigns", Filter: filter.Compare{Field: "name", Op: "LIKE", Value: "a"}},
		"text for a number":      {Table: "campaigns", Filter: filter.Compare{Field: "number", Op: filter.Equal, Value: "1"}},
		"a number for text":      {Table: "campaigns", Filter: filter.In{Field: "name", Values: []any{int64(1)}}},
		"no value":               {Table: "campaigns", Filter: filter.Compare{Field: "name", Op: filter.Equal}},
		"a number that contains": {Table: "campaigns", Filter: filter.Compare{Field: "number", Op: filter.Contains, Value: "1"}},
		"NUL":                    {Table: "campaigns", Filter: filter.Compare{Field: "name", Op: filter.Contains, Value: "a\x00"}},
		"not UTF-8":              {Table: "campaigns", Filter: filter.Compare{Field: "name", Op: filter.Equal, Value: "\xff"}},
		"a negative limit":       {Table: "campaigns", Limit: -1},
		"a negative offset":      {Table: "campaigns", Offset: -1},
		"depth":                  {Table: "campaigns", Filter: deep},
		"too many values":        {Table: "campaigns", Filter: filter.In{Field: "name", Values: values}},
	} {
		view(t, s, func(r campaign.Reader) {
			_, err := collect(r.Rows(q))
			require.ErrorIs(t, err, campaign.ErrInvalid, name)
		})
	}

	// What is large and allowed is done.
	wide := filter.Expr(filter.In{Field: "name", Values: values[:20_000]})
	for range 700 {
		wide = filter.And{Left: wide, Right: filter.Compare{Field: "name", Op: filter.Contains, Value: "a"}}
	}
	view(t, s, func(r campaign.Reader) {
		assert.Empty(t, must(t, r.Rows(campaign.Query{Table: "campaigns", Filter: wide})))
	})
}
