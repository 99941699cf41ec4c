package storetest

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/campaign/objects"
	"github.com/skycampaign/skycampaign/dataidlist"
)

// An Outside is a way to a store's tables around the store, with nothing that keeps them from being changed: no trigger and no foreign key.
type Outside struct {
	DB       *sql.DB
	Numbered bool // parameters are $1, $2, …
}

// Flips changes, byte by byte, what a notebook consists of, behind its back, and has it verified each time: values of rows of every table, whole
// rows, and bytes of objects. Verify must name what was changed, and find nothing when it is undone. A short run takes two rows of each table,
// a long one all.
func Flips(t *testing.T, s campaign.Store, outside Outside) {
	dir := t.TempDir()
	directory, err := objects.Open(dir)
	require.NoError(t, err)
	f := &flipper{t, campaign.New(s, directory, nil), outside}
	f.fill()
	f.sound()
	t.Run("values", f.values)
	t.Run("rows", f.rows)
	t.Run("objects", func(t *testing.T) { f.objects(t, directory, dir) })
	f.sound()
}

// flipper is a run of Flips.
type flipper struct {
	t  *testing.T
	nb *campaign.Notebook
	Outside
}

// fill makes something of every kind of record, so that no table is empty.
func (f *flipper) fill() {
	t, ctx := f.t, f.t.Context()
	s := operator(f.nb)
	c, err := s.Define(ctx, definition("night"))
	require.NoError(t, err)
	input, bad := lists(t)
	_, err = s.AddList(ctx, c.ID, campaign.ListUse{Role: campaign.InputList, Name: "all.parquet"}, input)
	require.NoError(t, err)
	_, err = s.AddList(ctx, c.ID, campaign.ListUse{Role: campaign.ExcludeList, Name: "bad.parquet", Reason: "trailed"}, bad)
	require.NoError(t, err)
	live(t, s, c.ID)
	jobs := `{"job":"a","status":"failed","exit_code":1,"tasks":[{"task":"isr","status":"failed","milliseconds":5}]}`
	_, err = s.LoadJobs(ctx, c.ID, "isr", 0, strings.NewReader(jobs))
	require.NoError(t, err)
	_, err = s.AddLink(ctx, c.ID, "", campaign.Link{Kind: "qa", URL: "https://example.org"})
	require.NoError(t, err)
	_, err = s.DefineSchedule(ctx, "drp", "America/Santiago", campaign.Plan{Fallback: "hf", Shifts: []campaign.Turn{}})
	require.NoError(t, err)
	_, err = s.SaveQuery(ctx, campaign.SavedQuery{Name: "mine", Filter: "definer = ktl"})
	require.NoError(t, err)
	_, err = s.Clone(ctx, c.ID, func(*campaign.Definition) error { return nil })
	require.NoError(t, err)
}

// lists are an input of 20 visits, and one of them to exclude.
func lists(t *testing.T) (input, bad *dataidlist.List) {
	t.Helper()
	u, err := dataidlist.DafButler(dataidlist.DefaultVersion)
	require.NoError(t, err)
	g, err := u.Group("instrument", "visit")
	require.NoError(t, err)
	all, some := dataidlist.NewBuilder(g), dataidlist.NewBuilder(g)
	require.NoError(t, all.AddRun([]string{"LSSTCam"}, []int64{20260501_00001}, 20))
	require.NoError(t, some.AddRun([]string{"LSSTCam"}, []int64{20260501_00003}, 1))
	return all.List(), some.List()
}

// faults returns what Verify finds, as text.
func (f *flipper) faults() []string {
	v, err := f.nb.Verify(f.t.Context(), false)
	require.NoError(f.t, err)
	var all []string
	for _, fault := range v.Faults {
		all = append(all, fault.Item+": "+fault.Text)
	}
	return all
}

func (f *flipper) sound() { require.Empty(f.t, f.faults()) }

// names are the tables that hold the notebook.
func (f *flipper) names() []string {
	names := []string{"events", "records", "numbers"}
	for _, t := range campaign.Tables() {
		names = append(names, t.Name)
	}
	return names
}

// contents returns the columns and rows of a table.
func (f *flipper) contents(table string) (columns []string, all [][]any) {
	rows, err := f.DB.Query("SELECT * FROM " + table)
	require.NoError(f.t, err)
	defer rows.Close()
	columns, err = rows.Columns()
	require.NoError(f.t, err)
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		require.NoError(f.t, rows.Scan(into...))
		all = append(all, values)
	}
	require.NoError(f.t, rows.Err())
	require.NotEmpty(f.t, all, table)
	return columns, all
}

// where is the condition of the row whose columns have values, which are the parameters after the first n.
func (f *flipper) where(columns []string, n int) string {
	var terms []string
	for i, c := range columns {
		terms = append(terms, fmt.Sprintf("%q = %s", c, f.parameter(n+i)))
	}
	return strings.Join(terms, " AND ")
}

func (f *flipper) parameter(i int) string {
	if f.Numbered {
		return fmt.Sprintf("$%d", i+1)
	}
	return "?"
}

func (f *flipper) values(t *testing.T) {
	tried := 0
	for _, table := range f.names() {
		columns, all := f.contents(table)
		rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		for _, row := range all[:min(len(all), Size(2, len(all)))] {
			for i := range columns {
				tried++
				f.value(t, table, columns, row, i)
			}
		}
	}
	assert.Greater(t, tried, 100)
}

// value changes value i of a row, has a look, and changes it back.
func (f *flipper) value(t *testing.T, table string, columns []string, row []any, i int) {
	t.Helper()
	changed := slices.Clone(row)
	switch old := row[i].(type) {
	case int64:
		changed[i] = old + 1
	case string:
		changed[i] = string(flip([]byte(old)))
	default:
		t.Fatalf("%s.%s is a %T", table, columns[i], old)
	}
	set := func(from, to []any) error {
		text := fmt.Sprintf("UPDATE %s SET %q = %s WHERE %s", table, columns[i], f.parameter(0), f.where(columns, 1))
		done, err := f.DB.Exec(text, slices.Concat(to[i:i+1], from)...)
		if err == nil {
			n, err := done.RowsAffected()
			require.NoError(t, err)
			require.EqualValues(t, 1, n)
		}
		return err
	}
	if set(row, changed) != nil {
		return // the database itself refuses it: a key that is there already
	}
	said := strings.Join(f.faults(), "\n")
	name := fmt.Sprint(row[0]) // of the record that it is part of, or of the kind that it counts
	was := fmt.Sprint(changed[0])
	assert.True(t, strings.Contains(said, name) || strings.Contains(said, was),
		"table %s: column %s was changed from %.60q to %.60q, and Verify says %q", table, columns[i], row[i], changed[i], said)
	require.NoError(t, set(changed, row))
}

// rows takes rows away, and puts them back.
func (f *flipper) rows(t *testing.T) {
	for _, table := range f.names() {
		columns, all := f.contents(table)
		last := all[len(all)-1]
		_, err := f.DB.Exec(fmt.Sprintf("DELETE FROM %s WHERE %s", table, f.where(columns, 0)), last...)
		require.NoError(t, err)
		assert.NotEmpty(t, f.faults(), table)
		var places []string
		for i := range columns {
			places = append(places, f.parameter(i))
		}
		_, err = f.DB.Exec(fmt.Sprintf("INSERT INTO %s VALUES (%s)", table, strings.Join(places, ", ")), last...)
		require.NoError(t, err)
	}
	f.sound()
}

// objects changes a byte of each object, and takes it away.
func (f *flipper) objects(t *testing.T, directory *objects.Directory, dir string) {
	for digest, err := range directory.All(t.Context()) {
		require.NoError(t, err)
		name := dir + "/" + digest.Hex()[:2] + "/" + digest.Hex()[2:]
		good, err := os.ReadFile(name) //nolint:gosec // the test's own
		require.NoError(t, err)
		require.NoError(t, os.Chmod(name, 0o600))
		for range Size(1, 50) {
			require.NoError(t, os.WriteFile(name, flip(good), 0o600))
			assert.Contains(t, strings.Join(f.faults(), "\n"), "object "+digest.String())
		}
		require.NoError(t, os.Remove(name))
		assert.Contains(t, strings.Join(f.faults(), "\n"), "object "+digest.String())
		require.NoError(t, os.WriteFile(name, good, 0o600))
	}
}

// flip changes a bit of a byte somewhere in a text, so that it stays one.
func flip(text []byte) []byte {
	if len(text) == 0 {
		return []byte("x")
	}
	changed := slices.Clone(text)
	changed[rand.IntN(len(text))] ^= 1 //nolint:gosec // a test
	return changed
}
