package listmeta_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/listheader"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/listmeta"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// sample has a reason with all members.
func sample(t testing.TB) *dataidlist.List {
	t.Helper()
	b := dataidlist.NewBuilder(listtest.Group(t, "visit", "detector"))
	require.NoError(t, b.AddRun([]string{"LSST \"Cam\""}, []int64{5, 3}, 4, dataidlist.Reason{
		Text: "a < b", Source: "s", Author: "me", Time: time.Date(2026, 11, 22, 1, 2, 3, 400, time.UTC), URL: "https://example.org/?a&b",
	}))
	require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{6, 0}, 2, dataidlist.Reason{Text: "trailed"}))
	require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{7, 0}, 2))
	return b.List().WithInfo(dataidlist.Info{Title: "t"})
}

func entries(t testing.TB, l *dataidlist.List) map[string]string {
	t.Helper()
	all, err := listmeta.Entries(l)
	require.NoError(t, err)
	values := map[string]string{}
	for _, e := range all {
		values[e.Key] = e.Value
	}
	require.Len(t, values, len(all))
	return values
}

func lookup(values map[string]string) func(string) (string, bool) {
	return func(key string) (string, bool) {
		v, ok := values[key]
		return v, ok
	}
}

// rows gives the rows of a list to a mapper.
func rows(t testing.TB, m *table.Mapper, l *dataidlist.List) *table.Result {
	t.Helper()
	for run := range l.Runs() {
		cells := []table.Cell{{Kind: table.Str, Bytes: []byte(run.Strings[0])}, {Kind: table.Int, Int: run.Ints[0]}, {Kind: table.Int, Int: run.Ints[1]}, {Kind: table.Str, Bytes: []byte("not read")}}
		require.NoError(t, m.Run(1, run.Len, cells))
	}
	r, err := m.Finish("x")
	require.NoError(t, err)
	return r
}

var columns = []string{"instrument", "visit", "detector", "reason"}

func TestReasons(t *testing.T) {
	const want = `[{"text":"a < b","source":"s","author":"me","time":"2026-11-22T01:02:03.0000004Z","url":"https://example.org/?a&b",` +
		`"dataIds":[["LSST \"Cam\"",5,3,4]]},{"text":"trailed","dataIds":[["LSSTCam",6,0,2]]}]`
	assert.Equal(t, want, entries(t, sample(t))[listmeta.ReasonsKey])
	assert.NotContains(t, entries(t, sample(t).WithoutReasons()), listmeta.ReasonsKey)
}

func TestFinishGivesTheListBack(t *testing.T) {
	list := sample(t)
	m, meta, err := listmeta.Start("f", &table.ReadOptions{}, columns, listheader.Claims{}, lookup(entries(t, list)))
	require.NoError(t, err)
	require.NotNil(t, meta)
	assert.False(t, m.Uses(3), "the exact reasons are in the metadata")
	r := rows(t, m, list)
	require.NoError(t, meta.Finish(r))
	assert.Equal(t, list.FullDigest(), r.List.FullDigest())
	assert.Equal(t, "t", r.List.Info().Title)
	assert.Equal(t, list.Digest(), *r.Header.Digest)
}

func TestFinishRefusesOtherRows(t *testing.T) {
	list := sample(t)
	m, meta, err := listmeta.Start("f", &table.ReadOptions{}, columns, listheader.Claims{}, lookup(entries(t, list)))
	require.NoError(t, err)
	r := rows(t, m, dataidlist.Empty(list.Group()))
	err = meta.Finish(r)
	require.ErrorIs(t, err, table.ErrMismatch)
	assert.EqualError(t, err, "f: metadata dataidlist.reasons: the file is damaged or was edited: a reason is for DataIds that are not among the rows")
}

func TestWhatTheHeaderDoesNotStateIsNotChecked(t *testing.T) {
	list := sample(t)
	header := map[string]string{listmeta.HeaderKey: `{"format":"dataidlist/1","universe":"daf_butler/8","strings":["instrument"],"ints":["visit","detector"]}`}
	m, meta, err := listmeta.Start("f", &table.ReadOptions{}, columns, listheader.Claims{}, lookup(header))
	require.NoError(t, err)
	r := rows(t, m, list)
	require.NoError(t, meta.Finish(r))
	assert.Nil(t, r.Header.Digest)
	assert.Nil(t, r.Header.FullDigest)
	assert.Nil(t, r.Header.Count)
}

func TestExactReasonsComeBeforeTheirColumn(t *testing.T) {
	list := sample(t)
	m, meta, err := listmeta.Start("f", &table.ReadOptions{ReasonColumn: "reason"}, columns, listheader.Claims{}, lookup(entries(t, list)))
	require.NoError(t, err)
	r := rows(t, m, list)
	require.NoError(t, meta.Finish(r))
	assert.Equal(t, list.FullDigest(), r.List.FullDigest())
}

func TestMetaIsLeftOutWhereItDoesNotHold(t *testing.T) {
	list := sample(t)
	values := entries(t, list)
	for name, c := range map[string]struct {
		opts    table.ReadOptions
		values  map[string]string
		reasons int
	}{
		"no header":         {table.ReadOptions{}, map[string]string{listmeta.ReasonsKey: values[listmeta.ReasonsKey]}, 1},
		"ignored reasons":   {table.ReadOptions{Ignore: []string{"reason"}}, values, 0},
		"another dimension": {table.ReadOptions{Rename: map[string]string{"visit": "exposure"}}, values, 1},
	} {
		m, meta, err := listmeta.Start("f", &c.opts, columns, listheader.Claims{}, lookup(c.values))
		require.NoError(t, err, name)
		require.Nil(t, meta, name)
		r := rows(t, m, list)
		require.NoError(t, meta.Finish(r), name)
		assert.Nil(t, r.Header, name)
		assert.Equal(t, c.reasons, r.List.NumReasons(), name)
	}
}

// hints are what the claims of a copy are worth.
var hints = listheader.Claims{Hints: true, By: "other software 1.0"}

// TestReasonsOfACopy edits the rows of random lists as other software does: some are
// left out, and some have another text in the column of reasons.
func TestReasonsOfACopy(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, _ := listtest.Random(rng, g, shape)
		values := entries(t, list)
		names := append(g.Dimensions(), "reason")
		m, meta, err := listmeta.Start("f", &table.ReadOptions{}, names, hints, lookup(values))
		require.NoError(t, err)
		want := dataidlist.NewBuilder(g)
		edited := false
		for d := range list.All() {
			reasons := list.ReasonsOf(d)
			text := table.JoinTexts(reasons)
			switch rng.IntN(6) {
			case 0:
				edited = true
				continue // the row is gone
			case 1:
				edited = edited || text != "edited"
				text, reasons = "edited", []dataidlist.Reason{{Text: "edited"}}
			case 2:
				edited = edited || text != ""
				text, reasons = "", nil
			}
			var cells []table.Cell
			for _, s := range d.Strings() {
				cells = append(cells, table.Cell{Kind: table.Str, Bytes: []byte(s)})
			}
			for _, v := range d.Ints() {
				cells = append(cells, table.Cell{Kind: table.Int, Int: v})
			}
			require.NoError(t, m.Row(1, append(cells, table.Cell{Kind: table.Str, Bytes: []byte(text)})))
			require.NoError(t, want.Add(d, reasons...))
		}
		r, err := m.Finish("test")
		require.NoError(t, err)
		require.NoError(t, meta.Finish(r))
		expected := want.List()
		require.Equal(t, expected.Digest(), r.List.Digest())
		require.Equal(t, expected.FullDigest(), r.List.FullDigest())
		require.Equal(t, &table.Copy{By: hints.By, SameIDs: expected.Equal(list), SameReasons: expected.FullDigest() == list.FullDigest()}, r.Copy)
		if !edited {
			require.True(t, r.Copy.SameReasons)
		}
		require.Equal(t, r.Copy.Derivation(r.Header), r.List.Info().Derivation)
	})
}

// TestMetadataOfACopyIsNoMoreThanAHint shows that nothing in it makes a file unreadable.
func TestMetadataOfACopyIsNoMoreThanAHint(t *testing.T) {
	list := sample(t)
	values := entries(t, list)
	for name, c := range map[string]struct {
		header, reasons string
		exact           bool // whether the reasons come back
		copied          bool // whether it is known of what it is a copy
	}{
		"as it was":           {values[listmeta.HeaderKey], values[listmeta.ReasonsKey], true, true},
		"no JSON":             {"{", values[listmeta.ReasonsKey], false, false},
		"another format":      {`{"format":"dataidlist/2"}`, values[listmeta.ReasonsKey], false, false},
		"no digest":           {`{"format":"dataidlist/1","universe":"daf_butler/8","strings":["instrument"],"ints":["visit","detector"]}`, values[listmeta.ReasonsKey], true, false},
		"reasons of no JSON":  {values[listmeta.HeaderKey], "[", false, true},
		"no reasons":          {values[listmeta.HeaderKey], "[]", false, true},
		"other dimensions":    {`{"format":"dataidlist/1","universe":"daf_butler/8","strings":["instrument"],"ints":["exposure"]}`, values[listmeta.ReasonsKey], false, false},
		"reasons of a lot":    {values[listmeta.HeaderKey], `[{"text":"x","dataIds":[["LSSTCam",1,0,9223372036854775807]]}]`, false, true},
		"an unknown universe": {`{"format":"dataidlist/1","universe":"daf_butler/99","strings":["instrument"],"ints":["visit","detector"]}`, values[listmeta.ReasonsKey], true, false},
	} {
		m, meta, err := listmeta.Start("f", &table.ReadOptions{}, columns, hints, lookup(map[string]string{listmeta.HeaderKey: c.header, listmeta.ReasonsKey: c.reasons}))
		require.NoError(t, err, name)
		require.False(t, meta.Binds(), name)
		r := rowsWithReasons(t, m, list)
		require.NoError(t, meta.Finish(r), name)
		assert.Equal(t, list.Digest(), r.List.Digest(), name)
		assert.Equal(t, c.exact, list.FullDigest() == r.List.FullDigest(), name)
		assert.Equal(t, 2, r.List.NumReasons(), name)
		assert.Equal(t, c.copied, r.Copy != nil, name)
	}
}

// rowsWithReasons gives the rows of a list to a mapper, as writers do.
func rowsWithReasons(t testing.TB, m *table.Mapper, l *dataidlist.List) *table.Result {
	t.Helper()
	for run, reasons := range table.WithReasons(l) {
		for i := range run.Len {
			require.NoError(t, m.Row(1, []table.Cell{
				{Kind: table.Str, Bytes: []byte(run.Strings[0])}, {Kind: table.Int, Int: run.Ints[0]}, {Kind: table.Int, Int: run.Ints[1] + i},
				{Kind: table.Str, Bytes: []byte(table.JoinTexts(reasons))},
			}))
		}
	}
	r, err := m.Finish("test")
	require.NoError(t, err)
	return r
}
