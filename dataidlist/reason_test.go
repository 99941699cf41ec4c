package dataidlist_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

func TestReasonJSON(t *testing.T) {
	for _, r := range listtest.Reasons() {
		text := string(r.AppendJSON([]byte("before")))
		require.Equal(t, "before"+listtest.NaiveJSON(r), text)
		marshalled, err := json.Marshal(r)
		require.NoError(t, err)
		require.JSONEq(t, listtest.NaiveJSON(r), string(marshalled))
		var back struct{ Author, Source, Text, Time, URL string }
		require.NoError(t, json.Unmarshal([]byte(listtest.NaiveJSON(r)), &back))
		require.Equal(t, r.Text, back.Text)
		require.Equal(t, r.Source, back.Source)
		require.Equal(t, r.Author, back.Author)
		require.Equal(t, r.URL, back.URL)
	}
	for c := range 0x80 { // every character that may be escaped
		r := dataidlist.Reason{Text: string(rune(c))}
		require.Equal(t, listtest.NaiveJSON(r), string(r.AppendJSON(nil)))
	}
	// The example of FORMAT.md 3.6.
	r := dataidlist.Reason{Author: "ktl", Source: "log", Text: "señal \"débil\"\tü", Time: time.Date(2025, 7, 1, 4, 5, 6, 0, time.UTC)}
	assert.Equal(t, `{"author":"ktl","source":"log","text":"señal \"débil\"\tü","time":"2025-07-01T04:05:06Z"}`, string(r.AppendJSON(nil)))
}

func TestReasonNormal(t *testing.T) {
	at := time.Date(2025, 7, 1, 6, 5, 6, 250000000, time.FixedZone("", 2*3600))
	normal, err := dataidlist.Reason{Text: "x", Time: at}.Normal()
	require.NoError(t, err)
	assert.Equal(t, dataidlist.Reason{Text: "x", Time: time.Date(2025, 7, 1, 4, 5, 6, 250000000, time.UTC)}, normal)
	assert.Equal(t, `{"text":"x","time":"2025-07-01T04:05:06.25Z"}`, string(normal.AppendJSON(nil)))
	now, err := dataidlist.Reason{Text: "x", Time: time.Now()}.Normal()
	require.NoError(t, err)
	again, err := dataidlist.Reason{Text: "x", Time: now.Time.In(time.FixedZone("", 3600))}.Normal()
	require.NoError(t, err)
	assert.True(t, now == again, "a map key")
	zero, err := dataidlist.Reason{Text: "x", Time: time.Time{}.In(time.FixedZone("", 3600))}.Normal()
	require.NoError(t, err)
	assert.Equal(t, dataidlist.Reason{Text: "x"}, zero)
	// The year counts in UTC.
	late := time.Date(9999, 12, 31, 23, 0, 0, 0, time.FixedZone("", -2*3600))
	_, err = dataidlist.Reason{Text: "x", Time: late}.Normal()
	require.ErrorIs(t, err, dataidlist.ErrValue)
}

func TestTimesOfReasonsInFiles(t *testing.T) {
	for text, want := range map[string]string{
		"2025-07-01T04:05:06Z":                "2025-07-01T04:05:06Z",
		"2025-07-01T06:05:06.250+02:00":       "2025-07-01T04:05:06.25Z",
		"2025-07-01T04:05:06.123456789Z":      "2025-07-01T04:05:06.123456789Z",
		"2025-07-01T04:05:06.000-00:00":       "2025-07-01T04:05:06Z",
		"0999-12-31T23:59:59.000000001-23:59": "1000-01-01T23:58:59.000000001Z",
		"9999-12-31T23:59:59Z":                "9999-12-31T23:59:59Z",
	} {
		var r dataidlist.Reason
		require.NoError(t, json.Unmarshal([]byte(`{"text":"x","time":"`+text+`"}`), &r), text)
		assert.Equal(t, `{"text":"x","time":"`+want+`"}`, string(r.AppendJSON(nil)))
	}
	none, err := dataidlist.ParseReasonTime("")
	require.NoError(t, err)
	assert.True(t, none.IsZero())
	for _, text := range []string{ // as in examples/python/test_dil1.py
		"now", "2025-07-01", "2025-07-01T04:05:06", "2025-07-01 04:05:06Z", "2025-07-01t04:05:06Z", "2025-07-01T04:05:06z",
		"2025-07-01T4:05:06Z", "2025-07-01T4:05:06.5Z", "2025-07-01T04:05Z", "2025-07-01T04:05:60Z", "2025-07-01T24:00:00Z",
		"2025-02-30T04:05:06Z", "2025-07-01T04:05:06,5Z", "2025-07-01T04:05:06.Z", "2025-07-01T04:05:06.1234567890Z",
		"2025-07-01T04:05:06+0200", "2025-07-01T04:05:06+24:00", "2025-07-01T04:05:06-02:60", "2025-07-01T04:05:06Z ",
		"0001-01-01T00:00:00Z", "0999-12-31T23:59:59Z", "9999-12-31T23:59:59-00:01",
	} {
		_, err := dataidlist.ParseReasonTime(text)
		require.ErrorIs(t, err, dataidlist.ErrValue, text)
		var r dataidlist.Reason
		require.ErrorIs(t, json.Unmarshal([]byte(`{"text":"x","time":"`+text+`"}`), &r), dataidlist.ErrValue, text)
	}
}

func TestReasonIsOneInAllZones(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "exposure"))
	at := time.Date(2025, 7, 1, 4, 5, 6, 0, time.UTC)
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{1}, 1, dataidlist.Reason{Text: "x", Time: at}))
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{2}, 1, dataidlist.Reason{Text: "x", Time: at.In(time.FixedZone("", 7200))}))
	assert.Equal(t, 1, b.List().NumReasons())
}

func TestReasonsOfEachDataID(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, model := listtest.Random(rng, g, shape)
		for _, row := range model.Rows {
			if rng.IntN(20) == 0 {
				got := list.ReasonsOf(model.DataID(row))
				require.ElementsMatch(t, row.Reasons, got)
				for i := 1; i < len(got); i++ {
					require.Negative(t, strings.Compare(listtest.NaiveJSON(got[i-1]), listtest.NaiveJSON(got[i])))
				}
			}
		}
		listtest.Check(t, model.WithoutReasons(), list.WithoutReasons())
	})
}

func TestBecauseAddsAReasonToAll(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, model := listtest.Random(rng, g, shape)
		info := dataidlist.Info{Title: "t"}
		for _, reason := range []dataidlist.Reason{listtest.Reasons()[0], {Text: "new"}} {
			got, err := list.WithInfo(info).Because(reason)
			require.NoError(t, err)
			rows := slices.Clone(model.Rows)
			for _, r := range model.Rows {
				rows = append(rows, listtest.Row{Strings: r.Strings, Ints: r.Ints, Reasons: []dataidlist.Reason{reason}})
			}
			listtest.Check(t, listtest.NewModel(g, rows), got)
			require.Equal(t, info, got.Info())
		}
	})
	_, err := dataidlist.Empty(listtest.Group(t, "visit")).Because(dataidlist.Reason{})
	require.ErrorIs(t, err, dataidlist.ErrValue)
}

func TestWithReasonsLeavesOutWhatTheListLacks(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, model := listtest.Random(rng, g, shape)
		other, m := listtest.Related(rng, model)
		got, err := list.WithReasons(other.Reasons())
		require.NoError(t, err)
		rows := slices.Concat(model.Rows, m.Matching(model).Rows)
		listtest.Check(t, listtest.NewModel(g, rows), got)
	})
	visits, exposures := dataidlist.Empty(listtest.Group(t, "visit")), dataidlist.Empty(listtest.Group(t, "exposure"))
	_, err := visits.WithReasons(func(yield func(dataidlist.Reason, *dataidlist.List) bool) {
		yield(dataidlist.Reason{Text: "x"}, exposures)
	})
	require.ErrorIs(t, err, dataidlist.ErrGroup)
	_, err = visits.WithReasons(func(yield func(dataidlist.Reason, *dataidlist.List) bool) { yield(dataidlist.Reason{}, visits) })
	require.ErrorIs(t, err, dataidlist.ErrValue)
}
