package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMedian(t *testing.T) {
	assert.Equal(t, 2.0, median([]float64{9, 1, 2}))
	assert.Equal(t, 2.5, median([]float64{3, 9, 1, 2}))
	assert.Equal(t, 7.0, median([]float64{7}))
	unsorted := []float64{3, 1, 2}
	median(unsorted)
	assert.Equal(t, []float64{3, 1, 2}, unsorted, "the runs stay in their order")
}

func TestAgree(t *testing.T) {
	require.NoError(t, agree(facts{"count": "3", "digest": "d"}, facts{"count": "3"}, facts{"count": "3", "sum_visit": "9"}))
	require.ErrorContains(t, agree(facts{"count": "3"}, facts{"count": "4"}), "count is 3 and 4")
	require.ErrorContains(t, agree(facts{"count": "3", "sum_visit": "9"}, facts{"count": "3"}, facts{"count": "3", "sum_visit": "8"}), "sum_visit")
	require.ErrorContains(t, agree(facts{"count": "3"}, facts{"count": "3"}, facts{"digest": "d"}), "answer 2 shares nothing")
	require.ErrorContains(t, agree(facts{"count": "3"}, facts{}), "shares nothing")
}

func TestReadFacts(t *testing.T) {
	found, seconds, err := readFacts([]byte(`{"seconds": 1.5, "count": 805631852989938240000, "file": "x"}`), "")
	require.NoError(t, err)
	assert.Equal(t, facts{"count": "805631852989938240000"}, found)
	assert.Equal(t, 1.5, seconds)

	found, _, err = readFacts([]byte(`{"base": {"count": 9}, "result": {"count": 7, "digest": "dil1:00"}}`), "result")
	require.NoError(t, err)
	assert.Equal(t, facts{"count": "7", "digest": "dil1:00"}, found)

	found, _, err = readFacts([]byte(`{"files": [{"count": 7}]}`), "files")
	require.NoError(t, err)
	assert.Equal(t, facts{"count": "7"}, found)

	_, _, err = readFacts([]byte(`{"files": [{"count": 7}, {"count": 8}]}`), "files")
	require.ErrorContains(t, err, "no files")
	_, _, err = readFacts([]byte(`7`), "")
	require.ErrorContains(t, err, "no JSON object")
}

func TestGoals(t *testing.T) {
	g := goal{times: map[string]float64{duckdb: 3}, seconds: 2, peak: 1 << 20}
	assert.Equal(t, "≥ 3 × DuckDB, ≤ 2.00 s, ≤ 1.0 MiB", g.String())
	result := func(us, peer float64, peak int64) workResult {
		return workResult{Contestants: []contestantResult{
			{Name: ours, Seconds: []float64{us}, Peak: peak}, {Name: duckdb, Seconds: []float64{peer}},
		}}
	}
	assert.True(t, g.met(result(1, 3, 1<<20)))
	assert.False(t, g.met(result(1, 2.9, 1<<20)), "too few times as fast")
	assert.False(t, g.met(result(2.1, 9, 1<<20)), "too slow")
	assert.False(t, g.met(result(1, 3, 1<<20+1)), "too much memory")

	failed := result(1, 3, 1)
	failed.Contestants[1].Error = "out of memory"
	assert.True(t, g.met(failed), "a peer that cannot do it is beaten")
	failed.Disagreement = "count is 3 and 4"
	assert.False(t, g.met(failed))
}

func TestWorkTable(t *testing.T) {
	works := []workResult{
		{Title: "cut", Set: "survey", DataIDs: 396_900_000, Goal: "≥ 50 × DuckDB", GoalMet: true, Contestants: []contestantResult{
			{Name: ours, Seconds: []float64{0.25, 0.2, 0.3}, Peak: 100 << 20},
			{Name: duckdb, Seconds: []float64{14, 15.5, 16}, Peak: 3 << 30},
		}},
		{Title: "cut", Set: "dp2", DataIDs: 5150, Disagreement: "count is 1 and 2", Contestants: []contestantResult{
			{Name: ours, Seconds: []float64{0.0042}, Peak: 5 << 20},
			{Name: duckdb, Error: "exit status 1"},
			{Name: pandas, Seconds: []float64{0.042}},
		}},
	}
	assert.Equal(t, `| work | set | DataIds | dataidlist | DuckDB | pandas | goal | equal |
|---|---|---:|---:|---:|---:|---:|---:|
| cut | survey | 396,900,000 | 250 ms (100 MiB) | 15.5 s (62 ×, 3.0 GiB) |  | ≥ 50 × DuckDB: met | ✓ |
| cut | dp2 | 5,150 | 4.2 ms (5.0 MiB) | failed | 42 ms (10 ×, ?) |  | **no**: count is 1 and 2 |
`, workTable(works))
}

func TestSizeTable(t *testing.T) {
	assert.Equal(t, `| set |  | DataIds | dataidlist | DuckDB |
|---|---|---:|---:|---:|
| survey | ten years | 396,900,000 | 2.5 MiB | 16 MiB (6.2 ×) |
`, sizeTable([]sizes{{"survey", "ten years", 396_900_000, map[string]int64{ours: 5 << 19, duckdb: 31 << 19}}}))
}

// TestRunInParts adds the results of works in any order to those that are there.
func TestRunInParts(t *testing.T) {
	b, dir := &bench{known: &inputs{}}, t.TempDir()
	now := about{Date: "2026-11-28", Commit: "abc", Rounds: 3, Versions: map[string]string{"duckdb": "2"}}
	first, err := readResults(dir, now)
	require.NoError(t, err)
	for _, name := range []string{"count/survey", "apply/dp2", "open/survey"} {
		b.put(&first, workResult{Name: name, Contestants: []contestantResult{{Name: ours}}})
	}
	require.NoError(t, first.write(dir))

	later := now
	later.Date = "2026-11-29"
	second, err := readResults(dir, later)
	require.NoError(t, err)
	b.put(&second, workResult{Name: "count/survey", DataIDs: 7, Contestants: []contestantResult{{Name: ours}}})
	var names []string
	for _, w := range second.Works {
		names = append(names, w.Name)
	}
	assert.Equal(t, []string{"open/survey", "apply/dp2", "count/survey"}, names)
	assert.EqualValues(t, 7, second.Works[2].DataIDs)

	later.Commit = "def"
	_, err = readResults(dir, later)
	require.ErrorContains(t, err, "commit abc")
}
