package table_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

func TestOptionsThatContradictEachOther(t *testing.T) {
	pairs := func(texts ...string) map[string]string {
		all := map[string]string{}
		for ; len(texts) > 0; texts = texts[2:] {
			all[texts[0]] = texts[1]
		}
		return all
	}
	for want, opts := range map[string]table.ReadOptions{
		"column exposure is ignored by --ignore-columns exposure and renamed by --rename exposure=visit":                   {Ignore: []string{"ra", "exposure"}, Rename: pairs("exposure", "visit")},
		"column note is ignored by --ignore-columns note and the reason by --reason-column note":                           {Ignore: []string{"note"}, ReasonColumn: "note"},
		"column reason is ignored by --ignore-columns reason and the reason by --reason-column reason":                     {Ignore: []string{"reason"}, ReasonColumn: "reason"},
		"column cams is ignored by --ignore-columns cams and split by --split-column cams=|":                               {Ignore: []string{"cams"}, Split: pairs("cams", "|")},
		"column note is the reason by --reason-column note and split by --split-column note=;":                             {ReasonColumn: "note", Split: pairs("note", ";")},
		"column exposure is the reason by --reason-column exposure and renamed by --rename exposure=visit":                 {ReasonColumn: "exposure", Rename: pairs("exposure", "visit")},
		"column last is ignored by --ignore-columns last and renamed by --rename first..last=visit":                        {Ignore: []string{"last"}, Rename: pairs("first..last", "visit")},
		"column first is the reason by --reason-column first and renamed by --rename first..last=visit":                    {ReasonColumn: "first", Rename: pairs("first..last", "visit")},
		"column a is renamed by --rename a=detector and renamed by --rename a..b=visit":                                    {Rename: pairs("a..b", "visit", "a", "detector")},
		"dimension visit is column a by --rename a=visit and column b by --rename b=visit":                                 {Rename: pairs("a", "visit", "b", "visit")},
		"dimension visit is column a by --rename a=visit and set by --set visit=5":                                         {Rename: pairs("a", "visit"), Set: pairs("visit", "5")},
		"dimension visit is column a by --rename a=visit and column visit by --split-column visit=|":                       {Rename: pairs("a", "visit"), Split: pairs("visit", "|")},
		"dimension visit is column visit by --split-column visit=| and set by --set visit=5":                               {Split: pairs("visit", "|"), Set: pairs("visit", "5")},
		"dimension visit is column a by --rename a=visit and column b..c by --rename b..c=visit":                           {Rename: pairs("a", "visit", "b..c", "visit")},
		"column exposure is ignored by --ignore-columns exposure and the reason by --reason-column exposure":               {Ignore: []string{"exposure"}, ReasonColumn: "exposure", Rename: pairs("exposure", "visit")},
		"column exposure is ignored by --ignore-columns exposure and renamed by --rename exposure=visit: leave one of the": {Ignore: []string{"exposure"}, Rename: pairs("exposure", "visit"), Shared: []string{"exposure"}},
	} {
		_, err := table.NewMapper("f", &opts)
		require.ErrorIs(t, err, table.ErrOptions, want)
		assert.ErrorContains(t, err, "f: "+want)
		opts.Sink = struct{ table.Sink }{}
		_, err = table.NewMapper("f", &opts)
		assert.ErrorContains(t, err, "f: "+want, "for a sink")
	}
	for name, opts := range map[string]table.ReadOptions{
		"nothing in common":                    {Set: pairs("instrument", "A"), Rename: pairs("a", "visit", "b..c", "detector"), Ignore: []string{"d", ""}, ReasonColumn: "e"},
		"a column is renamed and split":        {Rename: pairs("a", "visit"), Split: pairs("a", "|")},
		"a range is renamed and split":         {Rename: pairs("a..b", "visit"), Split: pairs("c", "|")},
		"a column is ignored twice":            {Ignore: []string{"a", "a"}},
		"a column is ignored, its name is set": {Ignore: []string{"visit"}, Set: pairs("visit", "5")},
		"its old name is set":                  {Rename: pairs("visit", "exposure"), Set: pairs("visit", "5")},
		"two columns for several inputs":       {Rename: pairs("a", "visit", "b", "visit"), Shared: []string{"a", "b"}},
		"set for those without the column":     {Rename: pairs("a", "visit"), Set: pairs("visit", "5"), Shared: []string{"a", "visit"}},
		"names that are told and ignored":      {Dimensions: []string{"visit", "x"}, Ignore: []string{"x"}},
		"names of both ends are the same":      {Rename: pairs("a..a", "visit")},
	} {
		_, err := table.NewMapper("f", &opts)
		assert.NoError(t, err, name)
	}
}

// Values that are set say nothing of rows that have none of their own.
func TestColumnsOfNoDimension(t *testing.T) {
	opts := table.ReadOptions{Set: map[string]string{"instrument": "A", "visit": "1..9"}, Ignore: []string{"ra"}}
	for _, columns := range [][]string{{"ra"}, {"ra", "reason"}, {}} {
		m, err := table.NewMapper("f", &opts)
		require.NoError(t, err)
		err = m.Columns(1, columns)
		require.ErrorIs(t, err, table.ErrOptions)
		assert.ErrorContains(t, err, "f:1: no column is a dimension of daf_butler/8")
	}
}
