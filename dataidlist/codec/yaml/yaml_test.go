package yaml_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/codectest"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/codec/yaml"
	"github.com/skycampaign/skycampaign/dataidlist/internal/pyenv"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

func read(input string, opts *table.ReadOptions) (*table.Result, error) {
	return yaml.Read(table.Source{Name: "f.yaml", R: strings.NewReader(input), Size: int64(len(input))}, opts)
}

const container = `description: Butler Data Repository Export
version: 1.0.2
universe_version: 7
universe_namespace: daf_butler
data:
- type: dimension
  element: instrument
  records:
  - {name: HSC, visit_system: null}
- type: dimension
  element: visit
  records:
  - instrument: HSC
    id: 318
    day_obs: 20140324
    physical_filter: HSC-Y
    name: HSCA00031800
    exposure_time: 240.0
    region: !<lsst.sphgeom.ConvexPolygon>
      encoded: 70cf
    timespan: !butler_time/tai/iso '2014-03-24 12:00:00'
- type: dimension
  element: visit_definition
  records:
  - {instrument: HSC, exposure: 903342, visit: 318}
- type: dataset_type
  name: raw
  dimensions: [instrument, exposure, detector]
- type: dataset
  dataset_type: raw
  run: HSC/raw
  records:
  - dataset_id: [!uuid '1']
    data_id:
    - {instrument: HSC, exposure: 903342, detector: 4, band: r}
    - {instrument: HSC, exposure: 903342, detector: 5, band: r}
    path: a.fits
  - data_id: {instrument: HSC, exposure: 903344, detector: 4, band: r}
`

func TestRead(t *testing.T) {
	for name, c := range map[string]struct {
		input string
		opts  table.ReadOptions
		want  []string
	}{
		"a sequence": {"- instrument: LSSTCam\n  visit: 2025062900604\n- {visit: 7, instrument: 'HSC'}\n", table.ReadOptions{},
			[]string{"instrument=HSC visit=7", "instrument=LSSTCam visit=2025062900604"}},
		"texts that look like something else": {"- {skymap: y, tract: 1}\n- {skymap: 12, tract: 1}\n- {skymap: 1..2, tract: 1}\n- {skymap: 'null', tract: 1}\n- {skymap: 2025-06-29, tract: 1}\n", table.ReadOptions{},
			[]string{"skymap=1..2 tract=1", "skymap=12 tract=1", "skymap=2025-06-29 tract=1", "skymap=null tract=1", "skymap=y tract=1"}},
		"reasons": {"- {htm7: 1, reason: slew}\n- {htm7: 2, reasons: [{text: b, time: 2025-06-29T04:05:06Z}, {text: a}]}\n- {htm7: 3}\n", table.ReadOptions{},
			[]string{"htm7=1 (slew)", "htm7=2 (a; b)", "htm7=3"}},
		"Butler objects": {"- dataId: {instrument: HSC, visit: 7, band: r}\n  records: {a: [b]}\n", table.ReadOptions{},
			[]string{"instrument=HSC visit=7"}},
		"dataIds alone": {"reasons: [{text: a}, {text: b}]\nmood: x\ndataIds:\n- {htm7: 1, reasons: [1, 0]}\n", table.ReadOptions{},
			[]string{"htm7=1 (a; b)"}},
		"options": {"- {exp: 5, comment: slew, junk: [1]}\n", table.ReadOptions{Set: map[string]string{"instrument": "HSC"}, Rename: map[string]string{"exp": "exposure"}, ReasonColumn: "comment", Ignore: []string{"junk"}},
			[]string{"instrument=HSC exposure=5 (slew)"}},
		"aliases, as PyYAML writes what is there twice": {"- &id001\n  htm7: 1\n- {htm7: 2, reasons: &id002 [{text: a}]}\n- htm7: 3\n  reasons: *id002\n- *id001\n", table.ReadOptions{},
			[]string{"htm7=1", "htm7=2 (a)", "htm7=3 (a)"}},
		"aliases of what is before dataIds": {"mood: &m [{text: a}]\nreasons: *m\ndataIds:\n- {htm7: 1, reasons: [0]}\n- {htm7: 2, reasons: *m}\n", table.ReadOptions{},
			[]string{"htm7=1 (a)", "htm7=2 (a)"}},
		"aliases in an export": {"data:\n- {type: dataset, dataset_type: raw, records: [{data_id: &a {htm7: 1}}, {data_id: [*a, {htm7: 2}]}]}\n", table.ReadOptions{},
			[]string{"htm7=1", "htm7=2"}},
		"data_id": {"- data_id: {instrument: HSC, visit: 7}\n  run: a\n- {data_id: {instrument: HSC, visit: 8}}\n", table.ReadOptions{},
			[]string{"instrument=HSC visit=7", "instrument=HSC visit=8"}},
		"numbers":               {"- 7\n- 5 # c\n-\n  6\n", table.ReadOptions{Dimensions: []string{"htm7"}}, []string{"htm7=5", "htm7=6", "htm7=7"}},
		"numbers of two":        {"- [7, 1]\n- - 5\n  - 2\n", table.ReadOptions{Dimensions: []string{"htm7", "htm8"}}, []string{"htm7=5 htm8=2", "htm7=7 htm8=1"}},
		"words":                 {"- y\n- '12'\n- 12\n", table.ReadOptions{Dimensions: []string{"skymap"}}, []string{"skymap=12", "skymap=y"}},
		"numbers with a name":   {"bad: [7, 5]\n", table.ReadOptions{Dimensions: []string{"htm7"}}, []string{"htm7=5", "htm7=7"}},
		"numbers on lines":      {"# c\nbad_detectors:\n- 7\n- 5\n", table.ReadOptions{Dimensions: []string{"htm7"}}, []string{"htm7=5", "htm7=7"}},
		"numbers of htm7":       {"htm7: [7, 5]\n", table.ReadOptions{}, []string{"htm7=5", "htm7=7"}},
		"none":                  {"bad: []\n", table.ReadOptions{Dimensions: []string{"htm7"}}, nil},
		"numbers under dataIds": {"dataIds:\n- 7\n- 5\n", table.ReadOptions{Dimensions: []string{"htm7"}}, []string{"htm7=5", "htm7=7"}},
		"an empty sequence":     {"[]\n", table.ReadOptions{Dimensions: []string{"htm7"}}, nil},
		"nothing":               {"# later\n", table.ReadOptions{Dimensions: []string{"htm7"}}, nil},
		"datasets": {container, table.ReadOptions{Select: "raw"},
			[]string{"instrument=HSC exposure=903342 detector=4", "instrument=HSC exposure=903342 detector=5", "instrument=HSC exposure=903344 detector=4"}},
		"dimension records":         {container, table.ReadOptions{Select: "visit"}, []string{"instrument=HSC visit=318"}},
		"records of strings":        {container, table.ReadOptions{Select: "instrument"}, []string{"instrument=HSC"}},
		"records of no dimension":   {container, table.ReadOptions{Select: "visit_definition", Ignore: []string{"exposure"}}, []string{"instrument=HSC visit=318"}},
		"metadata for reasons":      {container, table.ReadOptions{Select: "visit", ReasonColumn: "name"}, []string{"instrument=HSC visit=318 (HSCA00031800)"}},
		"an export with one entry":  {"data:\n- {type: dimension, element: tract, records: [{skymap: s, id: 3}]}\n", table.ReadOptions{}, []string{"skymap=s tract=3"}},
		"an export of old universe": {"universe_version: 0\ndata:\n- {type: dimension, element: exposure, records: [{instrument: HSC, id: 3, day_obs: 1}]}\n", table.ReadOptions{}, []string{"instrument=HSC exposure=3"}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, src := range []io.Reader{strings.NewReader(c.input), iotest.OneByteReader(strings.NewReader(c.input))} {
				got, err := yaml.Read(table.Source{Name: "f.yaml", R: src, Size: -1}, &c.opts)
				require.NoError(t, err)
				require.Equal(t, c.want, codectest.Lines(got.List))
				require.Equal(t, "yaml", got.Format)
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	for name, c := range map[string]struct{ input, message string }{
		"a scalar":               {"visit\n", "f.yaml:1: no list: a sequence of DataIds, a mapping with dataIds or an export of the Butler is expected"},
		"another mapping":        {"a: 1\n", "f.yaml:1: no list: a sequence of DataIds, a mapping with dataIds or an export of the Butler is expected"},
		"a BPS submission":       {"pipelineYaml: a\npayload:\n  butlerConfig: b\n  dataQuery: \"visit > 5\"\n", "f.yaml:4: a dataQuery says which DataIds are meant but does not list them: let the Butler list them, and read that"},
		"numbers":                {"- 1\n- 2\n", "f.yaml:1: a DataId is a mapping of dimensions to values; a value alone does not say which dimension it is of: name that, as in --dimension visit"},
		"numbers with a name":    {"bad: [1, 2]\n", "f.yaml:1: column bad: not a dimension of daf_butler/8: use --reason-column, --rename bad=DIMENSION or --ignore-columns"},
		"numbers and more":       {"bad: [1, 2]\nmood: x\n", "f.yaml:1: no list: a sequence of DataIds, a mapping with dataIds or an export of the Butler is expected"},
		"dataId and data_id":     {"- {dataId: {htm7: 1}, data_id: {htm7: 1}}\n", "f.yaml:1: the mapping has both dataId and data_id"},
		"bad syntax":             {"- {a: 1\n", "f.yaml:1: not YAML: did not find expected ',' or '}'"},
		"a quoted number":        {"- {htm7: 1}\n- {htm7: \"12\"}\n", `f.yaml:2: column htm7: bad value: "12" is a string; an integer is expected`},
		"a fraction":             {"- {htm7: 1.0}\n", `f.yaml:1: column htm7: bad value: "1.0" is not a whole number in plain digits`},
		"an exponent":            {"- {htm7: 1e3}\n", `f.yaml:1: column htm7: bad value: "1e3" is not a whole number in plain digits`},
		"hexadecimal digits":     {"- {htm7: 0x10}\n", `f.yaml:1: column htm7: bad value: "0x10" is not an integer`},
		"octal digits":           {"- {htm7: 010}\n", `f.yaml:1: column htm7: bad value: "010": write it without sign and leading zeros`},
		"underscores":            {"- {htm7: 1_000}\n", `f.yaml:1: column htm7: bad value: "1_000" is not an integer`},
		"a range":                {"- {htm7: 1..5}\n", `f.yaml:1: column htm7: bad value: "1..5" is a string; an integer is expected`},
		"a negative value":       {"- {htm7: -1}\n", `f.yaml:1: column htm7: bad value: -1 is negative; values are 0 to 9223372036854775807`},
		"an overflow":            {"- {htm7: 9223372036854775808}\n", `f.yaml:1: column htm7: bad value: "9223372036854775808" is larger than 9223372036854775807`},
		"null":                   {"- {instrument: ~}\n", "f.yaml:1: column instrument: bad value: it is null; a DataId has a value for each dimension: where empty means all, say so with --empty-means-all FULL"},
		"nothing":                {"- instrument:\n", "f.yaml:1: column instrument: bad value: it is null; a DataId has a value for each dimension: where empty means all, say so with --empty-means-all FULL"},
		"an empty string":        {"- instrument: ''\n", "f.yaml:1: column instrument: bad value: it is empty; a DataId has a value for each dimension: where empty means all, say so with --empty-means-all FULL"},
		"a sequence for a value": {"- {htm7: [1]}\n", "f.yaml:1: column htm7: bad value: a sequence; an integer is expected"},
		"a mapping for a value":  {"- {htm7: {a: 1}}\n", "f.yaml:1: column htm7: bad value: a mapping; an integer is expected"},
		"a tag":                  {"- {htm7: !!int '5'}\n", `f.yaml:1: a tag "!!int"`},
		"a tag on a DataId":      {"- !x {htm7: 5}\n", `f.yaml:1: a tag "!x"`},
		"an alias of nothing":    {"- &a {htm7: 1}\n- *b\n", "f.yaml: an alias *b of what has no anchor &b before it"},
		"an alias in itself":     {"- &a {htm7: 1, reasons: [*a]}\n", "f.yaml:1: the alias *a is in what it stands for"},
		"a wrong alias":          {"- &a {htm7: 1}\n- {htm7: *a}\n", "f.yaml:2: column htm7: bad value: a mapping; an integer is expected"},
		"a merge key":            {"- {<<: {htm7: 1}}\n", "f.yaml:1: a merge key: write the members out"},
		"a key twice":            {"- htm7: 1\n  htm7: 2\n", `f.yaml:2: the key "htm7" comes twice`},
		"two groups":             {"- {htm7: 1}\n- {htm8: 1}\n", "f.yaml:2: dimension groups do not fit: here are DataIds of {htm8}, before of {htm7}: a list has one group"},
		"an unknown member":      {"- {htm7: 1, mood: x}\n", "f.yaml:1: column mood: not a dimension of daf_butler/8: use --reason-column, --rename mood=DIMENSION or --ignore-columns"},
		"reasons that are none":  {"- {htm7: 1, reasons: a}\n", "f.yaml:1: reasons is not a sequence"},
		"an unlisted reason":     {"- {htm7: 1, reasons: [0]}\n", `f.yaml:1: reason "0" is not the number of one of the 0 that are listed, counted from 0`},
		"a reason without text":  {"- {htm7: 1, reasons: [{author: a}]}\n", "f.yaml:1: bad value: a reason without text"},
		"a reason with more":     {"- {htm7: 1, reasons: [{text: a, mood: b}]}\n", `f.yaml:1: a reason has no member "mood": it has text, source, author, time and url`},
		"a null in a reason":     {"- {htm7: 1, reasons: [{text: ~}]}\n", "f.yaml:1: bad value: null"},
		"a bad time":             {"- {htm7: 1, reasons: [{text: a, time: now}]}\n", `f.yaml:1: bad value: "now" is not a time as in RFC 3339, to nanoseconds at most, such as 2025-06-29T04:05:06Z`},
		"an hour of one digit":   {"- {htm7: 1, reasons: [{text: a, time: 2025-06-29T4:05:06Z}]}\n", `f.yaml:1: bad value: "2025-06-29T4:05:06Z" is not a time as in RFC 3339, to nanoseconds at most, such as 2025-06-29T04:05:06Z`},
		"dataIds that are none":  {"dataIds: 5\n", "f.yaml:1: a sequence of DataIds is expected"},
		"a header without IDs":   {"format: dataidlist/1\n", "f.yaml:1: the mapping has no dataIds"},
		"half a header":          {"format: dataidlist/1\ndataIds: []\n", "f.yaml:1: the list header has no universe"},
		"a late member":          {"dataIds: []\ncount: 0\n", "f.yaml:2: count comes after dataIds, which is the last member"},
		"listed reasons":         {"reasons: {}\ndataIds: []\n", "f.yaml:1: reasons is not a sequence"},
		"a listed reason":        {"reasons:\n- a\ndataIds: []\n", "f.yaml:2: a reason is a mapping with text, source, author, time and url"},
		"a wrong count":          {"count: 2\ndataIds: [{htm7: 1}]\n", "f.yaml: the file is damaged or was edited: its header states 2 DataIds and it has 1"},
		"several entries":        {container, `f.yaml: the export has several entries: choose what to read with --select: "instrument", "raw", "visit", "visit_definition"`},
		"an empty export":        {"data: []\n", "f.yaml:1: the export has neither datasets nor dimension records"},
		"no records":             {"data:\n- {type: dimension, element: visit}\n", `f.yaml:2: the entry of "visit" has no sequence records`},
		"no data_id":             {"data:\n- {type: dataset, dataset_type: raw, records: [{path: a}]}\n", "f.yaml:2: the record has no data_id"},
		"a strange universe":     {"universe_version: 3\nuniverse_namespace: x\ndata: []\n", "f.yaml:1: the export is of universe x/3: give that with --universe"},
		"a future universe":      {"universe_version: 99\ndata: []\n", "f.yaml:1: universe daf_butler/99 is not known: versions 0 to 8 are built in; load another from a YAML file"},
		"a bad universe":         {"universe_version: x\ndata: []\n", `f.yaml:1: universe_version "x" is not a number`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read(c.input, &table.ReadOptions{})
			var at *dataidlist.InputError
			require.ErrorAs(t, err, &at)
			require.EqualError(t, err, c.message)
		})
	}
	for input, message := range map[string]string{
		"- 7\n- 5.0\n":             `f.yaml:2: column htm7: bad value: "5.0" is not a whole number in plain digits`,
		"- 7\n- 5..6\n":            `f.yaml:2: column htm7: bad value: "5..6" is a string; an integer is expected`,
		"- 7\n- '5'\n":             `f.yaml:2: column htm7: bad value: "5" is a string; an integer is expected`,
		"- 7\n- 05\n":              `f.yaml:2: column htm7: bad value: "05": write it without sign and leading zeros`,
		"- 7\n- ~\n":               "f.yaml:2: column htm7: bad value: it is null; a DataId has a value for each dimension: where empty means all, say so with --empty-means-all FULL",
		"- 7\n- [5, 6]\n":          "f.yaml:2: 2 values where 1 columns are named",
		"- 7\n- !x [5]\n":          `f.yaml:2: a tag "!x"`,
		"- 7\n- !!int 5\n":         `f.yaml:2: a tag "!!int"`,
		"- [[5]]\n":                "f.yaml:1: column htm7: bad value: a sequence; an integer is expected",
		"bad:\n- 7\n- {htm7: 5}\n": "f.yaml:3: column htm7: bad value: a mapping; an integer is expected",
	} {
		_, err := read(input, &table.ReadOptions{Dimensions: []string{"htm7"}})
		require.EqualError(t, err, message)
	}
	_, err := read(container, &table.ReadOptions{Select: "flat"})
	require.EqualError(t, err, `f.yaml: --select flat: the export has no such entries: choose what to read with --select: "instrument", "raw", "visit", "visit_definition"`)
	_, err = read("[]", &table.ReadOptions{Select: "flat"})
	require.EqualError(t, err, "f.yaml: --select flat: the input is no export of the Butler, which has dataset types and dimension elements")
	_, err = read("[]", &table.ReadOptions{Set: map[string]string{"mood": "x"}})
	require.EqualError(t, err, "f.yaml: --set mood: universe daf_butler/8 has no such dimension")
}

// nights is a list with reasons, a title and a derivation.
func nights(t require.TestingT) *dataidlist.List {
	b := dataidlist.NewBuilder(listtest.Group(t, "visit"))
	slew := dataidlist.Reason{Text: "slew", Author: "ktl", Time: time.Date(2025, 6, 29, 4, 5, 6, 0, time.UTC), Source: "log", URL: "https://example.org/?a&b"}
	require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{5}, 2, slew))
	require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{6}, 1, dataidlist.Reason{Text: "donuts"}))
	require.NoError(t, b.AddRun([]string{"a \u0085\"\U0001f52d"}, []int64{9223372036854775807}, 1))
	l := b.List()
	return l.WithInfo(dataidlist.Info{Title: "May: 'bad'\n", Description: "d", Derivation: &dataidlist.Derivation{Operation: "union", Inputs: []dataidlist.Input{dataidlist.InputOf("base", "a.csv", l)}}})
}

const nightsText = `"format": "dataidlist/1"
"universe": "daf_butler/8"
"strings": ["instrument"]
"ints": ["visit"]
"count": 3
"digest": "DIGEST"
"fullDigest": "FULL"
"title": "May: 'bad'\n"
"description": "d"
"derivation": {"operation":"union","inputs":[{"role":"base","name":"a.csv","digest":"DIGEST","fullDigest":"FULL","count":3}]}
"reasons":
- {"text":"slew","source":"log","author":"ktl","time":"2025-06-29T04:05:06Z","url":"https://example.org/?a&b"}
- {"text":"donuts"}
"dataIds":
- {"instrument": "LSSTCam", "visit": 5, "reasons": [0]}
- {"instrument": "LSSTCam", "visit": 6, "reasons": [0, 1]}
- {"instrument": "a \u0085\"🔭", "visit": 9223372036854775807}
`

func TestWrite(t *testing.T) {
	l := nights(t)
	want := strings.NewReplacer("DIGEST", l.Digest().String(), "FULL", l.FullDigest().String()).Replace(nightsText)
	for name, c := range map[string]struct {
		list *dataidlist.List
		opts table.WriteOptions
		want string
	}{
		"all":           {l, table.WriteOptions{}, want},
		"bare":          {l, table.WriteOptions{Bare: true}, "- {\"instrument\": \"LSSTCam\", \"visit\": 5}\n- {\"instrument\": \"LSSTCam\", \"visit\": 6}\n- {\"instrument\": \"a \\u0085\\\"🔭\", \"visit\": 9223372036854775807}\n"},
		"bare, nothing": {dataidlist.Empty(listtest.Group(t, "htm7")), table.WriteOptions{Bare: true}, "[]\n"},
	} {
		var out bytes.Buffer
		require.NoError(t, yaml.Write(&out, c.list, &c.opts), name)
		require.Equal(t, c.want, out.String(), name)
	}
	var out bytes.Buffer
	require.NoError(t, yaml.Write(&out, l, &table.WriteOptions{IDsOnly: true}))
	require.NotContains(t, out.String(), "reasons")
	full := errors.New("disk full")
	require.ErrorIs(t, yaml.Write(codectest.Failing{Err: full}, l, &table.WriteOptions{}), full)
}

func TestPyYAMLReadsWhatIsWritten(t *testing.T) {
	l := nights(t)
	var in bytes.Buffer
	require.NoError(t, yaml.Write(&in, l, &table.WriteOptions{}))
	program := "import sys, yaml\nd = yaml.safe_load(sys.stdin.buffer)\nyaml.safe_dump(d, sys.stdout, sort_keys=False)"
	cmd := exec.Command(pyenv.Python(t), "-X", "utf8", "-c", program)
	cmd.Stdin = &in
	out, err := cmd.Output()
	require.NoError(t, err)
	got, err := read(string(out), &table.ReadOptions{})
	require.NoError(t, err)
	require.Equal(t, l.FullDigest(), *got.Header.FullDigest)
	require.Equal(t, l.Info(), got.List.Info())
}

func TestEnvelopeIsChecked(t *testing.T) {
	l := nights(t)
	var out bytes.Buffer
	require.NoError(t, yaml.Write(&out, l, &table.WriteOptions{}))
	got, err := read(out.String(), &table.ReadOptions{})
	require.NoError(t, err)
	require.Equal(t, l.Info(), got.List.Info())
	require.Equal(t, l.FullDigest(), *got.Header.FullDigest)
	for _, edit := range [][2]string{{"6, \"reasons", "7, \"reasons"}, {"[0, 1]", "[0]"}, {`"count": 3`, `"count": 4`}} {
		_, err = read(strings.Replace(out.String(), edit[0], edit[1], 1), &table.ReadOptions{})
		require.ErrorIs(t, err, table.ErrMismatch, edit)
	}
	got, err = read(out.String(), &table.ReadOptions{Rename: map[string]string{"visit": "exposure"}})
	require.NoError(t, err)
	require.Nil(t, got.Header)
	require.Equal(t, "{instrument, exposure}", got.List.Group().String())
}

func TestRoundTrip(t *testing.T) {
	groups := [][]string{{"instrument"}, {"visit"}, {"htm7"}, {"physical_filter", "detector"}, {"visit", "detector"}}
	str := rapid.StringN(1, 5, -1)
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
			reasons := rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) dataidlist.Reason {
				return dataidlist.Reason{Text: str.Draw(t, "text"), Source: rapid.SampledFrom([]string{"", "s: '#"}).Draw(t, "source")}
			}), 0, 3, rapid.ID).Draw(t, "reasons")
			require.NoError(t, b.AddRun(strs, ints, n, reasons...))
		}
		l := b.List().WithInfo(dataidlist.Info{Title: rapid.String().Draw(t, "title")})
		for _, bare := range []bool{false, true} {
			var out bytes.Buffer
			require.NoError(t, yaml.Write(&out, l, &table.WriteOptions{Bare: bare}))
			require.Equal(t, !bare || l.Count() > 0, yaml.Detect(out.Bytes()))
			got, err := read(out.String(), &table.ReadOptions{Dimensions: g.Dimensions()})
			require.NoError(t, err)
			require.Equal(t, l.Digest(), got.List.Digest())
			if !bare {
				require.Equal(t, l.FullDigest(), got.List.FullDigest())
				require.Equal(t, l.Info(), got.List.Info())
			}
		}
	})
}

func TestDetect(t *testing.T) {
	for input, want := range map[string]bool{
		"- {visit: 1}\n": true, "# a\n---\n- a": true, "-\n  a: 1\n": true, "dataIds:\n": true, "\"format\": \"x\"\n": true, "%YAML 1.2\n": true, "\ufeffa: 1\r\n": true,
		"{visit: 1}": true, "# c\n {instrument: 'HSC', ": true, "{'visit': 1}": true, "[{visit: 1}": true, "[\n\n  {'visit' : 1}": true, "{visit:\n": true,
		"{visit}": false, "{visit:1}": false, "[visit: 1]": false, "[[{visit: 1}]]": false, "[\nvisit: 1\n": false, "[\n- 1\n": false, "{": false, "[": false, "{\"a b\": 1}": false,
		"": false, "[{\"visit\": 1}]": false, "{\"visit\": 1}": false, "instrument,visit\n": false, "2025062900604\n": false, "-1\n": false, "# only\n": false, "a:b\n": false,
	} {
		require.Equal(t, want, yaml.Detect([]byte(input)), input)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(container, "visit")
	f.Add(strings.ReplaceAll(strings.ReplaceAll(nightsText, "DIGEST", nights(f).Digest().String()), "FULL", nights(f).FullDigest().String()), "")
	f.Add("- dataId: {instrument: HSC, visit: 7, band: r}\n- dataId: {instrument: HSC, visit: 8, reason: a}\n", "")
	f.Add("dataIds:\n- htm7: 1\n  reasons: [{text: b, time: 2025-06-29T04:05:06Z}]\n", "")
	f.Fuzz(func(t *testing.T, input, element string) {
		yaml.Detect([]byte(input))
		got, err := read(input, &table.ReadOptions{Select: element})
		if err != nil {
			require.ErrorAs(t, err, new(*dataidlist.InputError))
			return
		}
		var out bytes.Buffer
		require.NoError(t, yaml.Write(&out, got.List, &table.WriteOptions{}))
		again, err := read(out.String(), &table.ReadOptions{})
		require.NoError(t, err)
		require.Equal(t, got.List.FullDigest(), again.List.FullDigest())
	})
}

func ExampleRead() {
	const input = "- {instrument: LSSTCam, visit: 2025062900604, reason: trailed}\n- {instrument: LSSTCam, visit: 2025062900605}\n"
	result, err := yaml.Read(table.Source{Name: "bad.yaml", R: strings.NewReader(input), Size: -1}, &table.ReadOptions{})
	if err != nil {
		panic(err)
	}
	fmt.Println(result.List.Group(), result.List.Count(), result.List.NumReasons())
	// Output: {instrument, visit} 2 1
}
