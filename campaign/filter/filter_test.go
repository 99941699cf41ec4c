package filter_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/skycampaign/skycampaign/campaign/filter"
)

func fields() []filter.Field {
	return []filter.Field{{Name: "name"}, {Name: "status"}, {Name: "start"}, {Name: "number", Number: true}}
}

func row(field string) any {
	return map[string]any{"name": "DP2 Step1", "status": "running", "start": "2026-05-03T10:00:00.000000Z", "number": int64(7)}[field]
}

func TestMatch(t *testing.T) {
	for text, want := range map[string]bool{
		"":                                  true,
		"  ":                                true,
		"status = running":                  true,
		"status != running":                 false,
		"status = 'running'":                true,
		`status = "running"`:                true,
		"name ~ step":                       true,
		"name ~ 'dp2 s'":                    true,
		"name = 'dp2 step1'":                false,
		"start >= 2026-05-01":               true,
		"start < 2026-05-01":                false,
		"start ~ 2026-05-03":                true,
		"number > 6 and number <= 7":        true,
		"number in (1, 7)":                  true,
		"number not in (1, 7)":              false,
		"status in (paused,running)":        true,
		"not status = paused":               true,
		"NOT not status = running":          true,
		"name = x or name = y or number=7":  true,
		"name = x and name = y or number=7": true,
		"number=7 or name = x and name = y": true,
		"(number=7 or name=x) and name = y": false,
		"not (number=7 and name=x)":         true,
		"name = 'it''s'":                    false,
		"number = -7":                       false,
	} {
		e, err := filter.Parse(text, fields())
		require.NoError(t, err, text)
		assert.Equal(t, want, filter.Match(e, row), text)
	}
}

func TestParseSaysWhatIsWrongAndWhere(t *testing.T) {
	for text, want := range map[string]string{
		"status":                                `column 7: it ends where = != < <= > >= ~ or in was expected`,
		"status = ":                             `column 10: it ends where a value was expected`,
		"statu = x":                             `column 1: "statu" stands where a field (name, status, start, number) was expected`,
		"number = seven":                        `column 10: number is a whole number, not "seven"`,
		"number ~ 7":                            `column 8: number is a number, and ~ is for text`,
		"(status = x":                           `column 12: it ends where a closing parenthesis was expected`,
		"status = x)":                           `column 11: ")" stands where and, or, or the end was expected`,
		"status = 'x":                           `column 10: the quote is not closed`,
		"status in x":                           `column 11: "x" stands where an opening parenthesis was expected`,
		"status in ()":                          `column 12: ")" stands where a value was expected`,
		"status in (a b)":                       `column 14: "b" stands where a comma or a closing parenthesis was expected`,
		"status = x; drop":                      `column 11: ';' belongs to nothing: put text in quotes`,
		"status not = x":                        `column 12: "=" stands where = != < <= > >= ~ or in was expected`,
		"status = x status":                     `column 12: "status" stands where and, or, or the end was expected`,
		"and":                                   `column 1: "and" stands where a field`,
		"'status' = x":                          `column 1: "status" stands where a field`,
		strings.Repeat("(", 999):                "nests deeper than 100",
		strings.Repeat(" ", filter.MaxLength+1): "longer than",
	} {
		_, err := filter.Parse(text, fields())
		require.ErrorIs(t, err, filter.ErrSyntax, text)
		assert.ErrorContains(t, err, want, text)
	}
}

// text writes an expression as a person might.
func text(e filter.Expr) string {
	value := func(v any) string {
		if s, ok := v.(string); ok {
			return "'" + strings.ReplaceAll(s, "'", "''") + "'"
		}
		return fmt.Sprint(v)
	}
	switch e := e.(type) {
	case filter.And:
		return "(" + text(e.Left) + " and " + text(e.Right) + ")"
	case filter.Or:
		return "(" + text(e.Left) + " OR " + text(e.Right) + ")"
	case filter.Not:
		return "not " + text(e.Expr)
	case filter.Compare:
		return e.Field + string(e.Op) + value(e.Value)
	case filter.In:
		var values []string
		for _, v := range e.Values {
			values = append(values, value(v))
		}
		return e.Field + " in (" + strings.Join(values, ",") + ")"
	}
	return ""
}

func expr() *rapid.Generator[filter.Expr] {
	texts := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"running", "'", `"`, "a' or 'b", "%", "_", ""}))
	leaf := rapid.OneOf(
		rapid.Custom(func(t *rapid.T) filter.Expr {
			op := rapid.SampledFrom([]filter.Op{filter.Equal, filter.NotEqual, filter.Less, filter.LessEqual, filter.Greater, filter.GreaterEqual, filter.Contains})
			return filter.Compare{Field: "name", Op: op.Draw(t, "op"), Value: texts.Draw(t, "value")}
		}),
		rapid.Custom(func(t *rapid.T) filter.Expr {
			return filter.In{Field: "number", Values: []any{rapid.Int64().Draw(t, "a"), int64(7)}}
		}),
	)
	return rapid.Deferred(func() *rapid.Generator[filter.Expr] {
		return rapid.OneOf(leaf, rapid.Custom(func(t *rapid.T) filter.Expr {
			left, right := expr().Draw(t, "left"), leaf.Draw(t, "right")
			return rapid.SampledFrom([]filter.Expr{filter.And{Left: left, Right: right}, filter.Or{Left: left, Right: right}, filter.Not{Expr: left}}).Draw(t, "e")
		}))
	})
}

func TestParseReadsWhatIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := expr().Draw(t, "e")
		again, err := filter.Parse(text(e), fields())
		require.NoError(t, err)
		assert.Equal(t, e, again)
	})
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"status = running and not (name ~ 'x' or number in (1,2))", "start>=2026-05-01", "'", "((("} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e, err := filter.Parse(s, fields())
		if err != nil {
			require.ErrorIs(t, err, filter.ErrSyntax)
			require.Nil(t, e)
			return
		}
		filter.Match(e, row)
	})
}
