package sqlstore

import (
	"fmt"
	"strings"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/campaign/filter"
)

const (
	// maxDepth bounds how deep a condition is nested: SQLite takes 1,000.
	maxDepth = 800
	// maxValues bounds the values of a statement: SQLite takes 32,766.
	maxValues = 32_000
)

// operators are those of filter that SQL has too.
func operators() map[filter.Op]string {
	return map[filter.Op]string{
		filter.Equal: "=", filter.NotEqual: "<>", filter.Less: "<", filter.LessEqual: "<=", filter.Greater: ">", filter.GreaterEqual: ">=",
	}
}

// A compiler writes conditions on the rows of a table.
type compiler struct {
	*statement
	table    campaign.Table
	position string
}

// condition writes the condition of an expression.
func (c compiler) condition(e filter.Expr, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("%w: the filter is nested deeper than %d", campaign.ErrInvalid, maxDepth)
	}
	switch e := e.(type) {
	case nil:
		c.WriteString("1 = 1")
		return nil
	case filter.And:
		return c.both(e.Left, " AND ", e.Right, depth)
	case filter.Or:
		return c.both(e.Left, " OR ", e.Right, depth)
	case filter.Not:
		c.WriteString("NOT (")
		err := c.condition(e.Expr, depth+1)
		c.WriteString(")")
		return err
	case filter.Compare:
		return c.compare(e)
	case filter.In:
		return c.in(e)
	}
	return fmt.Errorf("%w: a filter of type %T", campaign.ErrInvalid, e)
}

func (c compiler) both(left filter.Expr, op string, right filter.Expr, depth int) error {
	c.WriteString("(")
	if err := c.condition(left, depth+1); err != nil {
		return err
	}
	c.WriteString(op)
	err := c.condition(right, depth+1)
	c.WriteString(")")
	return err
}

func (c compiler) compare(e filter.Compare) error {
	col, err := column(c.table, e.Field)
	if err != nil {
		return err
	}
	if e.Op == filter.Contains {
		part, ok := e.Value.(string)
		if col.Number || !ok {
			return fmt.Errorf("%w: %s compares text, and %s is a number", campaign.ErrInvalid, e.Op, e.Field)
		}
		// Columns are compared by their bytes, where lower knows ASCII alone; so must what is looked for be lowered.
		c.WriteString(c.position + "(lower(" + quote(col.Name) + "), ")
		if err := c.operand(col, lowerASCII(part)); err != nil {
			return err
		}
		c.WriteString(") > 0")
		return nil
	}
	op, ok := operators()[e.Op]
	if !ok {
		return fmt.Errorf("%w: no operator %.10q", campaign.ErrInvalid, e.Op)
	}
	c.WriteString(quote(col.Name) + " " + op + " ")
	return c.operand(col, e.Value)
}

func (c compiler) in(e filter.In) error {
	col, err := column(c.table, e.Field)
	if err != nil {
		return err
	}
	if len(e.Values) == 0 {
		c.WriteString("1 = 0")
		return nil
	}
	c.WriteString(quote(col.Name) + " IN (")
	for i, v := range e.Values {
		if i > 0 {
			c.WriteString(", ")
		}
		if err := c.operand(col, v); err != nil {
			return err
		}
	}
	c.WriteString(")")
	return nil
}

// operand writes a value that a column is compared with.
func (c compiler) operand(col campaign.Column, v any) error {
	if len(c.args) == maxValues {
		return fmt.Errorf("%w: the filter has more than %d values", campaign.ErrInvalid, maxValues)
	}
	if err := checkValue(col, v); err != nil {
		return err
	}
	c.value(v)
	return nil
}

func lowerASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}
