package dataidlist_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

func TestBuilderTakesDataIDsInAnyOrder(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		for range 3 {
			list, model := listtest.Random(rng, g, shape)
			listtest.Check(t, model, list)
		}
	})
}

func TestBuilderAddEqualsAddRun(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, model := listtest.Random(rng, g, shape)
		b := dataidlist.NewBuilder(g)
		for _, i := range rng.Perm(len(model.Rows)) {
			row := model.Rows[i]
			require.NoError(t, b.Add(model.DataID(row), row.Reasons...))
		}
		require.EqualValues(t, len(model.Rows), b.Added())
		require.Equal(t, list.FullDigest(), b.List().FullDigest())
	})
}

// So many DataIds of one block out of order that they are put away in between.
func TestBuilderOfManyRunsInOneBlock(t *testing.T) {
	rng := listtest.Rand(t)
	model := &listtest.Model{Group: listtest.Group(t, "visit", "detector")}
	for visit := range int64(300) {
		for detector := range int64(150) {
			if detector%3 > 0 && rng.IntN(10) > 0 {
				model.Rows = append(model.Rows, listtest.Row{Strings: []string{"LSSTCam"}, Ints: []int64{65536 + visit, detector}})
			}
		}
	}
	for _, order := range [][]int{rng.Perm(len(model.Rows)), nil} {
		b := dataidlist.NewBuilder(model.Group)
		for i := range model.Rows {
			if order != nil {
				i = order[i]
			}
			require.NoError(t, b.AddRun(model.Rows[i].Strings, model.Rows[i].Ints, 1))
			require.NoError(t, b.AddRun(model.Rows[i/2].Strings, model.Rows[i/2].Ints, 1))
		}
		listtest.Check(t, model, b.List())
	}
}

func TestBuilderKeepsNothingOfItsCaller(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "visit", "detector"))
	strs, ints := []string{"LSSTCam"}, []int64{2025042200001, 94}
	require.NoError(t, b.AddRun(strs, ints, 3))
	assert.Equal(t, []int64{2025042200001, 94}, ints)
	strs[0], ints[0], ints[1] = "HSC", 0, 0
	require.NoError(t, b.AddRun(strs, ints, 1))
	var got []string
	for d := range b.List().All() {
		got = append(got, d.String())
	}
	assert.Equal(t, []string{
		"instrument=HSC visit=0 detector=0",
		"instrument=LSSTCam visit=2025042200001 detector=94",
		"instrument=LSSTCam visit=2025042200001 detector=95",
		"instrument=LSSTCam visit=2025042200001 detector=96",
	}, got)
}

func TestBuilderCountsRepetitions(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "exposure"))
	for range 3 {
		require.NoError(t, b.AddRun([]string{"HSC"}, []int64{10}, 5))
	}
	assert.EqualValues(t, 15, b.Added())
	assert.EqualValues(t, 5, b.List().Count())
}

func TestBuilderRefusesAndStaysAsItWas(t *testing.T) {
	g := listtest.Group(t, "visit", "detector")
	other, err := listtest.Group(t, "exposure").DataID([]string{"HSC"}, []int64{1})
	require.NoError(t, err)
	const visit = 2025042200001
	good := dataidlist.Reason{Text: "new"}
	for name, c := range map[string]struct {
		add func(b *dataidlist.Builder) error
		is  error
	}{
		"a DataId of another group": {func(b *dataidlist.Builder) error { return b.Add(other) }, dataidlist.ErrGroup},
		"the zero DataId":           {func(b *dataidlist.Builder) error { return b.Add(dataidlist.DataID{}) }, dataidlist.ErrGroup},
		"no string":                 {run(nil, []int64{visit, 1}, 1), dataidlist.ErrValue},
		"too many strings":          {run([]string{"HSC", "HSC"}, []int64{visit, 1}, 1), dataidlist.ErrValue},
		"an empty string":           {run([]string{""}, []int64{visit, 1}, 1), dataidlist.ErrValue},
		"a string that is not text": {run([]string{"a\xff"}, []int64{visit, 1}, 1), dataidlist.ErrValue},
		"a long string":             {run([]string{strings.Repeat("é", dataidlist.MaxValueLen/2) + "x"}, []int64{visit, 1}, 1), dataidlist.ErrLimit},
		"too few ints":              {run([]string{"HSC"}, []int64{visit}, 1), dataidlist.ErrValue},
		"too many ints":             {run([]string{"HSC"}, []int64{visit, 1, 2}, 1), dataidlist.ErrValue},
		"a negative int":            {run([]string{"HSC"}, []int64{visit, -1}, 1), dataidlist.ErrValue},
		"a run of nothing":          {run([]string{"HSC"}, []int64{visit, 1}, 0), dataidlist.ErrValue},
		"a run backwards":           {run([]string{"HSC"}, []int64{visit, 1}, -1), dataidlist.ErrValue},
		"a run past 2^63−1":         {run([]string{"HSC"}, []int64{visit, math.MaxInt64}, 2), dataidlist.ErrValue},
		"a run past it from 0":      {run([]string{"HSC"}, []int64{visit, 1}, math.MaxInt64), dataidlist.ErrLimit},
		"a reason without text":     {run([]string{"HSC"}, []int64{visit, 1}, 1, good, dataidlist.Reason{}), dataidlist.ErrValue},
		"a reason that is not text": {run([]string{"HSC"}, []int64{visit, 1}, 1, good, dataidlist.Reason{Text: "x", URL: "\xff"}), dataidlist.ErrValue},
		"a long reason":             {run([]string{"HSC"}, []int64{visit, 1}, 1, good, dataidlist.Reason{Text: strings.Repeat("x", dataidlist.MaxReasonLen+1)}), dataidlist.ErrLimit},
		"a reason before its time":  {run([]string{"HSC"}, []int64{visit, 1}, 1, good, dataidlist.Reason{Text: "x", Time: time.Date(999, 12, 31, 0, 0, 0, 0, time.UTC)}), dataidlist.ErrValue},
		"a reason after its time":   {run([]string{"HSC"}, []int64{visit, 1}, 1, good, dataidlist.Reason{Text: "x", Time: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)}), dataidlist.ErrValue},
	} {
		t.Run(name, func(t *testing.T) {
			b := dataidlist.NewBuilder(g)
			require.NoError(t, run([]string{"LSSTCam"}, []int64{visit, 0}, 189, dataidlist.Reason{Text: "old"})(b))
			require.ErrorIs(t, c.add(b), c.is)
			require.EqualValues(t, 189, b.Added())
			require.NoError(t, run([]string{"LSSTCam"}, []int64{visit + 1, 7}, 1)(b), "it goes on")
			list := b.List()
			assert.EqualValues(t, 190, list.Count())
			assert.Equal(t, 1, list.NumReasons())
		})
	}
}

func TestBuilderIsClosedByItsList(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		_, model := listtest.Random(rng, g, shape)
		b := dataidlist.NewBuilder(g)
		for _, row := range model.Rows {
			require.NoError(t, b.AddRun(row.Strings, row.Ints, 1, row.Reasons...))
		}
		list, added := b.List(), b.Added()
		strs, ints := make([]string, len(g.Strings())), make([]int64, len(g.Ints()))
		for i := range strs {
			strs[i] = "zzz"
		}
		columns := make([][]int64, len(ints))
		for i := range ints {
			ints[i] = math.MaxInt64 - 1 // another layout than that of most lists
			columns[i] = []int64{ints[i]}
		}
		more, err := g.DataID(strs, ints)
		require.NoError(t, err)
		for range 2 {
			require.ErrorIs(t, b.Add(more), dataidlist.ErrBuilt)
			require.ErrorIs(t, b.Add(dataidlist.DataID{}), dataidlist.ErrBuilt)
			require.ErrorIs(t, b.AddRun(strs, ints, 1, dataidlist.Reason{Text: "late"}), dataidlist.ErrBuilt)
			require.ErrorIs(t, b.AddRows(strs, columns), dataidlist.ErrBuilt)
			require.Same(t, list, b.List())
		}
		require.Equal(t, added, b.Added())
		listtest.Check(t, model, list)
	})
}

func run(strs []string, ints []int64, n int64, reasons ...dataidlist.Reason) func(*dataidlist.Builder) error {
	return func(b *dataidlist.Builder) error { return b.AddRun(strs, ints, n, reasons...) }
}

func TestBuilderTakesValuesAtTheirLimits(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "visit", "detector"))
	longest := strings.Repeat("é", dataidlist.MaxValueLen/2)
	for _, r := range []dataidlist.Reason{
		{Text: strings.Repeat("x", dataidlist.MaxReasonLen)},
		{Text: "x", Time: time.Date(1000, 1, 1, 0, 0, 0, 0, time.UTC)},
		{Text: "x", Time: time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC)},
	} {
		require.NoError(t, b.AddRun([]string{longest}, []int64{math.MaxInt64, math.MaxInt64}, 1, r))
	}
	require.NoError(t, b.AddRun([]string{longest}, []int64{0, 0}, 1))
	list := b.List()
	assert.EqualValues(t, 2, list.Count())
	assert.Equal(t, 3, list.NumReasons())
}

func TestBuilderLimitsWhatARunStandsFor(t *testing.T) {
	const longest = dataidlist.MaxRangeRuns * dataidlist.ChunkWidth
	b := dataidlist.NewBuilder(listtest.Group(t, "visit", "detector"))
	require.ErrorIs(t, b.AddRun([]string{"x"}, []int64{1, 0}, longest+dataidlist.ChunkWidth), dataidlist.ErrLimit)
	require.NoError(t, b.AddRun([]string{"x"}, []int64{1, 5}, longest))
	list := b.List()
	assert.EqualValues(t, longest, list.Count())
	assert.EqualValues(t, 1, list.NumRuns(), "the run is not cut where blocks end")

	b = dataidlist.NewBuilder(listtest.Group(t, "exposure"))
	require.ErrorIs(t, b.AddRun([]string{"x"}, []int64{0}, longest+1), dataidlist.ErrLimit)
	require.ErrorIs(t, b.AddRun([]string{"x"}, []int64{1}, longest), dataidlist.ErrLimit, "one more chunk")
}
