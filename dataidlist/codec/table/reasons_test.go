package table_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// listWithReasons draws a list over one of several groups whose values are
// close to each other and to a chunk border.
func listWithReasons(t *rapid.T) *dataidlist.List {
	names := rapid.SampledFrom([][]string{{"instrument"}, {"visit"}, {"visit", "detector"}, {"htm7"}, {"skymap", "tract", "patch"}}).Draw(t, "group")
	g := listtest.Group(t, names...)
	b := dataidlist.NewBuilder(g)
	number := rapid.OneOf(rapid.Int64Range(0, 9), rapid.Int64Range(dataidlist.ChunkWidth-4, dataidlist.ChunkWidth+4), rapid.Int64Range(math.MaxInt64-9, math.MaxInt64))
	reason := rapid.Map(rapid.SampledFrom([]string{"trailed", "donuts", "slew", "b"}), func(s string) dataidlist.Reason { return dataidlist.Reason{Text: s} })
	for range rapid.IntRange(0, 40).Draw(t, "runs") {
		strs, ints := make([]string, len(g.Strings())), make([]int64, len(g.Ints()))
		for i := range strs {
			strs[i] = rapid.SampledFrom([]string{"HSC", "LSSTCam", "x\x00y"}).Draw(t, "string")
		}
		n := int64(1)
		for i := range ints {
			ints[i] = number.Draw(t, "int")
			n = min(rapid.Int64Range(1, 12).Draw(t, "length"), math.MaxInt64-ints[i]+1)
		}
		if n < 1 {
			n = 1
		}
		require.NoError(t, b.AddRun(strs, ints, n, rapid.SliceOfNDistinct(reason, 0, 3, rapid.ID).Draw(t, "reasons")...))
	}
	return b.List()
}

// A row of the expected result: a DataId and its reasons.
func rows(l *dataidlist.List) []string {
	var rows []string
	for d := range l.All() {
		rows = append(rows, fmt.Sprint(d, l.ReasonsOf(d)))
	}
	return rows
}

func TestWithReasonsAgreesWithReasonsOf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := listWithReasons(t)
		var got []string
		var before dataidlist.Run
		var beforeReasons []dataidlist.Reason
		for run, reasons := range table.WithReasons(l) {
			require.Positive(t, run.Len)
			if k := len(run.Ints); k > 0 {
				adjacent := before.Len > 0 && slices.Equal(before.Strings, run.Strings) && slices.Equal(before.Ints[:k-1], run.Ints[:k-1]) && before.Ints[k-1]+before.Len == run.Ints[k-1]
				if adjacent && (k > 1 || run.Ints[0]%dataidlist.ChunkWidth != 0) {
					require.NotEqual(t, beforeReasons, reasons, "cut without need")
				}
			}
			before = dataidlist.Run{Strings: slices.Clone(run.Strings), Ints: slices.Clone(run.Ints), Len: run.Len}
			beforeReasons = slices.Clone(reasons)
			ints := slices.Clone(run.Ints)
			for i := range run.Len {
				if k := len(ints); k > 0 {
					ints[k-1] = run.Ints[k-1] + i
				}
				d, err := l.Group().DataID(run.Strings, ints)
				require.NoError(t, err)
				got = append(got, fmt.Sprint(d, slices.Clone(reasons)))
			}
		}
		require.Equal(t, rows(l), got)
	})
}

func TestWithReasonsCanBeLeftEarly(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "htm7"))
	require.NoError(t, b.AddRun(nil, []int64{10}, 10, dataidlist.Reason{Text: "cloud"}))
	require.NoError(t, b.AddRun(nil, []int64{30}, 10, dataidlist.Reason{Text: "cloud"}, dataidlist.Reason{Text: "moon"}))
	n := 0
	for range table.WithReasons(b.List()) {
		if n++; n == 1 {
			break
		}
	}
	require.Equal(t, 1, n)
}

func TestJoinTexts(t *testing.T) {
	require.Empty(t, table.JoinTexts(nil))
	require.Equal(t, "slew", table.JoinTexts([]dataidlist.Reason{{Text: "slew"}}))
	require.Equal(t, "slew; donuts", table.JoinTexts([]dataidlist.Reason{{Text: "slew"}, {Text: "donuts"}}))
}
