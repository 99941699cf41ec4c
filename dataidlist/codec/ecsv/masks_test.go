package ecsv_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/codectest"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

const maskedTypes = "# - {name: instrument, datatype: string}\n# - {name: visit, datatype: int64}\n# - {name: visit.mask, datatype: bool}\n# - {name: note, datatype: string}\n# - {name: note.mask, datatype: bool}\n"

// declared is meta of astropy, for a column n whose mask is m.
const declared = "# meta: !!omap\n# - a: 1\n# - __serialized_columns__:\n#     n:\n#       inner:\n#         data: !astropy.table.SerializedColumn {name: n}\n#         mask: !astropy.table.SerializedColumn {name: m}\n"

func TestMasks(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "visit"))
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{7}, 3))
	full := b.List()
	rows := func(lines ...string) string {
		return head(maskedTypes, "# delimiter: ','") + "instrument,visit,visit.mask,note,note.mask\n" + strings.Join(lines, "\n") + "\n"
	}
	note := table.ReadOptions{ReasonColumn: "note"}
	for name, c := range map[string]struct {
		input   string
		opts    table.ReadOptions
		want    []string
		message string
	}{
		"nothing masked":         {rows("HSC,7,False,a,False", "HSC,8,0,b,0"), note, []string{"instrument=HSC visit=7 (a)", "instrument=HSC visit=8 (b)"}, ""},
		"a masked reason":        {rows("HSC,7,False,a,True", "HSC,8,False,b,False"), note, []string{"instrument=HSC visit=7", "instrument=HSC visit=8 (b)"}, ""},
		"a masked value":         {rows("HSC,7,False,a,False", "HSC,8,True,b,False"), note, nil, "f.ecsv:12: column visit: visit.mask is True: bad value: it is empty; a DataId has a value for each dimension: where empty means all, say so with --empty-means-all FULL"},
		"one masked as 1":        {rows("HSC,8,1,b,False"), note, nil, "f.ecsv:11: column visit: visit.mask is True: bad value: it is empty; a DataId has a value for each dimension: where empty means all, say so with --empty-means-all FULL"},
		"empty means all":        {rows("HSC,7,False,a,False", "HSC,-1,True,b,False"), table.ReadOptions{ReasonColumn: "note", Full: full}, []string{"instrument=HSC visit=7 (a; b)", "instrument=HSC visit=8 (b)", "instrument=HSC visit=9 (b)"}, ""},
		"an ignored mask":        {rows("HSC,8,True,b,False"), table.ReadOptions{Ignore: []string{"note", "visit.mask"}}, nil, "f.ecsv:11: column visit: visit.mask is True: bad value: it is empty; a DataId has a value for each dimension: where empty means all, say so with --empty-means-all FULL"},
		"ignored, none masked":   {rows("HSC,8,False,b,True"), table.ReadOptions{Ignore: []string{"note.mask", "note", "visit.mask"}}, []string{"instrument=HSC visit=8"}, ""},
		"of an ignored column":   {rows("HSC,8,False,b,[yes]"), table.ReadOptions{Ignore: []string{"note"}}, []string{"instrument=HSC visit=8"}, ""},
		"a mask that is none":    {rows("HSC,8,maybe,b,True"), table.ReadOptions{Ignore: []string{"note"}}, nil, `f.ecsv:11: column visit.mask: bad value: "maybe" is neither True nor False`},
		"an empty mask":          {rows("HSC,8,,b,True"), table.ReadOptions{Ignore: []string{"note"}}, nil, `f.ecsv:11: column visit.mask: bad value: "" is neither True nor False`},
		"a mask for reasons":     {rows("HSC,8,False,b,True"), table.ReadOptions{ReasonColumn: "note.mask"}, nil, `f.ecsv: column "note.mask" says which values of another one are masked: no option can make something else of it`},
		"a mask for a dimension": {rows("HSC,8,False,b,True"), table.ReadOptions{Rename: map[string]string{"visit.mask": "detector"}}, nil, `f.ecsv: column "visit.mask" says which values of another one are masked: no option can make something else of it`},
		"a declared mask": {head("# - {name: n, datatype: int64}\n# - {name: m, datatype: bool}\n", declared) + "n m\n7 False\n8 True\n", table.ReadOptions{Rename: map[string]string{"n": "htm7"}},
			nil, "f.ecsv:16: column n: m is True: bad value: it is empty; a DataId has a value for each dimension: where empty means all, say so with --empty-means-all FULL"},
		"one that masks nothing": {head("# - {name: n, datatype: int64}\n# - {name: m, datatype: bool}\n", declared) + "n m\n7 False\n", table.ReadOptions{Rename: map[string]string{"n": "htm7"}},
			[]string{"htm7=7"}, ""},
		"a column that is not there": {head("# - {name: htm7, datatype: int64}\n# - {name: other.mask, datatype: bool}\n") + "htm7 other.mask\n7 True\n", table.ReadOptions{Ignore: []string{"other.mask"}},
			[]string{"htm7=7"}, ""},
		"a mask of numbers": {head("# - {name: htm7, datatype: int64}\n# - {name: htm7.mask, datatype: int64}\n") + "htm7 htm7.mask\n7 0\n8 1\n", table.ReadOptions{Ignore: []string{"htm7.mask"}},
			nil, "f.ecsv:8: column htm7: htm7.mask is True: bad value: it is empty; a DataId has a value for each dimension: where empty means all, say so with --empty-means-all FULL"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := read(c.input, &c.opts)
			if c.message != "" {
				require.EqualError(t, err, c.message)
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.want, codectest.Lines(got.List))
			for _, name := range c.opts.Ignore {
				require.True(t, got.Used[name], name)
			}
		})
	}
}

// TestAstropyMasks reads what astropy writes of masked ids and reasons in both of
// its ways: without the masks, and with them.
func TestAstropyMasks(t *testing.T) {
	const ids = "# %ECSV 1.0\n# ---\n# datatype:\n# - {name: htm7, datatype: int64}\n# - {name: reason, datatype: string}\nhtm7 reason\n1 a\n2 b\n3 c\n"
	const program = `from astropy.table import MaskedColumn
def show(ids, reasons, **options):
    t['htm7'], t['reason'] = MaskedColumn([1, 2, 3], mask=ids), MaskedColumn(['a', 'b', 'c'], mask=reasons)
    print('====')
    t.write(sys.stdout, format='ascii.ecsv', **options)
none = [0, 0, 0]
for way in 'null_value', 'data_mask':
    show(none, [0, 1, 0], serialize_method=way)
    show([0, 1, 0], none, serialize_method=way, delimiter=',')
`
	files := strings.Split(astropy(t, ids, program), "====\n")[1:]
	require.Len(t, files, 4)
	require.Contains(t, files[3], "htm7.mask")
	for i, text := range files {
		got, err := read(text, &table.ReadOptions{})
		if i%2 == 1 {
			require.ErrorContains(t, err, "column htm7: ")
			require.ErrorContains(t, err, "it is empty")
			continue
		}
		require.NoError(t, err, text)
		require.Equal(t, []string{"htm7=1 (a)", "htm7=2", "htm7=3 (c)"}, codectest.Lines(got.List))
	}
}
