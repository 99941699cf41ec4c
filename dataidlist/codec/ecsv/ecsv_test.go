package ecsv_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/ecsv"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/codectest"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

func read(input string, opts *table.ReadOptions) (*table.Result, error) {
	return ecsv.Read(table.Source{Name: "f.ecsv", R: strings.NewReader(input), Size: int64(len(input))}, opts)
}

func write(t require.TestingT, l *dataidlist.List) string {
	var out bytes.Buffer
	require.NoError(t, ecsv.Write(&out, l, &table.WriteOptions{}))
	return out.String()
}

// head is the header of a table with these entries of datatype.
func head(types string, more ...string) string {
	return "# %ECSV 1.0\n# ---\n# datatype:\n" + types + strings.Join(append(more, ""), "\n")
}

const (
	visitTypes = "# - {name: instrument, datatype: string}\n# - {name: visit, datatype: int64}\n"
	badTypes   = "# - {name: exposure, datatype: uint64}\n# - {name: comment, datatype: string}\n"
)

var badOpts = table.ReadOptions{Set: map[string]string{"instrument": "LSSTCam"}, ReasonColumn: "comment"}

func TestRead(t *testing.T) {
	for name, c := range map[string]struct {
		input string
		opts  table.ReadOptions
		want  []string
	}{
		"Rubin's exclusion list": {head(badTypes, "# delimiter: ','", "# schema: astropy-2.0") + "exposure,comment\n2025041800615, trailed\n2025041700761, tracking stopped\n", badOpts,
			[]string{"instrument=LSSTCam exposure=2025041700761 (tracking stopped)", "instrument=LSSTCam exposure=2025041800615 (trailed)"}},
		"spaces": {head(visitTypes) + "instrument visit\n\"HSC\"   1 \n  HSC 2\n", table.ReadOptions{},
			[]string{"instrument=HSC visit=1", "instrument=HSC visit=2"}},
		"version 0.9 and CR LF": {strings.ReplaceAll(strings.Replace(head(visitTypes, "# delimiter: ','"), "1.0", "0.9", 1)+"instrument,visit\nHSC, 1\n", "\n", "\r\n"), table.ReadOptions{},
			[]string{"instrument=HSC visit=1"}},
		"no space after the comment sign": {"#%ECSV 1.0\n#---\n#datatype:\n#- {name: htm7, datatype: int32}\nhtm7\n5\n", table.ReadOptions{},
			[]string{"htm7=5"}},
		"more in the header": {head("# - {name: htm7, datatype: uint8, unit: deg, description: 'a: b', meta: {x: [1]}}\n", "# meta: {author: [x, y]}") + "htm7\n5\n", table.ReadOptions{},
			[]string{"htm7=5"}},
		"a renamed and an ignored column": {head("# - {name: Exp, datatype: int64}\n# - {name: t, datatype: float64}\n# - {name: j, datatype: string, subtype: json}\n", "# delimiter: ','") +
			"Exp,t,j\n1,2.5,\"[1, \"\"a\"\"]\"\n", table.ReadOptions{Set: map[string]string{"instrument": "HSC"}, Rename: map[string]string{"Exp": "exposure"}, Ignore: []string{"t", "j"}},
			[]string{"instrument=HSC exposure=1"}},
		"a name that YAML takes for a number": {head("# - {name: 1, datatype: int64}\n") + "1\n7\n", table.ReadOptions{Rename: map[string]string{"1": "htm7"}},
			[]string{"htm7=7"}},
		"aliases": {head("# - {name: instrument, datatype: &t string, meta: &m {a: [&u deg]}}\n# - {name: visit, datatype: int64, meta: *m}\n# - {name: x, datatype: *t}\n", "# meta: {b: *m, c: [*u, *u], *u : 1}") +
			"instrument visit x\nHSC 1 a\n", table.ReadOptions{Ignore: []string{"x"}}, []string{"instrument=HSC visit=1"}},
		"no rows": {head(visitTypes) + "instrument visit\n", table.ReadOptions{}, nil},
		"quoted":  {head(visitTypes, "# delimiter: ','") + "instrument,visit\n\"H,\"\"S\"\"\",1\n", table.ReadOptions{}, []string{`instrument="H,\"S\"" visit=1`}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, src := range []io.Reader{strings.NewReader(c.input), iotest.OneByteReader(strings.NewReader(c.input))} {
				got, err := ecsv.Read(table.Source{Name: "f.ecsv", R: src, Size: -1}, &c.opts)
				require.NoError(t, err)
				require.Equal(t, c.want, codectest.Lines(got.List))
				require.Equal(t, "ecsv", got.Format)
				require.Nil(t, got.Header)
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	for name, c := range map[string]struct{ input, message string }{
		"nothing":            {"", "f.ecsv:1: not ECSV: the first line is not # %ECSV 1.0"},
		"CSV":                {"a,b\n", "f.ecsv:1: not ECSV: the first line is not # %ECSV 1.0"},
		"another comment":    {"# a\n", "f.ecsv:1: not ECSV: the first line is not # %ECSV 1.0"},
		"another version":    {"# %ECSV 2.0\n", `f.ecsv:1: ECSV version "2.0" is not known: 0.9 and 1.0 are`},
		"no datatype":        {"# %ECSV 1.0\n# ---\n# a: b\n", "f.ecsv:1: the header has no list datatype"},
		"bad YAML":           {"# %ECSV 1.0\n# ---\n# a: b: c\n", "f.ecsv:3: not YAML: mapping values are not allowed in this context"},
		"a column twice":     {head("# - &x {name: htm7, datatype: int64}\n# - *x\n") + "htm7 htm7\n1 1\n", "f.ecsv:6: column htm7: dimension htm7 comes twice"},
		"an unknown alias":   {head(visitTypes, "# meta: {a: *x}"), "f.ecsv: an alias *x of what has no anchor &x before it"},
		"an alias in itself": {head(visitTypes, "# meta: &x {a: *x}"), "f.ecsv:6: the alias *x is in what it stands for"},
		"many laughs": {head(visitTypes, "# meta:\n# - &l0 ha\n"+strings.Join([]string{laugh(1), laugh(2), laugh(3), laugh(4), laugh(5), laugh(6), laugh(7)}, "")),
			"f.ecsv:13: limit passed: aliases stand for more than 1048576 items or 67108864 bytes: write the values out"},
		"a column untyped":   {head("# - {name: htm7}\n"), "f.ecsv:4: an entry of datatype without name and datatype"},
		"a delimiter":        {head(visitTypes, "# delimiter: '|'"), `f.ecsv:6: delimiter "|" is not known: it is a space or a comma`},
		"no names":           {head(visitTypes), "f.ecsv: the line with the names of the columns is missing"},
		"other names":        {head(visitTypes) + "visit instrument\n", `f.ecsv:6: the columns are "visit,instrument", but the header declares "instrument,visit"`},
		"a missing name":     {head(visitTypes) + "instrument\n", `f.ecsv:6: the columns are "instrument", but the header declares "instrument,visit"`},
		"no instrument":      {head(badTypes[:strings.Index(badTypes, "\n")+1]) + "exposure\n1\n", "f.ecsv:5: dimension instrument is missing: give it with --set instrument=VALUE"},
		"an unknown column":  {head(badTypes, "# delimiter: ','") + "exposure,comment\n", "f.ecsv:7: column comment: not a dimension of daf_butler/8: use --reason-column, --rename comment=DIMENSION or --ignore-columns"},
		"a float":            {head("# - {name: htm7, datatype: float64}\n") + "htm7\n1.0\n", "f.ecsv:4: column htm7: its datatype is float64; dimension htm7 is an integer, such as int64"},
		"an int for strings": {head("# - {name: instrument, datatype: int64}\n") + "instrument\n1\n", "f.ecsv:4: column instrument: its datatype is int64; dimension instrument is a string"},
		"an array":           {head("# - {name: instrument, datatype: string, subtype: 'int64[null]'}\n") + "instrument\n[1]\n", "f.ecsv:4: column instrument: its datatype is string with a subtype; dimension instrument is a string"},
		"a masked int":       {head(visitTypes, "# delimiter: ','") + "instrument,visit\nHSC,\n", "f.ecsv:8: column visit: bad value: it is empty; a DataId has a value for each dimension: where empty means all, say so with --empty-means-all FULL"},
		"a masked string":    {head(visitTypes) + "instrument visit\n\"\" 1\n", "f.ecsv:7: column instrument: bad value: it is empty; a DataId has a value for each dimension: where empty means all, say so with --empty-means-all FULL"},
		"a range":            {head(visitTypes) + "instrument visit\nHSC 1..2\n", `f.ecsv:7: column visit: bad value: "1..2" is not an integer`},
		"a fraction":         {head(visitTypes) + "instrument visit\nHSC 1.0\n", `f.ecsv:7: column visit: bad value: "1.0" is not a whole number in plain digits`},
		"a short row":        {head(visitTypes) + "instrument visit\nHSC\n", "f.ecsv:7: 1 values where 2 columns are named"},
		"a long header":      {head(visitTypes, strings.Repeat("# #"+strings.Repeat("x", 1<<19)+"\n", 3)), "f.ecsv:7: limit passed: a header of more than 1048576 bytes"},
		"a bad digest":       {head(visitTypes, "# meta: {dataidlist: {digest: x}}"), "f.ecsv:6: bad value: \"x\" is not a digest: dil1: and 64 lower-case hex digits are expected"},
		"a bad count":        {head(visitTypes, "# meta: {dataidlist: {count: -1}}"), "f.ecsv:6: \"-1\" is a string; an int64 value is expected"},
		"no universe":        {head(visitTypes, "# meta: {dataidlist: {format: dataidlist/1}}"), `f.ecsv:6: the list header has no universe`},
		"no mapping":         {head(visitTypes, "# meta: {dataidlist: 5}"), `f.ecsv:6: the list header is not a mapping`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read(c.input, &table.ReadOptions{})
			var at *dataidlist.InputError
			require.ErrorAs(t, err, &at)
			require.EqualError(t, err, c.message)
		})
	}
	_, err := read(head(visitTypes), &table.ReadOptions{Set: map[string]string{"mood": "x"}})
	require.EqualError(t, err, "f.ecsv: --set mood: universe daf_butler/8 has no such dimension")
}

// laugh is an entry of meta that stands for ten times as much as the one before.
func laugh(n int) string {
	return fmt.Sprintf("# - &l%d [%s*l%d]\n", n, strings.Repeat(fmt.Sprintf("*l%d, ", n-1), 9), n-1)
}

// nights is a list with reasons, a title and a description.
func nights(t require.TestingT) *dataidlist.List {
	b := dataidlist.NewBuilder(listtest.Group(t, "visit"))
	require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{2025041700761}, 2, dataidlist.Reason{Text: "tracking\nstopped, \"slew\""}))
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{9223372036854775807}, 1))
	return b.List().WithInfo(dataidlist.Info{Title: "May: 'bad' visits", Description: "seen\nby \U0001f52d, #1\u0085"})
}

const nightsText = `# %ECSV 1.0
# ---
# datatype:
# - {name: instrument, datatype: string}
# - {name: visit, datatype: int64}
# - {name: reason, datatype: string}
# delimiter: ','
# meta: !!omap
# - dataidlist: {"format":"dataidlist/1","universe":"daf_butler/8","strings":["instrument"],"ints":["visit"],"count":3,"digest":"DIGEST","title":"May: 'bad' visits","description":"seen\nby 🔭, #1\u0085"}
# schema: astropy-2.0
instrument,visit,reason
HSC,9223372036854775807,
LSSTCam,2025041700761,"tracking stopped, ""slew"""
LSSTCam,2025041700762,"tracking stopped, ""slew"""
`

func TestWrite(t *testing.T) {
	l := nights(t)
	require.Equal(t, strings.ReplaceAll(nightsText, "DIGEST", l.Digest().String()), write(t, l))

	var ids bytes.Buffer
	require.NoError(t, ecsv.Write(&ids, l, &table.WriteOptions{IDsOnly: true}))
	require.NotContains(t, ids.String(), "reason")
	got, err := read(ids.String(), &table.ReadOptions{})
	require.NoError(t, err)
	require.Equal(t, l.WithoutReasons().FullDigest(), *got.Header.FullDigest)
	require.Contains(t, ids.String(), l.WithoutReasons().FullDigest().String())

	full := errors.New("disk full")
	require.ErrorIs(t, ecsv.Write(codectest.Failing{Err: full}, l, &table.WriteOptions{}), full)
}

func TestWriteRefuses(t *testing.T) {
	for _, value := range []string{" g", "g ", "a\nb", "a\x1fb", "a\u2028b", "\u00a0g"} {
		b := dataidlist.NewBuilder(listtest.Group(t, "instrument"))
		require.NoError(t, b.AddRun([]string{value}, nil, 1))
		err := ecsv.Write(io.Discard, b.List(), &table.WriteOptions{})
		require.EqualError(t, err, fmt.Sprintf("bad value: %q has spaces around it or a line end, which astropy would drop: write it in another format", value))
	}
	long := nights(t).WithInfo(dataidlist.Info{Title: strings.Repeat("x", 1<<20)})
	require.ErrorIs(t, ecsv.Write(io.Discard, long, &table.WriteOptions{}), dataidlist.ErrLimit)
}

func TestDescriptionIsChecked(t *testing.T) {
	l := nights(t)
	text := write(t, l)
	got, err := read(text, &table.ReadOptions{})
	require.NoError(t, err)
	require.Equal(t, l.Info(), got.List.Info())
	require.Equal(t, l.Digest(), *got.Header.Digest)
	require.NoError(t, got.Header.Check(got.List))

	edited := strings.Replace(text, "761,", "763,", 1)
	_, err = read(edited, &table.ReadOptions{})
	require.ErrorIs(t, err, table.ErrMismatch)
	got, err = read(edited, &table.ReadOptions{IgnoreHeader: true})
	require.NoError(t, err)
	require.Equal(t, &table.Copy{}, got.Copy)
	require.Equal(t, got.Copy.Derivation(got.Header), got.List.Info().Derivation)
	require.Equal(t, l.Info().Title, got.List.Info().Title)

	// Other columns are another list, which the description is not about.
	got, err = read(edited, &table.ReadOptions{Rename: map[string]string{"visit": "exposure"}})
	require.NoError(t, err)
	require.Nil(t, got.Header)
	require.Empty(t, got.List.Info())

	_, err = read(strings.Replace(text, `"ints":["visit"]`, `"ints":["exposure"]`, 1), &table.ReadOptions{})
	require.EqualError(t, err, "f.ecsv: the file is damaged or was edited: meta names the dimensions of {instrument, exposure} and the columns are {instrument, visit}")

	// Reasons that the column can hold are checked too.
	b := dataidlist.NewBuilder(listtest.Group(t, "htm7"))
	require.NoError(t, b.AddRun(nil, []int64{7}, 1, dataidlist.Reason{Text: "slew"}))
	text2 := write(t, b.List())
	_, err = read(text2, &table.ReadOptions{})
	require.NoError(t, err)
	_, err = read(strings.Replace(text2, ",slew", ",stew", 1), &table.ReadOptions{})
	require.ErrorIs(t, err, table.ErrMismatch)

	other, err := dataidlist.NewUniverse("other", 1, []dataidlist.Dimension{{Name: "instrument"}, {Name: "visit", Type: dataidlist.Int64}})
	require.NoError(t, err)
	_, err = read(text, &table.ReadOptions{Universe: other})
	require.EqualError(t, err, "f.ecsv:9: the file is of universe daf_butler/8, not other/1")
}

func TestOtherUniverse(t *testing.T) {
	u, err := dataidlist.NewUniverse("cms", 1, []dataidlist.Dimension{{Name: "true"}, {Name: "run", Type: dataidlist.Int64}})
	require.NoError(t, err)
	g, err := u.Group("true", "run")
	require.NoError(t, err)
	b := dataidlist.NewBuilder(g)
	require.NoError(t, b.AddRun([]string{"x"}, []int64{1}, 1))
	l := b.List()
	got, err := read(write(t, l), &table.ReadOptions{})
	require.NoError(t, err)
	require.Equal(t, l.Digest(), got.List.Digest())
}

func TestRoundTrip(t *testing.T) {
	groups := [][]string{{"instrument"}, {"visit"}, {"htm7"}, {"physical_filter", "detector"}, {"visit", "detector"}}
	str := rapid.StringMatching(`[a#",;é0.][a#", ;é0.]{0,3}[a#",;é0.]`)
	rapid.Check(t, func(t *rapid.T) {
		g := listtest.Group(t, rapid.SampledFrom(groups).Draw(t, "group")...)
		b := dataidlist.NewBuilder(g)
		for range rapid.IntRange(0, 20).Draw(t, "runs") {
			strs := rapid.SliceOfN(str, len(g.Strings()), len(g.Strings())).Draw(t, "strings")
			ints := rapid.SliceOfN(rapid.Int64Range(0, 1<<62), len(g.Ints()), len(g.Ints())).Draw(t, "ints")
			n := int64(1)
			if len(ints) > 0 {
				n = rapid.Int64Range(1, 9).Draw(t, "length")
			}
			reasons := rapid.SliceOfNDistinct(rapid.Map(str, func(s string) dataidlist.Reason { return dataidlist.Reason{Text: s} }), 0, 1, rapid.ID).Draw(t, "reason")
			require.NoError(t, b.AddRun(strs, ints, n, reasons...))
		}
		l := b.List().WithInfo(dataidlist.Info{Title: rapid.String().Draw(t, "title")})
		got, err := read(write(t, l), &table.ReadOptions{})
		require.NoError(t, err)
		require.Equal(t, l.Digest(), got.List.Digest())
		require.Equal(t, codectest.Lines(l), codectest.Lines(got.List))
		require.Equal(t, l.Info(), got.List.Info())
	})
}

func TestDetect(t *testing.T) {
	for input, want := range map[string]bool{
		"# %ECSV 1.0\n# ---\n": true, "#%ECSV 0.9": true, "\ufeff# %ECSV 1.0\n": true,
		"": false, "#": false, "%ECSV 1.0": false, "# %VOTable": false, "instrument,visit\n": false,
	} {
		require.Equal(t, want, ecsv.Detect([]byte(input)), input)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(write(f, nights(f)))
	f.Add(head("# - {name: htm7, datatype: int64}\n# - {name: m, datatype: bool}\n", strings.ReplaceAll(declared, "name: n}", "name: htm7}")) + "htm7 m\n7 False\n8 False\n")
	f.Add(head(visitTypes) + "instrument visit\n\"HSC\"   1 \n  HSC 2\n")
	f.Add(head(visitTypes, "# delimiter: ','", "# meta: {a: 1}") + "instrument,visit\r\nHSC, 1\n")
	f.Fuzz(func(t *testing.T, input string) {
		ecsv.Detect([]byte(input))
		got, err := read(input, &table.ReadOptions{})
		if err != nil {
			require.ErrorAs(t, err, new(*dataidlist.InputError))
			return
		}
		var out bytes.Buffer
		if err := ecsv.Write(&out, got.List, &table.WriteOptions{}); err != nil {
			require.True(t, errors.Is(err, dataidlist.ErrValue) || errors.Is(err, dataidlist.ErrLimit), err)
			return
		}
		again, err := read(out.String(), &table.ReadOptions{})
		require.NoError(t, err)
		require.Equal(t, got.List.Digest(), again.List.Digest())
	})
}

func ExampleRead() {
	const input = `# %ECSV 1.0
# ---
# datatype:
# - {name: exposure, datatype: uint64}
# - {name: comment, datatype: string}
# delimiter: ','
exposure,comment
2025041700761, tracking stopped
`
	result, err := ecsv.Read(table.Source{Name: "bad.ecsv", R: strings.NewReader(input), Size: -1}, &table.ReadOptions{
		Set:          map[string]string{"instrument": "LSSTCam"},
		ReasonColumn: "comment",
	})
	if err != nil {
		panic(err)
	}
	for d := range result.List.All() {
		fmt.Println(d)
	}
	// Output: instrument=LSSTCam exposure=2025041700761
}
