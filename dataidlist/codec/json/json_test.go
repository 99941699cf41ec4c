package json_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/json"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// read reads a document and requires that reading byte by byte gives the same.
func read(t testing.TB, text string, opts *table.ReadOptions) (*table.Result, error) {
	t.Helper()
	got, err := json.Read(table.Source{Name: "f.json", R: strings.NewReader(text), Size: -1}, opts)
	slow, slowErr := json.Read(table.Source{Name: "f.json", R: iotest.OneByteReader(strings.NewReader(text)), Size: -1}, opts)
	require.Equal(t, err, slowErr)
	if err == nil {
		require.Equal(t, got.List.FullDigest(), slow.List.FullDigest())
		require.Equal(t, got.Rows, slow.Rows)
	} else {
		var in *dataidlist.InputError
		require.ErrorAs(t, err, &in)
		require.Equal(t, "f.json", in.File)
	}
	return got, err
}

func mustRead(t testing.TB, text string, opts *table.ReadOptions) *table.Result {
	t.Helper()
	got, err := read(t, text, opts)
	require.NoError(t, err)
	return got
}

// texts gives the DataIds of a list, each with its reasons.
func texts(l *dataidlist.List) []string {
	var all []string
	for d := range l.All() {
		text := d.String()
		for _, r := range l.ReasonsOf(d) {
			text += " " + string(r.AppendJSON(nil))
		}
		all = append(all, text)
	}
	return all
}

type write func(io.Writer, *dataidlist.List, *table.WriteOptions) error

func written(t testing.TB, f write, l *dataidlist.List, opts table.WriteOptions) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, f(&b, l, &opts))
	return b.String()
}

func TestRoundTrip(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, model := listtest.Random(rng, g, shape)
		told := &table.ReadOptions{Universe: g.Universe(), Dimensions: g.Dimensions()}

		text := written(t, json.Write, list, table.WriteOptions{})
		require.True(t, json.Detect([]byte(text)))
		got := mustRead(t, text, &table.ReadOptions{})
		listtest.Check(t, model, got.List)
		require.Equal(t, "json", got.Format)
		require.Equal(t, table.HeaderOf(list), got.Header)

		text = written(t, json.WriteLines, list, table.WriteOptions{})
		got = mustRead(t, text, told)
		listtest.Check(t, model, got.List)
		require.Equal(t, "jsonl", got.Format)
		require.Nil(t, got.Header)
		require.Equal(t, list.Count(), got.Rows)

		for _, f := range []write{json.Write, json.WriteLines} {
			text = written(t, f, list, table.WriteOptions{IDsOnly: true})
			listtest.Check(t, model.WithoutReasons(), mustRead(t, text, told).List)
		}
		text = written(t, json.Write, list, table.WriteOptions{Bare: true})
		listtest.Check(t, model.WithoutReasons(), mustRead(t, text, told).List)
	})
}

// exclusions is a list of two nights with reasons, title and derivation.
func exclusions(t testing.TB) *dataidlist.List {
	t.Helper()
	b := dataidlist.NewBuilder(listtest.Group(t, "visit", "detector"))
	trailed := dataidlist.Reason{Text: "trailed", Source: "log <1>", Author: "ktl", Time: time.Date(2025, 7, 1, 4, 5, 6, 0, time.UTC), URL: "https://example.org/?a&b"}
	cam := []string{"LSSTCam"}
	require.NoError(t, b.AddRun(cam, []int64{2025062900604, 93}, 3, trailed))
	require.NoError(t, b.AddRun(cam, []int64{2025062900604, 94}, 1, dataidlist.Reason{Text: "donuts"}))
	require.NoError(t, b.AddRun(cam, []int64{7050123199999, 0}, 1))
	list := b.List()
	input := dataidlist.InputOf("base", "bad.ecsv", dataidlist.Empty(list.Group()))
	return list.WithInfo(dataidlist.Info{
		Title:       "señal \"<&>\"\u2028",
		Description: "two nights",
		Derivation:  &dataidlist.Derivation{Operation: "subtract", Parameters: map[string]string{"where": "visit < 7"}, Inputs: []dataidlist.Input{input}},
	})
}

const envelope = `{
"format":"dataidlist/1",
"universe":"daf_butler/8",
"strings":["instrument"],
"ints":["visit","detector"],
"count":4,
"digest":"dil1:7b3bf9fd",
"fullDigest":"dilr1:7b3bf9fd",
"title":"señal \"<&>\"` + "\u2028" + `",
"description":"two nights",
"derivation":DERIVATION,
"reasons":[{"text":"trailed","source":"log <1>","author":"ktl","time":"2025-07-01T04:05:06Z","url":"https://example.org/?a&b"},{"text":"donuts"}],
"dataIds":[
{"instrument":"LSSTCam","visit":2025062900604,"detector":93,"reasons":[0]},
{"instrument":"LSSTCam","visit":2025062900604,"detector":94,"reasons":[0,1]},
{"instrument":"LSSTCam","visit":2025062900604,"detector":95,"reasons":[0]},
{"instrument":"LSSTCam","visit":7050123199999,"detector":0}
]
}
`

func TestWrittenBytes(t *testing.T) {
	list := exclusions(t)
	empty := dataidlist.Empty(list.Group())
	fixed := strings.NewReplacer(
		"dil1:7b3bf9fd", list.Digest().String(),
		"dilr1:7b3bf9fd", list.FullDigest().String(),
		"DERIVATION", `{"operation":"subtract","parameters":{"where":"visit < 7"},"inputs":[{"role":"base","name":"bad.ecsv","digest":"`+
			empty.Digest().String()+`","fullDigest":"`+empty.FullDigest().String()+`","count":0}]}`,
	)
	assert.Equal(t, fixed.Replace(envelope), written(t, json.Write, list, table.WriteOptions{}))
	assert.Equal(t, `[
{"instrument":"LSSTCam","visit":2025062900604,"detector":93},
{"instrument":"LSSTCam","visit":2025062900604,"detector":94},
{"instrument":"LSSTCam","visit":2025062900604,"detector":95},
{"instrument":"LSSTCam","visit":7050123199999,"detector":0}
]
`, written(t, json.Write, list, table.WriteOptions{Bare: true}))
	assert.Equal(t, `{"instrument":"LSSTCam","visit":2025062900604,"detector":93,"reasons":[TRAILED]}
{"instrument":"LSSTCam","visit":2025062900604,"detector":94,"reasons":[TRAILED,{"text":"donuts"}]}
{"instrument":"LSSTCam","visit":2025062900604,"detector":95,"reasons":[TRAILED]}
{"instrument":"LSSTCam","visit":7050123199999,"detector":0}
`, strings.ReplaceAll(written(t, json.WriteLines, list, table.WriteOptions{}),
		`{"text":"trailed","source":"log <1>","author":"ktl","time":"2025-07-01T04:05:06Z","url":"https://example.org/?a&b"}`, "TRAILED"))
	assert.Equal(t, "{\n\"2025062900604\":[[93,95]],\n\"7050123199999\":[[0,0]]\n}\n", written(t, json.WriteGolden, list, table.WriteOptions{}))

	assert.Equal(t, "[]\n", written(t, json.Write, empty, table.WriteOptions{Bare: true}))
	assert.Equal(t, "", written(t, json.WriteLines, empty, table.WriteOptions{}))
	assert.Equal(t, "{}\n", written(t, json.WriteGolden, empty, table.WriteOptions{}))
	assert.Contains(t, written(t, json.Write, empty, table.WriteOptions{}), "\"dataIds\":[]\n}\n")
}

func TestTheEnvelopeKeepsTitleAndDerivation(t *testing.T) {
	list := exclusions(t)
	got := mustRead(t, written(t, json.Write, list, table.WriteOptions{}), &table.ReadOptions{})
	assert.Equal(t, list.Info(), got.List.Info())
	assert.Equal(t, texts(list), texts(got.List))
}

func TestOptionsThatChangeAnEnvelopeDropItsHeader(t *testing.T) {
	list := exclusions(t)
	text := written(t, json.Write, list, table.WriteOptions{})
	got := mustRead(t, text, &table.ReadOptions{Ignore: []string{"detector"}})
	assert.Nil(t, got.Header)
	assert.Equal(t, dataidlist.Info{}, got.List.Info())
	assert.Equal(t, "{instrument, visit}", got.List.Group().String())
	assert.EqualValues(t, 2, got.List.Count())
	assert.Equal(t, 2, got.List.NumReasons())

	got = mustRead(t, text, &table.ReadOptions{Rename: map[string]string{"visit": "exposure"}})
	assert.Nil(t, got.Header)
	assert.Equal(t, "{instrument, exposure, detector}", got.List.Group().String())
	assert.EqualValues(t, 4, got.List.Count())

	empty := written(t, json.Write, dataidlist.Empty(list.Group()), table.WriteOptions{})
	got = mustRead(t, empty, &table.ReadOptions{Rename: map[string]string{"visit": "exposure"}})
	assert.Equal(t, "{instrument, exposure, detector}", got.List.Group().String())

	_, err := read(t, text, &table.ReadOptions{Select: "raw"})
	assert.EqualError(t, err, "f.json: --select raw: the input has no dataset types")
}

func TestAnEnvelopeNeedNotRecordWhatCanBeComputed(t *testing.T) {
	list := exclusions(t)
	got := mustRead(t, "\ufeff"+strings.Replace(header, ",", ",\r\n", 1)+"\r\n"+`"title":"by hand","dataIds":[{"visit":5,"instrument":"L"}]}`, &table.ReadOptions{})
	assert.Equal(t, []string{"instrument=L visit=5"}, texts(got.List))
	assert.Equal(t, &table.Header{Format: "dataidlist/1", Universe: "daf_butler/8", Strings: []string{"instrument"}, Ints: []string{"visit"}, Title: "by hand"}, got.Header)
	_, err := read(t, written(t, json.Write, list, table.WriteOptions{}), &table.ReadOptions{Universe: cms(t)})
	assert.ErrorContains(t, err, "the file is of universe daf_butler/8, not cms/1")
}

func TestAWriterOfDeepDerivationsStaysWithinTheDepthOfReaders(t *testing.T) {
	list := exclusions(t)
	for range 100 {
		list = list.WithInfo(dataidlist.Info{Derivation: &dataidlist.Derivation{
			Operation: "union", Parameters: map[string]string{"a": "b"}, Inputs: []dataidlist.Input{dataidlist.InputOf("", "", list)},
		}})
	}
	got := mustRead(t, written(t, json.Write, list, table.WriteOptions{}), &table.ReadOptions{})
	levels := 0
	for d := got.List.Info().Derivation; d != nil; d = d.Inputs[0].Derivation {
		levels++
	}
	assert.Equal(t, 21, levels)
}

func TestWritersReportErrors(t *testing.T) {
	list := focalPlanes(t, 20)
	for name, f := range map[string]write{"envelope": json.Write, "lines": json.WriteLines, "golden": json.WriteGolden} {
		for _, room := range []int{0, 10, 70_000} {
			err := f(&fullWriter{room}, list, &table.WriteOptions{})
			if room < 70_000 || name != "golden" {
				assert.ErrorIs(t, err, io.ErrShortWrite, "%s %d", name, room)
			}
		}
	}
}

type fullWriter struct{ room int }

func (w *fullWriter) Write(p []byte) (int, error) {
	if w.room -= len(p); w.room < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

func TestDetect(t *testing.T) {
	for head, want := range map[string]bool{
		`{"format":"dataidlist/1"`: true, `[{"visit":`: true, "\ufeff [ ]": true, "{}": true, ` [ { } ]`: true, `{"297050": [[12`: true,
		"": false, "12\n": false, "{visit: 5}": false, "[{visit: 5}]": false, "[1,2]": true, "[ [": true, `["HSC"`: true, "[visit]": false, "[true]": false, "[": false, `"visit","detector"`: false, "- {\"visit\": 5}": false,
		"# %ECSV 1.0": false, "PAR1": false, "visit\n5\n": false,
	} {
		assert.Equal(t, want, json.Detect([]byte(head)), head)
	}
}

func TestAReadErrorIsNoEndOfInput(t *testing.T) {
	for _, text := range []string{"", `[{"instrument":"LSSTCam","visit":5},`, "{\"instrument\":\"LSSTCam\",\"visit\":5}\n" + strings.Repeat("\n", 70_000)} {
		broken := io.MultiReader(strings.NewReader(text), iotest.ErrReader(iotest.ErrTimeout))
		_, err := json.Read(table.Source{Name: "f.json", R: broken, Size: -1}, &table.ReadOptions{})
		require.ErrorIs(t, err, iotest.ErrTimeout)
		require.ErrorContains(t, err, "reading failed")
	}
}

func TestTheOrderOfMembersDoesNotMatter(t *testing.T) {
	var array, lines bytes.Buffer
	members := []string{`"instrument":"LSSTCam"`, `"visit":%[1]d`, `"detector":7`, `"band":"r"`, `"reason":"n%[2]d"`}
	rng := listtest.Rand(t)
	array.WriteByte('[')
	for i := range 500 {
		rng.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
		object := "{" + strings.Join(members, ",") + "}"
		if i > 0 {
			array.WriteByte(',')
		}
		fmt.Fprintf(&array, object, i, i%3)
		fmt.Fprintf(&lines, object+"\n\n", i, i%3)
	}
	array.WriteByte(']')
	a, b := mustRead(t, array.String(), &table.ReadOptions{}), mustRead(t, lines.String(), &table.ReadOptions{})
	assert.EqualValues(t, 500, a.List.Count())
	assert.Equal(t, 3, a.List.NumReasons())
	assert.Equal(t, a.List.FullDigest(), b.List.FullDigest())
	assert.Equal(t, "{instrument, visit, detector}", a.List.Group().String())
}
