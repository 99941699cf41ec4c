package dataidlist_test

import (
	"encoding/json"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/internal/pyenv"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// TestWhereIsSQL lets SQLite choose the DataIds of a list, and all others,
// from a table of more.
func TestWhereIsSQL(t *testing.T) {
	const program = `
import json, sqlite3, sys
for case in json.load(sys.stdin):
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE ids (%s)" % ", ".join('"%s"' % name for name in case["names"]))
    db.executemany("INSERT INTO ids VALUES (%s)" % ", ".join("?" for _ in case["names"]), case["rows"])
    for where, n in case["wheres"].items():
        found = db.execute("SELECT count(*) FROM ids WHERE " + where).fetchone()[0]
        assert found == n, (where, found, n)
`
	type question struct {
		Names  []string          `json:"names"`
		Rows   [][]any           `json:"rows"`
		Wheres map[string]uint64 `json:"wheres"`
	}
	python := pyenv.Python(t)
	var questions []question
	for _, dimensions := range [][]string{{"group"}, {"exposure"}, {"group", "visit", "detector"}} {
		g := listtest.Group(t, dimensions...)
		b := dataidlist.NewBuilder(g)
		q := question{Names: g.Dimensions()}
		rng := rand.New(rand.NewPCG(7, 8))
		for range 300 {
			var row []any
			strs, ints := make([]string, len(g.Strings())), make([]int64, len(g.Ints()))
			for i := range strs {
				strs[i] = []string{"A", "o'clock", "-"}[rng.IntN(3)]
				row = append(row, strs[i])
			}
			for i := range ints {
				ints[i] = rng.Int64N(6)
				row = append(row, ints[i])
			}
			if slices.ContainsFunc(q.Rows, func(other []any) bool { return slices.Equal(row, other) }) {
				continue
			}
			q.Rows = append(q.Rows, row)
			if rng.IntN(3) == 0 {
				require.NoError(t, b.AddRun(strs, ints, 1))
			}
		}
		list := b.List()
		require.Positive(t, list.Count())
		in, _ := list.Where(dataidlist.WhereOptions{SQL: true})
		out, _ := list.Where(dataidlist.WhereOptions{SQL: true, Not: true})
		none, _ := dataidlist.Empty(g).Where(dataidlist.WhereOptions{SQL: true})
		q.Wheres = map[string]uint64{in: list.Count(), out: uint64(len(q.Rows)) - list.Count(), none: 0}
		questions = append(questions, q)
	}
	input, err := json.Marshal(questions)
	require.NoError(t, err)
	run := exec.Command(python, "-c", program)
	run.Stdin = strings.NewReader(string(input))
	said, err := run.CombinedOutput()
	require.NoError(t, err, string(said))
}
