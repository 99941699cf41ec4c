package table_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// lab is a universe whose dimensions imply others in many ways.
func lab(t testing.TB) *dataidlist.Universe {
	t.Helper()
	u, err := dataidlist.NewUniverse("lab", 1, []dataidlist.Dimension{
		{Name: "camera", Type: dataidlist.String},
		{Name: "filter", Type: dataidlist.String, Requires: []string{"camera"}, Implies: []string{"band"}},
		{Name: "band", Type: dataidlist.String},
		{Name: "gain", Type: dataidlist.String},
		{Name: "block", Type: dataidlist.Int64, Implies: []string{"site"}},
		{Name: "shot", Type: dataidlist.Int64, Requires: []string{"camera"}, Implies: []string{"filter", "site"}},
		{Name: "amp", Type: dataidlist.Int64, Requires: []string{"block"}, Implies: []string{"gain"}},
		{Name: "site", Type: dataidlist.Int64},
	})
	require.NoError(t, err)
	return u
}

// fixedBy says what fixes the implied dimensions of the lab.
var fixedBy = map[string][][]string{
	"filter": {{"camera", "shot"}},
	"band":   {{"camera", "shot"}},
	"gain":   {{"block", "amp"}},
	"site":   {{"block"}, {"camera", "shot"}},
}

var required = []string{"camera", "block", "shot", "amp"}

// A values is what a row says of each column that is a dimension.
type values map[string][]string

// An impliedTable is random rows over the required dimensions of the lab.
type impliedTable struct {
	opts    table.ReadOptions
	columns []string
	implied []string // those of the columns
	rows    [][]string
	said    []values
}

// drawInts draws an int below most, or a range, and gives its values.
func drawInts(rng *rand.Rand, most, single int) (text string, ints []string) {
	first := rng.IntN(most)
	if rng.IntN(10) < single {
		return strconv.Itoa(first), []string{strconv.Itoa(first)}
	}
	last, step := first+rng.IntN(most-first), 1+rng.IntN(3)
	if text = fmt.Sprintf("%d..%d", first, last); step > 1 {
		text += fmt.Sprintf(":%d", step)
	}
	for v := first; v <= last; v += step {
		ints = append(ints, strconv.Itoa(v))
	}
	return text, ints
}

// drawImplied draws a table. In some all values of an implied dimension are the
// same, but for a few faults, in others they change with those that fix them.
func drawImplied(t testing.TB, rng *rand.Rand) *impliedTable {
	r := &impliedTable{opts: table.ReadOptions{Universe: lab(t), Set: map[string]string{}, Split: map[string]string{}, Rename: map[string]string{}}}
	set := values{}
	single := rng.IntN(11) // of ten ints how many are no ranges
	ends := rng.IntN(3) == 0
	for _, name := range required {
		switch {
		case rng.IntN(6) > 0 && name == "shot" && ends:
			r.columns = append(r.columns, "from", "to")
			r.opts.Rename["from..to"] = name
		case rng.IntN(6) > 0:
			r.columns = append(r.columns, name)
			if rng.IntN(4) == 0 {
				r.opts.Split[name] = "^"
			}
		case name == "camera":
			r.opts.Set[name], set[name] = "a", []string{"a"}
		default:
			r.opts.Set[name], set[name] = drawInts(rng, 4, single)
		}
	}
	r.implied = slices.Sorted(maps.Keys(fixedBy))
	rng.Shuffle(len(r.implied), func(i, j int) { r.implied[i], r.implied[j] = r.implied[j], r.implied[i] })
	r.implied = r.implied[:1+rng.IntN(len(r.implied))]
	r.columns = append(r.columns, r.implied...)
	rng.Shuffle(len(r.columns), func(i, j int) { r.columns[i], r.columns[j] = r.columns[j], r.columns[i] })
	varied, faults := rng.IntN(2) == 0, []int{4, 30, 1 << 30}[rng.IntN(3)]
	for range 1 + rng.IntN(10) {
		cells, said := map[string]string{}, values{}
		for _, name := range required {
			switch {
			case set[name] != nil:
				said[name] = set[name]
			case name == "camera":
				said[name] = []string{string("ab"[rng.IntN(2)])}
				cells[name] = said[name][0]
			case r.opts.Rename["from..to"] == name:
				first := rng.IntN(12)
				last := first + rng.IntN(5)
				cells["from"], cells["to"] = strconv.Itoa(first), strconv.Itoa(last)
				for v := first; v <= last; v++ {
					said[name] = append(said[name], strconv.Itoa(v))
				}
			default:
				cells[name], said[name] = drawInts(rng, 9, single)
			}
			if r.opts.Split[name] != "" && rng.IntN(3) == 0 {
				more, others := "b", []string{"b"}
				if name != "camera" {
					more, others = drawInts(rng, 9, single)
				}
				cells[name] += "^" + more
				said[name] = slices.Concat(said[name], others)
			}
		}
		for _, name := range r.implied {
			value := 1
			if key := fixedBy[name][0]; varied {
				value, _ = strconv.Atoi(said[key[len(key)-1]][0])
				value /= 4
			}
			if rng.IntN(faults) == 0 {
				value = 9
			}
			cells[name] = strconv.Itoa(value)
			said[name] = []string{cells[name]}
		}
		row := make([]string, len(r.columns))
		for i, name := range r.columns {
			row[i] = cells[name]
		}
		r.rows, r.said = append(r.rows, row), append(r.said, said)
	}
	return r
}

// ids gives all combinations of the values of some dimensions.
func (v values) ids(names []string) [][]string {
	all := [][]string{nil}
	for _, name := range names {
		var longer [][]string
		for _, id := range all {
			for _, value := range v[name] {
				longer = append(longer, append(slices.Clip(id), value))
			}
		}
		all = longer
	}
	return all
}

// A saying is an implied dimension and values that fix it, as messages have
// them.
type saying struct{ implied, of string }

// contradiction gives the first row in which something has a second value of an
// implied dimension, or −1, and which rows have said by then which values.
func (r *impliedTable) contradiction() (at int, said map[saying]map[string][]int) {
	said = map[saying]map[string][]int{}
	for i, row := range r.said {
		found := false
		for _, implied := range r.implied {
			for _, key := range fixedBy[implied] {
				for _, id := range row.ids(key) {
					for n, name := range key {
						if id[n] = name + " " + id[n]; name == "camera" {
							id[n] = fmt.Sprintf("camera %q", id[n][len("camera "):])
						}
					}
					s := saying{implied, strings.Join(id, ", ")}
					if said[s] == nil {
						said[s] = map[string][]int{}
					}
					said[s][row[implied][0]] = append(said[s][row[implied][0]], i)
					found = found || len(said[s]) > 1
				}
			}
		}
		if found {
			return i, said
		}
	}
	return -1, said
}

// csv gives rows as CSV, of which the first is in line 2.
func csvText(columns []string, rows [][]string) string {
	all := strings.Join(columns, ",") + "\n"
	for _, row := range rows {
		all += strings.Join(row, ",") + "\n"
	}
	return all
}

// asColumns gives rows as columns of a binary format.
func asColumns(u *dataidlist.Universe, names []string, rows [][]string) []table.Column {
	columns := make([]table.Column, len(names))
	for i, name := range names {
		d, _ := u.Dimension(name)
		for _, row := range rows {
			if v, err := strconv.ParseInt(row[i], 10, 64); d.Type == dataidlist.Int64 && err == nil {
				columns[i].Ints = append(columns[i].Ints, v)
			} else {
				columns[i].AppendString([]byte(row[i]))
			}
		}
	}
	return columns
}

var contradicts = regexp.MustCompile(`^f\.csv:(\d+): column (\w+): bad value: "?(\d+)"? here and "?(\d+)"? in row (\d+), both for (.*), which has only one$`)

// TestImpliedValuesOfRanges compares what random tables say with what they say
// of each DataId (FORMAT.md 1.4), and with the same DataIds row by row.
func TestImpliedValuesOfRanges(t *testing.T) {
	rng := listtest.Rand(t)
	var outcomes [2]int // how many tables were taken, and refused
	rounds := 1500
	if testing.Short() {
		rounds = 200
	}
	for range rounds {
		r := drawImplied(t, rng)
		text := csvText(r.columns, r.rows)
		list, err := readCSV(text, r.opts)

		// Single DataIds: as text, and as columns.
		names := slices.Concat(required, r.implied)
		var singles [][]string
		var rowOf []int
		for i, said := range r.said {
			for _, id := range said.ids(names) {
				singles, rowOf = append(singles, id), append(rowOf, i)
			}
		}
		opts := table.ReadOptions{Universe: r.opts.Universe}
		single, errSingle := readCSV(csvText(names, singles), opts)
		m := mapper(t, &opts, names)
		errBlock := m.Block(2, len(singles), asColumns(opts.Universe, names, singles))

		at, said := r.contradiction()
		if at < 0 {
			outcomes[0]++
			require.NoError(t, err, text)
			require.NoError(t, errSingle, text)
			require.NoError(t, errBlock, text)
			block, err := m.Finish("x")
			require.NoError(t, err)
			require.Equal(t, single.List.Digest(), list.List.Digest(), text)
			require.Equal(t, single.List.Digest(), block.List.Digest(), text)
			continue
		}
		outcomes[1]++
		for what, err := range map[string]error{"ranges": err, "single DataIds": errSingle, "columns": errBlock} {
			require.Error(t, err, "%s of\n%s", what, text)
			found := contradicts.FindStringSubmatch(strings.Replace(err.Error(), "f:", "f.csv:", 1))
			require.NotNil(t, found, "%s of\n%s%v", what, text, err)
			place := func(line string) int { // from the line to the row of the table
				n, err := strconv.Atoi(line)
				require.NoError(t, err)
				if what == "ranges" {
					return n - 2
				}
				return rowOf[n-2]
			}
			s := saying{found[2], found[6]}
			require.Equal(t, at, place(found[1]), "%s of\n%s%v", what, text, err)
			require.Contains(t, said[s][found[3]], at, "%s of\n%s%v", what, text, err)
			require.Contains(t, said[s][found[4]], place(found[5]), "%s of\n%s%v", what, text, err)
			require.NotEqual(t, found[3], found[4])
		}
	}
	require.Greater(t, min(outcomes[0], outcomes[1]), rounds/5)
}

func TestImpliedContradictionNamesBothRows(t *testing.T) {
	for in, want := range map[string]string{
		"instrument,visit,physical_filter,band\nL,1..10,g_6,g\nL,5,r_57,r\n": `f.csv:3: column physical_filter: bad value: "r_57" here and "g_6" in row 2, both for instrument "L", visit 5, which has only one`,
		"instrument,visit,band\nL,5,g\nL,7,r\nL,1..10:2,g\n":                 `f.csv:4: column band: bad value: "g" here and "r" in row 3, both for instrument "L", visit 7, which has only one`,
		"instrument,visit,day_obs\nL,1,7\nL,2,7\nL,3,7\nL,3,8\n":             `f.csv:5: column day_obs: bad value: 8 here and 7 in row 4, both for instrument "L", visit 3, which has only one`,
		"instrument,physical_filter,band\nL,x,g\nM,x,r\nL,x,r\n":             `f.csv:4: column band: bad value: "r" here and "g" in row 2, both for instrument "L", physical_filter "x", which has only one`,
	} {
		_, err := readCSV(in, table.ReadOptions{})
		require.ErrorIs(t, err, dataidlist.ErrValue)
		assert.EqualError(t, err, want)
	}
	for _, in := range []string{
		"instrument,visit,band\nL,1..9:2,g\nL,2..10:2,r\n",            // odd and even
		"instrument,visit,detector,band\nL,1..9,5,g\nL,10,1..9,r\n",   // no visit twice
		"instrument,visit,band\nL,1..9,g\nM,5,r\nL,3..20,g\nL,21,r\n", // of another instrument; what agrees
		"instrument,visit,exposure,band\nL,1,1..9,g\nL,2,10..19,r\n",  // fixed by both
	} {
		_, err := readCSV(in, table.ReadOptions{})
		require.NoError(t, err, in)
	}
}

func TestImpliedValuesAreChecked(t *testing.T) {
	str, null := func(s string) table.Cell { return table.Cell{Kind: table.Str, Bytes: []byte(s)} }, table.Cell{}
	long := strings.Repeat("g", dataidlist.MaxValueLen+1)
	const empty = "bad value: it is empty: give its value, or drop the column with --ignore-columns"
	for name, c := range map[string]struct {
		column string
		cell   table.Cell
		err    string
	}{
		"a string":            {"band", str(long[1:]), ""},
		"an int":              {"day_obs", table.Cell{Kind: table.Int, Int: 7}, ""},
		"a range of one":      {"day_obs", table.Cell{Kind: table.Range, Int: 7, Last: 7}, ""},
		"an empty string":     {"band", str(""), empty},
		"an empty text":       {"band", table.Cell{Kind: table.Text}, empty},
		"an empty int":        {"day_obs", table.Cell{Kind: table.Text, Bytes: []byte(" ")}, empty},
		"no string":           {"band", null, empty},
		"no int":              {"day_obs", null, empty},
		"a number":            {"band", table.Cell{Kind: table.Int, Int: 7}, "bad value: 7 is a number; a string is expected"},
		"a string for an int": {"day_obs", str("7"), `bad value: "7" is a string; an integer is expected`},
		"a negative int":      {"day_obs", table.Cell{Kind: table.Int, Int: -7}, "bad value: -7 is negative; values are 0 to 9223372036854775807"},
		"a range":             {"day_obs", table.Cell{Kind: table.Range, Int: 7, Last: 8}, "bad value: 7..8 are several values, and a DataId has one"},
		"a range as text":     {"day_obs", table.Cell{Kind: table.Text, Bytes: []byte("7..9:2")}, "bad value: 7..9:2 are several values, and a DataId has one"},
		"a list":              {"band", table.Cell{Kind: table.Other, Bytes: []byte("a list")}, "bad value: a list; a string is expected"},
		"a long string":       {"band", str(long), "bad value: a string of 4097 bytes: limit passed of 4096"},
		"no UTF-8":            {"band", str("g\xff"), `bad value: "g\xff" is not valid UTF-8`},
	} {
		t.Run(name, func(t *testing.T) {
			m := mapper(t, &table.ReadOptions{}, []string{"instrument", "visit", c.column})
			err := m.Row(3, []table.Cell{str("L"), {Kind: table.Int, Int: 1}, c.cell})
			if c.err == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, dataidlist.ErrValue)
			require.EqualError(t, err, "f:3: column "+c.column+": "+c.err)
		})
	}
}

// Where empty means all, an empty implied value says nothing.
func TestImpliedValuesThatAreEmpty(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "visit", "detector"))
	require.NoError(t, b.AddRun([]string{"L"}, []int64{5, 0}, 4))
	require.NoError(t, b.AddRun([]string{"L"}, []int64{6, 0}, 4))
	opts := table.ReadOptions{Full: b.List()}
	const head = "instrument,visit,detector,band\n"
	got, err := readCSV(head+"L,5,1,g\nL,5..6,2,\nL,6,,\nL,6,1,r\n", opts)
	require.NoError(t, err)
	assert.EqualValues(t, 6, got.List.Count())
	_, err = readCSV(head+"L,5,1,g\nL,5..6,2,\nL,6,,\nL,5,1,r\n", opts)
	require.EqualError(t, err, `f.csv:5: column band: bad value: "r" here and "g" in row 2, both for instrument "L", visit 5, which has only one`)
}

// A row that is refused has said nothing: a reader that rejects rows goes on.
func TestARefusedRowSaysNothing(t *testing.T) {
	cell := func(v any) table.Cell { return table.Cell{Kind: table.Text, Bytes: fmt.Append(nil, v)} }
	m := mapper(t, &table.ReadOptions{Set: map[string]string{"instrument": "L"}}, []string{"exposure", "visit", "band", "day_obs"})
	row := func(number int64, values ...any) error {
		var cells []table.Cell
		for _, v := range values {
			cells = append(cells, cell(v))
		}
		return m.Row(number, cells)
	}
	require.NoError(t, row(1, 1, 1, "g", 7))
	require.ErrorContains(t, row(2, "2..9", 1, "r", 7), `column band: bad value: "r" here and "g" in row 1, both for instrument "L", visit 1`)
	require.ErrorContains(t, row(3, "2..9", 2, "r", 7.5), "column day_obs")
	require.ErrorContains(t, row(4, "2..9", "2..9999999:2", "r", 7), "stand for more than")
	require.ErrorContains(t, row(5, "2..9", "x", "r", 7), "column visit")
	require.NoError(t, row(6, "2..9", 2, "g", 8))
	require.ErrorContains(t, row(7, 9, 2, "r", 8), `"r" here and "g" in row 6, both for instrument "L", exposure 9`)
}

// BenchmarkImplied has exposures with what they imply, of which a few that
// follow each other have the same filter.
func BenchmarkImplied(b *testing.B) {
	const exposures = 1 << 18
	rng := rand.New(rand.NewPCG(1, 2))
	filters := []string{"u_24", "g_6", "r_57", "i_39"}
	for name, order := range map[string][]int{"sorted": nil, "shuffled": rng.Perm(exposures)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				m := mapper(b, &table.ReadOptions{Set: map[string]string{"instrument": "LSSTCam"}}, []string{"exposure", "physical_filter", "band"})
				cells := []table.Cell{{Kind: table.Int}, {Kind: table.Str}, {Kind: table.Str}}
				for row := range exposures {
					at := row
					if order != nil {
						at = order[row]
					}
					cells[0].Int = int64(at)
					cells[1].Bytes = append(cells[1].Bytes[:0], filters[at/37%len(filters)]...)
					cells[2].Bytes = cells[1].Bytes[:1]
					require.NoError(b, m.Row(int64(row), cells))
				}
			}
			b.ReportMetric(float64(exposures)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
		})
	}
}
