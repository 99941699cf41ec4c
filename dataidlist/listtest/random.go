package listtest

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// Random makes a list of that shape and its model. The list is built in one of
// several ways: run by run or DataId by DataId, in order or not, with
// repetitions. About every other list has reasons.
func Random(rng *rand.Rand, g *dataidlist.Group, shape Shape) (*dataidlist.List, *Model) {
	runs := shape.runs(rng, len(g.Strings()), len(g.Ints()))
	reasons := rng.IntN(2) == 0
	var rows []Row
	for _, r := range runs {
		var why []dataidlist.Reason
		if reasons {
			why = someReasons(rng)
		}
		for i := range r.n {
			row := Row{r.strings, slices.Clone(r.ints), why}
			if k := len(row.Ints); k > 0 {
				row.Ints[k-1] += i
			}
			rows = append(rows, row)
		}
	}
	m := NewModel(g, rows)
	switch rng.IntN(3) {
	case 0:
		return m.List(), m
	case 1:
		rng.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	default: // as drawn, and the first ones again
		rows = append(rows, rows[:min(len(rows), 20)]...)
	}
	b := dataidlist.NewBuilder(g)
	for len(rows) > 0 {
		n := runLength(rows)
		if err := b.AddRun(rows[0].Strings, rows[0].Ints, int64(n), rows[0].Reasons...); err != nil {
			panic(fmt.Sprintf("listtest: %v", err))
		}
		rows = rows[n:]
	}
	return b.List(), m
}

// runLength tells how many of the first rows are a run with the same reasons.
func runLength(rows []Row) int {
	k, n := len(rows[0].Ints), 1
	for k > 0 && n < len(rows) {
		next := slices.Clone(rows[0].Ints)
		if next[k-1] > math.MaxInt64-int64(n) {
			break
		}
		next[k-1] += int64(n)
		if rows[n].compare(Row{Strings: rows[0].Strings, Ints: next}) != 0 || !slices.Equal(rows[n].Reasons, rows[0].Reasons) {
			break
		}
		n++
	}
	return n
}

func someReasons(rng *rand.Rand) []dataidlist.Reason {
	all := Reasons()
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:rng.IntN(3)]
}

// Related makes a list over the same group that has much in common with a
// model: about half of its rows, neighbours of others, and rows of another
// shape.
func Related(rng *rand.Rand, m *Model) (*dataidlist.List, *Model) {
	var rows []Row
	for _, r := range m.Rows {
		switch rng.IntN(8) {
		case 0, 1, 2, 3:
			rows = append(rows, r)
		case 4:
			moved := Row{r.Strings, slices.Clone(r.Ints), someReasons(rng)}
			if k := len(moved.Ints); k > 0 {
				i := rng.IntN(k)
				moved.Ints[i] = near(rng, moved.Ints[i], 1)
			}
			rows = append(rows, moved)
		}
	}
	if rng.IntN(3) == 0 {
		_, other := Random(rng, m.Group, Shape(rng.IntN(int(numShapes))))
		rows = append(rows, other.Rows...)
	}
	related := NewModel(m.Group, rows)
	return related.List(), related
}

// Coarse makes a list over a coarser group that matches about half of a model.
func Coarse(rng *rand.Rand, m *Model, g *dataidlist.Group) (*dataidlist.List, *Model) {
	return Related(rng, m.Project(g))
}

// Variable names the environment variable that sets the seed of all tests.
const Variable = "LISTTEST_SEED"

// Rand returns the source of a test's random choices. It depends on the name
// of the test and on the seed, 1 or what [Variable] says, which is printed if
// the test fails.
func Rand(t testing.TB) *rand.Rand {
	t.Helper()
	seed := uint64(1)
	if text := os.Getenv(Variable); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatalf("%s: %v", Variable, err)
		}
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("to see it again: %s=%d go test -run '^%s$'", Variable, seed, t.Name())
		}
	})
	name := fnv.New64a()
	name.Write([]byte(t.Name()))
	return rand.New(rand.NewPCG(seed, name.Sum64()))
}

// Run runs a property as a subtest for every group and six random shapes of
// each, two with -short. Other tests and other seeds get other shapes.
func Run(t *testing.T, property func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape Shape)) {
	n := 6
	if testing.Short() {
		n = 2
	}
	choice := Rand(t)
	for _, g := range Groups(t) {
		shapes := Shapes()
		choice.Shuffle(len(shapes), func(i, j int) { shapes[i], shapes[j] = shapes[j], shapes[i] })
		for _, shape := range shapes[:n] {
			t.Run(fmt.Sprintf("%v/%v", g, shape), func(t *testing.T) { property(t, Rand(t), g, shape) })
		}
	}
}
