package expr_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist/internal/expr"
)

// typeOf knows the dimensions of the tests.
func typeOf(dimension string) (expr.Kind, bool) {
	switch dimension {
	case "instrument", "band", "skymap":
		return expr.String, true
	case "day_obs", "visit", "detector", "healpix9", "T":
		return expr.Int, true
	default:
		return 0, false
	}
}

func parse(t testing.TB, text string) *expr.Expr {
	t.Helper()
	e, err := expr.Parse(text, typeOf)
	require.NoError(t, err)
	return e
}

func TestParseGivesCanonicalText(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		// comparisons
		{"visit = 5", "visit = 5"},
		{"visit==5", "visit = 5"},
		{"visit != 5", "visit != 5"},
		{"visit < 5", "visit <= 4"},
		{"visit <= 5", "visit <= 5"},
		{"visit > 5", "visit >= 6"},
		{"visit >= 5", "visit >= 5"},
		{"visit < 0", "visit < 0"},
		{"visit <= 0", "visit = 0"},
		{"visit >= 0", "visit >= 0"},
		{"visit != 0", "visit >= 1"},
		{"visit = 007", "visit = 7"},
		{"visit = 9223372036854775807", "visit = 9223372036854775807"},
		{"visit > 9223372036854775807", "visit < 0"},
		{"visit != 9223372036854775807", "visit <= 9223372036854775806"},
		{"5 < visit", "visit >= 6"},
		{"5 >= visit", "visit <= 5"},
		{"5 != visit", "visit != 5"},
		{"band = 'r'", "band = 'r'"},
		{`"r" < band`, "band > 'r'"},
		{"band <= 'r'", "band <= 'r'"},
		{"band != 'r'", "band != 'r'"},
		// literals
		{"instrument = 'it''s'", "instrument = 'it''s'"},
		{`instrument = "it's"`, "instrument = 'it''s'"},
		{`instrument = "a ""b"" c"`, `instrument = 'a "b" c'`},
		{"instrument = ''''", "instrument = ''''"},
		{"instrument = 'g DECam\n☃ (1) AND'", "instrument = 'g DECam\n☃ (1) AND'"},
		// names
		{"visit.id = 1 AND instrument.name = 'x'", "visit = 1 AND instrument = 'x'"},
		{"T = 1 AND healpix9 = 2", "T = 1 AND healpix9 = 2"},
		// sets
		{"visit IN (5)", "visit = 5"},
		{"visit in (9, 1..5:2)", "visit IN (9, 1..5:2)"},
		{"visit IN (3, 1, 2, 2, 7)", "visit IN (1..3, 7)"},
		{"visit IN (1 .. 5 : 1, 4..9)", "visit IN (1..9)"},
		{"visit IN (1..6:2)", "visit IN (1..5:2)"},
		{"visit IN (1..2:9)", "visit = 1"},
		{"visit IN (4..9:3, 1..9:3, 1..9:2, 1..9:3)", "visit IN (1..7:3, 1..9:2, 4..7:3)"},
		{"visit IN (5..1)", "visit < 0"},
		{"visit IN (5..1, 3)", "visit = 3"},
		{"visit IN (0..9223372036854775807)", "visit >= 0"},
		{"visit IN (0..9223372036854775807:2)", "visit IN (0..9223372036854775806:2)"},
		{"visit NOT IN (5, 7)", "visit NOT IN (5, 7)"},
		{"visit Not In (0..4)", "visit >= 5"},
		{"visit NOT IN (5..1)", "visit >= 0"},
		{"band IN ('r', 'g', 'r')", "band IN ('g', 'r')"},
		{"band NOT IN ('r', 'g')", "band NOT IN ('g', 'r')"},
		{"band NOT IN ('r')", "band != 'r'"},
		// operators
		{"visit=1 OR visit=2 AND band='r'", "visit = 1 OR visit = 2 AND band = 'r'"},
		{"(visit=1 OR band='g') AND band<'r'", "(visit = 1 OR band = 'g') AND band < 'r'"},
		{"NOT visit = 1 AND band = 'r'", "visit != 1 AND band = 'r'"},
		{"NOT (visit = 1 AND band = 'r')", "NOT (visit = 1 AND band = 'r')"},
		{"NOT not NOT visit = 1", "visit != 1"},
		{"NOT NOT (visit = 1 AND band = 'r')", "visit = 1 AND band = 'r'"},
		{"NOT visit > 5", "visit <= 5"},
		{"NOT visit < 0", "visit >= 0"},
		{"NOT visit >= 0", "visit < 0"},
		{"NOT band > 'r'", "band <= 'r'"},
		{"NOT band <= 'r'", "band > 'r'"},
		{"NOT band < 'r'", "band >= 'r'"},
		{"NOT visit NOT IN (5, 7)", "visit IN (5, 7)"},
		{"((visit=1) and ((detector=2) And (band='r')))", "visit = 1 AND detector = 2 AND band = 'r'"},
		{"visit=1 OR (detector=2 OR (band='r'))", "visit = 1 OR detector = 2 OR band = 'r'"},
		{"visit=1 OR detector=2 OR visit=2 OR detector IN (4..8:2)", "visit IN (1..2) OR detector IN (2, 4..8:2)"},
		{"band='r' OR band='g' OR band='r'", "band IN ('g', 'r')"},
		{"\tvisit\r\n=\n1 ", "visit = 1"},
	} {
		t.Run(c.text, func(t *testing.T) {
			got := parse(t, c.text).String()
			require.Equal(t, c.want, got)
			require.Equal(t, c.want, parse(t, got).String(), "the canonical text parses to itself")
		})
	}
}

func TestParseSaysWhatIsWrongAndWhere(t *testing.T) {
	for _, c := range []struct {
		text string
		pos  int
		want string
	}{
		// structure
		{"", 0, "column 1: expected a condition such as visit = 5, found the end of the expression"},
		{"  ", 2, "column 3: expected a condition"},
		{"visit", 5, "column 6: expected =, !=, <, <=, >, >=, IN or NOT IN after visit, found the end"},
		{"visit = ", 8, "column 9: expected an integer for visit, found the end"},
		{"visit = 5 visit", 10, `column 11: expected AND, OR or the end, found "visit"`},
		{"visit = 5)", 9, `expected AND, OR or the end, found ")"`},
		{"(visit = 5", 10, "column 11: expected AND, OR or ), found the end"},
		{"(visit) = 5", 6, `NOT IN after visit, found ")"`},
		{"visit = 5 AND", 13, "expected a condition"},
		{"AND visit = 5", 0, `expected a condition such as visit = 5, found "AND"`},
		{"visit NOT 5", 10, `expected IN after NOT, found "5"`},
		{"visit LIKE 5", 6, `found "LIKE"`},
		{"1 < visit < 5", 10, "comparisons cannot be chained"},
		{"visit = 1 = 1", 10, "comparisons cannot be chained"},
		{"5", 1, "expected a comparison with a dimension, found the end"},
		{"5 IN (visit)", 2, `expected a comparison with a dimension, found "IN"`},
		{"5 < 6", 4, `expected a dimension, found "6"`},
		{"visit = (5)", 8, `expected an integer for visit, found "("`},
		{"visit IN 5", 9, `expected ( after IN, found "5"`},
		{"visit IN ()", 10, `expected an integer for visit, found ")"`},
		{"visit IN (1,)", 12, `expected an integer for visit, found ")"`},
		{"visit IN (1 2)", 12, `expected , or ), found "2"`},
		{"visit IN (1", 11, "expected , or ), found the end"},
		{"visit <> 5", 6, "<> is not an operator here: write !="},
		{"visit ! 5", 6, "unexpected character '!'"},
		{"visit = 5; ", 9, "unexpected character ';'"},
		{"visit . id = 5", 6, "unexpected character '.'"},
		{"ånd = 'r'", 0, "unexpected character 'å'"},
		// dimensions
		{"band = 'ö' AND vist = 5", 16, `column 16: "vist" is not a dimension of the list`},
		{"visit = 5\nAND ☃ = 5", 14, "line 2, column 5: unexpected character '☃'"},
		{"Visit = 5", 0, `"Visit" is not a dimension of the list`},
		{"5 < vist", 4, `"vist" is not a dimension`},
		{"visit.exposure_time > 5", 0, `"visit.exposure_time" is not a dimension: a list holds only dimension values, here visit.id`},
		{"visit.name = 'x'", 0, `here visit.id`},
		{"instrument.id = 'x'", 0, `here instrument.name`},
		{"visit.timespan.begin = 5", 0, `"visit.timespan.begin" is not a dimension`},
		{"visit = detector", 8, "a dimension cannot be compared with another (detector)"},
		{"visit = detector.id", 8, "a dimension cannot be compared with another (detector)"},
		// values
		{"visit = '5'", 8, "visit is an integer: write it without quotes"},
		{"'5' = visit", 0, "visit is an integer"},
		{"visit IN (1, '5')", 13, "visit is an integer"},
		{"band = 5", 7, "band is a string: write '5'"},
		{"5 = band", 0, "band is a string"},
		{"band = r", 7, "a string is in quotes: write 'r'"},
		{"visit = x", 8, `expected an integer for visit, found "x"`},
		{"band = (", 7, `expected a string in quotes for band, found "("`},
		{"band IN ('a'..'b')", 12, `expected , or ), found ".."`},
		{"band = 'r", 7, "string is not closed: expected another '"},
		{`band = "it's`, 7, `string is not closed: expected another "`},
		{"band = ''", 7, "empty string"},
		{"visit = -5", 8, "dimension values are not negative"},
		{"visit = 9223372036854775808", 8, "9223372036854775808 is too large"},
		{"visit = " + strings.Repeat("9", 99), 8, strings.Repeat("9", 40) + "… is too large"},
		{"visit = 1.5", 8, "1.5 is not an integer"},
		{"visit = 1.", 8, "1. is not an integer"},
		{"visit = 1e5", 8, "1e5 is not an integer"},
		{"visit = .5", 8, "not fractions"},
		{"visit = 5visit", 8, "5visit is not an integer"},
		{"visit = 1..5", 9, `expected AND, OR or the end, found ".."`},
		{"visit NOT IN (x)", 14, `expected an integer for visit, found "x"`},
		{"visit = 5 '" + strings.Repeat("é", 20) + "'", 10, `found "'` + strings.Repeat("é", 19) + `…"`},
		{"visit IN (1..)", 13, `expected the last integer of the range, found ")"`},
		{"visit IN (1..5:)", 15, `expected the step of the range, found ")"`},
		{"visit IN (1..5:0)", 15, "the step of a range is 1 or more"},
		{"visit IN (1..5:-1)", 15, "not negative"},
		{"visit IN (1:2)", 11, `expected , or ), found ":"`},
		{"visit = \xff", 8, "column 9: the expression is not valid UTF-8"},
		{"band = '\uFFFD\xff'", 11, "column 10: the expression is not valid UTF-8"},
		// what daf_butler can do and a list cannot
		{"visit OVERLAPS tract", 6, "OVERLAPS is not supported"},
		{"visit = T'2025-01-01'", 8, "time literals (T'…') are not supported"},
		{"t'2025-01-01' < visit", 0, "time literals (T'…') are not supported"},
		{"visit = null", 8, "NULL is not supported"},
		{"GLOB(band, 'r*')", 0, "functions such as GLOB(…) are not supported"},
		{"POINT (1, 2) = visit", 0, "functions such as POINT(…) are not supported"},
		{"visit = :v", 8, "bind values such as :v are not supported"},
		{"visit IN (1..5:step)", 14, "bind values such as :step are not supported"},
		{"visit = 5 + 1", 10, "arithmetic (+) is not supported"},
		{"visit - 5 = 1", 6, "arithmetic (-) is not supported"},
		{"visit % 2 = 1", 6, "arithmetic (%) is not supported"},
	} {
		t.Run(c.text, func(t *testing.T) {
			e, err := expr.Parse(c.text, typeOf)
			require.Nil(t, e)
			var syntax *expr.SyntaxError
			require.ErrorAs(t, err, &syntax)
			assert.Equal(t, c.pos, syntax.Pos)
			assert.Contains(t, err.Error(), c.want)
		})
	}
}

func TestParseLimits(t *testing.T) {
	nested := func(depth int) string {
		return strings.Repeat("NOT (", depth) + "visit = 1 AND band = 'r'" + strings.Repeat(")", depth)
	}
	_, err := expr.Parse(nested(expr.MaxDepth), typeOf)
	require.NoError(t, err)
	_, err = expr.Parse(nested(expr.MaxDepth+1), typeOf)
	require.ErrorContains(t, err, "column 1005: more than 200 parentheses")

	_, err = expr.Parse(strings.Repeat("(visit = 1) AND ", expr.MaxDepth+1)+"(visit = 1)", typeOf)
	require.NoError(t, err, "parentheses side by side are not depth")

	_, err = expr.Parse("visit = 1"+strings.Repeat(" ", expr.MaxLength-9), typeOf)
	require.NoError(t, err)
	_, err = expr.Parse("visit = 1"+strings.Repeat(" ", expr.MaxLength-8), typeOf)
	require.ErrorContains(t, err, "more than 16777216")
}

func TestParseLongChains(t *testing.T) {
	const terms = 100_000
	var chain strings.Builder
	for i := range terms {
		fmt.Fprintf(&chain, "NOT NOT visit = %d AND band = 'r' OR ", 2*i)
	}
	chain.WriteString("band < 'a'")
	e := parse(t, chain.String())
	require.Equal(t, terms, strings.Count(e.String(), " OR "))
	require.Equal(t, []expr.Interval{{First: 6, Last: 6}, {First: 8, Last: 8}},
		matches(e, run{"band": "r", "last": "visit"}, 5, 9))

	_, err := expr.Parse(strings.Repeat("NOT ", 1_000_000)+"visit = 5", typeOf)
	require.NoError(t, err)
}

func TestParseMillionLiterals(t *testing.T) {
	e := parse(t, millionLiterals())
	env := run{"last": "visit"}
	require.Equal(t, []expr.Interval{{First: 2025070100000, Last: 2025070100000}, {First: 2025070100003, Last: 2025070100003}},
		matches(e, env, 2025070100000, 2025070100005))
	require.Equal(t, 999_999, strings.Count(e.String(), ","))
}

// millionLiterals is an IN of a million visits, none beside another.
func millionLiterals() string {
	var b strings.Builder
	b.WriteString("visit IN (2025070100000")
	for i := 1; i < 1_000_000; i++ {
		fmt.Fprintf(&b, ",%d", 2025070100000+3*i)
	}
	b.WriteString(")")
	return b.String()
}

func BenchmarkParseMillionLiterals(b *testing.B) {
	text := millionLiterals()
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := expr.Parse(text, typeOf); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"visit = 5", "5 < visit AND band != 'it''s'", `instrument = "LSSTCam" OR NOT (visit.id IN (1..9:2, 4) AND band >= 'g')`,
		"visit NOT IN (0..9223372036854775807:3)", "((visit<1)OR(visit>2))AND band IN('g','r')", "visit = T'2025'", "GLOB(band, 'r*')",
		"visit = :v", "visit IN (5..1)", "band = '\xff'", "1 < visit < 5", "visit = 1e5", "not not visit=0\nor detector==1",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := expr.Parse(text, typeOf)
		if err != nil {
			var syntax *expr.SyntaxError
			require.ErrorAs(t, err, &syntax)
			require.Nil(t, e)
			require.True(t, 0 <= syntax.Pos && syntax.Pos <= len(text), "position %d", syntax.Pos)
			return
		}
		again := parse(t, e.String())
		require.Equal(t, e.String(), again.String())
		env := run{"instrument": "LSSTCam", "band": "r", "skymap": "s", "day_obs": int64(1), "visit": int64(5), "healpix9": int64(0), "T": int64(0), "last": "detector"}
		require.Equal(t, matches(e, env, 0, 200), matches(again, env, 0, 200))
	})
}
