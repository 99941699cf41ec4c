package expr_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/skycampaign/skycampaign/dataidlist/internal/expr"
)

// run is an Env: values by dimension, and the name of the last int dimension
// under "last".
type run map[string]any

func (r run) StringValue(dimension string) string { return r[dimension].(string) }
func (r run) IntValue(dimension string) int64     { return r[dimension].(int64) }
func (r run) LastInt() string                     { return r["last"].(string) }

func matches(e *expr.Expr, env expr.Env, lo, hi int64) []expr.Interval {
	return slices.Collect(e.Matches(env, lo, hi))
}

func ExampleExpr_Matches() {
	e, err := expr.Parse("instrument = 'LSSTCam' AND visit > 7 AND detector NOT IN (0, 20..168:2)", func(dimension string) (expr.Kind, bool) {
		if dimension == "instrument" {
			return expr.String, true
		}
		return expr.Int, true
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(e)
	env := run{"instrument": "LSSTCam", "visit": int64(8), "last": "detector"}
	for part := range e.Matches(env, 0, 23) {
		fmt.Println(part.First, "to", part.Last)
	}
	// Output:
	// instrument = 'LSSTCam' AND visit >= 8 AND detector NOT IN (0, 20..168:2)
	// 1 to 19
	// 21 to 21
	// 23 to 23
}

func TestMatchesStopsWithItsConsumer(t *testing.T) {
	e := parse(t, "visit IN (0..9223372036854775807:2)")
	n := 0
	for part := range e.Matches(run{"last": "visit"}, 0, math.MaxInt64) {
		require.Equal(t, expr.Interval{First: int64(2 * n), Last: int64(2 * n)}, part)
		if n++; n == 10 {
			break
		}
	}
	require.Equal(t, 10, n)
}

func TestMatchesSkipsWhatOneTermSettles(t *testing.T) {
	// Neither order may walk the 2^62 values of the stepped range.
	env := run{"last": "visit"}
	for _, text := range []string{
		"visit IN (0..9223372036854775807:2) AND visit IN (4, 5, 4611686018427387904)",
		"visit IN (4, 5, 4611686018427387904) AND visit IN (0..9223372036854775807:2)",
		"NOT (visit IN (1..9223372036854775807:2) OR visit NOT IN (4, 5, 4611686018427387904))",
	} {
		require.Equal(t, []expr.Interval{{First: 4, Last: 4}, {First: 1 << 62, Last: 1 << 62}},
			matches(parse(t, text), env, 0, math.MaxInt64), text)
	}
}

func TestMatchesManySteppedRanges(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	const width = 2000
	for _, ranges := range []int{1, 2, 3, 7, 40, 100} {
		var items []string
		set := map[int64]bool{}
		for range ranges {
			first, step := random.Int64N(width), 2+random.Int64N(100)
			last := first + random.Int64N(width/4)
			items = append(items, fmt.Sprintf("%d..%d:%d", first, last, step))
			for v := first; v <= last; v += step {
				set[v] = true
			}
		}
		e := parse(t, "visit IN ("+strings.Join(items, ", ")+")")
		got := map[int64]bool{}
		for part := range e.Matches(run{"last": "visit"}, 0, 2*width) {
			for v := part.First; v <= part.Last; v++ {
				got[v] = true
			}
		}
		require.Equal(t, set, got, "%s", e)
	}
}

func TestMatchesWithoutTheLastDimensionIsAllOrNothing(t *testing.T) {
	all := []expr.Interval{{First: 3, Last: 9}}
	env := run{"instrument": "LSSTCam", "visit": int64(5), "last": "detector"}
	require.Equal(t, all, matches(parse(t, "instrument = 'LSSTCam' AND visit IN (1..9:2)"), env, 3, 9))
	require.Empty(t, matches(parse(t, "instrument = 'LSSTCam' AND visit IN (0..9:2)"), env, 3, 9))
	require.Equal(t, []expr.Interval{{}}, matches(parse(t, "band < 's'"), run{"band": "r", "last": ""}, 0, 0))
	require.Empty(t, matches(parse(t, "detector = 5"), env, 9, 3), "an empty run")
}

// sample is an expression and, written beside it, what it means.
type sample struct {
	text  string
	holds func(env run, last int64) bool
}

// domain is the int values that a property test draws from: width of them from
// base on, so that both ends of int64 are tested.
type domain struct{ base, width int64 }

func (d domain) value(t *rapid.T) int64 {
	return d.base + rapid.Int64Range(0, d.width-1).Draw(t, "value")
}

// any draws an expression that may stand on either side of an OR.
func (d domain) any(t *rapid.T, depth int) sample {
	return d.join(t, "OR", depth, d.all, func(a, b bool) bool { return a || b })
}

func (d domain) all(t *rapid.T, depth int) sample {
	return d.join(t, "AND", depth, d.term, func(a, b bool) bool { return a && b })
}

func (d domain) join(t *rapid.T, word string, depth int, term func(*rapid.T, int) sample, op func(a, b bool) bool) sample {
	s := term(t, depth)
	for range rapid.IntRange(0, 2).Draw(t, word) {
		a, b := s, term(t, depth)
		s = sample{a.text + " " + word + " " + b.text, func(env run, last int64) bool {
			return op(a.holds(env, last), b.holds(env, last))
		}}
	}
	return s
}

func (d domain) term(t *rapid.T, depth int) sample {
	shape := rapid.IntRange(0, 5).Draw(t, "shape")
	switch {
	case shape == 0:
		s := d.term(t, depth)
		return sample{"NOT " + s.text, func(env run, last int64) bool { return !s.holds(env, last) }}
	case shape == 1 && depth > 0:
		s := d.any(t, depth-1)
		return sample{"(" + s.text + ")", s.holds}
	case shape == 2:
		return stringCondition(t)
	default:
		return d.intCondition(t)
	}
}

func (d domain) intCondition(t *rapid.T) sample {
	name := rapid.SampledFrom([]string{"visit", "detector"}).Draw(t, "int dimension")
	value := func(env run, last int64) int64 {
		if name == env["last"] {
			return last
		}
		return env[name].(int64)
	}
	if rapid.Bool().Draw(t, "comparison") {
		v := d.value(t)
		op := rapid.SampledFrom([]string{"=", "!=", "<", "<=", ">", ">="}).Draw(t, "operator")
		if rapid.Bool().Draw(t, "literal first") {
			return sample{fmt.Sprintf("%d %s %s", v, op, name), func(env run, last int64) bool {
				return compared(op, v, value(env, last))
			}}
		}
		return sample{fmt.Sprintf("%s %s %d", name, op, v), func(env run, last int64) bool {
			return compared(op, value(env, last), v)
		}}
	}
	var items []string
	set := map[int64]bool{}
	for range rapid.IntRange(1, 12).Draw(t, "items") {
		first := d.value(t)
		if rapid.Bool().Draw(t, "single") {
			items = append(items, fmt.Sprint(first))
			set[first] = true
			continue
		}
		last, step := d.value(t), rapid.Int64Range(1, 7).Draw(t, "step")
		items = append(items, fmt.Sprintf("%d..%d:%d", first, last, step))
		for i := int64(0); i < d.width; i++ {
			if v := d.base + i; first <= v && v <= last && (v-first)%step == 0 {
				set[v] = true
			}
		}
	}
	not, word := negation(t)
	return sample{name + word + " (" + strings.Join(items, ", ") + ")", func(env run, last int64) bool {
		return set[value(env, last)] != not
	}}
}

func stringCondition(t *rapid.T) sample {
	values := rapid.SampledFrom([]string{"g", "r", "r'", `r"`, "☃"})
	v := values.Draw(t, "string")
	if rapid.Bool().Draw(t, "comparison") {
		op := rapid.SampledFrom([]string{"=", "!=", "<", "<=", ">", ">="}).Draw(t, "operator")
		return sample{`band ` + op + ` "` + strings.ReplaceAll(v, `"`, `""`) + `"`, func(env run, _ int64) bool {
			return compared(op, env["band"].(string), v)
		}}
	}
	w := values.Draw(t, "string")
	not, word := negation(t)
	quote := func(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
	return sample{"band" + word + "(" + quote(v) + "," + quote(w) + ")", func(env run, _ int64) bool {
		return (env["band"] == v || env["band"] == w) != not
	}}
}

func negation(t *rapid.T) (not bool, word string) {
	if rapid.Bool().Draw(t, "not") {
		return true, " NOT IN"
	}
	return false, " IN"
}

func compared[T int64 | string](op string, a, b T) bool {
	switch op {
	case "=":
		return a == b
	case "!=":
		return a != b
	case "<":
		return a < b
	case "<=":
		return a <= b
	case ">":
		return a > b
	default:
		return a >= b
	}
}

func TestMatchesAgreesWithEachValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := domain{base: rapid.SampledFrom([]int64{0, 1000, math.MaxInt64 - 29}).Draw(t, "base"), width: 30}
		s := d.any(t, 3)
		env := run{
			"band":  rapid.SampledFrom([]string{"f", "g", "r", "r'", "z", "☃"}).Draw(t, "band"),
			"visit": d.value(t),
			"last":  "detector",
		}
		lo, hi := d.value(t), d.value(t)

		var want []expr.Interval
		for i := int64(0); i < d.width; i++ {
			v := d.base + i
			if v < lo || v > hi || !s.holds(env, v) {
				continue
			}
			if k := len(want) - 1; k >= 0 && want[k].Last == v-1 {
				want[k].Last = v
			} else {
				want = append(want, expr.Interval{First: v, Last: v})
			}
		}

		e, err := expr.Parse(s.text, typeOf)
		require.NoError(t, err)
		require.Equal(t, want, matches(e, env, lo, hi), s.text)

		again, err := expr.Parse(e.String(), typeOf)
		require.NoError(t, err)
		require.Equal(t, e.String(), again.String())
		require.Equal(t, want, matches(again, env, lo, hi), e.String())
	})
}

func BenchmarkMatches(b *testing.B) {
	e := parse(b, millionLiterals())
	env := run{"last": "visit"}
	for b.Loop() {
		for range e.Matches(env, 2025070100000, 2025070100000+3*1000) {
			continue
		}
	}
}
