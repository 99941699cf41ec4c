package dataidlist_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

func TestJSONOfValues(t *testing.T) {
	g := listtest.Group(t, "visit", "physical_filter", "detector")
	d, err := listtest.Group(t, "group", "detector").DataID([]string{`L "S"` + "\t", "é"}, []int64{94})
	require.NoError(t, err)
	v, err := listtest.Group(t, "visit").DataID([]string{"LSSTCam"}, []int64{9223372036854775807})
	require.NoError(t, err)
	for _, c := range []struct {
		value any
		want  string
	}{
		{d, `{"instrument":"L \"S\"\t","group":"é","detector":94}`},
		{&d, `{"instrument":"L \"S\"\t","group":"é","detector":94}`},
		{v, `{"instrument":"LSSTCam","visit":9223372036854775807}`},
		{map[dataidlist.DataID]int{v: 1, d: 2}, `{"instrument=\"L \\\"S\\\"\\t\" group=é detector=94":2,"instrument=LSSTCam visit=9223372036854775807":1}`},
		{g, `{"universe":"daf_butler/8","strings":["instrument"],"ints":["visit","detector"]}`},
		{*g, `{"universe":"daf_butler/8","strings":["instrument"],"ints":["visit","detector"]}`},
		{listtest.Group(t, "htm7"), `{"universe":"daf_butler/8","strings":[],"ints":["htm7"]}`},
		{g.Universe(), `"daf_butler/8"`},
		{*g.Universe(), `"daf_butler/8"`},
		{struct{ G *dataidlist.Group }{}, `{"G":null}`},
		{dataidlist.Run{Strings: []string{"LSSTCam"}, Ints: []int64{2}, Len: 3}, `{"strings":["LSSTCam"],"ints":[2],"len":3}`},
		{dataidlist.Reason{Text: "odd", Author: "me"}, `{"author":"me","text":"odd"}`},
		{[]dataidlist.ReasonCount{{dataidlist.Reason{Text: "odd", URL: "u"}, 3}, {Count: 4}}, `[{"text":"odd","url":"u","count":3},{"text":"","count":4}]`},
	} {
		got, err := json.Marshal(c.value)
		require.NoError(t, err)
		assert.Equal(t, c.want, string(got))
	}
}

// TestNoJSONIsEmpty marshals values of all types of the package.
func TestNoJSONIsEmpty(t *testing.T) {
	for _, value := range goodValues(t) {
		switch value.(type) {
		case *dataidlist.Builder, *dataidlist.Index:
			continue // machines, not values
		}
		got, err := json.Marshal(value)
		if err == nil {
			assert.NotEqual(t, "{}", string(got), "%T", value)
		}
	}
}

func TestJSONOfAListSaysWhatToCall(t *testing.T) {
	list := dataidlist.Empty(listtest.Group(t, "visit"))
	for _, value := range []any{list, *list, []*dataidlist.List{list}, dataidlist.Part{List: list}, &dataidlist.Difference{OnlyLeft: list, OnlyRight: list}} {
		_, err := json.Marshal(value)
		assert.ErrorContains(t, err, "write it with codec.Write", "%T", value)
	}
}

func TestJSONOfZeroValuesIsRefused(t *testing.T) {
	for want, values := range map[string][]any{
		"the zero DataID":        {dataidlist.DataID{}, map[dataidlist.DataID]int{{}: 1}},
		"a nil or zero Group":    {&dataidlist.Group{}, dataidlist.Group{}},
		"a nil or zero Universe": {&dataidlist.Universe{}, dataidlist.Universe{}},
		"without text":           {dataidlist.Reason{}, dataidlist.Reason{Author: "me"}, dataidlist.ReasonCount{Reason: dataidlist.Reason{Author: "me"}}},
	} {
		for _, value := range values {
			got, err := json.Marshal(value)
			require.ErrorContains(t, err, want, "%T: %s", value, got)
		}
	}
}

// TestUnmarshalGivesNoZeroValue reads the JSON of values, and what is none of
// theirs, into values of their types.
func TestUnmarshalGivesNoZeroValue(t *testing.T) {
	g := listtest.Group(t, "visit")
	d, err := g.DataID([]string{"LSSTCam"}, []int64{1})
	require.NoError(t, err)
	for want, value := range map[string]any{
		"Group.ParseDataID": d,
		"Universe.Group":    *g,
		"DafButler":         *g.Universe(),
		"codec.Read":        *dataidlist.Empty(g),
	} {
		for _, text := range []string{`{"instrument":"LSSTCam","visit":1}`, `{"universe":"daf_butler/8","strings":["instrument"],"ints":["visit"]}`, `"daf_butler/8"`, `{}`, `null`} {
			into := reflect.New(reflect.TypeOf(value))
			require.ErrorContains(t, json.Unmarshal([]byte(text), into.Interface()), want, text)
			all := reflect.New(reflect.SliceOf(into.Elem().Type()))
			require.ErrorContains(t, json.Unmarshal([]byte(`[`+text+`]`), all.Interface()), want, text)
		}
	}
	require.ErrorContains(t, json.Unmarshal([]byte(`{"instrument=LSSTCam visit=1":1}`), &map[dataidlist.DataID]int{}), "Group.ParseDataID")
}

// TestJSONOfAReportIsReadAgain covers counts of reasons, and what is around them.
func TestJSONOfAReportIsReadAgain(t *testing.T) {
	g := listtest.Group(t, "visit")
	b := dataidlist.NewBuilder(g)
	require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{1}, 5))
	require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{2}, 2, listtest.Reasons()...))
	list := b.List()
	_, report, err := dataidlist.Apply(list, []dataidlist.Rule{
		{Role: dataidlist.Exclude, Name: "a", List: list}, {Role: dataidlist.Include, Name: "b", List: list.WithoutReasons()},
	})
	require.NoError(t, err)
	require.Greater(t, len(report.Rules[0].ByReason), 5)
	for _, value := range []any{report, &dataidlist.Run{Strings: []string{}, Ints: []int64{1}, Len: 2}, &report.Rules[0].ByReason} {
		text, err := json.Marshal(value)
		require.NoError(t, err)
		back := reflect.New(reflect.TypeOf(value).Elem())
		require.NoError(t, json.Unmarshal(text, back.Interface()), string(text))
		assert.Equal(t, value, back.Interface())
	}
	for _, text := range []string{`null`, `{}`, `3`, `{"count":3}`, `{"text":"odd"}`, `{"text":"odd","count":-1}`, `{"text":"odd","count":3,"more":1}`, `{"text":"","author":"me","count":3}`} {
		var c dataidlist.ReasonCount
		err := json.Unmarshal([]byte(text), &c)
		if text == "null" {
			err = c.UnmarshalJSON([]byte(text))
		}
		require.ErrorIs(t, err, dataidlist.ErrValue, text)
		require.Zero(t, c)
	}
}

// TestTextOfADataIDIsReadAgain reads the keys of a map.
func TestTextOfADataIDIsReadAgain(t *testing.T) {
	g := listtest.Group(t, "visit", "detector")
	want := map[dataidlist.DataID]string{}
	for i := range int64(20) {
		d, err := g.DataID([]string{strings.Repeat(`"=\`, int(i)+1)}, []int64{i, 2 * i})
		require.NoError(t, err)
		want[d] = fmt.Sprint(i)
	}
	text, err := json.Marshal(want)
	require.NoError(t, err)
	var read map[string]string
	require.NoError(t, json.Unmarshal(text, &read))
	got := map[dataidlist.DataID]string{}
	for key, value := range read {
		d, err := g.ParseDataID(key)
		require.NoError(t, err)
		got[d] = value
	}
	assert.Equal(t, want, got)
}
