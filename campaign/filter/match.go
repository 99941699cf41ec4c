package filter

import (
	"cmp"
	"slices"
	"strings"
)

// Match reports whether an expression holds for a row, of which value gives the fields: strings and int64s. It is what a store's SQL
// must agree with.
func Match(e Expr, value func(field string) any) bool {
	switch e := e.(type) {
	case nil:
		return true
	case And:
		return Match(e.Left, value) && Match(e.Right, value)
	case Or:
		return Match(e.Left, value) || Match(e.Right, value)
	case Not:
		return !Match(e.Expr, value)
	case In:
		return slices.Contains(e.Values, value(e.Field))
	case Compare:
		return e.match(value(e.Field))
	}
	return false
}

func (c Compare) match(have any) bool {
	if c.Op == Contains {
		text, _ := have.(string)
		part, _ := c.Value.(string)
		return strings.Contains(lower(text), lower(part))
	}
	order := 0
	switch have := have.(type) {
	case string:
		want, _ := c.Value.(string)
		order = strings.Compare(have, want)
	case int64:
		want, _ := c.Value.(int64)
		order = cmp.Compare(have, want)
	}
	switch c.Op {
	case Equal:
		return order == 0
	case NotEqual:
		return order != 0
	case Less:
		return order < 0
	case LessEqual:
		return order <= 0
	case Greater:
		return order > 0
	case GreaterEqual:
		return order >= 0
	}
	return false
}

// lower makes ASCII letters lower case and leaves all else, as databases do.
func lower(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}
