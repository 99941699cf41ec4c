package grl_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/grl"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/codectest"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// atlas is a universe of runs and blocks.
func atlas(t testing.TB) *table.ReadOptions {
	t.Helper()
	u, err := dataidlist.NewUniverse("atlas", 1, []dataidlist.Dimension{
		{Name: "run", Type: dataidlist.Int64},
		{Name: "block", Type: dataidlist.Int64, Requires: []string{"run"}},
	})
	require.NoError(t, err)
	return &table.ReadOptions{Universe: u}
}

func read(in string, opts *table.ReadOptions) (*table.Result, error) {
	return grl.Read(table.Source{Name: "f.xml", R: strings.NewReader(in), Size: -1}, opts)
}

// sample has all that such files have.
const sample = `<?xml version="1.0" encoding="UTF-8" ?>
<!DOCTYPE LumiRangeCollection
  SYSTEM "http://example.org/LumiRangeCollection.dtd">
<?xml-stylesheet type='text/xsl' href='grl.xsl' ?>
<!-- made by hand -->
<LumiRangeCollection>
  <NamedLumiRange>
    <Name>all good &amp; more</Name>
    <Version>2.1</Version>
    <Metadata Name="Query">find run 5-9 and dq ALL &lt;g</Metadata>
    <Metadata Name="StreamListInfo"><Stream Name="a" Total="5"/></Metadata>
    <Link>x.html</Link>
    <LumiBlockCollection>
      <Run PrescaleRD0="1"> 7 </Run>
      <LBRange Start="4" End="5"></LBRange><LBRange End="5" Start="5"/>
    </LumiBlockCollection>
    <LumiBlockCollection><Run>5</Run><LBRange Start="1" End="1"/><BunchId>1</BunchId></LumiBlockCollection>
    <LumiBlockCollection><Run>7</Run><LBRange Start="0" End="0"/></LumiBlockCollection>
  </NamedLumiRange>
</LumiRangeCollection>
`

func TestRead(t *testing.T) {
	for _, in := range []string{sample, strings.ReplaceAll(sample, "\n", "\r\n"), "\ufeff" + sample} {
		require.True(t, grl.Detect([]byte(in)))
		got, err := read(in, atlas(t))
		require.NoError(t, err)
		assert.Equal(t, []string{"run=5 block=1", "run=7 block=0", "run=7 block=4", "run=7 block=5"}, codectest.Lines(got.List))
		assert.Equal(t, "grl", got.Format)
		assert.EqualValues(t, 5, got.Rows)
		assert.EqualValues(t, 1, got.Duplicates)
		assert.Equal(t, dataidlist.Info{Title: "all good & more", Derivation: &dataidlist.Derivation{
			Operation:  grl.Query,
			Parameters: map[string]string{"Query": "find run 5-9 and dq ALL <g", "StreamListInfo": "", "Version": "2.1"},
		}}, got.List.Info())
	}
}

func TestDimensionsAreTold(t *testing.T) {
	got, err := read(sample, &table.ReadOptions{Dimensions: []string{"visit", "detector"}, Set: map[string]string{"instrument": "HSC"}})
	require.NoError(t, err)
	assert.Equal(t, "{instrument, visit, detector}", got.List.Group().String())
	_, err = read(sample, nil)
	require.ErrorIs(t, err, table.ErrOptions)
	assert.EqualError(t, err, "f.xml: a good runs list does not name its dimensions: say whose they are with --universe, as in --universe cms, or give them with --dimension OUTER,INNER, and others with --set")
}

// two has two lists.
const two = `<LumiRangeCollection>
<NamedLumiRange><Name>a</Name><LumiBlockCollection><Run>1</Run><LBRange Start="1" End="2"/></LumiBlockCollection></NamedLumiRange>
<NamedLumiRange><Name>b</Name><LumiBlockCollection><Run>2</Run><LBRange Start="3" End="3"/></LumiBlockCollection></NamedLumiRange>
</LumiRangeCollection>`

func TestOneOfSeveralIsChosen(t *testing.T) {
	_, err := read(two, atlas(t))
	require.ErrorIs(t, err, table.ErrOptions)
	assert.EqualError(t, err, `f.xml: 2 lists in one file: choose one with --select: "a", "b"`)
	for name, want := range map[string][]string{"a": {"run=1 block=1", "run=1 block=2"}, "b": {"run=2 block=3"}} {
		opts := atlas(t)
		opts.Select = name
		got, err := read(two, opts)
		require.NoError(t, err)
		assert.Equal(t, want, codectest.Lines(got.List))
		assert.True(t, got.Selected)
		assert.Equal(t, name, got.List.Info().Title)
	}
	opts := atlas(t)
	opts.Select = "c"
	_, err = read(two, opts)
	assert.EqualError(t, err, `f.xml: --select c: no list has that name; there are "a", "b"`)
	opts.Select = "a"
	_, err = read(strings.Replace(two, ">b<", ">a<", 1), opts)
	assert.EqualError(t, err, `f.xml: 2 lists are called "a": the names must differ`)
	_, err = read(strings.NewReplacer("<Name>a</Name>", "", "<Name>b</Name>", "").Replace(two), atlas(t))
	assert.EqualError(t, err, `f.xml: 2 lists in one file: choose one with --select: "", ""`)
}

func TestReadRefuses(t *testing.T) {
	in := func(s string) string {
		return "<LumiRangeCollection><NamedLumiRange>\n<LumiBlockCollection>\n" + s + "\n</LumiBlockCollection></NamedLumiRange></LumiRangeCollection>"
	}
	for name, c := range map[string]struct{ in, err string }{
		"nothing":              {"", "f.xml:1: the file ends too early"},
		"another document":     {"<html></html>", `f.xml:1: the element "html" where LumiRangeCollection is expected: this is no good runs list`},
		"an early end":         {"<LumiRangeCollection>\n<NamedLumiRange>", "f.xml:2: not XML: unexpected EOF"},
		"a wrong end":          {"<LumiRangeCollection></x>", "f.xml:1: not XML: element <LumiRangeCollection> closed by </x>"},
		"more behind":          {"<LumiRangeCollection/><LumiRangeCollection/>", "f.xml:1: another element after LumiRangeCollection"},
		"text behind":          {"<LumiRangeCollection/>x", `f.xml:1: the text "x" outside of the document`},
		"text between":         {in("7"), `f.xml:4: the text "7" in LumiBlockCollection: only elements are expected there`},
		"an entity":            {in("<Run>&run;</Run>"), "f.xml:3: column Run: not XML: invalid character entity &run;"},
		"a document type":      {"<!DOCTYPE x [<!ENTITY run '7'>]>" + in("<Run>&run;</Run>"), "f.xml:1: a document type with declarations of its own: remove it"},
		"another encoding":     {"<?xml version='1.0' encoding='latin1'?>" + in(""), `f.xml:1: xml: opening charset "latin1": the encoding is "latin1": convert the file to UTF-8`},
		"not UTF-8":            {in("<Run>\xff</Run>"), "f.xml:3: column Run: not XML: invalid UTF-8"},
		"no run":               {in(`<LBRange Start="1" End="2"/>`), "f.xml:3: an LBRange before the Run of its LumiBlockCollection"},
		"two runs":             {in("<Run>7</Run>\n<Run>8</Run>"), "f.xml:4: column Run: a second Run in one LumiBlockCollection"},
		"no number":            {in("<Run>x</Run>"), `f.xml:3: column Run: bad value: "x" is not an integer`},
		"an open end":          {in(`<Run>7</Run><LBRange Start="1"/>`), "f.xml:3: column LBRange: it has no End, and reaches as far as the run, which the file does not say: give it a number"},
		"a negative start":     {in(`<Run>7</Run><LBRange Start="-1" End="2"/>`), "f.xml:3: column LBRange Start: bad value: -1 is negative; values are 0 to 9223372036854775807"},
		"a range to the left":  {in(`<Run>7</Run><LBRange Start="3" End="2"/>`), "f.xml:3: column block: bad value: range 3..2 is not from a value to the same or a larger one"},
		"metadata twice":       {"<LumiRangeCollection><NamedLumiRange><Version>1</Version><Version>2</Version></NamedLumiRange></LumiRangeCollection>", `f.xml:1: two metadata are called "Version"`},
		"elements too deep":    {strings.Repeat("<LumiRangeCollection>", 65), "f.xml:1: limit passed: more than 64 elements in each other"},
		"a text too long":      {"<!--" + strings.Repeat("x", 1<<20) + "-->", "f.xml:1: limit passed: a tag, text or comment of more than 1048576 bytes"},
		"a tag too long":       {"<LumiRangeCollection " + strings.Repeat("x='y' ", 1<<18), "f.xml:1: limit passed: a tag, text or comment of more than 1048576 bytes"},
		"a text in many parts": {"<LumiRangeCollection><NamedLumiRange><Name>" + strings.Repeat(strings.Repeat("x", 1<<19)+"<!---->", 3), "f.xml:1: limit passed: a text of more than 1048576 bytes"},
	} {
		_, err := read(c.in, atlas(t))
		assert.EqualError(t, err, c.err, name)
	}
	late := strings.Replace(two, "</LumiBlockCollection></NamedLumiRange>", "</LumiBlockCollection><Name>z</Name></NamedLumiRange>", 1)
	_, err := read(late, atlas(t))
	assert.EqualError(t, err, "f.xml:2: Name comes after a LumiBlockCollection: it must come first")
	failed := errors.New("disk on fire")
	_, err = grl.Read(table.Source{Name: "f.xml", R: io.MultiReader(strings.NewReader("<LumiRangeCollection>"), iotest.ErrReader(failed))}, atlas(t))
	require.ErrorIs(t, err, failed)
}

func TestRoundTrip(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, model := listtest.Random(rng, g, shape)
		one := model.Keep(func(r listtest.Row) bool { return slices.Equal(r.Strings, model.Rows[0].Strings) })
		var out bytes.Buffer
		if len(g.Ints()) != 2 || len(one.Rows) < len(model.Rows) {
			require.ErrorIs(t, grl.Write(&out, list, nil), dataidlist.ErrGroup)
			require.Zero(t, out.Len())
		}
		if len(g.Ints()) != 2 {
			return
		}
		opts := &table.ReadOptions{Universe: g.Universe(), Dimensions: g.Ints(), Set: map[string]string{}}
		for i, name := range g.Strings() {
			opts.Set[name] = "any"
			if len(one.Rows) > 0 {
				opts.Set[name] = one.Rows[0].Strings[i]
			}
		}
		require.NoError(t, grl.Write(&out, one.List(), nil))
		require.True(t, grl.Detect(out.Bytes()))
		got, err := read(out.String(), opts)
		require.NoError(t, err)
		listtest.Check(t, one.WithoutReasons(), got.List)
	})
}

func TestTheQueryStaysWithItsList(t *testing.T) {
	got, err := read(sample, atlas(t))
	require.NoError(t, err)
	write := func(l *dataidlist.List) string {
		var out bytes.Buffer
		require.NoError(t, grl.Write(&out, l, nil))
		return out.String()
	}
	again, err := read(write(got.List), atlas(t))
	require.NoError(t, err)
	assert.Equal(t, got.List.Info(), again.List.Info())

	converted := got.List.WithInfo(dataidlist.Info{Derivation: &dataidlist.Derivation{Operation: "convert", Inputs: []dataidlist.Input{dataidlist.InputOf("", "f.xml", got.List)}}})
	assert.Contains(t, write(converted), "find run 5-9", "it is still that list")
	fewer, err := got.List.Filter("run = 5")
	require.NoError(t, err)
	fewer = fewer.WithInfo(dataidlist.Info{Derivation: &dataidlist.Derivation{Operation: "filter", Inputs: []dataidlist.Input{dataidlist.InputOf("", "f.xml", got.List)}}})
	assert.NotContains(t, write(fewer), "find run 5-9", "the query did not give this list")
}

func TestWriteFails(t *testing.T) {
	got, err := read(sample, atlas(t))
	require.NoError(t, err)
	full := errors.New("disk full")
	require.ErrorIs(t, grl.Write(codectest.Failing{Err: full}, got.List, nil), full)
}

func TestDetect(t *testing.T) {
	for in, want := range map[string]bool{
		sample: true, "\n <LumiRangeCollection/>": true,
		"": false, "<html/>": false, "LumiRangeCollection": false, `{"<LumiRangeCollection": 1}`: false,
	} {
		assert.Equal(t, want, grl.Detect([]byte(in)), in)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte(two))
	f.Add([]byte("<!DOCTYPE x [<!ENTITY a 'b'>]><LumiRangeCollection>&a;</LumiRangeCollection>"))
	opts := atlas(f)
	f.Fuzz(func(t *testing.T, in []byte) {
		grl.Detect(in)
		got, err := grl.Read(table.Source{Name: "f", R: bytes.NewReader(in), Size: -1}, opts)
		if err != nil || got.List.NumRuns() > 1<<16 {
			return
		}
		var out bytes.Buffer
		require.NoError(t, grl.Write(&out, got.List, nil))
		again, err := grl.Read(table.Source{Name: "f", R: &out, Size: -1}, opts)
		require.NoError(t, err)
		require.Equal(t, got.List.Digest(), again.List.Digest())
	})
}

func ExampleRead() {
	u, err := dataidlist.NewUniverse("atlas", 1, []dataidlist.Dimension{{Name: "run", Type: dataidlist.Int64}, {Name: "block", Type: dataidlist.Int64}})
	if err != nil {
		panic(err)
	}
	result, err := grl.Read(table.Source{Name: "good.xml", R: strings.NewReader(sample), Size: -1}, &table.ReadOptions{Universe: u})
	if err != nil {
		panic(err)
	}
	fmt.Println(result.List.Count(), result.List.Info().Derivation.Parameters["Query"])
	// Output: 4 find run 5-9 and dq ALL <g
}
