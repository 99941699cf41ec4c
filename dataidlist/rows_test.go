package dataidlist_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// columnsOf gives the ints of rows column by column.
func columnsOf(rows []listtest.Row) [][]int64 {
	columns := make([][]int64, len(rows[0].Ints))
	for i := range columns {
		for _, r := range rows {
			columns[i] = append(columns[i], r.Ints[i])
		}
	}
	return columns
}

// sameStrings tells how many of the first rows have the same string values.
func sameStrings(rows []listtest.Row) int {
	n := 1
	for n < len(rows) && assert.ObjectsAreEqual(rows[0].Strings, rows[n].Strings) {
		n++
	}
	return n
}

func TestAddRowsEqualsAdd(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		if len(g.Ints()) == 0 {
			return // there are no ints
		}
		list, model := listtest.Random(rng, g, shape)
		for _, order := range []string{"canonical", "reversed", "shuffled", "twice"} {
			rows := append([]listtest.Row{}, model.Rows...)
			switch order {
			case "reversed":
				for i, j := 0, len(rows)-1; i < j; i, j = i+1, j-1 {
					rows[i], rows[j] = rows[j], rows[i]
				}
			case "shuffled":
				rng.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
			case "twice":
				rows = append(rows, rows...)
			}
			b := dataidlist.NewBuilder(g)
			for left := rows; len(left) > 0; {
				n := min(sameStrings(left), 1+rng.IntN(5000))
				if rng.IntN(3) == 0 {
					n = 1
					require.NoError(t, b.AddRun(left[0].Strings, left[0].Ints, 1))
				} else {
					require.NoError(t, b.AddRows(left[0].Strings, columnsOf(left[:n])))
				}
				left = left[n:]
			}
			assert.EqualValues(t, len(rows), b.Added(), order)
			assert.Equal(t, list.Digest(), b.List().Digest(), order)
		}
	})
}

// Late rows fill bins until they are bits, and late runs are long and short.
func TestBuilderOfLateRuns(t *testing.T) {
	rng := listtest.Rand(t)
	g := listtest.Group(t, "visit", "detector")
	model := &listtest.Model{Group: g}
	type run struct {
		visit, first, n int64
	}
	var runs []run
	for visit := range int64(700) {
		for at := int64(0); at < 200; {
			n := 1 + rng.Int64N(1+rng.Int64N(30))
			runs = append(runs, run{visit, at, n})
			for i := range n {
				model.Rows = append(model.Rows, listtest.Row{Strings: []string{"HSC"}, Ints: []int64{visit, at + i}})
			}
			at += n + 1 + rng.Int64N(3)
		}
	}
	rng.Shuffle(len(runs), func(i, j int) { runs[i], runs[j] = runs[j], runs[i] })
	b := dataidlist.NewBuilder(g)
	for _, r := range runs {
		require.NoError(t, b.AddRun([]string{"HSC"}, []int64{r.visit, r.first}, r.n))
	}
	listtest.Check(t, model, b.List())
}

// Late rows that come again and again take no more room than once.
func TestBuilderOfRepeatedLateRows(t *testing.T) {
	g := listtest.Group(t, "visit", "detector")
	model := &listtest.Model{Group: g}
	var visits, detectors []int64
	for visit := range int64(60) {
		for detector := range 1 + visit/6 {
			model.Rows = append(model.Rows, listtest.Row{Strings: []string{"HSC"}, Ints: []int64{visit * 256, 2 * detector}})
			visits, detectors = append(visits, visit*256), append(detectors, 2*detector)
		}
	}
	for _, times := range []int{1, 300} {
		b := dataidlist.NewBuilder(g)
		last := listtest.Row{Strings: []string{"HSC"}, Ints: []int64{1 << 40, 0}}
		require.NoError(t, b.AddRun(last.Strings, last.Ints, 1))
		for range times {
			require.NoError(t, b.AddRows([]string{"HSC"}, [][]int64{visits, detectors}))
		}
		assert.EqualValues(t, 1+times*len(visits), b.Added())
		listtest.Check(t, &listtest.Model{Group: g, Rows: append(model.Rows[:len(model.Rows):len(model.Rows)], last)}, b.List())
	}
}

// Values that do not fit the layout come late, and negative ones not at all.
func TestAddRowsWidens(t *testing.T) {
	g := listtest.Group(t, "visit", "detector")
	b := dataidlist.NewBuilder(g)
	strs := []string{"HSC"}
	require.NoError(t, b.AddRows(strs, [][]int64{{7, 3}, {1, 2}}))
	require.NoError(t, b.AddRows(strs, [][]int64{{math.MaxInt64, 5}, {70000, math.MaxInt64}}))
	require.NoError(t, b.AddRows(strs, [][]int64{{3, 7}, {2, 1}}))
	require.NoError(t, b.AddRows(strs, [][]int64{{}, {}}))
	for _, bad := range [][][]int64{{{9, -1}, {0, 0}}, {{9, 8}, {0, math.MinInt64}}, {{9}, {0, 1}}, {{9}}, {{9}, {0}, {0}}, nil} {
		assert.ErrorIs(t, b.AddRows(strs, bad), dataidlist.ErrValue)
	}
	assert.ErrorIs(t, b.AddRows([]string{""}, [][]int64{{9}, {0}}), dataidlist.ErrValue)
	assert.ErrorContains(t, b.AddRows(strs, [][]int64{{9}, {-1}}), "detector: bad value: a negative value")
	assert.EqualValues(t, 6, b.Added())
	var got [][]int64
	for id := range b.List().All() {
		got = append(got, id.Ints())
	}
	assert.Equal(t, [][]int64{{3, 2}, {5, math.MaxInt64}, {7, 1}, {math.MaxInt64, 70000}}, got)
	stringsOnly := dataidlist.NewBuilder(listtest.Group(t, "instrument", "physical_filter"))
	assert.ErrorIs(t, stringsOnly.AddRows([]string{"HSC", "r"}, nil), dataidlist.ErrValue)
}

func BenchmarkAddRows(b *testing.B) {
	const rows, batch = 1 << 20, 1 << 14
	g := listtest.Group(b, "visit", "detector")
	for _, order := range []string{"canonical", "shuffled"} {
		visits, detectors := make([]int64, rows), make([]int64, rows)
		for i := range visits {
			at := int64(i)
			if order == "shuffled" {
				at = int64(uint64(i) * 0x9E3779B1 % rows)
			}
			visits[i], detectors[i] = 2025062900000+at/100+at/57500*100000, at%100*2
		}
		b.Run(order, func(b *testing.B) {
			b.SetBytes(rows)
			for b.Loop() {
				build := dataidlist.NewBuilder(g)
				for i := 0; i < rows; i += batch {
					if err := build.AddRows([]string{"LSSTCam"}, [][]int64{visits[i : i+batch], detectors[i : i+batch]}); err != nil {
						b.Fatal(err)
					}
				}
				build.List()
			}
		})
	}
}
